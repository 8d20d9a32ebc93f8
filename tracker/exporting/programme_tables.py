"""The programme's tables as files to edit elsewhere: a workbook, or CSV one table a file."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime

from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from tracker.domain.programme_tables import (
    FINGERPRINT,
    FINGERPRINT_HEADER,
    NUMBER,
    NUMBER_HEADER,
    TABLES,
    CellKind,
    ProgrammeTable,
    TableColumn,
)
from tracker.domain.saved_tables import SavedTables, cells_of, name_saved
from tracker.domain.table_cells import Cell, as_text
from tracker.domain.table_names import Names
from tracker.domain.tables import Table
from tracker.exporting.csv_files import csv_text
from tracker.exporting.workbook_cells import FONT, INK, PLAIN, head, set_up_print, write_cell
from tracker.text import _, current_language, gettext

_DATE_FORM = "yyyy-mm-dd"
#: The first day that spreadsheets count days from and agree on.
_FIRST_DAY = date(1900, 3, 1)
#: A zip's files bear a date, which may not depend on the day it is made.
_ZIP_DATE = (2000, 1, 1, 0, 0, 0)
#: Rows below the last that also offer a list to choose from.
_SPARE_ROWS = 500
_NUMBER_WIDTH, _NOTE_WIDTH = 7, 100
_WRAPPED = Alignment(vertical="top", wrap_text=True)
#: What a spreadsheet takes in the text of a list.
_LONGEST_LIST = 255


def tables_workbook(saved: SavedTables) -> bytes:
    """Return every table as the bytes of an .xlsx file, one sheet a table."""
    book = Workbook()
    front: Worksheet = book.active
    _write_front(front)
    names = name_saved(saved)
    for table in TABLES:
        _write_sheet(book.create_sheet(table.title), table, saved, names)
    book.active = 1
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table_csv(saved: SavedTables, table: ProgrammeTable) -> bytes:
    """Return one table as CSV, in UTF-8 with a byte order mark."""
    return _csv(saved, table, name_saved(saved))


def tables_zip(saved: SavedTables) -> bytes:
    """Return every table as CSV, one file a table, in a zip."""
    names = name_saved(saved)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        for table in TABLES:
            part = zipfile.ZipInfo(f"{table.file_name}.csv", _ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            parts.writestr(part, _csv(saved, table, names))
    return file.getvalue()


def _csv(saved: SavedTables, table: ProgrammeTable, names: Mapping[str, Names]) -> bytes:
    has_comma = current_language() == "sv"
    keys = _keys(table)
    rows = (cells_of(table, row, names) for row in saved.of(table))
    return csv_text(
        Table(
            caption=table.title,
            headers=tuple(_headers(table)),
            rows=tuple(tuple(as_text(row[key], comma=has_comma) for key in keys) for row in rows),
        )
    ).encode()


def _keys(table: ProgrammeTable) -> list[str]:
    return [NUMBER, *(column.key for column in table.columns), FINGERPRINT]


def _headers(table: ProgrammeTable) -> list[str]:
    return [
        gettext(NUMBER_HEADER),
        *(column.header for column in table.columns),
        gettext(FINGERPRINT_HEADER),
    ]


# The workbook ----------------------------------------------------------------------------


def _write_front(sheet: Worksheet) -> None:
    """Say what may be done with the file."""
    sheet.title = _("Read me")
    sheet.column_dimensions["A"].width = _NOTE_WIDTH
    head(sheet.cell(1, 1), _("The programme's tables, to edit and send back"))
    for row, note in enumerate(_notes(), start=2):
        cell = sheet.cell(row, 1)
        write_cell(cell, note)
        cell.font = Font(name=FONT, color=INK)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 16 * (1 + len(note) // _NOTE_WIDTH)
    set_up_print(sheet)


def _notes() -> tuple[str, ...]:
    return (
        _("Change, add and fill in as you wish. Everything is shown before anything is saved."),
        _("Leave the column No. as it is: rows are known again by it. It is empty for a new row."),
        _("A row that you take away is left as it is in Årshjul. Nothing is removed by a file."),
        _("An emptied cell empties the value. A column that you take away is left as it is."),
        _("Goals are written as “Goal 3.2”, several with a semicolon between them."),
        _("A person is written by e-mail, an organisation by its name."),
        _("A share is written as 0.83 or 83 %, a date as 2026-12-08."),
        _("The column Fingerprint tells what you have changed from what others have."),
    )


def _write_sheet(
    sheet: Worksheet, table: ProgrammeTable, saved: SavedTables, names: Mapping[str, Names]
) -> None:
    keys = _keys(table)
    for place, header in enumerate(_headers(table), start=1):
        head(sheet.cell(1, place), header)
    rows = saved.of(table)
    for number, row in enumerate(rows, start=2):
        cells = cells_of(table, row, names)
        for place, key in enumerate(keys, start=1):
            _write_value(sheet, number, place, cells[key])
    _set_widths(sheet, table)
    for place, column in enumerate(table.columns, start=2):
        _offer_choices(sheet, column, place, last_row=len(rows) + _SPARE_ROWS)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(keys))}{len(rows) + 1}"
    set_up_print(sheet)
    sheet.print_title_rows = "1:1"


def _write_value(sheet: Worksheet, row: int, place: int, value: Cell) -> None:
    cell = sheet.cell(row, place)
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    if is_day and value < _FIRST_DAY:  # type: ignore[operator]
        value = as_text(value)
    if value is None:
        return
    write_cell(cell, value)
    # Each style that is set costs as much as the value, and there may be thousands of rows.
    if isinstance(value, str):
        cell.alignment = _WRAPPED
    elif isinstance(value, date):
        cell.number_format = _DATE_FORM
    elif isinstance(value, int):
        cell.number_format = PLAIN  # a year has no thousands separator


def _set_widths(sheet: Worksheet, table: ProgrammeTable) -> None:
    widths = [_NUMBER_WIDTH, *(column.width for column in table.columns)]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.column_dimensions[get_column_letter(len(widths) + 1)].hidden = True


def _offer_choices(sheet: Worksheet, column: TableColumn, place: int, *, last_row: int) -> None:
    """Let a cell be chosen from a list where there are few alternatives."""
    words = [gettext(word) for word in column.words.values()]
    if column.kind in (CellKind.TICK, CellKind.YES_NO):
        words = [_("Yes"), _("No")]
    listed = ",".join(words)
    # The list's own separator cannot stand in a word.
    if not words or len(listed) > _LONGEST_LIST or any("," in word for word in words):
        return
    offer = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    letter = get_column_letter(place)
    offer.add(f"{letter}2:{letter}{last_row}")
    sheet.add_data_validation(offer)
