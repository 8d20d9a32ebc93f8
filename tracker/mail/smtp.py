"""Bytes travel by SMTP, one recipient at a time, over a connection that stays open.

What the server said becomes one of four outcomes. The dangerous moment is the dot that ends the
message: a connection lost before it means "not sent", after it nobody knows. Trying again with
the very same bytes is right in both cases; calling it "not sent" would not be.
"""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

from tracker.mail.facts import plain_address
from tracker.mail.patient_smtp import Deadline, PatientSMTP, PatientSMTPS

Security = Literal["none", "starttls", "tls"]

_STARTING_DOT = re.compile(rb"^\.", re.MULTILINE)
_LONELY_NEWLINE = re.compile(rb"\r\n|\r|\n")
_START_INPUT = 354
_CLOSING = 421
#: Saying goodbye is a courtesy that nobody should wait for.
_GOODBYE_SECONDS = 5.0


@dataclass(frozen=True)
class SmtpSettings:
    """How to reach the mail server."""

    host: str
    port: int
    security: Security = "starttls"
    username: str | None = None
    password: str | None = None
    timeout: float = 30.0  # seconds, for each answer
    talk: float = 45.0  # seconds, for all that is said about one message
    #: How we present ourselves. Never looked up: a slow name server must not hold up the mail.
    helo: str = "[127.0.0.1]"
    #: How many sessions we have at a time.
    connections: int = 2

    def __repr__(self) -> str:
        """Leave the password out of logs and tracebacks."""
        return f"SmtpSettings({self.host}:{self.port}, {self.security})"


@dataclass(frozen=True)
class Accepted:
    """The server has taken responsibility for the message."""

    words: str


@dataclass(frozen=True)
class TemporaryFailure:
    """Certainly not sent; worth trying again."""

    words: str


@dataclass(frozen=True)
class Unreachable(TemporaryFailure):
    """No session could be had, whoever the recipient: the next message would fare no better."""


@dataclass(frozen=True)
class PermanentFailure:
    """Certainly not sent, and will not be to this address with these bytes."""

    words: str


@dataclass(frozen=True)
class Unknown:
    """The connection was lost after the end of the message: try again with identical bytes."""

    words: str


Outcome = Accepted | TemporaryFailure | PermanentFailure | Unknown


class NoSession(OSError):
    """The server cannot be reached, or lets nobody in."""


