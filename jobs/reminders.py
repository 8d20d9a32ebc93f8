"""The rounds of the outbox: plan what meetings call for, then claim, prepare, send, record.

Every meeting and every recipient is a transaction of its own, so that one that fails leaves the
others alone. Logs name messages by number and never quote the mail server, since its words may
hold an address; those are stored with the message, where the coordinator reads them.
"""

import logging
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from tracker.config import Settings
from tracker.db import open_session, transaction
from tracker.mail.smtp import (
    Accepted,
    Connection,
    Outcome,
    PermanentFailure,
    SmtpSettings,
    TemporaryFailure,
    Unknown,
    Unreachable,
    send,
)
from tracker.models import Council, Meeting
from tracker.services import deliveries, jobs_processes, reminders, sign_in
from tracker.services.deliveries import Claim, Letter
from tracker.services.letters import Stationery, mail_server

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

#: The end of a message that met no mail server.
UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Worker:
    """What the rounds work with."""

    engine: Engine
    clock: Clock
    stationery: Stationery
    smtp: SmtpSettings
    started_at: datetime
    #: What tells this process from others.
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    #: Set when the process is to end: the recipient at hand is finished, no new one begun.
    stopping: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def of(cls, settings: Settings, engine: Engine, clock: Clock) -> "Worker":
        """Return a worker for one installation.

        Raises:
            SettingsError: the secret key is missing or unsafe.
            ValueError: the sender's address cannot be used.
        """
        return cls(
            engine=engine,
            clock=clock,
            stationery=Stationery.of(settings),
            smtp=mail_server(settings),
            started_at=clock(),
        )


def plan_coming(worker: Worker) -> Counter[str]:
    """Bring the outbox in step with every coming meeting.

    Each change of a meeting does so itself; this catches what changes by the calendar alone,
    such as a mandate that ends, and what two changes at the same moment left behind.
    """
    counts: Counter[str] = Counter()
    with open_session(worker.engine, read_only=True) as session:
        coming = reminders.list_to_plan(session, now=worker.clock())
    for council, meeting in coming:
        if worker.stopping.is_set():
            break
        try:
            with transaction(worker.engine) as session:
                reminders.plan(
                    session,
                    council=session.get_one(Council, council.id),
                    meeting=session.get_one(Meeting, meeting.id),
                    now=worker.clock(),
                )
            counts["planned"] += 1
        except Exception as error:  # noqa: BLE001 -- the next meeting must be planned all the same
            counts["not_planned"] += 1
            log_failure("planning failed", error, meeting_id=meeting.id)
    with transaction(worker.engine) as session:
        jobs_processes.report_round(
            session, name=worker.name, started_at=worker.started_at, now=worker.clock()
        )
    return counts


def answer_requests(worker: Worker) -> Counter[str]:
    """Put a sign-in link in the outbox for each request from an address that is known."""
    counts: Counter[str] = Counter()
    while not worker.stopping.is_set():
        with transaction(worker.engine) as session:
            request = sign_in.take_request(session)
        if request is None:
            break
        counts["requests"] += 1
        try:
            with transaction(worker.engine) as session:
                sign_in.answer_request(
                    session, request=request, stationery=worker.stationery, now=worker.clock()
                )
        except Exception as error:  # noqa: BLE001 -- the next visitor must be served all the same
            log_failure("sign-in request failed", error)
    return counts


def send_due(worker: Worker) -> Counter[str]:
    """Send every message that is due. Return how many met which end.

    A mail server that cannot be reached ends the round: one waiting time, not one for each
    recipient. What was left is still due in the next.
    """
    counts = answer_requests(worker)
    with Connection(worker.smtp) as connection:
        while not worker.stopping.is_set():
            with transaction(worker.engine) as session:
                claim = deliveries.claim_next(session, now=worker.clock())
            if claim is None:
                break
            end = _handle(worker, connection, claim)
            counts[end] += 1
            if end == UNREACHABLE:
                break
    if counts:
        log.info("sent what was due", extra=dict(counts))
    return counts


def _handle(worker: Worker, connection: Connection, claim: Claim) -> str:
    """Bring one claimed message to an end, and say which."""
    try:
        with transaction(worker.engine) as session:
            letter = deliveries.prepare(
                session, claim=claim, stationery=worker.stationery, now=worker.clock()
            )
        if letter is None:
            return "not_sent"
        outcome = send(connection, worker.stationery.sender_email, letter.recipient, letter.message)
        return _record(worker, letter, outcome)
    except Exception as error:  # noqa: BLE001 -- the next recipient must be served all the same
        log_failure("delivery failed", error, delivery_id=claim.delivery_id)
        _put_aside(worker, claim, error)
        return "put_aside"


def _record(worker: Worker, letter: Letter, outcome: Outcome) -> str:
    with transaction(worker.engine) as session:
        now = worker.clock()
        if isinstance(outcome, Accepted):
            deliveries.record_accepted(session, claim=letter.claim, now=now)
            return "sent"
        _log_refusal(letter, outcome)
        if isinstance(outcome, PermanentFailure):
            deliveries.record_permanent(session, claim=letter.claim, words=outcome.words)
            return "failed"
        deliveries.record_temporary(
            session,
            claim=letter.claim,
            words=outcome.words,
            now=now,
            may_have_arrived=isinstance(outcome, Unknown),
        )
        if isinstance(outcome, Unreachable):
            return UNREACHABLE
        return "tried" if isinstance(outcome, TemporaryFailure) else "unknown"


def _put_aside(worker: Worker, claim: Claim, error: Exception) -> None:
    """Let a message that we ourselves stumble over wait as if the server had said "not now"."""
    try:
        with transaction(worker.engine) as session:
            deliveries.record_temporary(
                session, claim=claim, words=type(error).__name__, now=worker.clock()
            )
    except Exception as second:  # noqa: BLE001 -- its lease runs out, and then it comes again
        log_failure("recording failed", second, delivery_id=claim.delivery_id)


def _log_refusal(letter: Letter, outcome: Outcome) -> None:
    code = outcome.words[:3]
    log.warning(
        "not accepted",
        extra={
            "delivery_id": letter.claim.delivery_id,
            "outcome": type(outcome).__name__,
            "code": code if code.isdigit() else "",
        },
    )


def log_failure(what: str, error: Exception, **details: object) -> None:
    """Log the kind and the place of an error; its message may quote a name or an address."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
    log.error(what, extra={"kind": type(error).__name__, "place": place, **details})
