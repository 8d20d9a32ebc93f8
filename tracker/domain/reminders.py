"""When a message about a meeting goes out, to whom, and when it no longer should.

Pure rules: which messages a meeting calls for, compared with those that already lie in the
outbox, gives a plan of what to create, move and drop. Writing the plan down, composing and
sending belong to other rooms. Only single meetings and their recipients are known here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.domain.calendar import at_local_time, previous_working_day
from tracker.domain.terms import (
    Answer,
    DeliveryKind,
    DeliveryState,
    MeetingKind,
    MessageChoice,
    Recipients,
)

#: Pauses between attempts: 1, 4, 10, 15, 30 minutes, 1, 2, 4, 8, 12 and 20 hours. 48 h in all.
PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 4, 10, 15, 30, 60, 120, 240, 480, 720, 1200)
)

#: Messages that are still worth sending when their time has passed, as long as the meeting
#: has not begun, even if nobody had planned them in time.
PROMPT_KINDS = (DeliveryKind.INVITATION, DeliveryKind.UPDATE, DeliveryKind.CANCELLATION)
#: Messages that a weekly digest may hold, and that a member may do without.
DIGESTIBLE_KINDS = (
    DeliveryKind.ANSWER_REMINDER,
    DeliveryKind.PRACTICAL_REMINDER,
    DeliveryKind.CALL_FOR_ITEMS,
    DeliveryKind.NOTES,
    DeliveryKind.ACTION_REMINDER,
    DeliveryKind.REPORT_REQUEST,
)
#: Messages about one change of the meeting, numbered by it.
NUMBERED_KINDS = (DeliveryKind.UPDATE, DeliveryKind.CANCELLATION)


@dataclass(frozen=True)
class ReminderRule:
    """A standing order: so many days from the meeting, at this wall time, to these people."""

    kind: DeliveryKind
    days: int  # negative is before the meeting
    at_local: time
    recipients: Recipients


@dataclass(frozen=True)
class Recipient:
    """A person a meeting's messages may concern, with the answer given so far."""

    person_id: int
    name: str
    email: str | None
    answer: Answer = Answer.NONE
    is_presenter: bool = False
    is_coordinator: bool = False
    active: bool = True  # False: taken off this meeting's list
    choice: MessageChoice = MessageChoice.SINGLE


@dataclass(frozen=True)
class MeetingFacts:
    """What the rules need to know of a meeting. Instants are aware and in UTC."""

    meeting_id: int
    starts_at: datetime
    ends_at: datetime
    sequence: int = 0  # up by one when time, place or status changes
    is_cancelled: bool = False


@dataclass(frozen=True)
class ExistingDelivery:
    """A row of the outbox for one meeting; (person, kind, revision) is unique."""

    person_id: int
    kind: DeliveryKind
    revision: int
    state: DeliveryState
    due_at: datetime  # the planned instant; a pause before a new attempt does not change it
    #: The meeting's, when the message got its words and may have left; None before that.
    sequence: int | None = None


@dataclass(frozen=True)
class PlannedDelivery:
    """A row to add to the outbox."""

    person_id: int
    kind: DeliveryKind
    revision: int
    due_at: datetime


@dataclass(frozen=True)
class MovedDelivery:
    """A row to give a new instant, and the state PLANNED if it had been put aside."""

    delivery: ExistingDelivery
    due_at: datetime


class Reason(StrEnum):
    """Why a message is not sent. Stored beside the delivery; `deliveries` says it in words."""

    NO_ADDRESS = "no_address"
    ANSWERED = "answered"
    NOT_COMING = "not_coming"
    NOT_ANSWERED = "not_answered"
    CANCELLED = "cancelled"
    STARTED = "started"
    LEFT = "left"
    INVITED_AFTER_ALL = "invited_after_all"
    REPLACED = "replaced"
    NO_RULE = "no_rule"
    IN_DIGEST = "in_digest"
    NOT_WANTED = "not_wanted"
    HELD = "held"
    NO_NOTES = "no_notes"
    DONE = "done"


