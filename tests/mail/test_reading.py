"""What a message of ours says is read back from its bytes."""

from tests.mail.builders import MATTIAS, composed, event_facts
from tracker.mail.calendar import invite
from tracker.mail.reading import read_calendar, read_event, read_recipient


def test_a_messages_event_is_read_back():
    facts = event_facts(sequence=2)

    event = read_event(composed(ics=invite(facts)))

    assert (event.method, event.uid, event.sequence) == ("REQUEST", facts.uid, 2)
    assert (event.starts_at, event.ends_at) == (facts.starts_at, facts.ends_at)
    assert event.location == facts.location


def test_a_place_with_signs_that_a_calendar_escapes_is_read_back():
    place = "Stadshuset; sal B, plan 3\\4"

    assert read_event(composed(ics=invite(event_facts(location=place)))).location == place


def test_a_message_without_an_event_has_none():
    assert read_event(composed()) is None


def test_a_calendar_without_an_event_has_none():
    assert read_calendar("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n") is None


def test_the_recipient_is_read_back():
    assert read_recipient(composed()) == MATTIAS.email


def test_a_message_to_nobody_has_no_recipient():
    assert read_recipient(b"Subject: Hej\r\n\r\n") == ""
