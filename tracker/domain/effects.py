"""How much an indicator changed between two periods, and whether chance may explain it.

Rules on plain data: no words for people (they stand in verdicts) and no pictures. The formulas
stand in intervals. Ratios are always later period to earlier, so 0.8 is a decrease by 20 %.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from tracker.domain.indicators import IndicatorSeries, Observation, Period
from tracker.domain.intervals import (
    CONFIDENCE,
    Interval,
    dispersion,
    rate_ratio,
    share_difference,
    share_ratio,
    widen,
    wilson,
)
from tracker.domain.terms import Direction, Finding, IndicatorKind

__all__ = [
    "Caution",
    "Change",
    "Interval",
    "Method",
    "compare",
    "dispersion",
    "rate_ratio",
    "share_difference",
    "share_ratio",
    "widen",
    "wilson",
]

#: Below this many events in either period no percentage is shown.
FEWEST_EVENTS = 10
#: A baseline shorter than this may be a chance peak (regression to the mean).
SHORTEST_BASELINE = 3
#: How unlikely under Poisson variation the years' spread must be to be called overdispersed.
OVERDISPERSION_LEVEL = 0.05


class Caution(StrEnum):
    """A reservation that stays with a change wherever it is shown."""

    SERIES_BREAK = "series_break"
    NO_INTERVAL = "no_interval"  # neither counts nor sample sizes behind the figures
    PRELIMINARY = "preliminary"
    MISSING_YEARS = "missing_years"
    UNEQUAL_PERIODS = "unequal_periods"
    OVERLAPPING_PERIODS = "overlapping_periods"
    OVERDISPERSED = "overdispersed"
    NO_POPULATION = "no_population"
    COMPARISON_INCOMPLETE = "comparison_incomplete"
    SHORT_BASELINE = "short_baseline"


class Method(StrEnum):
    """How the interval of a change was worked out."""

    RATE_RATIO = "rate_ratio"
    SHARE_RATIO = "share_ratio"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One indicator's change from one period to another, with all it was worked out from.

    `before` and `after` are summed counts, shares 0–1 or mean values, as the kind says, and None
    when nothing was measured. `ratio` is None when no percentage may be shown.
    `exposure_before` and `exposure_after` are inhabitant-years (years, where the population is
    missing) for counts, and numbers of answers for shares. `dispersion` is the years' spread
    against Poisson's (1 = as expected), None when it cannot be judged. `wanted` is None when the
    finding or the direction gives no ground for better or worse.
    """

    series: IndicatorSeries
    period_before: Period
    period_after: Period
    before: float | None
    after: float | None
    ratio: Interval | None
    finding: Finding
    wanted: bool | None
    cautions: tuple[Caution, ...]
    comparison: Interval | None
    comparison_names: tuple[str, ...]
    method: Method
    exposure_before: float | None = None
    exposure_after: float | None = None
    dispersion: float | None = None
    confidence: float = CONFIDENCE


def compare(
    series: IndicatorSeries, *, before: Period, after: Period, confidence: float = CONFIDENCE
) -> Change:
    """Compare an indicator's two periods and say what may be said.

    Counts give a rate ratio per inhabitant, widened when the years spread more than chance
    allows; shares give a ratio of proportions; published rates and scales give no interval and
    so no finding. The comparison areas are pooled, and only those with the very same years take
    part. `after` must begin when `before` has ended.

    Raises:
        ValueError: The periods overlap or stand in the wrong order.
    """
    if after.first <= before.last:
        raise ValueError(f"{after} does not follow {before}.")
    parts = tuple(_measured(series, series.observations, period) for period in (before, after))
    cautions = set(_cautions(series, before, after, parts))
    method = _method(series, parts)
    sample = _pool(method, [parts])
    ratio = spread = None
    finding = Finding.CANNOT_BE_ASSESSED
    if not all(parts):
        finding = Finding.NO_DATA
    elif method is Method.NONE:
        cautions.add(Caution.NO_INTERVAL)
    elif Caution.SERIES_BREAK not in cautions:
        if method is Method.RATE_RATIO and not sample.has_population:
            cautions.add(Caution.NO_POPULATION)
        if min(sample.events) < FEWEST_EVENTS:
            finding = Finding.TOO_FEW
        else:
            ratio = _interval(method, sample, confidence)
            spread = _spread(method, parts, sample)
            if spread and spread[1] < OVERDISPERSION_LEVEL:
                cautions.add(Caution.OVERDISPERSED)
                ratio = widen(ratio, spread[0])
            finding = _finding(ratio)
    others, names = _comparison(series, parts, method, before, after, confidence)
    if len(names) < len(series.comparisons):
        cautions.add(Caution.COMPARISON_INCOMPLETE)
    shown = _shown(method, parts, sample)
    return Change(
        series=series,
        period_before=before,
        period_after=after,
        before=shown[0],
        after=shown[1],
        ratio=ratio,
        finding=finding,
        wanted=_is_wanted(finding, series.direction),
        cautions=tuple(one for one in Caution if one in cautions),
        comparison=others if Caution.SERIES_BREAK not in cautions else None,
        comparison_names=names,
        method=method,
        exposure_before=sample.exposures[0] or None,
        exposure_after=sample.exposures[1] or None,
        dispersion=spread[0] if spread else None,
        confidence=confidence,
    )


