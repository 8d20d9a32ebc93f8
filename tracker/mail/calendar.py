"""A meeting as an iCalendar invitation or cancellation (RFC 5545, RFC 5546).

One event in a file, times in UTC so that no time zone table is needed, and one UID for the
meeting's whole life: only then does a change or a cancellation reach the right entry.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress

from tracker.domain.terms import Answer
from tracker.mail.facts import Contact, one_line, plain_address

PRODUCT = "-//Arshjul//Year wheel//EN"

_ANSWERS = {
    Answer.NONE: "NEEDS-ACTION",
    Answer.COMING: "ACCEPTED",
    Answer.NOT_COMING: "DECLINED",
}


@dataclass(frozen=True)
class EventFacts:
    """A meeting in one recipient's calendar. Instants are aware."""

    uid: str
    sequence: int  # up by one when time, place or status changes
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    url: str
    organizer: Contact  # the same name and address as the message's From
    attendee: Contact
    stamped_at: datetime  # when the message was composed
    answer: Answer = Answer.NONE
    is_cancelled: bool = False  # also for a person who is no longer invited


def invite(facts: EventFacts) -> bytes:
    """Return the calendar file: METHOD REQUEST, or CANCEL when the event is off."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if facts.is_cancelled else "REQUEST")
    calendar.add_component(_event(facts))
    return bytes(calendar.to_ical())


def _event(facts: EventFacts) -> Event:
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    event.add("dtstamp", _whole_second(facts.stamped_at))
    event.add("dtstart", _whole_second(facts.starts_at))
    event.add("dtend", _whole_second(facts.ends_at))
    event.add("summary", one_line(facts.summary))
    if facts.location:
        event.add("location", one_line(facts.location))
    if facts.description:
        event.add("description", facts.description)
    event.add("url", one_line(facts.url))
    event.add("status", "CANCELLED" if facts.is_cancelled else "CONFIRMED")
    event.add("organizer", _address(facts.organizer))
    event.add("attendee", _attendee(facts))
    return event


def _whole_second(moment: datetime) -> datetime:
    """Return the instant in UTC; a calendar knows no fractions.

    Raises:
        ValueError: If the moment is naive.
    """
    if moment.utcoffset() is None:
        raise ValueError("The moment needs a time zone.")
    return moment.astimezone(UTC).replace(microsecond=0)


def _address(contact: Contact) -> vCalAddress:
    address = vCalAddress(f"mailto:{plain_address(contact.email)}")
    address.params["CN"] = one_line(contact.name)
    return address


def _attendee(facts: EventFacts) -> vCalAddress:
    attendee = _address(facts.attendee)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = _ANSWERS[facts.answer]
    if not facts.is_cancelled:
        attendee.params["RSVP"] = "TRUE"
    return attendee
