"""What a message in our own mailbox is: a calendar's answer, a bounce, or neither.

Pure parsing of bytes that anybody may have sent, so everything is bounded first: size, lines and
nesting, so that no message costs more than a moment, and nothing in it raises.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from icalendar.parser import Contentline

from tracker.domain.incoming import Bounce, Incoming, Other, Outcome, Reply
from tracker.domain.terms import Answer
from tracker.mail.facts import one_line

#: Ours are some ten thousand bytes, and a bounce may hold one of them whole.
MAX_BYTES = 1_000_000
_MOST_LINES = 40_000
_MOST_PARTS = 60
_LONGEST_HEADER = 2_000
_LONGEST_CALENDAR = 50_000
#: Of a talkative mail server's words.
_MOST_WORDS = 500

_STATUS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "message/global")
_RETURNED_HEADERS = (
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
)
_ANSWERS = {"ACCEPTED": Answer.COMING, "DECLINED": Answer.NOT_COMING}
_FOLD = re.compile(r"\r?\n[ \t]")
_WANTED = re.compile(
    r"(?:BEGIN|END|METHOD|UID|SEQUENCE|DTSTAMP|ATTENDEE|RECURRENCE-ID)[;:]", re.IGNORECASE
)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,200}>")
_NESTS = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
#: A header whose parameters the library takes apart: a long one would cost it minutes.
_PARAMETERS = re.compile(
    rb"(?:^|(?<=\r))content-(?:type|disposition)[ \t]*:[^\r\n]*(?:(?:\r?\n|\r)[ \t][^\r\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
_STAMP = re.compile(r"\d{8}T\d{6}Z")


def read_incoming(raw: bytes) -> Incoming:
    """Say what a message is. Nothing in it raises."""
    if len(raw) > MAX_BYTES:
        return Other(Outcome.TOO_BIG)
    if _is_a_burden(raw):
        return Other(Outcome.NOT_READABLE)
    try:
        return _read(message_from_bytes(raw))
    except Exception:  # noqa: BLE001 -- anybody may have sent it, and the next must be read
        return Other(Outcome.NOT_READABLE)


def _is_a_burden(raw: bytes) -> bool:
    """Tell whether a message could make the library that takes it apart work for long."""
    return (
        raw.count(b"\n") + raw.count(b"\r") > 2 * _MOST_LINES
        or sum(1 for _each in _NESTS.finditer(raw)) > _MOST_PARTS
        or any(len(found[0]) > _LONGEST_HEADER for found in _PARAMETERS.finditer(raw))
    )


def _read(message: Message) -> Incoming:
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "multipart/report":
            if str(part.get_param("report-type", "")).lower() == "delivery-status":
                return _read_report(part)
        elif kind == "text/calendar":
            return _read_calendar(message, part)
    return Other(Outcome.NOT_OURS)


def _parts(message: Message) -> Iterator[Message]:
    """Yield a message's parts, but nothing from within a message that it holds."""
    yield message
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)


def _header(message: Message, name: str) -> str:
    """Return a header on one line, as far as anybody would read."""
    return one_line(str(message.get(name, ""))[:_LONGEST_HEADER])


# Bounces ---------------------------------------------------------------------------------


def _read_report(report: Message) -> Incoming:
    parts = list(_parts(report))[1:]
    groups = next(
        (
            [group for group in part.get_payload() if isinstance(group, Message)]
            for part in parts
            if part.get_content_type() in _STATUS and part.is_multipart()
        ),
        [],
    )
    actions = [(_header(group, "Action").lower(), group) for group in groups]
    failed = [group for action, group in actions if action == "failed"]
    if not failed:
        is_delayed = any(action == "delayed" for action, _group in actions)
        return Other(Outcome.DELAYED if is_delayed else Outcome.NOT_OURS)
    message_id = next(filter(None, map(_returned_id, parts)), "")
    if not message_id:
        return Other(Outcome.UNKNOWN_MESSAGE)
    recipients = {
        _typed_value(_header(group, name)).strip("<>").lower()
        for group in failed
        for name in ("Final-Recipient", "Original-Recipient")
    }
    return Bounce(message_id, frozenset(recipients - {""}), _words(failed[0]))


