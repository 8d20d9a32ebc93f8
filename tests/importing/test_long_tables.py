"""Tables with a value a row: Brå's, Kolada's, surveys', populations and our own form."""

import json
from datetime import date

import pytest

from tests.importing.tables import flat, missing, read, text_file, workbook, wrong

BRA = "geografi,enhet,ar,variabel,varde,kalla"
RATE = "Antal per 100 000 inv"


def test_counts_and_rates_of_the_same_thing_become_one_series():
    found = read(
        text_file(
            BRA,
            "Granvik,Antal,2023,Bostadsinbrott,83.0,Anmälda brott",
            "Granvik,Antal,2024,Bostadsinbrott,0.0,Anmälda brott",
            f"Granvik,{RATE},2023,Bostadsinbrott,267.0,Anmälda brott",
            f"Granvik,{RATE},2024,Bostadsinbrott,,Anmälda brott",
            '"Hela landet",Antal,2023,"Stöld, totalt",120.0,Anmälda brott',
        )
    )

    assert flat(found, "count", "value") == {
        ("Bostadsinbrott", "Granvik", 2023): (83, 267),
        ("Bostadsinbrott", "Granvik", 2024): (0, None),
        ("Stöld, totalt", "Hela landet", 2023): (120, None),
    }
    assert [series.unit for series in found.series] == [RATE, "Antal"]
    assert [series.source for series in found.series] == ["Anmälda brott"] * 2
    assert not found.problems


SURVEY = (
    BRA,
    "Granvik,,2023,Antal svarande i NTU.,412,NTU",
    "Granvik,,2024,Antal svarande i NTU.,398,NTU",
    "Granvik,Andel (%) som är otrygga,2023,Otrygghet,24.5,NTU",
    "Granvik,KI (95 %) undre gräns,2023,Otrygghet,20.5,NTU",
    "Granvik,KI (95 %) övre gräns,2023,Otrygghet,28.9,NTU",
    "Granvik,Andel (%) som är otrygga,2024,Otrygghet,26,NTU",
    "Granvik,Andel (%) utsatta,2022,Utsatthet för rån,0.9,NTU",
    "Granvik,Andel (%) utsatta,2023,Utsatthet för rån,1.2,NTU",
)


def test_a_survey_has_shares_with_intervals_and_numbers_of_answers():
    found = read(text_file(*SURVEY))

    assert flat(found, "value", "low", "high", "sample_size") == {
        ("Otrygghet", "Granvik", 2023): (0.245, 0.205, 0.289, 412),
        ("Otrygghet", "Granvik", 2024): (0.26, None, None, 398),
        ("Utsatthet för rån", "Granvik", 2022): (0.009, None, None, 412),
        ("Utsatthet för rån", "Granvik", 2023): (0.012, None, None, 398),
    }
    assert [series.notes for series in found.series] == [
        (),
        ("Åren är de som frågan gäller. Antalet svarande kommer från undersökningen året efter.",),
    ]


def test_an_interval_that_does_not_hold_its_value_is_left_out_and_said():
    found = read(text_file(*SURVEY).replace(b",20.5,", b",25.5,"))

    assert flat(found, "value", "low")["Otrygghet", "Granvik", 2023] == (0.245, None)
    assert wrong(found) == {
        "rad 5": "Intervallet stämmer inte med sitt värde. Värdet läses in utan intervall."
    }


KOLADA = (
    "kpi,kpi_title,municipality_id,municipality,year,gender,value,status,download",
    'N07403,"Anmälda våldsbrott, antal/100 000 inv",2480,Umeå,2014,T,801.5,,2024-05-02',
    'N07403,"Anmälda våldsbrott, antal/100 000 inv",2480,Umeå,2015,T,688.25,,2024-05-02',
    'N07403,"Anmälda våldsbrott, antal/100 000 inv",2480,Umeå,2016,T,,Missing,2024-05-02',
    'N07403,"Anmälda våldsbrott, antal/100 000 inv",2480,Umeå,2015,K,512.5,,2024-05-02',
)


def test_kolada_values_bear_their_number_title_unit_and_day():
    found = read(text_file(*KOLADA))
    series = found.series[0]

    assert (series.name, series.unit, series.kpi, series.source, series.fetched_on) == (
        "Anmälda våldsbrott, antal/100 000 inv",
        "antal/100 000 inv",
        "N07403",
        "Kolada",
        date(2024, 5, 2),
    )
    assert found.series[1].name == "Anmälda våldsbrott, antal/100 000 inv, kvinnor"
    assert missing(found) == {"rad 4": ""}


def test_a_known_series_break_is_marked_at_its_year_and_said():
    series = read(text_file(*KOLADA)).series[0]

    assert [value.is_series_break for value in series.values] == [False, True]
    assert series.notes[0].startswith("Tidsseriebrott 2015:")


