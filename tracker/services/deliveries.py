"""The way of messages out of the outbox: claim, prepare, then record what became of each.

Each step is a transaction of its own, committed by the caller before the next. The bytes are
stored before they are sent, so a message that must be sent again after a crash is the very same.
Delivery is at least once: a process that dies after the mail server has accepted a message and
before that is recorded leaves it to be sent again.

A few messages are claimed and prepared at a time. They are judged then, and sent within seconds
or let go of (`claims.has_time`). When a meeting is changed in those seconds, the change finds that its
former time may have been told, and so puts a message about itself in the outbox: just as it does
when it comes a moment after the sending.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session, col, select

from tracker.domain.reminders import (
    PROMPT_KINDS,
    Missed,
    NotNeeded,
    Reason,
    Send,
    Verdict,
    Wait,
    retry_after,
)
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.mail.facts import one_line
from tracker.mail.reading import read_recipient
from tracker.models import Delivery, Meeting, Person
from tracker.queries import deliveries as queries
from tracker.queries import meetings, outbox
from tracker.queries.deliveries import Occasion
from tracker.services import digests
from tracker.services.audit import Act, write_down
from tracker.services.claims import LEASE, Claim
from tracker.services.letters import Stationery, message_id_of, write_letter
from tracker.services.reminders import judge
from tracker.services.sign_in import VALID_MINUTES

#: Of a talkative mail server's words.
_REASON_LENGTH = 500


class NotNow(Exception):
    """The message did not fail, or the meeting has begun."""


@dataclass(frozen=True)
class Letter:
    """A message that is ready to be sent, and the claim it is held by."""

    claim: Claim
    recipient: str
    message: bytes
    #: The message is a key, and is forgotten when it is on its way.
    is_key: bool


def let_go(session: Session, *, claims: Sequence[Claim]) -> None:
    """Give back claimed messages that were not tried, so that they can be claimed at once.

    What was written for this attempt has told nobody anything, and is written anew in the next.
    """
    numbers = [claim.delivery_id for claim in claims]
    for row in outbox.list_claimed(session, delivery_ids=numbers, until=claims[0].until):
        row.state = DeliveryState.PLANNED
        row.claimed_until = None
        if row.attempts == 0 and not row.may_have_arrived:
            _forget_letter(row)
        session.add(row)
    session.flush()


def prepare(
    session: Session,
    *,
    claims: Sequence[Claim],
    stationery: Stationery,
    now: datetime,
    lease: timedelta = LEASE,
) -> list[Letter]:
    """Make messages of one claim ready: judge, give each its bytes once, and renew the lease.

    Returns:
        what to send after a commit, in the order of the claims. What is not to be sent is
        recorded, and what somebody else holds by now is left alone.
    """
    numbers = [claim.delivery_id for claim in claims]
    rows = outbox.list_claimed(session, delivery_ids=numbers, until=claims[0].until)
    occasions = _load_occasions(session, rows, now)
    people = _load_people(session, rows)
    letters = {}
    # Digests first: what was claimed together with one may stand in it.
    for row in sorted(rows, key=lambda row: row.kind is not DeliveryKind.DIGEST):
        if row.state is not DeliveryState.SENDING:
            continue
        person = people[row.person_id]
        occasion = occasions.get((row.meeting_id, row.person_id))
        if row.kind is DeliveryKind.DIGEST:
            message = _prepare_digest(session, row, stationery, now)
        elif occasion is None:
            message = _judge_alone(row, person, now)
        else:
            message = _prepare_about_meeting(row, occasion, stationery, now)
        if message is not None:
            row.claimed_until = now + lease
            letters[row.id] = Letter(
                Claim(row.id, now + lease),
                person.email or "",
                message,
                is_key=row.kind is DeliveryKind.SIGN_IN,
            )
        session.add(row)
    session.flush()
    return [letters[number] for number in numbers if number in letters]


def _load_people(session: Session, rows: Sequence[Delivery]) -> dict[int, Person]:
    numbers = {row.person_id for row in rows}
    found = session.exec(select(Person).where(col(Person.id).in_(numbers)))
    return {person.id: person for person in found}


def _load_occasions(
    session: Session, rows: Sequence[Delivery], now: datetime
) -> dict[tuple[int | None, int], Occasion]:
    """Return {(meeting, person): what it is about} for messages that are about a meeting."""
    about: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for row in rows:
        if row.meeting_id is not None and row.kind is not DeliveryKind.COPY:
            about[row.council_id, row.meeting_id].add(row.person_id)
    return {
        (meeting_id, person_id): occasion
        for (council_id, meeting_id), person_ids in about.items()
        for person_id, occasion in queries.load_occasions(
            session, council_id=council_id, meeting_id=meeting_id, person_ids=person_ids, now=now
        ).items()
    }


def _judge_alone(row: Delivery, person: Person, now: datetime) -> bytes | None:
    """Return the bytes of a message that was written when it was asked for, unless it is no use.

    A sign-in link does not work for long. A copy somebody wants whatever it says.
    """
    is_too_late = row.kind is DeliveryKind.SIGN_IN and now >= row.due_at + timedelta(
        minutes=VALID_MINUTES
    )
    if row.message is None or is_too_late:
        _end(row, DeliveryState.MISSED)
        return None
    if person.is_disabled or not person.email:
        _end(row, DeliveryState.NOT_NEEDED)
        return None
    return row.message


def _prepare_about_meeting(
    row: Delivery, occasion: Occasion, stationery: Stationery, now: datetime
) -> bytes | None:
    verdict = _judge(row, occasion, now)
    if isinstance(verdict, Wait):
        _end(row, DeliveryState.PLANNED, verdict.reason.value)
        row.try_at = verdict.until
        return None
    if isinstance(verdict, NotNeeded | Missed):
        _end_unsent(row, verdict)
        return None
    if row.message is not None:
        return row.message
    try:
        row.message = write_letter(
            occasion, kind=row.kind, due_at=row.due_at, stationery=stationery, now=now
        )
    except ValueError as error:
        _end(row, DeliveryState.FAILED, str(error))
        return None
    row.message_id = message_id_of(row.message)
    row.told_sequence = occasion.meeting.sequence
    return row.message


def _prepare_digest(
    session: Session, row: Delivery, stationery: Stationery, now: datetime
) -> bytes | None:
    try:
        found = digests.prepare(session, row, stationery=stationery, now=now)
    except ValueError as error:
        _end(row, DeliveryState.FAILED, str(error))
        return None
    if isinstance(found, bytes):
        return found
    _end_unsent(row, found)
    return None


def _end_unsent(row: Delivery, verdict: NotNeeded | Missed) -> None:
    is_missed = isinstance(verdict, Missed)
    state = DeliveryState.MISSED if is_missed else DeliveryState.NOT_NEEDED
    _end(row, state, verdict.reason.value)


def _judge(row: Delivery, occasion: Occasion, now: datetime) -> Verdict:
    verdict = judge(row.kind, occasion, now)
    if row.message is None or not isinstance(verdict, Send):
        return verdict
    if (row.told_sequence or 0) < occasion.meeting.sequence:
        return NotNeeded(Reason.REPLACED)  # the meeting moved while the message waited
    if read_recipient(row.message) != occasion.person.email:
        _forget_letter(row)  # the address was corrected, so this is another letter
    return verdict


def record_accepted(database: Connection, *, letter: Letter, now: datetime) -> None:
    """Record that the mail server has taken a message.

    Recorded whatever has become of the claim since: it is true. A sign-in link is a key: once it
    is on its way nobody else should find it here.
    """
    values: dict[str, object] = {"number": letter.claim.delivery_id, "now": now}
    database.execute(_KEY_IS_SENT if letter.is_key else _IS_SENT, values)


# Of the table itself: once for every message, the way through the models would cost as much again.
_ROWS = cast("sa.Table", sa.inspect(Delivery).local_table)
_IS_SENT = (
    sa.update(_ROWS)
    .where(_ROWS.c.id == sa.bindparam("number"))
    .values(state=DeliveryState.SENT, sent_at=sa.bindparam("now"), claimed_until=None, reason="")
)
_KEY_IS_SENT = _IS_SENT.values(message=None)


def record_temporary(
    session: Session,
    *,
    claim: Claim,
    words: str,
    now: datetime,
    may_have_arrived: bool = False,
) -> DeliveryState | None:
    """Record that a message was not taken now, and plan the next attempt or give up.

    Args:
        session: Of the caller's transaction.
        claim: What the message is held by.
        words: The mail server's, or our own.
        now: From which the pause counts.
        may_have_arrived: Whether nobody knows if the mail server took it.

    Returns:
        the state it got; None when somebody else holds it by now.
    """
    row = _find_held(session, claim)
    if row is None:
        return None
    row.attempts += 1
    row.may_have_arrived = row.may_have_arrived or may_have_arrived
    pause = retry_after(row.attempts)
    _end(row, DeliveryState.PLANNED if pause else DeliveryState.FAILED, words)
    row.try_at = now + (pause or timedelta())
    session.add(row)
    session.flush()
    return row.state


def record_permanent(session: Session, *, claim: Claim, words: str) -> None:
    """Record that a message will not be taken, with the server's words."""
    row = _find_held(session, claim)
    if row is None:
        return
    row.attempts += 1
    _end(row, DeliveryState.FAILED, words)
    session.add(row)
    session.flush()


