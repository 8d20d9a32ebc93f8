"""Sheets of a workbook: columns of text, of figures and of formulas, told apart and printable."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isinf
from typing import Any

from openpyxl.cell.cell import (  # type: ignore[import-untyped]
    ILLEGAL_CHARACTERS_RE,
    Cell,
)
from openpyxl.styles import (  # type: ignore[import-untyped]
    Alignment,
    Border,
    Font,
    PatternFill,
    Side,
)
from openpyxl.utils import get_column_letter, quote_sheetname  # type: ignore[import-untyped]
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from tracker.text import _

WHOLE, DECIMAL, RATIO, P_VALUE = "#,##0", "#,##0.00", "0.000", "0.0000"
CHANGE = '+0.0%;"−"0.0%;0.0%'
SHARE = "0.0%"
SIGNED = '+#,##0.0;"−"#,##0.0;0.0'
#: A year has no thousands separator.
PLAIN = "0"

INFINITE = "∞"
FONT = "Calibri"
#: How wide a printed page is, in the widths of columns.
PAGE_WIDTH = 200
INK, INPUT_INK, LINE = "14292F", "0B5FA5", "7B8A8E"
HEAD_FILL, PROGRAM_FILL = "E6F0F2", "F4F6F5"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a sheet.

    `value` gives what is entered, from the row's item; `formula` what the spreadsheet works out,
    with {key} for a cell of the same row and {name} for a range or a setting. `how` says in words
    what the formula does. `is_program` marks the program's own figure.
    """

    key: str
    heading: str
    group: str = ""
    how: str = ""
    value: Callable[[Any], object] | None = None
    formula: str | Callable[[Any], str] = ""
    form: str | Callable[[Any], str] = "General"
    width: float = 12
    is_program: bool = False


def name_columns(*, group: str = "", width: float = 38) -> Sequence[Column]:
    """Return the columns that name a row's indicator: its number in the workbook and its label."""
    return (
        Column(
            key="number",
            heading=_("No."),
            group=group,
            value=lambda row: row.number,
            form=PLAIN,
            width=6,
        ),
        Column(
            key="label",
            heading=_("Indicator"),
            group=group,
            value=lambda row: row.indicator.series.label,
            width=width,
        ),
    )


def write_cell(cell: Cell, value: object) -> None:
    """Write a value that no spreadsheet takes for a formula, whatever its text begins with."""
    if value is None or value == "":
        return
    if isinstance(value, float) and isinf(value):
        value = INFINITE
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    # As when a person types an apostrophe first: it stays text when it is edited or copied.
    cell.quotePrefix = value.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def cell_of(sheet: Worksheet, column: int, row: int) -> str:
    """Return a cell's address for a formula on another sheet."""
    return f"{quote_sheetname(sheet.title)}!${get_column_letter(column)}${row}"


class Grid:
    """A sheet of one item a row, under headings."""

    def __init__(self, book: Workbook, title: str, columns: Sequence[Column]) -> None:
        """Make the sheet. Groups and words each get a row above the headings, where any are."""
        self.sheet: Worksheet = book.create_sheet(title)
        self._columns = columns
        self._places = {column.key: place for place, column in enumerate(columns, start=1)}
        self._has_groups = any(column.group for column in columns)
        self._has_words = any(column.how for column in columns)
        self._head = 1 + self._has_groups + self._has_words
        self.first_row = self._head + 1

    def range_of(self, key: str, count: int) -> str:
        """Return a column's address over so many items."""
        letter = get_column_letter(self._places[key])
        last = max(self.first_row, self.first_row + count - 1)
        return f"{quote_sheetname(self.sheet.title)}!${letter}${self.first_row}:${letter}${last}"

    def cell_of(self, key: str, item: int) -> str:
        """Return the address of an item's cell, counted from 0."""
        return cell_of(self.sheet, self._places[key], self.first_row + item)

    def write(self, items: Sequence[Any], names: Mapping[str, str], *, frozen: int) -> None:
        """Write headings and items; so many columns stay when the sheet is scrolled."""
        self._write_heads()
        for number, item in enumerate(items):
            row = self.first_row + number
            cells = {key: f"{get_column_letter(at)}{row}" for key, at in self._places.items()}
            for place, column in enumerate(self._columns, start=1):
                self._write(self.sheet.cell(row, place), column, item, {**names, **cells})
            self.sheet.row_dimensions[row].height = 15 * max(
                _lines(self.sheet.cell(row, place).value, column.width)
                for place, column in enumerate(self._columns, start=1)
            )
        self.sheet.freeze_panes = self.sheet.cell(self.first_row, frozen + 1)
        last = get_column_letter(len(self._columns))
        self.sheet.auto_filter.ref = (
            f"A{self._head}:{last}{self.first_row + max(0, len(items) - 1)}"
        )
        set_up_print(self.sheet)
        self.sheet.print_title_rows = f"1:{self._head}"
        self.sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
        width = sum(column.width for column in self._columns)
        self.sheet.page_setup.fitToWidth = max(1, round(width / PAGE_WIDTH))

    def _write(self, cell: Cell, column: Column, item: object, names: Mapping[str, str]) -> None:
        template = column.formula(item) if callable(column.formula) else column.formula
        if template:
            cell.value = "=" + template.format_map(names)
        elif column.value:
            write_cell(cell, column.value(item))
        cell.number_format = column.form(item) if callable(column.form) else column.form
        is_input = not template and not column.is_program and cell.data_type == "n"
        cell.font = Font(name=FONT, color=INPUT_INK if is_input else INK)
        is_text = cell.data_type == "s"
        cell.alignment = Alignment(
            horizontal="left" if is_text else None,
            vertical="top",
            wrap_text=column.width >= 30,
            indent=int(is_text),
        )
        if column.is_program:
            cell.fill = PatternFill("solid", fgColor=PROGRAM_FILL)

    def _write_heads(self) -> None:
        words_row = 1 + self._has_groups
        for place, column in enumerate(self._columns, start=1):
            if self._has_groups:
                starts = place == 1 or self._columns[place - 2].group != column.group
                head(self.sheet.cell(1, place), column.group if starts else "")
            if self._has_words:
                cell = self.sheet.cell(words_row, place)
                write_cell(cell, column.how)
                cell.font = Font(name=FONT, italic=True, size=9, color=INK)
                cell.alignment = Alignment(wrap_text=True, vertical="bottom")
            head(self.sheet.cell(self._head, place), column.heading, wraps=True)
            self.sheet.column_dimensions[get_column_letter(place)].width = column.width
        self.sheet.row_dimensions[self._head].height = 32
        if self._has_words:
            self.sheet.row_dimensions[words_row].height = 88


def _lines(value: object, width: float) -> int:
    """Return how many lines a text takes where it is wrapped."""
    is_wrapped = isinstance(value, str) and width >= 30 and not value.startswith("=")
    return 1 + int(len(str(value)) / (width * 1.1)) if is_wrapped else 1


def head(cell: Cell, words: str, *, wraps: bool = False) -> None:
    """Write a heading."""
    write_cell(cell, words)
    cell.font = Font(name=FONT, bold=True, color=INK)
    cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
    cell.border = Border(bottom=Side(style="thin", color=LINE))
    cell.alignment = Alignment(wrap_text=wraps, vertical="bottom")


def set_up_print(sheet: Worksheet) -> None:
    """Let a sheet be printed: A4 on its side, as wide as a page, with its name and page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
