"""Tables with years, units or questions beside one another are read to the exact values."""

import io

from openpyxl import load_workbook

from tests.importing.tables import flat, missing, read, text_file, workbook, wrong


def municipality_workbook():
    """A workbook of one municipality as Brå gives it: a sheet a crime type, units in pairs."""
    years = ["", 2023, None, "2024 prel.", None]
    units = ["Region", "Antal", "Antal per 100 000", "Antal", "Antal per 100 000"]
    return workbook(
        Bostadsinbrott=[
            ["Anmälda bostadsinbrott i Granviks kommun, 2023–2024"],
            years,
            units,
            ["Granviks kommun", 83, 267, 90, 289],
            ["Dalarnas län", "1 234", 430, 1190, "414,5"],
            ["Hela landet", 10000, 95, "..", "–"],
            ["Källa: Brå"],
        ],
        Rån=[
            ["Anmälda rån i Granviks kommun, 2023–2024"],
            years,
            units,
            ["Granviks kommun", 0, 0, 3, 10],
        ],
    )


def test_a_workbook_of_one_municipality_is_a_series_a_sheet_with_counts_and_rates():
    found = read(municipality_workbook(), name="granvik.xlsx")

    assert flat(found, "count", "value") == {
        ("Bostadsinbrott", "Granviks kommun", 2023): (83, 267),
        ("Bostadsinbrott", "Granviks kommun", 2024): (90, 289),
        ("Bostadsinbrott", "Dalarnas län", 2023): (1234, 430),
        ("Bostadsinbrott", "Dalarnas län", 2024): (1190, 414.5),
        ("Bostadsinbrott", "Hela landet", 2023): (10000, 95),
        ("Rån", "Granviks kommun", 2023): (0, 0),
        ("Rån", "Granviks kommun", 2024): (3, 10),
    }
    assert {series.unit for series in found.series} == {"Antal per 100 000"}
    assert {series.source for series in found.series} == {"Brå", ""}
    assert found.form == "Brå: antal och antal per 100 000 bredvid varandra, per år"
    assert not wrong(found)


def test_a_cell_without_a_value_is_missing_and_said_with_its_place():
    found = read(municipality_workbook(), name="granvik.xlsx")

    assert missing(found) == {"Bostadsinbrott D6": "..", "Bostadsinbrott E6": "–"}


def test_a_year_marked_as_preliminary_has_preliminary_values():
    found = read(municipality_workbook(), name="granvik.xlsx")

    marked = flat(found, "is_preliminary")
    assert marked["Bostadsinbrott", "Granviks kommun", 2024]
    assert not marked["Bostadsinbrott", "Granviks kommun", 2023]


def test_years_and_units_may_stand_in_the_same_heading():
    found = read(
        text_file(
            "Anmälda brott;;;;",
            "Region;2023 Antal;2023 Antal per 100 000;2024 Antal;2024 Antal per 100 000",
            "Granvik;83;267,5;90;289",
        ),
        name="brott.csv",
    )

    assert flat(found, "count", "value", "where") == {
        ("Anmälda brott", "Granvik", 2023): (83, 267.5, "rad 3, kolumn B"),
        ("Anmälda brott", "Granvik", 2024): (90, 289, "rad 3, kolumn D"),
    }


def test_a_yearly_table_by_municipality_takes_its_year_and_crime_from_its_title():
    found = read(
        workbook(
            Tabell_1=[
                ["Anmälda brott efter kommun och brottstyp, år 2024. Antal"],
                [],
                ["Kommunkod", "Kommun", "Misshandel", "Skadegörelse"],
                [380, "Uppsala", 1500, 4100],
                ["2480", "Umeå", "1 020", "-"],
            ]
        ),
        name="kommuner.xlsx",
    )

    assert flat(found, "count") == {
        ("Misshandel", "Uppsala", 2024): 1500,
        ("Skadegörelse", "Uppsala", 2024): 4100,
        ("Misshandel", "Umeå", 2024): 1020,
    }
    assert missing(found) == {"Tabell 1 D5": "-"}


def test_a_yearly_table_may_have_a_column_a_year():
    found = read(
        text_file(
            "Anmälda våldsbrott, antal per 100 000 invånare",
            "Kommun\t2022\t2023\t2024",
            "Umeå\t701,5\t688\t690",
            "Luleå\t650\t..\t640",
        ),
        name="valdsbrott.txt",
    )

    assert flat(found, "value")["Anmälda våldsbrott", "Umeå", 2022] == 701.5
    assert len(flat(found, "value")) == 5
    assert missing(found) == {"rad 4, kolumn C": ".."}


