"""Old notes of an invented council: the facts, messy variants, and that no word is lost."""

import json
import time as stopwatch
from collections import Counter
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importing.notes_builder import HEADER_ROW, POINTS, QUESTIONS, notes_text
from tracker.importing.notes import (
    AttendanceLine,
    Notes,
    NotNotes,
    missing_words,
    notes_as_json,
    parse_notes,
    read_notes,
)
from tracker.importing.notes_text import MAX_BYTES, clean_source, words
from tracker.text import speaking

# The form as it is -----------------------------------------------------------------------


def test_the_facts_of_the_meeting_are_read():
    notes = parse_notes(notes_text())

    assert notes.council == "Älvstads Brå"
    assert notes.title == "Anteckningar"
    assert notes.held_on == date(2031, 2, 18)
    assert (notes.starts, notes.ends) == (time(15, 0), time(16, 30))
    assert (notes.meeting_form, notes.place) == ("Fysiskt möte", "KS sammanträdesrum")
    assert notes.note_taker == "Jonna Puck Salin"
    assert notes.previous_meeting_on == date(2030, 12, 3)
    assert notes.unplaced == ()


def test_the_struck_are_absent_and_the_substitute_stands_by_the_one_replaced():
    assert parse_notes(notes_text()).attendance == (
        AttendanceLine("Alva Ek"),
        AttendanceLine("Bo Lund", absent=True),
        AttendanceLine("Carl-Erik Åström"),
        AttendanceLine("Disa Öberg", absent=True, substitute="Ebba von Platen Dahl"),
        AttendanceLine("Frans Nyman"),
    )


def test_the_agenda_has_a_title_and_a_presenter_for_each_item():
    agenda = parse_notes(notes_text()).agenda

    assert [(one.title, one.presenter, one.presenter_role) for one in agenda] == [
        ("Föregående möte", "Alva Ek", "Ordförande"),
        ("Lägesbild från polisen", "Greta Falk", ""),
        ("Uppföljning av arbetet", "Hedda Wik", ""),
        ("Gruppdiskussioner", "Ivar Bäck, Samtliga", ""),
        ("Uppsamlande diskussion", "Samtalsledarna", ""),
        ("Korta informationspunkter", "Kansliet", ""),
    ]
    assert "mötesanteckningar.pdf Godkändes." in agenda[0].text


def test_a_paragraph_split_over_rows_and_pages_flows_again():
    assert parse_notes(notes_text()).agenda[1].text == (
        "Bo berättade om 2030.\n\n"
        "Sedan kom ett nytt arbetssätt som prövas i centrum.\n\n"
        "Polisen ökar sin närvaro på fritidsgårdar, även digitalt & på nätet."
    )


def test_questions_are_word_for_word_and_stay_in_the_agenda():
    notes = parse_notes(notes_text())

    assert notes.questions == QUESTIONS
    assert notes.agenda[3].text == (
        "Vi utgick från tre frågeställningar:\n\n"
        f"1. {QUESTIONS[0]}\n2. {QUESTIONS[1]}\n3. {QUESTIONS[2]}"
    )


def test_a_dash_within_an_information_point_does_not_split_it():
    notes = parse_notes(notes_text())

    assert notes.information_points == POINTS
    assert notes.agenda[5].text == "\n".join(f"- {point}" for point in POINTS)


def test_the_json_has_the_promised_keys():
    result = json.loads(json.dumps(notes_as_json(parse_notes(notes_text()))))

    assert result["council"] == "Älvstads Brå"
    assert (result["date"], result["start"], result["end"]) == ("2031-02-18", "15:00", "16:30")
    assert (result["meeting_form"], result["place"]) == ("Fysiskt möte", "KS sammanträdesrum")
    assert result["attendance"][3] == {
        "name": "Disa Öberg",
        "absent": True,
        "substitute": "Ebba von Platen Dahl",
    }
    assert result["agenda"][0]["title"] == "Föregående möte"
    assert result["agenda"][0]["presenter"] == "Alva Ek"
    assert result["agenda"][0]["presenter_role"] == "Ordförande"
    assert result["questions"] == list(QUESTIONS)
    assert result["information_points"] == list(POINTS)
    assert result["note_taker"] == "Jonna Puck Salin"
    assert result["previous_meeting_date"] == "2030-12-03"
    assert result["unplaced"] == []


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings_of(part)


def test_every_word_of_the_source_is_in_the_json():
    source = notes_text()
    kept = Counter(
        word for text in strings_of(notes_as_json(parse_notes(source))) for word in words(text)
    )

    assert Counter(words(clean_source(source))) - kept == Counter()


