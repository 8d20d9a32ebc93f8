"""Who may send a message, and for how long. A few are held at a time."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from jobs.schedule import JOBS
from tests.factories import NOW
from tests.services.outbox_steps import (
    MINUTE,
    a_row,
    a_row_in_another_council,
    change,
    claim,
    fail,
    let_go,
    load,
    prepare,
    prepare_all,
    several,
    states,
    take,
)
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.mail.smtp import SmtpSettings
from tracker.models import Council, Delivery, Person
from tracker.queries import outbox
from tracker.services import claims


@pytest.fixture
def row(engine):
    """Save an invitation that is due now."""
    return a_row(engine)


def test_a_message_is_claimed_when_it_is_due(engine, row):
    assert claim(engine, NOW - MINUTE) is None

    claimed = claim(engine)

    assert claimed.delivery_id == row.id
    assert load(engine, row).state is DeliveryState.SENDING


def test_a_claimed_message_is_not_claimed_again_within_its_lease(engine, row):
    claim(engine)

    assert claim(engine, NOW + claims.LEASE - MINUTE) is None


def test_of_two_that_found_the_same_message_one_takes_it(engine, row, monkeypatch):
    monkeypatch.setattr(outbox, "list_due", lambda *_args, **_values: [row.id])

    assert claim(engine).delivery_id == row.id
    assert claim(engine) is None


def test_an_abandoned_message_is_claimed_again_and_its_first_holder_may_not_send(engine, row):
    first = claim(engine)
    later = NOW + claims.LEASE

    second = claim(engine, later)

    assert second.delivery_id == row.id
    assert prepare(engine, first, later) is None
    assert prepare(engine, second, later) is not None


def test_the_message_due_longest_comes_first(engine):
    late = a_row(engine, try_at=NOW - MINUTE)
    a_row_later = a_row_in_another_council(engine)

    assert [claim(engine).delivery_id, claim(engine).delivery_id] == [late.id, a_row_later.id]


@pytest.mark.parametrize(
    "state",
    [
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.MISSED,
        DeliveryState.NOT_NEEDED,
    ],
)
def test_what_has_ended_is_never_claimed(engine, state):
    a_row(engine, state=state)

    assert claim(engine, NOW + timedelta(days=365)) is None


# A few at a time ------------------------------------------------------------------------


def test_a_few_are_claimed_at_a_time_and_each_once(engine):
    rows = several(engine, 5)

    batches = [take(engine, limit=3) for _ in range(3)]

    assert [len(batch) for batch in batches] == [3, 2, 0]
    assert {claim.delivery_id for batch in batches for claim in batch} == {row.id for row in rows}


def test_those_of_a_batch_are_prepared_together_each_for_its_own_recipient(engine):
    several(engine)

    letters = prepare_all(engine, take(engine))

    assert len({letter.recipient for letter in letters}) == 3
    for letter in letters:
        header = message_from_bytes(letter.message, policy=default)["To"]
        assert header.addresses[0].addr_spec == letter.recipient


def test_one_of_a_batch_that_is_not_wanted_does_not_stop_the_others(engine):
    rows = several(engine)
    change(engine, Person, rows[1].person_id, email=None)

    letters = prepare_all(engine, take(engine))

    assert len(letters) == 2
    assert load(engine, rows[1]).reason == "no_address"


def test_a_talk_begins_only_while_the_lease_outlasts_it(engine, row):
    claimed = claim(engine)
    seconds = timedelta(seconds=1)

    assert claims.has_time(claimed, now=NOW + claims.LEASE - claims.NEEDED)
    assert not claims.has_time(claimed, now=NOW + claims.LEASE - claims.NEEDED + seconds)


def test_what_is_let_go_of_can_be_claimed_at_once_and_has_told_nobody_anything(engine):
    rows = several(engine)
    letters = prepare_all(engine, take(engine))

    let_go(engine, letters[1:])

    assert states(engine, rows) == [
        DeliveryState.SENDING,
        DeliveryState.PLANNED,
        DeliveryState.PLANNED,
    ]
    assert [load(engine, row).told_sequence for row in rows] == [0, None, None]
    assert [load(engine, row).attempts for row in rows] == [0, 0, 0]
    assert len(take(engine)) == 2


def test_what_was_tried_before_keeps_its_bytes_when_it_is_let_go_of(engine, row):
    first = prepare(engine, claim(engine))
    fail(engine, first, "temporary", may_have_arrived=True)
    second = prepare(engine, claim(engine, NOW + MINUTE), NOW + MINUTE)

    let_go(engine, [second])

    assert load(engine, row).message == first.message


def test_what_somebody_else_holds_by_now_is_not_let_go_of(engine, row):
    letter = prepare(engine, claim(engine))
    claim(engine, NOW + claims.LEASE)

    let_go(engine, [letter])

    assert load(engine, row).state is DeliveryState.SENDING


def test_while_a_councils_mail_is_held_only_its_sign_in_links_go(engine, row):
    change(engine, Council, row.council_id, mail_held_at=NOW)
    with transaction(engine) as session:
        key = Delivery(
            council_id=row.council_id,
            person_id=row.person_id,
            kind=DeliveryKind.SIGN_IN,
            due_at=NOW,
            try_at=NOW,
            message=b"Subject: Logga in\r\n\r\n",
        )
        session.add(key)
    other = a_row_in_another_council(engine)

    assert {claim.delivery_id for claim in take(engine)} == {key.id, other.id}


def test_a_message_on_hold_is_not_claimed(engine):
    a_row(engine, state=DeliveryState.HELD)

    assert claim(engine, NOW + timedelta(days=1)) is None


@pytest.mark.parametrize("held", [False, True])
def test_a_round_looks_first_whether_there_is_anything_to_do(engine, row, held):
    change(engine, Council, row.council_id, mail_held_at=NOW if held else None)

    with open_session(engine, read_only=True) as session:
        assert outbox.is_anything_due(session, now=NOW) is not held
        assert not outbox.is_anything_due(session, now=NOW - MINUTE)


def test_claiming_walks_along_the_index_and_sorts_nothing(engine):
    statement = outbox.next_of(outbox.is_due(NOW), limit=3)
    with transaction(engine) as session:
        connection = session.connection()
        if engine.dialect.name == "postgresql":  # it would rather read an empty table as a whole
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        written = statement.compile(engine, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        plan = str(connection.exec_driver_sql(f"{explain} {written}").all())

    assert "ix_delivery_due" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_the_lease_outlasts_a_talk_and_ends_in_time_after_a_crash():
    talk = timedelta(seconds=SmtpSettings("localhost", 25).talk)
    tick = next(job.every for job in JOBS if job.id == "send_due")

    assert talk + timedelta(seconds=30) <= claims.NEEDED < claims.LEASE
    assert claims.LEASE + tick <= timedelta(seconds=85)
