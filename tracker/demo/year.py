"""When things happen in Älvstad: school breaks, the steering cycle and days for meetings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.domain.calendar import is_free_day, public_holidays
from tracker.domain.terms import MeetingKind

TUESDAY = 2
JULY = 7
SEPTEMBER = 9
#: How soon the next meeting should be, the best choice first: with the invitation sent, or not.
NEAR_DAYS = (range(10, 21), range(21, 26))
#: Least days between two meetings when one is moved.
GAP_DAYS = 14


@dataclass(frozen=True)
class DemoSpan:
    """A named run of days, both included."""

    name: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Slot:
    """A place on the wheel. `theme` is 0–3 for theme meetings.

    `window` is (month, day) from and to: where the meeting may be moved.
    """

    kind: MeetingKind
    week: int
    window: tuple[tuple[int, int], tuple[int, int]]
    theme: int = -1


@dataclass(frozen=True)
class PlannedDay:
    """A meeting's year, place on the wheel, and day."""

    year: int
    slot: Slot
    day: date


_REVIEW = Slot(MeetingKind.REVIEW, 45, ((10, 20), (11, 25)))
_SLOTS = (
    Slot(MeetingKind.SITUATION, 8, ((1, 12), (3, 12))),
    Slot(MeetingKind.THEME, 14, ((3, 1), (4, 25)), theme=0),
    Slot(MeetingKind.THEME, 20, ((4, 15), (6, 10)), theme=1),
    Slot(MeetingKind.THEME, 37, ((8, 18), (9, 30)), theme=2),
    Slot(MeetingKind.THEME, 41, ((9, 20), (10, 31)), theme=3),
    _REVIEW,
    Slot(MeetingKind.FOLLOW_UP, 50, ((11, 20), (12, 18))),
)


def wheel_years(today: date) -> range:
    """Return three years, and next year too when the autumn has come."""
    return range(today.year - 2, today.year + (2 if today.month >= SEPTEMBER else 1))


def calendar_years(today: date) -> range:
    """Return the years that need breaks and a steering cycle: next year always."""
    return range(today.year - 2, today.year + 2)


def school_breaks(year: int) -> tuple[DemoSpan, ...]:
    """Return the year's school breaks. Jullov begins in one year and ends in the next."""
    easter = next(day for day, name in public_holidays(year).items() if name == "Påskdagen")
    return (
        _week("Sportlov", year, 10),
        DemoSpan("Påsklov", easter + timedelta(days=1), easter + timedelta(days=5)),
        DemoSpan("Sommarlov", _weekday(year, 24, 3), _weekday(year, 33, 5)),
        _week("Höstlov", year, 44),
        DemoSpan("Jullov", date(year, 12, 21), date(year + 1, 1, 8)),
    )


def steering_events(year: int) -> tuple[DemoSpan, ...]:
    """Return the municipality's ordinary follow-up of the year."""
    return (
        DemoSpan("Årsredovisning", date(year, 1, 26), date(year, 4, 14)),
        DemoSpan("Delårsrapport 1", date(year, 4, 30), date(year, 6, 5)),
        DemoSpan("Mål och budget", date(year, 6, 8), date(year, 6, 24)),
        DemoSpan("Delårsrapport 2", date(year, 8, 31), date(year, 10, 14)),
        DemoSpan("Verksamhetsplaner", date(year, 10, 26), date(year, 12, 4)),
    )


def is_meeting_day(day: date) -> bool:
    """Tell whether Älvstads Brå could meet: a Tuesday, not free, not in July or a break."""
    breaks = (*school_breaks(day.year - 1), *school_breaks(day.year))
    return (
        day.isoweekday() == TUESDAY
        and day.month != JULY
        and not is_free_day(day)
        and not any(day in one for one in breaks)
    )


def meeting_days(today: date) -> list[PlannedDay]:
    """Return every meeting's day, in order, with the next one soon where the calendar allows."""
    days = [
        PlannedDay(year, slot, _usual_day(year, slot))
        for year in wheel_years(today)
        for slot in _SLOTS
        if slot is not _REVIEW or _has_review(year, today)
    ]
    place = next(place for place, planned in enumerate(days) if planned.day >= today)
    days[place] = _bring_near(days, place, today)
    return days


def review_year(today: date) -> int:
    """Return the year whose autumn the review under way is taken up: this one, from February."""
    return today.year if today.month > 1 else today.year - 1


def _has_review(year: int, today: date) -> bool:
    return (year - review_year(today)) % 2 == 0


def _usual_day(year: int, slot: Slot) -> date:
    """Return the Tuesday of the slot's week, or of the nearest earlier week that is not free."""
    day = _weekday(year, slot.week, TUESDAY)
    while not is_meeting_day(day):
        day -= timedelta(weeks=1)
    return day


def _bring_near(days: Sequence[PlannedDay], place: int, today: date) -> PlannedDay:
    """Return the coming meeting on a near day, or unchanged when none is possible."""
    planned = days[place]
    after = days[place - 1].day if place else date.min
    before = days[place + 1].day if place + 1 < len(days) else date.max
    for near in NEAR_DAYS:
        found = [
            day
            for day in (today + timedelta(days=ahead) for ahead in near)
            if is_meeting_day(day)
            and _in_window(day, planned)
            and (day - after).days >= GAP_DAYS
            and (before - day).days >= GAP_DAYS
        ]
        if found:
            best = min(found, key=lambda day: abs((day - planned.day).days))
            return replace(planned, day=best)
    return planned


def _in_window(day: date, planned: PlannedDay) -> bool:
    first, last = planned.slot.window
    return date(planned.year, *first) <= day <= date(planned.year, *last)


def _weekday(year: int, week: int, weekday: int) -> date:
    return date.fromisocalendar(year, week, weekday)


def _week(name: str, year: int, week: int) -> DemoSpan:
    return DemoSpan(name, _weekday(year, week, 1), _weekday(year, week, 5))
