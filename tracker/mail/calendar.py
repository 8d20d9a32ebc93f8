"""A meeting as an iCalendar invitation or cancellation (RFC 5545, RFC 5546).

One event in a file, times in UTC so that no time zone table is needed, and one UID for the
meeting's whole life: only then does a change or a cancellation reach the right entry.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Alarm, Calendar, Event, vCalAddress
from icalendar.parser import Contentline

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
    alarm_minutes: int | None = None  # before the start; None: as the calendar's owner has it


#: Stands on the line of the attendee in what all recipients of a meeting share.
_ANYBODY = Contact("", "anybody@invalid")
_ANYBODYS_LINE = b"\r\nATTENDEE:mailto:anybody@invalid\r\n"


def invite(facts: EventFacts) -> bytes:
    """Return the calendar file: METHOD REQUEST, or CANCEL when the event is off."""
    shared = replace(
        facts,
        attendee=_ANYBODY,
        answer=Answer.NONE,
        stamped_at=_whole_second(facts.stamped_at),
    )
    attendee = _attendee(facts)
    line = Contentline.from_parts("ATTENDEE", attendee.params, attendee).to_ical()
    return _write_shared(shared).replace(_ANYBODYS_LINE, b"\r\n" + line + b"\r\n")


@lru_cache(maxsize=32)
def _write_shared(facts: EventFacts) -> bytes:
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
    if facts.url:
        event.add("url", one_line(facts.url))
    event.add("status", "CANCELLED" if facts.is_cancelled else "CONFIRMED")
    event.add("organizer", _address(facts.organizer))
    event.add("attendee", vCalAddress(f"mailto:{facts.attendee.email}"))
    if facts.alarm_minutes is not None and not facts.is_cancelled:
        event.add_component(_alarm(facts, facts.alarm_minutes))
    return event


def _alarm(facts: EventFacts, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(facts.summary))
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


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
