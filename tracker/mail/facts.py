"""What a message says, as plain data. Whoever fills these in has already chosen and counted.

Times are local wall times, links are absolute, texts may be anything a person typed.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from tracker.domain.own_words import USUAL, Wording
from tracker.domain.terms import Answer, DeliveryKind, MeetingKind
from tracker.text import DEFAULT_LANGUAGE


@dataclass(frozen=True)
class Contact:
    """A name and an address."""

    name: str
    email: str


@dataclass(frozen=True)
class Occasion:
    """When and where a meeting is held, in local wall time."""

    starts: datetime
    ends: datetime
    place: str


@dataclass(frozen=True)
class AgendaRow:
    """One line of the agenda. A row without a time follows the one before it."""

    at: time | None
    title: str


@dataclass(frozen=True)
class AnswerLinks:
    """Where a recipient answers. Following a link changes nothing: the page asks."""

    coming: str
    not_coming: str


@dataclass(frozen=True)
class Task:
    """Something that the recipient is to do: present, carry out or report on."""

    text: str
    due_on: date | None = None
    url: str = ""


@dataclass(frozen=True)
class MailFacts:
    """A message about a meeting to one recipient."""

    kind: DeliveryKind
    council: str
    sender_email: str
    recipient: Contact
    meeting_kind: MeetingKind
    theme: str
    occasion: Occasion
    meeting_url: str  # empty for somebody who may not see the council's pages
    links: AnswerLinks | None = None
    answer: Answer = Answer.NONE
    substitute: str = ""  # who comes instead
    substitute_answer: Answer | None = None  # of a substitute who is invited too
    stands_in_for: str = ""  # whom the recipient is sent by
    #: When the meeting was to be when the answer was given, if it has been given another time since.
    answered_for: Occasion | None = None
    reply_by: date | None = None
    invited_on: date | None = None
    previous: Occasion | None = None  # what an update changes
    is_uninvited: bool = False  # a cancellation for this person only: the meeting is held
    to_members: str = ""  # what they should know or read before they come
    agenda: tuple[AgendaRow, ...] = ()
    goals: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()  # what is asked of the recipient alone
    follow_up_url: str = ""  # the form where the recipient follows up interventions
    followed_up_year: int | None = None
    wording: Wording = USUAL  # the council's own, which stands above the facts
    coordinator: Contact | None = None
    language: str = DEFAULT_LANGUAGE


@dataclass(frozen=True)
class SignInFacts:
    """A single-use link to sign in with. It concerns no meeting."""

    council: str
    sender_email: str
    recipient: Contact
    link: str
    valid_until: datetime  # local wall time
    language: str = DEFAULT_LANGUAGE


def one_line(text: str) -> str:
    """Return a text without line breaks or control characters, fit for a header or a row."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())


def plain_address(email: str) -> str:
    """Return an e-mail address as plain SMTP carries it, with its domain in ASCII.

    Raises:
        ValueError: If it is not an address, or has letters that only SMTPUTF8 could carry.
    """
    local, _at, domain = email.rpartition("@")
    is_plain = local.isascii() and email.isprintable() and not set(email) & set(' <>,;"')
    if not (local and domain and is_plain):
        raise ValueError("The e-mail address is not one that the mail server can be told.")
    return f"{local}@{domain.encode('idna').decode('ascii')}"
