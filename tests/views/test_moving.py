"""Moving a meeting: what follows is shown before anything is saved."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.calendar import at_local_time
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, MeetingStatus, Role
from tracker.models import AuditEvent, Delivery, Meeting, Participation, SchoolBreak
from tracker.services import reminders

ZONE = ZoneInfo("Europe/Stockholm")
YEAR = clock.now().year + 1
#: A Tuesday in November, and another that nothing stands against.
DAY = date(YEAR, 11, 10) + timedelta(days=(1 - date(YEAR, 11, 10).weekday()) % 7)
OTHER_DAY = DAY + timedelta(days=7)


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def meeting(engine, cast):
    with transaction(engine) as session:
        council = session.merge(cast.council)
        reminders.start_with_default_rules(session, council=council)
        goal = factories.make_goal(
            session,
            area=factories.make_area(
                session, programme=factories.make_programme(session, council=council)
            ),
        )
        meeting = factories.make_meeting(
            session,
            council=council,
            starts_at=at_local_time(DAY, time(15), ZONE),
            theme="Trygg sommar",
            goals=(goal,),
        )
        reminders.plan(session, council=council, meeting=meeting, now=clock.now())
        return meeting


@pytest.fixture
def address(meeting):
    return f"/alvstad/meetings/{meeting.id}/move"


def typed(day=OTHER_DAY, **values):
    return {
        "day": str(day),
        "starts": "15:00",
        "ends": "16:30",
        "place": "Stadshuset, sal B",
        "version": "1",
        **values,
    }


def stored(engine):
    """Return the meeting and the messages that wait, as stored."""
    with open_session(engine, read_only=True) as session:
        [meeting] = session.exec(select(Meeting).where(Meeting.theme == "Trygg sommar")).all()
        waiting = {
            (row.person_id, row.kind, row.due_at)
            for row in session.exec(select(Delivery).where(Delivery.state == DeliveryState.PLANNED))
        }
        return meeting.starts_at, meeting.ends_at, meeting.place, meeting.version, waiting


def test_the_form_is_filled_with_the_meeting_as_it_is(alice, address):
    page = text_of(alice.get(address))

    assert f'value="{DAY}"' in page
    assert 'value="15:00"' in page
    assert 'value="Stadshuset, sal B"' in page


def test_a_day_from_the_wheel_is_filled_in(alice, address):
    page = text_of(alice.get(f"{address}?day={OTHER_DAY}"))

    assert f'value="{OTHER_DAY}"' in page


@pytest.mark.parametrize("day", ["", "nonsense", "2031-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_passed_over(alice, address, day):
    assert f'value="{DAY}"' in text_of(alice.get(f"{address}?day={day}"))


def test_nothing_is_saved_until_it_is_confirmed(alice, engine, address):
    before = stored(engine)

    page = text_of(post(alice, address, **typed()))

    assert "Inget är sparat än." in page
    assert stored(engine) == before
    with open_session(engine, read_only=True) as session:
        assert session.exec(select(AuditEvent)).all() == []


def test_each_message_is_shown_with_its_old_and_new_time(alice, address):
    page = text_of(post(alice, address, **typed()))

    for days in (-21, -7):
        assert str(DAY + timedelta(days=days)) in page
        assert str(OTHER_DAY + timedelta(days=days)) in page
    assert "Kallelse" in page


def test_what_was_shown_is_what_is_saved(alice, engine, address):
    page = text_of(post(alice, address, **typed()))
    assert post(alice, address, **typed(), confirm="1").status_code == 303

    starts_at, _ends_at, _place, version, waiting = stored(engine)
    assert starts_at == at_local_time(OTHER_DAY, time(15), ZONE)
    assert version == 2
    table = re.search(r"<table.*?</table>", page, re.DOTALL)[0]
    for _person, _kind, due_at in waiting:
        assert str(due_at.astimezone(ZONE).date()) in table


def test_a_moved_meeting_keeps_its_theme_and_goals(alice, engine, address, meeting):
    post(alice, address, **typed(), confirm="1")

    page = text_of(alice.get(f"/alvstad/meetings/{meeting.id}"))
    assert "Trygg sommar" in page
    assert "Inget mål är kopplat" not in page
    assert f"Mötet är flyttat till {OTHER_DAY}." in page


def test_those_who_have_answered_are_named(alice, engine, cast, address, meeting):
    with transaction(engine) as session:
        place = session.exec(
            select(Participation).where(
                Participation.meeting_id == meeting.id, Participation.person_id == cast.bo.id
            )
        ).one()
        place.answer = Answer.COMING
        for row in session.exec(
            select(Delivery).where(Delivery.kind == DeliveryKind.INVITATION)
        ).all():
            row.state = DeliveryState.SENT
            row.told_sequence = 0

    page = text_of(post(alice, address, **typed()))

    assert "En person har redan svarat." in page
    assert "Bo Ek" in page
    assert "får frågan på nytt" in page
    assert "Ändrad tid eller plats" in page


def test_a_day_in_a_school_break_says_so_and_can_be_saved_anyway(alice, engine, cast, address):
    monday = OTHER_DAY - timedelta(days=OTHER_DAY.weekday())
    with transaction(engine) as session:
        autumn_break = SchoolBreak(
            council_id=cast.council.id,
            name="Höstlov",
            starts_on=monday,
            ends_on=monday + timedelta(days=4),
        )
        factories.add(session, autumn_break)

    page = text_of(post(alice, address, **typed()))
    assert "höstlovet" in page
    assert f"v.\N{NO-BREAK SPACE}{monday.isocalendar().week}" in page
    assert "Flytta ändå" in page

    assert post(alice, address, **typed(), confirm="1").status_code == 303
    assert stored(engine)[3] == 2


@pytest.mark.parametrize("day", [date(YEAR, 12, 25), date(YEAR, 7, 8), DAY + timedelta(days=4)])
def test_a_holiday_july_and_a_weekend_are_told_of(alice, address, day):
    assert "Flytta ändå" in text_of(post(alice, address, **typed(day)))


def test_another_meeting_that_week_is_told_of(alice, engine, cast, address):
    near = OTHER_DAY + timedelta(days=1)
    with transaction(engine) as session:
        factories.make_meeting(
            session,
            council=cast.council,
            starts_at=at_local_time(near, time(9), ZONE),
            theme="Digitala brott",
        )

    page = text_of(post(alice, address, **typed()))
    assert str(near) in page
    assert "Flytta ändå" in page


def test_a_free_day_has_nothing_against_it(alice, address):
    page = text_of(post(alice, address, **typed()))

    assert "Inget talar emot dagen." in page
    assert "Flytta mötet" in page


def test_a_meeting_moved_to_another_year_goes_over_to_its_wheel(alice, engine, address, meeting):
    day = OTHER_DAY + timedelta(days=364)

    assert f"årshjulet för {YEAR + 1}" in text_of(post(alice, address, **typed(day)))
    post(alice, address, **typed(day), confirm="1")
    assert "Trygg sommar" in text_of(alice.get(f"/alvstad/{YEAR + 1}"))


@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
def test_somebody_elses_change_in_between_is_shown_and_not_saved_over(
    alice, engine, address, meeting, confirm
):
    with transaction(engine) as session:
        saved = session.get_one(Meeting, meeting.id)
        saved.place = "Rådhuset"
        saved.version = 2

    page = text_of(post(alice, address, **typed(place="Biblioteket"), **confirm))

    assert "Rådhuset" in page
    assert "Biblioteket" in page
    assert 'name="version" type="hidden" value="2"' in page
    assert stored(engine)[2:4] == ("Rådhuset", 2)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"day": f"{YEAR}-02-30"}, "Skriv datumet som"),
        ({"ends": "14:00"}, "Mötet måste sluta efter"),
        ({"day": "2031-03-30", "starts": "02:30", "ends": "04:00"}, "Klockan hoppar över"),
        ({"day": str(DAY)}, "Mötet ligger redan där."),
        ({"day": "1026-11-10"}, "1026"),
    ],
)
def test_what_cannot_be_used_is_said_at_the_field_and_stays(alice, engine, address, values, said):
    before = stored(engine)

    page = text_of(post(alice, address, **typed(**values), confirm="1"))

    assert said in page
    assert all(f'value="{value}"' in page for value in values.values())
    assert stored(engine) == before


@pytest.mark.parametrize("status", [MeetingStatus.CANCELLED, MeetingStatus.HELD])
def test_only_a_planned_meeting_is_moved(alice, engine, address, meeting, status):
    with transaction(engine) as session:
        session.get_one(Meeting, meeting.id).status = status

    assert alice.get(address).status_code == 409
    assert post(alice, address, **typed(), confirm="1").status_code == 409


def test_a_member_may_not_move_a_meeting(sign_in_as, engine, address, meeting):
    bo = sign_in_as(Role.MEMBER)
    before = stored(engine)

    assert bo.get(address).status_code == 403
    assert post(bo, address, **typed(), confirm="1").status_code == 403
    assert stored(engine) == before
    assert address not in text_of(bo.get(f"/alvstad/meetings/{meeting.id}"))
    assert "moving.js" not in text_of(bo.get(f"/alvstad/{YEAR}"))


def test_another_councils_meeting_is_not_found(alice, engine, cast, meeting):
    with transaction(engine) as session:
        theirs = factories.make_meeting(session, council=cast.other_council)

    assert alice.get(f"/alvstad/meetings/{theirs.id}/move").status_code == 404


def test_the_meetings_page_and_the_wheel_lead_to_the_move(alice, address, meeting):
    assert f'href="{address}"' in text_of(alice.get(f"/alvstad/meetings/{meeting.id}"))
    wheel = text_of(alice.get(f"/alvstad/{YEAR}"))
    assert f'href="{address}"' in wheel
    assert "moving.js" in wheel


def test_a_meeting_that_has_been_cannot_be_dragged(alice, engine, cast):
    with transaction(engine) as session:
        factories.make_meeting(
            session, council=cast.council, starts_at=datetime(2025, 5, 6, 13, 0, tzinfo=UTC)
        )

    assert "moving.js" not in text_of(alice.get("/alvstad/2025"))
