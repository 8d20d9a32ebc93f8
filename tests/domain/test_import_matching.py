"""Tests of how series and places from elsewhere are known again."""

import pytest

from tests.domain.import_builders import (
    OWN,
    found_series,
    found_value,
    known_indicator,
    rate_series,
)
from tracker.domain.found_data import FoundSeries
from tracker.domain.import_matching import (
    COMPARED,
    LEFT_OUT,
    KnownPlace,
    WrittenPlace,
    fits,
    is_other_definition,
    kind_of,
    match_places,
    suggest_indicator,
)
from tracker.domain.import_matching import OWN as OURS
from tracker.domain.terms import IndicatorKind

SHARES = found_series(found_value(value=0.31, sample_size=190), unit="Procent")
BOTH = found_series(found_value(count=120, value=200.0), unit="Antal och per 100 000")


@pytest.mark.parametrize(
    ("series", "kind"),
    [
        (found_series(), IndicatorKind.COUNT),
        (rate_series((2024, 613.3)), IndicatorKind.RATE),
        (SHARES, IndicatorKind.SHARE),
        (found_series(found_value(value=0.31, sample_size=9), unit=""), IndicatorKind.SHARE),
        (found_series(found_value(value=3.4), unit="medelvärde 1-5"), IndicatorKind.SCALE),
        (BOTH, IndicatorKind.COUNT),
    ],
)
def test_the_kind_of_number_follows_from_values_and_unit(
    series: FoundSeries, kind: IndicatorKind
) -> None:
    assert kind_of(series) is kind


def test_a_series_fits_only_indicators_of_its_kind_of_number() -> None:
    assert fits(IndicatorKind.COUNT, found_series())
    assert not fits(IndicatorKind.RATE, found_series())
    assert not fits(IndicatorKind.COUNT, SHARES)
    assert not fits(IndicatorKind.RATE, SHARES)
    assert fits(IndicatorKind.SHARE, SHARES)
    assert fits(IndicatorKind.RATE, BOTH)
    assert not fits(IndicatorKind.SHARE, BOTH)


def test_kolada_s_number_goes_before_the_source_s_name_and_that_before_the_title() -> None:
    by_title = known_indicator(1, title="Anmälda stölder")
    by_name = known_indicator(2, source_name="anmälda  Stölder")
    by_kpi = known_indicator(3, kpi="N07540")
    series = found_series(kpi="N07540")
    every = [by_title, by_name, by_kpi]
    assert suggest_indicator(series, every, taken=()) == by_kpi
    assert suggest_indicator(series, every, taken={3}) == by_name
    assert suggest_indicator(series, every, taken={2, 3}) == by_title
    assert suggest_indicator(series, every, taken={1, 2, 3}) is None


def test_of_two_meanings_of_one_number_the_series_gets_the_one_that_it_has() -> None:
    now = known_indicator(1, kpi="N07540", kpi_title="Anmälda stölder, antal/100 000 inv")
    then = known_indicator(2, kpi="N07540", kpi_title="Anmälda stölder")
    assert suggest_indicator(found_series(kpi="N07540"), [now, then], taken=()) == then
    assert suggest_indicator(found_series(kpi="N07540"), [now], taken=()) == now


def test_a_series_with_another_number_in_kolada_is_not_suggested_by_its_name() -> None:
    other = known_indicator(source_name="Anmälda stölder", kpi="N07544")
    assert suggest_indicator(found_series(kpi="N07540"), [other], taken=()) is None


def test_of_two_with_one_name_the_series_gets_the_one_of_its_kind() -> None:
    count = known_indicator(1, title="Anmälda stölder")
    rate = known_indicator(2, title="Anmälda stölder", kind=IndicatorKind.RATE)
    assert suggest_indicator(rate_series((2024, 613.3)), [count, rate], taken=()) == rate


def test_the_same_number_with_another_title_is_another_definition() -> None:
    tied = known_indicator(kpi="U07417", kpi_title="Anmälda stölder, antal/100 000 inv")
    assert is_other_definition(found_series(name="Stöld, medel tre år", kpi="U07417"), tied)
    same = found_series(name="anmälda stölder,  antal/100 000 inv", kpi="U07417")
    assert not is_other_definition(same, tied)


def test_the_same_number_with_another_definition_is_another_definition() -> None:
    tied = known_indicator(kpi="U07417", definition="Anmälda brott ett år.")
    assert is_other_definition(found_series(kpi="U07417", definition="Medel av tre år."), tied)
    assert not is_other_definition(found_series(kpi="U07417", definition=""), tied)


def test_a_rate_for_another_number_of_inhabitants_is_another_definition() -> None:
    tied = known_indicator(unit="antal/100 000 inv", kind=IndicatorKind.RATE)
    per_thousand = rate_series((2022, 5.42), unit="per 1 000 inv")
    assert is_other_definition(per_thousand, tied)
    assert not is_other_definition(rate_series((2022, 613.3)), tied)


def matched(
    place: WrittenPlace,
    *,
    own: KnownPlace = OWN,
    compared: tuple[KnownPlace, ...] = (),
    **chosen: str,
) -> tuple[str, str | None, bool]:
    found = match_places(
        [place],
        own=own,
        compared=compared,
        chosen={place.written: chosen["choice"]} if chosen else {},
    )[0]
    return found.choice, found.name, found.is_open


def test_the_own_municipality_is_known_with_or_without_kommun() -> None:
    for written in ("Älvstad", "älvstads kommun", "Älvstad kommun", "Älvstads stad"):
        assert matched(WrittenPlace(written=written)) == (OURS, "", False)


def test_a_place_is_known_by_its_code_whatever_it_is_called() -> None:
    falun = KnownPlace(name="Falun", code="2080")
    written = WrittenPlace(written="Falu kommun", register=falun)
    assert matched(written, own=KnownPlace(name="Falun", code="2080")) == (OURS, "", False)
    compared = KnownPlace(name="Falu stad", code="2080")
    assert matched(written, compared=(compared,)) == (COMPARED, "Falu stad", False)


def test_kolada_and_the_register_mean_the_same_country() -> None:
    written = WrittenPlace(written="HELA RIKET", register=KnownPlace(name="Riket", code="00"))
    area = KnownPlace(name="Riket", code="0000")
    assert matched(written, compared=(area,)) == (COMPARED, "Riket", False)


def test_another_municipality_is_left_out_until_somebody_says_what_it_is() -> None:
    place = WrittenPlace(written="Granvik")
    assert matched(place) == (LEFT_OUT, None, True)
    assert matched(place, choice=LEFT_OUT) == (LEFT_OUT, None, False)
    assert matched(place, choice=COMPARED) == (COMPARED, "Granvik", False)


def test_a_misspelled_place_becomes_the_one_that_is_meant() -> None:
    borlange = KnownPlace(name="Borlänge", code="2081")
    place = WrittenPlace(written="Borlänga", similar=(borlange,))
    assert matched(place, choice="as:2081") == ("as:2081", "Borlänge", False)
    assert matched(place, own=borlange, choice="as:2081") == ("as:2081", "", False)
