"""The demo's figures: what the review's own method makes of them."""

from collections import Counter

import pytest

from tracker.demo.figures import MUNICIPALITIES, YEARS, make_measurements
from tracker.demo.indicators import INDICATORS
from tracker.domain.effects import compare
from tracker.domain.indicators import IndicatorSeries, Observation, Period
from tracker.domain.terms import Finding

LATEST = 2025


def observations(rows):
    return tuple(
        Observation(
            year=row["ends_on"].year,
            value=row.get("value"),
            count=row.get("count"),
            population=row.get("population"),
            sample_size=row.get("sample_size"),
            series_break=row["is_series_break"],
        )
        for row in rows
    )


def compared(indicator):
    rows = make_measurements(indicator, latest=LATEST)
    by_name = {
        name: observations(row for row in rows if row["municipality"] == name)
        for name in MUNICIPALITIES
    }
    series = IndicatorSeries(
        code=indicator.goal,
        title=indicator.title,
        unit=indicator.unit,
        kind=indicator.kind,
        direction=indicator.direction,
        area_number=int(indicator.goal[0]),
        observations=by_name.pop(""),
        comparisons=by_name,
    )
    return compare(series, before=Period(LATEST - 3, LATEST - 2), after=Period(LATEST - 1, LATEST))


@pytest.fixture(scope="module")
def changes():
    return {indicator.title: compared(indicator) for indicator in INDICATORS}


def test_most_changes_cannot_be_assessed_and_some_clearly_can(changes):
    found = Counter(change.finding for change in changes.values())
    assert found[Finding.CANNOT_BE_ASSESSED] >= len(INDICATORS) / 2
    assert found[Finding.DECREASED] >= 3
    assert found[Finding.INCREASED] >= 3
    assert found[Finding.TOO_FEW] == 1
    assert found[Finding.NO_DATA] == 0


@pytest.mark.parametrize(
    ("title", "finding", "wanted"),
    [
        ("Misstänkta 15–20 år", Finding.DECREASED, True),
        ("Våldsbrott i centrum", Finding.DECREASED, True),
        ("Skadegörelse", Finding.DECREASED, True),
        ("Vuxna som fått stöd", Finding.INCREASED, True),
        ("Bedrägerier mot äldre, 65 år och uppåt", Finding.INCREASED, False),
        ("Överlåtelse av narkotika", Finding.INCREASED, None),
        ("Trygga i skolan, årskurs 8", Finding.CANNOT_BE_ASSESSED, None),
        ("Anmält våld i nära relation", Finding.CANNOT_BE_ASSESSED, None),
    ],
)
def test_the_conclusions_in_the_demo_review_say_what_the_figures_say(
    changes, title, finding, wanted
):
    assert (changes[title].finding, changes[title].wanted) == (finding, wanted)


def test_only_the_years_move_when_time_passes():
    def figures(latest):
        rows = make_measurements(INDICATORS[0], latest=latest)
        return [(row["municipality"], latest - row["ends_on"].year, row["count"]) for row in rows]

    assert figures(2025) == figures(2031)
    assert len(figures(2025)) == YEARS * len(MUNICIPALITIES)
