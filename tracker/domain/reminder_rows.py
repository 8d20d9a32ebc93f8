"""The outbox as the planning of reminders sees it: what lies there, and what to change in it."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.reminders import Reason, ReminderRule
from tracker.domain.terms import DeliveryKind, DeliveryState

#: What has not gone, and still may.
WAITING = (DeliveryState.PLANNED, DeliveryState.HELD)


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
    #: As a coordinator has decided for the others of its kind.
    state: DeliveryState = DeliveryState.PLANNED


@dataclass(frozen=True)
class MovedDelivery:
    """A row to give a new instant, and the state PLANNED if it had been put aside."""

    delivery: ExistingDelivery
    due_at: datetime

    @property
    def state(self) -> DeliveryState:
        """The state it gets. What is on hold stays so until a person says otherwise."""
        is_held = self.delivery.state is DeliveryState.HELD
        return DeliveryState.HELD if is_held else DeliveryState.PLANNED


@dataclass(frozen=True)
class DroppedDelivery:
    """A row to end without sending it, how, and why."""

    delivery: ExistingDelivery
    reason: Reason
    state: DeliveryState = DeliveryState.NOT_NEEDED


@dataclass(frozen=True)
class Plan:
    """What to change in the outbox so that it matches the meeting."""

    create: tuple[PlannedDelivery, ...] = ()
    move: tuple[MovedDelivery, ...] = ()
    drop: tuple[DroppedDelivery, ...] = ()


@dataclass(frozen=True)
class Order:
    """What a rule asks for, whoever it is for: when, or for what goes on several days each."""

    rule: ReminderRule
    due: datetime
    #: {the day that a message is numbered by: when it goes}, for kinds that have many.
    dues: dict[date, datetime]
