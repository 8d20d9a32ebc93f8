"""Whole workbooks and text files become sheets of rows of texts, each with its place.

What may come in is larger than a year of meetings, so the limits differ; how it is read is
importing/spreadsheets for new files, and importing/old_excel for .xls.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from tracker.importing.old_excel import read_old_excel
from tracker.importing.rows import NotReadable, one_line
from tracker.importing.spreadsheets import (
    OLD_EXCEL,
    ZIP,
    csv_lines,
    decode,
    refuse_hostile,
    xlsx_lines,
)
from tracker.text import _

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
#: Rows of a sheet that are looked through for those that hold something.
_MOST_LINES = 2 * MOST_ROWS
_MOST_UNPACKED_BYTES = 50_000_000
_MOST_SHEETS = 120

#: A cell's text; None is a formula.
Cell = str | None
_NumberedLines = Iterable[tuple[int, str, list[Cell]]]


@dataclass(frozen=True)
class Line:
    """A row that holds something, with its number in the file."""

    number: int
    cells: tuple[Cell, ...]

    def text(self, column: int) -> str:
        """Return a cell's text; empty where there is none, and for a formula."""
        return (self.cells[column] or "") if column < len(self.cells) else ""

    def has_formula(self, column: int) -> bool:
        """Say whether a cell is a formula."""
        return column < len(self.cells) and self.cells[column] is None

    def raw(self, column: int) -> str:
        """Return what a person is told that a cell holds."""
        return _("a formula") if self.has_formula(column) else self.text(column)


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows that hold something. A text file is one sheet without a name."""

    name: str
    lines: tuple[Line, ...]

    def where(self, line: Line, column: int | None = None) -> str:
        """Return where a cell stands, as a person finds it: "Blad1 C7", or "rad 12"."""
        if self.name:
            return f"{self.name} {column_letters(column or 0)}{line.number}"
        if column is None:
            return _("row %(number)s", number=line.number)
        return _(
            "row %(number)s, column %(column)s",
            number=line.number,
            column=column_letters(column),
        )


@dataclass(frozen=True)
class Workbook:
    """All sheets that hold something."""

    sheets: tuple[Sheet, ...]
    #: What the person should know about the file.
    notes: tuple[str, ...] = ()


def read_workbook(data: bytes) -> Workbook:
    """Read XLSX, old .xls, CSV, plain text or Statistics Sweden's JSON.

    Raises:
        NotReadable: it is too large, hostile, empty, or none of these.
    """
    if len(data) > MOST_BYTES:
        raise NotReadable(_("The file is too large. Send at most 5 MB."))
    if data.startswith(ZIP):
        return _read_xlsx(data)
    if data.startswith(OLD_EXCEL):
        book = read_old_excel(data, most_lines=_MOST_LINES, most_columns=MOST_COLUMNS)
        return Workbook(_gather(book.lines), _link_notes(book.has_links))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return Workbook(_gather((0, "", cells) for cells in _json_lines(data)))
    return Workbook(_gather((0, "", cells) for cells in csv_lines(data)))


def column_letters(column: int) -> str:
    """Return a spreadsheet's name of a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _read_xlsx(data: bytes) -> Workbook:
    refuse_hostile(data, most_bytes=_MOST_UNPACKED_BYTES)
    lines = xlsx_lines(data, most_lines=_MOST_LINES, most_columns=MOST_COLUMNS + 1)
    sheets = _gather(lines)
    return Workbook(sheets, _link_notes(_has_external_links(data)))


def _link_notes(has_links: bool) -> tuple[str, ...]:
    """Return what is said of a workbook that takes values from other files."""
    note = _("The workbook has links to other files. They are not followed.")
    return (note,) if has_links else ()


def _has_external_links(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return any(name.startswith("xl/externalLinks/") for name in parts.namelist())


@dataclass
class _Limits:
    """Counts what a file holds while it is read, so that too much is refused early."""

    rows: int = 0
    sheets: int = 0
    lines: int = 0

    def count_line(self, cells: list[Cell]) -> None:
        self.lines += 1
        self.rows += any(cells)
        if self.rows > MOST_ROWS or self.lines >= _MOST_LINES:
            raise NotReadable(
                _("The file has too many rows. Send at most %(most)s.", most="20 000")
            )
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise NotReadable(
                _("The file has too many columns. Send at most %(most)s.", most=MOST_COLUMNS)
            )

    def count_sheet(self) -> None:
        self.sheets += 1
        self.lines = 0
        if self.sheets > _MOST_SHEETS:
            raise NotReadable(
                _("The file has too many sheets. Send at most %(most)s.", most=_MOST_SHEETS)
            )


def _gather(lines: _NumberedLines) -> tuple[Sheet, ...]:
    limits = _Limits()
    sheets = [
        sheet
        for (_place, name), found in groupby(lines, key=lambda line: (line[0], line[1]))
        if (sheet := _gather_sheet(name, (cells for _place, _name, cells in found), limits)).lines
    ]
    if not sheets:
        raise NotReadable(_("The file is empty."))
    return tuple(sheets)


def _gather_sheet(name: str, rows: Iterable[list[Cell]], limits: _Limits) -> Sheet:
    limits.count_sheet()
    kept = []
    for number, cells in enumerate(rows, start=1):
        limits.count_line(cells)
        texts = [None if cell is None else one_line(cell) for cell in cells[:MOST_COLUMNS]]
        while texts and texts[-1] == "":
            texts.pop()
        if texts:
            kept.append(Line(number, tuple(texts)))
    return Sheet(one_line(name), tuple(kept))


def _json_lines(data: bytes) -> Iterator[list[Cell]]:
    """Give the rows of a table, or several, as Statistics Sweden's interface answers."""
    try:
        answer = json.loads(decode(data))
    except (ValueError, RecursionError):
        raise NotReadable(_("The file cannot be read as JSON.")) from None
    try:
        tables = [answer] if "columns" in answer else list(answer.values())
        headers = [[str(column["text"]) for column in table["columns"]] for table in tables]
        if any(header != headers[0] for header in headers):
            raise NotReadable(_("The file holds tables of different forms. Send one at a time."))
        yield list(headers[0])
        for table in tables:
            for row in table["data"]:
                yield [str(cell) for cell in row["key"] + row["values"]]
    except (AttributeError, LookupError, TypeError):
        raise NotReadable(_("The file is JSON, but not a table from Statistics Sweden.")) from None
