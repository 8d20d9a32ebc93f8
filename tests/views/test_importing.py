"""Bringing in a year from a file, as a browser meets it."""

import io
import re
from datetime import UTC, datetime
from html import unescape

import html5lib
import pytest
from sqlmodel import select

from tests import factories
from tests.importing.test_spreadsheets import xlsx
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import MeetingStatus, Role
from tracker.models import Delivery, Meeting, MeetingGoal, SchoolBreak, SteeringEvent

YEAR = clock.now().year + 1
ADDRESS = f"/alvstad/{YEAR}/import"
CALENDAR = "/alvstad/calendar/import"
CSV = (
    "Datum;Tid;Tema;Plats\n"
    f"{YEAR}-05-11;15.00–16.30;Narkotika i centrum;Sal B\n"
    f"{YEAR}-02-30;15.00–16.30;Omöjlig dag;\n"
    f"{YEAR}-09-14;;Utan tid;\n"
    f"{YEAR}-09-14;;utan tid;\n"
)
HOSTILE = "<script>alert(1)</script>"
INPUT = re.compile(r"<input (?P<attributes>[^>]*)>")
SELECT = re.compile(r'<select id="[^"]*" name="(row-[^"]*)".*?value="([^"]*)" selected', re.DOTALL)


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def goal(engine, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(
            session, council=cast.council, first_year=YEAR - 1, last_year=YEAR + 1
        )
        area = factories.make_area(session, programme=programme)
        return factories.make_goal(session, area=area, title="Färre prövar narkotika")


def send(client, data=CSV, address=ADDRESS, **fields):
    content = data.encode() if isinstance(data, str) else data
    response = post(client, address, file=(io.BytesIO(content), "year.csv"), **fields)
    response.request.environ["wsgi.input"].close()  # the test client leaves its large ones open
    return response


def filled(page):
    """Return what a browser would send of a preview: ticked boxes, texts and choices."""
    fields = {}
    for found in INPUT.finditer(page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', found["attributes"]))
        name = attributes.get("name", "")
        is_left_out = attributes.get("type") == "checkbox" and "checked" not in found["attributes"]
        if name.startswith("row") and not is_left_out:
            fields.setdefault(name, []).append(unescape(attributes.get("value", "")))
    return fields | {name: [value] for name, value in SELECT.findall(page)}


def stored(engine, model=Meeting):
    with open_session(engine) as session:
        return session.exec(select(model)).all()


def test_a_file_is_shown_with_what_is_wrong_and_nothing_is_saved(engine, alice, goal):
    page = text_of(send(alice))

    fields = filled(page)
    assert fields["rows"] == ["4"]
    assert [name for name in fields if name.endswith("-take")] == ["row-0-take", "row-2-take"]
    assert fields["row-0-goals"] == [str(goal.id)]
    assert fields["row-2-starts"] == ["15:00"]
    assert f"Datumet finns inte: {YEAR}-02-30." in page
    assert "Samma sak står på rad 4." in page
    assert not stored(engine)


def test_the_ticked_rows_are_saved_with_their_goals(engine, alice, goal):
    response = post(alice, ADDRESS, **filled(text_of(send(alice))))

    assert response.location.endswith(f"/alvstad/{YEAR}")
    first, second = sorted(stored(engine), key=lambda meeting: meeting.starts_at)
    assert first.starts_at == datetime(YEAR, 5, 11, 13, 0, tzinfo=UTC)
    assert (first.theme, first.place, second.theme) == ("Narkotika i centrum", "Sal B", "Utan tid")
    assert [tie.goal_id for tie in stored(engine, MeetingGoal)] == [goal.id]
    assert "2 möten är planerade." in text_of(alice.get(response.location))


def test_a_corrected_row_is_saved(engine, alice):
    fields = filled(text_of(send(alice)))
    fields |= {"row-1-day": f"{YEAR}-02-23", "row-1-take": "1", "row-1-theme": "Möjlig dag"}

    post(alice, ADDRESS, **fields)

    assert "Möjlig dag" in {meeting.theme for meeting in stored(engine)}


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("day", f"{YEAR}-02-30", "Datumet finns inte"),
        ("day", "2001-05-11", f"Datumet ligger inte i {YEAR}."),
        ("ends", "14:00", "Mötet måste sluta efter att det börjar."),
        ("starts", "kvart i", "Skriv tiden som 15:00."),
        ("theme", "", "Fyll i det här fältet."),
        ("theme", "a" * 121, "Texten är för lång."),
        ("kind", "party", "Välj ett av alternativen."),
        ("goals", "99999", "Välj ett av alternativen."),
    ],
)
def test_bad_input_is_explained_and_what_was_typed_stays(
    engine, alice, goal, field, typed, message
):
    fields = {**filled(text_of(send(alice))), f"row-0-{field}": typed, "row-0-place": "Annan sal"}

    page = text_of(post(alice, ADDRESS, **fields))

    assert f"Rad 2: {message}" in page
    assert "Inget är sparat än." in page
    assert 'value="Annan sal"' in page
    assert field in ("kind", "goals") or f'value="{typed}"' in page
    assert not stored(engine)


def test_what_is_wrong_on_a_row_that_is_not_ticked_does_not_matter(engine, alice):
    fields = filled(text_of(send(alice)))
    del fields["row-2-take"]

    post(alice, ADDRESS, **fields)

    assert [meeting.theme for meeting in stored(engine)] == ["Narkotika i centrum"]


def test_nothing_ticked_is_said(engine, alice):
    page = text_of(post(alice, ADDRESS, rows="4"))

    assert "Kryssa för minst en rad." in page
    assert not stored(engine)