def _typed_value(field: str) -> str:
    """Return the value of a field such as "rfc822; name@place" without its type."""
    kind, separator, value = field.partition(";")
    return (value if separator else kind).strip()


def _words(group: Message) -> str:
    """Return what the mail server said, or else its code."""
    words = _typed_value(_header(group, "Diagnostic-Code")) or _header(group, "Status")
    return words[:_MOST_WORDS]


def _returned_id(part: Message) -> str:
    """Return the Message-ID of the returned message, from it or from its headers alone."""
    if part.get_content_type() not in (*_RETURNED, *_RETURNED_HEADERS):
        return ""
    held = part.get_payload()
    returned = held[0] if isinstance(held, list) and held else None
    if not isinstance(returned, Message):  # headers alone, which are a text
        text = part.get_payload(decode=True)
        returned = message_from_bytes(text if isinstance(text, bytes) else b"")
    match = _MESSAGE_ID.search(_header(returned, "Message-ID"))
    return match[0] if match else ""


# Replies ---------------------------------------------------------------------------------


def _read_calendar(message: Message, part: Message) -> Incoming:
    body = part.get_payload(decode=True) or b""
    if not isinstance(body, bytes) or len(body) > _LONGEST_CALENDAR:
        return Other(Outcome.NOT_READABLE)
    # A calendar is in UTF-8 whatever else is announced; what we need of it is in ASCII.
    lines = _FOLD.sub("", body.decode("utf-8", "replace")).splitlines()
    method, events = _read_lines([line for line in lines if _WANTED.match(line)])
    if method != "REPLY" or len(events) != 1 or "RECURRENCE-ID" in events[0]:
        return Other(Outcome.NOT_OURS)
    return _reply(message, events[0])


_Property = tuple[str, dict[str, str]]


def _read_lines(lines: list[str]) -> tuple[str, list[dict[str, list[_Property]]]]:
    """Return a calendar's method, and the properties of each of its events."""
    method = ""
    events: list[dict[str, list[_Property]]] = []
    inside: list[str] = []
    for line in lines:
        name, parameters, value = _split(line)
        if name == "BEGIN":
            inside.append(value.upper())
            if inside[1:] == ["VEVENT"]:
                events.append({})
        elif name == "END":
            del inside[-1:]
        elif inside == ["VCALENDAR"] and name == "METHOD":
            method = value.upper()
        elif inside[1:] == ["VEVENT"]:
            events[-1].setdefault(name, []).append((value, parameters))
    return method, events


def _split(line: str) -> tuple[str, dict[str, str], str]:
    """Return a line's name, parameters and value; three empty ones where it is not one."""
    try:
        name, parameters, value = Contentline(line[:_LONGEST_HEADER]).parts()
    except ValueError:
        return "", {}, ""
    plain = {str(key).upper(): str(parameters[key]) for key in parameters}
    return name.upper(), plain, str(value).strip()


def _reply(message: Message, event: dict[str, list[_Property]]) -> Incoming:
    attendees = event.get("ATTENDEE", [])
    stamp = _first(event, "DTSTAMP")
    sequence = _first(event, "SEQUENCE") or "0"
    if len(attendees) != 1 or not _STAMP.fullmatch(stamp) or not sequence.isdecimal():
        return Other(Outcome.NOT_READABLE)
    [(attendee, parameters)] = attendees
    return Reply(
        uid=_first(event, "UID"),
        sequence=min(int(sequence[:10]), 2**31 - 1),
        attendee=_address(attendee),
        sender=parseaddr(_header(message, "From"))[1].lower(),
        stamped_at=datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        answer=_ANSWERS.get(parameters.get("PARTSTAT", "").upper()),
    )


def _first(event: dict[str, list[_Property]], name: str) -> str:
    found = event.get(name)
    return found[0][0] if found else ""


def _address(attendee: str) -> str:
    """Return the address of "mailto:name@place"."""
    kind, _separator, address = attendee.partition(":")
    return address.strip().lower() if kind.lower() == "mailto" else ""
