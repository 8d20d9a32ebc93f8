"""How far the scorers of needs are apart, by criterion: each a dot, with the median and the span."""

from collections import Counter
from dataclasses import dataclass

from tracker.domain.need_scores import (
    FEWEST_SCORERS,
    HIGHEST,
    LOWEST,
    Scores,
    Spread,
    spread_words,
    spreads,
)
from tracker.drawing.chart_style import (
    SMALL_SIZE,
    Figure,
    Mark,
    figure,
    fit,
    inert,
    line,
    quiet_words,
    rule,
    words,
)
from tracker.drawing.scores_words import is_enough, median_and_span
from tracker.drawing.style import GRID, INK, INK_2, LINE, LINE_2, PETROL

DOT, STEP = 9, 11  # pixels: a dot and the way to its neighbour
SCALE = range(LOWEST, HIGHEST + 1)
PER_LINE = 4  # dots beside each other on one score


@dataclass(frozen=True)
class _Sheet:
    """Where things stand, in pixels; `plot` is the least width of the plot."""

    narrow: bool
    left: int
    right: int
    top: int
    row: int
    plot: int


_WIDE = _Sheet(False, 230, 220, 40, 52, 310)
_NARROW = _Sheet(True, 16, 22, 30, 92, 310)


def scores_figure(scores: Scores, *, narrow: bool = False) -> Figure | None:
    """Draw one need's scores: a row for each criterion, a dot for each scorer from 1 to 5.

    The wide figure needs 760 px, the narrow one 340 px. None when no criterion has two scorers:
    then `scores_summary` says so.
    """
    if not is_enough(scores):
        return None
    sheet = _NARROW if narrow else _WIDE
    found = spreads(scores)
    shapes = rule(sheet.top, sheet.left, sheet.right, LINE_2)
    notes = [
        quiet_words(str(score), score, sheet.top - 14, xref="x", anchor="center") for score in SCALE
    ]
    traces: list[Mark] = []
    end = float(sheet.top)
    for one in found:
        start, end = end, end + _height(one, sheet)
        middle = end - (end - start) / 2 if not narrow else end - _spare(one) / 2 - 26
        notes += _row_words(one, sheet, start, middle)
        shapes += rule(end, sheet.left, sheet.right, LINE)
        if one.count >= FEWEST_SCORERS:
            shapes += _span(one, middle)
            traces.append(_dots(one, middle, sheet))
    grid = [line(score, sheet.top, score, end, colour=GRID) for score in SCALE]
    return figure(
        height=round(end) + 6,
        traces=traces,
        shapes=grid + shapes,
        annotations=notes,
        xaxis={"range": [LOWEST - 0.45, HIGHEST + 0.45], "visible": False},
        yaxis={"range": [round(end) + 6, 0], "visible": False},
        margin={"l": sheet.left, "r": sheet.right, "t": 0, "b": 0},
    )


def _spare(one: Spread) -> float:
    """Return the room that more than two lines of dots on one score need."""
    most = max(Counter(one.scores).values(), default=0)
    return max(0, -(-most // PER_LINE) - 2) * STEP


def _height(one: Spread, sheet: _Sheet) -> float:
    if one.count < FEWEST_SCORERS:
        return 56 if sheet.narrow else 40
    return sheet.row + _spare(one)


def _row_words(one: Spread, sheet: _Sheet, start: float, middle: float) -> list[Mark]:
    """Write the criterion, and its median, span and agreement, beside or above the dots."""
    is_drawn = one.count >= FEWEST_SCORERS
    told = spread_words(one)
    verdict = fit(told.agreement, 200, size=SMALL_SIZE)
    colour = INK if told.is_apart else INK_2
    look: Mark = {"bold": told.is_apart, "size": SMALL_SIZE, "colour": colour}
    if sheet.narrow:
        title = fit(told.criterion, 220, size=14, bold=True)
        notes = [words(title, 0, start + 18, shift=-sheet.left, size=14, bold=True)]
        notes.append(words(verdict, 1, start + 18, shift=sheet.right, anchor="right", **look))
        if is_drawn:
            notes.append(quiet_words(inert(median_and_span(one)), 0, start + 37, shift=-sheet.left))
        return notes
    title = fit(told.criterion, sheet.left - 20, lines=2, bold=True)
    notes = [words(title, 0, middle, shift=-sheet.left, bold=True)]
    if is_drawn:
        notes.append(words(inert(median_and_span(one)), 1, middle - 9, shift=20))
    notes.append(words(verdict, 1, middle + 9 if is_drawn else middle, shift=20, **look))
    return notes


def _span(one: Spread, y: float) -> list[Mark]:
    """Draw the way from the lowest score to the highest, and the median across it."""
    median = one.median or 0
    return [
        line(one.scores[0], y, one.scores[-1], y, colour=LINE_2, width=2.4),
        line(median, y - 22, median, y + 22, colour=INK, width=2.4),
    ]


def _dots(one: Spread, y: float, sheet: _Sheet) -> Mark:
    """Draw a dot for each scorer, those of one score side by side around it."""
    unit = sheet.plot / (HIGHEST - LOWEST + 0.9)  # pixels from one score to the next, at least
    points: list[tuple[float, float]] = []
    for score, count in sorted(Counter(one.scores).items()):
        points += [(score + right / unit, y + down) for right, down in stacked(count)]
    return {
        "type": "scatter",
        "mode": "markers",
        "meta": one.criterion.value,
        "x": [round(x, 3) for x, _y in points],
        "y": [y for _x, y in points],
        "customdata": list(one.scores),
        "marker": {"size": DOT, "color": PETROL, "opacity": 1, "line": {"width": 0}},
    }


def stacked(count: int) -> list[tuple[float, float]]:
    """Return where so many dots stand around one point, in pixels right and down."""
    lines = [min(PER_LINE, count - begun) for begun in range(0, count, PER_LINE)]
    return [
        ((place - (width - 1) / 2) * STEP, (number - (len(lines) - 1) / 2) * STEP)
        for number, width in enumerate(lines)
        for place in range(width)
    ]
