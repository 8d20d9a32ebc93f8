"""The needs matrix: how common and how harmful. Its table and words stand in chart_words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, log10, sqrt

from tracker.domain.needs import COMMON_FROM, HARMFUL_FROM, Need, Quadrant
from tracker.domain.verdicts import quadrant_words
from tracker.drawing.chart_style import (
    ARROW,
    SMALL_SIZE,
    Figure,
    Mark,
    circle,
    figure,
    inert,
    line,
    quiet_words,
    words,
)
from tracker.drawing.chart_words import affected_words, needs_axis_titles
from tracker.drawing.label_places import Box, place_labels
from tracker.drawing.lettering import shorten, width_of
from tracker.drawing.style import (
    BUBBLE_TINT,
    INK,
    INK_2,
    LINE,
    LINE_2,
    SURFACE,
    WHITE,
    area_style,
    tint,
)
from tracker.text import _, format_number

TICKS = (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10000)
TOP = 104.0  # a little above the scale's 100
SHORTEST_ARROW = 10  # pixels; a shorter one is a blot


@dataclass(frozen=True)
class _Sheet:
    """A width class. Sizes are pixels; labels are placed for a plot of this width."""

    narrow: bool
    width: int
    height: int
    largest: float  # radius of the largest bubble
    margin: tuple[int, int, int, int]  # left, right, top, bottom


_WIDE = _Sheet(False, 780, 488, 35, (48, 12, 52, 64))
_NARROW = _Sheet(True, 300, 336, 23, (44, 8, 66, 60))


@dataclass(frozen=True)
class _Scale:
    """From figures to pixels right of and below the plot's upper left corner."""

    sheet: _Sheet
    low: float
    high: float

    def at(self, place: tuple[float, float]) -> tuple[float, float]:
        """Return where (per 10 000, harm) stands."""
        across = log10(place[0] / self.low) / log10(self.high / self.low)
        return across * self.sheet.width, (1 - place[1] / TOP) * self.sheet.height


@dataclass(frozen=True)
class _Bubble:
    need: Need
    place: tuple[float, float]
    radius: float
    previous: tuple[float, float] | None


def needs_figure(
    needs: Sequence[Need], *, previous: str = "", narrow: bool = False
) -> Figure | None:
    """Draw each need as a bubble by frequency and harm, with an arrow from its earlier place.

    `previous` names the review before, such as 2023–2024. The wide figure needs 760 px and names
    its bubbles; the narrow one (340 px) numbers them for the list of `needs_legend`. None when no
    need can be placed: then `needs_summary` says so.
    """
    sheet = _NARROW if narrow else _WIDE
    bubbles = _bubbles(needs, sheet)
    if not bubbles:
        return None
    scale = _scale(bubbles, sheet)
    shapes, notes = _ground(scale)
    has_arrows = False
    for bubble in bubbles:
        arrow = _arrow(bubble, scale)
        if arrow:
            has_arrows = True
            notes.append(arrow)
        if bubble.need.uncertain:
            shapes.append(_dashed(bubble))
    notes += _labels(bubbles, scale)
    key_shapes, key_notes = _key(sheet, previous, has_arrows=has_arrows)
    left, right, top, bottom = sheet.margin
    across, up = needs_axis_titles(short=narrow)
    ticks = [tick for tick in TICKS if scale.low <= tick <= scale.high]
    axis = {"showline": True, "linecolor": LINE_2, "ticks": "outside", "tickcolor": LINE_2}
    font = {"size": SMALL_SIZE, "color": INK_2}
    return figure(
        height=sheet.height + top + bottom,
        traces=[*_traces(bubbles, scale)],
        shapes=shapes + key_shapes,
        annotations=notes + key_notes,
        xaxis=axis
        | {
            "type": "log",
            "range": [log10(scale.low), log10(scale.high)],
            "tickvals": ticks,
            "ticktext": [format_number(tick, 0 if tick >= 1 else 1) for tick in ticks],
            "tickfont": font,
            "ticklen": 4,
            "title": {"text": inert(across), "font": font, "standoff": 12},
        },
        yaxis=axis
        | {
            "range": [0, TOP],
            "tickvals": [0, 50, 100],
            "tickfont": font,
            "ticklen": 0,
            "ticks": "",
            "title": {"text": inert(up), "font": font, "standoff": 8},
        },
        margin={"l": left, "r": right, "t": top, "b": bottom},
    )


