"""What a single message in the outbox is called, where it stands, and when an answer is wanted.

Which messages a meeting calls for, and when, is in `reminders`.
"""

from datetime import date, timedelta

from tracker.domain.calendar import previous_working_day
from tracker.domain.reminders import Reason
from tracker.domain.terms import DeliveryKind, DeliveryState, Recipients
from tracker.text import gettext, mark

KIND_WORDS = {
    DeliveryKind.INVITATION: mark("Invitation"),
    DeliveryKind.ANSWER_REMINDER: mark("Reminder to those who have not answered"),
    DeliveryKind.PRACTICAL_REMINDER: mark("Reminder the day before"),
    DeliveryKind.UPDATE: mark("Changed time or place"),
    DeliveryKind.CANCELLATION: mark("Cancellation"),
    DeliveryKind.CALL_FOR_ITEMS: mark("Call for matters and material"),
    DeliveryKind.NOTES: mark("Notes to read before they are approved"),
    DeliveryKind.ACTION_REMINDER: mark("Reminder of an action item"),
    DeliveryKind.REPORT_REQUEST: mark("Request to report on interventions"),
    DeliveryKind.DIGEST: mark("Weekly digest"),
    DeliveryKind.COPY: mark("Copy to yourself"),
    DeliveryKind.SIGN_IN: mark("Sign-in link"),
}

STATE_WORDS = {
    DeliveryState.PLANNED: mark("Planned"),
    DeliveryState.SENDING: mark("Being sent"),
    DeliveryState.SENT: mark("Sent"),
    DeliveryState.FAILED: mark("Failed"),
    DeliveryState.MISSED: mark("Too late"),
    DeliveryState.NOT_NEEDED: mark("Not needed"),
    DeliveryState.HELD: mark("On hold"),
    DeliveryState.SKIPPED: mark("Will not be sent"),
}

RECIPIENT_WORDS = {
    Recipients.ALL: mark("Everyone on the list"),
    Recipients.NOT_ANSWERED: mark("Those who have not answered"),
    Recipients.COMING: mark("Those who are coming"),
    Recipients.PRESENTERS: mark("Presenters"),
    Recipients.OWNERS: mark("Those responsible"),
    Recipients.COORDINATORS: mark("Only coordinators"),
}

REASON_WORDS = {
    Reason.NO_ADDRESS: mark("has no e-mail address"),
    Reason.ANSWERED: mark("has already answered"),
    Reason.NOT_COMING: mark("is not coming"),
    Reason.NOT_ANSWERED: mark("has not said that they are coming"),
    Reason.CANCELLED: mark("the meeting is cancelled"),
    Reason.STARTED: mark("the meeting has started"),
    Reason.LEFT: mark("is no longer invited"),
    Reason.INVITED_AFTER_ALL: mark("is invited after all"),
    Reason.REPLACED: mark("replaced by a later message"),
    Reason.NO_RULE: mark("no rule calls for it any more"),
    Reason.IN_DIGEST: mark("is in the weekly digest"),
    Reason.NOT_WANTED: mark("wants only invitations and cancellations"),
    Reason.HELD: mark("was on hold until it was too late"),
    Reason.NO_NOTES: mark("there are no notes"),
    Reason.DONE: mark("there is nothing left to do"),
}

#: Whom each kind of message may go to. "Only coordinators" is for trying a message out.
AUDIENCES = {
    DeliveryKind.INVITATION: (Recipients.ALL, Recipients.COORDINATORS),
    DeliveryKind.ANSWER_REMINDER: (Recipients.NOT_ANSWERED, Recipients.COORDINATORS),
    DeliveryKind.PRACTICAL_REMINDER: (Recipients.COMING, Recipients.COORDINATORS),
}

#: How long before a meeting the coordinator wants the answers, to order coffee and print.
DAYS_TO_ANSWER_BEFORE = timedelta(days=3)


def reply_by(meeting_day: date, today: date) -> date | None:
    """Return the day to answer by: a working day, three days before or earlier.

    None when that day has passed; then the sooner the better.
    """
    day = previous_working_day(meeting_day - DAYS_TO_ANSWER_BEFORE)
    return day if day >= today else None


def describe_reason(reason: Reason) -> str:
    """Say a reason in the reader's language, to stand after a person's name or a dash."""
    return gettext(REASON_WORDS[reason])
