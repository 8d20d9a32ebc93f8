"""Indicators with their values, as the database holds them."""

from calendar import monthrange
from datetime import date

import pytest
import sqlalchemy as sa

from tests.factories import (
    make_area,
    make_council,
    make_goal,
    make_indicator,
    make_intervention,
    make_measurement,
    make_programme,
)
from tracker.domain.terms import IndicatorKind, InterventionState
from tracker.queries import indicators


@pytest.fixture
def council(session):
    return make_council(session)


@pytest.fixture
def programme(session, council):
    return make_programme(session, council=council)


@pytest.fixture
def goal(session, programme):
    return make_goal(session, area=make_area(session, programme=programme, number=3), number=2)


def load(session, programme):
    return indicators.load_indicators(
        session, council_id=programme.council_id, programme_id=programme.id
    )


def test_an_indicator_comes_with_its_values_and_those_of_others(session, programme, goal):
    indicator = make_indicator(session, goal=goal, is_key=True)
    make_measurement(session, indicator=indicator, year=2024, count=0)
    make_measurement(session, indicator=indicator, year=2023, count=12)
    make_measurement(session, indicator=indicator, year=2024, count=30, municipality="Granby")

    (row,) = load(session, programme)

    assert (row.series.label, row.series.area_number) == (f"3.2 {indicator.title}", 3)
    assert [(one.year, one.count) for one in row.series.observations] == [(2023, 12), (2024, 0)]
    assert [one.count for one in row.series.comparisons["Granby"]] == [30]
    assert row.is_key


def test_a_value_for_less_than_a_year_is_left_out_and_counted(session, programme, goal):
    indicator = make_indicator(session, goal=goal)
    make_measurement(session, indicator=indicator, year=2024)
    make_measurement(
        session, indicator=indicator, starts_on=date(2025, 1, 1), ends_on=date(2025, 8, 31)
    )

    (row,) = load(session, programme)

    assert [one.year for one in row.series.observations] == [2024]
    assert row.left_out == 1


@pytest.mark.parametrize(
    ("starts_on", "spans"), [(date(2024, 10, 1), 1), (date(2025, 1, 1), 1), (date(2024, 1, 1), 2)]
)
def test_a_survey_over_two_years_says_so(session, programme, goal, starts_on, spans):
    ends_on = date(2025, 9, 30) if starts_on.month == 10 else date(2025, 12, 31)
    indicator = make_indicator(session, goal=goal)
    make_measurement(session, indicator=indicator, starts_on=starts_on, ends_on=ends_on)

    (row,) = load(session, programme)

    assert [(one.year, one.spans_years) for one in row.series.observations] == [(2025, spans)]


def test_only_interventions_that_have_begun_are_shown_with_the_values(session, programme, goal):
    make_indicator(session, goal=goal)
    make_intervention(
        session,
        goal=goal,
        title="Nattvandring",
        state=InterventionState.ONGOING,
        starts_on=date(2024, 3, 1),
    )
    make_intervention(session, goal=goal, starts_on=date(2024, 3, 1))

    (row,) = load(session, programme)

    assert [one.title for one in row.interventions] == ["Nattvandring"]


def test_another_councils_indicators_are_not_loaded(session, programme, goal):
    make_indicator(session, goal=goal)
    other = make_council(session)

    assert indicators.load_indicators(session, council_id=other.id, programme_id=programme.id) == ()


def test_the_number_of_queries_does_not_grow_with_the_indicators(session, programme, goal, engine):
    for year in (2022, 2023):
        make_measurement(session, indicator=make_indicator(session, goal=goal), year=year)
    statements = []
    sa.event.listen(
        session.get_bind(),
        "before_cursor_execute",
        lambda _c, _cu, statement, *_rest: statements.append(statement),
    )

    assert len(load(session, programme)) == 2
    assert len(statements) <= 4


def test_a_short_value_is_not_counted_as_left_out_when_the_whole_year_is_there(
    session, programme, goal
):
    indicator = make_indicator(session, goal=goal)
    make_measurement(session, indicator=indicator, year=2024)
    for place in ("", "Granby"):
        make_measurement(
            session,
            indicator=indicator,
            municipality=place,
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 8, 31),
        )

    (row,) = load(session, programme)

    assert row.left_out == 1  # Granby has no value for the whole of 2024


def test_the_municipalitys_whole_months_with_counts_are_months(session, programme, goal):
    indicator = make_indicator(session, goal=goal)
    for starts_on, ends_on, more in (
        (date(2024, 2, 1), date(2024, 2, 29), {"count": 7, "population": 60_000}),
        (date(2024, 1, 1), date(2024, 1, 31), {"count": 0, "population": None}),
        (date(2024, 3, 1), date(2024, 3, 30), {"count": 9}),  # a day is missing
        (date(2024, 3, 1), date(2024, 4, 30), {"count": 9}),  # two months
        (date(2024, 5, 1), date(2024, 5, 31), {"value": 0.4}),  # no count
        (date(2024, 6, 1), date(2024, 6, 30), {"count": 9, "municipality": "Granby"}),
    ):
        make_measurement(session, indicator=indicator, starts_on=starts_on, ends_on=ends_on, **more)

    (row,) = load(session, programme)

    assert [(one.month, one.count, one.population) for one in row.months] == [
        (1, 0, None),
        (2, 7, 60_000),
    ]


