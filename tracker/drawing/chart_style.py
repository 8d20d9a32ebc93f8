"""The style of Plotly figures: one base layout, lettering, and marks laid out in pixels.

Plotly reads a few HTML tags in every text it draws. `inert` makes a text mean only itself; all
words in a figure go through it or through `fit`.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tracker.drawing.lettering import shorten, wrap
from tracker.drawing.style import FONT_STACK, INK, INK_2, WHITE, area_style
from tracker.text import NO_BREAK_SPACE, current_language

Mark = dict[str, Any]  # a shape, an annotation or a trace, as Plotly writes it

TEXT_SIZE = 13
SMALL_SIZE = 12  # nothing in a chart is smaller
PICTURE_TITLE_SIZE = 18
SIDE = 20  # pixels around a picture that stands alone
#: What a text is unless it says otherwise: said once a figure, since figures have hundreds.
PLAIN_WORDS: Mark = {
    "showarrow": False,
    "borderpad": 0,
    "xref": "paper",
    "yref": "y",
    "xshift": 0,
    "yshift": 0,
    "xanchor": "left",
    "yanchor": "middle",
    "align": "left",
    "font": {"size": TEXT_SIZE, "color": INK},
}
ARROW = {"arrowhead": 2, "arrowsize": 1, "arrowwidth": 1.5, "arrowcolor": INK}


@dataclass(frozen=True)
class Figure:
    """A figure as Plotly's script reads it: the traces, and everything around them.

    Plotly's own classes would check each property of each mark whenever a page is shown, which
    takes ten times as long as all else together. The tests let them check every chart instead.
    """

    data: list[Mark]
    layout: Mark

    def to_json(self) -> str:
        """Return the figure as JSON."""
        plain = {"data": self.data, "layout": self.layout}
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def inert(text: str) -> str:
    """Return a text in which Plotly finds no tag, entity or formula, and no line break."""
    plain = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in str(text))
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("$", "&#36;")


@lru_cache(maxsize=4096)
def fit(
    text: str, width: float, *, size: float = TEXT_SIZE, lines: int = 1, bold: bool = False
) -> str:
    """Return a text broken into at most so many lines of a width, cut with … if it must be.

    The answer is safe to give Plotly; its lines are parted by <br>.
    """
    if lines == 1:
        return inert(shorten(text, width, size, bold=bold))
    return "<br>".join(inert(one) for one in wrap(text, width, size, most=lines, bold=bold).lines)


def figure(
    *,
    height: int,
    traces: list[Mark],
    shapes: list[Mark],
    annotations: list[Mark],
    xaxis: Mark,
    yaxis: Mark,
    margin: dict[str, int],
) -> Figure:
    """Put a figure together in the common style. Heights and margins are pixels."""
    quiet = {"showgrid": False, "zeroline": False, "fixedrange": True, "automargin": False}
    return Figure(
        data=traces,
        layout={
            "template": {"layout": {"annotationdefaults": PLAIN_WORDS}},
            "height": height,
            "margin": {"pad": 0, **margin},
            "font": {"family": FONT_STACK, "size": TEXT_SIZE, "color": INK},
            "paper_bgcolor": WHITE,
            "plot_bgcolor": WHITE,
            "separators": f",{NO_BREAK_SPACE}" if current_language() == "sv" else ".,",
            "showlegend": False,
            "hovermode": False,
            "dragmode": False,
            "xaxis": quiet | xaxis,
            "yaxis": quiet | yaxis,
            "shapes": shapes,
            "annotations": annotations,
        },
    )


def picture_frame(wide: Figure, *, title: str, unit: str, notes: Sequence[str], width: int) -> Mark:
    """Return what a picture that stands alone has around a figure drawn `width` pixels wide.

    The heading above and the notes below are annotations; `above`, `below` and `side` are the
    pixels to add to the figure's margins.
    """
    left = -wide.layout["margin"]["l"]
    top, bottom = wide.layout["margin"]["t"], -wide.layout["margin"]["b"]
    heading = fit(title, width, size=PICTURE_TITLE_SIZE, lines=2, bold=True)
    foot = fit(" ".join(notes), width, size=SMALL_SIZE, lines=9) if notes else ""
    above = SIDE + 24 * (heading.count("<br>") + 1) + (18 if unit else 0) + 8
    below = (16 * (foot.count("<br>") + 1) + 8 if foot else 0) + SIDE
    edge: Mark = {"shift": left, "yanchor": "top"}
    parts = [
        words(heading, 0, 1, size=PICTURE_TITLE_SIZE, bold=True, yshift=top + above - SIDE, **edge)
    ]
    if unit:
        line_of_unit = fit(unit, width, size=TEXT_SIZE)
        parts.append(words(line_of_unit, 0, 1, colour=INK_2, yshift=top + 24, **edge))
    if foot:
        parts.append(quiet_words(foot, 0, 0, yshift=bottom - 8, **edge))
    return {
        "width": width + 2 * SIDE,
        "above": above,
        "below": below,
        "side": SIDE,
        "annotations": [part | {"yref": "paper"} for part in parts],
    }


def words(  # noqa: PLR0913  a text has this many properties
    text: str,
    x: float,
    y: float,
    *,
    shift: float = 0,
    xref: str = "paper",
    anchor: str = "left",
    size: int = TEXT_SIZE,
    colour: str = INK,
    bold: bool = False,
    italic: bool = False,
    background: str | None = None,
    yanchor: str = "middle",
    yshift: float = 0,
) -> Mark:
    """Write text at a point: x as `xref` says plus `shift` pixels, y on the y axis.

    The text must already be inert (from `inert` or `fit`).
    """
    marked = f"<b>{text}</b>" if bold else text
    marked = f"<i>{marked}</i>" if italic else marked
    look = {
        "xref": xref,
        "xshift": shift,
        "yshift": yshift,
        "xanchor": anchor,
        "yanchor": yanchor,
        "align": anchor,
        "font": {"size": size, "color": colour},
        **({"bgcolor": background} if background else {}),
    }
    own = {name: value for name, value in look.items() if PLAIN_WORDS.get(name) != value}
    return {"text": marked, "x": x, "y": y, **own}


def quiet_words(text: str, x: float, y: float, **look: Any) -> Mark:
    """Write text in the smallest size and the secondary colour; `look` as for `words`."""
    settings: Mark = {"size": SMALL_SIZE, "colour": INK_2} | look
    return words(text, x, y, **settings)


def line(  # noqa: PLR0913  a line has two ends and a look
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    *,
    colour: str,
    width: float = 1,
    dash: str = "solid",
    xref: str = "x",
    below: bool = True,
) -> Mark:
    """Draw a straight line in axis units (y on the y axis)."""
    return {
        "type": "line",
        "x0": x0,
        "x1": x1,
        "xref": xref,
        "y0": y0,
        "y1": y1,
        "yref": "y",
        "line": {"color": colour, "width": width, **({"dash": dash} if dash != "solid" else {})},
        **({"layer": "below"} if below else {}),
    }


def rule(y: float, left: float, right: float, colour: str) -> list[Mark]:
    """Draw a hairline across the plot and its margins, which are so many pixels wide."""
    edges: Mark = {"fill": None, "edge": colour, "width": 1}
    return [
        pixel_path(f"M{-left:g},{y:g}L0,{y:g}", anchor=0, **edges) | {"layer": "below"},
        line(0, y, 1, y, colour=colour, xref="paper"),
        pixel_path(f"M0,{y:g}L{right:g},{y:g}", anchor=1, **edges) | {"layer": "below"},
    ]


def pixel_path(
    path: str,
    *,
    anchor: float,
    fill: str | None,
    edge: str = WHITE,
    width: float = 1.5,
    xref: str = "paper",
) -> Mark:
    """Draw an SVG path whose x is pixels from the plot's left (anchor 0) or right edge (1).

    With `xref` "x" the anchor is a place on the x axis. Its y is on the y axis, which the callers
    lay out in pixels.
    """
    return {
        "type": "path",
        "path": path,
        "xref": xref,
        "xsizemode": "pixel",
        "xanchor": anchor,
        "yref": "y",
        "line": {"width": 0} if fill else {"width": width, "color": edge},
        **({"fillcolor": fill} if fill else {}),
    }


def polygon(points: list[tuple[float, float]]) -> str:
    """Return the SVG path of a closed polygon."""
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points) + "Z"


_MARKERS: dict[str, list[tuple[float, float]]] = {
    "triangle": [(0, -1), (1.05, 0.85), (-1.05, 0.85)],
    "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    "diamond": [(0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)],
    "hexagon": [(-1.1, 0), (-0.55, -0.95), (0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95)],
    "plus": [
        (-0.36, -1), (0.36, -1), (0.36, -0.36), (1, -0.36), (1, 0.36), (0.36, 0.36),
        (0.36, 1), (-0.36, 1), (-0.36, 0.36), (-1, 0.36), (-1, -0.36), (-0.36, -0.36),
    ],
}  # fmt: skip


def area_mark(
    area_number: int,
    x: float,
    y: float,
    *,
    radius: float = 6,
    anchor: float = 0,
    is_up: bool = False,
) -> Mark:
    """Draw an area's marker x pixels from the plot's edge, at y on a y axis laid out in pixels.

    `is_up` says that the axis counts upwards.
    """
    style = area_style(area_number)
    turn = -radius if is_up else radius
    outline = _MARKERS.get(style.marker)
    path = (
        polygon([(x + radius * dx, y + turn * dy) for dx, dy in outline])
        if outline
        else circle(x, y, radius)
    )
    return pixel_path(path, anchor=anchor, fill=style.colour)


def circle(x: float, y: float, radius: float) -> str:
    """Return the SVG path of a circle, as four Bézier curves: Plotly draws no arcs in paths."""
    k, r = 0.5523 * radius, radius
    return (
        f"M{x + r:g},{y:g}"
        f"C{x + r:g},{y + k:g},{x + k:g},{y + r:g},{x:g},{y + r:g}"
        f"C{x - k:g},{y + r:g},{x - r:g},{y + k:g},{x - r:g},{y:g}"
        f"C{x - r:g},{y - k:g},{x - k:g},{y - r:g},{x:g},{y - r:g}"
        f"C{x + k:g},{y - r:g},{x + r:g},{y - k:g},{x + r:g},{y:g}Z"
    )
