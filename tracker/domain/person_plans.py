"""One meeting's messages to one person: what they should get or have got, and what lies there."""

from collections.abc import Sequence
from datetime import date, datetime

from tracker.domain.reminder_rows import (
    WAITING,
    DroppedDelivery,
    ExistingDelivery,
    MovedDelivery,
    Order,
    Plan,
    PlannedDelivery,
)
from tracker.domain.reminders import (
    AFTER_MEETING_KINDS,
    CALENDAR_KINDS,
    DATED_KINDS,
    DUTY_KINDS,
    NUMBERED_KINDS,
    PROMPT_KINDS,
    REPORT_KINDS,
    REPORT_PEACE,
    MeetingFacts,
    Reason,
    Recipient,
    ReminderRule,
    reason_against,
)
from tracker.domain.terms import DeliveryKind, DeliveryState, Recipients

#: Reminders of the meeting itself: an update in the same minute says it all.
_REMINDERS = (DeliveryKind.ANSWER_REMINDER, DeliveryKind.PRACTICAL_REMINDER)


def _is_waiting(row: ExistingDelivery) -> bool:
    return row.state in WAITING


def _is_addressed(rule: ReminderRule, recipient: Recipient) -> bool:
    """Tell whether a rule may concern a person, whatever the answer will be."""
    if not recipient.active and rule.kind not in DUTY_KINDS:
        return False
    if rule.recipients is Recipients.PRESENTERS:
        return recipient.is_presenter
    if rule.recipients is Recipients.OWNERS:
        return recipient.has_interventions
    if rule.recipients is Recipients.COORDINATORS:
        return recipient.active and recipient.is_coordinator
    return recipient.active


