"""The calendar part, read back by a calendar reader."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from tests.mail.builders import event_facts
from tracker.domain.terms import Answer
from tracker.mail.calendar import invite
from tracker.mail.facts import Contact


def read(**changes):
    calendar = icalendar.Calendar.from_ical(invite(event_facts(**changes)))
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_an_invitation_is_one_event_in_utc_with_all_its_facts():
    calendar, event = read()
    assert calendar["METHOD"] == "REQUEST"
    assert calendar["VERSION"] == "2.0"
    assert event["DTSTART"].to_ical() == b"20261208T140000Z"
    assert event["DTEND"].to_ical() == b"20261208T153000Z"
    assert event["DTSTAMP"].to_ical() == b"20261201T063000Z"
    assert event["SUMMARY"] == "Älvstads Brå: Årlig uppföljning"
    assert event["LOCATION"] == "Stadshuset, sal Forsen"
    assert event["DESCRIPTION"] == "15.00 Mötet öppnas\n15.05 Förra mötets anteckningar"
    assert event["URL"] == "https://arshjul.alvstad.example/alvstad/moten/7"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0


def test_the_organizer_is_the_sender_and_the_attendee_the_recipient():
    _calendar, event = read()
    assert event["ORGANIZER"] == "mailto:arshjul@alvstad.example"
    assert event["ORGANIZER"].params["CN"] == "Älvstads Brå"
    assert event["ATTENDEE"] == "mailto:mattias.oberg@alvstad.example"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"


def test_a_calendar_reminds_as_the_council_has_chosen():
    _calendar, event = read(alarm_minutes=60)

    [alarm] = event.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm.decoded("TRIGGER") == -timedelta(hours=1)
    assert alarm["DESCRIPTION"] == "Älvstads Brå: Årlig uppföljning"


@pytest.mark.parametrize("changes", [{}, {"alarm_minutes": 60, "is_cancelled": True}])
def test_a_calendar_reminds_of_nothing_by_itself_or_of_what_is_cancelled(changes):
    _calendar, event = read(**changes)

    assert not event.walk("VALARM")


@pytest.mark.parametrize(
    ("answer", "status"), [(Answer.COMING, "ACCEPTED"), (Answer.NOT_COMING, "DECLINED")]
)
def test_a_recorded_answer_is_told_to_the_calendar(answer, status):
    _calendar, event = read(answer=answer)
    assert event["ATTENDEE"].params["PARTSTAT"] == status


def test_a_meeting_keeps_its_uid_and_its_sequence_rises_until_it_is_cancelled():
    week = timedelta(weeks=1)
    story = [
        read(),
        read(sequence=1, starts_at=event_facts().starts_at + week),
        read(sequence=2, is_cancelled=True),
    ]
    assert len({str(event["UID"]) for _calendar, event in story}) == 1
    assert [event["SEQUENCE"] for _calendar, event in story] == [0, 1, 2]
    calendar, last = story[-1]
    assert calendar["METHOD"] == "CANCEL"
    assert last["STATUS"] == "CANCELLED"
    assert "RSVP" not in last["ATTENDEE"].params


def test_the_same_facts_give_the_same_bytes():
    assert invite(event_facts()) == invite(event_facts())


def test_lines_are_folded_and_ended_as_the_standard_says():
    lines = invite(event_facts(description="Överläggning " * 40)).split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


def test_hostile_texts_stay_within_their_properties():
    hostile = "Tema\r\nATTENDEE:mailto:x@y.example\r\nBEGIN:VALARM"
    calendar, event = read(
        summary=hostile,
        location=hostile,
        description=hostile,
        url="https://a.example/\r\nATTENDEE:mailto:x@y.example",
        attendee=Contact(hostile + '"', "mattias.oberg@alvstad.example"),
    )
    assert [each.name for each in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    assert event["ATTENDEE"] == "mailto:mattias.oberg@alvstad.example"
    assert event["SUMMARY"] == "Tema ATTENDEE:mailto:x@y.example BEGIN:VALARM"


def test_a_moment_in_another_zone_is_written_in_utc():
    two_hours_ahead = datetime.fromisoformat("2026-07-01T15:00:00.250+02:00")
    _calendar, event = read(stamped_at=two_hours_ahead)
    assert event.decoded("DTSTAMP") == datetime(2026, 7, 1, 13, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        invite(event_facts(starts_at=datetime(2026, 12, 8, 14, 0)))  # noqa: DTZ001
