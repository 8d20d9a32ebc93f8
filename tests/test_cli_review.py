"""What `arshjul review` prints."""

import json
from dataclasses import replace
from datetime import date
from math import inf

import pytest
from click.testing import CliRunner

from tests import factories
from tracker.cli import main
from tracker.db import create_engine, transaction
from tracker.domain.terms import Criterion, Direction, IndicatorKind
from tracker.exporting.reviews import LABEL
from tracker.migrations import upgrade_database
from tracker.queries import reviews as queries


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    monkeypatch.setenv("ARSHJUL_DATA_FOLDER", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'arshjul.db'}")
    upgrade_database(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def council(database):
    with transaction(database) as session:
        return factories.make_council(session, slug="alvstad", name="Älvstads Brå")


@pytest.fixture
def goal(database, council):
    with transaction(database) as session:
        programme = factories.make_programme(session, council=council, name="Tryggt Älvstad")
        area = factories.make_area(session, programme=programme, number=1, name="Inbrott")
        return factories.make_goal(session, area=area, number=2)


def measure(database, goal, counts, *, place="", population=60_000, **values):
    """Add an indicator with counts from 2022 on."""
    with transaction(database) as session:
        indicator = factories.make_indicator(session, goal=goal, **values)
        for name in {"", place}:
            for year, count in enumerate(counts, 2022):
                factories.make_measurement(
                    session,
                    indicator=indicator,
                    municipality=name,
                    year=year,
                    count=count,
                    population=population,
                )
        return indicator


def open_review(database, council, **values):
    with transaction(database) as session:
        return factories.make_review(session, council=council, **values)


#: As long a time before, where the test is about the numbers.
TWO_BEFORE = ("--baseline", "2022-2023")


def run(*words, code=0):
    result = CliRunner().invoke(main, ["review", *words])
    assert result.exit_code == code, result.output
    return result.stderr if code else result.stdout


def run_json(*words):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(run(*words, "--json"), parse_constant=refuse)


def test_each_indicator_stands_under_its_area_with_change_verdict_and_warnings(database, goal):
    measure(database, goal, (400, 410, 300, 290), title="Bostadsinbrott")

    printed = run("2024-2025", *TWO_BEFORE)

    assert "Älvstads Brå: 2024–2025 jämfört med 2022–2023" in printed
    assert (
        "1 Inbrott: Förändrat, åt önskat håll (1 av 1 indikatorer kan sägas ha ändrats)" in printed
    )
    row = next(line for line in printed.splitlines() if line.startswith("1.2 Bostadsinbrott"))
    assert row.split("  ")[0] == "1.2 Bostadsinbrott"
    assert "810" in row
    assert "590  −27\xa0% (−35 till −19)  Minskat, önskat" in row
    assert "    Folkmängd: 60\xa0000 och 60\xa0000" in printed
    assert "    Att tänka på: Få år att bedöma variationen efter" in printed
    assert "Utgångsperiod under tre år" in printed
    assert "En förändring visar inte ensam att en insats har haft effekt." in printed


def test_the_json_holds_counts_populations_ratio_verdict_comparison_and_evidence(database, goal):
    measure(database, goal, (400, 410, 300, 290), place="Granby", title="Bostadsinbrott")

    found = run_json("2024-2025", *TWO_BEFORE)

    assert (found["council"], found["review"], found["edition"]) == ("alvstad", None, None)
    assert found["years"] == {"first": 2024, "last": 2025}
    assert found["baseline"] == {"first": 2022, "last": 2023}
    assert found["areas"][0]["finding"] == "decreased"
    (one,) = found["indicators"]
    assert one["before"] == {"figure": 810, "exposure": 120_000, "years": [2022, 2023]}
    assert one["after"] == {"figure": 590, "exposure": 120_000, "years": [2024, 2025]}
    assert one["exposure"] == "inhabitant_years"
    assert one["ratio"]["estimate"] == pytest.approx(590 / 810)
    assert (one["finding"], one["wanted"], one["verdict"]) == (
        "decreased",
        True,
        "Minskat, önskat",
    )
    assert one["comparison"]["places"] == ["Granby"]
    assert one["relative"]["estimate"] == pytest.approx(1)
    assert one["against"] == "no_difference"
    assert "short_baseline" in one["cautions"]
    assert len(one["warnings"]) == len(one["cautions"])
    assert one["evidence"]["grade"] in {"good", "some", "weak"}
    assert one["evidence"]["answers"]["comparison"] is True
    assert [value["count"] for value in one["values"]["own"]] == [400, 410, 300, 290]
    assert list(one["values"]["others"]) == ["Granby"]


GIRLS = "Våld i inomhusmiljö mot barn och unga, 7–14 år, flickor, obekant förövare"
BOYS = "Våld i inomhusmiljö mot barn och unga, 7–14 år, pojkar, obekant förövare"


def test_names_that_begin_alike_are_told_whole_above_the_figures(database, goal):
    for title, count in ((GIRLS, 400), (BOYS, 500)):
        measure(database, goal, (count, count, 300, 290), title=title)

    lines = run("2024-2025").splitlines()
    first = [at for at, line in enumerate(lines) if line.startswith("1.2 Våld i inomhusmiljö")]

    for at, title, figure in zip(first, (GIRLS, BOYS), ("800", "1\xa0000"), strict=True):
        name, (rest, *figures) = lines[at], lines[at + 1].strip().split("  ")
        assert f"{name} {rest}" == f"1.2 {title}"
        assert figure in [cell.strip() for cell in figures]
        assert max(len(name), len(rest)) <= LABEL


def test_a_long_name_leaves_the_columns_where_they_are(database, goal):
    for title in (GIRLS, "Kort"):
        measure(database, goal, (400, 400, 300, 290), title=title)

    lines = run("2024-2025", *TWO_BEFORE).splitlines()
    head = next(line for line in lines if line.startswith("Indikator "))
    ends = [line.index("800") + 3 for line in lines if "  800  " in line]

    assert ends == [head.index("2022–2023") + len("2022–2023")] * 2


def test_a_figure_that_is_no_count_is_told_its_unit(database, goal):
    measure(database, goal, (400, 400, 300, 290), title="Inbrott", unit="antal per år")
    with transaction(database) as session:
        factories.make_indicator(
            session, goal=goal, title="Trivsel", kind=IndicatorKind.SCALE, unit="medel 1–10"
        )

    printed = run("2024-2025")

    assert "1.2 Trivsel (medel 1–10)  " in printed
    assert "1.2 Inbrott  " in printed


def test_what_chance_would_give_is_a_number_that_can_be_read(database, goal):
    for number in range(19):
        measure(database, goal, (400, 400, 300, 290), title=f"Nummer {number}")

    assert '"expected_by_chance": 0.95,' in run("2024-2025", "--json")


def test_a_nearby_place_is_weighed_together_with_the_own(database, goal):
    indicator = measure(database, goal, (400, 410, 300, 290), place="Granby", nearby="Ekvik")
    with transaction(database) as session:
        for year in range(2022, 2026):
            factories.make_measurement(
                session, indicator=indicator, municipality="Ekvik", year=year, count=200
            )

    assert "Tillsammans med Ekvik:" in run("2024-2025")
    (one,) = run_json("2024-2025")["indicators"]
    assert one["displacement"]["nearby"] == "Ekvik"
    assert one["comparison"]["places"] == ["Granby"]


def test_the_json_names_no_scorer(database, council, goal):
    review = open_review(database, council)
    with transaction(database) as session:
        need = factories.make_need(session, review=review, name="Bedrägerier")
        for scorer, score in (("Bo Ek", 2), ("Cilla Ek", 5)):
            factories.make_need_scores(
                session, need=need, scorer=scorer, scores={Criterion.COMMON: score}
            )

    printed = run("2024-2025", "--json")

    assert "Ek" not in printed.replace("Effekt", "")
    (need,) = json.loads(printed)["needs"]
    assert need["scores"] == {"common": [2, 5]}


def test_years_without_a_review_are_compared_as_one_would_propose(database, goal):
    measure(database, goal, (400, 410, 300, 290))

    assert run_json("2023-2025")["baseline"] == {"first": 2020, "last": 2022}
    assert run_json("2025")["baseline"] == {"first": 2022, "last": 2024}
    assert "Ingen sådan analys är öppnad." in run("2025")


def test_a_review_keeps_its_own_baseline_unless_another_is_asked_for(database, council, goal):
    measure(database, goal, (400, 410, 300, 290))
    review = open_review(database, council, baseline_first_year=2023, baseline_last_year=2023)

    own = run_json("2024-2025")
    other = run_json("2024-2025", "--baseline", "2022-2023")

    assert (own["review"], own["baseline"]["first"]) == (review.id, 2023)
    assert (other["review"], other["baseline"]["first"]) == (None, 2022)
    assert "Utkast" in run("2024-2025")


def test_an_adopted_review_is_shown_as_it_was_frozen(database, council, goal):
    indicator = measure(database, goal, (400, 410, 300, 290), title="Bostadsinbrott")
    review = open_review(database, council, adopted_on=date(2026, 3, 4))
    with transaction(database) as session:
        content = queries.load_content(session, council=council, review=review)
        edition = factories.make_edition(session, review=review, content=content)
    with transaction(database) as session:
        session.get_one(type(indicator), indicator.id).title = "Något annat"

    printed = run("2024-2025")

    assert "Fastställd 2026-03-04, utgåva 1: visas som den var då." in printed
    assert "Bostadsinbrott" in printed
    found = run_json("2024-2025")
    assert (found["edition"], found["sha256"]) == (1, edition.content_hash)
    assert found["adopted_on"] == "2026-03-04"


def test_a_limit_without_end_is_null_in_json_and_said_in_the_table(database, council, goal):
    measure(database, goal, (400, 410, 300, 290))
    review = open_review(database, council, adopted_on=date(2026, 3, 4))
    with transaction(database) as session:
        content = queries.load_content(session, council=council, review=review)
        (one,) = content.indicators
        endless = replace(one.change, ratio=replace(one.change.ratio, high=inf))
        content = replace(content, indicators=(replace(one, change=endless),))
        factories.make_edition(session, review=review, content=content)

    assert run_json("2024-2025")["indicators"][0]["ratio"]["high"] is None
    assert "(−35 till obegränsat)" in run("2024-2025")


def test_an_adopted_review_that_was_never_frozen_says_so(database, council, goal):
    open_review(database, council, adopted_on=date(2026, 3, 4))

    assert "Fastställd 2026-03-04 men inte fryst då" in run("2024-2025")


@pytest.mark.usefixtures("council")
def test_without_a_programme_it_says_what_to_do():
    assert "Det finns inget program. Lägg in ett" in run("2024-2025")
    assert run_json("2024-2025")["indicators"] == []


@pytest.mark.usefixtures("goal")
def test_without_indicators_it_says_what_to_do():
    assert "Programmet har inga indikatorer. Lägg in dem under målen." in run("2024-2025")


def test_without_values_it_says_what_to_do(database, goal):
    measure(database, goal, ())

    printed = run("2024-2025")

    assert "Värden saknas" in printed
    assert "Inga värden är inlagda." in printed


def test_with_one_year_of_values_it_says_which_years_there_are(database, goal):
    measure(database, goal, (400,))

    printed = run("2024-2025")

    assert "Det finns värden för 2022." in printed
    (one,) = run_json("2024-2025")["indicators"]
    assert (one["finding"], one["before"]["figure"], one["ratio"]) == ("no_data", 400, None)


def test_zeros_everywhere_are_too_few_and_no_error(database, goal):
    measure(database, goal, (0, 0, 0, 0), place="Granby")

    assert "Färre än 10 händelser i en period. Visas inte." in run("2024-2025")
    (one,) = run_json("2024-2025")["indicators"]
    assert (one["finding"], one["before"]["figure"], one["ratio"]) == ("too_few", 0, None)


def test_what_has_no_percentage_is_not_held_against_the_others(database, goal):
    indicator = measure(database, goal, (9, 0, 5, 4))
    with transaction(database) as session:
        for year in range(2022, 2026):
            factories.make_measurement(
                session, indicator=indicator, municipality="Granby", year=year, count=200
            )

    row = next(line for line in run("2024-2025").splitlines() if "Granby:" in line)
    assert row.endswith(").")


def test_without_a_population_the_change_is_per_year_and_it_says_so(database, goal):
    measure(database, goal, (400, 410, 300, 290), population=None)

    printed = run("2024-2025")

    assert "Folkmängd saknas" in printed
    assert "Folkmängd:" not in printed
    (one,) = run_json("2024-2025")["indicators"]
    assert (one["exposure"], one["before"]["exposure"]) == ("years", 2)
    assert "no_population" in one["cautions"]


def test_shares_say_of_how_many_answers(database, goal):
    with transaction(database) as session:
        indicator = factories.make_indicator(
            session, goal=goal, kind=IndicatorKind.SHARE, direction=Direction.HIGHER_BETTER
        )
        for year, value in enumerate((0.5, 0.5, 0.8, 0.8), 2022):
            factories.make_measurement(
                session, indicator=indicator, year=year, value=value, sample_size=1200
            )

    assert "Svarande: 2\xa0400 och 2\xa0400" in run("2024-2025")
    (one,) = run_json("2024-2025")["indicators"]
    assert (one["exposure"], one["after"]["figure"]) == ("answers", 0.8)


def test_short_values_that_are_left_out_are_counted(database, goal):
    indicator = measure(database, goal, (400, 410, 300))
    with transaction(database) as session:
        factories.make_measurement(
            session, indicator=indicator, starts_on=date(2025, 1, 1), ends_on=date(2025, 8, 31)
        )

    assert "Ett värde gäller kortare tid än ett år och är inte med." in run("2024-2025")


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["2024-2025", "--council", "backby"], "Ange råd med --council. Det finns: alvstad"),
        (["24-25"], "Skriv åren som 2023-2024."),
        (["2025-2024"], "Det sista året ligger före det första."),
        (["2024-2025", "--baseline", "igår"], "Skriv åren som 2023-2024."),
        (["2024-2025", "--baseline", "2023-2024"], "Jämförelsen måste sluta före"),
    ],
)
def test_what_cannot_be_understood_is_explained(words, message):
    assert message in run(*words, code=1)
