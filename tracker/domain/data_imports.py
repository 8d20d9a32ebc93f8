"""What an import will do, row by row, before it does it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NewRow:
    """Stands for the number of a row that the same import makes, known by a key of its own."""

    key: str


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """One row to make or change. An import never removes rows.

    Columns hold plain JSON values: dates as "2026-11-24", enumerations as their values. A column
    of `after` may hold a `NewRow` until the row it stands for has its number.
    """

    #: The table, such as "measurement".
    thing: str
    #: The row; None for one to make.
    thing_id: int | None = None
    #: What other rows of this import know a new row by.
    key: str = ""
    #: The changed columns as they are; empty for a new row.
    before: Mapping[str, Any] = field(default_factory=dict)
    #: The changed columns as they become; for a new row, all that is known.
    after: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Tell whether the row is to be made."""
        return self.thing_id is None


@dataclass(frozen=True, kw_only=True)
class LeftRow:
    """A row that an undoing left, since somebody has changed it, or uses it, after the import."""

    thing: str
    thing_id: int
    #: What a person knows it by.
    name: str


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What an undoing did."""

    #: How many rows are as they were before the import.
    taken_back: int
    left: tuple[LeftRow, ...] = ()
