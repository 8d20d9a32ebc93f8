"""The lines above the agenda, as people write them."""

from datetime import date, time

import pytest

from tests.importing.notes_builder import notes_text
from tracker.importing.notes import missing_words, parse_notes


@pytest.mark.parametrize(
    ("when", "starts", "ends"),
    [
        ("Tid: 2031-02-18 kl 15-16.30", time(15), time(16, 30)),
        ("Tid: 2031-02-18, 08:15–10:00", time(8, 15), time(10)),
        ("Tid: tisdag den 18 februari 2031, klockan 15 till 16", time(15), time(16)),
        ("Datum: 2031-02-18\nTid: kl. 9-11", time(9), time(11)),
        ("Tid:\t2031-02-18 kl. 15.00", time(15), None),
        ("Tid: 2031-02-18 kl. 16.30 – 15.00", time(16, 30), None),
        ("Tid: 2031-02-18", None, None),
    ],
)
def test_the_time_is_read_as_people_write_it(when, starts, ends):
    text = notes_text(when=when)
    notes = parse_notes(text)

    assert (notes.held_on, notes.starts, notes.ends) == (date(2031, 2, 18), starts, ends)
    assert notes.place == "KS sammanträdesrum"
    assert notes.unplaced == ()
    assert missing_words(text, notes) == []


@pytest.mark.parametrize(
    ("line", "form", "place"),
    [
        ("Digitalt möte", "Digitalt möte", ""),
        ("Stora salen", "", "Stora salen"),
        ("Plats: Stora mötesrummet", "", "Stora mötesrummet"),
        ("Hybridmöte – Stora salen, plan 2", "Hybridmöte", "Stora salen, plan 2"),
    ],
)
def test_the_form_of_the_meeting_and_its_place_are_told_apart(line, form, place):
    notes = parse_notes(notes_text(place=line))

    assert (notes.meeting_form, notes.place) == (form, place)
