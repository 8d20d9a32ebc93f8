"""Created, moved, cancelled: the calendar part as three readers that share no code see it.

icalendar and vobject are other people's; the third is below and knows nothing but the standard.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations

import icalendar
import pytest
import vobject

from tests.jobs.post import INVITATION, START, read
from tests.jobs.test_reminders import ALVA_AT

DAY = timedelta(days=1)
LINE = re.compile(rb'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(.*)')
WANTED = {b"UID", b"DTSTAMP", b"DTSTART", b"DTEND", b"SEQUENCE", b"ORGANIZER", b"ATTENDEE"}


@dataclass(frozen=True)
class Seen:
    """What a reader makes of one calendar part."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    status: str


def by_icalendar(content):
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return Seen(
        str(calendar["METHOD"]),
        str(event["UID"]),
        int(event["SEQUENCE"]),
        event.decoded("DTSTART"),
        str(event["STATUS"]),
    )


def by_vobject(content):
    calendar = vobject.readOne(content.decode())
    (event,) = calendar.vevent_list
    starts_at = event.dtstart.value
    assert starts_at.utcoffset() == timedelta(0)
    return Seen(
        calendar.method.value,
        event.uid.value,
        int(event.sequence.value),
        starts_at.astimezone(UTC),
        event.status.value,
    )


def by_the_standard(content):
    """Read by RFC 5545 alone, and refuse whatever it does not allow."""
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in lines)
    unfolded = content.removesuffix(b"\r\n").replace(b"\r\n ", b"").split(b"\r\n")
    found = [LINE.fullmatch(line) for line in unfolded]
    assert all(found), [line for line, match in zip(unfolded, found, strict=True) if not match]
    pairs = [(match[1], match[3]) for match in found if match]
    assert pairs[0] == (b"BEGIN", b"VCALENDAR")
    assert pairs[-1] == (b"END", b"VCALENDAR")
    begins, ends = pairs.index((b"BEGIN", b"VEVENT")), pairs.index((b"END", b"VEVENT"))
    event = pairs[begins + 1 : ends]
    names = [name for name, _value in event]
    assert set(names) >= WANTED
    assert len(names) == len(set(names))
    values = dict(event)
    head = dict(pairs[1:begins])
    assert head[b"VERSION"] == b"2.0"
    return Seen(
        head[b"METHOD"].decode(),
        values[b"UID"].decode(),
        int(values[b"SEQUENCE"]),
        datetime.strptime(values[b"DTSTART"].decode(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        values[b"STATUS"].decode(),
    )


READERS = (by_icalendar, by_vobject, by_the_standard)
each_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)


def calendar_part(message):
    (part,) = [part for part in read(message).walk() if part.get_content_type() == "text/calendar"]
    return part.get_payload(decode=True)


@pytest.fixture
def story(post):
    """Return the calendar parts one member got: created, moved, moved again, cancelled."""
    post.round(INVITATION)
    for number in (1, 2):
        post.now = INVITATION + number * DAY
        post.move(days=7)
        post.round()
    post.now = INVITATION + 3 * DAY
    post.cancel()
    post.round()
    return [calendar_part(message) for message in post.server.messages_to(ALVA_AT)]


def keep(calendar, seen):
    """Do with a message as a calendar does (RFC 5546): the highest sequence counts."""
    if seen.uid in calendar and calendar[seen.uid].sequence > seen.sequence:
        return
    calendar[seen.uid] = seen


def shown(calendar):
    return [seen for seen in calendar.values() if seen.method != "CANCEL"]


@each_reader
def test_one_uid_with_a_rising_sequence_from_creation_to_cancellation(story, reader):
    seen = [reader(content) for content in story]

    assert [each.method for each in seen] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [each.status for each in seen] == ["CONFIRMED"] * 3 + ["CANCELLED"]
    assert len({each.uid for each in seen}) == 1
    assert [each.sequence for each in seen] == [0, 1, 2, 3]
    assert [each.starts_at for each in seen] == [
        START, START + 7 * DAY, START + 14 * DAY, START + 14 * DAY,
    ]  # fmt: skip


def test_the_three_readers_see_the_same(story):
    for content in story:
        assert len({reader(content) for reader in READERS}) == 1


@each_reader
def test_each_message_replaces_the_one_before_and_the_last_leaves_nothing(story, reader):
    calendar = {}
    left = []
    for content in story:
        keep(calendar, reader(content))
        left.append([seen.starts_at for seen in shown(calendar)])

    assert left == [[START], [START + 7 * DAY], [START + 14 * DAY], []]


def test_nothing_is_left_in_whatever_order_the_messages_arrive(story):
    for order in permutations(map(by_icalendar, story)):
        calendar = {}
        for seen in order:
            keep(calendar, seen)
        assert shown(calendar) == []


@each_reader
def test_a_change_of_place_alone_replaces_the_entry(post, reader):
    post.round(INVITATION)
    post.now = INVITATION + DAY
    post.move(days=0, place="Folkets hus")
    post.round()

    first, second = (reader(calendar_part(each)) for each in post.server.messages_to(ALVA_AT))

    assert (first.uid, first.starts_at) == (second.uid, second.starts_at)
    assert second.sequence > first.sequence


@each_reader
def test_a_reader_that_is_given_something_else_notices(story, reader):
    broken = story[0].replace(b"BEGIN:VEVENT", b"BEGIN:VTODO")

    with pytest.raises((AssertionError, ValueError, AttributeError, vobject.base.ParseError)):
        reader(broken)
