"""One line of the forest chart at a time, as SVG: large enough for a projector, without script."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.effects import Change
from tracker.drawing.effect_rows import finding_colour
from tracker.drawing.style import GRID, INK, WHITE

#: The line's own units; the page decides how large it is shown.
WIDTH, HEIGHT = 400.0, 44.0
#: Room for a dot at the ends.
EDGE = 12.0
#: The axis never reaches further, in percent: a longer line is cut and marked by an arrow.
LOWEST, HIGHEST = -100.0, 200.0
#: It always reaches at least this far.
LEAST = 20.0
#: Room below the line for the comparison's diamond.
LINE_Y, DIAMOND_Y = 16.0, 33.0


@dataclass(frozen=True)
class RowScale:
    """The percents at the ends of the lines on one slide, which share it."""

    low: float
    high: float

    def x(self, percent: float) -> float:
        """Return where a percent lies, within the line."""
        share = (percent - self.low) / (self.high - self.low)
        return EDGE + min(max(share, 0.0), 1.0) * (WIDTH - 2 * EDGE)


def row_scale(changes: Sequence[Change]) -> RowScale | None:
    """Return a scale that all the changes fit on; None when none of them has an interval."""
    ends = [-LEAST, LEAST]
    for change in changes:
        if change.ratio is None:
            continue
        ends += [percent(change.ratio.low), percent(change.ratio.high)]
        if change.comparison is not None:
            ends.append(percent(change.comparison.estimate))
    if len(ends) == 2:
        return None
    return RowScale(max(min(ends), LOWEST), min(max(ends), HIGHEST))


def percent(ratio: float) -> float:
    """Return a ratio as percent change."""
    return (ratio - 1) * 100


def forest_row(change: Change, scale: RowScale) -> str:
    """Draw a change: the interval's line, its dot, and a hollow diamond for the comparison.

    The picture is hidden from screen readers: the same figures stand beside it in words.

    Raises:
        ValueError: the change has no interval.
    """
    if change.ratio is None:
        raise ValueError("There is no interval to draw.")
    colour, zero = finding_colour(change), scale.x(0)
    low, high = scale.x(percent(change.ratio.low)), scale.x(percent(change.ratio.high))
    dot = scale.x(percent(change.ratio.estimate))
    parts = [
        f'<line x1="0" x2="{WIDTH:g}" y1="{HEIGHT - 1:g}" y2="{HEIGHT - 1:g}" stroke="{GRID}"/>',
        f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="0" y2="{HEIGHT:g}" stroke="{INK}"/>',
        f'<path d="M{low:.1f} {LINE_Y:g}H{high:.1f}" stroke="{colour}" stroke-width="4"/>',
        f'<circle cx="{dot:.1f}" cy="{LINE_Y:g}" r="8" fill="{colour}"/>',
    ]
    if percent(change.ratio.high) > scale.high:
        parts.append(_arrow(high, colour))
    if change.comparison is not None:
        parts.append(_diamond(scale.x(percent(change.comparison.estimate))))
    return (
        f'<svg class="forest-row" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true"'
        f' focusable="false">{"".join(parts)}</svg>'
    )


def _arrow(x: float, colour: str) -> str:
    """Say that the line goes on beyond the axis."""
    points = f"{x:.1f},{LINE_Y - 7:g} {x + 11:.1f},{LINE_Y:g} {x:.1f},{LINE_Y + 7:g}"
    return f'<polygon points="{points}" fill="{colour}"/>'


def _diamond(x: float) -> str:
    points = " ".join(
        f"{x + across:.1f},{DIAMOND_Y + down:g}"
        for across, down in ((0, -8), (8, 0), (0, 8), (-8, 0))
    )
    return f'<polygon points="{points}" fill="{WHITE}" stroke="{INK}" stroke-width="2"/>'
