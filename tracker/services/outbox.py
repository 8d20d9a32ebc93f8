"""What a coordinator does with messages that have not gone, and what they would look like."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain import reminders as rules
from tracker.domain.deliveries import BECOMES, Standing, Step, allows
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.mail.copies import as_copy
from tracker.models import Council, Delivery, Meeting, Person
from tracker.queries import deliveries as queries
from tracker.queries.timelines import Group, Line, list_held_back
from tracker.services import reminders, restored
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import EditConflict
from tracker.services.letters import Stationery, message_id_of, write_letter
from tracker.text import DEFAULT_LANGUAGE, gettext, speaking


class NoAddress(Exception):
    """The person has no address that mail can be sent to."""


@dataclass(frozen=True)
class Choice:
    """A group of messages, or one person's message of it."""

    meeting: Meeting | None
    kind: DeliveryKind
    revision: int
    person_id: int | None = None


def list_concerned(
    group: Group, step: Step, *, now: datetime, person_id: int | None = None
) -> list[Line]:
    """Return those of a group's messages that a step would be taken with."""
    return [
        line
        for line in group.lines
        if person_id in (None, line.person_id) and allows(step, group.standing(line), now)
    ]


@dataclass(frozen=True)
class Outlook:
    """What would become of messages if they were due now."""

    goes: tuple[Line, ...]
    #: What they tell of is not there yet.
    waits: tuple[Line, ...]
    #: Those that nobody would get, by why.
    ends: Mapping[rules.Reason, Sequence[Line]]


def foresee(
    session: Session, *, council: Council, group: Group, lines: Sequence[Line], now: datetime
) -> Outlook:
    """Judge some of a group's messages as the jobs would if they were due now."""
    if group.meeting is None:
        return Outlook(tuple(lines), (), {})
    occasions = queries.load_occasions(
        session,
        council_id=council.id,
        meeting_id=group.meeting.id,
        person_ids=[line.person_id for line in lines],
        now=now,
    )
    goes, waits = [], []
    ends: defaultdict[rules.Reason, list[Line]] = defaultdict(list)
    for line in lines:
        match reminders.judge(group.kind, occasions[line.person_id], now):
            case rules.Send():
                goes.append(line)
            case rules.Wait():
                waits.append(line)
            case rules.NotNeeded(reason) | rules.Missed(reason):
                ends[reason].append(line)
    return Outlook(tuple(goes), tuple(waits), ends)


def fingerprint(rows: Iterable[Line | Delivery]) -> str:
    """Return what changes whenever other messages, or others' states, are concerned."""
    values = sorted(
        (
            row.delivery_id if isinstance(row, Line) else row.id,
            row.state.value,
            row.due_at,
            row.try_at,
        )
        for row in rows
    )
    return hashlib.sha256(repr(values).encode()).hexdigest()


def take(
    session: Session, *, council: Council, choice: Choice, step: Step, shown: str, by: Act
) -> int:
    """Take a step with the messages that it was shown to concern.

    Returns:
        how many.

    Raises:
        EditConflict: by now it would concern other messages, or they stand elsewhere.
    """
    meeting = choice.meeting
    starts_at = meeting.starts_at if meeting else None
    rows = [
        row
        for row in _lock(session, council, choice)
        if allows(step, Standing(row.kind, row.state, row.try_at, starts_at), by.at)
    ]
    if not rows or fingerprint(rows) != shown:
        raise EditConflict
    for row in rows:
        _set(row, step, by.at)
    _write_down(session, council.id, rows, step, by)
    session.flush()
    if step is Step.TAKE_BACK and meeting is not None:
        # The meeting may have moved while they were out of the plan.
        reminders.plan(session, council=council, meeting=meeting, now=by.at)
    return len(rows)


def _lock(session: Session, council: Council, choice: Choice) -> Sequence[Delivery]:
    query = select(Delivery).where(
        Delivery.council_id == council.id,
        Delivery.meeting_id == (choice.meeting.id if choice.meeting else None),
        Delivery.kind == choice.kind,
        Delivery.revision == choice.revision,
    )
    if choice.person_id is not None:
        query = query.where(Delivery.person_id == choice.person_id)
    return session.exec(
        query.order_by(col(Delivery.id)).with_for_update().execution_options(populate_existing=True)
    ).all()


def _set(row: Delivery, step: Step, now: datetime) -> None:
    row.state = BECOMES[step]
    if step is Step.SEND_NOW:
        row.try_at = now
        if row.message is None:
            row.due_at = now  # one that is written already keeps the moment it speaks from


def _write_down(
    session: Session, council_id: int, rows: Iterable[Delivery], step: Step, by: Act
) -> None:
    for row in rows:
        write_down(
            session,
            council_id=council_id,
            action=action_of(step),
            thing="delivery",
            thing_id=row.id,
            by=by,
        )


def action_of(step: Step) -> str:
    """Return what a step is called in the log of acts."""
    return f"{step.value.replace('-', '_')}_message"