class Connection:
    """A connection that opens when it is first needed and again when the server has closed it."""

    def __init__(self, settings: SmtpSettings) -> None:
        self.settings = settings
        self._smtp: PatientSMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def begin(self, sender: str) -> tuple[PatientSMTP, int, bytes]:
        """Start a message and return the session and the server's answer to MAIL FROM.

        A server may have closed an idle connection; since nothing has been said yet, it is
        opened anew once. The time for this message's talk counts from now.

        Raises:
            NoSession: If no session can be had.
            OSError: If it is lost (smtplib's own errors are OSErrors too).
        """
        deadline = Deadline(each=self.settings.timeout, whole=self.settings.talk)
        if self._smtp is not None:
            self._smtp.deadline = deadline
            try:
                code, words = self._smtp.mail(sender)
            except OSError:
                code, words = _CLOSING, b""
            if code != _CLOSING:
                return self._smtp, code, words
            self.drop()
        try:
            self._smtp = self._open(deadline)
        except OSError as error:
            raise NoSession(_words_of(error)) from error
        return self._smtp, *self._smtp.mail(sender)

    def reset(self) -> None:
        """Make the session ready for the next message after a refusal."""
        if self._smtp is None:
            return
        try:
            code, _words = self._smtp.rset()
        except OSError:
            code = _CLOSING
        if not _is_yes(code):
            self.drop()

    def drop(self) -> None:
        """Close without a word, when the session cannot be trusted any more."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def close(self) -> None:
        """Say goodbye and close."""
        if self._smtp is not None:
            self._smtp.deadline = Deadline(each=_GOODBYE_SECONDS, whole=_GOODBYE_SECONDS)
            try:
                self._smtp.quit()
            except OSError:
                self._smtp.close()
            self._smtp = None

    def _open(self, deadline: Deadline) -> PatientSMTP:
        settings = self.settings
        kind = PatientSMTPS if settings.security == "tls" else PatientSMTP
        smtp = kind(settings.host, settings.port, settings.helo, deadline=deadline)
        try:
            self._prepare(smtp)
        except OSError:
            smtp.close()
            raise
        return smtp

    def _prepare(self, smtp: PatientSMTP) -> None:
        # The dot is sent by itself and must not wait until the text is acknowledged.
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if self.settings.security == "starttls":
            # A server without STARTTLS is an error: never fall back to plain text.
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if self.settings.username:
            smtp.login(self.settings.username, self.settings.password or "")


def send(connection: Connection, sender: str, recipient: str, message: bytes) -> Outcome:
    """Send a ready message to one recipient and say what became of it.

    Never raises for anything that a network, a server or an address can do.

    Args:
        connection: Used for one message at a time.
        sender: The envelope's sender, where bounces go.
        recipient: One address.
        message: Header and body; line ends become CRLF.
    """
    try:
        plain_recipient = plain_address(recipient)
    except ValueError as error:
        return PermanentFailure(str(error))
    try:
        answer = _address(connection, sender, plain_recipient)
    except NoSession as error:
        return Unreachable(str(error))
    except OSError as error:
        connection.drop()
        return TemporaryFailure(_words_of(error))
    if isinstance(answer, PatientSMTP):
        return _transmit(connection, answer, message)
    connection.reset()
    return answer


def _address(
    connection: Connection, sender: str, recipient: str
) -> PatientSMTP | TemporaryFailure | PermanentFailure:
    """Go as far as "send the message now"; return the session, or why not."""
    smtp, code, words = connection.begin(sender)
    if not _is_yes(code):
        # The server objects to us, not to the recipient: somebody can mend that.
        return TemporaryFailure(_say(code, words))
    code, words = smtp.rcpt(recipient)
    if not _is_yes(code):
        return _refusal(code, words)
    code, words = smtp.docmd("DATA")
    if code != _START_INPUT:
        return _refusal(code, words)
    return smtp


def _transmit(connection: Connection, smtp: PatientSMTP, message: bytes) -> Outcome:
    try:
        smtp.send(_as_lines(message))
    except OSError as error:
        connection.drop()
        return TemporaryFailure(_words_of(error))
    try:
        smtp.send(b".\r\n")
        code, words = smtp.getreply()
    except OSError as error:
        connection.drop()
        return Unknown(_words_of(error))
    if _is_yes(code):
        return Accepted(_say(code, words))
    connection.reset()
    if code < 400:
        return Unknown(_say(code, words))
    return _refusal(code, words)


def _as_lines(message: bytes) -> bytes:
    """Return a message in lines that end in CRLF and of which none is a lonely dot.

    Nearly all are that already, and are only looked through.
    """
    if not message.count(b"\r\n") == message.count(b"\r") == message.count(b"\n"):
        message = _LONELY_NEWLINE.sub(b"\r\n", message)
    if not message.endswith(b"\r\n"):
        message += b"\r\n"
    is_dotted = message.startswith(b".") or b"\n." in message
    return _STARTING_DOT.sub(b"..", message) if is_dotted else message


def _is_yes(code: int) -> bool:
    """Tell a real "yes" (2xx) from everything else, such as smtplib's -1 for gibberish."""
    return 200 <= code < 300


def _refusal(code: int, words: bytes) -> TemporaryFailure | PermanentFailure:
    """Tell a "not now" (4xx) from a "never" (5xx)."""
    kind = PermanentFailure if code >= 500 else TemporaryFailure
    return kind(_say(code, words))


def _say(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}".strip()


def _words_of(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return _say(error.smtp_code, words if isinstance(words, bytes) else words.encode())
    return str(error) or type(error).__name__
