"""Which days a council can meet on, what each kind of meeting's season is, and what clashes.

Choosing among the days belongs to `planning_dates`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain import planning_words as words
from tracker.domain.calendar import ONE_DAY, SATURDAY, days_in_year, holiday_name, is_squeezed_day
from tracker.domain.planning_facts import Clash, Conflict, Wishes
from tracker.domain.terms import MeetingKind
from tracker.domain.year_wheel import Span
from tracker.text import _

#: Least days between two meetings.
GAP_DAYS = 21
AUGUST = 8
#: How a steering event that is the annual report is known by its name.
ANNUAL_REPORT_WORDS = ("årsredovisning", "annual report")

#: First, last and best (month, day) of each kind. The situation report is the basis of the year's
#: themes; the review and the follow-up are done in time for the annual report.
_SEASONS = {
    MeetingKind.SITUATION: ((1, 8), (3, 20), (2, 15)),
    MeetingKind.REVIEW: ((10, 1), (11, 20), (11, 1)),
    MeetingKind.FOLLOW_UP: ((11, 1), (12, 20), (12, 5)),
}
_WHOLE_YEAR = ((1, 8), (12, 20), (6, 1))


@dataclass(frozen=True, slots=True)
class Season:
    """The days, both included, within which a kind of meeting is best held."""

    first: date
    last: date
    best: date

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in the season."""
        return self.first <= day <= self.last


def season_of(kind: MeetingKind, wishes: Wishes) -> Season:
    """Return a kind's season in the year, ended by the annual report when that begins earlier."""
    first, last, best = (date(wishes.year, *part) for part in _SEASONS.get(kind, _WHOLE_YEAR))
    report = annual_report(wishes)
    if report and kind in {MeetingKind.REVIEW, MeetingKind.FOLLOW_UP}:
        margin = GAP_DAYS if kind is MeetingKind.REVIEW else 0
        last = min(last, report.first - timedelta(days=margin + 1))
    return Season(min(first, last), last, max(min(best, last), min(first, last)))


def annual_report(wishes: Wishes) -> Span | None:
    """Return the work on the year's own annual report: the first to begin after July."""
    found = [
        event
        for event in wishes.cycle
        if date(wishes.year, AUGUST, 1) <= event.first <= date(wishes.year + 1, 7, 31)
        and any(word in event.name.casefold() for word in ANNUAL_REPORT_WORDS)
    ]
    return min(found, key=lambda event: (event.first, event.name), default=None)


def clashes_on(
    day: date, wishes: Wishes, *, other_days: Iterable[date] = (), gap_days: int = GAP_DAYS
) -> tuple[Clash, ...]:
    """Say what stands against a meeting on a day; empty when nothing does.

    Args:
        day: The day that is considered, in any year.
        wishes: The council's calendar.
        other_days: The plan's other meetings, beside those in `wishes.taken`.
        gap_days: How near another meeting may be.
    """
    others = sorted({*other_days, *wishes.taken})
    return (*_clashes_of_day(day, wishes), *_clashes_with(day, others, gap_days))


def is_possible(day: date, wishes: Wishes) -> bool:
    """Tell whether nothing stands against the day itself."""
    return day not in wishes.taken and next(_clashes_of_day(day, wishes), None) is None


def possible_days(wishes: Wishes) -> tuple[date, ...]:
    """Return every day of the year that a meeting can be held on, whatever its weekday."""
    first = date(wishes.year, 1, 1)
    days = (first + ONE_DAY * number for number in range(days_in_year(wishes.year)))
    return tuple(day for day in days if is_possible(day, wishes))


def _clashes_of_day(day: date, wishes: Wishes) -> Iterator[Clash]:
    """Yield what the calendar says against a day, the most telling first."""
    if day.year != wishes.year:
        text = _("The date is not in %(year)s.", year=wishes.year)
        yield Clash(Conflict.OUTSIDE_YEAR, text, day)
    if wishes.first_day and day < wishes.first_day:
        yield Clash(Conflict.PASSED, _("The date has passed."), day)
    holiday = holiday_name(day)
    if holiday:
        yield Clash(Conflict.HOLIDAY, words.on_holiday(holiday), day)
    elif day.weekday() >= SATURDAY:
        yield Clash(Conflict.WEEKEND, words.on_weekend(day), day)
    if is_squeezed_day(day):
        text = _("The date is a single working day between two free days.")
        yield Clash(Conflict.SQUEEZED_DAY, text, day)
    for span in wishes.breaks:
        if span.first <= day <= span.last:
            yield Clash(Conflict.BREAK, words.in_break(span), day)
    if day.month in wishes.quiet_months:
        yield Clash(Conflict.MONTH_OFF, words.in_month_off(day), day)


def _clashes_with(day: date, others: Iterable[date], gap_days: int) -> Iterator[Clash]:
    for other in others:
        apart = abs((day - other).days)
        if apart == 0:
            yield Clash(Conflict.TAKEN, _("There is already a meeting that day."), day)
        elif apart < gap_days:
            yield Clash(Conflict.TOO_CLOSE, words.near_other(other, apart), day)
