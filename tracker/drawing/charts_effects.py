"""The forest chart of changes between two periods. Its table and words stand in chart_words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import plotly.graph_objects as go

from tracker.domain import verdicts
from tracker.domain.effects import Caution, Change
from tracker.domain.terms import Finding
from tracker.drawing.chart_style import (
    SMALL_SIZE,
    Mark,
    area_mark,
    circle,
    figure,
    fit,
    inert,
    line,
    pixel_path,
    polygon,
    quiet_words,
    words,
)
from tracker.drawing.chart_words import compared, limits, percent
from tracker.drawing.style import BETTER, GRID, INK, INK_2, INK_3, LINE, LINE_2, WHITE, WORSE
from tracker.text import _, format_change

#: The axis never reaches further, in percent: a longer line is cut and marked by an arrow.
LOWEST, HIGHEST = -100.0, 200.0
STEPS = (10, 20, 30, 40, 50, 100)


@dataclass(frozen=True)
class _Sheet:
    """Where things stand, in pixels: columns from the plot's left (negative) or right edge."""

    narrow: bool
    left: int
    right: int
    top: int
    marker: int
    title: int
    title_width: int
    title_size: int


@dataclass(frozen=True)
class _Row:
    """One change with its finished title and its place, in pixels from the sheet's top."""

    change: Change
    caution: str
    title: str
    title_lines: int
    top: int
    end: int
    is_last_of_area: bool


_WIDE = _Sheet(False, 456, 440, 80, 8, 26, 246, 13)
_NARROW = _Sheet(True, 14, 18, 110, 7, 23, 228, 15)
ROW = 36
#: The row already says these in its place for the line.
SAID_ELSEWHERE = (Caution.SERIES_BREAK, Caution.NO_INTERVAL)
BEFORE, AFTER = 346, 426  # right edges of the two figures, from the sheet's left
CHANGE, INTERVAL, COMPARISON, ICON, VERDICT = 98, 106, 250, 278, 292  # from the plot's right


def effect_figure(
    changes: Sequence[Change], *, area: str, narrow: bool = False
) -> go.Figure | None:
    """Draw a row per change: dot, 95 % line, hollow diamond for the comparison, and the words.

    The wide figure needs 1 180 px, the narrow one 290 px. `area` is the own municipality's name.
    None when no change has an interval: then `effect_summary` says why.
    """
    if not any(change.ratio for change in changes):
        return None
    sheet = _NARROW if narrow else _WIDE
    rows = _rows(changes, sheet)
    low, high, ticks = _axis(changes, narrow=narrow)
    shapes, notes = _header(changes[0], area, sheet)
    notes += [_tick(tick, sheet) for tick in ticks]
    strips = [(sheet.top, rows[-1].end)]
    if narrow:
        strips = [(row.end - 46, row.end - 12) for row in rows if row.change.ratio]
    shapes += [
        line(tick, start, tick, end, colour=INK if tick == 0 else GRID, width=1.2)
        for start, end in strips
        for tick in ticks
    ]
    traces: list[Mark] = []
    for row in rows:
        more_shapes, more_notes = (_narrow_row if narrow else _wide_row)(row, sheet)
        shapes += more_shapes
        notes += more_notes
        if narrow or row.is_last_of_area:
            shapes += _rule(row.end, sheet, LINE)
        middle = row.end - 36 if narrow else (row.top + row.end) / 2 - 2
        traces += _marks(row.change, middle, (low, high))
    height = rows[-1].end + 8
    return figure(
        height=height,
        traces=traces,
        shapes=shapes,
        annotations=notes,
        xaxis={"range": [low, high], "visible": False},
        yaxis={"range": [height, 0], "visible": False},
        margin={"l": sheet.left, "r": sheet.right, "t": 0, "b": 0},
    )


# Layout ----------------------------------------------------------------------------------


