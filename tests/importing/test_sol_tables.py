"""Brå's search as it exports: pages, genitives, HTML's spaces, nothing where there is nothing."""

import pytest

from tests.importing.old_excel_builder import old_excel
from tests.importing.tables import flat, missing, read, text_file, workbook, wrong

HEADER = [
    "Anmälda brott;Brottsförebyggande rådet",
    ";År;",
    ";2021;",
    ";/100&nbsp;000&nbsp;inv;",
]
EXPORT = [
    *HEADER,
    "Ale kommun;;",
    "3-7 kap. Brott mot person;..;",
    "3 kap. Brott mot liv och hälsa;321;",
    "Arjeplogs kommun;;",
    "",
    *HEADER,
    "3-7 kap. Brott mot person;1 234;",
    "3 kap. Brott mot liv och hälsa;..;",
    "Heby kommun;;",
    "3 kap. Brott mot liv och hälsa;432;",
    "Heby kommun;;",
    "3 kap. Brott mot liv och hälsa;..;",
]


def test_crimes_are_read_under_their_municipality_also_across_pages():
    found = read(text_file(*EXPORT, coding="latin-1"), name="Sökning.txt")

    assert flat(found, "value") == {
        ("3-7 kap. Brott mot person", "Arjeplogs kommun", 2021): 1234,
        ("3 kap. Brott mot liv och hälsa", "Ale kommun", 2021): 321,
        ("3 kap. Brott mot liv och hälsa", "Heby kommun", 2021): 432,
    }
    assert {series.unit for series in found.series} == {"/100 000 inv"}
    assert {series.source for series in found.series} == {"Brottsförebyggande rådet"}
    assert missing(found) == {"rad 6": "..", "rad 15": "..", "rad 19": ".."}
    assert not wrong(found)


@pytest.mark.parametrize("make", [workbook, old_excel], ids=["xlsx", "xls"])
def test_the_same_search_as_a_workbook_says_the_same(make):
    rows = [
        ["Anmälda brott", "", "Brottsförebyggande rådet"],
        ["", "År", ""],
        ["", 2021, ""],
        ["", "/100 000 inv", ""],
        ["Ale kommun", "", ""],
        ["3 kap. Brott mot liv och hälsa", 321, ""],
        ["Älvstads kommun", "", ""],
        ["3 kap. Brott mot liv och hälsa", 12.5, ""],
    ]

    found = read(make(Resultat=rows), name="Bok1.xls")

    assert flat(found, "value", "where") == {
        ("3 kap. Brott mot liv och hälsa", "Ale kommun", 2021): (321, "Resultat B6"),
        ("3 kap. Brott mot liv och hälsa", "Älvstads kommun", 2021): (12.5, "Resultat B8"),
    }


def test_several_years_and_units_stand_beside_one_another():
    found = read(
        text_file(
            "Anmälda brott;Brottsförebyggande rådet",
            ";År;;;",
            ";2023;;2024 prel.;",
            ";Antal;/100&nbsp;000&nbsp;inv;Antal;/100&nbsp;000&nbsp;inv",
            "Ale kommun;;;;",
            "Misshandel;120;380;131;411",
        ),
        name="Sökning.txt",
    )

    assert flat(found, "count", "value", "is_preliminary") == {
        ("Misshandel", "Ale kommun", 2023): (120, 380, False),
        ("Misshandel", "Ale kommun", 2024): (131, 411, True),
    }