# Messy variants --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\n\n\n"),
        lambda text: text.replace("--\t---\t--", "\f--\t---\t--\f"),
        lambda text: text.replace("\n", "  \n"),
        lambda text: text.replace("Tid:", "**Tid:**").replace("Närvarande:", "  Närvarande :"),
        lambda text: text.replace("<p>", "<P class='a\nb'>"),
        lambda text: text.replace("Ärende:", "Ärende").replace("Föredragande:", "Föredragande"),
        lambda text: text.replace("Å", "A\N{COMBINING RING ABOVE}"),
        lambda text: text.replace(" – ", "\N{NO-BREAK SPACE}–\N{NO-BREAK SPACE}"),
        lambda text: text.replace("~~Bo Lund~~", "<s>Bo Lund</s>"),
        lambda text: text.replace("~~Bo Lund~~", "~~<b>Bo Lund</b>~~"),
        lambda text: text.replace("~~Bo Lund~~,", "~~Bo Lund,~~"),
        lambda text: text.replace("Närvarande:\n\n", "Närvarande: "),
        lambda text: text.replace("Lund~~, Carl-Erik", "Lund~~,\nCarl-Erik"),
        lambda text: text.replace("Antecknat av:\n\n", "Antecknat av: "),
    ],
)
def test_another_way_to_save_the_same_notes_gives_the_same_facts(change):
    plain, changed = parse_notes(notes_text()), parse_notes(change(notes_text()))

    same = ("council", "held_on", "starts", "ends", "place", "meeting_form", "attendance")
    same += ("agenda", "questions", "information_points", "note_taker", "unplaced")
    assert {name: getattr(changed, name) for name in same} == {
        name: getattr(plain, name) for name in same
    }
    assert missing_words(change(notes_text()), changed) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_bytes_are_read_in_every_usual_encoding(encoding):
    assert read_notes(notes_text().encode(encoding)) == parse_notes(notes_text())


@pytest.mark.parametrize("part", ["council", "heading", "place", "names", "rows", "note_taker"])
def test_notes_without_one_section_keep_the_others(part):
    whole, text = parse_notes(notes_text()), notes_text(**{part: None})
    notes = parse_notes(text)

    assert notes.held_on == whole.held_on
    assert notes.attendance == (() if part == "names" else whole.attendance)
    assert notes.agenda == (() if part == "rows" else whole.agenda)
    assert notes.note_taker == ("" if part == "note_taker" else whole.note_taker)
    assert notes.unplaced == ()
    assert missing_words(text, notes) == []


def test_a_table_without_column_headings_is_read():
    assert len(parse_notes(notes_text(header_row=None)).agenda) == 6


def test_columns_may_stand_in_another_order():
    notes = parse_notes(
        notes_text(
            header_row="Föredragande\tÄrende\tNotering", rows=("Greta Falk\tLäget\tDet är lugnt.",)
        )
    )

    assert [(one.title, one.text, one.presenter) for one in notes.agenda] == [
        ("Läget", "Det är lugnt.", "Greta Falk")
    ]


def test_headings_repeated_on_a_new_page_are_no_items():
    text = notes_text(
        rows=(
            "Läget\t<p>Det är ett</p>\tGreta Falk",
            "\fÄlvstads Brå",
            "Anteckningar",
            "Sida 2 (3)",
            HEADER_ROW,
            "\t<p>lugnt år.</p>\t",
        )
    )
    notes = parse_notes(text)

    assert [(one.title, one.text) for one in notes.agenda] == [("Läget", "Det är ett lugnt år.")]
    assert notes.unplaced == ("Älvstads Brå", "Anteckningar", "Sida 2 (3)")
    assert missing_words(text, notes) == []


@pytest.mark.parametrize(
    ("heading", "title", "council"),
    [
        ("Minnesanteckningar från Älvstads Brå", "Minnesanteckningar från", "Älvstads Brå"),
        ("Älvstads Brå – mötesanteckningar", "mötesanteckningar", "Älvstads Brå"),
    ],
)
def test_council_and_heading_may_share_a_line(heading, title, council):
    text = notes_text(council=None, heading=heading)
    notes = parse_notes(text)

    assert (notes.title, notes.council) == (title, council)
    assert missing_words(text, notes) == []


def test_text_after_the_form_finds_no_place_but_is_kept():
    text = notes_text() + "\nJusterat av: Kim Rask\nBilaga 1 finns i diariet.\n"
    notes = parse_notes(text)

    assert notes.note_taker == "Jonna Puck Salin"
    assert notes.unplaced == ("Justerat av: Kim Rask", "Bilaga 1 finns i diariet.")


