"""A mail server that delivers nothing: it keeps every message in a Maildir folder.

The demo sends through it and shows what came on a page; tests use it as a real SMTP server.
"""

import mailbox
import socket
import threading
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class MessageSummary:
    """A stored message as one row of a list."""

    key: str
    sender: str
    recipient: str
    subject: str
    sent_at: datetime | None


@dataclass(frozen=True)
class StoredMessage(MessageSummary):
    """A stored message with its parts; a missing part is empty."""

    text: str
    html: str
    ics: str


class Keeper:
    """An aiosmtpd handler that stores each message as it came."""

    def __init__(self, folder: Path) -> None:
        self._box = _open_box(folder)

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the message and accept it."""
        del server, session
        self._box.add(envelope.original_content or b"")
        return "250 Message kept"


class Sink:
    """A running sink: a context manager, or `start` and `stop`.

    Args:
        folder: The Maildir; created when missing.
        host: A loopback name or address.
        port: 0 takes a free one, found in `port` afterwards.
    """

    def __init__(self, folder: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port or _free_port(host)
        self._controller = Controller(
            Keeper(folder),
            hostname=host,
            port=self.port,
            ident="Sink",
            server_hostname="sink.localhost",
        )

    def start(self) -> None:
        """Listen, in a thread of its own.

        Raises:
            OSError: If the port is taken.
        """
        self._controller.start()

    def stop(self) -> None:
        """Stop listening and end the thread."""
        self._controller.stop(no_assert=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def run_sink(host: str, port: int, folder: Path, until: threading.Event | None = None) -> None:
    """Keep messages until the event is set or the process is interrupted."""
    with Sink(folder, host, port):
        try:
            (until or threading.Event()).wait()
        except KeyboardInterrupt:
            return


def list_messages(folder: Path) -> tuple[MessageSummary, ...]:
    """Return the stored messages, newest first."""
    box = _open_box(folder)
    read_head = BytesHeaderParser(policy=default).parsebytes
    summaries = [_summary(key, read_head(box.get_bytes(key))) for key in box.keys()]  # noqa: SIM118
    return tuple(sorted(summaries, key=_age, reverse=True))


def read_message(folder: Path, key: str) -> StoredMessage:
    """Return one message.

    Raises:
        KeyError: If no message has that key.
    """
    message = _parse(_open_box(folder).get_bytes(key))
    summary = _summary(key, message)
    return StoredMessage(
        **vars(summary),
        text=_part(message, "text/plain").replace("\r\n", "\n"),
        html=_part(message, "text/html").replace("\r\n", "\n"),
        ics=_part(message, "text/calendar"),
    )


def _open_box(folder: Path) -> mailbox.Maildir:
    folder.parent.mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(folder, create=True)


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])


def _parse(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def _summary(key: str, message: EmailMessage) -> MessageSummary:
    date = message["Date"]
    return MessageSummary(
        key=key,
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=date.datetime if date is not None else None,
    )


def _age(summary: MessageSummary) -> tuple[float, str]:
    """Order by the message's own date, then by arrival, which the key begins with."""
    sent_at = summary.sent_at
    return (sent_at.timestamp() if sent_at else 0.0, summary.key)


def _part(message: EmailMessage, content_type: str) -> str:
    for part in message.walk():
        if part.get_content_type() == content_type:
            return str(part.get_content())
    return ""
