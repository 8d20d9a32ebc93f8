"""`arshjul export tables` and `arshjul import tables`."""

import json

import pytest
from click.testing import CliRunner
from sqlmodel import select

from tests import factories
from tracker.cli import main
from tracker.db import create_engine, open_session, transaction
from tracker.migrations import upgrade_database
from tracker.models import DataImport, Intervention, Organisation


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    monkeypatch.setenv("ARSHJUL_DATA_FOLDER", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'arshjul.db'}")
    upgrade_database(engine)
    with transaction(engine) as session:
        council = factories.make_council(session, slug="alvstad")
        factories.make_intervention(session, council=council, title="Värdar")
    yield engine
    engine.dispose()


@pytest.fixture
def file(tmp_path):
    """Return the interventions as they are fetched."""
    path = tmp_path / "insatser.csv"
    assert run("export", "tables", "-o", str(path), "--table", "insatser").exit_code == 0
    return path


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def edit(path, before, after):
    text = path.read_text("utf-8-sig")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def titles(database):
    with open_session(database, read_only=True) as session:
        return sorted(session.exec(select(Intervention.title)))


@pytest.mark.parametrize("name", ["alla.xlsx", "alla.zip"])
def test_what_is_exported_and_imported_unchanged_is_nothing_to_save(tmp_path, database, name):
    path = tmp_path / name
    assert run("export", "tables", "--council", "alvstad", "-o", str(path)).exit_code == 0
    result = run("import", "tables", str(path))
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "0 nya, 0 ändrade, 1 oförändrade, 0 som inte går att läsa, 0 ändrade även här.",
        "Inget att spara.",
    ]
    with open_session(database, read_only=True) as session:
        assert session.exec(select(DataImport)).first() is None


def test_a_dry_run_prints_every_change_and_saves_nothing(database, file):
    edit(file, "Värdar", "Nattvärdar")
    result = run("import", "tables", str(file), "--dry-run", "--json")
    (row,) = json.loads(result.stdout)["rows"]
    assert (row["state"], row["where"]) == ("changed", "insatser.csv, rad 2")
    assert row["cells"] == [
        {"header": "Insats", "where": "", "before": "Värdar", "after": "Nattvärdar", "fault": ""}
    ]
    assert titles(database) == ["Värdar"]


def test_an_edited_file_is_saved(database, file):
    edit(file, "Värdar", "Nattvärdar")
    result = run("import", "tables", str(file))
    assert "Insats: 'Värdar' → 'Nattvärdar'" in result.output
    assert result.output.endswith("Sparat.\n")
    assert titles(database) == ["Nattvärdar"]


def test_rows_that_cannot_be_saved_stop_it_unless_they_are_left_out(database, file):
    edit(file, "Värdar", "Nattvärdar")
    file.write_text(file.read_text() + ";Ljus;Mål 9.9", "utf-8")
    refused = run("import", "tables", str(file))
    assert refused.exit_code == 1
    assert "Mål 9.9 finns inte." in refused.output
    assert titles(database) == ["Värdar"]

    assert run("import", "tables", str(file), "--leave-out").exit_code == 0
    assert titles(database) == ["Nattvärdar"]


def test_rows_of_another_council_come_in_as_new_ones(database, file):
    edit(file, "\n1;Värdar;;", "\n77;Ljus;;Gatukontoret")
    options = ("--new-rows", "--organisation", "Gatukontoret")
    assert run("import", "tables", str(file), *options).exit_code == 0
    assert titles(database) == ["Ljus", "Värdar"]
    with open_session(database, read_only=True) as session:
        assert session.exec(select(Organisation.name)).all() == ["Gatukontoret"]


@pytest.mark.parametrize(
    ("name", "words"), [("a.pdf", ".xlsx, .zip eller .csv"), ("a.csv", "Ange vilken tabell")]
)
def test_a_file_that_cannot_be_made_is_explained(tmp_path, name, words):
    result = run("export", "tables", "-o", str(tmp_path / name))
    assert result.exit_code == 1
    assert words in result.output


def test_a_file_without_tables_is_explained(tmp_path):
    path = tmp_path / "frukt.csv"
    path.write_text("Frukt;Antal\n1;2", "utf-8")
    result = run("import", "tables", str(path))
    assert result.exit_code == 1
    assert "Ingen av programmets tabeller finns i filen." in result.output
