"""What other areas say about a change: those compared with, added together, and one nearby."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.comparison_areas import (
    AreaCounts,
    ratio_of_ratios,
    relative_effect_size,
    total_net_effect,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)
from tracker.domain.indicators import IndicatorSeries, Period
from tracker.domain.intervals import Interval, p_value_of, widen
from tracker.domain.own_changes import OwnChange
from tracker.domain.period_samples import (
    Method,
    Parts,
    Sample,
    measured,
    method_for,
    own_spread,
    pool,
    ratio_of,
    shared_spread,
    spread_groups,
)
from tracker.domain.verdict_rules import has_enough_events, is_covering, widening_for


@dataclass(frozen=True, kw_only=True)
class Displacement:
    """The own municipality and a nearby place taken together, against the comparison areas.

    `difference` is the weighted displacement difference (WDD) in events over a time as long as
    the later period: below 0 is fewer than expected. `quotient` is the WDQ, None where it means
    nothing. `net_effect` is the total net effect in events: above 0 is fewer than expected.
    `nearby_events` and `comparison_events` are (before, after). `comparison_weight` is what the
    comparison areas' events are multiplied by: inhabitants here and nearby over theirs.
    `lengths` are the periods' lengths, with the later as 1.
    """

    nearby: str
    comparison_names: tuple[str, ...]
    difference: Interval
    p_value: float
    quotient: float | None
    net_effect: float
    nearby_events: tuple[float, float]
    comparison_events: tuple[float, float]
    comparison_weight: float
    lengths: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class PooledChange:
    """What the comparison areas' numbers say, added together."""

    sample: Sample
    ratio: Interval
    widening: float


def comparable_areas(
    series: IndicatorSeries, parts: Parts, before: Period, after: Period, method: Method
) -> dict[str, Parts]:
    """Return the places compared with, nearby too, that have the same years measured alike."""
    years = [[one.year for one in part] for part in parts]
    first = years[0][0] if years[0] else before.first
    areas: dict[str, Parts] = {}
    for name, observations in series.comparisons.items():
        other = measured(series, observations, before), measured(series, observations, after)
        broken = any(one.series_break and first < one.year <= after.last for one in observations)
        is_answered = method is not Method.SHARE_RATIO or method_for(series, other) is method
        if [[one.year for one in part] for part in other] == years and is_answered and not broken:
            areas[name] = other
    return areas


def without_covering(areas: dict[str, Parts]) -> dict[str, Parts]:
    """Return the areas but those that hold others; the smallest of those when nothing else is.

    A county counts its municipalities again, and the own one on both sides of the comparison.
    """
    kept = {name: part for name, part in areas.items() if not is_covering(name)}
    if kept or not areas:
        return kept
    smallest = min(areas, key=lambda name: _size(areas[name]))
    return {smallest: areas[smallest]}


def _size(parts: Parts) -> float:
    """Return how much a place's years hold: inhabitants, or events where they are not known."""
    return sum(
        one.population or one.count or one.sample_size or 0 for part in parts for one in part
    )


def pool_areas(method: Method, areas: Sequence[Parts], confidence: float) -> PooledChange | None:
    """Add the comparison areas together; None when they are none or have too few events."""
    if not areas or method is Method.NONE:
        return None
    sample = pool(method, areas)
    if not has_enough_events(sample.events):
        return None
    ratio = ratio_of(method, sample, confidence)
    spread = None
    if method is Method.RATE_RATIO:
        spread = shared_spread(areas, change=ratio.estimate, has_population=sample.has_population)
    times = widening_for(spread, confidence)
    return PooledChange(sample=sample, ratio=widen(ratio, times), widening=times)


def relative_change(
    method: Method, own: OwnChange, pooled: PooledChange | None, confidence: float
) -> tuple[Interval | None, float | None]:
    """Return the own ratio over the comparison areas', and its p-value."""
    if own.ratio is None or pooled is None:
        return None, None
    if method is Method.SHARE_RATIO:

        def relative_at(level: float) -> Interval:
            samples = own.sample, pooled.sample
            return ratio_of_ratios(*(ratio_of(method, one, level) for one in samples))

        return relative_at(confidence), p_value_of(relative_at)
    # The areas changed about: how the own area moved over how the others did.
    size = relative_effect_size(
        _counts(pooled.sample, widening=pooled.widening),
        _counts(own.sample, widening=own.widening),
        confidence=confidence,
    )
    return size.interval, size.p_value


def find_displacement(
    nearby: str,
    near: Parts | None,
    names: tuple[str, ...],
    own: OwnChange,
    pooled: PooledChange | None,
    confidence: float,
) -> Displacement | None:
    """Take the municipality and the nearby place together; None unless every number is there.

    `near` is the nearby place's years, the same as the municipality's. Only for counts.
    """
    if near is None or pooled is None or own.ratio is None or own.method is not Method.RATE_RATIO:
        return None
    sample = pool(Method.RATE_RATIO, [near])
    is_known = all(one.has_population for one in (own.sample, sample, pooled.sample))
    if not is_known or not has_enough_events(sample.events):
        return None
    inhabitants = sum(own.sample.exposures) + sum(sample.exposures)
    weight = inhabitants / sum(pooled.sample.exposures)
    lengths = len(near[0]) / len(near[1]), 1.0
    spread = own_spread(spread_groups(near, ()), has_population=True)
    target = _counts(own.sample, widening=own.widening)
    neighbour = _counts(sample, widening=widening_for(spread, confidence))
    control = _counts(pooled.sample, widening=pooled.widening, weight=weight)
    found = weighted_displacement_difference(
        target, control, neighbour, time_weights=lengths, confidence=confidence
    )
    return Displacement(
        nearby=nearby,
        comparison_names=names,
        difference=found.interval,
        p_value=found.p_value,
        quotient=weighted_displacement_quotient(target, neighbour, control),
        net_effect=total_net_effect(target, neighbour, control),
        nearby_events=sample.events,
        comparison_events=pooled.sample.events,
        comparison_weight=weight,
        lengths=lengths,
    )


def _counts(sample: Sample, *, widening: float, weight: float = 1.0) -> AreaCounts:
    """Return a sample as one area's counts."""
    growth = sample.exposures[1] / sample.exposures[0]
    return AreaCounts(*sample.events, weight=weight, widening=widening, growth=growth)
