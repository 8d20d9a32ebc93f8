"""A round meets a dead mail server, answers sign-in requests, and says that it was done."""

import socket
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from jobs.reminders import plan_coming, send_due
from tests.jobs.post import AUTUMN, EVERYONE, INVITATION
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.models import JobsProcess
from tracker.services import sign_in

ALVA_AT = "alva@alvstad.example"
MINUTE = timedelta(minutes=1)


def test_a_mail_server_that_is_silent_costs_one_waiting_time_a_round(away):
    with socket.create_server(("127.0.0.1", away.port)) as silent:  # takes callers, never speaks
        away.now = INVITATION
        worker = replace(away.worker(), smtp=replace(away.worker().smtp, timeout=0.3))
        plan_coming(worker)
        counts = send_due(worker)
        callers = count_callers(silent)

    assert counts == {"unreachable": 1}
    assert callers == 1
    invitations = away.rows(kind=DeliveryKind.INVITATION)
    assert {row.state for row in invitations} == {DeliveryState.PLANNED}
    assert sorted((row.attempts, row.try_at) for row in invitations) == [
        *[(0, INVITATION)] * (len(EVERYONE) - 1),
        (1, INVITATION + MINUTE),
    ]


def count_callers(server):
    """Return how many have called and wait to be spoken to."""
    server.setblocking(False)
    callers = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            callers += 1
    return callers


def test_a_sign_in_link_is_mailed_in_the_same_round_and_to_nobody_unknown(post):
    ask(post, ALVA_AT, "nobody@alvstad.example")

    post.round(AUTUMN)

    assert post.server.addresses() == {ALVA_AT: 1}


def ask(post, *addresses):
    with transaction(post.engine) as session:
        for address in addresses:
            sign_in.ask_for_link(session, email=address, now=AUTUMN)


def test_a_request_we_stumble_over_does_not_stop_the_next_or_the_mail(post, monkeypatch):
    answer_request = sign_in.answer_request

    def stumble(session, *, request, **values):
        if request.email == ALVA_AT:
            raise RuntimeError("a fault of ours")
        answer_request(session, request=request, **values)

    monkeypatch.setattr(sign_in, "answer_request", stumble)
    ask(post, ALVA_AT, "bertil@alvstad.example")

    post.round(AUTUMN)

    assert post.server.addresses() == {"bertil@alvstad.example": 1}


def test_each_round_says_that_the_process_is_alive(post):
    worker = post.worker()
    for moment in (INVITATION, INVITATION + MINUTE):
        post.now = moment
        plan_coming(worker)

    with open_session(post.engine, read_only=True) as session:
        (process,) = session.exec(select(JobsProcess)).all()
    assert (process.name, process.started_at) == (worker.name, AUTUMN)
    assert process.last_round_at == INVITATION + MINUTE


def test_a_process_long_gone_is_forgotten(post):
    post.now = AUTUMN
    plan_coming(post.worker())
    post.now = AUTUMN + timedelta(days=31)
    later = post.worker()

    plan_coming(later)

    with open_session(post.engine, read_only=True) as session:
        assert [process.name for process in session.exec(select(JobsProcess))] == [later.name]
