"""Backups from the command line: `arshjul backup`, `arshjul restore`, `arshjul restored`."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tracker import clock
from tracker.cli_tools import load_settings, open_database, stop
from tracker.config import Settings
from tracker.db import create_engine, transaction
from tracker.services.restored import hold_all

_FIRST_BYTES = b"SQLite format 3\0"


class NotOurs(Exception):
    """The file is not a database that this version can use. The message says why."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to FILE, while the program runs.

    The copy bears the hold: wherever it is restored, nothing is sent until a person says what.
    """
    settings = load_settings()
    source = _sqlite_path(settings) or stop(
        "The database is PostgreSQL. Copy it with pg_dump; after restoring such a copy, "
        "run: arshjul restored"
    )
    if file.exists():
        stop(f"{file} exists. Choose another name.")
    if not source.exists():
        stop(f"There is no database at {source}.")
    try:
        with _beside(file) as beside:
            _copy(source, beside)
            _hold(beside)
            beside.replace(file)
    except (OSError, sqlite3.Error) as error:
        stop(f"No backup was made: {error}")
    click.echo(f"Copied to {file}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put the copy in FILE in the database's place. End the program first.

    What is replaced is kept beside it. Nothing but sign-in links is sent until a coordinator
    has confirmed what.
    """
    settings = load_settings()
    target = _sqlite_path(settings) or stop(
        "The database is PostgreSQL. Restore it with pg_restore or psql, and then run: "
        "arshjul restored"
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _beside(target) as beside:
            _read_backup(file, beside)
            _hold(beside)
            kept = _keep(target)
            # Into the file that is there, as one transaction: a program that was not ended after
            # all goes on with the restored database, not with one that nobody sees any more.
            _copy(beside, target)
    except NotOurs as error:
        stop(f"{file} {error} Nothing was changed.")
    except (OSError, sqlite3.Error) as error:
        stop(f"Nothing was restored: {error}")
    _take_up(settings)
    if kept:
        click.echo(f"The database that was replaced is kept as {kept}.")
    click.echo(f"Restored {file}. {_HELD}")


@click.command()
def restored() -> None:
    """Say that the database was restored from a backup by other means: hold all mail."""
    settings = load_settings()
    with transaction(open_database(settings)) as session:
        hold_all(session, now=clock.now())
    _take_up(settings)
    click.echo(_HELD)


_HELD = (
    "Only sign-in links are sent, until a coordinator has confirmed on the page of mail what is "
    "to go."
)


def _sqlite_path(settings: Settings) -> Path | None:
    url = sa.make_url(settings.database)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Make an empty file that only we can read, in the same folder, for as long as it takes."""
    number, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.resolve().parent)
    os.close(number)
    try:
        yield Path(name)
    finally:
        for path in _parts(Path(name)):
            path.unlink(missing_ok=True)


def _parts(database: Path) -> list[Path]:
    """Return a database's files, there or not: itself, and what SQLite keeps beside it."""
    return [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")]


def _copy(source: Path, target: Path) -> None:
    """Copy a database as it stands at one moment, also while others write to it."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        new.execute("PRAGMA busy_timeout=30000")
        old.backup(new)


def _hold(path: Path) -> None:
    engine = _open(path)
    with transaction(engine) as session:
        hold_all(session, now=clock.now())
    engine.dispose()  # the last connection folds the write-ahead log into the file


def _open(path: Path) -> Engine:
    from tracker.migrations import upgrade_database

    engine = create_engine(f"sqlite:///{path.resolve()}")
    upgrade_database(engine)
    return engine


def _read_backup(file: Path, to: Path) -> None:
    """Copy a backup once it is seen to be whole and of a version that we know.

    Raises:
        NotOurs: it is neither.
    """
    for part, beside in zip(_parts(file)[:2], _parts(to)[:2], strict=True):
        if part.exists():
            shutil.copyfile(part, beside)
    with to.open("rb") as content:
        is_database = content.read(len(_FIRST_BYTES)) == _FIRST_BYTES
    if not is_database:
        raise NotOurs("is not a database.")
    try:
        with closing(sqlite3.connect(to)) as copy:
            (state,) = copy.execute("PRAGMA integrity_check").fetchone()
            versions = {row[0] for row in copy.execute("SELECT version_num FROM alembic_version")}
    except sqlite3.DatabaseError as error:
        raise NotOurs("is not a database of Årshjul's, or is damaged.") from error
    if state != "ok":
        raise NotOurs("is damaged.")
    if not versions or not versions <= _known_versions():
        raise NotOurs("was made by a newer version of Årshjul.")


def _known_versions() -> set[str]:
    from alembic.script import ScriptDirectory

    from tracker.migrations import FOLDER

    return {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


def _keep(target: Path) -> Path | None:
    """Copy the database that is to be replaced, and return where to. Move it if it is damaged."""
    if not target.exists():
        return None
    kept = target.with_name(f"{target.name}.before-{clock.now():%Y%m%dT%H%M%S}")
    try:
        with _beside(kept) as beside:
            _copy(target, beside)
            beside.replace(kept)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # damaged beyond reading, so nothing can be put into it either
        for part, name in zip(_parts(target), _parts(kept), strict=True):
            if part.exists():
                part.replace(name)
    return kept


def _take_up(settings: Settings) -> None:
    """Let this machine know the restored database, so that the jobs do not hold it once more."""
    from jobs.restored import begin_round

    begin_round(open_database(settings), settings.data_folder, clock.now())
