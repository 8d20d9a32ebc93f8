"""What every table promises."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import SQLModel, select

from tests import factories
from tracker import models
from tracker.db import UTCDateTime, WriteWhileReading, open_session, transaction
from tracker.domain.terms import MeetingKind
from tracker.models import Council, Meeting

#: A person may be in several councils; a sign-in link is the person's; the jobs serve everyone.
SHARED = {
    "council",
    "incoming_mail",
    "jobs_process",
    "outbox_mark",
    "person",
    "sign_in_request",
    "sign_in_token",
}

TABLES = sorted(SQLModel.metadata.tables)


@pytest.mark.parametrize("name", [name for name in TABLES if name not in SHARED])
def test_every_row_belongs_to_one_council(name):
    column = SQLModel.metadata.tables[name].columns["council_id"]

    assert not column.nullable
    assert [key.target_fullname for key in column.foreign_keys] == ["council.id"]
    assert any(column.name in index.columns for index in column.table.indexes)


@pytest.mark.parametrize("name", TABLES)
def test_every_reference_is_indexed_and_says_what_happens_on_removal(name):
    table = SQLModel.metadata.tables[name]
    indexed = {next(iter(index.columns)).name for index in table.indexes}

    for key in table.foreign_keys:
        assert key.parent.name in indexed
        assert key.ondelete == ("SET NULL" if key.parent.nullable else "CASCADE")


@pytest.mark.parametrize("name", TABLES)
def test_every_instant_is_stored_in_utc(name):
    for column in SQLModel.metadata.tables[name].columns:
        if isinstance(column.type, sa.DateTime | sa.TypeDecorator):
            assert isinstance(column.type, UTCDateTime) or not isinstance(
                column.type.dialect_impl(sa.create_engine("sqlite://").dialect), sa.DateTime
            )


def test_every_model_is_listed():
    listed = {getattr(models, name).__tablename__ for name in models.__all__}

    assert listed == set(TABLES)


def test_an_instant_comes_back_as_the_same_instant_in_utc(session):
    summer_in_sweden = timezone(timedelta(hours=2))
    meeting = factories.make_meeting(
        session, starts_at=datetime(2026, 8, 25, 15, 0, tzinfo=summer_in_sweden)
    )
    session.commit()
    session.expire_all()

    found = session.exec(select(Meeting)).one()

    assert found.starts_at == meeting.starts_at
    assert found.starts_at.utcoffset() == timedelta(0)
    assert found.starts_at.hour == 13


def test_an_instant_without_a_zone_is_refused(session):
    wheel = factories.make_wheel(session)
    meeting = factories.make_meeting(
        session, council=session.get_one(Council, wheel.council_id), theme="Ungas trygghet"
    )
    meeting.starts_at = datetime(2026, 8, 25, 15, 0)  # noqa: DTZ001  (that is the point)

    with pytest.raises(StatementError, match="without a zone"):
        session.flush()


def test_a_member_outside_an_enumeration_is_refused_by_the_program(session):
    meeting = factories.make_meeting(session)
    meeting.kind = "picnic"

    with pytest.raises(StatementError, match="picnic"):
        session.flush()


def test_a_member_outside_an_enumeration_is_refused_by_the_database(session):
    factories.make_meeting(session)

    with pytest.raises(IntegrityError):
        session.execute(sa.text("UPDATE meeting SET kind = 'picnic'"))


def test_an_enumeration_comes_back_as_its_member(session):
    factories.make_meeting(session, kind=MeetingKind.FOLLOW_UP)
    session.commit()
    session.expire_all()

    assert session.exec(select(Meeting)).one().kind is MeetingKind.FOLLOW_UP


def test_a_meeting_cannot_end_before_it_starts(session):
    with pytest.raises(IntegrityError):
        factories.make_meeting(session, ends_at=factories.NOW)


def test_removing_a_council_removes_what_is_its_own_and_nothing_else(engine):
    with transaction(engine) as session:
        gone = factories.make_council(session)
        factories.make_meeting(session, council=gone)
        kept = factories.make_meeting(session)
        session.delete(gone)

    with open_session(engine) as session:
        assert [meeting.id for meeting in session.exec(select(Meeting))] == [kept.id]


def test_a_session_that_reads_refuses_to_write(engine):
    with open_session(engine, read_only=True) as session:
        session.add(Council(slug="x", name="X", municipality="X"))
        with pytest.raises(WriteWhileReading):
            session.flush()


def test_a_session_that_reads_refuses_to_change_a_row(engine):
    with transaction(engine) as session:
        factories.make_council(session, name="Älvstads Brå")

    with open_session(engine, read_only=True) as session:
        session.exec(select(Council)).one().name = "Something else"
        with pytest.raises(WriteWhileReading):
            session.commit()


def test_the_tests_own_now_is_aware():
    assert factories.NOW.tzinfo is UTC