def test_a_number_in_kolada_that_has_meant_something_else_is_said():
    found = read(
        text_file(
            "kpi,municipality_id,year,value,unit",
            "U07452,2480,2022,4.2,medel av tre år per 1 000 inv",
        )
    )

    assert flat(found, "value") == {("U07452", "2480", 2022): 4.2}
    assert "ny innebörd 2024" in found.series[0].notes[0]


def test_municipal_figures_on_fraud_are_said_to_be_incomplete():
    found = read(text_file(BRA, "Granvik,Antal,2023,Bedrägeribrott,83,Anmälda brott"))

    assert "ofullständiga" in found.series[0].notes[0]


def test_monthly_figures_have_their_days_and_are_preliminary():
    found = read(
        text_file(
            "År,Månad,Period_start,Period_slut,Preliminär,Kommun,Region_ID,Brott,Antal,Per100000",
            "2026,8.0,2026-08-01,2026-08-31,True,Granvik,8441,Misshandel,22.0,77.0",
            "2026,8.0,2026-08-01,2026-08-31,False,Granvik,8441,Mened,0.0,0.0",
        )
    )

    assert flat(found, "count", "value", "is_preliminary") == {
        ("Misshandel", "Granvik", "2026-08-01–2026-08-31"): (22, 77, True),
        ("Mened", "Granvik", "2026-08-01–2026-08-31"): (0, 0, False),
    }


def test_a_year_and_a_month_are_a_month():
    found = read(text_file("Kommun;År;Månad;Antal", "Granvik;2026;8;22", "Granvik;2026;sep;19"))

    assert [spot[2] for spot in flat(found, "count")] == [
        "2026-08-01–2026-08-31",
        "2026-09-01–2026-09-30",
    ]


def test_totals_without_a_year_wait_for_somebody_to_say_it():
    data = text_file("name;numCrimes;crimesRelative", "Ale kommun;1234;5678", coding="utf-8-sig")

    assert read(data).lacks_year
    assert flat(read(data, name="anmalda_brott.csv", year=2021), "count", "value") == {
        ("anmalda brott", "Ale kommun", 2021): (1234, 5678)
    }


def test_the_year_may_stand_in_the_title():
    found = read(text_file("Anmälda brott år 2024;;", "Kommun;Antal", "Granvik;83"))

    assert flat(found, "count") == {("Anmälda brott", "Granvik", 2024): 83}


def populations(found):
    return {(one.place, one.year): one.inhabitants for one in found.populations}


def test_populations_are_read_by_place_and_year():
    found = read(
        text_file(
            "municipality_id,municipality,year,population",
            "2480,Umeå,2024,120 500",
            "2480,Umeå,2025,0",
        )
    )

    assert populations(found) == {("Umeå", 2024): 120500}
    assert wrong(found) == {"rad 3": "Folkmängden måste vara större än 0."}


def test_statistics_swedens_answer_is_read_also_when_it_holds_several():
    table = {
        "columns": [{"text": "region"}, {"text": "år"}, {"text": "Folkmängd"}],
        "data": [{"key": ["0180", "2024"], "values": ["900000"]}],
    }
    other = {**table, "data": [{"key": ["2480", "2024"], "values": ["120500"]}]}

    found = read(json.dumps({"one": table, "other": other}).encode(), name="svar.json")

    assert populations(found) == {("0180", 2024): 900000, ("2480", 2024): 120500}
    assert populations(read(json.dumps(table).encode())) == {("0180", 2024): 900000}


def test_a_period_that_is_not_understood_is_said_with_its_row():
    found = read(text_file("Kommun;År;Antal", "Granvik;i fjol;83", "Granvik;2024;90"))

    assert flat(found, "count", "where") == {("tal", "Granvik", 2024): (90, "rad 3")}
    assert [(one.where, one.raw) for one in found.problems] == [("rad 2", "i fjol")]


def test_a_code_says_which_place_an_unknown_name_is():
    found = read(workbook(Tal=[["Kommunkod", "Kommun", "År", "Antal"], [380, "Upsala", 2024, 83]]))

    assert [spot[1] for spot in flat(found, "count")] == ["380"]


@pytest.mark.parametrize(
    ("unit", "written"),
    [
        ("Andel", ("0,245", "0,26")),
        ("Andel", ("24,5", "26")),
        ("Andel (%)", ("24,5", "26 %")),
        ("Procent", ("24,5", "26")),
        ("%", ("24,5", "26 %")),
        ("", ("24,5 %", "26 %")),
    ],
)
def test_shares_are_read_whether_written_as_per_cent_or_not(unit, written):
    found = read(
        text_file(
            "Plats;År;Enhet;Värde",
            f"Granvik;2023;{unit};{written[0]}",
            f"Åre;2023;{unit};{written[1]}",
        )
    )

    assert list(flat(found, "value").values()) == [0.245, 0.26]


def test_per_cent_that_may_be_shares_are_questioned():
    found = read(text_file("Plats;År;Enhet;Värde", "Granvik;2023;%;0,245", "Åre;2023;%;0,26"))

    assert list(flat(found, "value").values()) == [0.00245, 0.0026]
    assert found.series[0].notes[0].startswith("Inget värde är över 1 %.")
