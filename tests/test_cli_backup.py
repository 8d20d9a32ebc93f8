"""`arshjul backup`, `arshjul restore` and `arshjul restored`, as a person types them."""

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner
from sqlmodel import select

from jobs.restored import read_witness
from tracker.cli import main
from tracker.db import create_engine, open_session, transaction
from tracker.models import Council, OutboxMark

REMAINS = b"what is left after a fire " * 1000


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def run(folder, monkeypatch):
    """Return a function that runs `arshjul …` with a council in a data folder of its own."""
    monkeypatch.setenv("ARSHJUL_DATA_FOLDER", str(folder))

    def run(*words):
        return CliRunner().invoke(main, [str(word) for word in words])

    add_council(run, "alvstad")
    return run


def add_council(run, slug):
    run(
        "council", slug, "--name", slug, "--municipality", slug,
        "--coordinator", "Alice Ek", "--email", "alice@alvstad.example",
    )  # fmt: skip


def councils(path):
    engine = create_engine(f"sqlite:///{path}")
    with open_session(engine) as session:
        found = {council.slug: council.mail_held_at for council in session.exec(select(Council))}
    engine.dispose()
    return found


def test_a_backup_is_a_whole_database_that_bears_the_hold_and_the_original_does_not(
    run, folder, tmp_path
):
    copy = tmp_path / "copy.db"

    result = run("backup", copy)

    assert result.exit_code == 0
    assert councils(copy)["alvstad"] is not None
    assert councils(folder / "arshjul.db") == {"alvstad": None}
    assert copy.stat().st_mode & 0o077 == 0
    assert {path.name for path in tmp_path.iterdir()} == {"copy.db", "data"}


def test_a_backup_holds_all_that_is_committed_while_others_write(run, folder, tmp_path):
    with closing(sqlite3.connect(folder / "arshjul.db")) as writing:
        writing.execute("UPDATE council SET name = 'Committed'")
        writing.commit()
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("UPDATE council SET name = 'Under way'")
        assert run("backup", tmp_path / "copy.db").exit_code == 0

    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT name FROM council").fetchone() == ("Committed",)


def test_a_backup_overwrites_nothing(run, tmp_path):
    there = tmp_path / "copy.db"
    there.write_text("something else", encoding="utf-8")

    result = run("backup", there)

    assert result.exit_code == 1
    assert there.read_text(encoding="utf-8") == "something else"


def test_a_backup_that_cannot_be_written_is_said_without_a_traceback(run, tmp_path):
    result = run("backup", tmp_path / "no" / "folder" / "copy.db")

    assert result.exit_code == 1
    assert "No backup was made" in result.stderr


def test_restoring_brings_back_what_was_and_keeps_what_it_replaced(run, folder, tmp_path):
    run("backup", tmp_path / "copy.db")
    add_council(run, "backby")

    result = run("restore", tmp_path / "copy.db")

    assert result.exit_code == 0, result.output
    assert set(councils(folder / "arshjul.db")) == {"alvstad"}
    assert all(councils(folder / "arshjul.db").values())
    (kept,) = folder.glob("arshjul.db.before-*")
    assert set(councils(kept)) == {"alvstad", "backby"}
    assert kept.name in result.output


def test_a_program_that_was_not_ended_goes_on_with_the_restored_database(run, folder, tmp_path):
    run("backup", tmp_path / "copy.db")
    add_council(run, "backby")
    engine = create_engine(f"sqlite:///{folder / 'arshjul.db'}")
    with open_session(engine) as session:
        assert len(session.exec(select(Council)).all()) == 2

    run("restore", tmp_path / "copy.db")

    with transaction(engine) as session:
        (council,) = session.exec(select(Council)).all()
        assert council.mail_held_at is not None
        council.name = "Written after"
    engine.dispose()
    with closing(sqlite3.connect(folder / "arshjul.db")) as later:
        assert later.execute("SELECT name FROM council").fetchone() == ("Written after",)


