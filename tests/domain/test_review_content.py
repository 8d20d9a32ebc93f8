"""A frozen review is given back as it was, and nothing else is."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from math import inf, nan
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.domain.effects import compare
from tracker.domain.evidence import grade_evidence
from tracker.domain.indicators import (
    IndicatorSeries,
    InterventionPeriod,
    MonthCount,
    Observation,
    Period,
)
from tracker.domain.needs import Need
from tracker.domain.review_content import (
    ReviewContent,
    ReviewedArea,
    ReviewedGoal,
    ReviewedIndicator,
    ReviewedIntervention,
    ReviewedNeed,
    freeze,
    thaw,
)
from tracker.domain.terms import (
    Criterion,
    Decision,
    Direction,
    IndicatorKind,
    InterventionState,
)

BEFORE, AFTER = Period(2021, 2022), Period(2023, 2024)

# Any content -----------------------------------------------------------------------------

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=6),
    bool: st.booleans(),
    int: st.integers(-(2**40), 2**40),
    float: st.floats(allow_nan=False) | st.integers(-(2**40), 2**40),
    date: st.dates(),
    NoneType: st.none(),
    Period: st.builds(
        lambda first, years: Period(first, first + years),
        st.integers(1900, 2200),
        st.integers(0, 9),
    ),
}


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for everything that a type allows."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    inner = get_args(kind)
    if get_origin(kind) is UnionType:
        return st.one_of([any_of(one) for one in inner])
    if get_origin(kind) is tuple:
        several = st.lists(any_of(inner[0]), max_size=2).map(tuple)
        return several if inner[-1] is Ellipsis else st.tuples(*map(any_of, inner))
    if get_origin(kind) is Mapping:
        return st.dictionaries(any_of(inner[0]), any_of(inner[1]), max_size=2)
    if issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    assert is_dataclass(kind), kind
    hints = get_type_hints(kind)
    return st.builds(
        kind, **{one.name: st.deferred(_later(hints[one.name])) for one in fields(kind)}
    )


def _later(kind: Any) -> Any:
    return lambda: any_of(kind)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_of(ReviewContent))
def test_whatever_is_frozen_is_given_back_the_same(content):
    frozen, content_hash = freeze(content)

    thawed = thaw(frozen, content_hash)
    assert thawed == content
    assert freeze(thawed) == (frozen, content_hash)


# A content like a real one ---------------------------------------------------------------


def series(counts, **values):
    return IndicatorSeries(
        **{
            "code": "1.1",
            "title": "Bostadsinbrott",
            "unit": "anmälningar per år",
            "kind": IndicatorKind.COUNT,
            "direction": Direction.LOWER_BETTER,
            "area_number": 1,
            "source": "Brå",
            "fetched_on": date(2025, 4, 3),
            "observations": tuple(
                Observation(year=2021 + place, count=count, population=60_000)
                for place, count in enumerate(counts)
            ),
            **values,
        }
    )


def reviewed(one):
    change = compare(one, before=BEFORE, after=AFTER)
    return ReviewedIndicator(
        id=7,
        goal_id=3,
        is_key=True,
        series=one,
        change=change,
        evidence=grade_evidence(change, has_mechanism=True, as_planned=None),
        interventions=(InterventionPeriod(title="Nattvandring", started_on=date(2023, 2, 1)),),
        months=(MonthCount(year=2024, month=2, count=9, population=60_000),),
    )


@pytest.fixture
def content():
    near = tuple(Observation(year=year, count=90, population=20_000) for year in range(2021, 2025))
    need = Need(
        number=1,
        name="Bedrägerier",
        area_number=1,
        events=70,
        population=60_000.0,
        per_10_000=5.8,
        harm=40.0,
        affected=65,
        previous=(4.0, 35.0),
        decision=Decision.NEW,
        reason="Det ökar.",
    )
    return ReviewContent(
        council="Älvstads Brå",
        municipality="Älvstad",
        now=AFTER,
        before=BEFORE,
        previous=BEFORE,
        programme="Tryggt Älvstad",
        adopted_on=date(2025, 5, 6),
        areas=(ReviewedArea(id=1, number=1, name="Inbrott", conclusion="Färre."),),
        goals=(ReviewedGoal(id=3, code="1.1", title="Färre inbrott", area_number=1),),
        indicators=(
            reviewed(series((200, 210, 150, 140), comparisons={"Granby": near, "Ekvik": near})),
            reviewed(series((0, 0, 0, 0))),
            reviewed(series((), kind=IndicatorKind.RATE)),
        ),
        interventions=(
            ReviewedIntervention(
                id=2, title="Nattvandring", state=InterventionState.ONGOING, goal_codes=("1.1",)
            ),
        ),
        needs=(
            ReviewedNeed(
                id=5,
                need=need,
                causes="Fler handlar på nätet.",
                scores={"Polisen": {Criterion.COMMON: 4}, "Skolan": {}},
                intervention_ids=(2,),
            ),
        ),
    )


def test_a_review_is_frozen_to_the_same_bytes_each_time(content):
    assert freeze(content) == freeze(replace(content))
    assert thaw(*freeze(content)) == content


def test_a_limit_without_end_is_given_back_without_end(content):
    one = content.indicators[0]
    ratio = replace(one.change.ratio, high=inf)
    content = replace(content, indicators=(replace(one, change=replace(one.change, ratio=ratio)),))

    thawed = thaw(*freeze(content))

    assert thawed.indicators[0].change.ratio.high == inf


def test_a_whole_number_and_the_same_with_decimals_are_the_same_content(content):
    one = content.needs[0]
    with_decimals = replace(content, needs=(replace(one, need=replace(one.need, harm=40)),))

    assert freeze(with_decimals) == freeze(content)


def test_what_would_not_read_back_the_same_is_not_frozen(content):
    one = content.needs[0]
    broken = replace(content, needs=(replace(one, need=replace(one.need, harm=nan)),))

    with pytest.raises(ValueError, match="would not read back the same"):
        freeze(broken)


def test_another_content_gives_another_hash(content):
    assert freeze(content)[1] != freeze(replace(content, registry_number="2025/1"))[1]


def test_a_frozen_review_that_somebody_changed_is_found_out(content):
    frozen, content_hash = freeze(content)
    changed = gzip.decompress(frozen).replace("Färre.".encode(), b"Fler. ")

    with pytest.raises(ValueError, match="not as it was adopted"):
        thaw(gzip.compress(changed), content_hash)


def test_a_review_frozen_before_something_was_added_can_still_be_read(content):
    frozen, _hash = freeze(content)
    old = json.loads(gzip.decompress(frozen))
    for one in old["indicators"]:
        del one["months"], one["left_out"]
    text = json.dumps(old).encode()

    thawed = thaw(gzip.compress(text), hashlib.sha256(text).hexdigest())

    assert thawed.indicators[0].change == content.indicators[0].change
    assert thawed.indicators[0].months == ()
