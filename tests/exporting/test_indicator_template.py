"""Our own form is read back as it was filled in, in both languages and as both kinds of file."""

import io

import pytest
from openpyxl import load_workbook

from tests.importing.tables import flat, read
from tracker.exporting.indicator_template import template_csv, template_workbook
from tracker.importing.rows import NotReadable
from tracker.text import speaking

ROWS = (
    ("Rån", "Granvik", "2024", "", "83", "", "31 250", "", "", "", "Ja", "", "Brå"),
    ("Oro", "Granvik", "2023/2024", "%", "", "24,5", "", "412", "20,5", "28,9", "", "Ja", "NTU"),
)
READ = {
    ("Rån", "Granvik", 2024): (83, None, 31250, None, None, None, True, False),
    ("Oro", "Granvik", "2023-01-01–2024-12-31"): (
        *(None, 0.245, None, 412, 0.205, 0.289),
        *(False, True),
    ),
}
PARTS = ("count", "value", "population", "sample_size", "low", "high")
MARKS = ("is_preliminary", "is_series_break")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_filled_in_workbook_is_read_back(language):
    with speaking(language):
        book = load_workbook(io.BytesIO(template_workbook("Granvik", 2025)))
    for row in ROWS:
        book.worksheets[0].append(row)
    filled = io.BytesIO()
    book.save(filled)

    found = read(filled.getvalue(), name="mall.xlsx")

    assert flat(found, *PARTS, *MARKS) == READ
    assert [series.source for series in found.series] == ["Brå", "NTU"]
    assert not found.problems


@pytest.mark.parametrize(("language", "delimiter"), [("sv", ";"), ("en", ",")])
def test_a_filled_in_text_file_is_read_back(language, delimiter):
    with speaking(language):
        form = template_csv()
    rows = [delimiter.join(f'"{cell}"' for cell in row) for row in ROWS]

    found = read(form + "\r\n".join(rows).encode(), name="mall.csv")

    assert flat(found, *PARTS, *MARKS) == READ


@pytest.mark.parametrize("form", [template_csv(), template_workbook("Granvik", 2025)])
def test_an_empty_form_holds_nothing_that_could_be_taken_for_a_value(form):
    with pytest.raises(NotReadable, match="Inga värden hittades"):
        read(form)


def test_the_workbook_says_how_each_column_is_filled_in():
    form, words = load_workbook(io.BytesIO(template_workbook("Granvik", 2025))).worksheets

    assert [row[0].value for row in words.iter_rows(min_row=2)] == [cell.value for cell in form[1]]
    assert words["C3"].value == "Granvik"
