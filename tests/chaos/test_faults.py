"""What mail servers do to us, through the whole engine: nothing is wrongly shown as sent.

Each member's mailbox has a fault of its own. What the server has kept is what came.
"""

import asyncio
import os
import shutil
import subprocess
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from sqlmodel import select

from jobs.reminders import send_due
from tests import factories
from tests.jobs.post import INVITATION, START, Post, a_plan
from tests.mail.test_smtp import free_port
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.models import Council, Delivery, Person
from tracker.queries.deliveries import list_troubles
from tracker.services import deliveries, meetings, reminders
from tracker.services.audit import Act

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: Seconds that we wait for an answer, and how long the slow server takes.
TIMEOUT, TOO_LONG = 0.4, 0.8

#: What goes wrong with each mailbox, and how many times, before it is in order.
FAULTS = {
    "in-order": (None, 0),
    "in-order-too": (None, 0),
    "busy": ("450 4.2.1 Mailbox busy", 2),
    "greylisted": ("DATA 451 4.7.1 Greylisted", 1),
    "unknown": ("550 5.1.1 No such user here", 99),
    "unwanted": ("DATA 554 5.7.1 Not wanted here", 99),
    "cut-before-the-dot": ("cut before", 1),
    "cut-and-not-kept": ("cut", 1),
    "cut-and-kept": ("keep and cut", 1),
    "slow": ("keep and wait", 1),
}
REFUSED = {"unknown": "550 5.1.1 No such user here", "unwanted": "554 5.7.1 Not wanted here"}
#: Kept by the server before it fell silent, so sent again: the same bytes twice.
KEPT_TWICE = {"cut-and-kept", "slow"}


class Mailboxes:
    """A handler that does to each recipient what stands in the table."""

    def __init__(self):
        self.kept = defaultdict(list)
        self.said_yes = Counter()
        self.tried = defaultdict(count)

    def fault(self, address):
        """Return what goes wrong with this attempt."""
        what, times = FAULTS[name_of(address)]
        return (what or "") if next(self.tried[address]) < times else ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        session.fault = self.fault(address)
        if session.fault[:1].isdigit():
            return session.fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        fault, (address,) = session.fault, envelope.rcpt_tos
        if fault.startswith("DATA "):
            return fault.removeprefix("DATA ")
        if fault != "cut":
            self.kept[name_of(address)].append(envelope.original_content)
        if fault in ("cut", "keep and cut"):
            server.transport.abort()
        elif fault == "keep and wait":
            await asyncio.sleep(TOO_LONG)
        else:
            self.said_yes[name_of(address)] += 1
        return "250 Kept"


class CutsBeforeTheDot(SMTP):
    async def smtp_DATA(self, arg):  # noqa: N802
        if self.session.fault == "cut before":
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def name_of(address):
    return address.partition("@")[0]


@contextmanager
def serving(handler, port, protocol=CutsBeforeTheDot):
    class Server(Controller):
        def factory(self):
            return protocol(self.handler, **self.SMTP_kwargs)

    server = Server(handler, hostname="127.0.0.1", port=port, server_hostname="mx.localhost")
    server.start()
    try:
        yield
    finally:
        server.stop(no_assert=True)


class Impatient(Post):
    """The post, with little time for the mail server."""

    security = "none"

    def worker(self):
        worker = super().worker()
        smtp = replace(worker.smtp, timeout=TIMEOUT, talk=TIMEOUT * 2, security=self.security)
        return replace(worker, smtp=smtp)

    def send(self, moment):
        """Do a round without planning, which has nothing to do here."""
        self.now = moment
        return send_due(super().worker())

    def invitations(self):
        """Return {mailbox: its invitation}."""
        with open_session(self.engine, read_only=True) as session:
            rows = session.exec(
                select(Delivery, Person)
                .join(Person, Person.id == Delivery.person_id)
                .where(
                    Delivery.kind == DeliveryKind.INVITATION,
                    Delivery.meeting_id == self.meeting.id,
                )
            ).all()
        return {name_of(person.email): row for row, person in rows}

    def in_state(self, state):
        return {name for name, row in self.invitations().items() if row.state is state}


def call_together(session, council, starts_at):
    return meetings.plan_meeting(
        session, council=council, plan=a_plan(starts_at), by=Act(None, INVITATION - DAY)
    )


@pytest.fixture
def post(engine, tmp_path):
    """Return a council with a member for every fault, and its first meeting."""
    return set_up(engine, tmp_path, FAULTS)


@pytest.fixture
def small_post(engine, tmp_path):
    """Return the same with few members, for what takes many rounds."""
    return set_up(engine, tmp_path, ("in-order", "busy", "unknown"))


def set_up(engine, folder, names):
    with transaction(engine) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        reminders.start_with_default_rules(session, council=council)
        for name in names:
            email = f"{name}@alvstad.example"
            factories.make_member(session, council=council, name=name, email=email)
        meeting = call_together(session, council, START)
    return Impatient(engine, council, meeting, {}, folder)


