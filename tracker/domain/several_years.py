"""The rhythm of several years: the programme's period, reviews and updates the law asks for.

Pure rules on plain facts. Coming reviews and updates are reckoned from the latest one, and are
marked as such: nobody has decided them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.law import INTERVAL_MONTHS, add_months

#: Years shown before and after this one, at least.
BEFORE, AFTER = 3, 4
#: The effect-and-needs review is made every second year.
REVIEW_EVERY = 2
#: The most years shown before or after this one, however long the programmes are.
FARTHEST = 8


class Lane(StrEnum):
    """What is followed over the years."""

    REVIEW = "review"
    SITUATION_REPORT = "situation_report"
    ACTION_PLAN = "action_plan"


@dataclass(frozen=True)
class Period:
    """A programme with its years, both included."""

    name: str
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Mark:
    """Something done, or to be done, in a year."""

    lane: Lane
    year: int
    is_done: bool
    #: The day, where one is known.
    on: date | None = None


@dataclass(frozen=True)
class YearFacts:
    """What is recorded, from which the years are drawn."""

    programmes: tuple[Period, ...] = ()
    #: Year of each review, whether it is adopted, and the day of adoption or the planned one.
    reviews: tuple[Mark, ...] = ()
    situation_reports: tuple[date, ...] = ()
    action_plans: tuple[date, ...] = ()
    #: Year → meetings to hold or held.
    meetings: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class YearLine:
    """One year of several."""

    year: int
    meetings: int
    programmes: tuple[Period, ...]
    marks: tuple[Mark, ...]

    def of(self, lane: Lane) -> tuple[Mark, ...]:
        """Return the year's marks in one lane."""
        return tuple(mark for mark in self.marks if mark.lane is lane)


def several_years(
    facts: YearFacts, today: date, *, interval_months: int = INTERVAL_MONTHS
) -> tuple[YearLine, ...]:
    """Return the years around today, and as far as the programme in force reaches."""
    current = [p for p in facts.programmes if p.first_year <= today.year <= p.last_year]
    first = min([today.year - BEFORE, *(p.first_year for p in current)])
    last = max([today.year + AFTER, *(p.last_year for p in current)])
    first, last = max(first, today.year - FARTHEST), min(last, today.year + FARTHEST)
    marks = [
        *facts.reviews,
        *_coming_reviews(facts.reviews, today, last),
        *_updates(Lane.SITUATION_REPORT, facts.situation_reports, today),
        *_coming_updates(facts.situation_reports, last, interval_months),
        *_updates(Lane.ACTION_PLAN, facts.action_plans, today),
    ]
    counts = dict(facts.meetings)
    return tuple(
        YearLine(
            year,
            counts.get(year, 0),
            tuple(p for p in facts.programmes if p.first_year <= year <= p.last_year),
            tuple(mark for mark in marks if mark.year == year),
        )
        for year in range(first, last + 1)
    )


def _coming_reviews(reviews: Sequence[Mark], today: date, last: int) -> list[Mark]:
    """Return the reviews to expect after the latest, from this year on."""
    if not reviews:
        return []
    latest = max(mark.year for mark in reviews)
    return [
        Mark(Lane.REVIEW, year, is_done=False)
        for year in range(latest + REVIEW_EVERY, last + 1, REVIEW_EVERY)
        if year >= today.year
    ]


def _updates(lane: Lane, days: Sequence[date], today: date) -> list[Mark]:
    return [Mark(lane, day.year, is_done=day <= today, on=day) for day in sorted(days)]


def _coming_updates(days: Sequence[date], last: int, interval_months: int) -> list[Mark]:
    """Return the last days of the coming updates, each counted from the one before."""
    if not days or interval_months < 1:
        return []
    found: list[Mark] = []
    due = add_months(max(days), interval_months)
    while due.year <= last:
        found.append(Mark(Lane.SITUATION_REPORT, due.year, is_done=False, on=due))
        due = add_months(due, interval_months)
    return found
