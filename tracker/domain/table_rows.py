"""One row of a file beside the row that it is about: what each cell says, and what is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from tracker.domain.data_imports import NewRow
from tracker.domain.programme_tables import CellKind, ProgrammeTable, TableColumn
from tracker.domain.read_tables import ReadRow, ReadTable
from tracker.domain.saved_tables import SavedRow
from tracker.domain.table_cells import check, clean, is_same, read
from tracker.domain.table_names import Names, RowKey, plain_name
from tracker.domain.table_plan import CellView, RowState
from tracker.text import _, current_language

#: Returns a municipality's own name from how it is written; None when there is none.
FindPlace = Callable[[str], str | None]

_BETWEEN = re.compile(r"[;\n]")


@dataclass
class Draft:
    """A row of the file on its way to be understood."""

    table: ProgrammeTable
    sheet: ReadTable
    row: ReadRow
    saved: SavedRow | None = None
    key: RowKey | None = None
    #: What each column of the file becomes, where it differs from what is saved.
    changed: dict[str, Any] = field(default_factory=dict)
    cells: list[CellView] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_conflict: bool = False
    #: As it left in the file, so that nothing of it was meant to change.
    is_as_it_left: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """The row's values as they would become."""
        return {**(self.saved.values if self.saved else {}), **self.changed}

    @property
    def state(self) -> RowState:
        """What becomes of the row."""
        if any(cell.fault for cell in self.cells):
            return RowState.REFUSED
        if self.saved is None:
            return RowState.NEW
        if not self.changed:
            return RowState.SAME
        return RowState.CONFLICT if self.is_conflict else RowState.CHANGED

    @property
    def counts(self) -> bool:
        """Whether it makes or changes something."""
        return self.state in (RowState.NEW, RowState.CHANGED)

    def refuse(self, key: str, words: str) -> None:
        """Say what is wrong with a cell, in its place."""
        header = self._header(key)
        self.cells = [cell for cell in self.cells if cell.header != header] + [
            CellView(header, self._where(key), "", self.row.cells.get(key) or "", words)
        ]

    def show(self, key: str, before: str) -> None:
        """Show a cell that is new or changed."""
        text = self.row.cells.get(key) or ""
        self.cells.append(CellView(self._header(key), self._where(key), before, text))

    def _header(self, key: str) -> str:
        found = next((column for column in self.table.columns if column.key == key), None)
        return found.header if found else _("No.")

    def _where(self, key: str) -> str:
        letter = self.sheet.letters.get(key, "")
        return f"{letter}{self.row.line}" if letter else ""


@dataclass(frozen=True, kw_only=True)
class Guide:
    """What names in cells are looked up in."""

    #: {table's key: names}, as the file leaves them and as they are saved.
    now: Mapping[str, Names]
    before: Mapping[str, Names]
    #: The organisations that the file may add.
    organisations: frozenset[str]
    #: {name in lower case: name} of the places that the council uses already.
    places: Mapping[str, str]
    municipality: str
    find_place: FindPlace


class UnknownOrganisation(ValueError):
    """An organisation that is not here. It can be added."""

    def __init__(self, name: str, words: str) -> None:
        """Say which."""
        super().__init__(words)
        self.name = name


def read_cells(draft: Draft, guide: Guide, saved_texts: Mapping[str, str]) -> list[str]:
    """Fill in what a row's cells say, and what is wrong with them.

    Args:
        draft: the row.
        guide: what names are looked up in.
        saved_texts: {column's key: what the saved row would say there}; empty for a new row.

    Returns:
        the organisations that it names and that are not here.
    """
    lacking = []
    for column in draft.table.columns:
        if column.key not in draft.row.cells:
            _say_lacking(draft, column)
            continue
        try:
            _read_cell(draft, column, guide, saved_texts.get(column.key, ""))
        except UnknownOrganisation as unknown:
            lacking.append(unknown.name)
            draft.refuse(column.key, str(unknown))
        except ValueError as wrong:
            draft.refuse(column.key, str(wrong))
    return lacking


