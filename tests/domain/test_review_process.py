"""The steps of a review, the years proposed for it, and what its data lacks."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.domain.data_quality import Gap
from tracker.domain.effects import compare
from tracker.domain.evidence import grade_evidence
from tracker.domain.indicators import IndicatorSeries, Observation, Period
from tracker.domain.needs import Need
from tracker.domain.review_content import (
    ReviewContent,
    ReviewedArea,
    ReviewedIndicator,
    ReviewedNeed,
)
from tracker.domain.review_process import (
    Step,
    StepState,
    check_data,
    differences,
    is_short_baseline,
    is_untouched,
    process_steps,
    propose_baseline,
    propose_years,
    without_shared,
)
from tracker.domain.terms import Decision, Direction, IndicatorKind

BEFORE, NOW = Period(2020, 2022), Period(2023, 2024)
TODAY = date(2025, 3, 4)
CHECKED = date(2025, 2, 1)


def seen(year, count=100, **values):
    return Observation(**{"year": year, "count": count, "population": 60_000, **values})


def indicator(*observations, number=1, **values):
    years = observations or tuple(seen(year) for year in range(2020, 2025))
    series = IndicatorSeries(
        **{
            "code": "1.1",
            "title": "Anmälda brott",
            "unit": "anmälningar",
            "kind": IndicatorKind.COUNT,
            "direction": Direction.LOWER_BETTER,
            "area_number": 1,
            "observations": years,
            "comparisons": {"Backby": years},
            **values,
        }
    )
    change = compare(series, before=BEFORE, after=NOW)
    return ReviewedIndicator(
        id=number,
        goal_id=1,
        is_key=True,
        series=series,
        change=change,
        evidence=grade_evidence(change, has_mechanism=None, as_planned=None),
    )


def need(*, previous=None, decision=None, harm=40.0):
    placed = Need(
        number=1,
        name="Bedrägeri",
        area_number=1,
        events=120,
        population=60_000,
        per_10_000=10.0,
        harm=harm,
        affected=None,
        previous=previous,
        decision=decision,
    )
    return ReviewedNeed(id=1, need=placed)


def content(**values):
    base = {"council": "Älvstads Brå", "municipality": "Älvstad", "now": NOW, "before": BEFORE}
    return ReviewContent(**base, **values)


def states(shown, **values):
    steps = process_steps(shown, **{"data_checked_on": None, **values})
    return {one.step: one.state for one in steps}


def gaps_of(*observations, today=TODAY, **values):
    [found] = check_data(content(indicators=(indicator(*observations, **values),)), today=today)
    return found.gaps


# Steps -----------------------------------------------------------------------------------


def test_a_new_review_is_to_have_its_data_checked():
    shown = content(areas=(ReviewedArea(id=1, number=1, name="Unga"),), needs=(need(),))

    assert states(shown) == {
        Step.OPENED: StepState.DONE,
        Step.DATA_CHECKED: StepState.CURRENT,
        Step.AREAS_CONCLUDED: StepState.UPCOMING,
        Step.NEEDS_DECIDED: StepState.UPCOMING,
        Step.ADOPTED: StepState.UPCOMING,
    }


def test_steps_say_how_much_is_left_of_how_many():
    areas = (
        ReviewedArea(id=1, number=1, name="Unga", conclusion="Bättre."),
        ReviewedArea(id=2, number=2, name="Platser"),
        ReviewedArea(id=3, number=3, name="Narkotika"),
    )
    steps = process_steps(
        content(areas=areas, needs=(need(), need(decision=Decision.KEEP))),
        data_checked_on=CHECKED,
    )

    assert [(one.left, one.of) for one in steps] == [(0, 0), (0, 0), (2, 3), (1, 2), (0, 0)]
    assert [one.on for one in steps] == [None, CHECKED, None, None, None]


def test_a_step_that_was_passed_over_stays_the_current_one():
    done = ReviewedArea(id=1, number=1, name="Unga", conclusion="Bättre.")
    found = states(content(areas=(done,), needs=(need(decision=Decision.STOP),)))

    assert found[Step.DATA_CHECKED] is StepState.CURRENT
    assert found[Step.AREAS_CONCLUDED] is StepState.DONE
    assert found[Step.ADOPTED] is StepState.UPCOMING


def test_nothing_to_go_through_is_not_the_same_as_having_gone_through_it():
    found = states(content(), data_checked_on=CHECKED)

    assert found[Step.AREAS_CONCLUDED] is StepState.CURRENT
    assert found[Step.NEEDS_DECIDED] is StepState.UPCOMING


def test_an_adopted_review_has_every_step_behind_it():
    assert set(states(content(adopted_on=TODAY)).values()) == {StepState.DONE}


def test_a_need_is_untouched_until_it_is_moved_or_decided():
    place = (10.0, 40.0)

    assert is_untouched(need(previous=place).need)
    assert not is_untouched(need(previous=place, harm=60.0).need)
    assert not is_untouched(need(previous=place, decision=Decision.KEEP).need)
    assert not is_untouched(need().need)


# Years -----------------------------------------------------------------------------------


def test_the_next_review_is_about_the_two_years_after_the_last():
    assert propose_years(Period(2023, 2024), date(2031, 1, 1)) == Period(2025, 2026)


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 6, 30), Period(2024, 2025)),
        (date(2026, 7, 1), Period(2025, 2026)),
    ],
)
def test_the_first_review_is_about_the_years_whose_figures_are_on_their_way(today, years):
    assert propose_years(None, today) == years


def test_three_years_just_before_are_proposed_to_compare_with():
    proposed = propose_baseline(NOW)

    assert proposed == Period(2020, 2022)
    assert not is_short_baseline(proposed)
    assert is_short_baseline(propose_baseline(NOW, 2))


# Data ------------------------------------------------------------------------------------


def test_whole_data_lacks_nothing():
    assert gaps_of() == ()


def test_missing_years_are_named():
    [found] = check_data(
        content(indicators=(indicator(seen(2020), seen(2022), seen(2024)),)), today=TODAY
    )

    assert Gap.MISSING_YEARS in found.gaps
    assert found.missing == (2021, 2023)


def test_what_every_indicator_lacks_is_said_once():
    late = [seen(year, preliminary=year == 2024) for year in range(2020, 2025)]
    both = (indicator(*late), indicator(*late[:1], *late[2:]))

    checked, shared = without_shared(check_data(content(indicators=both), today=TODAY))

    assert shared == (Gap.PRELIMINARY,)
    assert [one.gaps for one in checked] == [(), (Gap.MISSING_YEARS,)]


def test_what_the_only_indicator_lacks_is_said_of_it():
    late = [seen(year, preliminary=year == 2024) for year in range(2020, 2025)]
    found = check_data(content(indicators=(indicator(*late),)), today=TODAY)

    assert without_shared(found) == (found, ())


def test_a_period_without_any_value_is_worse_than_missing_years():
    found = gaps_of(seen(2020), seen(2021))

    assert found[0] is Gap.NO_VALUES
    assert Gap.MISSING_YEARS not in found


def test_an_indicator_without_any_value_at_all_is_no_error():
    shown = indicator()
    empty = replace(shown, series=replace(shown.series, observations=(), comparisons={}))
    change = compare(empty.series, before=BEFORE, after=NOW)
    [found] = check_data(content(indicators=(replace(empty, change=change),)), today=TODAY)

    assert found.gaps == (Gap.NO_VALUES, Gap.NO_COMPARISON)
    assert found.missing == (2020, 2021, 2022, 2023, 2024)


def test_preliminary_values_a_break_and_overlaps_are_found():
    years = range(2020, 2024)

    assert Gap.PRELIMINARY in gaps_of(*map(seen, years), seen(2024, preliminary=True))
    assert Gap.SERIES_BREAK in gaps_of(*map(seen, years), seen(2024, series_break=True))
    overlapping = [seen(year, spans_years=2) for year in (2020, 2021, 2022, 2023, 2024)]
    assert Gap.OVERLAPPING in gaps_of(*overlapping)


def test_a_missing_population_is_found_also_where_the_events_are_too_few():
    few = [seen(year, 1, population=None) for year in range(2020, 2025)]

    assert Gap.NO_POPULATION in gaps_of(*few)


def test_a_population_that_is_missing_outside_the_periods_does_not_matter():
    assert gaps_of(seen(2015, population=None), *map(seen, range(2020, 2025))) == ()


def test_figures_are_stale_a_year_after_they_were_fetched():
    years = [seen(year) for year in range(2020, 2025)]

    assert gaps_of(*years, fetched_on=date(2024, 3, 4)) == ()
    assert gaps_of(*years, fetched_on=date(2024, 3, 3)) == (Gap.STALE,)


def test_having_nothing_to_compare_with_is_said():
    assert gaps_of(comparisons={}) == (Gap.NO_COMPARISON,)
    incomplete = {"Backby": (seen(2020), seen(2024))}
    assert gaps_of(comparisons=incomplete) == (Gap.COMPARISON_INCOMPLETE,)


# Editions --------------------------------------------------------------------------------


def test_only_indicators_that_say_otherwise_differ():
    same, was = indicator(number=1), indicator(number=2)
    later = [seen(year) for year in range(2020, 2024)]
    now = indicator(*later, seen(2024, 300), number=2)
    added = indicator(number=3)

    found = differences(content(indicators=(same, was)), content(indicators=(same, now, added)))

    assert found == ((was, now), (None, added))
