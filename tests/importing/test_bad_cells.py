"""Each thing that can be wrong with a cell is said where it stands, and only it is left out."""

import pytest

from tests.importing.tables import flat, missing, read, text_file, workbook, wrong

HEADER = ["Indikator", "Plats", "Period", "Enhet", "Antal", "Värde", "Folkmängd", "Svarande"]
RIGHT = ["Rån", "Granvik", 2023, "", 83, "", 31250, ""]


def with_row(*row):
    return workbook(Blad1=[HEADER, RIGHT, list(row)])


@pytest.mark.parametrize(
    ("row", "where", "words"),
    [
        (("Rån", "Granvik", 2024, "", -3), "E3", "Ett antal kan inte vara negativt."),
        (("Rån", "Granvik", 2024, "", 3.5), "E3", "Här ska det stå ett heltal."),
        (
            ("Rån", "Granvik", 2024, "", "cirka 12"),
            "E3",
            "Här står inget tal. Skriv bara talet, till exempel 1 234,5.",
        ),
        (
            ("Rån", "Granvik", 2024, "", "=SUM(E1:E2)"),
            "E3",
            "Cellen är en formel. Spara filen med värden i stället.",
        ),
        (("Rån", "Granvik", 2024, "", 10**12), "E3", "Talet är för stort för att kunna vara rätt."),
        (("Oro", "Granvik", 2024, "%", "", 104), "F3", "En andel kan inte vara över 100 %."),
        (("Oro", "Granvik", 2024, "%", "", -4), "F3", "En andel kan inte vara negativ."),
        (("Oro", "Granvik", 2024, "", "", "140 %"), "F3", "En andel kan inte vara över 100 %."),
        (
            ("Våld", "Granvik", 2024, "per 100 000", "", -4),
            "F3",
            "Ett tal per invånare kan inte vara negativt.",
        ),
        (
            ("Våld", "Granvik", 2024, "per 100 000", "", "4 %"),
            "F3",
            "Enheten är per invånare, men i cellen står procent.",
        ),
    ],
)
def test_a_wrong_value_is_said_with_its_cell_and_left_out(row, where, words):
    found = read(with_row(*row), name="mall.xlsx")

    assert wrong(found) == {f"Blad1 {where}": words}
    assert flat(found, "count", "population") == {("Rån", "Granvik", 2023): (83, 31250)}


def test_a_formula_instead_of_a_year_is_said_to_be_one():
    found = read(with_row("Rån", "Granvik", "=2020+4", "", 90))

    assert [(one.where, one.raw) for one in found.problems] == [("Blad1 C3", "en formel")]


@pytest.mark.parametrize("place", ["", "=A1"])
def test_a_row_that_names_no_place_is_said_and_left_out(place):
    found = read(with_row("Rån", place, 2024, "", 90))

    assert wrong(found) == {"Blad1 B3": "Här står ingen plats. Skriv en kommun."}
    assert flat(found, "count") == {("Rån", "Granvik", 2023): 83}


@pytest.mark.parametrize("place", ["", "=A2"])
def test_a_row_of_a_wide_table_that_names_no_place_is_said_and_left_out(place):
    rows = [["Kommun", "2023 Antal", "2024 Antal"], ["Granvik", 83, 90], [place, 3, 4], [None] * 3]
    found = read(workbook(Rån=[*rows, ["Nordby", 5, 6]]), name="tal.xlsx")

    assert wrong(found) == {"Rån A3": "Här står ingen plats. Skriv en kommun."}
    assert {place for _name, place, _year in flat(found, "count")} == {"Granvik", "Nordby"}


def test_a_table_without_a_column_of_places_is_read_all_the_same():
    found = read(text_file("Indikator;Period;Antal", "Rån;2024;90"))

    assert not wrong(found)
    assert flat(found, "count") == {("Rån", "", 2024): 90}


@pytest.mark.parametrize(
    ("population", "sample", "words"),
    [
        (0, "", "Folkmängden måste vara större än 0."),
        (-5, "", "Folkmängden måste vara större än 0."),
        (31250.5, "", "Här ska det stå ett heltal."),
        ("", 0, "Antalet svarande måste vara större än 0."),
    ],
)
def test_a_wrong_population_or_number_of_answers_leaves_the_value_without_it(
    population, sample, words
):
    found = read(with_row("Rån", "Granvik", 2024, "", 90, "", population, sample))

    assert list(wrong(found).values()) == [words]
    assert flat(found, "count", "population", "sample_size")["Rån", "Granvik", 2024] == (
        90,
        None,
        None,
    )


def test_a_year_that_is_there_twice_with_two_values_is_left_out_and_both_rows_said():
    found = read(with_row("Rån", "Granviks kommun", "2023", "", 91))

    assert set(wrong(found)) == {"Blad1 E2", "Blad1 E3"}
    assert "ett värde till för samma period på Blad1 E2" in wrong(found)["Blad1 E3"]
    assert not flat(found, "count")


def test_a_year_that_is_there_twice_with_the_same_value_is_kept_once():
    found = read(with_row("Rån", "Granvik", 2023, "", 83))

    assert list(wrong(found)) == ["Blad1 E3"]
    assert flat(found, "count") == {("Rån", "Granvik", 2023): 83}


def test_a_place_written_in_two_ways_is_one_place():
    found = read(
        text_file("Kommun;År;Antal", "Umeå;2024;83", "Umeå kommun;2024;90", "2480;2024;91")
    )

    assert len(wrong(found)) == 3


@pytest.mark.parametrize("written", ["..", "-", "–", "XX", "Missing", ""])
def test_a_missing_value_is_said_to_be_missing_and_is_never_zero(written):
    found = read(with_row("Rån", "Granvik", 2024, "", written))

    assert missing(found) == {"Blad1 E3": written}
    assert not wrong(found)
    assert found.problems[0].words == (
        "Källan har inget värde för Granvik. Det saknas, och är inte noll."
    )
    assert ("Rån", "Granvik", 2024) not in flat(found, "count")


def test_a_zero_is_a_value():
    found = read(with_row("Rån", "Granvik", 2024, "", 0))

    assert flat(found, "count")["Rån", "Granvik", 2024] == 0
    assert not found.problems
