"""iCalendar files and spreadsheets become the rows of a year."""

import time as stopwatch
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from tests.importing.test_spreadsheets import xlsx
from tracker.domain.programmes import GoalRef
from tracker.domain.terms import MeetingKind
from tracker.importing.calendars import read_year
from tracker.importing.matching import suggest_goals, suggest_kind
from tracker.importing.rows import (
    MOST_ROWS,
    NotReadable,
    Problem,
    RowText,
    check_meeting,
    check_span,
    read_clock,
    read_day,
)

ZONE = ZoneInfo("Europe/Stockholm")


def calendar(*events):
    blocks = ["BEGIN:VEVENT\r\n" + "\r\n".join(lines) + "\r\nEND:VEVENT" for lines in events]
    return ("BEGIN:VCALENDAR\r\n" + "\r\n".join(blocks) + "\r\nEND:VCALENDAR\r\n").encode()


def read(data):
    return read_year(data, zone=ZONE).rows


def meeting(**texts):
    row = RowText(1, **{"day": "2027-05-11", "starts": "15", "ends": "16.30", "theme": "A"} | texts)
    return check_meeting(row, year=2027, zone=ZONE)


# iCalendar -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "day", "clock"),
    [
        ("DTSTART:20270511T130000Z", "2027-05-11", "15:00"),
        ("DTSTART:20271109T140000Z", "2027-11-09", "15:00"),
        ("DTSTART;TZID=Europe/Stockholm:20270511T150000", "2027-05-11", "15:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20270511T150000", "2027-05-11", "15:00"),
        ("DTSTART;TZID=Europe/Helsinki:20270511T003000", "2027-05-10", "23:30"),
        ("DTSTART;TZID=Our own zone:20270511T150000", "2027-05-11", "15:00"),
        ("DTSTART:20270511T150000", "2027-05-11", "15:00"),
        ("DTSTART;VALUE=DATE:20270511", "2027-05-11", ""),
    ],
)
def test_an_event_is_read_in_the_councils_wall_time(start, day, clock):
    [row] = read(calendar([start, "SUMMARY:Trygg sommar", "LOCATION:Sal B"]))

    assert (row.day, row.starts) == (day, clock)
    assert (row.theme, row.place) == ("Trygg sommar", "Sal B")


@pytest.mark.parametrize("end", ["DTEND:20270511T143000Z", "DURATION:PT1H30M"])
def test_an_event_ends_by_its_end_or_its_length(end):
    [row] = read(calendar(["DTSTART:20270511T130000Z", end, "SUMMARY:A"]))

    assert row.ends == "16:30"


def test_a_whole_day_events_end_is_the_day_after_its_last():
    [row] = read(
        calendar(["DTSTART;VALUE=DATE:20270222", "DTEND;VALUE=DATE:20270227", "SUMMARY:Sportlov"])
    )

    assert (row.day, row.last_day) == ("2027-02-22", "2027-02-26")


def test_folded_and_escaped_text_is_read_whole():
    lines = ["DTSTART:20270511T130000Z", "SUMMARY:Unga\\, vux\r\n na\\nsamman"]

    assert read(calendar(lines))[0].theme == "Unga, vuxna samman"


def test_an_alarms_words_are_not_the_events():
    lines = ["BEGIN:VALARM", "SUMMARY:Larm", "END:VALARM", "SUMMARY:Tema"]

    assert read(calendar(lines))[0].theme == "Tema"


def test_a_repeated_event_is_read_once_and_it_is_said():
    [row] = read(calendar(["DTSTART:20270511T130000Z", "RRULE:FREQ=DAILY", "SUMMARY:A"]))

    assert row.is_wanted
    assert "Bara det första tillfället läses." in row.remarks[0]


def test_a_cancelled_event_is_shown_but_not_wanted():
    [row] = read(calendar(["DTSTART:20270511T130000Z", "STATUS:CANCELLED", "SUMMARY:A"]))

    assert not row.is_wanted
    assert row.remarks == ("Den är inställd i kalendern.",)


def test_an_event_over_midnight_is_doubted():
    [row] = read(
        calendar(["DTSTART:20270511T130000Z", "DTEND:20270512T143000Z", "SUMMARY:Konferens"])
    )

    assert not row.is_wanted


