"""The tables as they are saved, and what each of their cells says when they leave in a file."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.domain.programme_tables import (
    FINGERPRINT,
    NUMBER,
    TABLES,
    CellKind,
    ProgrammeTable,
    TableColumn,
)
from tracker.domain.table_cells import Cell, as_text, canonical, write
from tracker.domain.table_names import Names, RowKey, known_names, name_rows, plain_name

#: What stands between the names in a cell with several.
SEPARATOR = "; "
_FINGERPRINT_LENGTH = 12


@dataclass(frozen=True, kw_only=True)
class SavedRow:
    """One row with the values of its table's columns; references are other rows' numbers."""

    id: int
    values: Mapping[str, Any]
    #: {goal: number of the row that ties it}, for an intervention.
    links: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SavedTables:
    """Everything that the tables hold for one council."""

    #: The council's own municipality.
    municipality: str
    #: {table's key: its rows in order}.
    rows: Mapping[str, tuple[SavedRow, ...]]
    #: {number: (name, what else it answers to …)}.
    organisations: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def of(self, table: ProgrammeTable) -> tuple[SavedRow, ...]:
        """Return a table's rows."""
        return self.rows.get(table.key, ())


def name_saved(saved: SavedTables) -> dict[str, Names]:
    """Return {table's key: what its rows are called}, with organisations and people."""
    values: dict[str, dict[RowKey, Mapping[str, Any]]] = {
        table.key: {row.id: row.values for row in saved.of(table)} for table in TABLES
    }
    names = {key: name_rows(key, rows, values, str) for key, rows in values.items()}
    names["organisation"] = known_names(saved.organisations.items())
    names["person"] = known_names(saved.people.items())
    return names


def cells_of(table: ProgrammeTable, row: SavedRow, names: Mapping[str, Names]) -> dict[str, Cell]:
    """Return {column's key: cell} for a row as it leaves in a file."""
    cells: dict[str, Cell] = {NUMBER: row.id}
    cells |= {
        column.key: _cell(column, row.values.get(column.key), names) for column in table.columns
    }
    texts = {key: as_text(cell) for key, cell in cells.items()}
    return cells | {FINGERPRINT: fingerprint(table, texts)}


def _cell(column: TableColumn, value: Any, names: Mapping[str, Names]) -> Cell:
    if column.kind is CellKind.REFERENCE:
        return names[column.to].name(value) if value is not None else None
    if column.kind is CellKind.REFERENCES:
        return SEPARATOR.join(names[column.to].name(one) for one in value or ()) or None
    return write(column, value)


def fingerprint(table: ProgrammeTable, texts: Mapping[str, str | None]) -> str:
    """Return what changes when a person changes a row, and not when a spreadsheet saves it anew."""
    said = [texts.get(NUMBER) or ""]
    for column in table.columns:
        text = texts.get(column.key) or ""
        is_name = column.kind in (CellKind.REFERENCE, CellKind.REFERENCES)
        said.append(_plain_names(text) if is_name else canonical(column, text))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:_FINGERPRINT_LENGTH]


def _plain_names(text: str) -> str:
    return SEPARATOR.join(plain_name(name) for name in text.split(SEPARATOR.strip()))
