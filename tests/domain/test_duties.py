"""Who is meant by an agenda's presenter text, and what those with duties are told."""

import unicodedata
from datetime import date

import pytest

from tests.domain.reminder_builders import a_person
from tracker.domain.duties import (
    Duties,
    Responsibility,
    Undertaking,
    find_presenters,
    with_duties,
)

NAMES = {
    1: "Eva Ek",
    2: "Bo Al",
    3: "Eva Ekman",
    4: "Anna-Lena Öst",
    5: "Lena Öst",
    6: "Per O'Hara",
    7: "Lars Erik von Hof",
    8: "Erik von Hof",
    9: "Bo",
    10: "Éva Ek",
}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Eva Ek", {1}),
        ("Eva Ek, polisen", {1}),
        ("polisen (Eva Ek)", {1}),
        ("Kommunpolis Eva Ek/Bo Al", {1, 2}),
        ("Eva Ek och Bo Al", {1, 2}),
        ("EVA EK och bo al", {1, 2}),
        ("Eva\N{NO-BREAK SPACE}Ek", {1}),
        ("  Eva   Ek\n", {1}),
        ("Eva Ekman", {3}),
        ("Eva Ekman och Eva Ek", {1, 3}),
        ("Anna-Lena Öst", {4}),
        ("Lena Öst-Berg", set()),
        ("Lena Öst", {5}),
        ("Per O'Hara, räddningstjänsten", {6}),
        ("Lars Erik von Hof", {7}),
        ("Erik von Hof", {8}),
        ("Lars Erik von Hof samt Erik von Hof", {7, 8}),
        ("Bo Al", {2}),
        ("Bo", {9}),
        ("Bo, polisen", {9}),
        ("Eva Ek med Bo", {1, 9}),
        ("Bo Berg", set()),
        ("Éva Ek", {10}),
        (unicodedata.normalize("NFD", "Éva Ek"), {10}),
        ("Ek, Eva Al", set()),
        ("Ordföranden", set()),
        ("Alla", set()),
        ("", set()),
        (".*", set()),
    ],
)
def test_a_presenter_is_known_by_a_whole_name(written, meant):
    assert find_presenters(written, NAMES) == meant


def test_two_people_of_one_name_are_both_meant():
    assert find_presenters("Eva Ek", {1: "Eva Ek", 2: "Eva Ek"}) == {1, 2}


def test_a_name_with_signs_of_patterns_is_taken_as_it_is_written():
    assert find_presenters("Eva (E.) Ek", {1: "Eva (E.) Ek", 2: "Eva .*"}) == {1}
    assert find_presenters("Eva Ek", {1: "", 2: " "}) == frozenset()


def test_one_with_duties_who_is_not_on_the_list_is_a_recipient_who_is_not_invited():
    member = a_person(1)
    cleo = Duties(
        2, "Cleo Dahl", "cleo@alvstad.example", interventions=(Responsibility(4, "Nattvandring"),)
    )
    both = with_duties([member], [Duties(1, member.name, member.email, matters=("Läget",)), cleo])
    assert [(one.person_id, one.active) for one in both] == [(1, True), (2, False)]
    assert [one.is_presenter for one in both] == [True, False]
    assert [one.has_interventions for one in both] == [False, True]
    assert both[1].email == "cleo@alvstad.example"


def test_each_day_that_something_is_due_counts_once():
    day, later = date(2026, 12, 1), date(2027, 1, 8)
    items = (Undertaking("a", later), Undertaking("b", None), Undertaking("c", day))
    duties = Duties(1, "Eva Ek", None, items=(*items, Undertaking("d", day)))
    assert duties.item_days == (day, later)
