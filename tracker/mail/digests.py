"""The weekly digest: what it says, as plain data, and its words."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from tracker.domain.terms import DeliveryKind
from tracker.mail.facts import AnswerLinks, Contact, Occasion, one_line
from tracker.mail.words import Row
from tracker.text import DEFAULT_LANGUAGE, format_date, format_times, format_weekday, mark
from tracker.text import gettext as _

#: The sections, in the order in which they stand: what wants something of the reader comes first.
_HEADINGS = {
    DeliveryKind.ANSWER_REMINDER: mark("Are you coming?"),
    DeliveryKind.PRACTICAL_REMINDER: mark("Meetings you are coming to"),
    DeliveryKind.CALL_FOR_ITEMS: mark("Send material for"),
    DeliveryKind.NOTES: mark("Notes to read"),
    DeliveryKind.ACTION_REMINDER: mark("To do"),
    DeliveryKind.REPORT_REQUEST: mark("Report on your interventions"),
}
_SUNDAY = timedelta(days=6)


@dataclass(frozen=True)
class DigestPoint:
    """One thing to do, and when it is due."""

    text: str
    due_on: date | None = None


@dataclass(frozen=True)
class DigestEntry:
    """What one reminder would have said of one meeting."""

    kind: DeliveryKind
    theme: str
    occasion: Occasion
    url: str
    links: AnswerLinks | None = None
    reply_by: date | None = None
    points: tuple[DigestPoint, ...] = ()


@dataclass(frozen=True)
class DigestFacts:
    """A week's reminders to one recipient."""

    council: str
    sender_email: str
    recipient: Contact
    monday: date
    entries: tuple[DigestEntry, ...]
    choice_url: str
    #: Where a mail program says that its owner wants no more, without asking anything (RFC 8058).
    unsubscribe_url: str
    coordinator: Contact | None = None
    language: str = DEFAULT_LANGUAGE


class Link(NamedTuple):
    """A text that leads somewhere."""

    text: str
    url: str


@dataclass(frozen=True)
class DigestLine:
    """One meeting within a section."""

    title: str
    url: str
    detail: str
    #: By when something is wanted of the reader.
    wish: str = ""
    #: What is to be done, and by when.
    points: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class DigestSection:
    """Reminders of one kind."""

    heading: str
    lines: tuple[DigestLine, ...]


@dataclass(frozen=True)
class DigestWords:
    """What the message says."""

    subject: str
    label: str
    heading: str
    preview: str
    rows: tuple[Row, ...]
    sections: tuple[DigestSection, ...]
    footer: tuple[str, ...]


def tidy_digest(facts: DigestFacts) -> DigestFacts:
    """Return the facts with each typed text on one line."""
    return replace(
        facts,
        council=one_line(facts.council),
        entries=tuple(
            replace(
                entry,
                theme=one_line(entry.theme),
                points=tuple(replace(each, text=one_line(each.text)) for each in entry.points),
            )
            for entry in facts.entries
        ),
    )


def digest_words(facts: DigestFacts) -> DigestWords:
    """Return the words of a digest. Sections with nothing in them are left out."""
    sections = tuple(
        DigestSection(_(heading), lines)
        for kind, heading in _HEADINGS.items()
        if (lines := tuple(_line(entry) for entry in facts.entries if entry.kind is kind))
    )
    week = facts.monday.isocalendar().week
    return DigestWords(
        subject=_("Weekly digest, week %(number)s", number=week),
        label=_("Weekly digest"),
        heading=_("Week %(number)s", number=week),
        preview=", ".join(dict.fromkeys(entry.theme for entry in facts.entries)),
        rows=(
            Row(
                _("Days"),
                "",
                _("%(first)s to %(last)s", first=_day(facts.monday), last=_last_day(facts)),
            ),
        ),
        sections=sections,
        footer=_footer(facts),
    )


def _day(day: date) -> str:
    return f"{format_weekday(day)} {format_date(day)}"


def _last_day(facts: DigestFacts) -> str:
    return _day(facts.monday + _SUNDAY)


def _line(entry: DigestEntry) -> DigestLine:
    return DigestLine(
        title=entry.theme,
        url=entry.url,
        detail=_detail(entry),
        wish=_("Answer by %(day)s.", day=_day(entry.reply_by)) if entry.reply_by else "",
        points=tuple(_point(each) for each in entry.points),
        links=_links(entry),
    )


def _detail(entry: DigestEntry) -> str:
    """Say when and where; of a meeting that is over, only which one it was."""
    occasion = entry.occasion
    day = _day(occasion.starts)
    if entry.kind in (DeliveryKind.NOTES, DeliveryKind.ACTION_REMINDER):
        return _("The meeting on %(day)s", day=day)
    when = f"{day} {format_times(occasion.starts, occasion.ends)}"
    return ", ".join(filter(None, (when, one_line(occasion.place))))


def _point(point: DigestPoint) -> tuple[str, str]:
    if point.due_on is None:
        return point.text, ""
    has_end = point.text.endswith((".", "?", "!", "…"))
    text = point.text if has_end else f"{point.text}."
    return text, _("By %(day)s.", day=format_date(point.due_on))


def _links(entry: DigestEntry) -> tuple[Link, ...]:
    links = entry.links
    if entry.kind is DeliveryKind.REPORT_REQUEST:
        return (Link(_("Answer in the form"), entry.url),)
    if links is None:
        return ()
    if entry.kind is DeliveryKind.ANSWER_REMINDER:
        return Link(_("I am coming"), links.coming), Link(_("I cannot come"), links.not_coming)
    if entry.kind is DeliveryKind.PRACTICAL_REMINDER:
        return (Link(_("Change your answer"), links.not_coming),)
    return ()


def _footer(facts: DigestFacts) -> tuple[str, ...]:
    lines = [
        _("You get the digest because you have chosen it."),
        _("Invitations, changes and cancellations always come."),
        _("The links are personal. Do not forward them."),
    ]
    if facts.coordinator:
        name = one_line(facts.coordinator.name)
        lines.append(_("Questions? Reply to this message and you reach %(name)s.", name=name))
    return tuple(lines)
