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
    #: A substitute who was invited too. One who is only named has been told by the member.
    substitute_id: int | None = None
    substitute_answer: Answer = Answer.NONE
    substitute_attended: bool | None = None

    @property
    def has_substitute(self) -> bool:
        """Whether somebody stands in."""
        return bool(self.substitute_name)

    @property
    def standing(self) -> Answer:
        """What is to be expected of the place: whoever holds it answers for it."""
        if self.substitute_id is not None:
            return self.substitute_answer
        return Answer.COMING if self.has_substitute else self.answer

    @property
    def is_coming(self) -> bool:
        """Whether the member or a substitute is coming."""
        return self.standing is Answer.COMING

    @property
    def presence(self) -> bool | None:
        """Whether the one who was invited last came; None until attendance is taken."""
        return self.attended if self.substitute_id is None else self.substitute_attended

    @property
    def is_expected(self) -> bool:
        """Whether the one who was invited last has said that they are coming."""
        holder = self.answer if self.substitute_id is None else self.substitute_answer
        return holder is Answer.COMING

    @property
    def was_filled(self) -> bool:
        """Whether the member or the substitute was present."""
        if self.substitute_id is not None:
            return bool(self.attended or self.substitute_attended)
        return bool(self.attended) or (self.has_substitute and self.attended is not None)


@dataclass(frozen=True)
class AnswerCount:
    """How the invited have answered."""

    coming: int
    substitutes: int
    not_coming: int
    unanswered: int


#: Not answered first, since something can still be done about them; coming last.
_SEAT_ORDER = {Answer.NONE: 0, Answer.NOT_COMING: 1, Answer.COMING: 2}


def sort_seats(seats: Iterable[Seat]) -> list[Seat]:
    """Put those who have not answered first and those who come last, each by name."""
    return sorted(
        seats,
        key=lambda seat: (_SEAT_ORDER[seat.standing], not seat.has_substitute, seat.name),
    )


def find_seat(seats: Iterable[Seat], person_id: int) -> Seat | None:
    """Return the place that somebody holds, or whose member they stand in for."""
    return next((seat for seat in seats if person_id in (seat.person_id, seat.substitute_id)), None)


def count_answers(seats: Sequence[Seat]) -> AnswerCount:
    """Count answers, one a place. Of those coming, substitutes are also told apart."""
    standing = [seat.standing for seat in seats]
    return AnswerCount(
        coming=standing.count(Answer.COMING),
        substitutes=sum(seat.has_substitute and seat.is_coming for seat in seats),
        not_coming=standing.count(Answer.NOT_COMING),
        unanswered=standing.count(Answer.NONE),
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
