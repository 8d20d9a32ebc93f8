"""Counting rounds, holding mail and letting it go, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from tests import factories
from tracker.db import transaction
from tracker.domain.restored import Mark, Suspicion
from tracker.domain.terms import DeliveryKind
from tracker.models import AuditEvent, Council, OutboxMark
from tracker.services import restored
from tracker.services.audit import Act
from tracker.services.jobs_processes import report_round

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def delivery(session):
    """Return a message that is due."""
    council = factories.make_council(session)
    meeting = factories.make_meeting(session, council=council, starts_at=NOW + timedelta(days=9))
    person = factories.make_member(session, council=council)
    return factories.make_delivery(session, meeting=meeting, person=person, try_at=NOW)


def begin(session, witness=None):
    return restored.begin_round(session, witness=witness, now=NOW)


def work_once(session, at):
    report_round(session, name="another", started_at=at, now=at)


def is_held(session):
    held = [council.mail_held_at for council in session.exec(select(Council))]
    assert held
    return all(held)


def test_rounds_are_counted_under_one_identity(session):
    marks = [begin(session)[0] for _ in range(3)]

    assert [mark.number for mark in marks] == [1, 2, 3]
    assert len({mark.identity for mark in marks}) == 1
    assert len(session.exec(select(OutboxMark)).all()) == 1


def test_a_database_behind_the_witness_holds_every_councils_mail(session, delivery):
    factories.make_council(session, slug="backby")
    mark, _ = begin(session)

    later, suspicion = begin(session, Mark(mark.identity, mark.number + 7))

    assert suspicion is Suspicion.OLDER
    assert is_held(session)
    assert later.number == mark.number + 8
    assert begin(session, later)[1] is None


@pytest.mark.parametrize(
    ("kind", "due", "is_suspect"),
    [
        (DeliveryKind.INVITATION, NOW, True),
        (DeliveryKind.INVITATION, NOW + timedelta(minutes=1), False),
        (DeliveryKind.SIGN_IN, NOW, False),
    ],
)
def test_a_silent_database_is_held_on_a_new_machine_only_if_mail_would_go(
    session, delivery, kind, due, is_suspect
):
    delivery.kind, delivery.try_at = kind, due
    work_once(session, NOW - timedelta(days=2))

    _mark, suspicion = begin(session, Mark("another database", 5))

    assert bool(suspicion) is is_suspect
    assert is_held(session) is is_suspect


def test_a_machine_that_joins_one_at_work_holds_nothing(session, delivery):
    work_once(session, NOW - timedelta(minutes=2))

    assert begin(session)[1] is None
    assert not is_held(session)


def test_a_council_that_is_held_stays_held_since_the_first_time(session, delivery):
    assert restored.hold_all(session, now=NOW) == 1
    assert restored.hold_all(session, now=NOW + timedelta(days=1)) == 0

    assert session.exec(select(Council)).one().mail_held_at == NOW


def test_letting_mail_go_is_written_down_with_who_did_it(session, delivery):
    restored.hold_all(session, now=NOW)
    council = session.exec(select(Council)).one()
    by = Act(delivery.person_id, NOW + timedelta(hours=1))

    restored.release(session, council=council, by=by)
    restored.release(session, council=council, by=by)

    assert council.mail_held_at is None
    acts = session.exec(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(act.action, act.person_id, act.at) for act in acts] == [
        ("hold_mail", None, NOW),
        ("release_mail", by.person_id, by.at),
    ]


def test_letting_one_councils_mail_go_leaves_the_others_held(session, delivery):
    other = factories.make_council(session, slug="backby")
    restored.hold_all(session, now=NOW)
    council = session.get_one(Council, delivery.council_id)

    restored.release(session, council=council, by=Act(None, NOW))

    assert council.mail_held_at is None
    assert other.mail_held_at == NOW


def test_two_workers_at_once_count_their_own_rounds(engine):
    with transaction(engine) as first:
        mark, _ = begin(first)
    with transaction(engine) as second:
        other, _ = begin(second, mark)

    assert (mark.number, other.number) == (1, 2)
    assert mark.identity == other.identity
