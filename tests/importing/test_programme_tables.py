"""The tables as they come back: by sheet, by file, by headings, and what is refused."""

import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from tracker.domain.inert_cells import inert
from tracker.domain.read_tables import pack, unpack
from tracker.domain.saved_tables import SavedRow, SavedTables
from tracker.exporting.programme_tables import tables_workbook
from tracker.importing.programme_tables import read_tables
from tracker.importing.rows import NotReadable
from tracker.text import speaking

HEADINGS = ("Nr", "Insats", "Målgrupp", "Läge")


def workbook(*rows, title="Insatser"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_file(*rows):
    return "\r\n".join(";".join(row) for row in rows).encode()


def only(tables):
    (table,) = tables.tables
    return table


@pytest.mark.parametrize("name", ["insatser.csv", "Insatser.CSV", "min fil.csv", "=fil.csv"])
def test_a_csv_is_known_by_its_name_or_by_its_headings(name):
    table = only(read_tables(csv_file(HEADINGS, ("7", "Värdar", "Unga", "Pågår")), name=name))
    assert table.key == "intervention"
    assert table.rows[0].line == 2
    assert table.rows[0].cells == {
        "id": "7",
        "title": "Värdar",
        "target_group": "Unga",
        "state": "Pågår",
    }


def test_headings_are_known_in_english_and_whatever_their_case():
    file = csv_file(("NO.", "intervention", "Target  group"), ("7", "Värdar", "Unga"))
    assert set(only(read_tables(file, name="a.csv")).rows[0].cells) == {
        "id",
        "title",
        "target_group",
    }


def test_a_sheet_says_in_which_column_a_cell_stands():
    table = only(read_tables(workbook(HEADINGS, (7, "Värdar", "Unga", "Pågår")), name="a.xlsx"))
    assert table.letters == {"id": "A", "title": "B", "target_group": "C", "state": "D"}
    assert table.rows[0].cells["id"] == "7"


def test_a_text_that_looks_like_a_formula_comes_back_as_text_and_a_formula_does_not():
    saved = SavedTables(
        municipality="Älvstad",
        rows={"comparison_area": (SavedRow(id=1, values={"name": "=1+1", "code": ""}),)},
    )
    named = {table.key: table for table in read_tables(tables_workbook(saved), name="a").tables}
    assert named["comparison_area"].rows[0].cells["name"] == "=1+1"

    live = only(read_tables(workbook(("Nr", "Namn", "Kod"), (1, "=1+1", "")), name="a.xlsx"))
    assert live.rows[0].cells["name"] is None


def test_an_inert_cell_of_a_csv_is_what_it_was():
    text = "=HYPERLINK(1)"
    file = csv_file(HEADINGS, ("7", inert(text), "=A1", "Pågår"))
    row = only(read_tables(file, name="insatser.csv")).rows[0]
    assert (row.cells["title"], row.cells["target_group"]) == (text, None)


def test_a_zip_holds_several_tables_and_what_is_no_table_is_left():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("insatser.csv", csv_file(HEADINGS, ("7", "Värdar", "Unga", "Pågår")))
        parts.writestr("mapp/program.csv", csv_file(("Nr", "Namn"), ("1", "BFP")))
        parts.writestr("__MACOSX/._program.csv", b"\x00\x01")
        parts.writestr("läs.txt", b"hej")
    tables = read_tables(file.getvalue(), name="a.zip")
    assert [table.key for table in tables.tables] == ["intervention", "programme"]


def test_what_is_not_known_is_said():
    book = Workbook()
    book.active.title = "Insatser"
    for row in ((*HEADINGS, "Egen", "Insats"), (7, "Värdar", "Unga", "Pågår", "x", "y")):
        book.active.append(row)
    book.create_sheet("Kladd").append(["Att göra", "Kanske"])
    file = io.BytesIO()
    book.save(file)
    tables = read_tables(file.getvalue(), name="a.xlsx")
    assert len(tables.notes) == 2
    assert "Egen, Insats" in tables.notes[0]
    assert tables.notes[1].startswith("Kladd")
    assert only(tables).rows[0].cells["title"] == "Värdar"


def test_empty_rows_and_rows_with_a_mark_alone_are_no_rows():
    file = csv_file(("Nr", "Insats", "Avtryck"), ("", "", ""), ("", "", "abc"), ("1", "A", "abc"))
    assert [row.line for row in only(read_tables(file, name="insatser.csv")).rows] == [4]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"x" * 5_000_001, "5 MB"),
        (b"\xd0\xcf\x11\xe0old", "XLSX"),
        (b"PK\x03\x04broken", "XLSX"),
        (b"Frukt;Antal\n1;2\n", "Ingen av programmets tabeller"),
        (b"", "Ingen av programmets tabeller"),
        (csv_file(HEADINGS, *[(str(one), "A", "", "") for one in range(20_001)]), "20 000"),
        (workbook(("Att göra",), ("Kanske",), title="Blad1"), "Ingen av programmets tabeller"),
    ],
    ids=["large", "old", "broken", "other", "empty", "many", "other-sheet"],
)
def test_what_cannot_be_read_is_refused_in_words(data, words):
    with speaking("sv"), pytest.raises(NotReadable, match=words):
        read_tables(data, name="insatser.csv" if words == "20 000" else "fil")


def test_a_zip_that_unpacks_to_endless_rows_is_refused_with_little_memory():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("insatser.csv", "a;b\n" * 1_000_000)
    tracemalloc.start()
    with pytest.raises(NotReadable, match="högst 20 000"):
        read_tables(file.getvalue(), name="a.zip")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 60_000_000


def test_what_was_read_is_kept_as_it_was():
    tables = read_tables(csv_file(HEADINGS, ("7", "=A1", "", "Pågår")), name="insatser.csv")
    assert unpack(pack(tables)) == tables
    assert pack(tables) == pack(tables)
