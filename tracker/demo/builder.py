"""What every part of the demo is built with: the council, the moment, and who and what exists."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.domain.calendar import at_local_time
from tracker.models import Council, Goal, Membership, Organisation, Person, Programme
from tracker.models.base import CouncilRow

SEED = 9999

AnyRow = TypeVar("AnyRow", bound=CouncilRow)


@dataclass
class Demo:
    """The demo council while it is being filled, with its parts by their short names."""

    session: Session
    council: Council
    today: date
    now: datetime
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    programme: Programme | None = None
    goals: dict[str, Goal] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """Return where the council's wall times are meant."""
        return ZoneInfo(self.council.time_zone)

    @property
    def first_year(self) -> int:
        """Return the programme's first year, which is also the first wheel's."""
        return self.today.year - 2

    @property
    def last_year(self) -> int:
        """Return the programme's last year."""
        return self.today.year + 1

    def new(self, table: type[AnyRow], **columns: Any) -> AnyRow:
        """Return a new row of the council, not yet saved."""
        return table(council_id=self.council.id, **columns)

    def save(self, rows: Iterable[AnyRow]) -> list[AnyRow]:
        """Write rows, in order, so that they get their numbers."""
        found = list(rows)
        self.session.add_all(found)
        self.session.flush()
        return found

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return the instant of a wall time on a day."""
        return at_local_time(day, time(hour, minute), self.zone)

    def not_later_than_now(self, moment: datetime) -> datetime:
        """Return the moment, or now when it has not come."""
        return min(moment, self.now).astimezone(UTC)


def chance(*about: object) -> Random:
    """Return chance that falls the same way each time for the same thing."""
    return Random(" ".join(str(part) for part in (SEED, *about)))  # noqa: S311 (a demo, no secret)