def _axis(changes: Sequence[Change], *, narrow: bool) -> tuple[float, float, list[int]]:
    """Return the axis' ends and its ticks, in percent."""
    ends = [-20.0, 20.0]
    for change in changes:
        if change.ratio:
            ends += [_change(change.ratio.low), _change(change.ratio.high)]
        if change.ratio and change.comparison:
            ends.append(_change(change.comparison.estimate))
    low, high = max(min(ends), LOWEST), min(max(ends), HIGHEST)
    room = (high - low) * (0.1 if narrow else 0.04)
    step = next((one for one in STEPS if (high - low) / one <= (4 if narrow else 5.5)), STEPS[-1])
    ticks = range(ceil(low / step) * step, floor(high / step) * step + 1, step)
    return low - room, high + room, list(ticks)


def _change(ratio: float) -> float:
    """Return a ratio as percent change."""
    return (ratio - 1) * 100


def _rows(changes: Sequence[Change], sheet: _Sheet) -> list[_Row]:
    """Stack the rows under the header."""
    shared, top = verdicts.shared_cautions(changes), sheet.top
    rows: list[_Row] = []
    for place, change in enumerate(changes):
        own = [one for one in change.cautions if one not in shared and one not in SAID_ELSEWHERE]
        caution = ", ".join(verdicts.caution_word(one) for one in own) if change.ratio else ""
        title = fit(
            change.series.label,
            sheet.title_width,
            size=sheet.title_size,
            lines=3 if sheet.narrow else 2,
        )
        lines = title.count("<br>") + 1
        height = ROW
        if sheet.narrow:
            height = 47 + 19 * lines + (17 if caution else 0) + (50 if change.ratio else 28)
        following = changes[place + 1].series.area_number if place + 1 < len(changes) else None
        is_last = following != change.series.area_number
        rows.append(_Row(change, caution, title, lines, top, top + height, is_last))
        top += height
    return rows


def _colour(change: Change) -> str:
    """Return the colour of a finding. The word beside it says the same."""
    if change.finding not in {Finding.DECREASED, Finding.INCREASED}:
        return INK_3
    return {True: BETTER, False: WORSE, None: INK}[change.wanted]


def _marks(change: Change, y: float, ends: tuple[float, float]) -> list[Mark]:
    """Draw the line and dot, the comparison's diamond, and arrows where the line is cut."""
    if change.ratio is None:
        return []
    colour, low = _colour(change), _change(change.ratio.low)
    middle, high = _change(change.ratio.estimate), min(_change(change.ratio.high), 10 * HIGHEST)
    marks: list[Mark] = [
        {
            "type": "scatter",
            "name": inert(change.series.label),
            "mode": "lines+markers",
            "x": [low, middle, high],
            "y": [y, y, y],
            "line": {"color": colour, "width": 2.4},
            "marker": {"size": [0, 11, 0], "color": colour, "opacity": 1, "line": {"width": 0}},
            "meta": "change",
        }
    ]
    cut = [(ends[1], "triangle-right")] if high > ends[1] else []
    cut += [(ends[0], "triangle-left")] if low < ends[0] else []
    marks += [_mark(end, y, symbol, colour, 9, "cut") for end, symbol in cut]
    if change.comparison is not None:
        place = _change(change.comparison.estimate)
        marks.append(_mark(place, y + 10, "diamond", INK, 9, "comparison", hollow=True))
    return marks


def _mark(
    x: float, y: float, symbol: str, colour: str, size: int, meaning: str, *, hollow: bool = False
) -> Mark:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x],
        "y": [y],
        "meta": meaning,
        "cliponaxis": False,
        "marker": {
            "symbol": symbol,
            "size": size,
            "color": WHITE if hollow else colour,
            "line": {"color": colour, "width": 1.3 if hollow else 0},
            "opacity": 1,
        },
    }


