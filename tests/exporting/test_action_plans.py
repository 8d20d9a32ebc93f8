"""The basis of the action plan as a spreadsheet: nothing that was typed can run in it."""

import io

import openpyxl

from tracker.domain.tables import Table
from tracker.exporting.action_plans import LONGEST_CELL, WIDTHS, plan_workbook

HEADERS = tuple(f"Rubrik {number}" for number in range(1, len(WIDTHS) + 1))


def read(*cells):
    """Return the sheet of a basis with one row."""
    row = (*cells, *("" for _missing in HEADERS[len(cells) :]))
    table = Table(caption="Underlag till åtgärdsplanen", headers=HEADERS, rows=(row,))
    data = plan_workbook(table, title="=SUM(A1)", facts=("Älvstads Brå",))
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_the_table_stands_below_its_title_with_a_head_that_stays():
    sheet = read("Trygga platser", "Rån")

    assert sheet.title == "Underlag till åtgärdsplanen"
    assert sheet["A2"].value == "Älvstads Brå"
    assert [cell.value for cell in sheet[4]] == list(HEADERS)
    assert [sheet["A5"].value, sheet["B5"].value] == ["Trygga platser", "Rån"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A5", "A4:I5")


def test_no_cell_is_a_formula_whatever_was_typed():
    typed = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")')
    sheet = read(*typed)

    cells = [sheet["A1"], *sheet[5][: len(typed)]]
    assert [cell.value for cell in cells] == ["=SUM(A1)", *typed]
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}


def test_what_a_spreadsheet_cannot_hold_does_not_stop_it():
    sheet = read("rad\x0bett", "a" * (LONGEST_CELL + 1))

    assert sheet["A5"].value == "radett"
    assert len(sheet["B5"].value) == LONGEST_CELL
