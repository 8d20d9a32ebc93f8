"""The list of names and the agenda table, in the many ways that they are written."""

import pytest

from tests.importing.notes_builder import notes_text
from tracker.importing.notes import AttendanceLine, missing_words, parse_notes


def names_of(names: str) -> list[AttendanceLine]:
    text = notes_text(names=names)
    notes = parse_notes(text)
    assert missing_words(text, notes) == []
    return list(notes.attendance)


def item(row: str, *more: str):
    text = notes_text(rows=(row, *more))
    notes = parse_notes(text)
    assert missing_words(text, notes) == []
    assert len(notes.agenda) == 1
    return notes.agenda[0]


# Names -----------------------------------------------------------------------------------


def test_a_list_without_a_substitute_has_none():
    assert names_of("Alva Ek, ~~Bo Lund~~") == [
        AttendanceLine("Alva Ek"),
        AttendanceLine("Bo Lund", absent=True),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "~~Disa Öberg~~ (ersättare Ebba Dahl)",
        "~~Disa Öberg (ersättare Ebba Dahl)~~",
        "~~Disa Öberg~~ (ers. Ebba Dahl)",
        "~~**Disa Öberg**~~ (Ersättare: ~~Ebba Dahl~~)",
        "Ebba Dahl (ersättare för Disa Öberg)",
    ],
)
def test_a_substitute_may_be_written_in_several_ways(written):
    assert set(names_of(f"Alva Ek, {written}, Bo Lund")) == {
        AttendanceLine("Alva Ek"),
        AttendanceLine("Disa Öberg", absent=True, substitute="Ebba Dahl"),
        AttendanceLine("Bo Lund"),
    }


def test_a_substitute_for_a_listed_member_is_attached_to_that_member():
    line = names_of("Ebba Dahl (ersättare för Disa Öberg), ~~Disa Öberg~~")

    assert line == [
        AttendanceLine(
            "Disa Öberg", absent=True, substitute="Ebba Dahl", note="ersättare för Disa Öberg"
        )
    ]


def test_one_strike_over_several_names_makes_them_all_absent():
    assert [line.absent for line in names_of("Alva Ek, ~~Bo Lund, Cia Ros~~, Disa Öberg")] == [
        False,
        True,
        True,
        False,
    ]


def test_a_strike_that_is_never_closed_does_not_reach_the_next_name():
    assert [line.absent for line in names_of("~~Alva Ek, Bo Lund")] == [True, False]


def test_a_bracket_that_is_never_closed_does_not_swallow_the_next_names():
    assert names_of("~~Alva Ek~~ (ersättare Bo Lund, Cia Ros") == [
        AttendanceLine("Alva Ek", absent=True, substitute="Bo Lund"),
        AttendanceLine("Cia Ros"),
    ]


@pytest.mark.parametrize(
    "names",
    [
        "Alva Ek\nBo Lund\nCia Ros",
        "- Alva Ek\n- Bo Lund\n- Cia Ros",
        "<ul><li>Alva Ek</li><li>Bo Lund</li><li>Cia Ros</li></ul>",
        "Alva Ek, Bo\nLund, Cia Ros.",
        "Alva Ek; Bo Lund och Cia Ros",
    ],
)
def test_names_may_be_listed_in_several_ways(names):
    assert [line.name for line in names_of(names)] == ["Alva Ek", "Bo Lund", "Cia Ros"]


def test_what_stands_by_a_name_is_a_note_and_no_name():
    assert names_of("Alva Ek (digitalt), Bo Lund, rektor, Polisen: Cia Ros") == [
        AttendanceLine("Alva Ek", note="digitalt"),
        AttendanceLine("Bo Lund", note="rektor"),
        AttendanceLine("Cia Ros", note="Polisen"),
    ]


def test_a_sentence_among_the_names_is_kept_but_is_no_name():
    notes = parse_notes(notes_text(names="Alva Ek, Bo Lund\n\nJusterare: 2 personer"))

    assert [line.name for line in notes.attendance] == ["Alva Ek"]
    assert any("2 personer" in text for text in notes.unplaced)


def test_names_under_their_own_label_are_absent():
    assert names_of("Alva Ek\n\nFrånvarande: Bo Lund, Cia Ros") == [
        AttendanceLine("Alva Ek"),
        AttendanceLine("Bo Lund", absent=True),
        AttendanceLine("Cia Ros", absent=True),
    ]


# Agenda text -----------------------------------------------------------------------------


def test_a_paragraph_that_ended_before_the_page_break_stays_its_own():
    text = item("Läget\t<p>Det är lugnt.</p>\tGreta Falk", "\t<p>Skolorna håller med.</p>\t").text

    assert text == "Det är lugnt.\n\nSkolorna håller med."


@pytest.mark.parametrize(
    "markup",
    [
        "<ol> 1. Hur går det 2030? 2. Vad saknas? </ol>",
        "<ol><li>Hur går det 2030?</li><li>Vad saknas?</li></ol>",
        "<ol><li><p>1. Hur går det 2030?</p></li><li><p>2. Vad saknas?</p></li></ol>",
        "<p>Frågor: 1. Hur går det 2030? 2. Vad saknas?</p>",
        "<p>Hur går det 2030?</p><p>Vad saknas?</p>",
    ],
)
def test_questions_are_found_in_any_list(markup):
    assert item(f"Gruppdiskussion\t{markup}\tSamtliga").questions == (
        "Hur går det 2030?",
        "Vad saknas?",
    )


def test_a_year_before_a_full_stop_is_no_list_number():
    assert item("Läget\tDet gällde 2030. 3. Vi tar det sedan.\tGreta Falk").text == (
        "Det gällde 2030. 3. Vi tar det sedan."
    )


def test_an_address_in_angle_brackets_is_text_and_a_link_keeps_its_address():
    text = item(
        'Läget\tSkriv till <alva@example.se> eller <a href="https://example.se/x">läs mer</a>\tBo Ek'
    ).text

    assert text == "Skriv till <alva@example.se> eller https://example.se/x läs mer"


def test_a_line_end_within_a_cell_does_not_begin_an_item():
    found = item("Läget\tDet är lugnt i\ncentrum och\nvid skolorna.\tGreta Falk")

    assert found.text == "Det är lugnt i centrum och vid skolorna."
    assert found.presenter == "Greta Falk"


@pytest.mark.parametrize("written", ["Alva Ek, ordförande", "Alva Ek (ordförande)"])
def test_the_role_of_a_presenter_is_told_from_the_name(written):
    found = item(f"Läget\tDet är lugnt.\t{written}")

    assert (found.presenter, found.presenter_role) == ("Alva Ek", "ordförande")
