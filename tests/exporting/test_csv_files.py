"""Tables as CSV."""

import csv
import io

import pytest

from tracker.domain.inert_cells import inert
from tracker.domain.tables import Table
from tracker.exporting.csv_files import csv_text
from tracker.text import speaking


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "  =1", "-1+cmd|'/c calc'!A0"]
)
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-19", "-0,5", "+3.2", "190", "mål = 5", "−19 %"])
def test_plain_words_and_numbers_stay(cell):
    assert inert(cell) == cell


def test_cells_with_marks_and_line_breaks_come_back_whole():
    rows = (("a;b", 'c"d'), ("e\nf", "g,h"))
    table = Table(caption="T", headers=("Ett", "Två"), rows=rows)
    text = csv_text(table)
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert read == [["Ett", "Två"], *map(list, rows)]


def test_english_files_use_commas():
    with speaking("en"):
        assert "A,B" in csv_text(Table(caption="T", headers=("A", "B"), rows=()))
