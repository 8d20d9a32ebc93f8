"""What a review may say about a whole area."""

import pytest

from tracker.domain.effects import compare
from tracker.domain.indicators import IndicatorSeries, Observation, Period
from tracker.domain.reviews import area_finding, area_wish, area_word
from tracker.domain.terms import Direction, Finding, IndicatorKind
from tracker.text import speaking

BEFORE, AFTER = Period(2022, 2023), Period(2024, 2025)


def series(before: int, after: int, direction: Direction = Direction.LOWER_BETTER):
    counts = {2022: before, 2023: before, 2024: after, 2025: after}
    return IndicatorSeries(
        code="1.1",
        title="Anmälda brott",
        unit="anmälningar per år",
        kind=IndicatorKind.COUNT,
        direction=direction,
        area_number=1,
        observations=tuple(
            Observation(year=year, count=count, population=60_000) for year, count in counts.items()
        ),
    )


def change(before: int, after: int, direction: Direction = Direction.LOWER_BETTER):
    return compare(series(before, after, direction), before=BEFORE, after=AFTER)


FEWER, MORE, SAME = change(400, 300), change(300, 400), change(300, 302)
MORE_SUPPORT = change(300, 400, Direction.HIGHER_BETTER)
MORE_FOUND = change(300, 400, Direction.NEUTRAL)


def words(*changes):
    found = area_finding(changes)
    with speaking("en"):
        return area_word(found), area_wish(found)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((), ("Cannot be assessed", "")),
        ((SAME, SAME), ("Cannot be assessed", "")),
        ((FEWER, SAME), ("Has changed", "the wanted way")),
        ((MORE, MORE), ("Has changed", "not the wanted way")),
        ((FEWER, MORE), ("Different ways", "")),
        ((FEWER, MORE_SUPPORT), ("Has changed", "the wanted way")),
        ((MORE, MORE_SUPPORT), ("Has changed", "must be interpreted")),
        ((MORE_FOUND, SAME), ("Has changed", "must be interpreted")),
        ((FEWER, MORE_FOUND), ("Has changed", "the wanted way")),
    ],
)
def test_an_area_says_only_what_its_changed_indicators_agree_on(changes, said):
    assert words(*changes) == said


def test_an_area_tells_how_many_indicators_it_rests_on():
    found = area_finding((FEWER, SAME, MORE_FOUND))

    assert (found.changed, found.compared, found.finding) == (2, 3, Finding.DECREASED)