class PersonPlanner:
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

    def plan(self, orders: Sequence[Order]) -> Plan:
        """Return what to change, given what the rules ask for."""
        asked = [] if self.meeting.is_cancelled else orders
        self.wanted = self._find_wanted(asked)
        for kind, due in self.wanted.items():
            self._provide(kind, due)
        for order in asked:
            for day in self._days_of(order):
                self._provide_dated(order.rule.kind, day, order.dues[day])
        kinds = {order.rule.kind for order in orders}
        drop = [
            DroppedDelivery(row, reason)
            for row in self.rows
            if _is_waiting(row) and row not in self.kept and self._is_obsolete(row)
            for reason in [self._reason_to_drop(row, kinds)]
            if row.state is not DeliveryState.HELD or self._is_past(row, reason)
        ]
        return Plan(tuple(self.create), tuple(self.move), tuple(drop))

    def _find_wanted(self, orders: Sequence[Order]) -> dict[DeliveryKind, datetime]:
        """Return {kind: due} of every message the person should get or have got."""
        composed = [
            row for row in self.rows if row.sequence is not None and row.kind in CALENDAR_KINDS
        ]
        heard = max(composed, key=lambda row: (row.sequence, row.due_at), default=None)
        wanted = self._wanted_by_rules(orders)
        if not self.is_invited:
            is_told = heard is None or heard.kind is DeliveryKind.CANCELLATION
            return wanted if is_told else {DeliveryKind.CANCELLATION: self.now, **wanted}
        if any(row.kind is DeliveryKind.INVITATION for row in composed):
            wanted.pop(DeliveryKind.INVITATION, None)
        if heard is not None and heard.kind is DeliveryKind.CANCELLATION:
            wanted[DeliveryKind.INVITATION] = self.now
        elif heard is not None and (heard.sequence or 0) < self.meeting.sequence:
            wanted[DeliveryKind.UPDATE] = self.now
        return wanted

    def _wanted_by_rules(self, orders: Sequence[Order]) -> dict[DeliveryKind, datetime]:
        """Return {kind: due} of what rules call for, but for kinds that have many."""
        wanted: dict[DeliveryKind, datetime] = {}
        for order in orders:
            kind = order.rule.kind
            is_done = kind is DeliveryKind.NOTES and self.meeting.are_notes_approved
            if kind in DATED_KINDS or self.recipient is None or is_done:
                continue
            is_in_time = order.due < self.meeting.starts_at or kind in AFTER_MEETING_KINDS
            if is_in_time and _is_addressed(order.rule, self.recipient):
                wanted.setdefault(kind, order.due)
        return wanted

    def _provide(self, kind: DeliveryKind, due: datetime) -> None:
        """See to it that a wanted message lies in the outbox, once."""
        last = self._current(kind)
        is_prompt = kind in PROMPT_KINDS
        if last is None or not self._is_usable(last):
            if due > self.now or is_prompt:
                self._add(kind, due)
        elif last.state is DeliveryState.SKIPPED:
            return
        elif last.sequence is not None:
            if is_prompt or self._is_moved_on(last, due):
                self._add(kind, due)
        elif _is_waiting(last):
            self._keep(last, due)
        elif last.state in (DeliveryState.NOT_NEEDED, DeliveryState.MISSED) and (
            due > self.now or (is_prompt and self._is_sendable(kind))
        ):
            self.move.append(MovedDelivery(last, max(due, self.now)))

    def _days_of(self, order: Order) -> Sequence[date]:
        """Return the days for which the person should get or have got a message of their own."""
        person = self.recipient
        if person is None:
            return ()
        if order.rule.kind is DeliveryKind.ACTION_REMINDER:
            return person.item_days
        if not _is_addressed(order.rule, person):
            return ()
        return [day for day, due in order.dues.items() if not self._is_in_peace(day, due)]

    def _is_in_peace(self, day: date, due: datetime) -> bool:
        """Tell whether the person is asked what came of it just before a reminder of it."""
        told = [
            row.due_at
            for row in self.rows
            if row.kind in REPORT_KINDS and row.sequence is not None
            if row.kind is DeliveryKind.REPORT_REQUEST or row.revision != revision_of(day)
        ]
        return any(due - REPORT_PEACE < at <= due for at in (*told, *self._requested_at()))

    def _requested_at(self) -> Sequence[datetime]:
        """Return when requests that have not gone will go, as this plan has it."""
        waiting = {row: row.due_at for row in self.rows if row in self.kept or self._is_asked(row)}
        waiting |= {moved.delivery: moved.due_at for moved in self.move}
        plan = [*((row.kind, due) for row, due in waiting.items())]
        plan += [(row.kind, row.due_at) for row in self.create]
        return [due for kind, due in plan if kind is DeliveryKind.REPORT_REQUEST]

    def _is_asked(self, row: ExistingDelivery) -> bool:
        """Tell whether a row is a request that is due: somebody may have asked for it by hand."""
        is_due = row.state is DeliveryState.PLANNED and row.due_at <= self.now
        is_request = row.kind is DeliveryKind.REPORT_REQUEST and row.sequence is None
        return is_due and is_request and not self._is_done(row.kind)

    def _provide_dated(self, kind: DeliveryKind, day: date, due: datetime) -> None:
        """See to it that a message that is numbered by a day goes once."""
        number = revision_of(day)
        row = next((one for one in self.rows if (one.kind, one.revision) == (kind, number)), None)
        if row is None:
            if due > self.now:
                self.create.append(PlannedDelivery(self.person_id, kind, number, due))
        elif _is_waiting(row):
            self.kept.add(row)
            if row.sequence is None and row.due_at > self.now and row.due_at != due:
                self.move.append(MovedDelivery(row, max(due, self.now)))
        elif row.sequence is not None:
            return  # told already, perhaps in a digest
        elif row.state in (DeliveryState.NOT_NEEDED, DeliveryState.MISSED) and due > self.now:
            self.move.append(MovedDelivery(row, due))

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
        return person is not None and not reason_against(kind, person, self.meeting)

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
            if row.kind in _REMINDERS and any(at <= self.now for at in told):
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
        if self._is_asked(row) and not self.meeting.is_cancelled:
            return False
        if row.kind not in CALENDAR_KINDS:
            is_true = row.sequence is None or row.sequence >= self.meeting.sequence
            return row.kind not in self.wanted or not is_true
        if row.sequence is None and row.kind not in PROMPT_KINDS and row.due_at <= self.now:
            return not self.is_invited or row in self.replaced
        if row.sequence is None or row.sequence < self.meeting.sequence:
            return True
        return self.is_invited == (row.kind is DeliveryKind.CANCELLATION)

    def _is_past(self, row: ExistingDelivery, reason: Reason) -> bool:
        """Tell whether a row on hold can never be wanted again. Any other stays on hold."""
        return row.kind in NUMBERED_KINDS and reason is Reason.REPLACED

    def _reason_to_drop(self, row: ExistingDelivery, kinds: set[DeliveryKind]) -> Reason:
        is_cancellation = row.kind is DeliveryKind.CANCELLATION
        if self.is_invited and is_cancellation:
            return Reason.INVITED_AFTER_ALL
        if self.meeting.is_cancelled and not is_cancellation:
            return Reason.CANCELLED
        if not self.is_invited and not is_cancellation and row.kind not in DUTY_KINDS:
            return Reason.LEFT
        if row.kind not in CALENDAR_KINDS:
            return Reason.DONE if row.kind in kinds and self._is_done(row.kind) else Reason.NO_RULE
        is_composed = row.sequence is not None
        is_replaced = row.kind in NUMBERED_KINDS or is_composed or row in self.replaced
        return Reason.REPLACED if is_replaced else Reason.NO_RULE

    def _is_done(self, kind: DeliveryKind) -> bool:
        """Tell whether what a message asks for is done, or is another's by now."""
        person = self.recipient
        if kind is DeliveryKind.NOTES:
            return self.meeting.are_notes_approved
        if kind is DeliveryKind.CALL_FOR_ITEMS:
            return not (person and person.is_presenter)
        return kind is DeliveryKind.ACTION_REMINDER or not (person and person.has_interventions)


def revision_of(day: date) -> int:
    """Return the number of a reminder of what is due on a day: 20261208."""
    return day.year * 10_000 + day.month * 100 + day.day
