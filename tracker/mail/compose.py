"""Plain facts become the bytes of a message. The same facts always give the same bytes.

The words are in `words`, the looks in `templates/email/`, the calendar part in `calendar`.
Nothing here knows the database, the web or the clock.
"""

import re
from dataclasses import astuple, replace
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import escape

from tracker.domain.terms import DeliveryKind
from tracker.mail.digests import DigestFacts, DigestWords, digest_words, tidy_digest
from tracker.mail.facts import AgendaRow, AnswerLinks, Contact, MailFacts, SignInFacts, one_line
from tracker.mail.parts import Message
from tracker.mail.words import Words, meeting_words, sign_in_words
from tracker.text import format_clock, gettext, ngettext, speaking

_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>", re.ASCII)
#: Longer ones would be folded, and a folded Message-ID is another one to some receivers.
_MESSAGE_ID_LENGTH = 76


class _Rendered(NamedTuple):
    """What the recipients of a message share."""

    subject: str
    text: str
    html: str


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
        #: A meeting's recipients differ in little, so what they share is rendered once.
        self._render_shared = lru_cache(maxsize=32)(self._render_meeting)

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
        shared = self._render_shared(_without_recipient(facts))
        own = _own(facts)
        own_in_html = {place: str(escape(words)) for place, words in own.items()}
        message = _new_message(facts, _put(own, shared.subject), message_id, sent_at)
        if facts.coordinator:
            message["Reply-To"] = facts.coordinator
        method = "CANCEL" if facts.kind is DeliveryKind.CANCELLATION else "REQUEST"
        message.set_parts(
            _put(own, shared.text),
            _put(own_in_html, shared.html),
            ics,
            method,
            seed=message_id,
        )
        message["Content-Language"] = facts.language
        return message.as_bytes()

    def _render_meeting(self, facts: MailFacts) -> _Rendered:
        with speaking(facts.language):
            words = meeting_words(facts)
            text, html = self._render("meeting", facts, words)
        return _Rendered(words.subject, text, html)

    def compose_sign_in(self, facts: SignInFacts, *, message_id: str, sent_at: datetime) -> bytes:
        """Return a message with a link to sign in. Arguments and errors as for `compose`."""
        facts = replace(facts, council=one_line(facts.council))
        with speaking(facts.language):
            words = sign_in_words(facts)
            text, html = self._render("sign_in", facts, words)
        message = _new_message(facts, words.subject, message_id, sent_at)
        message.set_parts(text, html, seed=message_id)
        message["Content-Language"] = facts.language
        return message.as_bytes()

    def compose_digest(self, facts: DigestFacts, *, message_id: str, sent_at: datetime) -> bytes:
        """Return a week's reminders in one message. Arguments and errors as for `compose`."""
        facts = tidy_digest(facts)
        with speaking(facts.language):
            words = digest_words(facts)
            text, html = self._render("digest", facts, words)
        message = _new_message(facts, words.subject, message_id, sent_at)
        if facts.coordinator:
            message["Reply-To"] = facts.coordinator
        message.set_plain("List-Unsubscribe", f"<{facts.unsubscribe_url}>")
        message.set_plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        message.set_parts(text, html, seed=message_id)
        message["Content-Language"] = facts.language
        return message.as_bytes()

    def _render(
        self,
        name: str,
        facts: MailFacts | SignInFacts | DigestFacts,
        words: Words | DigestWords,
    ) -> tuple[str, str]:
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


#: Stand in what a meeting's recipients share where each has something of their own. Nobody can
#: have typed them.
_PLACES = tuple(f"place{number}{token_hex(16)}" for number in range(4))


def _without_recipient(facts: MailFacts) -> MailFacts:
    name, email, coming, not_coming = _PLACES
    links = AnswerLinks(coming, not_coming) if facts.links else None
    return replace(facts, recipient=Contact(name, email), links=links)


def _own(facts: MailFacts) -> dict[str, str]:
    """Return what one recipient has where all others have something else."""
    links = facts.links or AnswerLinks("", "")
    name = one_line(facts.recipient.name)
    return dict(zip(_PLACES, (name, facts.recipient.email, *astuple(links)), strict=True))


def _put(own: dict[str, str], shared: str) -> str:
    for place, words in own.items():
        shared = shared.replace(place, words)
    return shared


def _new_message(
    facts: MailFacts | SignInFacts | DigestFacts,
    subject: str,
    message_id: str,
    sent_at: datetime,
) -> Message:
    if not _MESSAGE_ID.fullmatch(message_id) or len(message_id) > _MESSAGE_ID_LENGTH:
        raise ValueError("The message id is not one.")
    if sent_at.utcoffset() is None:
        raise ValueError("The moment needs a time zone.")
    message = Message()
    message["From"] = Contact(facts.council, facts.sender_email)
    message["To"] = facts.recipient
    message["Subject"] = one_line(subject)
    message.set_plain("Date", format_datetime(sent_at))
    message.set_plain("Message-ID", message_id)
    message.set_plain("Auto-Submitted", "auto-generated")
    return message