def test_a_copy_made_by_other_means_is_restored_with_its_log_and_held(run, folder, tmp_path):
    with closing(sqlite3.connect(folder / "arshjul.db")) as writing:
        writing.execute("UPDATE council SET name = 'Only in the log'")
        writing.commit()
        for ending in ("", "-wal"):
            copy = tmp_path / f"copy.db{ending}"
            copy.write_bytes((folder / f"arshjul.db{ending}").read_bytes())
    (tmp_path / "copy.db").chmod(0o400)

    assert run("restore", tmp_path / "copy.db").exit_code == 0

    with closing(sqlite3.connect(folder / "arshjul.db")) as later:
        ((name, held),) = later.execute("SELECT name, mail_held_at FROM council").fetchall()
    assert name == "Only in the log"
    assert held


def test_a_damaged_database_can_be_replaced_and_is_kept(run, folder, tmp_path):
    run("backup", tmp_path / "copy.db")
    (folder / "arshjul.db-wal").unlink(missing_ok=True)
    (folder / "arshjul.db").write_bytes(REMAINS)

    result = run("restore", tmp_path / "copy.db")

    assert result.exit_code == 0, result.output
    assert set(councils(folder / "arshjul.db")) == {"alvstad"}
    (kept,) = [path for path in folder.glob("*.before-*") if not path.name.endswith("-shm")]
    assert kept.read_bytes() == REMAINS


def test_a_backup_is_restored_where_there_was_nothing(run, tmp_path, monkeypatch):
    run("backup", tmp_path / "copy.db")
    monkeypatch.setenv("ARSHJUL_DATA_FOLDER", str(tmp_path / "new" / "machine"))

    assert run("restore", tmp_path / "copy.db").exit_code == 0

    assert councils(tmp_path / "new" / "machine" / "arshjul.db")["alvstad"] is not None


def newer(path):
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
        copy.commit()


def somebody_elses(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
        other.commit()


def text(path):
    path.write_text("Hej! Vi ses på fredag.", encoding="utf-8")


def cut_short(path):
    path.write_bytes(path.read_bytes()[:20_000])


@pytest.mark.parametrize("change", [newer, somebody_elses, text, cut_short])
def test_what_is_not_a_whole_database_of_ours_is_refused_and_nothing_changes(
    run, folder, tmp_path, change
):
    run("backup", tmp_path / "copy.db")
    change(tmp_path / "copy.db")

    result = run("restore", tmp_path / "copy.db")

    assert result.exit_code == 1
    assert "Nothing was changed" in result.stderr
    assert councils(folder / "arshjul.db") == {"alvstad": None}
    assert {path.name for path in folder.iterdir()} <= {
        f"arshjul.db{ending}" for ending in ("", "-wal", "-shm")
    }


def test_a_restore_by_other_means_is_said_by_hand(run, folder):
    result = run("restored")

    assert result.exit_code == 0
    assert councils(folder / "arshjul.db")["alvstad"] is not None


@pytest.mark.parametrize("words", [("restored",), ("restore", "copy.db")])
def test_the_jobs_do_not_hold_it_once_more_when_somebody_has_let_it_go(
    run, folder, tmp_path, monkeypatch, words
):
    monkeypatch.chdir(tmp_path)
    run("backup", "copy.db")
    run("restored")  # two rounds ahead of the copy
    run("restored")

    run(*words)

    engine = create_engine(f"sqlite:///{folder / 'arshjul.db'}")
    with open_session(engine) as session:
        mark = session.exec(select(OutboxMark)).one()
    engine.dispose()
    assert read_witness(folder).identity == mark.identity
    assert read_witness(folder).number == mark.number


@pytest.mark.parametrize("words", [("backup", "copy.db"), ("restore", "copy.db")])
def test_with_postgresql_its_own_tools_are_named(run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "copy.db").touch()
    monkeypatch.setenv("ARSHJUL_DATABASE_URL", "postgresql+psycopg://user@localhost/nothing")

    result = run(*words)

    assert result.exit_code == 1
    assert "PostgreSQL" in result.stderr
    assert "arshjul restored" in result.stderr
