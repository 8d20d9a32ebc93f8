"""Needs: their field in the matrix and how they moved."""

import pytest

from tracker.domain.needs import (
    Need,
    Quadrant,
    Shift,
    frequency,
    frequency_shift,
    harm_shift,
    quadrant,
)
from tracker.domain.verdicts import movement_words, quadrant_words
from tracker.text import speaking


def need(**changes):
    told = {
        "number": 1,
        "name": "Stöld i butik",
        "area_number": 3,
        "events": 260,
        "population": 50_000,
        "per_10_000": 26.0,
        "harm": 60.0,
        "affected": 190,
    }
    return Need(**(told | changes))


@pytest.mark.parametrize(
    ("per_10_000", "harm", "field"),
    [
        (14, 50, Quadrant.PRIORITISE),
        (13.9, 50, Quadrant.BE_PREPARED),
        (14, 49.9, Quadrant.REDUCE),
        (1, 10, Quadrant.WATCH),
    ],
)
def test_a_need_stands_in_the_field_of_its_frequency_and_harm(per_10_000, harm, field):
    assert quadrant(need(per_10_000=per_10_000, harm=harm)) is field


@pytest.mark.parametrize("missing", [{"per_10_000": None}, {"harm": None}, {"per_10_000": 0.0}])
def test_a_need_without_frequency_or_harm_has_no_field(missing):
    assert quadrant(need(**missing)) is None


def test_frequency_is_per_ten_thousand_inhabitants_and_year():
    assert frequency(260, 50_000, 2) == 26


@pytest.mark.parametrize("population", [None, 0])
def test_frequency_is_unknown_without_a_population(population):
    assert frequency(260, population, 2) is None


@pytest.mark.parametrize(
    ("earlier", "shift"), [(40, Shift.LESS), (24, Shift.UNCHANGED), (17, Shift.MORE)]
)
def test_only_a_change_beyond_chance_is_called_more_or_less_common(earlier, shift):
    assert frequency_shift(need(previous=(earlier, 60))) is shift


def test_the_same_ratio_from_few_events_is_chance():
    assert frequency_shift(need(events=12, previous=(17, 60))) is Shift.UNCHANGED


@pytest.mark.parametrize(
    ("earlier", "shift"), [(70, Shift.LESS), (58, Shift.UNCHANGED), (40, Shift.MORE)]
)
def test_a_small_step_in_harm_is_unchanged(earlier, shift):
    assert harm_shift(need(previous=(26, earlier))) is shift


def test_fewer_than_ten_events_make_a_place_uncertain_and_its_movement_unknown():
    few = need(events=9, previous=(2, 90))
    assert few.uncertain
    assert {frequency_shift(few), harm_shift(few)} == {Shift.UNKNOWN}


def test_movement_is_said_in_words():
    with speaking("sv"):
        assert movement_words(need(previous=(17, 40))) == "Vanligare och mer skadligt"
        assert movement_words(need()) == "Fanns inte i förra analysen"
        assert movement_words(need(events=3)) == "Osäkert, för få händelser för att säga"


@pytest.mark.parametrize("field", Quadrant)
@pytest.mark.parametrize("short", [True, False])
def test_every_field_has_a_name_in_both_languages(field, short):
    with speaking("en"):
        english = quadrant_words(field, short=short)
    with speaking("sv"):
        assert quadrant_words(field, short=short) != english
