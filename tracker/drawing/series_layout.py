"""Where the parts of a series chart stand: years across, figures up, labels out of the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tracker.domain.indicators import IndicatorSeries, Period, displayed_value

PLOT = 150  # pixels from the baseline to the top of the shaded band
FIRST_SHIFT, FIRST_WIDTH = 14.0, 22.0  # of the first figure, from its point and across
FREE_ENOUGH = 12.0  # pixels from a label's middle: further away nothing touches it
TYPICAL_WIDTH = 300  # of the plot, in pixels: labels are placed as if it were no wider


@dataclass(frozen=True)
class Scale:
    """Years across, pixels down: 0 is the baseline, PLOT the top of the band."""

    years: Period
    top: float  # the figure at the top of the band

    @property
    def end(self) -> float:
        """Return where the axis ends, a little after the last year."""
        return self.years.last + 0.02 * (len(self.years) - 1)

    def y(self, value: float) -> float:
        """Return a figure's height in pixels above the baseline."""
        return value / self.top * PLOT

    def x(self, year: float) -> float:
        """Return a year's distance in pixels from the left, in a plot of typical width."""
        return (year - self.years.first) / max(1, len(self.years) - 1) * TYPICAL_WIDTH


@dataclass(frozen=True)
class Point:
    """A measured year."""

    year: int
    value: float
    preliminary: bool
    #: The source's own 95 % interval, where it gives one.
    low: float | None = None
    high: float | None = None


def measured_points(series: IndicatorSeries) -> list[Point]:
    """Return the measured years in order."""
    found = []
    for one in sorted(series.observations, key=lambda one: one.year):
        value = displayed_value(series, one)
        if value is not None:
            found.append(Point(one.year, value, one.preliminary, one.low, one.high))
    return found


def unbroken_runs(series: IndicatorSeries, points: Sequence[Point]) -> list[list[Point]]:
    """Part the points where a year is missing or the way of measuring changed."""
    breaks = {one.year for one in series.observations if one.series_break}
    segments: list[list[Point]] = []
    for place, point in enumerate(points):
        follows = place and points[place - 1].year == point.year - 1
        if follows and point.year not in breaks:
            segments[-1].append(point)
        else:
            segments.append([point])
    return segments


def as_year(day: date) -> float:
    """Place a date among yearly values, each of which stands at its year's end."""
    return day.year - 1 + (day.timetuple().tm_yday - 1) / 365.25


def clearance(
    place: tuple[float, float], width: float, points: Sequence[Point], scale: Scale
) -> float:
    """Return how far the line stays, up or down, from a label of a width at a place, in pixels."""
    start, y = place
    gaps: list[float] = []
    for one, other in pairwise(points):
        for step in range(5):
            share = step / 4
            x = scale.x(one.year + (other.year - one.year) * share)
            if start - 6 <= x <= start + width + 6:
                value = one.value + (other.value - one.value) * share
                gaps.append(abs(scale.y(value) - y))
    if scale.x(points[0].year) <= start + width and y < 12:
        gaps.append(0.0)
    return min(gaps, default=30.0)


def first_is_above(series: IndicatorSeries, points: Sequence[Point], scale: Scale) -> bool:
    """Tell whether the first figure stands above its point: where it is freest of line and target.

    Where both are as free it stands away from the target, or else from the line.
    """
    y = scale.y(points[0].value)
    free = {}
    for side in (FIRST_SHIFT, -FIRST_SHIFT):
        gap = clearance((0.0, y + side), FIRST_WIDTH, points, scale)
        if series.target is not None:
            gap = min(gap, abs(scale.y(series.target) - y - side))
        free[side] = min(gap, FREE_ENOUGH)
    above, below = free[FIRST_SHIFT], free[-FIRST_SHIFT]
    if above != below:
        return above > below
    if series.target is not None:
        return points[0].value >= series.target
    return points[1].value <= points[0].value
