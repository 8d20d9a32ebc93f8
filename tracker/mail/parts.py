"""A message as it travels: header fields, then its alternatives (RFC 5322, RFC 2045, RFC 2046).

The library's own message is built for any mail there is, and takes longer to make one than the
mail server takes to receive it. Ours are all of one form, so only the folding of a header field
is left to the library.
"""

import base64
import hashlib
import re
from binascii import b2a_qp
from email.headerregistry import Address
from email.policy import SMTP
from functools import lru_cache

from tracker.mail.facts import Contact, one_line, plain_address


class Message:
    """A message in the making: fields are given in order, the parts once."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._body = b""

    def __setitem__(self, name: str, value: str | Contact) -> None:
        """Add a header field.

        Raises:
            ValueError: If an address is not one that plain SMTP carries.
        """
        self._lines.append(_fold(name, value))

    def set_plain(self, name: str, value: str) -> None:
        """Add a header field of printable ASCII, on one line however long it is."""
        self._lines.append(f"{name}: {value}\r\n".encode("ascii"))

    def set_parts(
        self, text: str, html: str, ics: bytes | None = None, method: str = "REQUEST", *, seed: str
    ) -> None:
        """Add the alternatives, the plainest first, between boundaries that never vary.

        Args:
            text: The plain part.
            html: The same for those who read HTML.
            ics: The calendar part.
            method: Its METHOD.
            seed: What tells this message from all others.
        """
        whole = f"{seed}\0{text}\0{html}".encode() + (ics or b"")
        # "=_" cannot stand in quoted-printable or base64, so no content can hold the boundary.
        boundary = f"=_{hashlib.sha256(whole).hexdigest()[:32]}"
        parts = [
            _part('text/plain; charset="utf-8"', "quoted-printable", _quoted(text)),
            _part('text/html; charset="utf-8"', "quoted-printable", _quoted(html)),
        ]
        if ics is not None:
            # Base64, since a calendar's lines must arrive exactly as they were folded.
            kind = f'text/calendar; charset="utf-8"; method="{method}"'
            encoded = base64.encodebytes(ics).replace(b"\n", b"\r\n")
            parts.append(_part(kind, "base64", encoded))
        between = f"--{boundary}".encode("ascii")
        self.set_plain("MIME-Version", "1.0")
        self.set_plain("Content-Type", f'multipart/alternative; boundary="{boundary}"')
        self._body = b"".join(between + b"\r\n" + part + b"\r\n" for part in parts)
        self._body += between + b"--\r\n"

    def as_bytes(self) -> bytes:
        """Return the message."""
        return b"".join((*self._lines, b"\r\n", self._body))


#: Addresses and names that mean themselves wherever they stand in a header.
_SIMPLE_ADDRESS = re.compile(r"[\w+-]+(\.[\w+-]+)*@[\w-]+(\.[\w-]+)*", re.ASCII)
_SIMPLE_NAME = re.compile(r"[A-Za-z'-]+( [A-Za-z'-]+)*", re.ASCII)
_LONGEST_LINE = 78


@lru_cache(maxsize=256)
def _fold(name: str, value: str | Contact) -> bytes:
    if isinstance(value, Contact):
        line = f"{name}: {_mailbox(value)}"
        if value.name and len(line) <= _LONGEST_LINE and _SIMPLE_ADDRESS.fullmatch(value.email):
            return f"{line}\r\n".encode("ascii")
    header = SMTP.header_factory(name, _address(value) if isinstance(value, Contact) else value)
    return str(header.fold(policy=SMTP)).encode("ascii")


def _mailbox(contact: Contact) -> str:
    """Return a name and a simple address as they stand on one line (RFC 2047)."""
    name = one_line(contact.name)
    if not _SIMPLE_NAME.fullmatch(name):
        name = f"=?utf-8?b?{base64.b64encode(name.encode()).decode('ascii')}?="
    return f"{name} <{plain_address(contact.email)}>"


def _address(contact: Contact) -> Address:
    return Address(one_line(contact.name), addr_spec=plain_address(contact.email))


def _part(kind: str, encoding: str, content: bytes) -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii") + content


def _quoted(text: str) -> bytes:
    lines = b"\r\n".join(text.encode().splitlines()) + b"\r\n"
    return b2a_qp(lines)
