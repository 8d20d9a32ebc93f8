"""Many messages at once: several lanes, each with its own connection, and what can go wrong."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from jobs import lanes
from jobs.reminders import plan_coming, send_due
from tests import factories
from tests.jobs.post import EVERYONE, INVITATION, serving
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.models import Council, JobsProcess
from tracker.services import claims, deliveries

ALVA_AT = "alva@alvstad.example"
MANY = 12


@pytest.fixture
def crowd(away, monkeypatch):
    """Return the post with more invitations due than a lane takes at a time."""
    monkeypatch.setattr(claims.take, "__kwdefaults__", {**claims.take.__kwdefaults__, "limit": 3})
    with transaction(away.engine) as session:
        council = session.get_one(Council, away.council.id)
        for number in range(MANY):
            factories.make_member(session, council=council, email=f"member{number}@alvstad.example")
    away.now = INVITATION
    plan_coming(away.worker())
    return away


@pytest.fixture
def served(crowd):
    with serving(crowd.server, crowd.port):
        yield crowd


def with_lanes(post, number):
    worker = post.worker()
    return replace(worker, smtp=replace(worker.smtp, connections=number))


def states(post):
    return Counter(row.state for row in post.rows(kind=DeliveryKind.INVITATION))


def test_several_lanes_send_each_message_once_over_as_many_connections(served):
    counts = send_due(with_lanes(served, 3))

    everyone = len(EVERYONE) + MANY
    assert counts == {"sent": everyone}
    assert set(served.server.addresses().values()) == {1}
    assert sum(served.server.addresses().values()) == everyone
    assert 1 <= len(served.server.sessions) <= 3


def test_letters_that_took_long_to_write_are_sent_all_the_same(served, monkeypatch):
    prepare = deliveries.prepare

    def slowly(*arguments, **named):
        letters = prepare(*arguments, **named)
        served.now += timedelta(seconds=20)
        return letters

    monkeypatch.setattr(deliveries, "prepare", slowly)

    counts = send_due(with_lanes(served, 1))

    assert counts == {"sent": len(EVERYONE) + MANY}
    assert set(served.server.addresses().values()) == {1}


def test_two_workers_with_lanes_of_their_own_send_no_doubles(served):
    together = threading.Barrier(2)
    sent = []

    def work():
        worker = with_lanes(served, 2)
        together.wait()
        sent.append(send_due(worker)["sent"])

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(sent) == len(EVERYONE) + MANY
    assert set(served.server.addresses().values()) == {1}


def test_one_refused_in_a_batch_never_stops_the_others(served):
    served.server.refusals[ALVA_AT] = "550 No such user here"
    served.server.refusals["member3@alvstad.example"] = "DATA 450 Greylisted"

    counts = send_due(with_lanes(served, 2))

    assert counts == {"sent": len(EVERYONE) + MANY - 2, "failed": 1, "tried": 1}


def test_a_server_that_is_away_costs_a_try_a_lane_and_lets_go_of_the_rest(crowd):
    counts = send_due(with_lanes(crowd, 2))

    assert 1 <= counts["unreachable"] <= 2
    assert states(crowd) == {DeliveryState.PLANNED: len(EVERYONE) + MANY}
    tried = [row for row in crowd.rows(kind=DeliveryKind.INVITATION) if row.attempts]
    assert len(tried) == counts["unreachable"]
    untold = [row for row in crowd.rows(kind=DeliveryKind.INVITATION) if not row.attempts]
    assert all(row.told_sequence is None and row.claimed_until is None for row in untold)


def test_who_is_asked_to_end_finishes_the_message_at_hand_and_lets_go_of_the_rest(
    served, monkeypatch
):
    worker = with_lanes(served, 1)
    send = lanes.send

    def ask_to_end(*values):
        worker.stopping.set()
        return send(*values)

    monkeypatch.setattr(lanes, "send", ask_to_end)
    send_due(worker)

    assert states(served) == {
        DeliveryState.SENT: 1,
        DeliveryState.PLANNED: len(EVERYONE) + MANY - 1,
    }
    assert sum(served.server.addresses().values()) == 1


def test_a_slow_server_makes_a_lane_let_go_before_its_lease_is_too_short(served, monkeypatch):
    send, let_go = lanes.send, deliveries.let_go
    left, gone = [], []

    def slowly(*values):
        (row,) = [row for row in served.rows() if row.message == values[-1]]
        left.append(row.claimed_until - served.now)
        served.now += timedelta(seconds=4)
        return send(*values)

    def count(session, *, claims):
        gone.append(len(claims))
        let_go(session, claims=claims)

    monkeypatch.setattr(lanes, "send", slowly)
    monkeypatch.setattr(deliveries, "let_go", count)
    send_due(with_lanes(served, 1))

    assert min(left) >= claims.NEEDED
    assert set(gone) == {1}
    assert set(served.server.addresses().values()) == {1}
    assert states(served) == {DeliveryState.SENT: len(EVERYONE) + MANY}


def test_what_the_database_cannot_write_down_at_once_is_written_down_later_and_sent_once(
    served, monkeypatch
):
    monkeypatch.setattr(lanes, "_PAUSE", 0.01)
    record = deliveries.record_accepted
    refused = Counter()

    def refuse_at_first(session, *, letter, now):
        refused[letter.recipient] += 1
        if refused[letter.recipient] <= 2:
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        record(session, letter=letter, now=now)

    monkeypatch.setattr(deliveries, "record_accepted", refuse_at_first)
    send_due(with_lanes(served, 2))

    assert set(refused.values()) == {3}
    assert set(served.server.addresses().values()) == {1}
    assert states(served) == {DeliveryState.SENT: len(EVERYONE) + MANY}


def test_what_cannot_be_stored_is_let_go_of_at_once(served, monkeypatch):
    prepare = deliveries.prepare

    def refuse(*_values, **_named):
        raise OperationalError("UPDATE", {}, Exception("disk is full"))

    monkeypatch.setattr(deliveries, "prepare", refuse)
    with pytest.raises(OperationalError):
        send_due(with_lanes(served, 2))
    assert states(served) == {DeliveryState.PLANNED: len(EVERYONE) + MANY}

    monkeypatch.setattr(deliveries, "prepare", prepare)
    assert send_due(with_lanes(served, 2)) == {"sent": len(EVERYONE) + MANY}


def test_a_round_that_sent_something_says_when(served):
    worker = with_lanes(served, 2)
    plan_coming(worker)
    assert last_sent_at(served, worker) is None

    send_due(worker)

    assert last_sent_at(served, worker) == INVITATION


def last_sent_at(post, worker):
    with open_session(post.engine, read_only=True) as session:
        return session.exec(
            select(JobsProcess.last_sent_at).where(JobsProcess.name == worker.name)
        ).one()


def test_before_the_first_message_the_outbox_is_compared_with_what_was_sent(served, monkeypatch):
    said = []
    monkeypatch.setattr(
        "jobs.restored.before_sending", lambda _worker: said.append(len(served.server.kept))
    )

    send_due(with_lanes(served, 2))
    send_due(with_lanes(served, 2))  # now there is nothing to send

    assert said == [0]
