"""Plain facts become the bytes of a message. The same facts always give the same bytes.

The words are in `words`, the looks in `templates/email/`, the calendar part in `calendar`.
Nothing here knows the database, the web or the clock.
"""

import hashlib
import re
from dataclasses import replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tracker.domain.terms import DeliveryKind
from tracker.mail.facts import AgendaRow, Contact, MailFacts, SignInFacts, one_line, plain_address
from tracker.mail.words import Words, meeting_words, sign_in_words
from tracker.text import format_clock, gettext, ngettext, speaking

_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>", re.ASCII)
#: Longer ones would be folded, and a folded Message-ID is another one to some receivers.
_MESSAGE_ID_LENGTH = 76


class Composer:
    """Render messages with the templates of one folder.

    Args:
        templates: The folder that holds `email/`.
    """

    def __init__(self, templates: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(_=gettext, ngettext=ngettext, format_clock=format_clock)

    def compose(
        self, facts: MailFacts, *, message_id: str, sent_at: datetime, ics: bytes | None = None
    ) -> bytes:
        """Return a message about a meeting: text, HTML and, if given, its calendar part.

        Args:
            facts: What to say.
            message_id: With its angle brackets; at most 76 signs of ASCII.
            sent_at: Aware; becomes the Date header.
            ics: What `calendar.invite` made for the same facts.

        Raises:
            ValueError: If an address, the message id or the moment is unusable.
        """
        facts = _tidy(facts)
        with speaking(facts.language):
            words = meeting_words(facts)
            text, html = self._render("meeting", facts, words)
        message = _new_message(facts, words, message_id, sent_at)
        if facts.coordinator:
            message["Reply-To"] = _address(facts.coordinator)
        is_cancelled = facts.kind is DeliveryKind.CANCELLATION
        _set_parts(message, text, html, ics, "CANCEL" if is_cancelled else "REQUEST")
        message["Content-Language"] = facts.language
        return message.as_bytes()

    def compose_sign_in(self, facts: SignInFacts, *, message_id: str, sent_at: datetime) -> bytes:
        """Return a message with a link to sign in. Arguments and errors as for `compose`."""
        facts = replace(facts, council=one_line(facts.council))
        with speaking(facts.language):
            words = sign_in_words(facts)
            text, html = self._render("sign_in", facts, words)
        message = _new_message(facts, words, message_id, sent_at)
        _set_parts(message, text, html)
        message["Content-Language"] = facts.language
        return message.as_bytes()

    def _render(self, name: str, facts: MailFacts | SignInFacts, words: Words) -> tuple[str, str]:
        text, html = (
            self._environment.get_template(f"email/{name}.{kind}").render(facts=facts, words=words)
            for kind in ("txt", "html")
        )
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html


def _tidy(facts: MailFacts) -> MailFacts:
    """Return the facts with each typed text on one line."""
    return replace(
        facts,
        council=one_line(facts.council),
        theme=one_line(facts.theme),
        agenda=tuple(AgendaRow(row.at, one_line(row.title)) for row in facts.agenda),
        goals=tuple(one_line(goal) for goal in facts.goals),
    )


def _new_message(
    facts: MailFacts | SignInFacts, words: Words, message_id: str, sent_at: datetime
) -> EmailMessage:
    if not _MESSAGE_ID.fullmatch(message_id) or len(message_id) > _MESSAGE_ID_LENGTH:
        raise ValueError("The message id is not one.")
    if sent_at.utcoffset() is None:
        raise ValueError("The moment needs a time zone.")
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(Contact(facts.council, facts.sender_email))
    message["To"] = _address(facts.recipient)
    message["Subject"] = one_line(words.subject)
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    return message


def _address(contact: Contact) -> Address:
    """Return a header address.

    Raises:
        ValueError: If the address is not one that plain SMTP carries.
    """
    return Address(one_line(contact.name), addr_spec=plain_address(contact.email))


def _set_parts(
    message: EmailMessage, text: str, html: str, ics: bytes | None = None, method: str = "REQUEST"
) -> None:
    """Add the alternatives, the plainest first, between boundaries that never vary."""
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if ics is not None:
        # Base64, since a calendar's lines must arrive exactly as they were folded.
        message.add_alternative(
            ics.decode().replace("\r\n", "\n"),
            subtype="calendar",
            cte="base64",
            params={"method": method},
        )
    for part in message.iter_parts():
        del part["MIME-Version"]
    # "=_" cannot stand in quoted-printable or base64, so no content can hold the boundary.
    seed = "\0".join((str(message["Message-ID"]), text, html)).encode() + (ics or b"")
    message.set_boundary(f"=_{hashlib.sha256(seed).hexdigest()[:32]}")
