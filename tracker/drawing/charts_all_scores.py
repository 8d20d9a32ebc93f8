"""The scores of all needs beside each other: where the group has something to talk about."""

from collections import Counter
from collections.abc import Iterator
from math import sqrt

from tracker.domain.need_scores import (
    FEWEST_SCORERS,
    HIGHEST,
    LOWEST,
    Spread,
    criterion_word,
    spread_words,
    spreads,
)
from tracker.domain.terms import Criterion
from tracker.drawing.chart_style import (
    SMALL_SIZE,
    Figure,
    Mark,
    figure,
    fit,
    inert,
    quiet_words,
    rule,
    words,
)
from tracker.drawing.scores_words import NeedScores, is_enough
from tracker.drawing.style import GRID, INK, LINE, LINE_2, PETROL
from tracker.text import EN_DASH, _

LEFT, RIGHT, TOP, ROW = 230, 8, 96, 60
COLUMN = 92  # pixels: a column's width where the wide figure just has room
SHARE = 0.76  # of a column that the scale from 1 to 5 takes
NARROW_LEFT, NARROW_RIGHT, NARROW_HEAD, NARROW_ROW, NARROW_SECOND = 206, 16, 38, 27, 16
SMALLEST, LARGEST = 5.0, 14.0  # pixels across: one scorer's dot, and as many as anywhere


def all_scores_figure(needs: NeedScores, *, narrow: bool = False) -> Figure | None:
    """Draw every need's scores in small: a row for each need, a column for each criterion.

    A dot's area is the number of scorers. The wide
    figure needs 1 080 px, the narrow one 340 px. None when no need has two scorers: then
    `all_scores_summary` says so.
    """
    if not any(is_enough(scores) for _name, scores in needs):
        return None
    return _list_figure(needs) if narrow else _grid_figure(needs)


def _grid_figure(needs: NeedScores) -> Figure:
    shapes = rule(TOP, LEFT, RIGHT, LINE_2)
    notes = [
        quiet_words(
            fit(criterion_word(criterion), COLUMN - 8, size=SMALL_SIZE, lines=4),
            place,
            TOP - 30,
            xref="x",
            anchor="center",
            yanchor="bottom",
        )
        for place, criterion in enumerate(Criterion)
    ]
    notes += [
        quiet_words(str(score), _at(place, score), TOP - 13, xref="x", anchor="center")
        for place in range(len(Criterion))
        for score in (LOWEST, HIGHEST)
    ]
    cells: list[tuple[Spread, int, float]] = []
    y = TOP
    for name, scores in needs:
        title = fit(name, LEFT - 16, lines=2, bold=True)
        notes.append(words(title, 0, y + ROW / 2, shift=-LEFT, bold=True))
        if not is_enough(scores):
            notes.append(_too_few(y + ROW / 2, 12))
        for place, one in enumerate(spreads(scores) if is_enough(scores) else ()):
            cells.append((one, place, y + ROW / 2 - 8))
            told = spread_words(one)
            if told.is_apart:
                word = fit(told.agreement, COLUMN, size=SMALL_SIZE)
                notes.append(
                    words(
                        word, place, y + ROW - 14, xref="x", anchor="center", size=SMALL_SIZE, bold=True
                    )
                )  # fmt: skip
        y += ROW
        shapes += rule(y, LEFT, RIGHT, LINE)
    return figure(
        height=y + 6,
        traces=_strips(cells),
        shapes=shapes,
        annotations=notes + _dashes(cells),
        xaxis={"range": [-0.5, len(Criterion) - 0.5], "visible": False},
        yaxis={"range": [y + 6, 0], "visible": False},
        margin={"l": LEFT, "r": RIGHT, "t": 0, "b": 0},
    )


