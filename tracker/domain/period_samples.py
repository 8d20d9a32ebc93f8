"""The years behind a comparison: which are measured, what they add up to, how they spread."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from tracker.domain.indicators import IndicatorSeries, Observation, Period
from tracker.domain.intervals import (
    Interval,
    Spread,
    dispersion,
    rate_ratio,
    share_ratio,
)
from tracker.domain.terms import IndicatorKind
from tracker.domain.verdict_rules import SHORTEST_BASELINE, Caution


class Method(StrEnum):
    """How the interval of a change was worked out."""

    RATE_RATIO = "rate_ratio"
    SHARE_RATIO = "share_ratio"
    NONE = "none"


#: A run of measured years, in order.
Years: TypeAlias = tuple[Observation, ...]
#: The measured years of the earlier and of the later period.
Parts: TypeAlias = tuple[Years, Years]


@dataclass(frozen=True)
class Sample:
    """Both periods summed: events and exposure (inhabitant-years, years or answers)."""

    events: tuple[float, float]
    exposures: tuple[float, float]
    has_population: bool


def measured(series: IndicatorSeries, observations: Iterable[Observation], period: Period) -> Years:
    """Return the period's years that have a number, in order."""
    chosen = [
        one
        for one in observations
        if one.year in period and (one.count if series.counted else one.value) is not None
    ]
    return tuple(sorted(chosen, key=lambda one: one.year))


def earlier_years(series: IndicatorSeries, parts: Parts) -> Years:
    """Return the years before the first period that are measured the same way.

    Where both periods' populations are known, years without one are left out.
    """
    if not parts[0] or parts[0][0].series_break:
        return ()
    begins = parts[0][0].year
    years = [one.year for one in series.observations if one.year < begins]
    broken = [one.year for one in series.observations if one.series_break and one.year < begins]
    if not years:
        return ()
    known = measured(series, series.observations, Period(max(broken or [min(years)]), begins))[:-1]
    needs_population = series.counted and all(one.population for part in parts for one in part)
    return tuple(one for one in known if one.population or not needs_population)


def method_for(series: IndicatorSeries, parts: Parts) -> Method:
    """Choose the interval that the figures can carry."""
    if series.counted:
        return Method.RATE_RATIO
    answered = all(one.sample_size for part in parts for one in part)
    is_share = series.kind is IndicatorKind.SHARE
    return Method.SHARE_RATIO if is_share and answered else Method.NONE


def year_cautions(
    series: IndicatorSeries, before: Period, after: Period, parts: Parts
) -> Iterable[Caution]:
    """Yield what the years themselves warn of; nothing when a period has none."""
    used = [one for part in parts for one in part]
    if not all(parts):
        return
    first, last = used[0].year, used[-1].year
    if any(one.series_break and first < one.year <= last for one in series.observations):
        yield Caution.SERIES_BREAK
    if any(one.preliminary for one in used):
        yield Caution.PRELIMINARY
    if len(parts[0]) < len(before) or len(parts[1]) < len(after):
        yield Caution.MISSING_YEARS
    if len(before) != len(after):
        yield Caution.UNEQUAL_PERIODS
    if any(one.year - one.spans_years + 1 <= before.last for one in parts[1]):
        yield Caution.OVERLAPPING_PERIODS
    if len(parts[0]) < SHORTEST_BASELINE:
        yield Caution.SHORT_BASELINE


def pool(method: Method, areas: Iterable[Parts]) -> Sample:
    """Sum one or several areas' events and exposure in both periods."""
    areas = tuple(areas)
    has_population = all(one.population for parts in areas for part in parts for one in part)

    def events(one: Observation) -> float:
        if method is Method.SHARE_RATIO:
            return (one.value or 0.0) * (one.sample_size or 0)
        return one.count or 0

    def exposure(one: Observation) -> float:
        if method is Method.SHARE_RATIO:
            return one.sample_size or 0
        return one.population or 0 if has_population else 1

    sums = [
        [sum(measure(one) for parts in areas for one in parts[side]) for side in (0, 1)]
        for measure in (events, exposure)
    ]
    return Sample((sums[0][0], sums[0][1]), (sums[1][0], sums[1][1]), has_population)


def ratio_of(method: Method, sample: Sample, confidence: float) -> Interval:
    """Work out the ratio of the later period to the earlier. Both must have events."""
    events, sizes = sample.events, sample.exposures
    if method is Method.RATE_RATIO:
        return rate_ratio(int(events[0]), sizes[0], int(events[1]), sizes[1], confidence=confidence)
    shares = events[0] / sizes[0], events[1] / sizes[1]
    return share_ratio(shares[0], sizes[0], shares[1], sizes[1], confidence=confidence)


def spread_groups(parts: Parts, earlier: Years) -> tuple[Years, ...]:
    """Return the runs of years within which an area's own spread is judged.

    The two periods, and the years before them two by two, counted backwards: near in time, so
    that a trend is not taken for spread.
    """
    latest_first = tuple(reversed(earlier))
    pairs = [latest_first[place : place + 2] for place in range(0, len(earlier) - 1, 2)]
    return (*parts, *(tuple(reversed(pair)) for pair in pairs if _are_neighbours(pair)))


def own_spread(groups: Iterable[Years], *, has_population: bool) -> Spread | None:
    """Return one area's yearly counts' dispersion within its runs of years."""
    return dispersion(
        [(one.count or 0, _exposure(one, has_population=has_population)) for one in run]
        for run in groups
    )


def shared_spread(areas: Iterable[Parts], *, change: float, has_population: bool) -> Spread | None:
    """Return several areas' dispersion about the change that they have in common.

    So areas that changed unlike each other count as spread too. `change` is their pooled ratio.
    """

    def run(parts: Parts) -> list[tuple[float, float]]:
        return [
            (one.count or 0, _exposure(one, has_population=has_population) * times)
            for part, times in zip(parts, (1.0, change), strict=True)
            for one in part
        ]

    return dispersion([run(parts) for parts in areas], estimated=1)


def _exposure(one: Observation, *, has_population: bool) -> float:
    """Return a year's inhabitants, or 1 when years are counted."""
    return (one.population or 0.0) if has_population else 1.0


def _are_neighbours(years: Years) -> bool:
    """Tell whether no year is missing between those given."""
    return all(abs(one.year - other.year) == 1 for one, other in pairwise(years))