def test_a_date_that_cannot_be_is_kept_for_the_person_to_correct():
    [row] = read(calendar(["DTSTART:20270230T150000", "SUMMARY:A"]))

    assert (row.day, row.starts) == ("2027-02-30", "15:00")


@pytest.mark.parametrize(
    "lines",
    [
        ["SUMMARY"],
        ["DTSTART:"],
        ["DTSTART;TZID=" + "../" * 60 + "etc/passwd:20270511T150000"],
        ["DTSTART:99991231T235959Z", "DURATION:P99999999D"],
        ["DTSTART:00010101T000000Z"],
        ["DTSTART:20270511T150000", "DTEND;VALUE=DATE:20270511"],
        ["DTSTART;VALUE=DATE:20270511", "DURATION:PT1H"],
        ["DTSTART:20270511/20270512"],
    ],
)
def test_odd_lines_are_no_trouble(lines):
    assert len(read(calendar([*lines, "SUMMARY:A"]))) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "inga händelser"),
        (calendar(*[["SUMMARY:A"]] * (MOST_ROWS + 1)), "för många rader"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 70_000, "för många rader"),
        (b"BEGIN:VCALENDAR\n" + b"A:B\n" * 200_000, "för många rader"),
        (b"BEGIN:VCALENDAR\n" + b"\n " * 450_000, "inga händelser"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"\\," * 450_000, "inga händelser"),
        (b"BEGIN:VCALENDAR\n" + b"x" * 1_000_000, "för stor"),
        (b"", "tom"),
        (b"Hello;there\nwhat;now\n", "Skriv Datum och Tema"),
        (b"Datum;Tema\n", "inga rader"),
    ],
    ids=range(10),
)
def test_what_cannot_be_used_is_refused_in_words_and_quickly(data, message):
    began = stopwatch.perf_counter()

    with pytest.raises(NotReadable, match=message):
        read(data)

    assert stopwatch.perf_counter() - began < 2


def test_many_events_with_long_lines_are_read_quickly():
    lines = ["DTSTART:20270511T130000Z", "SUMMARY:" + "x;" * 900]
    began = stopwatch.perf_counter()

    rows = read(calendar(*[lines] * MOST_ROWS))

    assert len(rows) == MOST_ROWS
    assert stopwatch.perf_counter() - began < 2


# Spreadsheets ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        "Tema;Datum;Tid;Plats\nTrygg sommar;2027-05-11;15.00–16.30;Sal B\n".encode(),
        "Årets möten\n\nDatum;Tid;Sluttid;Rubrik;Lokal\n11/5 2027;kl. 15;16:30;Trygg sommar;Sal B",
        (
            '"Subject","Start Date","Start Time","End Date","End Time","Location"\n'
            '"Trygg sommar","2027-05-11","15:00","2027-05-11","16:30","Sal B"'
        ),
        xlsx(
            ["Datum", "Tid", "Sluttid", "Tema", "Plats"],
            [date(2027, 5, 11), time(15), time(16, 30), "Trygg sommar", "Sal B"],
        ),
    ],
    ids=range(4),
)
def test_columns_are_known_by_their_headings(data):
    [row] = read(data if isinstance(data, bytes) else data.encode("cp1252"))
    found = check_meeting(row, year=2027, zone=ZONE)

    assert found.problems == ()
    assert (found.day, found.starts, found.ends) == (date(2027, 5, 11), time(15), time(16, 30))
    assert (row.theme, row.place) == ("Trygg sommar", "Sal B")


def test_dates_and_themes_without_headings_are_read():
    [row] = read(b"2027-05-11;Trygg sommar\n")

    assert (row.day, row.theme) == ("2027-05-11", "Trygg sommar")


@pytest.mark.parametrize(
    "text",
    [
        "Lov;Startdatum;Slutdatum\nSportlov;2027-02-22;2027-02-26",
        "Namn;Start;Slut\nSportlov;22/2 2027;26/2 2027",
        "Lov;Datum\nSportlov;2027-02-22–2027-02-26",
    ],
)
def test_breaks_are_read_with_first_and_last_day(text):
    [row] = read(text.encode())
    found = check_span(row)

    assert (found.day, found.last_day) == (date(2027, 2, 22), date(2027, 2, 26))