def _icon(change: Change, x: float, y: float, anchor: float) -> Mark:
    """Draw the finding's arrow, dash or dots."""
    if change.finding is Finding.DECREASED:
        path = polygon([(x - 6, y - 4), (x + 6, y - 4), (x, y + 5)])
    elif change.finding is Finding.INCREASED:
        path = polygon([(x - 6, y + 4), (x + 6, y + 4), (x, y - 5)])
    elif change.finding is Finding.TOO_FEW:
        path = "".join(circle(x + step, y, 1.5) for step in (-4.5, 0, 4.5))
    else:
        path = polygon([(x - 6, y - 1.2), (x + 6, y - 1.2), (x + 6, y + 1.2), (x - 6, y + 1.2)])
    return pixel_path(path, anchor=anchor, fill=_colour(change))


def _verdict_text(change: Change) -> str:
    """Return the finding in bold and its wish in plain, in one piece of Plotly text."""
    colour = _colour(change)
    word = inert(verdicts.verdict_word(change.finding))
    wish = inert(verdicts.wanted_word(change))
    text = f'<span style="color:{colour}"><b>{word}</b></span>'
    return f'{text}  <span style="font-size:12px;color:{INK_2}">{wish}</span>' if wish else text


def _wide_row(row: _Row, sheet: _Sheet) -> tuple[list[Mark], list[Mark]]:
    """Draw a row's columns on either side of its line."""
    change, y, left = row.change, (row.top + row.end) / 2, -sheet.left
    shapes = [
        area_mark(change.series.area_number, left + sheet.marker, y),
        _icon(change, ICON, y, 1),
    ]
    title = fit(change.series.label, sheet.title_width) if row.caution else row.title
    before, after = verdicts.figure_before_after(change)
    notes = [
        words(title, 0, y - 7 if row.caution else y, shift=left + sheet.title),
        words(before, 0, y, shift=left + BEFORE, anchor="right", colour=INK_2),
        words(after, 0, y, shift=left + AFTER, anchor="right"),
        words(percent(change), 1, y, shift=CHANGE, anchor="right", bold=bool(change.ratio)),
        quiet_words(limits(change), 1, y, shift=INTERVAL),
        words(compared(change.comparison), 1, y, shift=COMPARISON, anchor="right", colour=INK_2),
        words(_verdict_text(change), 1, y, shift=VERDICT),
    ]
    if row.caution:
        short = fit(row.caution, sheet.title_width, size=SMALL_SIZE)
        notes.append(quiet_words(short, 0, y + 8, shift=left + sheet.title))
    if change.ratio is None:
        notes.append(_reason(change, y, 8))
    return shapes, notes


def _narrow_row(row: _Row, sheet: _Sheet) -> tuple[list[Mark], list[Mark]]:
    """Draw a row's lines of text above its line."""
    change, left, right = row.change, -sheet.left, sheet.right - 2
    first = row.top + 10
    second = first + 19 * row.title_lines + 10
    third = second + 18
    before, after = verdicts.figure_before_after(change)
    counts = f"{before} → {after}"
    shapes = [
        area_mark(change.series.area_number, left + sheet.marker, first + 9),
        _icon(change, left + 30, second, 0),
    ]
    notes = [
        words(row.title, 0, first, shift=left + 23, size=sheet.title_size, yanchor="top"),
        words(_verdict_text(change), 0, second, shift=left + 43),
        quiet_words(inert(counts), 0, third, shift=left + 23),
    ]
    if change.ratio is None:
        notes.append(_reason(change, row.end - 18, left + 23))
        return shapes, notes
    comparison = _("comparison %(change)s", change=compared(change.comparison))
    end: Mark = {"shift": right, "anchor": "right"}
    notes += [
        words(percent(change), 1, first, size=15, bold=True, yanchor="top", **end),
        quiet_words(limits(change), 1, second, **end),
    ]
    if change.comparison:
        notes.append(quiet_words(comparison, 1, third, **end))
    if row.caution:
        caution = fit(row.caution, 330, size=SMALL_SIZE)
        notes.append(quiet_words(caution, 0, third + 17, shift=left + 23))
    return shapes, notes