def _bubbles(needs: Sequence[Need], sheet: _Sheet) -> list[_Bubble]:
    """Return the needs that have a place, the largest first so that it lies at the back."""
    most = max((need.affected or 0 for need in needs), default=0)
    found = []
    for need in needs:
        if need.place is None:
            continue
        radius = sheet.largest * sqrt((need.affected or 0) / most) if most else 0.0
        # An arrow would claim a movement that an uncertain place cannot bear.
        is_known = need.previous and need.previous[0] > 0 and not need.uncertain
        previous = need.previous if is_known else None
        found.append(
            _Bubble(need, need.place, max(7.0 if need.uncertain else 5.0, radius), previous)
        )
    return sorted(found, key=lambda bubble: -bubble.radius)


def _scale(bubbles: Sequence[_Bubble], sheet: _Sheet) -> _Scale:
    """Reach from 1 to 200 events, and further where the needs do."""
    figures = [bubble.place[0] for bubble in bubbles]
    figures += [bubble.previous[0] for bubble in bubbles if bubble.previous]
    return _Scale(sheet, min(1.0, min(figures) * 0.7), max(200.0, max(figures) * 1.6))


def _traces(bubbles: Sequence[_Bubble], scale: _Scale) -> list[Mark]:
    """Draw the bubbles, and a small hollow dot where each stood before."""
    colours = [area_style(bubble.need.area_number).colour for bubble in bubbles]
    fills = [
        WHITE if bubble.need.uncertain else tint(colour, BUBBLE_TINT)
        for bubble, colour in zip(bubbles, colours, strict=True)
    ]
    earlier = [bubble.previous for bubble in bubbles if bubble.previous and _arrow(bubble, scale)]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "meta": "now",
            "x": [bubble.place[0] for bubble in bubbles],
            "y": [bubble.place[1] for bubble in bubbles],
            "customdata": [bubble.need.number for bubble in bubbles],
            "cliponaxis": False,
            "marker": {
                "size": [round(2 * bubble.radius, 1) for bubble in bubbles],
                "color": fills,
                "opacity": 0.9,
                "line": {
                    "color": colours,
                    "width": [0 if bubble.need.uncertain else 1.6 for bubble in bubbles],
                },
            },
        },
        {
            "type": "scatter",
            "mode": "markers",
            "meta": "before",
            "x": [place[0] for place in earlier],
            "y": [place[1] for place in earlier],
            "cliponaxis": False,
            "marker": {"size": 6, "color": WHITE, "line": {"color": INK, "width": 1.3}},
        },
    ]


def _arrow(bubble: _Bubble, scale: _Scale) -> Mark | None:
    """Draw the way from the earlier place; Plotly takes the logarithm on a logarithmic axis."""
    if bubble.previous is None:
        return None
    start, end = scale.at(bubble.previous), scale.at(bubble.place)
    if hypot(end[0] - start[0], end[1] - start[1]) < SHORTEST_ARROW:
        return None
    return ARROW | {
        "text": "",
        "showarrow": True,
        "x": log10(bubble.place[0]),
        "y": bubble.place[1],
        "ax": log10(bubble.previous[0]),
        "ay": bubble.previous[1],
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "startstandoff": 4,
    }


def _dashed(bubble: _Bubble) -> Mark:
    """Draw an uncertain need's outline: a marker's own line cannot be dashed."""
    line = {"color": area_style(bubble.need.area_number).colour, "width": 1.6, "dash": "3px,2px"}
    return _ring(bubble.radius, x=bubble.place[0], y=bubble.place[1]) | {
        "xref": "x",
        "yref": "y",
        "line": line,
    }


def _ring(radius: float, *, x: float = 0, y: float = 1, right: float = 0, up: float = 0) -> Mark:
    """Return a circle of a pixel radius, some pixels from a point of the plot (0–1 each way)."""
    return {
        "type": "path",
        "path": circle(right, up, radius),
        "xref": "paper",
        "xsizemode": "pixel",
        "xanchor": x,
        "yref": "paper",
        "ysizemode": "pixel",
        "yanchor": y,
        "line": {"color": INK_2, "width": 1.4},
        "layer": "above",
    }