def test_until_a_year_neither_later_values_nor_later_interventions_are_known(
    session, programme, goal
):
    indicator = make_indicator(session, goal=goal)
    for year in (2024, 2025):
        make_measurement(session, indicator=indicator, year=year)
        make_intervention(
            session,
            goal=goal,
            title=f"Från {year}",
            state=InterventionState.ONGOING,
            starts_on=date(year, 12, 31),
        )

    (row,) = indicators.load_indicators(
        session, council_id=programme.council_id, programme_id=programme.id, last_year=2024
    )

    assert [one.year for one in row.series.observations] == [2024]
    assert [one.title for one in row.interventions] == ["Från 2024"]


def test_the_places_compared_with_are_the_councils_own(session, programme, goal):
    indicator = make_indicator(session, goal=goal)
    for place, year in (("Granby", 2024), ("Ekvik", 2024), ("Granby", 2025), ("", 2025)):
        make_measurement(session, indicator=indicator, municipality=place, year=year)
    make_measurement(session, municipality="Backby")  # another council's

    found = indicators.list_places(session, council_id=programme.council_id)

    assert found == ["Ekvik", "Granby"]


def test_the_latest_value_is_a_years_where_there_is_one(session, programme, goal):
    yearly, monthly = make_indicator(session, goal=goal), make_indicator(session, goal=goal)
    for indicator in (yearly, monthly):
        for day in (date(2025, 12, 1), date(2026, 1, 1)):
            end = day.replace(day=31)
            make_measurement(session, indicator=indicator, starts_on=day, ends_on=end, count=9)
    make_measurement(session, indicator=yearly, year=2024, count=800)
    make_measurement(session, indicator=yearly, year=2025, count=850)
    make_measurement(session, indicator=yearly, year=2025, count=7, municipality="Norrköping")

    latest = indicators.list_latest_measurements(
        session, council_id=programme.council_id, programme_id=programme.id
    )

    assert latest[yearly.id].count == 850
    assert latest[monthly.id].starts_on == date(2026, 1, 1)


def add_months(session, indicator, year, count, *, last=12, **more):
    for month in range(1, last + 1):
        make_measurement(
            session,
            indicator=indicator,
            starts_on=date(year, month, 1),
            ends_on=date(year, month, monthrange(year, month)[1]),
            count=count,
            **more,
        )


def test_months_that_fill_a_year_are_its_count_for_every_place(session, programme, goal):
    indicator = make_indicator(session, goal=goal)
    add_months(session, indicator, 2024, 7, population=60_000)
    add_months(session, indicator, 2024, 9, population=80_000, municipality="Granby")
    add_months(session, indicator, 2025, 8, last=11)

    (row,) = load(session, programme)

    assert [(one.year, one.count, one.population) for one in row.series.observations] == [
        (2024, 84, 60_000)
    ]
    assert [one.count for one in row.series.comparisons["Granby"]] == [108]
    assert row.left_out == 11


def test_a_years_own_value_goes_before_the_sum_of_its_months(session, programme, goal):
    indicator = make_indicator(session, goal=goal)
    add_months(session, indicator, 2024, 7)
    make_measurement(session, indicator=indicator, year=2024, count=90)

    (row,) = load(session, programme)

    assert [one.count for one in row.series.observations] == [90]


def test_the_months_of_a_rate_are_not_added_up(session, programme, goal):
    indicator = make_indicator(session, goal=goal, kind=IndicatorKind.RATE)
    add_months(session, indicator, 2024, None, value=3.5)

    (row,) = load(session, programme)

    assert row.series.observations == ()
    assert row.left_out == 12


def test_a_break_within_a_year_that_is_left_out_is_the_next_years_break(session, programme, goal):
    indicator = make_indicator(session, goal=goal)
    for year, half in ((2023, 0), (2023, 1), (2024, 0), (2024, 1), (2025, 0), (2025, 1)):
        make_measurement(
            session,
            indicator=indicator,
            starts_on=date(year, 1 + 6 * half, 1),
            ends_on=date(year, 12, 31) if half else date(year, 6, 30),
            count=40,
            is_series_break=(year, half) == (2024, 1),
        )

    (row,) = load(session, programme)

    assert [(one.year, one.series_break) for one in row.series.observations] == [
        (2023, False),
        (2025, True),
    ]


def test_the_latest_value_is_the_last_year_that_parts_fill(session, programme, goal):
    indicator = make_indicator(session, goal=goal)
    add_months(session, indicator, 2024, 7)
    add_months(session, indicator, 2025, 99, last=3)

    latest = indicators.list_latest_measurements(
        session, council_id=programme.council_id, programme_id=programme.id
    )

    assert (latest[indicator.id].count, latest[indicator.id].ends_on) == (84, date(2024, 12, 31))


def test_the_sources_own_interval_comes_along(session, programme, goal):
    indicator = make_indicator(session, goal=goal, kind=IndicatorKind.SHARE)
    make_measurement(session, indicator=indicator, year=2024, value=0.5, low=0.45, high=0.56)

    (row,) = load(session, programme)

    assert [(one.low, one.high) for one in row.series.observations] == [(0.45, 0.56)]