# What they look like ---------------------------------------------------------------------


def preview(
    session: Session,
    *,
    council: Council,
    delivery_id: int,
    stationery: Stationery,
    now: datetime,
) -> bytes | None:
    """Return a message as it was sent, or as it would be written now. Nothing is stored.

    Returns:
        its bytes, with the recipient's own links; None for a digest that is not yet written.

    Raises:
        NoAddress: nobody can write to the person.
        LookupError: the message is not the council's.
    """
    row = queries.find_delivery(session, council_id=council.id, delivery_id=delivery_id)
    if row is None:
        raise LookupError(delivery_id)
    if row.message is not None or row.meeting_id is None:
        return row.message
    return _write(session, row, row.meeting_id, None, stationery, now)


def send_copy(
    session: Session,
    *,
    council: Council,
    delivery_id: int,
    to: Person,
    stationery: Stationery,
    by: Act,
) -> Delivery:
    """Put a copy of a message in the outbox, written to somebody else, due now.

    It says what the recipient's says, with the other's own links, and leaves calendars alone.

    Raises:
        NoAddress: nobody can write to the person.
        LookupError: the message is not the council's, or is about no meeting.
    """
    row = queries.find_delivery(session, council_id=council.id, delivery_id=delivery_id)
    if row is None or row.meeting_id is None:
        raise LookupError(delivery_id)
    letter = _write(session, row, row.meeting_id, to, stationery, by.at)
    with speaking(DEFAULT_LANGUAGE):
        message = as_copy(letter, prefix=gettext("Copy: "))
    copy = Delivery(
        council_id=council.id,
        meeting_id=row.meeting_id,
        person_id=to.id,
        kind=DeliveryKind.COPY,
        revision=_next_copy(session, row.meeting_id, to.id),
        due_at=by.at,
        try_at=by.at,
        message=message,
        message_id=message_id_of(message),
    )
    session.add(copy)
    session.flush()
    write_down(
        session,
        council_id=council.id,
        action="send_copy",
        thing="delivery",
        thing_id=copy.id,
        by=by,
    )
    session.flush()
    return copy


def _write(
    session: Session,
    row: Delivery,
    meeting_id: int,
    to: Person | None,
    stationery: Stationery,
    now: datetime,
) -> bytes:
    occasion = queries.load_occasion(
        session,
        council_id=row.council_id,
        meeting_id=meeting_id,
        person_id=row.person_id,
        now=now,
    )
    if to is not None:
        occasion = replace(occasion, person=to)
    try:
        return write_letter(
            occasion, kind=row.kind, due_at=row.due_at, stationery=stationery, now=now
        )
    except ValueError as error:
        raise NoAddress from error


def _next_copy(session: Session, meeting_id: int, person_id: int) -> int:
    last = session.exec(
        select(sa.func.max(Delivery.revision)).where(
            Delivery.meeting_id == meeting_id,
            Delivery.person_id == person_id,
            Delivery.kind == DeliveryKind.COPY,
        )
    ).one()
    return 0 if last is None else last + 1


# After a restored backup -----------------------------------------------------------------


def release(
    session: Session,
    *,
    council: Council,
    skipped: frozenset[tuple[int, DeliveryKind, int]],
    shown: str,
    by: Act,
) -> tuple[int, int]:
    """Let a council's messages go again after its database was restored, but for some groups.

    Args:
        session: Of the caller's transaction.
        council: Whose mail is held.
        skipped: (meeting or 0, kind, revision) of the groups that are not to go.
        shown: The fingerprint of what was shown to be let out.
        by: Who.

    Returns:
        how many go at once, and how many never.

    Raises:
        EditConflict: by now other messages would go.
    """
    session.refresh(council, with_for_update=True)
    groups = list_held_back(session, council_id=council.id, now=by.at)
    if council.mail_held_at is None or fingerprint(_lines(groups)) != shown:
        raise EditConflict
    chosen = [group for group in groups if key_of(group) in skipped]
    ids = [line.delivery_id for line in _lines(chosen)]
    rows = session.exec(
        select(Delivery)
        .where(Delivery.council_id == council.id, col(Delivery.id).in_(ids))
        .with_for_update()
    ).all()
    for row in rows:
        row.state = DeliveryState.SKIPPED
        row.claimed_until = None
    _write_down(session, council.id, rows, Step.SKIP, by)
    restored.release(session, council=council, by=by)
    session.flush()
    return len(_lines(groups)) - len(rows), len(rows)


def key_of(group: Group) -> tuple[int, DeliveryKind, int]:
    """Return what tells a group from others."""
    return group.meeting.id if group.meeting else 0, group.kind, group.revision


def fingerprint_of(groups: Iterable[Group]) -> str:
    """Return what changes whenever something else would be let out."""
    return fingerprint(_lines(groups))


def _lines(groups: Iterable[Group]) -> list[Line]:
    return [line for group in groups for line in group.lines]
