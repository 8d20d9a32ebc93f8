"""The command line, as a person types it."""

import json

import pytest
from click.testing import CliRunner
from sqlmodel import select

from tests.importing.notes_builder import notes_text
from tracker.cli import main
from tracker.db import create_engine, open_session
from tracker.models import Council, Meeting


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs `arshjul …` with a data folder of its own."""
    monkeypatch.setenv("ARSHJUL_DATA_FOLDER", str(tmp_path / "data"))

    def run(*words):
        return CliRunner().invoke(main, [str(word) for word in words])

    return run


@pytest.fixture
def stored(tmp_path):
    def stored(model):
        with open_session(
            create_engine(f"sqlite:///{tmp_path / 'data' / 'arshjul.db'}")
        ) as session:
            return session.exec(select(model)).all()

    return stored


@pytest.fixture
def notes(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text(notes_text(), encoding="utf-8")
    return path


def set_up(run, slug="alvstad"):
    return run(
        "council", slug, "--name", "Älvstads Brå", "--municipality", "Älvstad",
        "--coordinator", "Alice Ek", "--email", "Alice@alvstad.example",
    )  # fmt: skip


def test_a_council_is_set_up_once(run, stored):
    assert set_up(run).exit_code == 0
    second = set_up(run)

    assert second.exit_code == 1
    assert [council.slug for council in stored(Council)] == ["alvstad"]


def test_an_address_that_cannot_be_is_refused(run):
    assert set_up(run, "Älv stad").exit_code == 1


def test_a_dry_run_prints_what_was_read_and_saves_nothing(run, notes, tmp_path):
    result = run("import", "notes", notes, "--dry-run", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["attendance"]
    assert not (tmp_path / "data").exists()


def test_imported_notes_are_saved_once(run, notes, stored):
    set_up(run)
    first = run("import", "notes", notes)
    second = run("import", "notes", notes, "--council", "alvstad")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "Mötet fanns redan." in second.output
    assert len(stored(Meeting)) == 1


def test_a_file_that_is_not_notes_gets_a_clear_error_and_writes_nothing(run, tmp_path, stored):
    set_up(run)
    path = tmp_path / "letter.txt"
    path.write_text("Hej! Vi ses på fredag.", encoding="utf-8")

    result = run("import", "notes", path)

    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.stderr.strip()
    assert not stored(Meeting)


def test_an_unknown_council_is_named_with_those_there_are(run, notes):
    set_up(run)
    result = run("import", "notes", notes, "--council", "backby")

    assert result.exit_code == 1
    assert "alvstad" in result.stderr


def test_a_bad_setting_is_said_without_a_traceback(run, monkeypatch):
    monkeypatch.setenv("ARSHJUL_PORT", "åtta")
    result = run("migrate")

    assert result.exit_code == 1
    assert "port" in result.stderr
    assert "Traceback" not in result.output


def test_the_demo_refuses_another_address_than_localhost(run, monkeypatch):
    monkeypatch.setenv("ARSHJUL_BASE_URL", "https://arshjul.example")

    assert run("demo").exit_code == 1


def test_serving_without_a_secret_is_refused(run):
    result = run("serve")

    assert result.exit_code == 1
    assert "ARSHJUL_SECRET_KEY" in result.stderr


def test_a_year_is_drawn_to_a_file(run, tmp_path):
    set_up(run)
    file = tmp_path / "hjul.svg"
    result = run("wheel", 2026, "--council", "alvstad", "-o", file)

    assert result.exit_code == 0
    assert "<svg" in file.read_text(encoding="utf-8")
    assert str(file) in result.output


def test_a_year_is_drawn_to_no_other_kind_of_file(run, tmp_path):
    set_up(run)

    assert run("wheel", 2026, "-o", tmp_path / "hjul.gif").exit_code == 1
    assert run("wheel", 1850, "-o", tmp_path / "hjul.svg").exit_code == 2
    assert run("wheel", 2026, "--council", "annat", "-o", tmp_path / "hjul.svg").exit_code == 1
    assert run("wheel", 2026, "-o", tmp_path / "no" / "hjul.svg").exit_code == 1


def test_without_a_browser_a_picture_is_refused_in_words(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ARSHJUL_BROWSER", "/no/browser")
    set_up(run)
    result = run("wheel", 2026, "-o", tmp_path / "hjul.png")

    assert result.exit_code == 1
    assert "Chromium" in result.output
    assert not (tmp_path / "hjul.png").exists()
