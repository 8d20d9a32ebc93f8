"""The way of one message out of the outbox: claim, prepare, then record what became of it.

Each step is a transaction of its own, committed by the caller before the next. The bytes are
stored before they are sent, so a message that must be sent again after a crash is the very same.
Delivery is at least once: a process that dies after the mail server has accepted a message and
before that is recorded leaves it to be sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col

from tracker.domain.reminders import (
    PROMPT_KINDS,
    Missed,
    NotNeeded,
    Reason,
    Recipient,
    Send,
    Verdict,
    retry_after,
    what_now,
)
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState
from tracker.mail.facts import one_line
from tracker.mail.reading import read_recipient
from tracker.models import Delivery, Meeting, Person
from tracker.queries import deliveries as queries
from tracker.queries import meetings
from tracker.services.audit import Act, write_down
from tracker.services.letters import Stationery, write_letter
from tracker.services.reminders import facts
from tracker.services.sign_in import VALID_MINUTES

#: How long a process may hold a message. The lease begins anew when its bytes are stored, just
#: before the talk with the mail server, which is over within 45 s (`SmtpSettings.talk`): 30 s are
#: left to record the outcome, as long as we wait for a locked database. So nobody else takes what
#: may still be accepted. After a crash the next look for due messages, at most 5 s later
#: (`jobs.schedule`), takes it up: 80 s, where 90 are promised.
LEASE = timedelta(seconds=75)

#: Of a talkative mail server's words.
_REASON_LENGTH = 500


class NotNow(Exception):
    """The message did not fail, or the meeting has begun."""


@dataclass(frozen=True)
class Claim:
    """The right to send one message until a moment."""

    delivery_id: int
    until: datetime


@dataclass(frozen=True)
class Letter:
    """A message that is ready to be sent, and the claim it is held by."""

    claim: Claim
    recipient: str
    message: bytes


def claim_next(session: Session, *, now: datetime, lease: timedelta = LEASE) -> Claim | None:
    """Take the next message that is due, or return None when there is none."""
    while (delivery_id := queries.find_due(session, now=now)) is not None:
        claim = Claim(delivery_id, now + lease)
        if _take(session, claim, now):
            return claim
    return None


def _take(session: Session, claim: Claim, now: datetime) -> bool:
    """Mark a message as ours, unless another process was quicker."""
    is_planned = (col(Delivery.state) == DeliveryState.PLANNED) & (col(Delivery.try_at) <= now)
    is_abandoned = (col(Delivery.state) == DeliveryState.SENDING) & (
        col(Delivery.claimed_until) <= now
    )
    result = session.execute(
        sa.update(Delivery)
        .where(col(Delivery.id) == claim.delivery_id, is_planned | is_abandoned)
        .values(
            state=DeliveryState.SENDING,
            claimed_until=claim.until,
            # Its holder may have died after the mail server took it.
            may_have_arrived=col(Delivery.may_have_arrived)
            | (is_abandoned & col(Delivery.message).is_not(None)),
        )
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", result).rowcount == 1


def prepare(
    session: Session,
    *,
    claim: Claim,
    stationery: Stationery,
    now: datetime,
    lease: timedelta = LEASE,
) -> Letter | None:
    """Make a claimed message ready: judge it, give it its bytes once, and renew the lease.

    Returns:
        what to send after a commit; None when it is not to be sent, which is then recorded, or
        when the lease had run out and somebody else holds the message.
    """
    row = queries.find_claimed(session, delivery_id=claim.delivery_id, until=claim.until)
    if row is None:
        return None
    person = session.get_one(Person, row.person_id)
    message = (
        _judge_alone(row, person, now)
        if row.meeting_id is None
        else _prepare_about_meeting(session, row, row.meeting_id, stationery, now)
    )
    if message is not None:
        row.claimed_until = now + lease
    session.add(row)
    session.flush()
    if message is None:
        return None
    return Letter(Claim(row.id, now + lease), person.email or "", message)


def _judge_alone(row: Delivery, person: Person, now: datetime) -> bytes | None:
    """Return the bytes of a sign-in link, already written, unless it is no use any more."""
    if row.message is None or now >= row.due_at + timedelta(minutes=VALID_MINUTES):
        _end(row, DeliveryState.MISSED)
    elif person.is_disabled or not person.email:
        _end(row, DeliveryState.NOT_NEEDED)
    return row.message


def _prepare_about_meeting(
    session: Session, row: Delivery, meeting_id: int, stationery: Stationery, now: datetime
) -> bytes | None:
    occasion = queries.load_occasion(
        session, council_id=row.council_id, meeting_id=meeting_id, person_id=row.person_id
    )
    verdict = _judge(row, occasion, now)
    if isinstance(verdict, NotNeeded | Missed):
        is_missed = isinstance(verdict, Missed)
        state = DeliveryState.MISSED if is_missed else DeliveryState.NOT_NEEDED
        _end(row, state, verdict.reason.value)
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
    row.told_sequence = occasion.meeting.sequence
    return row.message


def _judge(row: Delivery, occasion: queries.Occasion, now: datetime) -> Verdict:
    recipient = Recipient(
        person_id=occasion.person.id,
        name=occasion.person.name,
        email=occasion.person.email,
        answer=occasion.place.answer if occasion.place else Answer.NONE,
        active=occasion.is_invited,
    )
    verdict = what_now(row.kind, recipient, facts(occasion.meeting), now)
    if row.message is None or not isinstance(verdict, Send):
        return verdict
    if (row.told_sequence or 0) < occasion.meeting.sequence:
        return NotNeeded(Reason.REPLACED)  # the meeting moved while the message waited
    if read_recipient(row.message) != occasion.person.email:
        row.message = None  # the address was corrected, so this is another letter
        row.told_sequence = None
    return verdict


def record_accepted(session: Session, *, claim: Claim, now: datetime) -> None:
    """Record that the mail server has taken a message.

    Recorded whatever has become of the claim since: it is true.
    """
    values: dict[str, object] = {
        "state": DeliveryState.SENT,
        "sent_at": now,
        "claimed_until": None,
        "reason": "",
    }
    _update(session, col(Delivery.id) == claim.delivery_id, values)
    # A sign-in link is a key: once it is on its way nobody else should find it here.
    _update(
        session,
        (col(Delivery.id) == claim.delivery_id) & (col(Delivery.kind) == DeliveryKind.SIGN_IN),
        {"message": None},
    )


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
    row = queries.find_claimed(session, delivery_id=claim.delivery_id, until=claim.until)
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
    row = queries.find_claimed(session, delivery_id=claim.delivery_id, until=claim.until)
    if row is None:
        return
    row.attempts += 1
    _end(row, DeliveryState.FAILED, words)
    session.add(row)
    session.flush()


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
    return delivery.state is DeliveryState.FAILED and is_useful


def _end(row: Delivery, state: DeliveryState, reason: str = "") -> None:
    """Let go of a message.

    One that has failed and certainly never arrived has told nobody anything, so nobody is told
    later that it no longer holds; and since nobody has its bytes, another attempt is a new letter.
    """
    row.state = state
    if state is DeliveryState.FAILED and not row.may_have_arrived:
        row.message = row.told_sequence = None
    row.reason = one_line(reason)[:_REASON_LENGTH]
    row.claimed_until = None
    if row.kind is DeliveryKind.SIGN_IN and state is not DeliveryState.PLANNED:
        row.message = None


def _update(session: Session, where: sa.ColumnElement[bool], values: dict[str, object]) -> None:
    session.execute(
        sa.update(Delivery)
        .where(where)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
