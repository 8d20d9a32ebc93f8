"""The style of Plotly figures: one base layout, lettering, and marks laid out in pixels.

Plotly reads a few HTML tags in every text it draws. `inert` makes a text mean only itself; all
words in a figure go through it or through `fit`.
"""

import unicodedata
from typing import Any

import plotly.graph_objects as go

from tracker.drawing.lettering import shorten, wrap
from tracker.drawing.style import FONT_STACK, INK, INK_2, WHITE, area_style
from tracker.text import NO_BREAK_SPACE, current_language

Mark = dict[str, Any]  # a shape, an annotation or a trace, as Plotly writes it

TEXT_SIZE = 13
SMALL_SIZE = 12  # nothing in a chart is smaller
ARROW = {"arrowhead": 2, "arrowsize": 1, "arrowwidth": 1.5, "arrowcolor": INK}


def inert(text: str) -> str:
    """Return a text in which Plotly finds no tag, entity or formula, and no line break."""
    plain = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in str(text))
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("$", "&#36;")


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
) -> go.Figure:
    """Put a figure together in the common style. Heights and margins are pixels."""
    quiet = {"showgrid": False, "zeroline": False, "fixedrange": True, "automargin": False}
    return go.Figure(
        data=traces,
        layout={
            "template": {},
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
    return {
        "text": marked,
        "x": x,
        "xref": xref,
        "y": y,
        "yref": "y",
        "xshift": shift,
        "yshift": yshift,
        "xanchor": anchor,
        "yanchor": yanchor,
        "align": anchor,
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": size, "color": colour},
        **({"bgcolor": background} if background else {}),
    }


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
        "line": {"color": colour, "width": width, "dash": dash},
        "layer": "below" if below else "above",
    }


def pixel_path(path: str, *, anchor: float, fill: str | None, edge: str = WHITE) -> Mark:
    """Draw an SVG path whose x is pixels from the plot's left (anchor 0) or right edge (1).

    Its y is on the y axis, which the callers lay out in pixels.
    """
    return {
        "type": "path",
        "path": path,
        "xref": "paper",
        "xsizemode": "pixel",
        "xanchor": anchor,
        "yref": "y",
        "fillcolor": fill or "rgba(0,0,0,0)",
        "line": {"width": 0 if fill else 1.5, "color": edge},
        "layer": "above",
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
