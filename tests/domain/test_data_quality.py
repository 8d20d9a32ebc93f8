"""What an indicator's data lacks, judged on plain facts."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.domain.data_quality import (
    Definition,
    Flaw,
    Gap,
    IndicatorFacts,
    expected_year,
    find_flaws,
    missing_years,
    summarise_sources,
)
from tracker.domain.indicators import IndicatorSeries, Observation, Period
from tracker.domain.terms import Direction, IndicatorKind

TODAY = date(2026, 11, 24)
WHOLE = range(2016, 2026)


def seen(year, **values):
    return Observation(year=year, **({"count": 100, "population": 60_000} | values))


def facts(*observations, number=1, **more):
    """Return an indicator without a flaw, but for what is said."""
    values = {
        "code": "1.1",
        "title": "Våld",
        "unit": "",
        "kind": IndicatorKind.COUNT,
        "direction": Direction.LOWER_BETTER,
        "area_number": 1,
        "target": 90.0,
        "source": "Brå",
        "fetched_on": date(2026, 4, 2),
        "observations": observations or tuple(map(seen, WHOLE)),
        "comparisons": {"Granvik": tuple(map(seen, WHOLE))},
    }
    own = {"definition", "sources", "baseline", "last_year"}
    series = IndicatorSeries(
        **values | {key: value for key, value in more.items() if key not in own}
    )
    return IndicatorFacts(
        id=number, series=series, **{key: more[key] for key in own if key in more}
    )


def flaws(*observations, **more):
    return [
        (flaw.gap, flaw.years) for flaw in find_flaws([facts(*observations, **more)], today=TODAY)
    ]


def test_a_whole_series_has_no_flaw():
    assert flaws() == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"observations": ()}, [(Gap.NO_VALUES, ())]),
        ({"target": None}, [(Gap.NO_TARGET, ())]),
        ({"comparisons": {}}, [(Gap.NO_COMPARISON, ())]),
        ({"fetched_on": date(2025, 11, 23)}, [(Gap.STALE, ())]),
        ({"fetched_on": date(2025, 11, 24)}, []),
        ({"fetched_on": None}, []),
        ({"sources": frozenset({"Brå", "Kolada"})}, [(Gap.SEVERAL_SOURCES, ())]),
        ({"sources": frozenset({"Brå"})}, []),
    ],
)
def test_each_lack_is_a_flaw_of_its_own(more, expected):
    if more.get("observations") == ():
        one = facts(seen(2025), **{key: more[key] for key in more if key != "observations"})
        one = replace(one, series=replace(one.series, observations=()))
        found = [(flaw.gap, flaw.years) for flaw in find_flaws([one], today=TODAY)]
        assert found == expected
        return
    assert flaws(**more) == expected


def test_years_between_are_missing_and_later_ones_are_behind():
    found = flaws(*(seen(year) for year in (2018, 2019, 2020, 2022, 2023)))
    assert found == [(Gap.MISSING_YEARS, (2021,)), (Gap.BEHIND, (2024, 2025))]


def test_a_year_without_a_figure_is_missing_and_a_zero_is_not():
    years = [seen(year) for year in (2021, 2022)] + [seen(2023, count=0), seen(2024, count=None)]
    assert flaws(*years, seen(2025)) == [(Gap.MISSING_YEARS, (2024,))]


@pytest.mark.parametrize(
    ("years", "between", "after"),
    [
        ([2018, 2020, 2022, 2024], (), ()),
        ([2016, 2018, 2022, 2024], (2020,), ()),
        ([2016, 2018, 2020], (), (2022, 2024)),
        ([2020, 2021, 2024], (2022, 2023), (2025,)),
        ([2020], (), (2021, 2022, 2023, 2024, 2025)),
        ([], (), ()),
    ],
)
def test_what_is_measured_every_second_year_lacks_nothing_in_between(years, between, after):
    assert missing_years(years, until=2025) == (between, after)


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 6, 30), 2024), (date(2026, 7, 1), 2025), (date(2026, 12, 31), 2025)],
)
def test_final_figures_are_expected_from_the_summer(today, year):
    assert expected_year(today) == year


def test_an_indicator_that_is_no_longer_followed_is_not_behind_and_needs_no_target():
    assert flaws(*map(seen, range(2016, 2024)), last_year=2023, target=None) == []


def test_a_neutral_indicator_needs_no_target():
    assert flaws(direction=Direction.NEUTRAL, target=None) == []


def test_counts_need_a_population_and_shares_their_answers():
    years = [seen(2023), seen(2024, population=None), seen(2025)]
    assert flaws(*years) == [(Gap.NO_POPULATION, (2024,))]
    shares = [
        seen(year, count=None, population=None, value=0.5, sample_size=size)
        for year, size in ((2024, 300), (2025, None))
    ]
    assert flaws(*shares, kind=IndicatorKind.SHARE) == [(Gap.NO_COUNTS, (2025,))]
    rates = [seen(year, count=None, population=None, value=0.5) for year in (2024, 2025)]
    assert flaws(*rates, kind=IndicatorKind.RATE) == []


def test_doubtful_years_are_named():
    years = [seen(2023), seen(2024, series_break=True), seen(2025, preliminary=True)]
    assert flaws(*years) == [(Gap.SERIES_BREAK, (2024,)), (Gap.PRELIMINARY, (2025,))]


def test_a_baseline_on_the_other_side_of_a_break_is_worse_than_the_break():
    years = [seen(2022), seen(2023), seen(2024, series_break=True), seen(2025)]
    assert flaws(*years, baseline=Period(2022, 2023)) == [(Gap.BROKEN_BASELINE, (2024,))]
    assert flaws(*years, baseline=Period(2022, 2024)) == [(Gap.BROKEN_BASELINE, (2024,))]
    assert flaws(*years, baseline=Period(2024, 2025)) == [(Gap.SERIES_BREAK, (2024,))]


@pytest.mark.parametrize("key", ["kpi", "source_name"])
def test_the_same_name_with_another_definition_is_a_flaw_of_both(key):
    def defined(number, text, name="N07403"):
        return facts(number=number, definition=Definition(text=text, **{key: name}))

    same = [defined(1, "Alla brott"), defined(2, "Alla brott"), defined(3, "Annat", "N07540")]
    assert find_flaws(same, today=TODAY) == ()
    other = [*same, defined(4, "Bara brott som kan spåras")]
    assert [(flaw.gap, flaw.thing_id) for flaw in find_flaws(other, today=TODAY)] == [
        (Gap.SEVERAL_DEFINITIONS, 1),
        (Gap.SEVERAL_DEFINITIONS, 2),
        (Gap.SEVERAL_DEFINITIONS, 4),
    ]


def test_indicators_without_a_name_in_a_source_are_not_alike():
    both = [
        facts(number=number, definition=Definition(text=text))
        for number, text in ((1, "Alla"), (2, "Några"))
    ]
    assert find_flaws(both, today=TODAY) == ()


def test_the_worst_comes_first_and_a_kind_keeps_the_programmes_order():
    both = [
        facts(number=7, target=None),
        facts(*(seen(year) for year in (2022, 2024, 2025)), number=3, target=None),
    ]
    assert find_flaws(both, today=TODAY) == (
        Flaw(Gap.MISSING_YEARS, 3, (2023,)),
        Flaw(Gap.NO_TARGET, 7),
        Flaw(Gap.NO_TARGET, 3),
    )


def test_a_source_is_summed_up_by_its_latest():
    found = summarise_sources(
        [facts(number=1), facts(seen(2022), number=2, fetched_on=None), facts(number=3, source="")]
    )
    assert [(one.name, one.indicators, one.latest_year) for one in found] == [
        ("", 1, 2025),
        ("Brå", 2, 2025),
    ]
    assert found[1].fetched_on == date(2026, 4, 2)