def test_overlapping_survey_years_are_periods_of_two_years():
    found = read(
        workbook(
            Otrygghet=[
                ["Otrygghet vid utevistelse sent på kvällen, andel (%)"],
                ["Region", "2017/2018", "2018/2019", "2019–2020"],
                ["Granviks kommun", 24.5, 26, "27,1"],
                ["HELA RIKET", 28, 28.5, 29],
            ]
        ),
        name="ntu.xlsx",
    )

    values = flat(found, "value")
    assert values["Otrygghet", "Granviks kommun", "2017-01-01–2018-12-31"] == 0.245
    assert values["Otrygghet", "Granviks kommun", "2018-01-01–2019-12-31"] == 0.26
    assert values["Otrygghet", "Granviks kommun", "2019-01-01–2020-12-31"] == 0.271
    assert len(values) == 6


def test_a_cell_that_is_shown_as_per_cent_is_the_share_that_it_holds():
    book = load_workbook(
        io.BytesIO(
            workbook(
                Otrygghet=[
                    ["Region", "2023", "2024"],
                    ["Granvik", 0.07, 0.245],
                ]
            )
        )
    )
    book.active["B2"].number_format = "0%"
    book.active["C2"].number_format = "0.0%"
    packed = io.BytesIO()
    book.save(packed)

    found = read(packed.getvalue(), name="ntu.xlsx")

    assert flat(found, "value") == {
        ("Otrygghet", "Granvik", 2023): 0.07,
        ("Otrygghet", "Granvik", 2024): 0.245,
    }


def test_a_table_by_question_lacks_its_year_until_somebody_says_it():
    data = text_file(
        "region,otrygghet_sen_kvall,oro_bostadsinbrott",
        "HELA RIKET,17,13",
        "Granvik,XX,11",
    )

    found, dated = read(data), read(data, year=2010)

    assert found.lacks_year
    assert not any(series.values for series in found.series)
    assert not dated.lacks_year
    assert flat(dated, "value") == {
        ("otrygghet_sen_kvall", "HELA RIKET", 2010): 0.17,
        ("oro_bostadsinbrott", "HELA RIKET", 2010): 0.13,
        ("oro_bostadsinbrott", "Granvik", 2010): 0.11,
    }
    assert missing(dated) == {"rad 3, kolumn B": "XX"}
    assert dated.notes == ("Filen anger ingen enhet. Värdena läses som procent.",)


def test_bounds_and_answers_may_stand_beside_their_value():
    found = read(
        workbook(
            Oro_för_inbrott=[
                ["Andel (%) som oroar sig"],
                ["", 2024, None, None, None],
                ["Region", "Andel (%)", "Undre gräns", "Övre gräns", "Antal svarande"],
                ["Granvik", 11, 9, 13, 412],
            ]
        ),
        name="ntu.xlsx",
    )

    assert flat(found, "value", "low", "high", "sample_size") == {
        ("Oro för inbrott", "Granvik", 2024): (0.11, 0.09, 0.13, 412)
    }


def test_rows_may_be_crimes_and_the_municipality_stand_in_the_title():
    found = read(
        text_file(
            "Umeå kommun",
            "Brottstyp;2023;2024",
            "Antal anmälda rån;12;9",
            "Antal anmälda inbrott;83;90",
        ),
        name="umea.csv",
    )

    assert flat(found, "count") == {
        ("Antal anmälda rån", "Umeå kommun", 2023): 12,
        ("Antal anmälda rån", "Umeå kommun", 2024): 9,
        ("Antal anmälda inbrott", "Umeå kommun", 2023): 83,
        ("Antal anmälda inbrott", "Umeå kommun", 2024): 90,
    }


def test_populations_may_have_a_column_a_year():
    found = read(
        text_file("Folkmängd efter region och år", "region;2023;2024", "2480 Umeå;119400;120500"),
        name="scb.csv",
    )

    assert [(one.place, one.year, one.inhabitants) for one in found.populations] == [
        ("2480 Umeå", 2023, 119400),
        ("2480 Umeå", 2024, 120500),
    ]
    assert not found.series


def test_a_sheet_without_values_is_named_and_left_out():
    found = read(
        workbook(
            Läs_mig=[["Statistiken tas fram av Brå."]],
            Rån=[["Region", "2024"], ["Antal anmälda brott i Granvik", 3]],
        ),
        name="granvik.xlsx",
    )

    assert found.notes == ("De här bladen har inga värden och är utelämnade: Läs mig.",)


def test_a_table_whose_title_says_preliminary_is_preliminary():
    found = read(
        text_file("Anmälda brott, preliminära uppgifter", "Kommun;2025", "Granvik;83"),
        name="prel.csv",
    )

    assert set(flat(found, "is_preliminary").values()) == {True}
    assert found.notes == ("Tabellens rubrik säger att den är preliminär.",)
