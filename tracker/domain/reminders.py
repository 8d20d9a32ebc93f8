"""When a message about a meeting goes out, to whom, and when it no longer should.

Pure rules: what a rule says, the instant it names, and the judgement of a message that is due.
Which messages a meeting calls for, compared with those in the outbox, is in `reminder_plans`.
Only single meetings and their recipients are known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.domain.calendar import at_local_time, previous_working_day
from tracker.domain.terms import (
    Answer,
    DeliveryKind,
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
    DeliveryKind.REPORT_REMINDER,
)
#: Messages about one change of the meeting, numbered by it.
NUMBERED_KINDS = (DeliveryKind.UPDATE, DeliveryKind.CANCELLATION)
#: Messages that put the meeting in a calendar, or change it there. Whoever has had one is told
#: when it no longer holds.
CALENDAR_KINDS = (
    DeliveryKind.INVITATION,
    DeliveryKind.ANSWER_REMINDER,
    DeliveryKind.PRACTICAL_REMINDER,
    DeliveryKind.UPDATE,
    DeliveryKind.CANCELLATION,
)
#: Messages about what was said at a meeting: they go when it is over.
AFTER_MEETING_KINDS = (DeliveryKind.NOTES, DeliveryKind.ACTION_REMINDER)
#: Messages to those who have something to do, whether they are on the meeting's list or not.
DUTY_KINDS = (
    DeliveryKind.CALL_FOR_ITEMS,
    DeliveryKind.ACTION_REMINDER,
    DeliveryKind.REPORT_REQUEST,
    DeliveryKind.REPORT_REMINDER,
)
#: Messages that ask what came of interventions, until it is answered.
REPORT_KINDS = (DeliveryKind.REPORT_REQUEST, DeliveryKind.REPORT_REMINDER)
#: Messages that go once for each of some days, and are numbered by it.
DATED_KINDS = (DeliveryKind.ACTION_REMINDER, DeliveryKind.REPORT_REMINDER)

#: How often it is reminded of what is not yet reported.
REPORT_REMINDED_EVERY = timedelta(days=7)
#: Whoever has just been asked is left in peace for so long.
REPORT_PEACE = timedelta(days=3)

#: Notes that nobody has written by then are not waited for any longer.
NOTES_WAITED_FOR = timedelta(days=30)
#: How often it is looked whether the notes are there.
NOTES_LOOKED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class ReminderRule:
    """A standing order: so many days from the meeting, at this wall time, to these people.

    A reminder of action items counts its days from the day an item is due instead. One of what
    is not yet reported goes first on its day, and then again until the meeting.
    """

    kind: DeliveryKind
    days: int  # negative is before
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
    active: bool = True  # False: not on this meeting's list, or taken off it
    choice: MessageChoice = MessageChoice.SINGLE
    #: When what the person undertook at the meeting is due, as far as it is not done.
    item_days: tuple[date, ...] = ()
    #: Whether the person answers for an intervention whose follow-up is not sent.
    has_interventions: bool = False


@dataclass(frozen=True)
class MeetingFacts:
    """What the rules need to know of a meeting. Instants are aware and in UTC."""

    meeting_id: int
    starts_at: datetime
    ends_at: datetime
    sequence: int = 0  # up by one when time, place or status changes
    is_cancelled: bool = False
    has_notes: bool = False
    are_notes_approved: bool = False


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


@dataclass(frozen=True)
class Wait:
    """The message is wanted, but what it tells of is not there yet: judge it again then."""

    until: datetime
    reason: Reason


Verdict = Send | NotNeeded | Missed | Wait

_AT = time(7, 30)
_STARTING_RULES = (
    ReminderRule(DeliveryKind.INVITATION, -21, _AT, Recipients.ALL),
    ReminderRule(DeliveryKind.CALL_FOR_ITEMS, -14, _AT, Recipients.PRESENTERS),
    ReminderRule(DeliveryKind.ANSWER_REMINDER, -7, _AT, Recipients.NOT_ANSWERED),
    ReminderRule(DeliveryKind.PRACTICAL_REMINDER, -1, _AT, Recipients.COMING),
    ReminderRule(DeliveryKind.NOTES, 3, _AT, Recipients.ALL),
    ReminderRule(DeliveryKind.ACTION_REMINDER, -7, _AT, Recipients.OWNERS),
)
_REPORT_RULES = (
    ReminderRule(DeliveryKind.REPORT_REQUEST, -35, _AT, Recipients.OWNERS),
    ReminderRule(DeliveryKind.REPORT_REMINDER, -28, _AT, Recipients.OWNERS),
)
#: What a new council starts from, before anyone has changed a rule.
DEFAULT_RULES: Mapping[MeetingKind, tuple[ReminderRule, ...]] = {
    **dict.fromkeys(MeetingKind, _STARTING_RULES),
    # What came of the interventions is taken up once a year.
    MeetingKind.FOLLOW_UP: (*_REPORT_RULES, *_STARTING_RULES),
}


def due_at(rule: ReminderRule, meeting: MeetingFacts, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which a rule's message is to go out.

    The rule's wall time holds on the day it falls on, whatever the clocks do between that day
    and the meeting. On a free day the message goes on the working day before.
    """
    return due_from(rule, meeting.starts_at.astimezone(zone).date(), zone)