def _list_figure(needs: NeedScores) -> Figure:
    """Put the criteria below each need's name, with the strips to the right."""
    shapes: list[Mark] = []
    notes: list[Mark] = []
    cells: list[tuple[Spread, int, float]] = []
    y = 0
    for name, scores in needs:
        title = fit(name, 270, size=15, lines=2, bold=True)
        notes.append(words(title, 0, y + 8, shift=-NARROW_LEFT, size=15, bold=True, yanchor="top"))
        y += NARROW_HEAD + 19 * title.count("<br>")
        if not is_enough(scores):
            notes.append(_too_few(y + 8, -NARROW_LEFT))
            y += NARROW_ROW
        else:
            notes += [
                quiet_words(str(score), _at(0, score), y - 4, xref="x", anchor="center")
                for score in (LOWEST, HIGHEST)
            ]
            for one in spreads(scores):
                notes += _list_words(one, y + NARROW_ROW / 2)
                cells.append((one, 0, y + NARROW_ROW / 2))
                y += NARROW_ROW + (NARROW_SECOND if spread_words(one).is_apart else 0)
        y += 6
        shapes += rule(y, NARROW_LEFT, NARROW_RIGHT, LINE)
    return figure(
        height=y + 6,
        traces=_strips(cells),
        shapes=shapes,
        annotations=notes + _dashes(cells),
        xaxis={"range": [-0.5, 0.5], "visible": False},
        yaxis={"range": [y + 6, 0], "visible": False},
        margin={"l": NARROW_LEFT, "r": NARROW_RIGHT, "t": 0, "b": 0},
    )


def _list_words(one: Spread, y: float) -> list[Mark]:
    """Write a criterion; in bold and with the word below it where the scorers disagree."""
    told, left = spread_words(one), -NARROW_LEFT
    name = fit(told.criterion, NARROW_LEFT - 4, bold=told.is_apart)
    notes = [words(name, 0, y, shift=left, bold=told.is_apart)]
    if told.is_apart:
        notes.append(quiet_words(inert(told.agreement), 0, y + NARROW_SECOND, shift=left))
    return notes


def _too_few(y: float, shift: float) -> Mark:
    text = inert(_("Too few scores: at least two scorers are needed."))
    return quiet_words(text, 0, y, shift=shift, italic=True)


def _dashes(cells: list[tuple[Spread, int, float]]) -> list[Mark]:
    """Write a dash where fewer than two have an opinion."""
    return [
        quiet_words(EN_DASH, place, y, xref="x", anchor="center")
        for one, place, y in cells
        if one.count < FEWEST_SCORERS
    ]


def _at(place: int, score: float) -> float:
    """Return where a score stands within a column of width 1 around its place."""
    middle = (LOWEST + HIGHEST) / 2
    return place + (score - middle) / (HIGHEST - LOWEST) * SHARE


def _strips(cells: list[tuple[Spread, int, float]]) -> list[Mark]:
    """Draw each cell's scale, span, median and dots, each kind in one trace."""
    drawn = [cell for cell in cells if cell[0].count >= FEWEST_SCORERS]
    scales, spans, medians, dots = [], [], [], []
    for one, place, y in drawn:
        median = _at(place, one.median or 0)
        scales.append((_at(place, LOWEST), y, _at(place, HIGHEST), y))
        spans.append((_at(place, one.scores[0]), y, _at(place, one.scores[-1]), y))
        medians.append((median, y - 11, median, y + 11))
        dots += [(_at(place, score), y, number) for score, number in _counted(one)]
    most = max(number for _x, _y, number in dots)
    return [
        _lines("scales", scales, GRID, 1),
        _lines("spans", spans, LINE_2, 2.4),
        _lines("medians", medians, INK, 2),
        {
            "type": "scatter",
            "mode": "markers",
            "meta": "scores",
            "x": [round(x, 3) for x, _y, _number in dots],
            "y": [y for _x, y, _number in dots],
            "customdata": [number for _x, _y, number in dots],
            "marker": {
                "size": [round(_across(number, most), 1) for _x, _y, number in dots],
                "color": PETROL,
                "opacity": 1,
                "line": {"width": 0},
            },
        },
    ]


def _lines(
    meaning: str, ends: list[tuple[float, float, float, float]], colour: str, width: float
) -> Mark:
    """Draw lines of one kind, parted by gaps: hundreds of shapes would weigh on the page."""
    return {
        "type": "scatter",
        "mode": "lines",
        "meta": meaning,
        "x": [x for x0, _y0, x1, _y1 in ends for x in (round(x0, 3), round(x1, 3), None)],
        "y": [y for _x0, y0, _x1, y1 in ends for y in (y0, y1, None)],
        "line": {"color": colour, "width": width},
    }


def _counted(one: Spread) -> Iterator[tuple[int, int]]:
    """Yield each score with how many gave it."""
    yield from sorted(Counter(one.scores).items())


def _across(number: int, most: int) -> float:
    """Return the width of a dot whose area shows a number."""
    return max(SMALLEST, LARGEST * sqrt(number / most))