def test_a_meeting_that_is_there_already_is_recognised(engine, alice):
    fields = filled(text_of(send(alice)))
    post(alice, ADDRESS, **fields)

    page = text_of(send(alice))
    assert "Mötet finns redan på hjulet." in page
    assert not [name for name in filled(page) if name.endswith("-take")]
    again = text_of(post(alice, ADDRESS, **fields))
    assert "Mötet finns redan på hjulet." in again
    assert len(stored(engine)) == 2


def test_a_past_year_comes_in_as_held_and_nobody_is_told(engine, alice):
    address = f"/alvstad/{YEAR - 3}/import"
    data = f"Datum;Tema\n{YEAR - 3}-05-11;Trygg sommar\n"

    post(alice, address, **filled(text_of(send(alice, data, address))))

    assert [meeting.status for meeting in stored(engine)] == [MeetingStatus.HELD]
    assert not stored(engine, Delivery)


def test_another_councils_goal_is_refused(engine, alice, goal, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.other_council)
        other = factories.make_goal(session, area=factories.make_area(session, programme=programme))
    fields = {**filled(text_of(send(alice))), "row-0-goals": str(other.id)}

    assert "Välj ett av alternativen." in text_of(post(alice, ADDRESS, **fields))
    assert not stored(engine)


def test_what_a_file_says_is_escaped(alice):
    page = text_of(send(alice, f"Datum;Tema\n{YEAR}-05-11;{HOSTILE}\n"))

    assert HOSTILE not in page
    assert unescape(page).count(HOSTILE) == 1


def test_the_preview_is_valid_html_with_each_id_once(alice, goal):
    page = text_of(send(alice))

    html5lib.HTMLParser(strict=True).parse(page)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-describedby="([^"]+)"', page)) <= set(ids)


def test_an_excel_file_and_its_formulas_are_shown(alice):
    data = xlsx(["Datum", "Tema"], [f"{YEAR}-05-11", "Trygg sommar"], [f"{YEAR}-06-11", "=1+1"])

    page = text_of(send(alice, data))

    assert 'value="Trygg sommar"' in page
    assert "En formel är utelämnad." in page


@pytest.mark.parametrize("address", [ADDRESS, CALENDAR])
@pytest.mark.parametrize(
    ("data", "message"),
    [(b"\x89PNG\0\0", "Filen är inte text."), (b"x" * 1_000_001, "Skicka högst 1 MB.")],
)
def test_a_file_that_cannot_be_read_is_explained(alice, address, data, message):
    assert message in text_of(send(alice, data, address, kind="school-break"))


@pytest.mark.parametrize("address", [ADDRESS, CALENDAR])
def test_no_file_is_explained(alice, address):
    assert "Välj en fil." in text_of(post(alice, address, kind="school-break"))


@pytest.mark.parametrize("count", ["", "x", "-1", "²", "9" * 30])
def test_an_odd_number_of_rows_is_no_trouble(alice, count):
    assert post(alice, ADDRESS, rows=count).status_code == 200


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_that_cannot_be_is_not_found(alice, year):
    assert alice.get(f"/alvstad/{year}/import").status_code == 404


@pytest.mark.parametrize(
    ("kind", "model"), [("school-break", SchoolBreak), ("steering-event", SteeringEvent)]
)
def test_calendar_data_is_shown_and_then_saved(engine, alice, kind, model):
    data = f"Namn;Startdatum;Slutdatum\nSportlov;{YEAR}-02-22;{YEAR}-02-26\n"
    page = text_of(send(alice, data, CALENDAR, kind=kind))
    assert not stored(engine, model)

    response = post(alice, CALENDAR, **filled(page))

    [row] = stored(engine, model)
    assert (row.name, row.starts_on.day, row.ends_on.day) == ("Sportlov", 22, 26)
    assert response.location.endswith(f"/alvstad/{YEAR}#calendar")
    again = text_of(send(alice, data, CALENDAR, kind=kind))
    assert "Det här finns redan i kalendern." in again


def test_a_break_that_ends_before_it_starts_is_explained(engine, alice):
    data = f"Namn;Startdatum;Slutdatum\nSportlov;{YEAR}-02-22;{YEAR}-02-26\n"
    fields = filled(text_of(send(alice, data, CALENDAR, kind="school-break")))

    page = text_of(post(alice, CALENDAR, **{**fields, "row-0-last_day": f"{YEAR}-02-20"}))

    assert "Den sista dagen ligger före den första." in page
    assert f'value="{YEAR}-02-20"' in page
    assert not stored(engine, SchoolBreak)


def test_rows_without_times_get_the_usual_ones(engine, alice, cast):
    with transaction(engine) as session:
        starts = datetime(YEAR, 1, 12, 8, 0, tzinfo=UTC)
        factories.make_meeting(session, council=cast.council, starts_at=starts)
    data = f"Datum;Tid;Tema\n{YEAR}-05-11;;A\n{YEAR}-05-12;13;B\n{YEAR}-05-13;23:30;C\n"

    page = text_of(send(alice, data))

    fields = filled(page)
    times = [(fields[f"row-{n}-starts"][0], fields[f"row-{n}-ends"][0]) for n in range(3)]
    assert times == [("09:00", "10:30"), ("13:00", "14:30"), ("23:30", "23:59")]
    assert "Rader utan tid har fått er vanliga tid." in page


def test_the_wheel_leads_here(alice):
    page = text_of(alice.get(f"/alvstad/{YEAR}"))

    assert f'href="{ADDRESS}"' in page
    assert f'href="{CALENDAR}"' in page
