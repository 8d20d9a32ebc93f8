"""An SMTP session that must be over by a moment, however slowly the server answers.

The library's time limit is for each piece that is read, so a server that sends one letter at a
time, or a name with many dead addresses, could hold a message for as long as it likes.
"""

import io
import smtplib
import socket
import ssl
from time import monotonic
from typing import Any


class Deadline:
    """A limit for each answer and one for all of them together, in seconds."""

    def __init__(self, *, each: float, whole: float) -> None:
        self._each = each
        self._ends = monotonic() + whole

    def left(self) -> float:
        """Return how long the next answer may take.

        Raises:
            TimeoutError: the time is up.
        """
        left = self.rest()
        if left <= 0:
            raise TimeoutError("timed out")
        return left

    def rest(self) -> float:
        """Return the same, or nothing when the time is up."""
        return max(0.0, min(self._each, self._ends - monotonic()))


class _Replies(io.RawIOBase):
    """What the server says, each piece read within what is left."""

    def __init__(self, session: "PatientSMTP") -> None:
        self._session = session

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        session = self._session
        if session.sock is None:
            return 0
        session.sock.settimeout(session.deadline.left())
        return session.sock.recv_into(buffer)


class PatientSMTP(smtplib.SMTP):
    """A session in plain text, until STARTTLS."""

    #: The library's own.
    sock: socket.socket | None

    def __init__(self, host: str, port: int, helo: str, *, deadline: Deadline) -> None:
        """Connect and read the greeting.

        Raises:
            OSError: If that does not come about in time.
        """
        self.deadline = deadline
        super().__init__(host, port, helo)

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:  # noqa: ARG002
        refused: OSError | None = None
        for *_kind, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                found = socket.create_connection((str(address[0]), port), self.deadline.left())
                found.settimeout(self.deadline.left())  # for a handshake that may follow
            except OSError as error:
                refused = error
            else:
                return found
        raise refused or OSError("the name has no address")

    def send(self, s: Any) -> None:
        """Send within what is left."""
        if self.sock is not None:
            self.sock.settimeout(self.deadline.left())
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer within what is left."""
        if self.file is None:
            self.file = io.BufferedReader(_Replies(self))
        answer = super().getreply()
        if self.sock is not None:  # the library may go on to a handshake, without asking us
            self.sock.settimeout(max(self.deadline.rest(), 0.001))
        return answer


class PatientSMTPS(smtplib.SMTP_SSL, PatientSMTP):
    """A session that is encrypted from the first byte. The greeting is read within it."""

    def __init__(self, host: str, port: int, helo: str, *, deadline: Deadline) -> None:
        """Connect and read the greeting.

        Raises:
            OSError: If that does not come about in time.
        """
        self.deadline = deadline
        # It goes straight to the library's plain session, past the one above.
        smtplib.SMTP_SSL.__init__(self, host, port, helo, context=ssl.create_default_context())
