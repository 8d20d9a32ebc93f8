"""What the tables of a file would do: row by row, cell by cell, before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.domain.data_imports import RowChange
from tracker.text import mark


class RowState(StrEnum):
    """What becomes of a row of the file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    #: Changed both in the file and here since it left: somebody must choose.
    CONFLICT = "conflict"
    #: Something in it is not understood: the whole row is left out.
    REFUSED = "refused"


#: In the order that they are worth looking at.
ROW_STATE_WORDS = {
    RowState.REFUSED: mark("not understood"),
    RowState.CONFLICT: mark("changed here too"),
    RowState.CHANGED: mark("changed"),
    RowState.NEW: mark("new"),
    RowState.SAME: mark("unchanged"),
}


@dataclass(frozen=True)
class TableChoices:
    """What a person has said about a file."""

    #: Rows whose number is not known here are new ones, as from another council's file.
    adds_unknown: bool = False
    #: The organisations to add, as written in the file.
    organisations: frozenset[str] = frozenset()
    #: The file holds over what was changed here since it left.
    overrides: bool = False


@dataclass(frozen=True)
class CellView:
    """A cell that is new or changed, or cannot be used."""

    header: str
    #: Where it stands: "C7".
    where: str
    before: str
    after: str
    #: Why it cannot be used; empty when it can.
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class PlannedRow:
    """A row of the file, and what becomes of it."""

    table: str
    #: Where it stands: "Insatser, rad 7".
    where: str
    #: What a person knows it by.
    name: str
    state: RowState
    cells: tuple[CellView, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[CellView, ...]:
        """The cells that cannot be used."""
        return tuple(cell for cell in self.cells if cell.fault)


@dataclass(frozen=True, kw_only=True)
class TablesPlan:
    """All that a file would do."""

    rows: tuple[PlannedRow, ...]
    changes: tuple[RowChange, ...]
    notes: tuple[str, ...] = ()
    #: Organisations that the file names and that are not here.
    new_organisations: tuple[str, ...] = ()
    #: How many rows bear a number that is not known here.
    unknown_count: int = 0
    #: The programmes whose wording changes for years that have begun.
    reworded: frozenset[int] = frozenset()
    #: {table's key: how many rows are here and not in the file}.
    untouched: Mapping[str, int] = field(default_factory=dict)

    def count(self, state: RowState) -> int:
        """Return how many rows something becomes of."""
        return sum(row.state is state for row in self.rows)

    def having(self, *states: RowState) -> tuple[PlannedRow, ...]:
        """Return the rows that something becomes of."""
        return tuple(row for row in self.rows if row.state in states)
