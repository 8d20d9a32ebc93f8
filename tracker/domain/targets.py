"""An indicator's outcome against its target and its baseline. Pure rules.

A single year above or below a target is a fact about that year. Whether the goal is met is
assessed by people, and whether something has changed is for the review.
"""

from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.indicators import (
    IndicatorSeries,
    Observation,
    Period,
    displayed_value,
    format_value,
    value_decimals,
)
from tracker.domain.terms import Direction, IndicatorKind
from tracker.text import _, format_number

#: Values closer than this are the same: shares are kept as binary fractions.
SAME = 1e-9


class Standing(StrEnum):
    """How a value stands to the target."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    #: The source's own interval covers the target: the value may lie on either side.
    UNCERTAIN = "uncertain"
    #: A neutral indicator must be interpreted.
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True)
class AgainstTarget:
    """A value against the target. `difference` is value − target, in the indicator's unit."""

    difference: float
    standing: Standing


@dataclass(frozen=True)
class Baseline:
    """What the target starts from: the mean of the years that were chosen.

    `value` is None when none of them is measured. `missing` are the years without a value. A
    baseline of years on both sides of a series break compares two ways of measuring.
    """

    years: Period
    value: float | None
    missing: tuple[int, ...] = ()
    has_break: bool = False


def compare_with_target(series: IndicatorSeries, seen: Observation) -> AgainstTarget | None:
    """Return how a year stands to the target; None without a target or a value."""
    value = displayed_value(series, seen)
    if series.target is None or value is None:
        return None
    difference = value - series.target
    if abs(difference) < SAME:
        difference = 0.0
    return AgainstTarget(difference, _standing(series, seen, difference))


def against_target_words(series: IndicatorSeries, found: AgainstTarget) -> str:
    """Say how a value stands to the target: "20 över målet", "Når målet"."""
    if found.standing is Standing.REACHED:
        return _("Reaches the target")
    size = _size(series, abs(found.difference))
    if found.difference > 0:
        words = _("%(difference)s above the target", difference=size)
    elif found.difference < 0:
        words = _("%(difference)s below the target", difference=size)
    else:
        words = _("The same as the target")
    if found.standing is Standing.UNCERTAIN:
        return words + _(", within the margin of error")
    return words


def find_baseline(series: IndicatorSeries, years: Period | None) -> Baseline | None:
    """Return the mean of the baseline's years; None when no years are chosen.

    Shares are weighted by the number of answers where every year has one.
    """
    if years is None:
        return None
    seen = [
        one
        for one in series.observations
        if one.year in years and displayed_value(series, one) is not None
    ]
    measured = {one.year for one in seen}
    return Baseline(
        years=years,
        value=_mean(series, seen),
        missing=tuple(year for year in range(years.first, years.last + 1) if year not in measured),
        has_break=any(one.series_break and one.year > years.first for one in seen),
    )


def latest_seen(series: IndicatorSeries) -> Observation | None:
    """Return the latest year with a value."""
    seen = [one for one in series.observations if displayed_value(series, one) is not None]
    return max(seen, key=lambda one: one.year, default=None)


def interval_words(series: IndicatorSeries, seen: Observation) -> str:
    """Write the source's own interval: 81,2–84,9 %; nothing where it gives none."""
    if seen.low is None or seen.high is None:
        return ""
    low, high = format_value(series, seen.low), format_value(series, seen.high)
    return _("%(low)s to %(high)s", low=low, high=high)


def _standing(series: IndicatorSeries, seen: Observation, difference: float) -> Standing:
    if series.direction is Direction.NEUTRAL or series.target is None:
        return Standing.NOT_JUDGED
    if seen.low is not None and seen.high is not None and seen.low < series.target < seen.high:
        return Standing.UNCERTAIN
    is_below = series.direction is Direction.LOWER_BETTER
    is_reached = difference <= 0 if is_below else difference >= 0
    return Standing.REACHED if is_reached else Standing.NOT_REACHED


def _size(series: IndicatorSeries, difference: float) -> str:
    """Write a difference without its sign: shares in percentage points."""
    if series.kind is IndicatorKind.SHARE:
        return _("%(number)s percentage points", number=format_number(difference * 100, 1))
    decimals = value_decimals(series)
    is_whole = abs(difference - round(difference)) < SAME
    return format_number(difference, 0 if is_whole else max(decimals, 1))


def _mean(series: IndicatorSeries, seen: list[Observation]) -> float | None:
    values = [displayed_value(series, one) or 0.0 for one in seen]
    if not values:
        return None
    sizes = [one.sample_size for one in seen]
    if series.kind is IndicatorKind.SHARE and all(sizes):
        weights = [float(size or 0) for size in sizes]
        return sum(value * size for value, size in zip(values, weights, strict=True)) / sum(weights)
    return sum(values) / len(values)
