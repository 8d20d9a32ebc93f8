"""`arshjul plan`, as a person types it."""

import json

import pytest
from click.testing import CliRunner
from sqlmodel import select

from tracker import clock
from tracker.cli import main
from tracker.db import create_engine, open_session
from tracker.models import Meeting

YEAR = clock.now().year + 1


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs `arshjul …` with a council in a data folder of its own."""
    monkeypatch.setenv("ARSHJUL_DATA_FOLDER", str(tmp_path / "data"))

    def run(*words):
        return CliRunner().invoke(main, [str(word) for word in words])

    run(
        "council", "alvstad", "--name", "Älvstads Brå", "--municipality", "Älvstad",
        "--coordinator", "Alice Ek", "--email", "alice@alvstad.example",
    )  # fmt: skip
    return run


@pytest.fixture
def stored(tmp_path):
    def stored():
        engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'arshjul.db'}")
        with open_session(engine) as session:
            return session.exec(select(Meeting)).all()

    return stored


def test_the_suggestion_is_printed_with_its_reasons_and_nothing_is_saved(run, stored):
    result = run("plan", YEAR, "--council", "alvstad", "--meetings", 5)

    assert result.exit_code == 0
    assert "Årlig uppföljning" in result.stdout
    assert "    - Tisdag som vanligt." in result.stdout
    assert "Det som inte gick att uppfylla:" in result.stdout
    assert not stored()


def test_the_same_question_gives_the_same_json(run, stored):
    first = run("plan", YEAR, "--meetings", 4, "--json")
    second = run("plan", YEAR, "--meetings", 4, "--json")

    assert first.stdout == second.stdout
    plan = json.loads(first.stdout)
    assert len(plan["meetings"]) == 4
    assert plan["meetings"][0]["kind"] == "situation"
    assert plan["meetings"][0]["reasons"]
    assert not stored()


def test_accept_saves_what_is_printed_once(run, stored):
    result = run("plan", YEAR, "--meetings", 4, "--json", "--accept")

    printed = [meeting["day"] for meeting in json.loads(result.stdout)["meetings"]]
    assert sorted(meeting.starts_at.date().isoformat() for meeting in stored()) == printed
    assert "4 möten är planerade." in result.stderr


def test_a_year_that_has_passed_is_refused(run):
    result = run("plan", YEAR - 2)

    assert result.exit_code == 1
    assert "har passerat" in result.stderr


@pytest.mark.parametrize("words", [("1999",), (YEAR, "--meetings", "0"), (YEAR, "--meetings", "x")])
def test_what_cannot_be_asked_ends_with_an_error_and_no_traceback(run, words):
    result = run("plan", *words)

    assert result.exit_code == 2
    assert "Traceback" not in result.output