# What is not notes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it has no line with Tid"),
        (b"# Readme\n\nRun it at 2031-02-18.\n\nName\tValue\nA\tB\n", "it has no line with Tid"),
        (b'{"date": "2031-02-18", "names": []}', "it has no line with Tid"),
        (notes_text(when="Tid: nästa vecka").encode(), "no date stands after Tid"),
        (notes_text(when="Tid: 2031-02-30").encode(), "no date stands after Tid"),
        (notes_text(names=None, rows=None).encode(), "neither names nor an agenda"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not text"),
        (b"Tid: 2031-02-18 \x81\x8d\xff", "not text"),
        (bytes(range(1, 32)) * 20, "not text"),
        (b"\xff\xfea", "not text"),
        (b"a" * (MAX_BYTES + 1), "larger than 2 MB"),
        (b"Tid: 2031-02-18\n" * 30_000, "too many lines"),
        (notes_text(names="Alva Ek, " * 600).encode(), "too many names"),
        (notes_text(names="Alva Ek, " * 6000).encode(), "too many names"),
    ],
)
def test_a_file_that_is_not_notes_is_refused_with_its_reason(data, message):
    with speaking("en"), pytest.raises(NotNotes, match=message):
        read_notes(data)


def test_the_reason_is_told_in_swedish():
    with speaking("sv"), pytest.raises(NotNotes, match="Filen är inte mötesanteckningar"):
        read_notes(b"hej")


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(NotNotes):
        parse_notes("a" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "unit", ["~~", "(a)", "<p ", "&a", "a, ", "1. ", "- A. ", "\t", "kl 15 ", "a" * 50, "<a href='"]
)
def test_a_hostile_text_takes_little_time(unit):
    text = unit * (400_000 // len(unit))
    began = stopwatch.monotonic()
    for source in (
        notes_text(names=f"Alva Ek, {text}"),
        notes_text(rows=(f"Gruppdiskussion\t{text}\tX",)),
        text + notes_text(),
    ):
        try:
            parse_notes(source)
        except NotNotes:
            continue

    assert stopwatch.monotonic() - began < 8


# Nothing is dropped ----------------------------------------------------------------------


def test_a_word_in_no_field_is_missed():
    notes = parse_notes(notes_text())

    assert missing_words(notes_text() + "\nzebra\n", notes) == ["zebra"]


def test_a_word_that_the_fields_cut_in_two_stands_whole_among_the_unplaced():
    text = notes_text(when="Tid: 2031-02-18, kl. 15.00 – 16.30stora salen", place=None)
    notes = parse_notes(text)

    assert notes.unplaced == ("30stora",)
    assert missing_words(text, notes) == []


def test_a_word_that_came_twice_but_was_kept_once_is_missed():
    once = parse_notes(notes_text(place="Zebrasalen"))

    assert missing_words(notes_text(place="Zebrasalen") + "\nZebrasalen\n", once) == ["Zebrasalen"]


WORD = st.text("abcåäöÅÄÖXYZé123", min_size=1, max_size=8)
SENTENCE = st.lists(
    st.one_of(WORD, st.sampled_from(["1.", "-", "~~", "(x", "y)", "&amp;", "<b>", "Tid:", "och"])),
    min_size=1,
    max_size=10,
).map(" ".join)
CELL = st.one_of(
    SENTENCE,
    st.lists(SENTENCE, max_size=3).map(lambda parts: "".join(f"<p>{part}</p>" for part in parts)),
    st.lists(SENTENCE, max_size=3).map(lambda parts: f"<ul> - {'. - '.join(parts)}</ul>"),
    st.just(""),
)
ROW = st.lists(CELL, min_size=1, max_size=4).map("\t".join)
NAME = st.tuples(
    st.sampled_from(["{}", "~~{}~~", "{} (ersättare {})", "{} (ersättare för {})", "{}, {}"]),
    WORD.map(str.title),
    SENTENCE,
).map(lambda parts: parts[0].format(*parts[1:]))


@settings(max_examples=120, deadline=None)
@given(
    council=st.one_of(st.none(), SENTENCE),
    place=st.one_of(st.none(), SENTENCE),
    names=st.one_of(st.none(), st.lists(NAME, max_size=6).map(", ".join)),
    rows=st.lists(ROW, max_size=6),
    after=st.lists(SENTENCE, max_size=3),
)
def test_no_word_of_any_notes_is_lost(council, place, names, rows, after):
    source = notes_text(council=council, place=place, names=names, rows=("Läget\tLugnt.\t", *rows))
    source += "\n".join(after)
    notes = parse_notes(source)

    assert isinstance(notes, Notes)
    assert missing_words(source, notes) == []
    kept = Counter(word for text in strings_of(notes_as_json(notes)) for word in words(text))
    assert Counter(words(clean_source(source))) - kept == Counter()


@settings(max_examples=80, deadline=None)
@given(
    attendance=st.lists(
        st.tuples(
            st.from_regex(r"[A-ZÅÄÖ][a-zåäö]{1,8} [A-ZÅÄÖ][a-zåäö]{1,8}", fullmatch=True),
            st.booleans(),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_any_list_of_names_is_read_back(attendance):
    names = ", ".join(f"~~{name}~~" if absent else name for name, absent in attendance)

    lines = parse_notes(notes_text(names=names)).attendance

    assert [(line.name, line.absent) for line in lines] == attendance
