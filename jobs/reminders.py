"""The rounds of the outbox: plan what meetings call for, then send what is due."""

import logging
from collections import Counter

from jobs import lanes, restored
from jobs.worker import Worker, log_failure
from tracker.db import open_session, transaction
from tracker.queries import outbox
from tracker.services import jobs_processes, reminders, sign_in

log = logging.getLogger(__name__)


def plan_coming(worker: Worker) -> Counter[str]:
    """Bring the outbox in step with the meetings that have changed, and now and then with all.

    Each change of a meeting does so itself; this catches what changes by the calendar alone,
    such as a mandate that ends, and what two changes at the same moment left behind.
    """
    restored.before_sending(worker)
    counts: Counter[str] = Counter()
    with open_session(worker.engine, read_only=True) as session:
        stale = reminders.list_to_plan(session, now=worker.clock())
    for _council, meeting in stale:
        if worker.stopping.is_set():
            break
        try:
            with transaction(worker.engine) as session:
                session.connection()
                was_planned = reminders.plan_again(
                    session, meeting_id=meeting.id, now=worker.clock()
                )
            counts["planned"] += was_planned
        except Exception as error:  # noqa: BLE001 -- the next meeting must be planned all the same
            counts["not_planned"] += 1
            log_failure("planning failed", error, meeting_id=meeting.id)
    with transaction(worker.engine) as session:
        jobs_processes.report_round(
            session, name=worker.name, started_at=worker.started_at, now=worker.clock()
        )
    return +counts


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
    """Answer those who want to sign in, and send every message that is due."""
    counts = answer_requests(worker)
    with open_session(worker.engine, read_only=True) as session:
        is_anything_due = outbox.is_anything_due(session, now=worker.clock())
    if is_anything_due and not worker.stopping.is_set():
        restored.before_sending(worker)
        counts += lanes.send_all(worker)
    if counts["sent"]:
        with transaction(worker.engine) as session:
            jobs_processes.report_sent(session, name=worker.name, now=worker.clock())
    if counts:
        log.info("sent what was due", extra=dict(counts))
    return counts
