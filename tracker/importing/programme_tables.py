"""The programme's tables as they come back: a workbook, a CSV file, or a zip of such files.

A table is known by its sheet's or file's name, or else by its headings, in Swedish or English.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, islice
from pathlib import PurePosixPath

from tracker.domain.inert_cells import revived
from tracker.domain.programme_tables import (
    FINGERPRINT,
    FINGERPRINT_HEADER,
    NUMBER,
    NUMBER_HEADER,
    TABLES,
    ProgrammeTable,
    find_table,
)
from tracker.domain.read_tables import ReadRow, ReadTable, ReadTables
from tracker.domain.table_cells import clean
from tracker.importing.rows import NotReadable
from tracker.importing.spreadsheets import (
    OLD_EXCEL,
    ZIP,
    csv_lines,
    refuse_hostile,
    xlsx_lines,
)
from tracker.importing.workbooks import MOST_BYTES, column_letters
from tracker.text import LANGUAGES, _, gettext, speaking

#: So many rows a file may hold, over all its tables.
MOST_ROWS = 20_000
_MOST_COLUMNS = 60
_MOST_LINES = 2 * MOST_ROWS
_MOST_UNPACKED_BYTES = 50_000_000
#: A sheet whose name tells nothing is one of ours when this share of its headings are.
_ENOUGH_HEADINGS = 0.6

_Cell = str | None
_Line = tuple[int, list[_Cell]]


@dataclass(frozen=True)
class _Sheet:
    """A sheet, or a file, with the lines that hold something."""

    name: str
    lines: list[_Line]
    #: A CSV's columns are known by their headings, a sheet's by letters.
    has_letters: bool


def read_tables(data: bytes, *, name: str) -> ReadTables:
    """Read those of our tables that a file holds.

    Args:
        data: the file.
        name: what it is called.

    Raises:
        NotReadable: it is too large, hostile, or holds none of our tables.
    """
    if len(data) > MOST_BYTES:
        raise NotReadable(_("The file is too large. Send at most 5 MB."))
    if data.startswith(OLD_EXCEL):
        raise NotReadable(_("This is an old or protected Excel file. Save it as XLSX or CSV."))
    tables: dict[str, ReadTable] = {}
    notes: list[str] = []
    for sheet in _limited(_sheets(data, name)):
        _read_sheet(sheet, tables, notes)
    if not tables:
        raise NotReadable(
            _("None of the programme's tables is in the file. Fetch a file here to begin with.")
        )
    return ReadTables(tables=tuple(tables.values()), notes=tuple(notes))


def _sheets(data: bytes, name: str) -> Iterator[_Sheet]:
    if not data.startswith(ZIP):
        yield _csv_sheet(data, name)
    elif _is_workbook(data):
        yield from _xlsx_sheets(data)
    else:
        yield from _zipped_sheets(data)


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return "[Content_Types].xml" in parts.namelist()
    except zipfile.BadZipFile:
        raise NotReadable(_("The file cannot be read as XLSX. Save it again, or as CSV.")) from None


def _xlsx_sheets(data: bytes) -> Iterator[_Sheet]:
    refuse_hostile(data, most_bytes=_MOST_UNPACKED_BYTES)
    lines = xlsx_lines(data, most_lines=_MOST_LINES, most_columns=_MOST_COLUMNS, keeps_text=True)
    for (_place, title), found in groupby(lines, key=lambda line: line[:2]):
        kept = [
            (number, cells) for number, (_at, _title, cells) in enumerate(found, 1) if any(cells)
        ]
        yield _Sheet(title, kept, has_letters=True)


def _zipped_sheets(data: bytes) -> Iterator[_Sheet]:
    refuse_hostile(data, most_bytes=_MOST_UNPACKED_BYTES)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for part in parts.infolist():
            path = PurePosixPath(part.filename)
            # What a Mac adds beside the files, and what is no table.
            if path.suffix.lower() == ".csv" and not path.name.startswith("."):
                yield _csv_sheet(parts.read(part), path.name)


def _csv_sheet(data: bytes, name: str) -> _Sheet:
    lines = (
        (number, [None if cell is None else revived(cell) for cell in cells[:_MOST_COLUMNS]])
        for number, cells in enumerate(csv_lines(data), start=1)
        if any(cells)
    )
    # One more than is taken, so that it is refused before the rest is held.
    kept = list(islice(lines, MOST_ROWS + 1))
    return _Sheet(PurePosixPath(name).name, kept, has_letters=False)


def _limited(sheets: Iterable[_Sheet]) -> Iterator[_Sheet]:
    count = 0
    for sheet in sheets:
        count += len(sheet.lines)
        if count > MOST_ROWS:
            raise NotReadable(
                _("The file has too many rows. Send at most %(most)s.", most="20 000")
            )
        yield sheet


def _read_sheet(sheet: _Sheet, tables: dict[str, ReadTable], notes: list[str]) -> None:
    """Add a sheet's table, or say why it is none."""
    if not sheet.lines:
        return
    (_number, heading), *lines = sheet.lines
    table = _find_table(sheet.name, heading)
    if table is None:
        if sheet.name not in _front_names():
            notes.append(_("%(name)s is none of the tables. It is not read.", name=sheet.name))
        return
    if table.key in tables:
        notes.append(_("%(name)s is there twice. Only the first is read.", name=table.title))
        return
    places = _find_columns(table, heading, sheet, notes)
    read = ReadTable(
        key=table.key,
        sheet=sheet.name,
        letters={key: column_letters(place) for place, key in places.items() if sheet.has_letters},
    )
    rows = (_read_row(number, cells, places) for number, cells in lines)
    tables[table.key] = replace(read, rows=tuple(row for row in rows if _holds_something(row)))


