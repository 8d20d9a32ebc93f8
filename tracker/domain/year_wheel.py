"""One council's year as plain data, and what can be said about it.

Which meeting is next, which goals and areas no meeting deals with, and where on the circle a day
sits. How the wheel looks belongs to `tracker.drawing`; storing it belongs to `models`.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from tracker.domain.calendar import days_in_year
from tracker.domain.terms import MeetingKind, MeetingStatus


@dataclass(frozen=True, slots=True)
class WheelGoal:
    """A goal of the programme, such as 3.1 within area 3."""

    id: int
    code: str
    title: str
    area_number: int


@dataclass(frozen=True, slots=True)
class WheelArea:
    """A priority area. Its number chooses colour and marker."""

    number: int
    name: str
    goals: tuple[WheelGoal, ...] = ()


@dataclass(frozen=True, slots=True)
class WheelMeeting:
    """A meeting as the wheel shows it.

    Times are the council's wall-clock time. The first area number is the main one and gives the
    petal its colour.
    """

    id: int
    url: str
    theme: str
    kind: MeetingKind
    status: MeetingStatus
    day: date
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    goal_codes: tuple[str, ...] = ()
    area_numbers: tuple[int, ...] = ()
    is_invited: bool = False

    @property
    def is_cancelled(self) -> bool:
        """Tell whether the meeting will not be held."""
        return self.status is MeetingStatus.CANCELLED

    @property
    def counts_as_coverage(self) -> bool:
        """Tell whether goals linked to the meeting count as having a meeting of their own."""
        return self.kind is MeetingKind.THEME and not self.is_cancelled


@dataclass(frozen=True, slots=True)
class Span:
    """A school break or an event of the municipal steering cycle, both days included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which the law wants something done."""

    name: str
    due_on: date
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class YearWheel:
    """One council's year."""

    year: int
    today: date
    areas: tuple[WheelArea, ...] = ()
    meetings: tuple[WheelMeeting, ...] = ()
    breaks: tuple[Span, ...] = ()
    cycle: tuple[Span, ...] = ()
    deadlines: tuple[Deadline, ...] = field(default=())

    @property
    def is_current(self) -> bool:
        """Tell whether today lies in the wheel's year."""
        return self.today.year == self.year


# Meetings --------------------------------------------------------------------------------


def sort_meetings(wheel: YearWheel) -> tuple[WheelMeeting, ...]:
    """Return the year's meetings in date order, those of one day by start and then by id."""
    in_year = (meeting for meeting in wheel.meetings if meeting.day.year == wheel.year)
    return tuple(
        sorted(in_year, key=lambda meeting: (meeting.day, meeting.starts or time.min, meeting.id))
    )


def meetings_to_hold(wheel: YearWheel) -> tuple[WheelMeeting, ...]:
    """Return the year's meetings that are not cancelled, in date order."""
    return tuple(meeting for meeting in sort_meetings(wheel) if not meeting.is_cancelled)


def next_meeting(wheel: YearWheel) -> WheelMeeting | None:
    """Return the first planned meeting of today or later, or None when the year has no more."""
    coming = (
        meeting
        for meeting in sort_meetings(wheel)
        if meeting.status is MeetingStatus.PLANNED and meeting.day >= wheel.today
    )
    return next(coming, None)


def days_until(wheel: YearWheel, meeting: WheelMeeting) -> int:
    """Return whole days from today to a meeting, negative when it has been."""
    return (meeting.day - wheel.today).days


# Coverage --------------------------------------------------------------------------------


def goals_without_meeting(wheel: YearWheel) -> tuple[WheelGoal, ...]:
    """Return the goals that no theme meeting of the year deals with, in programme order."""
    held = {code for meeting in _covering(wheel) for code in meeting.goal_codes}
    return tuple(goal for area in wheel.areas for goal in area.goals if goal.code not in held)


def areas_covered(wheel: YearWheel) -> tuple[WheelArea, ...]:
    """Return the areas that at least one theme meeting of the year deals with."""
    numbers = {number for meeting in _covering(wheel) for number in areas_of(wheel, meeting)}
    return tuple(area for area in wheel.areas if area.number in numbers)


def areas_without_meeting(wheel: YearWheel) -> tuple[WheelArea, ...]:
    """Return the areas that no theme meeting of the year deals with."""
    covered = areas_covered(wheel)
    return tuple(area for area in wheel.areas if area not in covered)


def areas_of(wheel: YearWheel, meeting: WheelMeeting) -> tuple[int, ...]:
    """Return the area numbers of a meeting: those stated, then those of its goals, once each."""
    area_of_goal = {goal.code: area.number for area in wheel.areas for goal in area.goals}
    by_goal = (area_of_goal[code] for code in meeting.goal_codes if code in area_of_goal)
    return tuple(dict.fromkeys((*meeting.area_numbers, *by_goal)))


def _covering(wheel: YearWheel) -> tuple[WheelMeeting, ...]:
    return tuple(meeting for meeting in sort_meetings(wheel) if meeting.counts_as_coverage)


# The circle ------------------------------------------------------------------------------


def angle_of(day: date, year: int, *, part: float = 0.0) -> float:
    """Return a day's place on the year's circle in degrees, 1 January at top and clockwise.

    Args:
        day: The day; days outside the year give angles below 0 or from 360.
        year: The wheel's year, of 365 or 366 days.
        part: How much of the day has passed: 0 at its start, 0.5 at noon, 1 at its end.
    """
    return ((day - date(year, 1, 1)).days + part) / days_in_year(year) * 360


def clip(span: Span, year: int) -> Span | None:
    """Return the part of a span that lies in a year, or None."""
    first = max(span.first, date(year, 1, 1))
    last = min(span.last, date(year, 12, 31))
    return Span(span.name, first, last) if first <= last else None


def weeks_of_year(year: int) -> tuple[Span, ...]:
    """Return the ISO weeks that touch a year, clipped to it and named by their number."""
    first = date(year, 1, 1)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday.year <= year:
        week = Span(str(monday.isocalendar().week), monday, monday + timedelta(days=6))
        clipped = clip(week, year)
        if clipped:
            weeks.append(clipped)
        monday += timedelta(days=7)
    return tuple(weeks)
