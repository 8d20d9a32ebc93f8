"""Tests of `arshjul import indicators`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine
from sqlmodel import select

from tests import factories
from tracker.cli import main
from tracker.db import open_session, transaction
from tracker.domain.terms import IndicatorKind
from tracker.models import DataImport, Indicator, Measurement, PopulationCount
from tracker.queries.programmes import list_goals

HEADS = "Indikator;Plats;Period;Antal"


@pytest.fixture
def data_folder(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Save an indicator with a value for 2024, where the command line finds it."""
    with transaction(sqlite_engine) as session:
        indicator = factories.make_indicator(session, title="Anmälda stölder")
        factories.make_measurement(session, indicator=indicator, year=2024, count=120)
    folder = Path(str(sqlite_engine.url.database)).parent
    monkeypatch.setenv("ARSHJUL_DATA_FOLDER", str(folder))
    monkeypatch.setenv(
        "ARSHJUL_DATABASE_URL", sqlite_engine.url.render_as_string(hide_password=False)
    )
    return sqlite_engine


def run(tmp_path: Path, *options: str, rows: tuple[str, ...]) -> Result:
    file = tmp_path / "brott.csv"
    file.write_text("\n".join((HEADS, *rows)), encoding="utf-8")
    return CliRunner().invoke(main, ["import", "indicators", str(file), *options])


def counts(engine: Engine) -> list[int | None]:
    with open_session(engine, read_only=True) as session:
        return [row.count for row in session.exec(select(Measurement).order_by("id"))]


OWN = ("Anmälda stölder;Älvstad;2024;118",)
OTHER = (*OWN, "Anmälda stölder;Granvik;2024;77")


def test_a_dry_run_shows_every_value_as_json_and_saves_nothing(
    data_folder: Engine, tmp_path: Path
) -> None:
    result = run(tmp_path, "--dry-run", "--json", rows=OWN)
    assert result.exit_code == 0, result.output
    (cell,) = json.loads(result.stdout)["series"][0]["cells"]
    assert (cell["state"], cell["before"], cell["after"]) == ("changed", 120, 118)
    assert cell["where"] == "rad 2"
    assert cell["columns"] == {"count": 118}
    assert counts(data_folder) == [120]
    with open_session(data_folder, read_only=True) as session:
        assert session.exec(select(DataImport)).first() is None


def test_the_values_are_saved_and_what_was_left_out_is_named(
    data_folder: Engine, tmp_path: Path
) -> None:
    result = run(tmp_path, rows=OTHER)
    assert result.exit_code == 0, result.output
    assert "Platser som inte tas med: Granvik" in result.stdout
    assert "Ett värde är sparat." in result.stdout
    assert counts(data_folder) == [118]


def test_populations_are_shown_saved_and_counted(data_folder: Engine, tmp_path: Path) -> None:
    file = tmp_path / "folk.csv"
    file.write_text("Kommun;År;Folkmängd\nÄlvstad;2023;31250\nÄlvstad;2024;31300", "utf-8")
    result = CliRunner().invoke(main, ["import", "indicators", str(file)])
    assert result.exit_code == 0, result.output
    assert "Nytt  2023  – → 31 250  rad 2" in result.stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert "2 värden är sparade." in result.stdout
    with open_session(data_folder, read_only=True) as session:
        assert [row.inhabitants for row in session.exec(select(PopulationCount))] == [31250, 31300]


def test_what_must_be_answered_is_named_and_nothing_is_saved(
    data_folder: Engine, tmp_path: Path
) -> None:
    result = run(tmp_path, "--compare", "Granvik", rows=OTHER)
    assert result.exit_code == 1
    assert "no_population" in result.stderr
    assert counts(data_folder) == [120]
    answered = run(tmp_path, "--compare", "Granvik", "--answer", "no_population", rows=OTHER)
    assert answered.exit_code == 0, answered.output
    assert counts(data_folder) == [118, 77]


def test_a_known_number_with_a_new_meaning_becomes_an_indicator_of_its_own_under_the_goal(
    data_folder: Engine, tmp_path: Path
) -> None:
    with transaction(data_folder) as session:
        first = session.exec(select(Indicator)).one()
        first.kind, first.kpi, first.kpi_title = IndicatorKind.RATE, "U09999", "Stölder per 1 000"
        first.unit = "per 1 000"
        (goal,) = list_goals(session, council_id=first.council_id)
    file = tmp_path / "kolada.csv"
    file.write_text(
        "kpi;kpi_title;municipality;year;value\n"
        "U09999;Stölder, antal/100 000 inv;Älvstad;2023;613,3",
        "utf-8",
    )
    command = ["import", "indicators", str(file)]
    asked = CliRunner().invoke(main, command)
    assert (asked.exit_code, "definition:0" in asked.stderr) == (1, True)
    made = CliRunner().invoke(main, [*command, "--goal", goal.code])
    assert made.exit_code == 0, made.output
    with open_session(data_folder, read_only=True) as session:
        kept, new = session.exec(select(Indicator).order_by("id")).all()
        values = {row.value: row.indicator_id for row in session.exec(select(Measurement))}
    assert (kept.kpi_title, new.kpi_title) == ("Stölder per 1 000", "Stölder, antal/100 000 inv")
    assert values[613.3] == new.id


def test_an_unknown_place_or_goal_is_told(data_folder: Engine, tmp_path: Path) -> None:
    assert "Nordby" in run(tmp_path, "--compare", "Nordby", rows=OWN).stderr
    assert "99.9" in run(tmp_path, "--goal", "99.9", rows=OWN).stderr
    assert counts(data_folder) == [120]
