"""Old Excel files are read in a process of their own, and only when they are what they say."""

import random
import struct
from contextlib import suppress

import pytest

from tests.importing.old_excel_builder import (
    Formula,
    cell_record,
    compound_file,
    old_excel,
    record,
)
from tests.importing.tables import flat, read, wrong
from tracker.importing.rows import NotReadable

ROWS = [
    ["Antal anmälda brott"],
    ["Region", "2023", "2024"],
    ["Granvik", 83, 90.0],
    ["Älvstad", 12, Formula(13)],
]


def test_texts_numbers_and_sheets_are_read():
    found = read(old_excel(Brott_A=ROWS, Brott_B=ROWS[:3]), name="bok.xls")

    assert flat(found, "count", "where") == {
        ("Brott A", "Granvik", 2023): (83, "Brott A B3"),
        ("Brott A", "Granvik", 2024): (90, "Brott A C3"),
        ("Brott A", "Älvstad", 2023): (12, "Brott A B4"),
        ("Brott B", "Granvik", 2023): (83, "Brott B B3"),
        ("Brott B", "Granvik", 2024): (90, "Brott B C3"),
    }


def test_a_formula_is_left_out_and_said_whatever_it_last_showed():
    found = read(old_excel(Brott=ROWS), name="bok.xls")

    assert wrong(found) == {
        "Brott C4": "Cellen är en formel. Spara filen med värden i stället.",
    }


def test_links_to_other_workbooks_are_said():
    link = record(0x01AE, struct.pack("<HH", 1, 8) + b"\x00\x01other.xls")

    found = read(old_excel(extra=link, Brott=ROWS), name="bok.xls")

    assert "Arbetsboken har länkar till andra filer. De följs inte." in found.notes


def far_away(row, column):
    return compound_file(
        Workbook=record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 1996, 0, 6))
        + cell_record(row, column, 1.0)
        + record(0x000A)
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (old_excel(Brott=ROWS)[:3000], "kan inte läsas"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 4000, "kan inte läsas"),
        (compound_file(Other=b"x"), "kan inte läsas"),
        (compound_file(EncryptedPackage=b"x"), "skyddad"),
        (old_excel(extra=record(0x002F, b"\0" * 6), Brott=ROWS), "skyddad"),
        (old_excel(Brott=[*ROWS, *[[""]] * 65_000, ["far", 1]]), "för stor"),
        (old_excel(Brott=[*ROWS, [""] * 250 + [1]]), "för stor"),
        (far_away(39_999, 199), "tom"),
    ],
    ids=["cut", "empty", "other", "encrypted", "password", "far down", "far right", "no sheet"],
)
def test_what_cannot_be_read_is_refused_in_words(data, words):
    with pytest.raises(NotReadable, match=words):
        read(data, name="bok.xls")


def test_many_sheets_that_each_reach_far_are_refused_before_room_is_made_for_them():
    corner = [["Region", "2024"], *[[""]] * 19_000, [""] * 150 + [1]]

    with pytest.raises(NotReadable, match="för stor"):
        read(old_excel(A=corner), name="bok.xls")


def test_a_file_that_ends_the_librarys_process_is_refused_in_words():
    # The library makes room for as many cells as a sheet says that it has.
    claim = record(0x0200, struct.pack("<IIHHH", 0, 2**24, 0, 65_000, 0))

    with pytest.raises(NotReadable, match="kan inte läsas"):
        read(old_excel(in_sheets=claim, Brott=ROWS), name="bok.xls")


def test_a_text_stored_once_that_stands_everywhere_is_refused():
    stored = record(0x00FC, struct.pack("<IIHB", 1, 1, 8000, 0) + b"\xe5" * 8000)
    cells = [
        record(0x00FD, struct.pack("<HHHI", row, column, 0, 0))
        for row in range(60)
        for column in range(20)
    ]

    with pytest.raises(NotReadable, match="kan inte läsas"):
        read(old_excel(extra=stored, in_sheets=b"".join(cells), Brott=ROWS), name="bok.xls")


def test_damaged_files_are_read_or_refused():
    whole = old_excel(Brott=ROWS)
    chance = random.Random(5)  # noqa: S311
    for _round in range(12):
        damaged = bytearray(whole)
        for _byte in range(chance.choice((1, 4, 30))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(NotReadable):
            assert read(bytes(damaged), name="bok.xls").form
