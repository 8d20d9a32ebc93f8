"""What follows when a meeting is moved: which messages go out at other times."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.reminder_rows import WAITING, ExistingDelivery
from tracker.domain.terms import DeliveryKind

Key = tuple[int, DeliveryKind, int]


@dataclass(frozen=True, slots=True)
class MessageChange:
    """Messages of one kind that change alike. None: not planned before, or not any more."""

    kind: DeliveryKind
    was: datetime | None
    becomes: datetime | None
    people: int


def compare_messages(
    before: Iterable[ExistingDelivery], after: Iterable[ExistingDelivery]
) -> tuple[MessageChange, ...]:
    """Return how the waiting messages of a meeting change, in order of their new times.

    Args:
        before: the meeting's rows of the outbox as they are.
        after: its rows as they would be.
    """
    was, becomes = _waiting(before), _waiting(after)
    changes = Counter(
        (key[1], was.get(key), becomes.get(key)) for key in was.keys() | becomes.keys()
    )
    return tuple(
        sorted(
            (
                MessageChange(kind, old, new, people)
                for (kind, old, new), people in changes.items()
                if old != new
            ),
            key=_order,
        )
    )


def _waiting(rows: Iterable[ExistingDelivery]) -> Mapping[Key, datetime]:
    return {
        (row.person_id, row.kind, row.revision): row.due_at for row in rows if row.state in WAITING
    }


def _order(change: MessageChange) -> tuple[bool, str, str]:
    moment = change.becomes or change.was
    return change.becomes is None, moment.isoformat() if moment else "", change.kind.value