def test_each_fault_ends_as_it_should_and_only_what_was_accepted_is_shown_as_sent(post):
    boxes = Mailboxes()
    with serving(boxes, post.port):
        for minutes in (0, 1, 6, 20, 40):
            post.round(INVITATION + minutes * MINUTE)
            assert post.in_state(DeliveryState.SENT) == set(boxes.said_yes)

    invitations = post.invitations()
    assert post.in_state(DeliveryState.SENT) == set(FAULTS) - set(REFUSED)
    assert {name: row.reason for name, row in invitations.items() if row.reason} == REFUSED
    assert post.in_state(DeliveryState.FAILED) == set(REFUSED)
    assert {name: len(copies) for name, copies in boxes.kept.items()} == {
        name: 2 if name in KEPT_TWICE else 1 for name in set(FAULTS) - set(REFUSED)
    }
    assert all(len(set(copies)) == 1 for copies in boxes.kept.values())
    assert set(boxes.said_yes.values()) == {1}


def test_a_permanent_refusal_shows_at_once_with_the_servers_words(post):
    with serving(Mailboxes(), post.port):
        post.round(INVITATION)

    with open_session(post.engine, read_only=True) as session:
        troubles = list_troubles(session, council_id=post.council.id, since=INVITATION)
        failed = {
            trouble.person.name: trouble.delivery.reason
            for trouble in troubles
            if trouble.delivery.state is DeliveryState.FAILED
        }
    assert failed == REFUSED


class OffersTls(Mailboxes):
    """Says that it speaks TLS."""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        return [*responses[:-1], "250-STARTTLS", responses[-1]]


class RefusesTls(CutsBeforeTheDot):
    async def smtp_STARTTLS(self, arg):  # noqa: N802
        await self.push("454 4.7.0 TLS not available now")


class BreaksOffTls(CutsBeforeTheDot):
    async def smtp_STARTTLS(self, arg):  # noqa: N802
        await self.push("220 Ready to start TLS")
        self.transport.abort()


@pytest.mark.parametrize(
    ("handler", "protocol"),
    [(Mailboxes, CutsBeforeTheDot), (OffersTls, RefusesTls), (OffersTls, BreaksOffTls)],
    ids=["offers none", "refuses", "breaks off"],
)
def test_without_the_tls_that_was_asked_for_nothing_leaves_and_all_of_it_goes_later(
    post, handler, protocol
):
    boxes = handler()
    post.security = "starttls"
    with serving(boxes, post.port, protocol):
        post.round(INVITATION)
    assert not boxes.kept
    assert post.in_state(DeliveryState.PLANNED) == set(FAULTS)
    assert any(row.reason for row in post.invitations().values())

    post.security = "none"
    with serving(boxes, post.port):
        for minutes in (2, 10, 30, 60):
            post.round(INVITATION + minutes * MINUTE)

    assert post.in_state(DeliveryState.SENT) == set(FAULTS) - set(REFUSED)


def test_a_server_that_is_away_for_three_days(small_post):
    """After 48 hours an attempt is given up and shows; what came due later goes by itself."""
    post = small_post
    with transaction(post.engine) as session:
        council = session.get_one(Council, post.council.id)
        later = replace(post, meeting=call_together(session, council, START + 2 * DAY))
    for hours in range(72):
        post.send(INVITATION + hours * HOUR)
        assert not post.in_state(DeliveryState.SENT)
    first = post.invitations()
    assert {row.state for row in first.values()} == {DeliveryState.FAILED}
    assert all(row.reason for row in first.values())

    boxes = Mailboxes()
    with serving(boxes, post.port):
        for hours in range(72, 96, 2):
            post.send(INVITATION + hours * HOUR)
        assert later.in_state(DeliveryState.SENT) == set(boxes.said_yes) == {"in-order", "busy"}
        assert later.in_state(DeliveryState.FAILED) == {"unknown"}
        assert not post.in_state(DeliveryState.SENT)
        try_again(post)
        for hours in range(96, 120, 2):
            post.send(INVITATION + hours * HOUR)

    assert post.in_state(DeliveryState.SENT) == {"in-order", "busy"}
    assert boxes.said_yes == {"in-order": 2, "busy": 2}
    assert all(len(set(copies)) == 2 for copies in boxes.kept.values())


def try_again(post):
    """Press "Try again" for each message that failed."""
    with transaction(post.engine) as session:
        for row in session.exec(select(Delivery).where(Delivery.state == DeliveryState.FAILED)):
            by = Act(None, post.now)
            deliveries.retry(session, council_id=post.council.id, delivery=row, by=by)


# Another server than our own, where it is installed: Postfix's ---------------------------

if SMTP_SINK := shutil.which("smtp-sink"):

    @pytest.mark.parametrize(
        ("options", "state"),
        [
            (["-r", "RCPT"], DeliveryState.PLANNED),
            (["-f", "RCPT"], DeliveryState.FAILED),
            (["-q", "DATA"], DeliveryState.PLANNED),
            (["-q", "."], DeliveryState.PLANNED),
            ([], DeliveryState.SENT),
        ],
    )
    def test_postfixs_sink_leaves_every_message_in_its_right_state(post, options, state):
        port = free_port()
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
        command = [SMTP_SINK, *as_nobody, *options, f"127.0.0.1:{port}", "10"]
        with subprocess.Popen(command) as sink:
            time.sleep(0.5)
            post.port = port
            post.round(INVITATION)
            sink.terminate()

        assert post.in_state(state) == set(FAULTS)