def _ground(scale: _Scale) -> tuple[list[Mark], list[Mark]]:
    """Draw the four fields and their names."""
    middle, narrow = (
        log10(COMMON_FROM / scale.low) / log10(scale.high / scale.low),
        scale.sheet.narrow,
    )
    shapes: list[Mark] = [
        {
            "type": "rect",
            "xref": "paper",
            "x0": middle,
            "x1": 1,
            "yref": "y",
            "y0": HARMFUL_FROM,
            "y1": TOP,
            "fillcolor": SURFACE,
            "line": {"width": 0},
            "layer": "below",
        },
        line(middle, 0, middle, TOP, colour=LINE, xref="paper"),
        line(0, HARMFUL_FROM, 1, HARMFUL_FROM, colour=LINE, xref="paper"),
    ]
    corners = {
        Quadrant.BE_PREPARED: (0, TOP, "left", -14),
        Quadrant.PRIORITISE: (1, TOP, "right", -14),
        Quadrant.WATCH: (0, 0, "left", 14),
        Quadrant.REDUCE: (1, 0, "right", 14),
    }
    notes = [
        quiet_words(
            inert(quadrant_words(field, short=narrow)),
            x,
            y,
            size=SMALL_SIZE if narrow else 13,
            shift=8 if anchor == "left" else -8,
            yshift=shift,
            anchor=anchor,
        )
        for field, (x, y, anchor, shift) in corners.items()
    ]
    return shapes, notes


def _ground_boxes(scale: _Scale) -> list[Box]:
    """Return where the fields' names stand, for the labels to keep clear of."""
    sheet = scale.sheet
    boxes = []
    for field in Quadrant:
        width = width_of(quadrant_words(field, short=sheet.narrow), 13) + 8
        is_right = field in {Quadrant.PRIORITISE, Quadrant.REDUCE}
        is_low = field in {Quadrant.WATCH, Quadrant.REDUCE}
        x = sheet.width - width if is_right else 0.0
        y = sheet.height - 24 if is_low else 4.0
        boxes.append(Box(x, y, x + width, y + 20))
    return boxes


def _labels(bubbles: Sequence[_Bubble], scale: _Scale) -> list[Mark]:
    """Name (or number) each bubble where its label is least in the way."""
    sheet = scale.sheet
    obstacles = _ground_boxes(scale)
    for bubble in bubbles:
        x, y = scale.at(bubble.place)
        obstacles.append(Box(x, y, x, y).grown(bubble.radius))
        if bubble.previous:
            from_x, from_y = scale.at(bubble.previous)
            steps = [step / 8 for step in range(9)]
            points = [(from_x + (x - from_x) * t, from_y + (y - from_y) * t) for t in steps]
            obstacles += [Box(px, py, px, py).grown(4) for px, py in points]
    texts, sizes = [], []
    for bubble in bubbles:
        if sheet.narrow:
            texts.append(f"<b>{bubble.need.number}</b>")
            sizes.append((width_of(str(bubble.need.number), 13, bold=True) + 2, 16.0))
            continue
        name = shorten(bubble.need.name, 240, 13, bold=True)
        under = affected_words(bubble.need)
        small = f'<span style="font-size:{SMALL_SIZE}px;color:{INK_2}">{inert(under)}</span>'
        texts.append(f"<b>{inert(name)}</b><br>{small}")
        width = max(width_of(name, 13, bold=True), width_of(under, SMALL_SIZE))
        sizes.append((width, 34.0))
    places = place_labels(
        [(*scale.at(bubble.place), bubble.radius) for bubble in bubbles],
        sizes,
        obstacles,
        Box(2, 2, sheet.width - 2, sheet.height - 2),
    )
    return [
        words(text, log10(bubble.place[0]), bubble.place[1], xref="x", shift=place.right, yshift=-place.down, anchor=place.anchor)
        for text, bubble, place in zip(texts, bubbles, places, strict=True)
    ]  # fmt: skip


def _key(sheet: _Sheet, previous: str, *, has_arrows: bool) -> tuple[list[Mark], list[Mark]]:
    """Explain the arrow and the area above the plot."""
    up = 34 if not sheet.narrow else 50
    left = -sheet.margin[0] + 6
    shapes, notes, start = [], [], left
    if has_arrows:
        text = (
            _("from the last review (%(years)s) to now", years=previous)
            if previous
            else _("from the last review to now")
        )
        shapes.append(_ring(3, right=left, up=up) | {"line": {"color": INK, "width": 1.3}})
        notes.append(
            ARROW
            | {
                "text": "",
                "showarrow": True,
                "xref": "paper",
                "yref": "y",
                "x": 0,
                "y": TOP,
                "xshift": left + 28,
                "yshift": up,
                "ax": -24,
                "ay": 0,
            }
        )
        notes.append(quiet_words(inert(text), 0, TOP, shift=left + 38, yshift=up))
        start = left if sheet.narrow else left + 38 + round(width_of(text, SMALL_SIZE)) + 24
        up -= 24 if sheet.narrow else 0
    shapes.append(_ring(5, right=start + 3, up=up - 3))
    shapes.append(_ring(9, right=start + 19, up=up))
    notes.append(
        quiet_words(
            inert(_("the area shows the number affected")), 0, TOP, shift=start + 36, yshift=up
        )
    )
    return shapes, notes