def _say_lacking(draft: Draft, column: TableColumn) -> None:
    if draft.saved is None and column.is_required:
        draft.refuse(column.key, _("A new row needs the column %(name)s.", name=column.header))


def _read_cell(draft: Draft, column: TableColumn, guide: Guide, saved_text: str) -> None:
    text = draft.row.cells[column.key]
    if text is None:
        raise ValueError(_("The cell holds a formula. Write its value instead."))
    if draft.saved is not None and _reads_as(column, text, saved_text):
        return
    value = understand(column, text, guide)
    if draft.saved is not None and _is_unchanged(column, draft.saved.values, value):
        return
    check(column, value)
    draft.changed[column.key] = value
    if text or saved_text:
        is_decimal = column.kind is CellKind.DECIMAL and current_language() == "sv"
        draft.show(column.key, saved_text.replace(".", ",") if is_decimal else saved_text)


def _reads_as(column: TableColumn, text: str, saved_text: str) -> bool:
    if column.kind in (CellKind.REFERENCE, CellKind.REFERENCES):
        return plain_name(text) == plain_name(saved_text)
    return clean(text, has_lines=column.kind is CellKind.TEXT) == saved_text


def _is_unchanged(column: TableColumn, values: Mapping[str, Any], value: Any) -> bool:
    saved = values.get(column.key)
    if column.kind is CellKind.REFERENCE:
        return bool(saved == value)
    if column.kind is CellKind.REFERENCES:
        return set(saved or ()) == set(value)
    return is_same(column, saved, value)


def understand(column: TableColumn, text: str, guide: Guide) -> Any:
    """Return what a cell says, with names as the rows they mean.

    Raises:
        UnknownOrganisation: it names an organisation that is not here.
        ValueError: it says nothing that can be used. The message is for the person.
    """
    plain = clean(text, has_lines=True)
    if column.kind is CellKind.REFERENCE:
        return _find(column.to, plain, guide) if plain else None
    if column.kind is CellKind.REFERENCES:
        return tuple(dict.fromkeys(_find_all(column.to, plain, guide)))
    if column.kind is CellKind.PLACE:
        return _find_place(clean(text), guide)
    return read(column, text)


def _find_all(table: str, text: str, guide: Guide) -> Iterable[RowKey]:
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        try:
            yield _find(table, part, guide)
        except ValueError:
            if "," not in part:
                raise
            yield from (_find(table, one.strip(), guide) for one in part.split(","))


def _find(table: str, text: str, guide: Guide) -> RowKey:
    names = guide.now[table]
    found = names.find(text)
    if found is None and table in guide.before:
        found = guide.before[table].find(text)
    if found is not None:
        return found
    if table == "organisation" and text in guide.organisations:
        return new_organisation(text)
    words = [_("There is no %(name)s.", name=text)]
    near = names.near(text)
    if near:
        words.append(_("Did you mean %(names)s?", names=" / ".join(near)))
    if table == "person":
        words.append(_("Add the person under People first, or leave the cell empty."))
    if table == "organisation":
        raise UnknownOrganisation(text, " ".join([*words, _("It can be added: tick it below.")]))
    raise ValueError(" ".join(words))


def new_organisation(name: str) -> NewRow:
    """Return what stands for an organisation that the file adds."""
    return NewRow(f"organisation:{name}")


def _find_place(text: str, guide: Guide) -> str:
    plain = text.casefold()
    if plain in ("", guide.municipality.casefold()):
        return ""
    found = guide.places.get(plain) or guide.find_place(text)
    if found is None:
        near = get_close_matches(plain, guide.places, n=1)
        words = [_("There is no municipality called %(name)s.", name=text)]
        words += [_("Did you mean %(names)s?", names=guide.places[name]) for name in near]
        words.append(_("Add it to the comparison areas first if the name is right."))
        raise ValueError(" ".join(words))
    return "" if found.casefold() == guide.municipality.casefold() else found
