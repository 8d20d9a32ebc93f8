"""Counts for parts of a year, added up to the year when they fill it. Pure rules.

Only counts can be added up: a share or a rate for a year is not the mean of its months'.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar

#: 52 weeks: a shorter period is not a year, and its number may not stand beside years'.
SHORTEST_YEAR = 364


class Part(Protocol):
    """A count for a period."""

    @property
    def starts_on(self) -> date:
        """The first day."""

    @property
    def ends_on(self) -> date:
        """The last day."""

    @property
    def count(self) -> int | None:
        """The number of events; None when not measured."""

    @property
    def population(self) -> int | None:
        """The inhabitants; None when not known."""

    @property
    def is_preliminary(self) -> bool:
        """May still be revised."""

    @property
    def is_series_break(self) -> bool:
        """Not comparable with the periods before."""


PartType = TypeVar("PartType", bound=Part)


@dataclass(frozen=True)
class YearSum(Generic[PartType]):
    """A year's count, added up from its parts.

    `population` is the mean over the year's days, None where some part lacks it.
    """

    year: int
    parts: tuple[PartType, ...]
    count: int
    population: int | None
    is_preliminary: bool
    is_series_break: bool


def add_up_years(parts: Iterable[PartType]) -> tuple[YearSum[PartType], ...]:
    """Return the calendar years that some of the parts fill, with no day missing or counted twice.

    Where both months and quarters fill a year the longest parts are taken. A year within which
    the way of counting changes is not added up: its sum would be of two kinds.
    """
    by_year: dict[int, list[PartType]] = defaultdict(list)
    for part in parts:
        is_within = part.starts_on.year == part.ends_on.year
        if part.count is not None and is_within and days_of(part) < SHORTEST_YEAR:
            by_year[part.ends_on.year].append(part)
    sums = (_add_up(year, found) for year, found in sorted(by_year.items()))
    return tuple(one for one in sums if one is not None)


def days_of(part: Part) -> int:
    """Return how many days a period has."""
    return (part.ends_on - part.starts_on).days + 1


def _add_up(year: int, parts: Sequence[PartType]) -> YearSum[PartType] | None:
    starting: dict[date, list[PartType]] = defaultdict(list)
    for part in sorted(parts, key=days_of, reverse=True):
        starting[part.starts_on].append(part)
    chosen = _fill(starting, date(year, 1, 1), date(year + 1, 1, 1), set())
    if chosen is None or any(part.is_series_break for part in chosen[1:]):
        return None
    return YearSum(
        year=year,
        parts=chosen,
        count=sum(part.count or 0 for part in chosen),
        population=_mean_population(chosen),
        is_preliminary=any(part.is_preliminary for part in chosen),
        is_series_break=chosen[0].is_series_break,
    )


def _fill(
    starting: Mapping[date, Sequence[PartType]], day: date, end: date, hopeless: set[date]
) -> tuple[PartType, ...] | None:
    """Return parts from a day to the end, the longest first; None when there are none that fit.

    `hopeless` remembers the days that no way led on from, so that each is tried once.
    """
    if day == end:
        return ()
    if day in hopeless:
        return None
    for part in starting.get(day, ()):
        rest = _fill(starting, part.ends_on + timedelta(days=1), end, hopeless)
        if rest is not None:
            return (part, *rest)
    hopeless.add(day)
    return None


def _mean_population(parts: Sequence[Part]) -> int | None:
    total = 0
    for part in parts:
        if part.population is None:
            return None
        total += part.population * days_of(part)
    return round(total / sum(days_of(part) for part in parts))
