"""Hostile and oversized files are refused early, with little memory and in words."""

import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from tests.importing.tables import flat, read, text_file, workbook
from tests.importing.test_spreadsheets import BOMB, repacked
from tracker.importing.programme_tables import read_tables
from tracker.importing.rows import NotReadable
from tracker.importing.workbooks import MOST_BYTES, MOST_ROWS, column_letters

TABLE = [["Antal brott"], ["Kommun", "2024"], ["Granvik", 3]]


def long_workbook(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Brott")
    for number in range(rows):
        sheet.append(["Granvik", number])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


LONG = long_workbook(100_000)
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_shared_text(text, *, cells):
    """Return a workbook that stores a text once and has it in so many cells, ten a row."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 10 + "</row>"
    plain = workbook(Brott=TABLE)
    with zipfile.ZipFile(io.BytesIO(plain)) as parts:
        kinds = parts.read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    return repacked(
        plain,
        **{
            "[Content_Types].xml": kinds.replace("</Types>", listed),
            "xl/sharedStrings.xml": f'<sst xmlns="{_SPACE}"><si><t>{text}</t></si></sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SPACE}"><sheetData>'
            + row * (cells // 10)
            + "</sheetData></worksheet>",
        },
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Filen är tom."),
        (b";;\r\n", "Filen är tom."),
        (workbook(Blad1=[]), "Filen är tom."),
        (b"x" * (MOST_BYTES + 1), "högst 5 MB"),
        (b"\x89PNG\0\0", "inte text"),
        (b"PK\x03\x04 broken", "kan inte läsas som XLSX"),
        (b"Granvik;1\r\n" * (MOST_ROWS + 1), "högst 20 000"),
        (b"\n" * 1_000_000, "högst 20 000"),
        (LONG, "högst 20 000"),
        (text_file(";".join(["Kommun", *["2024"] * 250])), "högst 200"),
        (workbook(Brott=[["Kommun", *["2024"] * 250]]), "högst 200"),
        (workbook(**{f"Blad{number}": TABLE for number in range(121)}), "för många blad"),
        (
            text_file("Kommun;" + "2024;" * 180, *["Granvik" + ";1" * 180] * 400),
            "för många värden",
        ),
        (repacked(workbook(B=TABLE), **{"xl/big.bin": b"\0" * 60_000_000}), "packas upp"),
        (repacked(workbook(B=TABLE), **{"xl/worksheets/sheet1.xml": BOMB}), "ett kalkylblad inte"),
        (
            repacked(
                workbook(B=TABLE), **{"xl/sharedStrings.xml": " " * 65_530 + "<!DOCTYPE a><a/>"}
            ),
            "ett kalkylblad inte",
        ),
        (b'{"a": [', "kan inte läsas som JSON"),
        (b'{"a": {"columns": 3}}', "ingen tabell från SCB"),
        (b"{}", "ingen tabell från SCB"),
        (b"[" * 100_000, "kan inte läsas som JSON"),
        (text_file("Hej!", "Här är inga tal."), "Inga värden hittades"),
        (text_file("Kommun;Värde;År"), "Inga värden hittades"),
    ],
    ids=range(22),
)
def test_what_cannot_be_read_is_refused_in_words(data, words):
    with pytest.raises(NotReadable, match=words):
        read(data)


def test_a_hundred_thousand_rows_are_refused_with_little_memory():
    rows = text_file("Kommun;År;Antal", *["Granvik;2024;83"] * 100_000)
    tracemalloc.start()
    with pytest.raises(NotReadable, match="högst 20 000"):
        read(rows)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20_000_000


def test_a_workbook_that_unpacks_to_much_is_refused_without_being_unpacked():
    bomb = repacked(workbook(B=TABLE), **{"xl/big.bin": b"\0" * 60_000_000})
    tracemalloc.start()
    with pytest.raises(NotReadable):
        read(bomb)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2_000_000


@pytest.mark.parametrize("reads", [read, read_tables])
def test_a_text_stored_once_that_stands_everywhere_is_refused(reads):
    with pytest.raises(NotReadable, match="packas upp"):
        reads(with_shared_text("ab  " * 2_000, cells=3_000), name="bok.xlsx")


def test_a_text_that_stands_in_many_cells_is_no_harm():
    with pytest.raises(NotReadable, match="Inga värden hittades"):
        read(with_shared_text("Granvik", cells=3_000), name="bok.xlsx")


def test_links_to_other_workbooks_are_said_and_their_formulas_left_out():
    data = workbook(Brott=[*TABLE, ["Älvstad", "=[1]Blad1!A1"]])
    linked = repacked(data, **{"xl/externalLinks/externalLink1.xml": "<externalLink/>"})

    found = read(linked, name="bok.xlsx")

    assert found.notes == ("Arbetsboken har länkar till andra filer. De följs inte.",)
    assert list(flat(found, "count").values()) == [3]
    assert [(one.where, one.raw) for one in found.problems] == [("Brott B4", "en formel")]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_text_file_is_read_however_it_was_saved(coding, delimiter):
    lines = [
        delimiter.join(cells)
        for cells in (("Kommun", "År", "Antal", "Brott"), ("Åre", "2024", "83", "Rån"))
    ]

    found = read(text_file(*lines, coding=coding))

    assert flat(found, "count") == {("Rån", "Åre", 2024): 83}


def test_decimal_commas_do_not_part_cells_where_semicolons_do():
    found = read(text_file("Kommun;År;Värde", "Åre;2024;1,5", "Ånge;2024;2,5"), name="skala.csv")

    assert flat(found, "value") == {("skala", "Åre", 2024): 1.5, ("skala", "Ånge", 2024): 2.5}


def test_a_row_far_down_is_named_by_its_number_in_the_file():
    data = text_file("Kommun;År;Antal", "", "", "Åre;2024;x y")

    assert [one.where for one in read(data).problems] == ["rad 4"]


def test_columns_are_named_as_in_a_spreadsheet():
    assert [column_letters(number) for number in (0, 25, 26, 199)] == ["A", "Z", "AA", "GR"]
