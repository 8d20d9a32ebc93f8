"""What a single message in the outbox is called, where it stands, and when an answer is wanted.

Which messages a meeting calls for, and when, is in `reminders`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.domain.calendar import previous_working_day
from tracker.domain.reminders import AFTER_MEETING_KINDS, Reason
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, Recipients
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
    DeliveryKind.REPORT_REMINDER: mark("Reminder to report on interventions"),
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
    DeliveryKind.CALL_FOR_ITEMS: (
        Recipients.PRESENTERS,
        Recipients.ALL,
        Recipients.COORDINATORS,
    ),
    DeliveryKind.NOTES: (Recipients.ALL, Recipients.COORDINATORS),
    DeliveryKind.ACTION_REMINDER: (Recipients.OWNERS,),
    DeliveryKind.REPORT_REQUEST: (Recipients.OWNERS,),
    DeliveryKind.REPORT_REMINDER: (Recipients.OWNERS,),
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


class Stage(StrEnum):
    """Where a message stands, as the coordinator sees it: the state, and whether it was tried."""

    PLANNED = "planned"
    WAITING = "waiting"  # for a new attempt
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    MISSED = "missed"
    NOT_NEEDED = "not_needed"
    SKIPPED = "skipped"


STAGE_WORDS = {
    Stage.PLANNED: STATE_WORDS[DeliveryState.PLANNED],
    Stage.WAITING: mark("Waiting for a new attempt"),
    Stage.HELD: STATE_WORDS[DeliveryState.HELD],
    Stage.SENDING: STATE_WORDS[DeliveryState.SENDING],
    Stage.SENT: STATE_WORDS[DeliveryState.SENT],
    Stage.FAILED: STATE_WORDS[DeliveryState.FAILED],
    Stage.MISSED: STATE_WORDS[DeliveryState.MISSED],
    Stage.NOT_NEEDED: STATE_WORDS[DeliveryState.NOT_NEEDED],
    Stage.SKIPPED: STATE_WORDS[DeliveryState.SKIPPED],
}


def stage_of(state: DeliveryState, attempts: int) -> Stage:
    """Return where a message stands."""
    if state is DeliveryState.PLANNED and attempts:
        return Stage.WAITING
    return Stage(state.value)


#: Reminders that go by the answer when they are due, and by which.
BY_ANSWER = {
    DeliveryKind.ANSWER_REMINDER: Answer.NONE,
    DeliveryKind.PRACTICAL_REMINDER: Answer.COMING,
}


class Step(StrEnum):
    """What a coordinator may do with messages that have not gone."""

    HOLD = "hold"
    RELEASE = "release"
    SKIP = "skip"
    TAKE_BACK = "take-back"  # of a skip
    SEND_NOW = "send-now"


#: From which states each step leads.
_FROM = {
    Step.HOLD: (DeliveryState.PLANNED,),
    Step.RELEASE: (DeliveryState.HELD,),
    Step.SKIP: (DeliveryState.PLANNED, DeliveryState.HELD),
    Step.TAKE_BACK: (DeliveryState.SKIPPED,),
    Step.SEND_NOW: (DeliveryState.PLANNED, DeliveryState.HELD),
}
#: To which state each step leads.
BECOMES = {
    Step.HOLD: DeliveryState.HELD,
    Step.RELEASE: DeliveryState.PLANNED,
    Step.SKIP: DeliveryState.SKIPPED,
    Step.TAKE_BACK: DeliveryState.PLANNED,
    Step.SEND_NOW: DeliveryState.PLANNED,
}
#: Messages that somebody has asked for a moment ago: nobody else decides over them.
OWN_KINDS = (DeliveryKind.SIGN_IN, DeliveryKind.COPY)


@dataclass(frozen=True)
class Standing:
    """What decides what may be done with a message. Instants are aware."""

    kind: DeliveryKind
    state: DeliveryState
    try_at: datetime
    #: Of its meeting; None for a message about no single one.
    starts_at: datetime | None


def allows(step: Step, standing: Standing, now: datetime) -> bool:
    """Tell whether a step may be taken with a message.

    One that is being sent or has ended is out of anybody's hands, and one that is due already
    cannot be sent sooner.
    """
    if standing.kind in OWN_KINDS or not is_useful(standing, now):
        return False
    is_due = standing.state is DeliveryState.PLANNED and standing.try_at <= now
    return standing.state in _FROM[step] and not (step is Step.SEND_NOW and is_due)


def is_useful(standing: Standing, now: datetime) -> bool:
    """Tell whether a message may still go as far as its meeting's time is concerned."""
    is_before = standing.starts_at is None or now < standing.starts_at
    return is_before or standing.kind in AFTER_MEETING_KINDS


#: The jobs do a round each minute: after so long a silence something is wrong.
SILENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Process:
    """A jobs process as the coordinator sees it. Instants are aware."""

    host: str
    started_at: datetime
    last_round_at: datetime
    last_sent_at: datetime | None

    def is_silent(self, now: datetime) -> bool:
        """Tell whether it has not been heard of for too long."""
        return self.last_round_at < now - SILENCE


def current_processes(processes: Iterable[Process], now: datetime) -> list[Process]:
    """Return those that work, and of each machine where none does the one last heard of.

    A process that was started again is a new one, and its predecessor no trouble.
    """
    known = sorted(processes, key=lambda one: one.last_round_at, reverse=True)
    alive = [one for one in known if not one.is_silent(now)]
    hosts = {one.host for one in alive}
    silent = []
    for one in known:
        if one.host not in hosts:
            hosts.add(one.host)
            silent.append(one)
    return sorted([*alive, *silent], key=lambda one: (one.host, one.started_at))
