"""How much an indicator changed between two periods, and whether chance may explain it.

Rules on plain data: no words for people (they stand in verdicts) and no pictures. The formulas
stand in intervals, comparison_areas and time_series, the rules in verdict_rules. Ratios are always
later period to earlier, so 0.8 is a decrease by 20 %.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tracker.domain.comparison_areas import (
    AreaCounts,
    other_tests,
    ratio_of_ratios,
    relative_effect_size,
    total_net_effect,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)
from tracker.domain.indicators import IndicatorSeries, Period
from tracker.domain.intervals import (
    CONFIDENCE,
    Interval,
    Spread,
    dispersion,
    rate_ratio,
    share_difference,
    share_ratio,
    widen,
    widening,
    wilson,
)
from tracker.domain.other_areas import (
    Displacement,
    comparable_areas,
    find_displacement,
    pool_areas,
    relative_change,
    without_covering,
)
from tracker.domain.own_changes import judge_own
from tracker.domain.period_samples import (
    Method,
    Parts,
    Sample,
    earlier_years,
    measured,
    method_for,
    spread_groups,
    year_cautions,
)
from tracker.domain.terms import Finding
from tracker.domain.time_series import Interruption, interrupted
from tracker.domain.verdict_rules import (
    FEWEST_EVENTS,
    SHORTEST_BASELINE,
    Against,
    Caution,
    is_covering,
    is_wanted,
    largest_kept,
    stand_against,
)

__all__ = [
    "FEWEST_EVENTS",
    "SHORTEST_BASELINE",
    "Against",
    "AreaCounts",
    "Caution",
    "Change",
    "Displacement",
    "Interruption",
    "Interval",
    "Method",
    "Spread",
    "compare",
    "compare_all",
    "dispersion",
    "expected_by_chance",
    "interrupted",
    "is_yearly",
    "measured_years",
    "other_tests",
    "rate_ratio",
    "ratio_of_ratios",
    "relative_effect_size",
    "share_difference",
    "share_ratio",
    "spread_years",
    "total_net_effect",
    "weighted_displacement_difference",
    "weighted_displacement_quotient",
    "widen",
    "widening",
    "wilson",
]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One indicator's change from one period to another, with all it was worked out from.

    `before` and `after` are summed counts, shares 0–1 or mean values, as the kind says, and None
    when nothing was measured. `ratio` is None when no percentage may be shown.
    `exposure_before` and `exposure_after` are inhabitant-years (years, where the population is
    missing) for counts, and numbers of answers for shares. `wanted` is None when the finding or
    the direction gives no ground for better or worse.

    `dispersion` is the years' spread against Poisson's (1 = as expected), None when it cannot be
    judged. `widening` is how many times as wide the ratio's interval was made for it on the log
    scale. `p_value` is two-sided, by the same test as the interval: below 1 − confidence exactly
    when the interval excludes no change.

    `comparison` is the comparison areas' ratio, `comparison_events` and `comparison_exposures`
    what it comes of. `relative` is the own ratio over theirs (1/RES): below 1 is lower than there.
    `is_set_aside` says that the adjustment for many indicators took the finding back.
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
    p_value: float | None = None
    widening: float = 1.0
    comparison_widening: float = 1.0
    comparison_events: tuple[float, float] | None = None
    comparison_exposures: tuple[float, float] | None = None
    relative: Interval | None = None
    relative_p_value: float | None = None
    against: Against = Against.NOT_COMPARED
    displacement: Displacement | None = None
    is_adjusted: bool = False
    is_set_aside: bool = False


def compare(
    series: IndicatorSeries, *, before: Period, after: Period, confidence: float = CONFIDENCE
) -> Change:
    """Compare an indicator's two periods and say what may be said.

    Counts give a rate ratio per inhabitant, widened when the years spread more than chance
    allows; shares give a ratio of proportions; published rates and scales give no interval and
    so no finding. The comparison areas are pooled, and only those with the very same years take
    part; the nearby place is not one of them. `after` must begin when `before` has ended.

    Raises:
        ValueError: The periods overlap or stand in the wrong order.
    """
    if after.first <= before.last:
        raise ValueError(f"{after} does not follow {before}.")
    parts = _parts(series, before, after)
    cautions = set(year_cautions(series, before, after, parts))
    method = method_for(series, parts)
    own = judge_own(series, parts, method, confidence, is_broken=Caution.SERIES_BREAK in cautions)
    areas = comparable_areas(series, parts, before, after, method)
    if len(areas) < len(series.comparisons):
        cautions.add(Caution.COMPARISON_INCOMPLETE)
    near = areas.pop(series.nearby, None)
    areas, known = without_covering(areas), len(areas)
    if len(areas) < known:
        cautions.add(Caution.COVERING_LEFT_OUT)
    if any(is_covering(name) for name in areas):
        cautions.add(Caution.COMPARISON_COVERING)
    pooled = None
    if all(parts) and Caution.SERIES_BREAK not in cautions:
        pooled = pool_areas(method, tuple(areas.values()), confidence)
    relative, relative_p_value = relative_change(method, own, pooled, confidence)
    shown = _shown(method, parts, own.sample)
    return Change(
        series=series,
        period_before=before,
        period_after=after,
        before=shown[0],
        after=shown[1],
        ratio=own.ratio,
        finding=own.finding,
        wanted=is_wanted(own.finding, series.direction),
        cautions=_in_order(cautions | own.cautions),
        comparison=pooled.ratio if pooled else None,
        comparison_names=tuple(areas),
        method=method,
        exposure_before=own.sample.exposures[0] or None,
        exposure_after=own.sample.exposures[1] or None,
        dispersion=own.spread.value if own.spread else None,
        confidence=confidence,
        p_value=own.p_value,
        widening=own.widening,
        comparison_widening=pooled.widening if pooled else 1.0,
        comparison_events=pooled.sample.events if pooled else None,
        comparison_exposures=pooled.sample.exposures if pooled else None,
        relative=relative,
        relative_p_value=relative_p_value,
        against=stand_against(relative),
        displacement=find_displacement(series.nearby, near, tuple(areas), own, pooled, confidence),
    )


def compare_all(
    many: Sequence[IndicatorSeries], *, before: Period, after: Period, is_adjusted: bool = False
) -> tuple[Change, ...]:
    """Compare every indicator's two periods, perhaps adjusted for how many are tested.

    The adjustment takes back findings that do not hold when all tested are allowed for
    (`verdict_rules.largest_kept`), the changes as one family and the comparisons with other areas
    as another. Intervals and p-values stay as they are.
    """
    changes = tuple(compare(one, before=before, after=after) for one in many)
    return _adjusted(changes) if is_adjusted else changes


def expected_by_chance(changes: Iterable[Change]) -> float:
    """Return about how many of those tested would seem changed if nothing had.

    Σ(1 − confidence) over the changes that have an interval. Somewhat fewer where the counts are
    Poisson's, since the intervals are exact; more where the years vary more than shows.
    """
    return round(sum(1 - one.confidence for one in changes if one.ratio is not None), 6)


def measured_years(change: Change) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the years of each period that were measured."""
    before, after = _parts(change.series, change.period_before, change.period_after)
    return tuple(one.year for one in before), tuple(one.year for one in after)


