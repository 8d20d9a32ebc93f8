"""The least a test of reminders needs: one meeting, one person, an outbox in a list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.reminder_plans import plan_deliveries
from tracker.domain.reminder_rows import ExistingDelivery, Plan
from tracker.domain.reminders import CALENDAR_KINDS, DEFAULT_RULES, MeetingFacts, Recipient
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingKind

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ALL_RULES = DEFAULT_RULES[MeetingKind.FOLLOW_UP]
#: Those of the meeting itself: the invitation and its two reminders.
RULES = tuple(rule for rule in ALL_RULES if rule.kind in CALENDAR_KINDS)
START = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)
CALL_FOR_ITEMS, NOTES, ACTION_REMINDER, REPORT_REQUEST, REPORT_REMINDER = (
    DeliveryKind.CALL_FOR_ITEMS,
    DeliveryKind.NOTES,
    DeliveryKind.ACTION_REMINDER,
    DeliveryKind.REPORT_REQUEST,
    DeliveryKind.REPORT_REMINDER,
)
INVITATION, ANSWER_REMINDER, PRACTICAL_REMINDER, UPDATE, CANCELLATION = (
    DeliveryKind.INVITATION,
    DeliveryKind.ANSWER_REMINDER,
    DeliveryKind.PRACTICAL_REMINDER,
    DeliveryKind.UPDATE,
    DeliveryKind.CANCELLATION,
)


def a_meeting(starts_at=START, **changes):
    ends_at = starts_at + timedelta(minutes=90)
    return MeetingFacts(meeting_id=1, starts_at=starts_at, ends_at=ends_at, **changes)


def a_person(person_id=1, **changes):
    return replace(Recipient(person_id, "Alva Berg", "alva.berg@alvstad.example"), **changes)


def a_row(kind, *, state=DeliveryState.SENT, due=AUTUMN, revision=0, sequence=None, person_id=1):
    if state is DeliveryState.SENT and sequence is None:
        sequence = 0
    return ExistingDelivery(person_id, kind, revision, state, due, sequence)


def plan(meeting=None, people=None, rows=(), now=AUTUMN, rules=RULES):
    people = [a_person()] if people is None else people
    return plan_deliveries(meeting or a_meeting(), rules, people, rows, now=now, zone=STOCKHOLM)


def carry_out(made: Plan, rows):
    """Do to the outbox what a plan says, as the services do."""
    kept = {(row.person_id, row.kind, row.revision): row for row in rows}
    for new in made.create:
        key = (new.person_id, new.kind, new.revision)
        assert key not in kept, "The unique key is taken."
        kept[key] = ExistingDelivery(*key, new.state, new.due_at)
    for moved in made.move:
        row = moved.delivery
        kept[row.person_id, row.kind, row.revision] = replace(
            row, state=moved.state, due_at=moved.due_at
        )
    for dropped in made.drop:
        row = dropped.delivery
        kept[row.person_id, row.kind, row.revision] = replace(row, state=dropped.state)
    return list(kept.values())


def kinds(rows):
    return {row.kind for row in rows}


def local(year, month, day, hour=7, minute=30):
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)
