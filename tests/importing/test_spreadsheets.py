"""Spreadsheets become rows of texts, and hostile ones are refused quickly."""

import io
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock

import pytest
from openpyxl import Workbook

from tracker.importing.rows import MOST_ROWS, NotReadable
from tracker.importing.spreadsheets import read_sheet


def cells(data):
    return [texts for _number, texts in read_sheet(data).rows]


def xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def repacked(data, **parts):
    """Return an XLSX file with parts replaced or added."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_however_it_was_saved(delimiter, coding):
    text = f"Datum{delimiter}Tema\r\n2027-05-11{delimiter}Trygg på väg\r\n"

    assert cells(text.encode(coding)) == [("Datum", "Tema"), ("2027-05-11", "Trygg på väg")]


def test_quoted_cells_keep_their_delimiters_and_lose_their_line_breaks():
    assert cells(b'Datum;Tema\n2027-05-11;"Unga;\nvuxna"\n')[1] == ("2027-05-11", "Unga; vuxna")


def test_rows_are_numbered_as_in_the_file_and_empty_ones_left_out():
    assert [number for number, _ in read_sheet(b"Datum;Tema\n;\n\n2027-05-11;A\n").rows] == [1, 4]


def test_dates_and_times_in_xlsx_are_written_out():
    data = xlsx(
        ["Datum", "Tid", "Tema", "Nummer"],
        [date(2027, 5, 11), clock(15, 0), "Trygg sommar", 3.0],
        [datetime.fromisoformat("2027-05-12T09:30"), None, "Lägesbild", 2.5],
    )

    assert cells(data)[1:] == [
        ("2027-05-11", "15:00", "Trygg sommar", "3"),
        ("2027-05-12 09:30", "", "Lägesbild", "2.5"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        xlsx(["Datum", "Tema"], ["2027-05-11", '=HYPERLINK("http://evil.example")']),
        b"Datum;Tema\n2027-05-11;=cmd|' /C calc'!A0\n",
    ],
    ids=["xlsx", "csv"],
)
def test_formulas_are_left_out_and_it_is_said(data):
    sheet = read_sheet(data)

    assert sheet.rows[1][1] == ("2027-05-11", "")
    assert sheet.notes == ("En formel är utelämnad. Spara filen med värden i stället.",)


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Filen är tom."),
        (b";;\n;;\n", "Filen är tom."),
        (b"\xd0\xcf\x11\xe0 old", "gammal eller skyddad Excelfil"),
        (b"\x89PNG\0\0\0", "inte text"),
        (b"PK\x03\x04 broken", "kan inte läsas som XLSX"),
        (b'a;"' + b"x" * 200_000, "kan inte läsas som CSV"),
        (b"x" * 1_000_001, "Skicka högst 1 MB."),
        (b"2027-05-11;A\n" * (MOST_ROWS + 5), "för många rader"),
        (b"\n" * 900_000, "för många rader"),
        (repacked(xlsx(["a"]), **{"xl/big.bin": b"\0" * 60_000_000}), "packas upp"),
        (repacked(xlsx(["a"]), **{f"xl/{n}": b"x" for n in range(300)}), "packas upp"),
        (repacked(xlsx(["a"]), **{"xl/worksheets/sheet1.xml": BOMB}), "ett kalkylblad inte ska"),
        (
            repacked(xlsx(["a"]), **{"xl/worksheets/sheet1.xml": BOMB.encode("utf-16")}),
            "ett kalkylblad inte ska",
        ),
        (repacked(xlsx(["a"]), **{"xl/workbook.xml": "<a>"}), "kan inte läsas som XLSX"),
        (xlsx(*[["2027-05-11", "A"]] * (MOST_ROWS + 5)), "för många rader"),
    ],
    ids=range(15),
)
def test_what_cannot_be_read_is_refused_in_words_and_quickly(data, message):
    began = time.perf_counter()

    with pytest.raises(NotReadable, match=message):
        read_sheet(data)

    assert time.perf_counter() - began < 2


def test_a_far_away_cell_costs_no_time():
    book = Workbook()
    book.active["A1"] = "Datum"
    book.active["XFD1048576"] = "far"
    packed = io.BytesIO()
    book.save(packed)
    began = time.perf_counter()

    with pytest.raises(NotReadable):
        read_sheet(packed.getvalue())

    assert time.perf_counter() - began < 2


def test_the_largest_sheet_allowed_is_read_in_time():
    shared = "".join(f"<si><t>{n}</t></si>" for n in range(170_000))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = repacked(
        xlsx(["Datum", "Tema"], ["2027-05-11", "A"]),
        **{"xl/sharedStrings.xml": f'<sst xmlns="{space}">{shared}</sst>'},
    )
    began = time.perf_counter()

    read_sheet(data)

    assert time.perf_counter() - began < 2