# Texts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("2027-05-11", "2027/5/11", "20270511", "11/5 2027", "11.5.2027", "11 maj 2027"),
        *("tisdag 11 maj", "den 11 maj", "11/5", "2027-05-11T00:00:00"),
    ],
)
def test_dates_are_read_as_people_write_them(text):
    assert read_day(text, year=2027) == date(2027, 5, 11)


@pytest.mark.parametrize("text", ["", "maj", "32", "11 foo 2027", "²027-05-11", "1" * 500])
def test_what_is_no_date_says_how_to_write_one(text):
    with pytest.raises(ValueError, match="Skriv datumet som 2026-12-08"):
        read_day(text, year=2027)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("15:00", 15), ("15.00", 15), ("kl. 15", 15), ("3:00 PM", 15), ("12 am", 0), ("9", 9)],
)
def test_times_are_read_as_people_write_them(text, clock):
    assert read_clock(text) == time(clock)


@pytest.mark.parametrize("text", ["", "25:00", "15:75", "13 pm", "kvart i"])
def test_what_is_no_time_says_how_to_write_one(text):
    with pytest.raises(ValueError, match="Skriv tiden som 15:00"):
        read_clock(text)


@pytest.mark.parametrize(
    ("texts", "field", "words"),
    [
        ({"day": "2027-02-30"}, "day", "Datumet finns inte: 2027-02-30."),
        ({"day": "2026-05-11"}, "day", "Datumet ligger inte i 2027."),
        ({"ends": "14:00"}, "ends", "Mötet måste sluta efter att det börjar."),
        ({"day": "2027-03-28", "starts": "02:30"}, "starts", "Klockan hoppar över den timmen"),
        ({"day": "2027-03-28", "starts": "01:30", "ends": "02:30"}, "ends", "Klockan hoppar över"),
        ({"theme": ""}, "theme", "Fyll i det här fältet."),
        ({"theme": "a" * 121}, "theme", "Texten är för lång."),
        ({"place": "a" * 201}, "place", "Texten är för lång."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(texts, field, words):
    [problem] = meeting(**texts).problems

    assert problem.field == field
    assert problem.words.startswith(words)


def test_a_row_in_order_has_no_problems():
    assert meeting().problems == ()


def test_a_break_that_ends_before_it_starts_is_said():
    [problem] = check_span(RowText(1, "2027-02-26", last_day="2027-02-22", theme="Lov")).problems

    assert problem == Problem(
        "last_day", "Den sista dagen ligger före den första. Ändra en av dem."
    )


def test_a_break_of_one_day_needs_no_last_day():
    row = check_span(RowText(1, "2027-02-26", theme="Lovdag"))

    assert row.last_day == date(2027, 2, 26)
    assert not row.problems


# Matching --------------------------------------------------------------------------------

GOALS = [
    GoalRef(1, 1, "1.1", "Färre unga prövar narkotika", 1, 1, "Unga och droger"),
    GoalRef(2, 1, "1.2", "Fler skolor arbetar främjande", 1, 1, "Unga och droger"),
    GoalRef(3, 1, "2.1", "Våld i nära relationer upptäcks", 2, 2, "Relationsvåld"),
]


@pytest.mark.parametrize(
    ("theme", "goals"),
    [
        ("Narkotikan i centrum", (1,)),
        ("Skolornas vecka", (2,)),
        ("Mål 2.1 och narkotika", (3,)),
        ("Drogerna", (1, 2)),
        ("Budget", ()),
        ("", ()),
    ],
)
def test_goals_are_suggested_by_telling_words(theme, goals):
    assert suggest_goals(theme, GOALS) == goals


@pytest.mark.parametrize(
    ("theme", "kind"),
    [
        ("Lägesbild 2027", MeetingKind.SITUATION),
        ("Effekt- och behovsanalys", MeetingKind.REVIEW),
        ("Årlig uppföljning", MeetingKind.FOLLOW_UP),
        ("Extra möte", MeetingKind.EXTRA),
        ("Trygg sommar", MeetingKind.THEME),
    ],
)
def test_the_kind_is_suggested_by_the_themes_words(theme, kind):
    assert suggest_kind(theme) is kind
