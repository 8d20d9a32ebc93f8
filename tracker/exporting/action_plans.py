"""The basis of the action plan as a spreadsheet, to go on working in."""

import io

from tracker.domain.tables import Table

#: In characters.
WIDTHS = (24, 28, 16, 44, 44, 36, 28, 26, 16)
#: Excel holds no longer text in one cell.
LONGEST_CELL = 32_767


def plan_workbook(table: Table, *, title: str, facts: tuple[str, ...] = ()) -> bytes:
    """Return a table as an XLSX file. Every cell is text: nothing that was typed can run.

    Args:
        table: the basis, as `domain.action_plans.plan_table` gives it.
        title: what stands above it.
        facts: lines below the title, such as years and registry number.
    """
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]

    book = Workbook()
    sheet = book.active
    sheet.title = table.caption[:31]
    lines = [(title,), *((fact,) for fact in facts), (), table.headers, *table.rows]
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            _write(sheet.cell(number, column), value)
    head = len(facts) + 3
    bold = Font(bold=True)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for cell in sheet[head]:
        cell.font = bold
    for row in sheet.iter_rows(min_row=head):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEFGHI", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    sheet.auto_filter.ref = f"A{head}:I{head + len(table.rows)}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(cell: object, value: str) -> None:
    """Write a text as a text, also where it begins as a formula does."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]  # type: ignore[attr-defined]
    cell.data_type = "s"  # type: ignore[attr-defined]
    # Kept as text also when the cell is edited, or saved as CSV and opened again.
    cell.quotePrefix = True  # type: ignore[attr-defined]