# The steps of a comparison ---------------------------------------------------------------

#: The measured years of the earlier and of the later period.
Parts: TypeAlias = tuple[tuple[Observation, ...], ...]


@dataclass(frozen=True)
class _Sample:
    """Both periods summed: events and exposure (inhabitant-years, years or answers)."""

    events: tuple[float, float]
    exposures: tuple[float, float]
    has_population: bool


def _measured(
    series: IndicatorSeries, observations: Iterable[Observation], period: Period
) -> tuple[Observation, ...]:
    """Return the period's years that have a number, in order."""
    chosen = [
        one
        for one in observations
        if one.year in period and (one.count if series.counted else one.value) is not None
    ]
    return tuple(sorted(chosen, key=lambda one: one.year))


def _method(series: IndicatorSeries, parts: Parts) -> Method:
    """Choose the interval that the figures can carry."""
    if series.counted:
        return Method.RATE_RATIO
    answered = all(one.sample_size for part in parts for one in part)
    is_share = series.kind is IndicatorKind.SHARE
    return Method.SHARE_RATIO if is_share and answered else Method.NONE


def _cautions(
    series: IndicatorSeries, before: Period, after: Period, parts: Parts
) -> Iterable[Caution]:
    """Yield what the years themselves warn of."""
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


def _pool(method: Method, areas: Sequence[Parts]) -> _Sample:
    """Sum one or several areas' events and exposure in both periods."""
    everyone = [one for parts in areas for part in parts for one in part]
    has_population = all(one.population for one in everyone)

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
    return _Sample((sums[0][0], sums[0][1]), (sums[1][0], sums[1][1]), has_population)


def _interval(method: Method, sample: _Sample, confidence: float) -> Interval:
    """Work out the ratio of the later period to the earlier."""
    events, sizes = sample.events, sample.exposures
    if method is Method.RATE_RATIO:
        return rate_ratio(int(events[0]), sizes[0], int(events[1]), sizes[1], confidence=confidence)
    shares = events[0] / sizes[0], events[1] / sizes[1]
    return share_ratio(shares[0], sizes[0], shares[1], sizes[1], confidence=confidence)


def _spread(method: Method, parts: Parts, sample: _Sample) -> tuple[float, float] | None:
    """Return the yearly counts' dispersion and its p-value; None for anything but counts."""
    if method is not Method.RATE_RATIO:
        return None
    return dispersion(
        [
            (one.count or 0, (one.population or 0.0) if sample.has_population else 1.0)
            for one in part
        ]
        for part in parts
    )


def _comparison(
    series: IndicatorSeries,
    parts: Parts,
    method: Method,
    before: Period,
    after: Period,
    confidence: float,
) -> tuple[Interval | None, tuple[str, ...]]:
    """Pool the areas compared with that have the same years; say which they were."""
    years = [[one.year for one in part] for part in parts]
    areas: dict[str, Parts] = {}
    for name, observations in series.comparisons.items():
        other = tuple(_measured(series, observations, period) for period in (before, after))
        first = years[0][0] if years[0] else before.first
        broken = any(one.series_break and first < one.year <= after.last for one in observations)
        if [[one.year for one in part] for part in other] == years and not broken:
            areas[name] = other
    if method is Method.NONE or not all(parts) or not areas:
        return None, tuple(areas)
    if method is Method.SHARE_RATIO:
        areas = {name: other for name, other in areas.items() if _method(series, other) is method}
    sample = _pool(method, list(areas.values()))
    if min(sample.events) < FEWEST_EVENTS:
        return None, tuple(areas)
    return _interval(method, sample, confidence), tuple(areas)


def _shown(method: Method, parts: Parts, sample: _Sample) -> tuple[float | None, float | None]:
    """Return the two periods' figures for people: sum of counts, pooled share or mean value."""

    def figure(side: int) -> float | None:
        part = parts[side]
        if not part:
            return None
        if method is Method.RATE_RATIO:
            return sample.events[side]
        if method is Method.SHARE_RATIO:
            return sample.events[side] / sample.exposures[side]
        return sum(one.value or 0.0 for one in part) / len(part)

    return figure(0), figure(1)


def _finding(ratio: Interval) -> Finding:
    """Judge by the interval alone: a change counts only when it excludes no change."""
    if ratio.covers(1):
        return Finding.CANNOT_BE_ASSESSED
    return Finding.DECREASED if ratio.high < 1 else Finding.INCREASED


def _is_wanted(finding: Finding, direction: Direction) -> bool | None:
    """Tell whether a found change goes the wanted way; None when nobody can say."""
    if direction is Direction.NEUTRAL or finding not in {Finding.DECREASED, Finding.INCREASED}:
        return None
    return (finding is Finding.DECREASED) == (direction is Direction.LOWER_BETTER)
