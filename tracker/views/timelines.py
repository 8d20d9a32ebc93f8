"""Messages as rows of a timeline: on a meeting's page and on the year's the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.domain.deliveries import BY_ANSWER, KIND_WORDS, STAGE_WORDS, Stage, describe_reason
from tracker.domain.reminders import Reason
from tracker.models import Meeting
from tracker.queries.timelines import Group, Share
from tracker.services.outbox import key_of
from tracker.text import gettext

#: How a stage is marked: (class, icon). Always beside its word.
_MARKS = {
    Stage.WAITING: ("status-warn", "clock"),
    Stage.HELD: ("status-warn", "lock"),
    Stage.SENT: ("status-ok", "tick"),
    Stage.FAILED: ("status-err", "warning"),
    Stage.MISSED: ("status-warn", "clock"),
    Stage.SKIPPED: ("", "cross"),
}
_WAITING = (Stage.PLANNED, Stage.WAITING, Stage.HELD)
#: What a row's ring tells, the first that holds.
_RINGS = (
    ("failed", (Stage.FAILED,)),
    ("held", (Stage.HELD, Stage.WAITING)),
    ("planned", (Stage.PLANNED, Stage.SENDING)),
    ("sent", (Stage.SENT,)),
)


@dataclass(frozen=True)
class ShownShare:
    """Some of a row's messages, which stand in the same place for the same reason."""

    word: str
    look: str
    icon: str
    number: int
    why: str
    names: tuple[str, ...]
    #: When they go, where that is not the row's own time.
    at: datetime | None
    #: How many of them would go as things stand, where not all.
    likely: int | None


@dataclass(frozen=True)
class Row:
    """A row of a timeline."""

    #: What the address of its page is made of.
    address: dict[str, Any]
    title: str
    meeting: Meeting | None
    due_at: datetime
    ring: str
    number: int
    shares: tuple[ShownShare, ...]


def make_row(group: Group) -> Row:
    """Return a group of messages as it is shown."""
    meeting_id, kind, revision = key_of(group)
    stages = {line.stage for line in group.lines}
    return Row(
        address={"meeting_id": meeting_id, "kind": kind.value, "revision": revision},
        title=gettext(KIND_WORDS[kind]),
        meeting=group.meeting,
        due_at=group.due_at,
        ring=next((ring for ring, of in _RINGS if stages & set(of)), "ended"),
        number=len(group.lines),
        shares=tuple(_show(group, share) for share in group.shares),
    )


def make_rows(groups: Iterable[Group]) -> list[Row]:
    """Return groups of messages as they are shown."""
    return [make_row(group) for group in groups]


def _show(group: Group, share: Share) -> ShownShare:
    look, icon = _MARKS.get(share.stage, ("", ""))
    is_waiting = share.stage in _WAITING
    goes_at = min(line.try_at for line in share.lines)
    is_later = share.stage in (Stage.PLANNED, Stage.WAITING) and goes_at != group.due_at
    likely = _count_likely(group, share) if is_waiting else None
    return ShownShare(
        word=gettext(STAGE_WORDS[share.stage]),
        look=look,
        icon=icon,
        number=len(share.lines),
        why=explain(share.reason),
        names=tuple(line.name for line in share.lines),
        at=goes_at if is_later else None,
        likely=likely if likely != len(share.lines) else None,
    )


def _count_likely(group: Group, share: Share) -> int:
    """Count those whom a reminder would go to as the answers stand."""
    wanted = BY_ANSWER.get(group.kind)
    return sum(wanted in (None, line.answer) for line in share.lines)


def explain(reason: str) -> str:
    """Say why a message was not sent: one of our reasons in words, or the server's own words."""
    return describe_reason(Reason(reason)) if reason in set(Reason) else reason