def due_from(rule: ReminderRule, day: date, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, that a rule names when its days are counted from a day."""
    wanted_on = previous_working_day(day + timedelta(days=rule.days))
    return at_local_time(wanted_on, rule.at_local, zone)


def report_days(rule: ReminderRule, meeting_day: date) -> list[date]:
    """Return the days on which it is reminded of what is not yet reported: a week apart.

    A rule that names the meeting's own day reminds that morning, and only then.
    """
    first = meeting_day + timedelta(days=rule.days)
    found = [first]
    while found[-1] + REPORT_REMINDED_EVERY < meeting_day:
        found.append(found[-1] + REPORT_REMINDED_EVERY)
    return found


def retry_after(attempts: int) -> timedelta | None:
    """Return the pause after so many failed attempts (1 or more); None means give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def what_now(
    kind: DeliveryKind, recipient: Recipient, meeting: MeetingFacts, now: datetime
) -> Verdict:
    """Judge a message that is due, at the moment it is taken out of the outbox."""
    if now >= meeting.starts_at and kind not in AFTER_MEETING_KINDS:
        return Missed(Reason.STARTED)
    reason = reason_against(kind, recipient, meeting)
    if reason:
        return NotNeeded(reason)
    if kind is DeliveryKind.NOTES and not meeting.has_notes:
        if now >= meeting.ends_at + NOTES_WAITED_FOR:
            return Missed(Reason.NO_NOTES)
        return Wait(now + NOTES_LOOKED_FOR, Reason.NO_NOTES)
    return Send()


def reason_against(
    kind: DeliveryKind, recipient: Recipient, meeting: MeetingFacts
) -> Reason | None:
    """Return why a message has no purpose as things are, whatever the time; None when it has."""
    is_invited = recipient.active and not meeting.is_cancelled
    if kind is DeliveryKind.CANCELLATION and is_invited:
        return Reason.INVITED_AFTER_ALL
    if kind is not DeliveryKind.CANCELLATION and meeting.is_cancelled:
        return Reason.CANCELLED
    reason = _reason_in_duties(kind, recipient) or _reason_in_list(kind, recipient, meeting)
    if reason:
        return reason
    if not recipient.email:
        return Reason.NO_ADDRESS
    if kind in DIGESTIBLE_KINDS and recipient.choice is MessageChoice.ESSENTIAL:
        return Reason.NOT_WANTED
    return _reason_in_answer(kind, recipient.answer)


def _reason_in_duties(kind: DeliveryKind, recipient: Recipient) -> Reason | None:
    is_done = {
        DeliveryKind.ACTION_REMINDER: not recipient.item_days,
        **dict.fromkeys(REPORT_KINDS, not recipient.has_interventions),
    }
    return Reason.DONE if is_done.get(kind) else None


def _reason_in_list(
    kind: DeliveryKind, recipient: Recipient, meeting: MeetingFacts
) -> Reason | None:
    """Say why one who is not on the list gets nothing, and why notes are not read any more."""
    if kind is DeliveryKind.NOTES and meeting.are_notes_approved:
        return Reason.DONE
    has_duty = kind in (DeliveryKind.ACTION_REMINDER, *REPORT_KINDS) or (
        kind is DeliveryKind.CALL_FOR_ITEMS and recipient.is_presenter
    )
    if recipient.active or has_duty or kind is DeliveryKind.CANCELLATION:
        return None
    return Reason.LEFT


def _reason_in_answer(kind: DeliveryKind, answer: Answer) -> Reason | None:
    if kind is DeliveryKind.ANSWER_REMINDER and answer is not Answer.NONE:
        return Reason.ANSWERED
    if kind is DeliveryKind.PRACTICAL_REMINDER and answer is not Answer.COMING:
        return Reason.NOT_COMING if answer is Answer.NOT_COMING else Reason.NOT_ANSWERED
    return None
