"""What the words of several kinds of messages are made of."""

from typing import NamedTuple

from tracker.domain.terms import MeetingKind
from tracker.mail.facts import MailFacts, Occasion, one_line
from tracker.text import format_date, format_weekday
from tracker.text import gettext as _


class Row(NamedTuple):
    """One fact: a label, its strong part, the rest of it, and what it was before a change."""

    label: str
    strong: str
    rest: str = ""
    before: str = ""


class Point(NamedTuple):
    """One thing to do: what, when, and where it is described."""

    text: str
    detail: str = ""
    url: str = ""


def day_of(occasion: Occasion) -> str:
    """Return a meeting's day: "tisdag 2026-12-08"."""
    return f"{format_weekday(occasion.starts)} {format_date(occasion.starts)}"


def name_of(facts: MailFacts) -> str:
    """Return the meeting as it stands within a sentence: "årlig uppföljning"."""
    theme = one_line(facts.theme)
    # An abbreviation such as BFP keeps its capitals.
    lowered = theme if theme[1:2].isupper() else theme[:1].lower() + theme[1:]
    if facts.meeting_kind is MeetingKind.FOLLOW_UP:
        return lowered
    return _("the meeting on %(theme)s", theme=lowered)
