"""The demo's figures: what the review's own method makes of them."""

from collections import Counter
from datetime import date

import pytest

from tracker.demo.figures import MUNICIPALITIES, YEARS, YEARS_BY_MONTH, make_measurements
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
        if row["starts_on"].month == 1 and row["ends_on"].month == 12
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
    return compare(series, before=Period(LATEST - 4, LATEST - 2), after=Period(LATEST - 1, LATEST))


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


def test_months_add_up_to_the_year_and_each_has_its_own_days():
    [indicator] = [one for one in INDICATORS if one.has_months]
    rows = make_measurements(indicator, latest=2024)
    months = [row for row in rows if (row["ends_on"] - row["starts_on"]).days < 31]
    assert months[13]["starts_on"] == date(2020, 2, 1)
    assert months[13]["ends_on"] == date(2020, 2, 29)
    assert len(months) == 12 * YEARS_BY_MONTH
    by_year = Counter()
    for row in months:
        by_year[row["starts_on"].year] += row["count"]
    whole = {row["ends_on"].year: row["count"] for row in rows[:YEARS]}
    assert by_year == {year: whole[year] for year in range(2019, 2025)}
    assert len({tuple(row["count"] for row in months[i : i + 12]) for i in range(0, 72, 12)}) == 6


def test_only_one_indicator_has_a_place_nearby_with_as_many_years_as_the_others():
    [indicator] = [one for one in INDICATORS if one.nearby]
    rows = make_measurements(indicator, latest=LATEST)
    names = Counter(row["municipality"] for row in rows)
    assert names == dict.fromkeys([*MUNICIPALITIES, indicator.nearby], YEARS)


def test_only_the_years_move_when_time_passes():
    def figures(latest):
        rows = make_measurements(INDICATORS[0], latest=latest)
        return [(row["municipality"], latest - row["ends_on"].year, row["count"]) for row in rows]

    assert figures(2025) == figures(2031)
    assert len(figures(2025)) == YEARS * len(MUNICIPALITIES)
