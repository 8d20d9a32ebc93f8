"""Tests of how a population follows from a source's own counts and rates."""

from datetime import date

import pytest

from tests.domain.import_builders import found_series, found_value, rate_series
from tracker.domain.derived_populations import (
    counts_part,
    derive_populations,
    per_inhabitants,
)
from tracker.domain.found_data import FoundSeries

SPOT = ("Älvstad", date(2024, 1, 1), date(2024, 12, 31))


def pair(name: str, count: int, rate: float) -> list[FoundSeries]:
    """Return a series' counts and rates, as separate series of one name."""
    return [
        found_series(found_value(count=count), name=name),
        rate_series((2024, rate), name=name),
    ]


def derived(*series: FoundSeries) -> dict[str, int]:
    return {name: number for (name, _spot), number in derive_populations(series).items()}


@pytest.mark.parametrize(
    ("unit", "inhabitants"),
    [
        ("Antal per 100 000 inv", 100_000),
        ("antal/100\N{NO-BREAK SPACE}000 inv", 100_000),
        ("per 100000", 100_000),
        ("per 10 000 invånare", 10_000),
        ("per 1 000 inv", 1_000),
        ("antal/1000 inv", 1_000),
        ("Antal", None),
        ("anmälningar per år", None),
    ],
)
def test_a_unit_says_what_a_rate_is_counted_per(unit: str, inhabitants: int | None) -> None:
    assert per_inhabitants(unit) == inhabitants


def test_a_large_count_and_its_rate_give_the_population() -> None:
    # 2282 / 9833 per 100 000: between 23 206.4 and 23 208.7
    assert derived(*pair("Alla brott", 2282, 9833.0)) == {"Alla brott": 23208}


def test_counts_and_rates_side_by_side_in_one_series_do_as_well() -> None:
    both = found_series(found_value(count=2282, value=9833.0), unit="Antal per 100 000")
    assert derived(both) == {"Anmälda stölder": 23208}


def test_a_small_count_alone_says_too_little() -> None:
    assert derived(*pair("Rån", 5, 22.0)) == {}


def test_a_small_count_gets_what_a_large_one_says() -> None:
    found = derived(*pair("Alla brott", 2282, 9833.0), *pair("Rån", 5, 22.0))
    assert found == {"Alla brott": 23208, "Rån": 23208}


def test_a_series_about_part_of_the_population_is_judged_by_itself() -> None:
    # 40 cases among about 11 600 women: 345 per 100 000 women
    found = derived(*pair("Alla brott", 2282, 9833.0), *pair("Mot kvinnor", 40, 345.0))
    assert found == {"Alla brott": 23208, "Mot kvinnor": 11594}


def test_a_rate_of_nothing_says_nothing() -> None:
    assert derived(*pair("Rån", 0, 0.0)) == {}


def test_where_nothing_was_counted_the_other_series_say_how_many_there_are() -> None:
    year_before = rate_series((2023, 17.0), name="Rån").values[0]
    robberies = found_series(
        found_value(2023, count=4, value=year_before.value),
        found_value(count=0, value=0.0),
        name="Rån",
        unit="Antal per 100 000",
    )
    every = [robberies, *pair("Alla brott", 2282, 9833.0)]
    assert derive_populations(every)["Rån", SPOT] == 23208
    assert ("Rån", SPOT) not in derive_populations([robberies])


def test_a_series_about_part_of_the_population_gets_nothing_where_nothing_was_counted() -> None:
    women = found_series(
        found_value(2023, count=40, value=345.0),
        found_value(count=0, value=0.0),
        name="Mot kvinnor",
        unit="Antal per 100 000",
    )
    everybody = found_series(
        found_value(2023, count=2282, value=9833.0),
        found_value(count=2282, value=9833.0),
        name="Alla brott",
        unit="Antal per 100 000",
    )
    found = derive_populations([everybody, women])
    assert found["Alla brott", SPOT] == 23208
    assert ("Mot kvinnor", SPOT) not in found


@pytest.mark.parametrize(("rate", "is_part"), [(172.0, False), (175.0, False), (345.0, True)])
def test_rates_among_some_of_the_inhabitants_are_told(rate: float, is_part: bool) -> None:
    series = found_series(found_value(count=40, value=rate), unit="Antal per 100 000")
    assert counts_part(series, {SPOT: 23_208}) is is_part


def test_without_counts_or_inhabitants_nothing_is_said_of_a_group() -> None:
    assert not counts_part(rate_series((2024, 345.0)), {SPOT: 23_208})
    both = found_series(found_value(count=40, value=345.0), unit="Antal per 100 000")
    assert not counts_part(both, {})


def test_a_count_without_its_rate_says_nothing() -> None:
    assert derived(found_series(found_value(count=2282))) == {}


def test_the_population_is_known_by_place_and_period() -> None:
    found = derive_populations(pair("Alla brott", 2282, 9833.0))
    assert list(found) == [("Alla brott", SPOT)]
