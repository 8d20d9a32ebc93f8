"""A council's meetings as a calendar to subscribe to (RFC 5545).

Times are in UTC, so that no table of time zones is needed and both sides of a clock change come
out right. A meeting has the UID and SEQUENCE that it has in mails. The same meetings give the same
bytes, so that a reader can be told that nothing has changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from tracker.text import _

PRODUCT = "-//Arshjul//Year wheel//EN"
#: How often a reader is asked to look again.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class FeedMeeting:
    """What a calendar says of a meeting, and no more. Instants are aware."""

    uid: str
    sequence: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    #: When it was last changed, as far as is known.
    changed_at: datetime
    is_cancelled: bool = False


def calendar_feed(name: str, meetings: Iterable[FeedMeeting]) -> bytes:
    """Return the calendar file of a council, named in front of every title.

    Raises:
        ValueError: an instant is naive.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _one_line(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for meeting in meetings:
        calendar.add_component(_event(name, meeting))
    return bytes(calendar.to_ical())


def _event(name: str, meeting: FeedMeeting) -> Event:
    title = _one_line(f"{name}: {meeting.title}")
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", _instant(meeting.changed_at))
    event.add("dtstart", _instant(meeting.starts_at))
    event.add("dtend", _instant(meeting.ends_at))
    # Said in the title too: several calendars do not show that a subscribed event is off.
    event.add("summary", _("Cancelled: %(title)s", title=title) if meeting.is_cancelled else title)
    if meeting.place:
        event.add("location", _one_line(meeting.place))
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    return event


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _instant(moment: datetime) -> datetime:
    """Return the instant in UTC to the second; a calendar knows no fractions."""
    if moment.utcoffset() is None:
        raise ValueError("The moment needs a time zone.")
    return moment.astimezone(UTC).replace(microsecond=0)
