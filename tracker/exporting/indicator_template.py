"""Our own form for values of indicators, to fill in and bring back."""

import io

from openpyxl.styles import Alignment  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from tracker.domain.indicator_template import explanation_table, template_table
from tracker.domain.tables import Table
from tracker.exporting.csv_files import csv_text
from tracker.exporting.workbook_cells import head, write_cell

_FORM_WIDTHS = (38, 20, *[14] * 11)
_WORDS_WIDTHS = (18, 56, 30)


def template_csv() -> bytes:
    """Return the form as CSV, in UTF-8 with a byte order mark."""
    return csv_text(template_table()).encode()


def template_workbook(municipality: str, year: int) -> bytes:
    """Return the form as the bytes of an .xlsx file, with a sheet that says how to fill it in."""
    book = Workbook()
    _write(book.active, template_table(), _FORM_WIDTHS)
    _write(book.create_sheet(), explanation_table(municipality, year), _WORDS_WIDTHS)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(sheet: Worksheet, table: Table, widths: tuple[int, ...]) -> None:
    sheet.title = table.caption
    for column, (header, width) in enumerate(zip(table.headers, widths, strict=True), start=1):
        head(sheet.cell(1, column), header)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(table.rows, start=2):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            write_cell(cell, text)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
