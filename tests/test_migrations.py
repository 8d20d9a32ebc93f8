"""The versions in `tracker/migrations` lead to exactly the tables in `tracker/models`."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel

from tests import factories
from tracker.db import create_engine, transaction
from tracker.migrations import DamagedDatabaseError, changing, is_newest, upgrade_database
from tracker.models import OutboxMark

both_kinds = pytest.mark.parametrize("empty_engine", ["sqlite", "postgresql"], indirect=True)


def list_checks(engine: Engine) -> Counter[tuple[str, str, str]]:
    """Return each CHECK as the database has it: table, name, rule."""
    inspector = sa.inspect(engine)
    return Counter(
        (table, str(check["name"]), " ".join(str(check["sqltext"]).split()))
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    )


def test_the_versions_lead_to_the_models_tables(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        difference = compare_metadata(context, SQLModel.metadata)

    assert difference == [], 'the models changed: make migration m="what changed"'


@both_kinds
def test_every_check_and_every_member_of_an_enumeration_is_as_in_the_models(empty_engine):
    # Alembic's own comparison misses CHECKs, and so a new member of an enumeration.
    upgrade_database(empty_engine)
    found = list_checks(empty_engine)
    with changing(empty_engine) as config:
        command.downgrade(config, "base")

    SQLModel.metadata.create_all(empty_engine)

    assert found == list_checks(empty_engine), 'the models changed: make migration m="..."'
    assert any("coordinator" in rule for _table, _name, rule in found)


@both_kinds
def test_an_empty_database_is_upgraded_and_taken_back_to_nothing(empty_engine):
    assert upgrade_database(empty_engine)
    assert is_newest(empty_engine)
    assert "meeting" in sa.inspect(empty_engine).get_table_names()

    with changing(empty_engine) as config:
        command.downgrade(config, "base")

    assert sa.inspect(empty_engine).get_table_names() == ["alembic_version"]


def test_an_upgraded_database_is_left_alone(engine):
    assert not upgrade_database(engine)


UPGRADE = """
import sys
from tracker.db import create_engine
from tracker.migrations import upgrade_database
engine = create_engine(sys.argv[1])
sys.stdin.read(1)
upgrade_database(engine)
engine.dispose()
"""


@both_kinds
def test_processes_that_start_together_all_find_the_newest_tables(empty_engine):
    url = empty_engine.url.render_as_string(hide_password=False)
    processes = [
        subprocess.Popen([sys.executable, "-c", UPGRADE, url], stdin=subprocess.PIPE)
        for _ in range(2)
    ]

    for process in processes:
        process.stdin.close()

    assert [process.wait(60) for process in processes] == [0, 0]
    assert is_newest(empty_engine)


def test_rebuilding_a_table_keeps_what_points_at_it(engine):
    with transaction(engine) as session:
        factories.make_meeting(session)

    with changing(engine) as config:
        connection = config.attributes["connection"]
        operations = Operations(MigrationContext.configure(connection))
        how = "always" if engine.dialect.name == "sqlite" else "auto"
        with operations.batch_alter_table("council", recreate=how) as table:
            table.add_column(sa.Column("motto", sa.String(), nullable=True))

    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM meeting")) == 1
        assert connection.scalar(sa.text("SELECT count(*) FROM year_wheel")) == 1


FIRST_VERSIONS_ROWS = [
    "\nINSERT INTO council (id, slug, name, municipality, municipality_code, time_zone,\n    report_recipient, update_interval_months, is_demo, is_wheel_public)\nVALUES (7, 'alvstad', 'Rådet', 'Älvstad', '', 'Europe/Stockholm', '', 24, false, false)",
    "\nINSERT INTO person (id, name, email, is_disabled) VALUES (8, 'Alva', 'a@b.se', false)",
    "\nINSERT INTO membership (council_id, person_id, role, title) VALUES (7, 8, 'member', '')",
    "\nINSERT INTO delivery (council_id, person_id, kind, revision, state, due_at, try_at, attempts,\n    may_have_arrived, reason)\nVALUES (7, 8, 'sign_in', 0, 'sent', '2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, false, '')\n",
]


@both_kinds
def test_trusted_reminders_keep_what_was_there_and_add_rules_switched_off(empty_engine):
    with changing(empty_engine) as config:
        command.upgrade(config, "0001")
        for statement in FIRST_VERSIONS_ROWS:
            config.attributes["connection"].execute(sa.text(statement))

    upgrade_database(empty_engine)

    with empty_engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT messages FROM membership")) == "single"
        assert connection.scalar(sa.text("SELECT bounce_words FROM person")) == ""
        assert connection.scalar(sa.text("SELECT state FROM delivery")) == "sent"
        rules = connection.execute(sa.text("SELECT kind, is_active FROM reminder_rule")).all()
    assert Counter(kind for kind, _is_active in rules) == {
        "call_for_items": 5,
        "notes": 5,
        "action_reminder": 5,
        "report_request": 1,
        "report_reminder": 1,
    }
    assert not any(is_active for _kind, is_active in rules)
    with changing(empty_engine) as config:
        command.downgrade(config, "0001")


REVIEW_BEFORE_EDITIONS = """
INSERT INTO review (id, council_id, first_year, last_year, baseline_first_year,
    baseline_last_year, registry_number)
