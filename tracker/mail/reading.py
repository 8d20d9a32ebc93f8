"""What a message of ours says, read back from its bytes."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default

from icalendar import Calendar, Event


@dataclass(frozen=True)
class ToldEvent:
    """The calendar entry that a message carries. Instants are aware."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    location: str
    status: str


@dataclass(frozen=True)
class ReadMessage:
    """A message as a person meets it. A part that it lacks is empty."""

    subject: str
    sender: str
    recipient: str
    text: str
    html: str
    event: ToldEvent | None


def read_message(message: bytes) -> ReadMessage:
    """Return what a message says."""
    whole: EmailMessage = message_from_bytes(message, policy=default)
    parts = {part.get_content_type(): part for part in whole.walk() if not part.is_multipart()}

    def content(kind: str) -> str:
        return parts[kind].get_content().replace("\r\n", "\n") if kind in parts else ""

    ics = content("text/calendar")
    return ReadMessage(
        subject=str(whole["Subject"] or ""),
        sender=str(whole["From"] or ""),
        recipient=str(whole["To"] or ""),
        text=content("text/plain"),
        html=content("text/html"),
        event=read_calendar(ics) if ics else None,
    )


def read_recipient(message: bytes) -> str:
    """Return the address that a message is written to."""
    header = BytesHeaderParser(policy=default).parsebytes(message)["To"]
    return header.addresses[0].addr_spec if header is not None and header.addresses else ""


def read_event(message: bytes) -> ToldEvent | None:
    """Return the calendar entry of a message, or None when it has none."""
    whole: EmailMessage = message_from_bytes(message, policy=default)
    for part in whole.walk():
        if part.get_content_type() == "text/calendar":
            return read_calendar(part.get_content())
    return None


def read_calendar(text: str) -> ToldEvent | None:
    """Return the first event of a calendar file, or None when it has none."""
    calendar = Calendar.from_ical(text)
    for event in calendar.walk("VEVENT"):
        if isinstance(event, Event):
            return ToldEvent(
                method=str(calendar.get("METHOD", "")),
                uid=str(event["UID"]),
                sequence=int(event.get("SEQUENCE", 0)),
                starts_at=event.decoded("DTSTART"),
                ends_at=event.decoded("DTEND"),
                location=str(event.get("LOCATION", "")),
                status=str(event.get("STATUS", "")),
            )
    return None