def record_bounced(session: Session, *, delivery: Delivery, words: str) -> bool:
    """Record that a message which a mail server had taken came back: it never arrived.

    Returns:
        whether that is what it waited for; one that is to be written anew is another message.
    """
    is_taken = delivery.state is DeliveryState.SENT or (
        delivery.state is DeliveryState.PLANNED and delivery.may_have_arrived
    )
    if not is_taken:
        return False
    delivery.may_have_arrived = False
    delivery.sent_at = None
    _end(delivery, DeliveryState.FAILED, words)
    session.add(delivery)
    session.flush()
    return True


def retry(session: Session, *, council_id: int, delivery: Delivery, by: Act) -> None:
    """Let a failed message be tried again, from now on.

    Raises:
        NotNow: it did not fail, or it is about a meeting that has begun or about none.
    """
    meeting = (
        meetings.get_meeting(session, council_id=council_id, meeting_id=delivery.meeting_id)
        if delivery.meeting_id
        else None
    )
    if not can_retry(delivery, meeting, by.at):
        raise NotNow
    delivery.state = DeliveryState.PLANNED
    delivery.attempts = 0
    delivery.try_at = by.at
    session.add(delivery)
    write_down(
        session,
        council_id=council_id,
        action="retry",
        thing="delivery",
        thing_id=delivery.id,
        by=by,
    )
    session.flush()