@dataclass(frozen=True)
class DroppedDelivery:
    """A row to mark NOT_NEEDED, and why."""

    delivery: ExistingDelivery
    reason: Reason


@dataclass(frozen=True)
class Plan:
    """What to change in the outbox so that it matches the meeting."""

    create: tuple[PlannedDelivery, ...] = ()
    move: tuple[MovedDelivery, ...] = ()
    drop: tuple[DroppedDelivery, ...] = ()


@dataclass(frozen=True)
class Send:
    """The message is wanted now."""


@dataclass(frozen=True)
class NotNeeded:
    """The message has no purpose any more."""

    reason: Reason


@dataclass(frozen=True)
class Missed:
    """The message was wanted, but its time is over."""

    reason: Reason


Verdict = Send | NotNeeded | Missed

_STARTING_RULES = (
    ReminderRule(DeliveryKind.INVITATION, -21, time(7, 30), Recipients.ALL),
    ReminderRule(DeliveryKind.ANSWER_REMINDER, -7, time(7, 30), Recipients.NOT_ANSWERED),
    ReminderRule(DeliveryKind.PRACTICAL_REMINDER, -1, time(7, 30), Recipients.COMING),
)
#: What a new council starts from, before anyone has changed a rule.
DEFAULT_RULES: Mapping[MeetingKind, tuple[ReminderRule, ...]] = dict.fromkeys(
    MeetingKind, _STARTING_RULES
)


