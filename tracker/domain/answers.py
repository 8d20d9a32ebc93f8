"""Whether an answer given through a mailed link is a person's, and so is kept.

Programs that check mail follow links, and some press every button they find. What tells them from
people: they press what people cannot see, they are quicker than people read, and they give both
answers within seconds.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.domain.terms import Answer
from tracker.text import mark

#: Nobody reads the page and presses a button within this time of its leaving the server.
QUICKEST = timedelta(seconds=2)
#: How long a page can be left open and still be answered on.
PAGE_LASTS = timedelta(hours=12)
#: Presses that lie no further apart than this belong together.
TOGETHER = timedelta(seconds=30)


class Doubt(StrEnum):
    """Why an answer was not kept."""

    TOO_SOON = "too_soon"
    STALE = "stale"
    SEVERAL = "several"


DOUBT_WORDS = {
    Doubt.TOO_SOON: mark(
        "The answer came quicker than anyone can read the page, so it is not saved. "
        "Press once more."
    ),
    Doubt.STALE: mark("The page had been open for too long, so nothing is saved. Press once more."),
    Doubt.SEVERAL: mark(
        "Several answers came at once, as when a mail filter tries every button on the page. "
        "None of them is saved. Wait for half a minute, then answer again."
    ),
}


@dataclass(frozen=True)
class Given:
    """What is recorded of a person's answer."""

    answer: Answer = Answer.NONE
    answered_at: datetime | None = None
    substitute_name: str = ""
    substitute_id: int | None = None


@dataclass(frozen=True)
class Press:
    """The last time a button was pressed through a person's links."""

    at: datetime
    #: What was recorded before the first of the presses that belong together with it.
    before: Given


@dataclass(frozen=True)
class Ruling:
    """What to do about a press. One that is not kept takes back those it belongs together with."""

    is_kept: bool
    before: Given


def doubt_moment(served_at: datetime | None, now: datetime) -> Doubt | None:
    """Judge an answer by when its page was served.

    Args:
        served_at: When; None when the page did not say so, or said something made up.
        now: When the button was pressed.
    """
    if served_at is None or not timedelta() <= now - served_at <= PAGE_LASTS:
        return Doubt.STALE
    return Doubt.TOO_SOON if now - served_at < QUICKEST else None


def rule_on(
    pressed: Answer | None, *, recorded: Given, last: Press | None, now: datetime
) -> Ruling:
    """Judge one press of a button through a person's links.

    Presses that each come soon after the one before belong together. They are kept as long as
    they say the same; once they do not, none of them is, and what comes soon after is not either.

    Args:
        pressed: What the button says; None for the one that only programs find.
        recorded: What is recorded now.
        last: The press before this one, kept or not.
        now: When the button was pressed.
    """
    if last is None or not _belongs(recorded, last, now):
        return Ruling(is_kept=pressed is not None, before=recorded)
    was_kept = recorded.answered_at == last.at
    return Ruling(is_kept=was_kept and pressed is recorded.answer, before=last.before)


def _belongs(recorded: Given, last: Press, now: datetime) -> bool:
    """Tell whether a press continues those before it.

    It does not when somebody has answered in another way in between: on the meeting's page, or
    by telling the coordinator.
    """
    is_untouched = recorded.answered_at == last.at or recorded == last.before
    # Of two at the same instant the later may be judged first.
    return is_untouched and abs(now - last.at) <= TOGETHER


def with_stand_ins(members: Collection[int], stand_ins: Mapping[int, int]) -> frozenset[int]:
    """Return who is on a meeting's list: its members, and those who stand in for one of them.

    Args:
        members: Those who are invited by their mandate.
        stand_ins: {substitute: the member who sent them}.
    """
    return frozenset(members) | {
        person for person, member in stand_ins.items() if member in members
    }