def is_yearly(change: Change) -> bool:
    """Tell whether counts are set side by side as yearly means.

    They are when the periods have unlike numbers of measured years: the sums would then say
    something else than the change.
    """
    before, after = (len(years) for years in measured_years(change))
    return change.method is Method.RATE_RATIO and min(before, after) > 0 and before != after


def spread_years(change: Change) -> tuple[tuple[int, ...], ...]:
    """Return the runs of years within which the change's dispersion was judged."""
    parts = _parts(change.series, change.period_before, change.period_after)
    groups = spread_groups(parts, earlier_years(change.series, parts))
    return tuple(tuple(one.year for one in run) for run in groups if len(run) > 1)


# The steps of a comparison ---------------------------------------------------------------


def _parts(series: IndicatorSeries, before: Period, after: Period) -> Parts:
    """Return the own measured years of both periods."""
    return (
        measured(series, series.observations, before),
        measured(series, series.observations, after),
    )


def _shown(method: Method, parts: Parts, sample: Sample) -> tuple[float | None, float | None]:
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


def _in_order(cautions: Iterable[Caution]) -> tuple[Caution, ...]:
    """Return cautions in the order they are said."""
    chosen = set(cautions)
    return tuple(one for one in Caution if one in chosen)


def _adjusted(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Take back what does not hold when all that were tested are allowed for."""
    own = largest_kept([one.p_value for one in changes if one.p_value is not None])
    relative = largest_kept(
        [one.relative_p_value for one in changes if one.relative_p_value is not None]
    )

    def adjusted(change: Change) -> Change:
        change = replace(change, is_adjusted=True)
        is_relative = change.against in {Against.LOWER, Against.HIGHER}
        if is_relative and (change.relative_p_value or 0) > relative:
            change = replace(change, against=Against.NO_DIFFERENCE)
        is_found = change.finding in {Finding.DECREASED, Finding.INCREASED}
        if not is_found or (change.p_value or 0) <= own:
            return change
        return replace(
            change,
            finding=Finding.CANNOT_BE_ASSESSED,
            wanted=None,
            is_set_aside=True,
            cautions=_in_order([*change.cautions, Caution.SET_ASIDE]),
        )

    return tuple(adjusted(one) for one in changes)