def due_at(rule: ReminderRule, meeting: MeetingFacts, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which a rule's message is to go out.

    The rule's wall time holds on the day it falls on, whatever the clocks do between that day
    and the meeting. On a free day the message goes on the working day before.
    """
    day = meeting.starts_at.astimezone(zone).date() + timedelta(days=rule.days)
    return at_local_time(previous_working_day(day), rule.at_local, zone)


def retry_after(attempts: int) -> timedelta | None:
    """Return the pause after so many failed attempts (1 or more); None means give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def what_now(
    kind: DeliveryKind, recipient: Recipient, meeting: MeetingFacts, now: datetime
) -> Verdict:
    """Judge a message that is due, at the moment it is taken out of the outbox."""
    if now >= meeting.starts_at:
        return Missed(Reason.STARTED)
    reason = _reason_against(kind, recipient, meeting)
    return NotNeeded(reason) if reason else Send()


def _reason_against(
    kind: DeliveryKind, recipient: Recipient, meeting: MeetingFacts
) -> Reason | None:
    is_invited = recipient.active and not meeting.is_cancelled
    if kind is DeliveryKind.CANCELLATION and is_invited:
        return Reason.INVITED_AFTER_ALL
    if kind is not DeliveryKind.CANCELLATION and not is_invited:
        return Reason.CANCELLED if meeting.is_cancelled else Reason.LEFT
    if not recipient.email:
        return Reason.NO_ADDRESS
    if kind is DeliveryKind.ANSWER_REMINDER and recipient.answer is not Answer.NONE:
        return Reason.ANSWERED
    if kind is DeliveryKind.PRACTICAL_REMINDER and recipient.answer is not Answer.COMING:
        is_declined = recipient.answer is Answer.NOT_COMING
        return Reason.NOT_COMING if is_declined else Reason.NOT_ANSWERED
    return None


def plan_deliveries(
    meeting: MeetingFacts,
    rules: Iterable[ReminderRule],
    recipients: Iterable[Recipient],
    existing: Iterable[ExistingDelivery],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Plan:
    """Compare what a meeting calls for with its rows in the outbox.

    Recipients taken off the list stand there as not active. Run it in the same transaction as
    every change of the meeting, its list or its rules, and as often as you like besides:
    carried out, a plan leaves nothing more to do.

    Messages that rules call for have revision 0 and move while they wait; they get a new
    revision only if the meeting moves after they were sent. An update or a cancellation has at
    least the meeting's sequence as its revision. Answers are judged when a message is due
    (`what_now`), since they may change until then.
    """
    all_rows = list(existing)
    rows_of: defaultdict[int, list[ExistingDelivery]] = defaultdict(list)
    for row in all_rows:
        rows_of[row.person_id].append(row)
    if now >= meeting.starts_at:
        late = (row for row in all_rows if _is_waiting(row) and row.due_at > now)
        return Plan(drop=tuple(DroppedDelivery(row, Reason.STARTED) for row in late))
    dues = [(rule, due_at(rule, meeting, zone)) for rule in rules]
    people = {recipient.person_id: recipient for recipient in recipients}
    plans = [
        _PersonPlanner(meeting, person, people.get(person), rows_of[person], now).plan(dues)
        for person in sorted({*people, *rows_of})
    ]
    return Plan(
        create=tuple(row for plan in plans for row in plan.create),
        move=tuple(row for plan in plans for row in plan.move),
        drop=tuple(row for plan in plans for row in plan.drop),
    )


def _is_waiting(row: ExistingDelivery) -> bool:
    return row.state is DeliveryState.PLANNED


def _is_addressed(audience: Recipients, recipient: Recipient) -> bool:
    """Tell whether a rule may concern a person, whatever the answer will be."""
    if audience is Recipients.PRESENTERS:
        return recipient.is_presenter
    if audience is Recipients.COORDINATORS:
        return recipient.is_coordinator
    return True


class _PersonPlanner:
    """Plan one meeting's messages to one person."""

    def __init__(
        self,
        meeting: MeetingFacts,
        person_id: int,
        recipient: Recipient | None,
        rows: list[ExistingDelivery],
        now: datetime,
    ) -> None:
        self.meeting = meeting
        self.person_id = person_id
        self.recipient = recipient
        self.is_invited = bool(recipient and recipient.active) and not meeting.is_cancelled
        self.rows = rows
        self.now = now
        self.wanted: dict[DeliveryKind, datetime] = {}
        self.create: list[PlannedDelivery] = []
        self.move: list[MovedDelivery] = []
        self.kept: set[ExistingDelivery] = set()
        self.replaced: set[ExistingDelivery] = set()

    def plan(self, dues: list[tuple[ReminderRule, datetime]]) -> Plan:
        self.wanted = self._find_wanted(dues)
        for kind, due in self.wanted.items():
            self._provide(kind, due)
        drop = [
            DroppedDelivery(row, self._reason_to_drop(row))
            for row in self.rows
            if _is_waiting(row) and row not in self.kept and self._is_obsolete(row)
        ]
        return Plan(tuple(self.create), tuple(self.move), tuple(drop))

    def _find_wanted(
        self, dues: list[tuple[ReminderRule, datetime]]
    ) -> dict[DeliveryKind, datetime]:
        """Return {kind: due} of every message the person should get or have got."""
        composed = [row for row in self.rows if row.sequence is not None]
        heard = max(composed, key=lambda row: (row.sequence, row.due_at), default=None)
        if self.recipient is None or not self.is_invited:
            is_told = heard is None or heard.kind is DeliveryKind.CANCELLATION
            return {} if is_told else {DeliveryKind.CANCELLATION: self.now}
        wanted: dict[DeliveryKind, datetime] = {}
        for rule, due in dues:
            if _is_addressed(rule.recipients, self.recipient) and due < self.meeting.starts_at:
                wanted.setdefault(rule.kind, due)
        if any(row.kind is DeliveryKind.INVITATION for row in composed):
            wanted.pop(DeliveryKind.INVITATION, None)
        if heard is not None and heard.kind is DeliveryKind.CANCELLATION:
            wanted[DeliveryKind.INVITATION] = self.now
        elif heard is not None and (heard.sequence or 0) < self.meeting.sequence:
            wanted[DeliveryKind.UPDATE] = self.now
        return wanted

    def _provide(self, kind: DeliveryKind, due: datetime) -> None:
        """See to it that a wanted message lies in the outbox, once."""
        last = self._current(kind)
        is_prompt = kind in PROMPT_KINDS
        if last is None or not self._is_usable(last):
            if due > self.now or is_prompt:
                self._add(kind, due)
        elif last.sequence is not None:
            if is_prompt or self._is_moved_on(last, due):
                self._add(kind, due)
        elif _is_waiting(last):
            self._keep(last, due)
        elif last.state in (DeliveryState.NOT_NEEDED, DeliveryState.MISSED) and (
            due > self.now or (is_prompt and self._is_sendable(kind))
        ):
            self.move.append(MovedDelivery(last, max(due, self.now)))

    def _current(self, kind: DeliveryKind) -> ExistingDelivery | None:
        """Return the row that a rule's message of one kind is now, if there is one.

        Of reminders that wait it is the one that lies furthest ahead: one that somebody asked
        for besides is due already, and has a later revision.
        """
        of_kind = [row for row in self.rows if row.kind is kind]
        waiting = [row for row in of_kind if _is_waiting(row)]
        if kind not in PROMPT_KINDS and waiting:
            return max(waiting, key=lambda row: (row.due_at, row.revision))
        return max(of_kind, key=lambda row: row.revision, default=None)

    def _is_usable(self, row: ExistingDelivery) -> bool:
        """Tell whether a row speaks of the meeting as it now is, or still can."""
        return row.kind not in NUMBERED_KINDS or row.revision >= self.meeting.sequence

    def _is_moved_on(self, last: ExistingDelivery, due: datetime) -> bool:
        """Tell whether the meeting has moved so far that a sent reminder is called for again."""
        return (last.sequence or 0) < self.meeting.sequence and due > self.now

    def _is_sendable(self, kind: DeliveryKind) -> bool:
        person = self.recipient
        return person is not None and not _reason_against(kind, person, self.meeting)

    def _add(self, kind: DeliveryKind, due: datetime) -> None:
        least = self.meeting.sequence if kind in NUMBERED_KINDS else 0
        taken = [row.revision for row in self.rows if row.kind is kind]
        revision = max([least, *(number + 1 for number in taken)])
        self.create.append(PlannedDelivery(self.person_id, kind, revision, max(due, self.now)))

    def _keep(self, row: ExistingDelivery, due: datetime) -> None:
        """Keep a waiting row, at its new instant; one whose time passed meanwhile goes at once."""
        is_due = row.due_at <= self.now
        if not is_due and due <= self.now:
            told = [at for kind, at in self.wanted.items() if kind in PROMPT_KINDS]
            if row.kind not in PROMPT_KINDS and any(at <= self.now for at in told):
                self.replaced.add(row)  # two messages in one minute would say the same
                return
            due = self.now
        elif is_due and (due <= self.now or DeliveryKind.UPDATE not in self.wanted):
            due = row.due_at  # about to be sent, perhaps because somebody asked for it now
        self.kept.add(row)
        if due != row.due_at:
            self.move.append(MovedDelivery(row, due))

    def _is_obsolete(self, row: ExistingDelivery) -> bool:
        """Tell whether a waiting row that nothing asks for should go.

        A composed one waits for a new attempt: it stays as long as what it says is true. A
        reminder that is due stays too: somebody may have asked for it without any rule.
        """
        if row.sequence is None and row.kind not in PROMPT_KINDS and row.due_at <= self.now:
            return not self.is_invited or row in self.replaced
        if row.sequence is None or row.sequence < self.meeting.sequence:
            return True
        return self.is_invited == (row.kind is DeliveryKind.CANCELLATION)

    def _reason_to_drop(self, row: ExistingDelivery) -> Reason:
        is_cancellation = row.kind is DeliveryKind.CANCELLATION
        if self.is_invited and is_cancellation:
            return Reason.INVITED_AFTER_ALL
        if not self.is_invited and not is_cancellation:
            return Reason.CANCELLED if self.meeting.is_cancelled else Reason.LEFT
        is_composed = row.sequence is not None
        is_replaced = row.kind in NUMBERED_KINDS or is_composed or row in self.replaced
        return Reason.REPLACED if is_replaced else Reason.NO_RULE