VALUES (3, 7, 2024, 2025, 2022, 2023, 'KS 1')
"""
NEED_BEFORE_SCORES = """
INSERT INTO need_assessment (council_id, review_id, name, per_10_000, harm, is_uncertain, note,
    reason)
VALUES (7, 3, 'Stöld', 12.5, 40, false, '', '')
"""


@both_kinds
def test_reviews_get_room_for_editions_and_keep_what_was_there(empty_engine):
    with changing(empty_engine) as config:
        command.upgrade(config, "0001")
        config.attributes["connection"].execute(sa.text(FIRST_VERSIONS_ROWS[0]))
        command.upgrade(config, "0002")
        for statement in (REVIEW_BEFORE_EDITIONS, NEED_BEFORE_SCORES):
            config.attributes["connection"].execute(sa.text(statement))

    upgrade_database(empty_engine)

    with empty_engine.connect() as connection:
        review = connection.execute(
            sa.text("SELECT registry_number, is_adjusted, method_notes FROM review")
        ).one()
        need = connection.execute(sa.text("SELECT name, causes FROM need_assessment")).one()
    assert (review.registry_number, bool(review.is_adjusted), review.method_notes) == (
        "KS 1",
        False,
        "",
    )
    assert tuple(need) == ("Stöld", "")
    with changing(empty_engine) as config:
        command.downgrade(config, "0002")


def test_a_change_that_would_leave_dangling_rows_is_undone(sqlite_engine):
    with transaction(sqlite_engine) as session:
        factories.make_meeting(session)

    with pytest.raises(DamagedDatabaseError, match="meeting"), changing(sqlite_engine) as config:
        config.attributes["connection"].exec_driver_sql("DELETE FROM year_wheel")

    with sqlite_engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM year_wheel")) == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_versions_are_numbered_and_in_one_line():
    from alembic.script import ScriptDirectory

    from tracker.migrations import FOLDER

    found = [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()]

    assert sorted(found) == [f"{number:04}" for number in range(1, len(found) + 1)]
    files = sorted(path.name for path in Path(FOLDER, "versions").glob("*.py"))
    assert [name[:4] for name in files] == sorted(found)


def test_every_new_database_has_an_identity_of_its_own(tmp_path):
    identities = set()
    for name in ("one", "two"):
        engine = create_engine(f"sqlite:///{tmp_path / name}.db")
        upgrade_database(engine)
        with engine.connect() as connection:
            identities.add(connection.execute(sa.select(OutboxMark.identity)).scalar_one())
        engine.dispose()

    assert len(identities) == 2
