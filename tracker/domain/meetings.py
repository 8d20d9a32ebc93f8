"""What a meeting is, as plain data, and what can be said of it by rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.terms import Answer, MeetingKind, MeetingStatus
from tracker.text import mark

#: The kinds that take up the whole programme instead of chosen goals.
WHOLE_PROGRAMME = frozenset({MeetingKind.SITUATION, MeetingKind.REVIEW, MeetingKind.FOLLOW_UP})

KIND_WORDS = {
    MeetingKind.THEME: mark("Theme meeting"),
    MeetingKind.SITUATION: mark("Situation report"),
    MeetingKind.REVIEW: mark("Effect-and-needs review"),
    MeetingKind.FOLLOW_UP: mark("Annual follow-up"),
    MeetingKind.EXTRA: mark("Extra meeting"),
}

ANSWER_WORDS = {
    Answer.NONE: mark("No answer"),
    Answer.COMING: mark("Coming"),
    Answer.NOT_COMING: mark("Not coming"),
}


@dataclass(frozen=True)
class MeetingPlan:
    """What a person decides about a meeting. Instants are aware."""

    theme: str
    kind: MeetingKind
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    description: str = ""
    goal_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class AgendaLine:
    """One matter with its place in time."""

    id: int
    position: int
    #: Empty when an item before it has no length.
    starts: datetime | None
    title: str
    minutes: int | None
    purpose: str
    presenter: str
    notes: str


@dataclass(frozen=True)
class Seat:
    """One person's place at one meeting."""

    person_id: int
    name: str
    organisation: str
    title: str
    answer: Answer
    substitute_name: str
    attended: bool | None

    @property
    def has_substitute(self) -> bool:
        """Whether somebody stands in."""
        return bool(self.substitute_name)

    @property
    def is_coming(self) -> bool:
        """Whether the member or a substitute is coming."""
        return self.has_substitute or self.answer is Answer.COMING

    @property
    def was_filled(self) -> bool:
        """Whether the member or the substitute was present."""
        return bool(self.attended) or (self.has_substitute and self.attended is not None)


@dataclass(frozen=True)
class AnswerCount:
    """How the invited have answered."""

    coming: int
    substitutes: int
    not_coming: int
    unanswered: int


#: Not answered first, since something can still be done about them; coming last.
_SEAT_ORDER = {Answer.NONE: 0, Answer.NOT_COMING: 1, Answer.COMING: 3}


def sort_seats(seats: Iterable[Seat]) -> list[Seat]:
    """Put those who have not answered first and those who come last, each by name."""
    return sorted(
        seats,
        key=lambda seat: (2 if seat.has_substitute else _SEAT_ORDER[seat.answer], seat.name),
    )


def count_answers(seats: Sequence[Seat]) -> AnswerCount:
    """Count answers. A substitute counts as coming, and is also told apart."""
    substitutes = sum(seat.has_substitute for seat in seats)
    coming = sum(seat.answer is Answer.COMING and not seat.has_substitute for seat in seats)
    unanswered = sum(seat.answer is Answer.NONE and not seat.has_substitute for seat in seats)
    return AnswerCount(
        coming=coming + substitutes,
        substitutes=substitutes,
        not_coming=len(seats) - coming - substitutes - unanswered,
        unanswered=unanswered,
    )


def schedule_agenda(
    items: Sequence[tuple[int, int, str, int | None, str, str, str]], starts: datetime
) -> list[AgendaLine]:
    """Give each matter its time.

    Args:
        items: (id, position, title, minutes, purpose, presenter, notes) in order.
        starts: the meeting's start, as wall time.
    """
    lines: list[AgendaLine] = []
    clock: datetime | None = starts
    for row_id, position, title, minutes, purpose, presenter, notes in items:
        lines.append(AgendaLine(row_id, position, clock, title, minutes, purpose, presenter, notes))
        clock = clock + timedelta(minutes=minutes) if clock and minutes else None
    return lines


def may_hold_attendance(status: MeetingStatus, starts_at: datetime, now: datetime) -> bool:
    """Tell whether attendance can be taken: the meeting has begun and is not cancelled."""
    return status is not MeetingStatus.CANCELLED and starts_at <= now


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day it is in a zone."""
    return moment.astimezone(zone).date()
