"""The forest chart of changes between two periods. Its table and words stand in chart_words."""

from collections.abc import Sequence
from math import ceil, floor

from tracker.domain import verdicts
from tracker.domain.effects import Change
from tracker.drawing.chart_style import (
    SMALL_SIZE,
    Figure,
    Mark,
    circle,
    figure,
    fit,
    inert,
    line,
    pixel_path,
    polygon,
    quiet_words,
    rule,
)
from tracker.drawing.chart_words import against_word, unit_word
from tracker.drawing.effect_rows import (
    AFTER,
    BEFORE,
    COMPARISON,
    ICON,
    INTERVAL,
    NARROW,
    PAPER,
    PAPER_CHANGE,
    PAPER_COMPARISON,
    PAPER_ICON,
    ROW,
    SAID_ELSEWHERE,
    WIDE,
    Row,
    Sheet,
    finding_colour,
    line_count,
    narrow_row,
    paper_row,
    wide_row,
)
from tracker.drawing.style import GRID, INK, INK_2, LINE, LINE_2, WHITE
from tracker.text import _, format_change

#: The axis never reaches further, in percent: a longer line is cut and marked by an arrow.
LOWEST, HIGHEST = -100.0, 200.0
STEPS = (10, 20, 30, 40, 50, 100)


def effect_figure(
    changes: Sequence[Change], *, area: str, narrow: bool = False, paper: bool = False
) -> Figure | None:
    """Draw a row per change: dot, 95 % line, hollow diamond for the comparison, and the words.

    The wide figure needs 1 180 px, the narrow one 290 px, the one for an upright sheet of paper
    720 px. `area` is the own municipality's name.
    None when no change has an interval: then `effect_summary` says why.
    """
    if not any(change.ratio for change in changes):
        return None
    sheet = NARROW if narrow else PAPER if paper else WIDE
    draw_row = narrow_row if narrow else paper_row if paper else wide_row
    rows = _rows(changes, sheet)
    low, high, ticks = _axis(changes, sheet)
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
        more_shapes, more_notes = draw_row(row, sheet)
        shapes += more_shapes
        notes += more_notes
        if narrow or row.is_last_of_area:
            shapes += rule(row.end, sheet.left, sheet.right, LINE)
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


def _axis(changes: Sequence[Change], sheet: Sheet) -> tuple[float, float, list[int]]:
    """Return the axis' ends and its ticks, in percent."""
    ends = [-20.0, 20.0]
    for change in changes:
        if change.ratio:
            ends += [_change(change.ratio.low), _change(change.ratio.high)]
        if change.ratio and change.comparison:
            ends.append(_change(change.comparison.estimate))
    low, high = max(min(ends), LOWEST), min(max(ends), HIGHEST)
    most = 4 if sheet.narrow else 3 if sheet.paper else 5.5
    room = (high - low) * (0.1 if sheet.narrow or sheet.paper else 0.04)
    step = next((one for one in STEPS if (high - low) / one <= most), STEPS[-1])
    ticks = range(ceil(low / step) * step, floor(high / step) * step + 1, step)
    low, high = low - room, high + room
    # On paper the last tick would run into the next column's head.
    last = high - 0.17 * (high - low) if sheet.paper else high
    return low, high, [tick for tick in ticks if tick <= last]


def _change(ratio: float) -> float:
    """Return a ratio as percent change."""
    return (ratio - 1) * 100


def _rows(changes: Sequence[Change], sheet: Sheet) -> list[Row]:
    """Stack the rows under the header, each as high as its words need."""
    shared, top = verdicts.shared_cautions(changes), sheet.top
    rows: list[Row] = []
    for place, change in enumerate(changes):
        own = [one for one in change.cautions if one not in shared and one not in SAID_ELSEWHERE]
        said = _listed([verdicts.caution_word(one) for one in own])
        caution = fit(said, sheet.caution_width, size=SMALL_SIZE, lines=12) if said else ""
        title = fit(change.series.label, sheet.title_width, size=sheet.title_size, lines=3)
        unit = fit(unit_word(change), sheet.caution_width, size=SMALL_SIZE, lines=2)
        lines, small_lines = line_count(title), line_count(unit) + line_count(caution)
        height = max(ROW, 14 + 17 * lines + 16 * small_lines)
        if sheet.narrow:
            height = 47 + 19 * lines + 16 * small_lines + (50 if change.ratio else 28)
            height += 17 if against_word(change) else 0
        if sheet.paper:
            height = 30 + 17 * lines + 16 * small_lines
            height += 16 if against_word(change) else 0
        following = changes[place + 1].series.area_number if place + 1 < len(changes) else None
        is_last = following != change.series.area_number
        rows.append(Row(change, title, unit, caution, top, top + height, is_last))
        top += height
    return rows


def _listed(parts: Sequence[str]) -> str:
    """Write several cautions as one line of words."""
    return ", ".join([*parts[:1], *(part[:1].lower() + part[1:] for part in parts[1:])])


def _marks(change: Change, y: float, ends: tuple[float, float]) -> list[Mark]:
    """Draw the line and dot, the comparison's diamond, and arrows where the line is cut."""
    if change.ratio is None:
        return []
    colour, low = finding_colour(change), _change(change.ratio.low)
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


def _header(first: Change, area: str, sheet: Sheet) -> tuple[list[Mark], list[Mark]]:
    """Draw the key, the two directions, the column heads and the rule under them."""
    left, y = -sheet.left, (12 if sheet.narrow else 16)
    own = _("%(area)s with 95 %% uncertainty", area=area)
    others = _("Comparison areas")
    above = sheet.top - (36 if sheet.narrow else 34 if sheet.paper else 42)
    second = (left, y + 20) if sheet.narrow else (left + (310 if sheet.paper else 250), y)
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
    span = _("From %(before)s to %(after)s", before=first.period_before, after=first.period_after)
    if sheet.narrow:
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
    if sheet.paper:
        heads = [
            (span, 0, left + sheet.title, "left"),
            (_("Change (95 %)"), 1, PAPER_CHANGE, "right"),
            (_("Comparison"), 1, PAPER_COMPARISON, "right"),
            (_("Assessment"), 1, PAPER_ICON - 6, "left"),
        ]
    notes += [
        quiet_words(inert(text), x, sheet.top - 14, shift=shift, anchor=anchor)
        for text, x, shift, anchor in heads
    ]
    shapes += rule(sheet.top, sheet.left, sheet.right, LINE_2)
    return shapes, notes


def _bar_path(x: float, y: float) -> str:
    """Return the key's dot on its line, without overlaps: Plotly fills those white."""
    ends = [(x - 12, x - 5), (x + 5, x + 12)]
    bars = [polygon([(a, y - 1.2), (b, y - 1.2), (b, y + 1.2), (a, y + 1.2)]) for a, b in ends]
    return "".join(bars) + circle(x, y, 5)


def _tick(value: int, sheet: Sheet) -> Mark:
    text = "0" if value == 0 else format_change(value / 100)
    return quiet_words(inert(text), value, sheet.top - 14, xref="x", anchor="center")
