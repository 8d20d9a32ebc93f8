"""What the planning of a year is asked, and what it answers, as plain data.

Days are local dates and times are the council's wall-clock time. Which day is good for what
belongs to `planning_days`, the plan itself to `planning`, and sentences to `planning_words`.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from tracker.domain.law import DutyKey
from tracker.domain.terms import MeetingKind
from tracker.domain.year_wheel import Span

JULY = 7


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """A goal to be given a meeting.

    `last_met_on` is its latest theme meeting before the year that is planned. `followed_up_on` is
    the latest day its outcome was assessed. Both are None when nothing is recorded.
    """

    id: int
    #: Area 3's goal 2 is "3.2".
    code: str
    title: str
    area_number: int
    area_name: str
    last_met_on: date | None = None
    followed_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanDeadline:
    """A day before which a legal duty needs its meeting. `key` chooses the kind of meeting."""

    name: str
    due_on: date
    key: DutyKey | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the coordinator asks for, and the calendar around the council.

    `weekday` is 0 for Monday to 4 for Friday. `taken` holds the days of other meetings, also those
    just before and after the year. `first_day` is the earliest possible day, such as today when
    the year has begun. `programme_years` are the programme's first and last year.
    """

    year: int
    meetings: int
    weekday: int = 1
    starts: time = time(15)
    ends: time = time(16, 30)
    place: str = ""
    months_off: frozenset[int] = frozenset()
    goals: tuple[PlanGoal, ...] = ()
    breaks: tuple[Span, ...] = ()
    cycle: tuple[Span, ...] = ()
    deadlines: tuple[PlanDeadline, ...] = ()
    is_review_year: bool = False
    taken: tuple[date, ...] = ()
    first_day: date | None = None
    programme_years: tuple[int, int] | None = None

    @property
    def quiet_months(self) -> frozenset[int]:
        """The months without meetings. July is always one of them."""
        return self.months_off | {JULY}


@dataclass(frozen=True, slots=True)
class MeetingOutline:
    """A meeting as a plan knows it. `also` are the kinds that it takes up beside its own.

    `id` tells which stored meeting it is, when it is one.
    """

    day: date
    kind: MeetingKind
    theme: str = ""
    starts: time = time(15)
    ends: time = time(16, 30)
    place: str = ""
    goal_ids: tuple[int, ...] = ()
    also: tuple[MeetingKind, ...] = ()
    id: int | None = None

    def takes_up(self, kind: MeetingKind) -> bool:
        """Tell whether the meeting is of a kind or takes it up beside its own."""
        return kind is self.kind or kind in self.also


@dataclass(frozen=True, slots=True)
class SuggestedMeeting(MeetingOutline):
    """A meeting that is proposed, and in whole sentences why it is proposed so."""

    reasons: tuple[str, ...] = ()


class Conflict(StrEnum):
    """What a plan, or a day, breaks."""

    # The day itself: a suggestion never breaks these.
    OUTSIDE_YEAR = "outside_year"
    PASSED = "passed"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SQUEEZED_DAY = "squeezed_day"
    BREAK = "break"
    MONTH_OFF = "month_off"
    TAKEN = "taken"
    # The plan as a whole.
    TOO_CLOSE = "too_close"
    SEASON = "season"
    DEADLINE = "deadline"
    MISSING_KIND = "missing_kind"
    SHARED_MEETING = "shared_meeting"
    GOAL_WITHOUT_MEETING = "goal_without_meeting"
    SAME_AREA = "same_area"
    CROWDED = "crowded"
    # What was asked for.
    TOO_FEW_DAYS = "too_few_days"
    NO_GOALS = "no_goals"
    OUTSIDE_PROGRAMME = "outside_programme"


#: What a suggested day never breaks.
DAY_CONFLICTS = frozenset(
    {
        Conflict.OUTSIDE_YEAR,
        Conflict.PASSED,
        Conflict.WEEKEND,
        Conflict.HOLIDAY,
        Conflict.SQUEEZED_DAY,
        Conflict.BREAK,
        Conflict.MONTH_OFF,
        Conflict.TAKEN,
    }
)


@dataclass(frozen=True, slots=True)
class Clash:
    """One broken constraint, as a whole sentence in the reader's language."""

    conflict: Conflict
    text: str
    day: date | None = None
    goal_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A year's meetings in date order, and what could not be met."""

    year: int
    meetings: tuple[SuggestedMeeting, ...]
    unmet: tuple[Clash, ...] = ()