def send_again_to(session: Session, *, council_id: int, person_id: int, now: datetime) -> None:
    """Let what failed for a person be tried again, as far as it is about coming meetings.

    For somebody whose address was corrected. Where an invitation, a change or a cancellation is
    due again, a reminder in the same minute would only repeat it.
    """
    failed = queries.list_failed(session, council_id=council_id, person_id=person_id, now=now)
    prompted = {row.meeting_id for row in failed if row.kind in PROMPT_KINDS}
    for row in failed:
        if row.kind in PROMPT_KINDS or row.meeting_id not in prompted:
            row.state = DeliveryState.PLANNED
            row.attempts = 0
            row.reason = ""
            row.try_at = now
            session.add(row)
    session.flush()


def can_retry(delivery: Delivery, meeting: Meeting | None, now: datetime) -> bool:
    """Tell whether a failed message is still worth another attempt."""
    is_useful = meeting is not None and meeting.starts_at > now
    if delivery.kind is DeliveryKind.DIGEST:
        is_useful = now < delivery.due_at + queries.DIGEST_HOLDS
    return delivery.state is DeliveryState.FAILED and is_useful


def _find_held(session: Session, claim: Claim) -> Delivery | None:
    """Return a message if it is still held by that claim."""
    rows = outbox.list_claimed(session, delivery_ids=[claim.delivery_id], until=claim.until)
    return rows[0] if rows else None


def _end(row: Delivery, state: DeliveryState, reason: str = "") -> None:
    """Let a message rest.

    One that has failed and certainly never arrived has told nobody anything, so nobody is told
    later that it no longer holds; and since nobody has its bytes, another attempt is a new letter.
    """
    row.state = state
    if state is DeliveryState.FAILED and not row.may_have_arrived:
        _forget_letter(row)
    row.reason = one_line(reason)[:_REASON_LENGTH]
    row.claimed_until = None
    if row.kind is DeliveryKind.SIGN_IN and state is not DeliveryState.PLANNED:
        row.message = None


def _forget_letter(row: Delivery) -> None:
    """Forget what was written about meetings, so that it is written anew. Nothing else can be."""
    if row.told_sequence is not None or row.kind is DeliveryKind.DIGEST:
        row.message = row.message_id = row.told_sequence = None
