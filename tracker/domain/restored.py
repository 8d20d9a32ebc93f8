"""Whether a database may be older than what has been sent from it.

The database counts its rounds, and each machine keeps the last count beside it. A restored
backup forgets rounds; the machine does not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: A database that a machine does not know, and that no jobs process has worked with for so
#: long, may be a backup restored there. While it is in use, another machine is only a new helper.
LONG_SILENCE = timedelta(hours=1)


@dataclass(frozen=True)
class Mark:
    """How far a database's outbox has come."""

    #: Made up with the database.
    identity: str
    number: int


class Suspicion(StrEnum):
    """Why nothing should be sent until a person has looked."""

    OLDER = "the database is older than what was sent from this machine"
    UNKNOWN = "the database is new to this machine, has long been silent, and has mail to send"


def suspect(
    database: Mark,
    witness: Mark | None,
    *,
    last_round_at: datetime | None,
    is_mail_due: bool,
    now: datetime,
) -> Suspicion | None:
    """Judge a database by what a machine remembers of it.

    Args:
        database: As the database has it.
        witness: As the machine remembers it, read *before* the database; None when it knows none.
            A lower number is usual: other machines work with the same database.
        last_round_at: When any jobs process last worked with the database; None for never.
        is_mail_due: Whether anything but sign-in links would go out now.
        now: The moment.
    """
    if witness is not None and _is_same(witness, database):
        return Suspicion.OLDER if witness.number > database.number else None
    is_silent = last_round_at is not None and now - last_round_at > LONG_SILENCE
    return Suspicion.UNKNOWN if is_silent and is_mail_due else None


def following(database: Mark, witness: Mark | None) -> Mark:
    """Return the mark of the round that begins: above all that the machine remembers."""
    numbers = [mark.number for mark in (database, witness) if mark and _is_same(mark, database)]
    return Mark(database.identity, max(numbers) + 1)


def _is_same(mark: Mark, other: Mark) -> bool:
    return mark.identity == other.identity
