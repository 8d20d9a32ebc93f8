"""The field's own terms as enumerations, shared by every room. Swedish words: DOMAIN terms.

Values are stored in the database: adding one needs a migration.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to one council. A presenter need not be a member."""

    COORDINATOR = "coordinator"  # samordnare
    MEMBER = "member"  # ledamot
    SUBSTITUTE = "substitute"  # ersättare
    CO_OPTED = "co_opted"  # adjungerad
    PRESENTER = "presenter"  # föredragande
    CONTRIBUTOR = "contributor"  # uppgiftslämnare: answers for an intervention, has no account
    MANAGEMENT = "management"  # ledning


class MeetingKind(StrEnum):
    """What a meeting is for. Only theme meetings count as coverage of goals."""

    THEME = "theme"
    SITUATION = "situation"  # lägesbild
    REVIEW = "review"  # effekt- och behovsanalys, every second year
    FOLLOW_UP = "follow_up"  # årlig uppföljning
    EXTRA = "extra"


class MeetingStatus(StrEnum):
    """Where a meeting is on its way."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    HELD = "held"
    MINUTES_APPROVED = "minutes_approved"


class Answer(StrEnum):
    """A person's answer to the invitation."""

    NONE = "none"
    COMING = "coming"
    NOT_COMING = "not_coming"


class Direction(StrEnum):
    """Which way an indicator should go. Neutral: must be interpreted."""

    LOWER_BETTER = "lower_better"
    HIGHER_BETTER = "higher_better"
    NEUTRAL = "neutral"


class IndicatorKind(StrEnum):
    """What kind of number an indicator is."""

    COUNT = "count"  # events, with a population
    SHARE = "share"  # 0–1, with a sample size
    RATE = "rate"  # a published rate without its counts
    SCALE = "scale"


class InterventionState(StrEnum):
    """How far an intervention has come."""

    NOT_STARTED = "not_started"
    ONGOING = "ongoing"
    DONE = "done"
    STOPPED = "stopped"


class Approach(StrEnum):
    """Which kind of prevention an intervention is."""

    SITUATIONAL = "situational"  # fewer opportunities
    SOCIAL = "social"  # less inclination
    BOTH = "both"


class Term(StrEnum):
    """When an intervention is expected to show."""

    SHORT = "short"  # within about two years
    LONG = "long"


class CarriedOut(StrEnum):
    """Whether what was planned was done."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class SeenEffect(StrEnum):
    """What those who do the work have seen happen to the problem. Their view, not a measure."""

    BETTER = "better"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


class ImportKind(StrEnum):
    """Where figures or records came in from."""

    FILE = "file"  # a source's file with figures
    KOLADA = "kolada"
    TABLES = "tables"  # our own tables, edited elsewhere


class ImportState(StrEnum):
    """Where an import is on its way. Nothing of it is saved before it is applied."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    UNDONE = "undone"
    DISCARDED = "discarded"


class FetchState(StrEnum):
    """Where a fetch from another system is on its way."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # gave up; says why


class Fulfilment(StrEnum):
    """Whether a goal is met. Empty (None) means: cannot be assessed."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


class ActionState(StrEnum):
    """An action item's state."""

    NOT_STARTED = "not_started"
    ONGOING = "ongoing"
    DONE = "done"


class Recipients(StrEnum):
    """Whom a reminder rule addresses."""

    ALL = "all"
    NOT_ANSWERED = "not_answered"
    COMING = "coming"
    PRESENTERS = "presenters"
    OWNERS = "owners"  # those responsible for what the message is about
    COORDINATORS = "coordinators"


class DeliveryKind(StrEnum):
    """What a message is. Part of the outbox's unique key."""

    INVITATION = "invitation"
    ANSWER_REMINDER = "answer_reminder"
    PRACTICAL_REMINDER = "practical_reminder"
    UPDATE = "update"
    CANCELLATION = "cancellation"
    CALL_FOR_ITEMS = "call_for_items"  # matters and material, asked of presenters
    NOTES = "notes"  # notes to read before they are approved
    ACTION_REMINDER = "action_reminder"  # an action item is soon due
    REPORT_REQUEST = "report_request"  # what came of an intervention
    REPORT_REMINDER = "report_reminder"  # the same, again, until it is answered
    DIGEST = "digest"  # a week's messages in one, about no single meeting
    COPY = "copy"  # of another message, to the coordinator who asked for it
    SIGN_IN = "sign_in"


class DeliveryState(StrEnum):
    """Where a message is on its way."""

    PLANNED = "planned"
    SENDING = "sending"  # claimed, under a lease
    SENT = "sent"
    FAILED = "failed"  # gave up; visible to the coordinator
    MISSED = "missed"  # too late to be useful
    NOT_NEEDED = "not_needed"
    HELD = "held"  # a coordinator has stopped it for now
    SKIPPED = "skipped"  # a coordinator has decided that it is not to go


class MessageChoice(StrEnum):
    """How a member wants reminders. Invitations, changes and cancellations always come."""

    SINGLE = "single"
    WEEKLY = "weekly"  # one digest a week
    ESSENTIAL = "essential"  # only what always comes


class Decision(StrEnum):
    """What the council decides about a need."""

    KEEP = "keep"
    CHANGE = "change"
    STOP = "stop"
    NEW = "new"


class Criterion(StrEnum):
    """What weighs when problems are discussed (Brå). A support for the talk, never a rank."""

    COMMON = "common"
    GROWING = "growing"  # long-lasting or growing
    DEVIATES = "deviates"  # more than in similar areas
    DELIMITED = "delimited"  # in a known place
    CAN_BE_INFLUENCED = "can_be_influenced"  # by the partners
    COSTLY = "costly"  # to society
    AFFECTS_MANY = "affects_many"
    HARMFUL = "harmful"
    SIGNAL_CRIME = "signal_crime"  # weakens the trust in society or leads to other crime


class Finding(StrEnum):
    """What a compared interval says, before anyone calls it good or bad."""

    DECREASED = "decreased"
    INCREASED = "increased"
    CANNOT_BE_ASSESSED = "cannot_be_assessed"
    TOO_FEW = "too_few"
    NO_DATA = "no_data"