def _reason(change: Change, y: float, shift: float) -> Mark:
    text = inert(verdicts.reason_not_shown(change))
    return quiet_words(text, 0, y, shift=shift, italic=True, background=WHITE)


def _header(first: Change, area: str, sheet: _Sheet) -> tuple[list[Mark], list[Mark]]:
    """Draw the key, the two directions, the column heads and the rule under them."""
    left, y = -sheet.left, (12 if sheet.narrow else 16)
    own = _("%(area)s with 95 %% uncertainty", area=area)
    others = _("Comparison municipalities")
    above = sheet.top - (36 if sheet.narrow else 42)
    second = (left, y + 20) if sheet.narrow else (left + 250, y)
    shapes = [
        pixel_path(_bar_path(left + 12, y), anchor=0, fill=INK_2),
        pixel_path(
            polygon(
                [
                    (second[0] + 12, second[1] - 5),
                    (second[0] + 17, second[1]),
                    (second[0] + 12, second[1] + 5),
                    (second[0] + 7, second[1]),
                ]
            ),
            anchor=0,
            fill=None,
            edge=INK,
        ),
    ]
    notes = [
        quiet_words(fit(own, 260, size=SMALL_SIZE), 0, y, shift=left + 32),
        quiet_words(fit(others, 200, size=SMALL_SIZE), 0, second[1], shift=second[0] + 26),
        quiet_words(
            "← " + inert(_("Decrease")),
            0,
            above,
            shift=-10,
            xref="x",
            anchor="right",
        ),
        quiet_words(
            inert(_("Increase")) + " →",
            0,
            above,
            shift=10,
            xref="x",
        ),
    ]
    if sheet.narrow:
        span = _(
            "From %(before)s to %(after)s", before=first.period_before, after=first.period_after
        )
        notes.append(quiet_words(inert(span), 0, y + 40, shift=left))
        return shapes, notes
    heads = [
        (_("Indicator"), 0, left + sheet.title, "left"),
        (str(first.period_before), 0, left + BEFORE, "right"),
        (str(first.period_after), 0, left + AFTER, "right"),
        (_("Change (95 %)"), 1, INTERVAL, "center"),
        (_("Comparison"), 1, COMPARISON, "right"),
        (_("Assessment"), 1, ICON - 6, "left"),
    ]
    notes += [
        quiet_words(inert(text), x, sheet.top - 14, shift=shift, anchor=anchor)
        for text, x, shift, anchor in heads
    ]
    shapes += _rule(sheet.top, sheet, LINE_2)
    return shapes, notes


def _bar_path(x: float, y: float) -> str:
    """Return the key's dot on its line, without overlaps: Plotly fills those white."""
    ends = [(x - 12, x - 5), (x + 5, x + 12)]
    bars = [polygon([(a, y - 1.2), (b, y - 1.2), (b, y + 1.2), (a, y + 1.2)]) for a, b in ends]
    return "".join(bars) + circle(x, y, 5)


def _tick(value: int, sheet: _Sheet) -> Mark:
    text = "0" if value == 0 else format_change(value / 100)
    return quiet_words(inert(text), value, sheet.top - 14, xref="x", anchor="center")


def _rule(y: float, sheet: _Sheet, colour: str) -> list[Mark]:
    """Draw a hairline across the whole sheet: its margins are pixels, its middle is not."""
    left = pixel_path(f"M{-sheet.left},{y:g}L0,{y:g}", anchor=0, fill=None, edge=colour)
    right = pixel_path(f"M0,{y:g}L{sheet.right},{y:g}", anchor=1, fill=None, edge=colour)
    for part in (left, right):
        part["line"] = {"color": colour, "width": 1}
        part["layer"] = "below"
    return [left, line(0, y, 1, y, colour=colour, xref="paper"), right]
