"""A problem's place in words, also when it cannot be placed."""

import pytest

from tests.domain.test_needs import need
from tracker.domain.need_words import (
    DECISION_HELP,
    DECISION_WORDS,
    decision_word,
    measures_words,
    movement_sentence,
    place_words,
)
from tracker.domain.terms import Decision
from tracker.text import NO_BREAK_SPACE, speaking


@pytest.fixture(autouse=True)
def swedish():
    with speaking("sv"):
        yield


def test_a_place_is_its_field_in_words():
    assert place_words(need()) == "Vanligt och skadligt: prioritera"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (
            {"per_10_000": 0.0, "events": 0},
            "Kan inte placeras: ingen händelse är registrerad under åren",
        ),
        ({"per_10_000": None}, "Kan inte placeras: befolkningen är inte registrerad"),
        ({"harm": None}, "Kan inte placeras: ingen har bedömt hur skadligt det är"),
    ],
)
def test_a_problem_without_a_place_says_what_is_missing(missing, words):
    assert place_words(need(**missing)) == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((26.04, 60), "26,0 händelser per 10 000 invånare och år. Skada 60 av 100 per händelse."),
        ((128, 20), "128 händelser per 10 000 invånare och år. Skada 20 av 100 per händelse."),
        (
            (None, None),
            "Hur vanligt det är går inte att säga. Hur skadligt det är har ingen bedömt.",
        ),
    ],
)
def test_the_two_measures_are_written_out(place, words):
    assert measures_words(place).replace(NO_BREAK_SPACE, " ") == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"previous": (17, 40)}, "Vanligare och mer skadligt."),
        ({"previous": (26, 60), "harm": None}, "Kan inte placeras."),
        ({"events": 0, "per_10_000": 0.0}, "Osäkert, för få händelser för att säga."),
        ({"is_uncertain": True}, "Osäkert enligt gruppen."),
        (
            {"events": 0, "population": None, "affected": None},
            "Osäkert, varken befolkning eller antal drabbade är registrerat.",
        ),
    ],
)
def test_a_movement_that_cannot_be_told_says_why(changes, words):
    assert movement_sentence(need(**changes)) == words


def test_no_decision_is_said():
    assert decision_word(None) == "Inget beslut än"


@pytest.mark.parametrize("decision", Decision)
def test_every_decision_has_a_word_and_what_it_means(decision):
    assert {decision} <= DECISION_WORDS.keys() & DECISION_HELP.keys()
    assert decision_word(decision)
