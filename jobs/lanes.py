"""Sending what is due, in a few lanes at once: each with a connection of its own.

A lane claims a handful of messages, makes them ready in one transaction, and then sends and
records each by itself: one that fails leaves the others alone, and a process that dies leaves at
most one message a lane that was sent and not recorded. Logs name messages by number and never
quote the mail server, since its words may hold an address; those are stored with the message,
where the coordinator reads them.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import replace
from functools import partial

from sqlalchemy.engine import Connection as Database
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from jobs.worker import Worker, log_failure
from tracker.mail.smtp import (
    Accepted,
    Connection,
    Outcome,
    PermanentFailure,
    TemporaryFailure,
    Unknown,
    Unreachable,
    send,
)
from tracker.services import claims, deliveries
from tracker.services.claims import Claim
from tracker.services.deliveries import Letter

log = logging.getLogger(__name__)

#: The end of a message that met no mail server.
UNREACHABLE = "unreachable"

#: Seconds before the database is asked again to take what must be recorded.
_PAUSE = 1.0


def send_all(worker: Worker) -> Counter[str]:
    """Send every message that is due. Return how many met which end.

    A mail server that cannot be reached ends the round: one waiting time a lane, not one for each
    recipient. What was left is still due in the next.
    """
    # SQLite lets one write at a time, and those who wait look again now and then: queue instead.
    writing = threading.Lock() if worker.engine.dialect.name == "sqlite" else nullcontext()
    over = threading.Event()
    lanes = [_Lane(worker, writing, over) for _number in range(worker.smtp.connections)]
    with ThreadPoolExecutor(len(lanes), "lane") as pool:
        rounds = [pool.submit(lane.run) for lane in lanes]
    return sum((done.result() for done in rounds), Counter())


class _Lane:
    """One connection, and the messages that are sent over it."""

    def __init__(
        self, worker: Worker, writing: AbstractContextManager[object], over: threading.Event
    ) -> None:
        self._worker = worker
        self._writing = writing
        self._over = over
        self._connection = Connection(worker.smtp)
        #: Kept as long as the lane runs: taking one from the pool costs as much as recording.
        self._database: Database | None = None
        #: For what a single statement records.
        self._alone: Database | None = None
        self._counts: Counter[str] = Counter()

    def run(self) -> Counter[str]:
        with self._connection, closing(self):
            while not self._is_over():
                with self._transaction() as session:
                    taken = claims.take(session, now=self._worker.clock())
                if not taken:
                    break
                letters = self._prepare(taken)
                self._counts["not_sent"] += len(taken) - len(letters)
                self._send(self._with_time(letters))
        return +self._counts

    def close(self) -> None:
        """Give the database's connections back."""
        for database in (self._database, self._alone):
            if database is not None:
                database.close()
        self._database = self._alone = None

    def _is_over(self) -> bool:
        return self._worker.stopping.is_set() or self._over.is_set()

    def _prepare(self, held: Sequence[Claim]) -> list[Letter]:
        """Make claimed messages ready, all in one transaction or else each in its own."""
        try:
            with self._transaction() as session:
                return deliveries.prepare(
                    session,
                    claims=held,
                    stationery=self._worker.stationery,
                    now=self._worker.clock(),
                )
        except SQLAlchemyError:
            self._let_go(held)
            raise
        except Exception as error:  # noqa: BLE001 -- the other recipients must be served all the same
            if len(held) == 1:
                log_failure("delivery failed", error, delivery_id=held[0].delivery_id)
                self._put_aside(held[0], error)
                return []
        return [letter for claim in held for letter in self._prepare([claim])]

    def _with_time(self, letters: Sequence[Letter]) -> Sequence[Letter]:
        """Return the letters with time enough to send the first, if writing them took too much.

        Were they let go of instead, a slow machine would write them again for ever.
        """
        if not letters or claims.has_time(letters[0].claim, now=self._worker.clock()):
            return letters
        with self._transaction() as session:
            renewed = claims.renew(
                session, held=[letter.claim for letter in letters], now=self._worker.clock()
            )
        held = {claim.delivery_id: claim for claim in renewed}
        return [
            replace(letter, claim=held[letter.claim.delivery_id])
            for letter in letters
            if letter.claim.delivery_id in held
        ]

    def _send(self, letters: Sequence[Letter]) -> None:
        for number, letter in enumerate(letters):
            if self._is_over() or not claims.has_time(letter.claim, now=self._worker.clock()):
                self._let_go([left.claim for left in letters[number:]])
                return
            outcome = send(
                self._connection,
                self._worker.stationery.sender_email,
                letter.recipient,
                letter.message,
            )
            self._surely(partial(self._record, letter, outcome))
            self._count(letter, outcome)

    def _record(self, letter: Letter, outcome: Outcome) -> None:
        if isinstance(outcome, Accepted):
            with self._statement() as database:
                deliveries.record_accepted(database, letter=letter, now=self._worker.clock())
            return
        with self._transaction() as session:
            self._record_refused(session, letter, outcome)

    def _record_refused(self, session: Session, letter: Letter, outcome: Outcome) -> None:
        now = self._worker.clock()
        if isinstance(outcome, PermanentFailure):
            deliveries.record_permanent(session, claim=letter.claim, words=outcome.words)
        else:
            deliveries.record_temporary(
                session,
                claim=letter.claim,
                words=outcome.words,
                now=now,
                may_have_arrived=isinstance(outcome, Unknown),
            )

    def _count(self, letter: Letter, outcome: Outcome) -> None:
        self._counts[_end_of(outcome)] += 1
        if isinstance(outcome, Unreachable):
            self._over.set()
        if not isinstance(outcome, Accepted):
            code = outcome.words[:3]
            log.warning(
                "not accepted",
                extra={
                    "delivery_id": letter.claim.delivery_id,
                    "outcome": type(outcome).__name__,
                    "code": code if code.isdigit() else "",
                },
            )

    def _put_aside(self, claim: Claim, error: Exception) -> None:
        """Let a message that we ourselves stumble over wait as if the server had said "not now"."""
        words = type(error).__name__
        self._surely(
            self._in_transaction(
                lambda session: deliveries.record_temporary(
                    session, claim=claim, words=words, now=self._worker.clock()
                )
            )
        )
        self._counts["put_aside"] += 1
        self._counts["not_sent"] -= 1

    def _let_go(self, held: Sequence[Claim]) -> None:
        self._surely(self._in_transaction(lambda session: deliveries.let_go(session, claims=held)))

    def _in_transaction(self, record: Callable[[Session], object]) -> Callable[[], None]:
        def run() -> None:
            with self._transaction() as session:
                record(session)

        return run

    def _surely(self, record: Callable[[], object]) -> None:
        """Record something, again and again while the database is locked, full or away.

        A message that was accepted must not be sent again only because that could not be written
        down at once. A process that is to end does not wait: then the lease runs out.
        """
        while True:
            try:
                record()
            except SQLAlchemyError as error:
                log_failure("recording failed", error)
                if self._worker.stopping.wait(_PAUSE):
                    raise
            else:
                return

    @contextmanager
    def _statement(self) -> Iterator[Database]:
        """Open a transaction for one statement; where the database can, in one message to it."""
        with self._noticing():
            if self._alone is None:
                self._alone = self._worker.engine.connect()
                if self._worker.engine.dialect.name == "postgresql":
                    self._alone = self._alone.execution_options(isolation_level="AUTOCOMMIT")
            with self._writing, self._alone.begin():
                yield self._alone

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """After an error of the database's, let the next transaction have a new connection.

        A full disk can leave the old one within a transaction that it can neither commit nor roll
        back.
        """
        try:
            yield
        except SQLAlchemyError:
            for database in (self._database, self._alone):
                if database is not None:
                    database.invalidate()
            self.close()
            raise

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        """Open a transaction, commit at the end. The clock is read when it has begun."""
        with self._noticing():
            self._database = self._database or self._worker.engine.connect()
            with self._writing, Session(self._database, expire_on_commit=False) as session:
                session.connection()
                yield session
                session.commit()


def _end_of(outcome: Outcome) -> str:
    if isinstance(outcome, Accepted):
        return "sent"
    if isinstance(outcome, Unreachable):
        return UNREACHABLE
    if isinstance(outcome, PermanentFailure):
        return "failed"
    return "tried" if isinstance(outcome, TemporaryFailure) else "unknown"
