"""Which messages a meeting calls for, compared with those that already lie in the outbox.

The comparison gives a plan of what to create, move and drop. Writing the plan down, composing and
sending belong to other rooms; what each message is and when it is due is in `reminders`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.calendar import ONE_DAY, at_local_time, is_free_day, previous_working_day
from tracker.domain.person_plans import PersonPlanner
from tracker.domain.reminder_rows import DroppedDelivery, ExistingDelivery, Order, Plan
from tracker.domain.reminders import (
    AFTER_MEETING_KINDS,
    CALENDAR_KINDS,
    MeetingFacts,
    Reason,
    Recipient,
    ReminderRule,
    due_at,
    due_from,
    report_days,
)
from tracker.domain.terms import DeliveryKind, DeliveryState

#: Requests that are still worth sending late, on the next working morning: whoever writes the
#: agenda has finished by then, and several matters give one message.
LATE_KINDS = (DeliveryKind.CALL_FOR_ITEMS, DeliveryKind.REPORT_REQUEST)
#: As long as this is left before the meeting, to do what is asked.
TIME_TO_ACT = timedelta(days=3)
#: Messages that are planned here. A copy or a sign-in link is somebody's own.
PLANNED_KINDS = (
    *CALENDAR_KINDS,
    *AFTER_MEETING_KINDS,
    *LATE_KINDS,
    DeliveryKind.REPORT_REMINDER,
)


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

    Recipients who are not on the list, or taken off it, stand there as not active. Run it in the
    same transaction as every change of the meeting, its list or its rules, and as often as you
    like besides: carried out, a plan leaves nothing more to do.

    Messages that rules call for have revision 0 and move while they wait; they get a new
    revision only if the meeting moves after they were sent. An update or a cancellation has at
    least the meeting's sequence as its revision, a reminder of action items the day they are due,
    as 20261208, and one of what is not yet reported its own day. Answers are judged when a message
    is due (`reminders.what_now`), since they may change until then.

    A row on hold moves like one that waits, and stays on hold until the meeting begins. One that
    a coordinator has skipped is never taken up again.
    """
    rows = [row for row in existing if row.kind in PLANNED_KINDS]
    closed: tuple[DroppedDelivery, ...] = ()
    if now >= meeting.starts_at:
        closed = tuple(_close(rows, now))
        rows = [row for row in rows if row.kind in AFTER_MEETING_KINDS]
        rules = [rule for rule in rules if rule.kind in AFTER_MEETING_KINDS]
    people = {recipient.person_id: recipient for recipient in recipients}
    item_days = {day for person in people.values() for day in person.item_days}
    orders = [_order(rule, meeting, item_days, now, zone) for rule in rules]
    rows_of: defaultdict[int, list[ExistingDelivery]] = defaultdict(list)
    for row in rows:
        rows_of[row.person_id].append(row)
    plans = [
        PersonPlanner(meeting, person, people.get(person), rows_of[person], now).plan(orders)
        for person in sorted({*people, *rows_of})
    ]
    decided = _decided(rows)
    return Plan(
        create=tuple(
            replace(row, state=decided.get((row.kind, row.revision), row.state))
            for plan in plans
            for row in plan.create
        ),
        move=tuple(row for plan in plans for row in plan.move),
        drop=closed + tuple(row for plan in plans for row in plan.drop),
    )


def _close(rows: Iterable[ExistingDelivery], now: datetime) -> Iterable[DroppedDelivery]:
    """Yield what should have gone before the meeting, which has begun."""
    for row in rows:
        if row.kind in AFTER_MEETING_KINDS:
            continue
        if row.state is DeliveryState.HELD:
            yield DroppedDelivery(row, Reason.HELD, DeliveryState.MISSED)
        elif row.state is DeliveryState.PLANNED and row.due_at > now:
            yield DroppedDelivery(row, Reason.STARTED)


def _decided(
    rows: Iterable[ExistingDelivery],
) -> dict[tuple[DeliveryKind, int], DeliveryState]:
    """Return what a coordinator has decided for all of a kind and revision: to hold or to skip."""
    states: defaultdict[tuple[DeliveryKind, int], set[DeliveryState]] = defaultdict(set)
    for row in rows:
        # One that is not needed was dropped for that person's own reasons.
        if row.state is not DeliveryState.NOT_NEEDED:
            states[row.kind, row.revision].add(row.state)
    return {
        key: state
        for key, found in states.items()
        for state in (DeliveryState.HELD, DeliveryState.SKIPPED)
        if found == {state}
    }


def _order(
    rule: ReminderRule, meeting: MeetingFacts, item_days: set[date], now: datetime, zone: ZoneInfo
) -> Order:
    due = due_at(rule, meeting, zone)
    chance = next_morning(rule.at_local, now, zone)
    if rule.kind in LATE_KINDS and due <= now and chance <= meeting.starts_at - TIME_TO_ACT:
        due = chance
    dues = {}
    if rule.kind is DeliveryKind.ACTION_REMINDER:
        for day in item_days:
            dues[day] = due_from(rule, day, zone)
            if dues[day] <= now and chance.astimezone(zone).date() <= day:
                dues[day] = chance
    if rule.kind is DeliveryKind.REPORT_REMINDER:
        for day in report_days(rule, meeting.starts_at.astimezone(zone).date()):
            at = at_local_time(previous_working_day(day), rule.at_local, zone)
            if at < meeting.starts_at:
                dues[day] = at
    return Order(rule, due, dues)


def next_morning(at_local: time, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next instant at which a rule's wall time comes on a working day."""
    day = now.astimezone(zone).date()
    while is_free_day(day) or at_local_time(day, at_local, zone) <= now:
        day += ONE_DAY
    return at_local_time(day, at_local, zone)