def _read_row(number: int, cells: list[_Cell], places: dict[int, str]) -> ReadRow:
    found = {key: cells[place] if place < len(cells) else "" for place, key in places.items()}
    return ReadRow(
        line=number,
        cells={
            key: None if cell is None else clean(cell, has_lines=True)
            for key, cell in found.items()
        },
    )


def _holds_something(row: ReadRow) -> bool:
    return any(cell != "" for key, cell in row.cells.items() if key != FINGERPRINT)


def _find_columns(
    table: ProgrammeTable, heading: list[_Cell], sheet: _Sheet, notes: list[str]
) -> dict[int, str]:
    """Return {place: column's key}. Of two columns with one heading the first is read."""
    known = _headers()[table.key]
    places: dict[int, str] = {}
    unknown = []
    for place, text in enumerate(heading):
        key = known.get(_plain(text))
        if key is not None and key not in places.values():
            places[place] = key
        elif _plain(text):
            unknown.append(clean(text or ""))
    if unknown:
        notes.append(
            _(
                "%(sheet)s: these columns are not known, or are there twice, and are not read: "
                "%(names)s.",
                sheet=sheet.name,
                names=", ".join(unknown),
            )
        )
    return places


def _find_table(name: str, heading: list[_Cell]) -> ProgrammeTable | None:
    """Return the table that a sheet's name says; else the one that its headings fit best."""
    stem = PurePosixPath(name).stem if name.lower().endswith(".csv") else name
    texts = {_plain(text) for text in heading} - {""}
    named = find_table(_titles().get(_plain(stem), ""))
    if named is not None and _own_columns(named, texts):
        return named
    # Most of its headings, and a table with as few more as can be.
    fits = {
        table.key: (len(texts & known.keys()), -len(table.columns))
        for table in TABLES
        if (known := _headers()[table.key])
    }
    best = max(fits, key=lambda key: fits[key])
    is_enough = bool(texts) and fits[best][0] >= max(2, _ENOUGH_HEADINGS * len(texts))
    return find_table(best) if is_enough else None


def _own_columns(table: ProgrammeTable, texts: set[str]) -> set[str]:
    """Return the columns among some headings that only tables like this one have."""
    known = _headers()[table.key]
    return {known[text] for text in texts if text in known} - {NUMBER, FINGERPRINT}


def _plain(text: _Cell) -> str:
    return " ".join((text or "").casefold().split())


@cache
def _headers() -> dict[str, dict[str, str]]:
    """Return {table: {heading in either language: column}}."""
    found: dict[str, dict[str, str]] = {table.key: {} for table in TABLES}
    for language in LANGUAGES:
        with speaking(language):
            for table in TABLES:
                known = found[table.key]
                known |= {_plain(column.header): column.key for column in table.columns}
                known[_plain(gettext(NUMBER_HEADER))] = NUMBER
                known[_plain(gettext(FINGERPRINT_HEADER))] = FINGERPRINT
    return found


@cache
def _titles() -> dict[str, str]:
    """Return {a sheet's or file's name: its table}."""
    found = {table.file_name: table.key for table in TABLES}
    for language in LANGUAGES:
        with speaking(language):
            found |= {_plain(table.title): table.key for table in TABLES}
    return found


@cache
def _front_names() -> frozenset[str]:
    names = set()
    for language in LANGUAGES:
        with speaking(language):
            names.add(_("Read me"))
    return frozenset(names)
