"""The priority areas' markers: a shape per area, so that colour never stands alone."""

from math import cos, pi, sin

from tracker.drawing.style import AREA_MARKERS, WHITE, area_style
from tracker.drawing.svg import number, polar, tag

#: Half widths that make the shapes look equally large, for a marker of size 1.
_HALF = {
    "circle": 0.42,
    "triangle": 0.48,
    "square": 0.38,
    "diamond": 0.50,
    "hexagon": 0.48,
    "plus": 0.46,
}


def _outline(marker: str) -> list[tuple[float, float]]:
    """Return a marker's corners around 0, 0 for size 1."""
    half = _HALF[marker]
    if marker == "triangle":
        return [(0, -half), (half, half * 0.8), (-half, half * 0.8)]
    if marker == "square":
        return [(-half, -half), (half, -half), (half, half), (-half, half)]
    if marker == "diamond":
        return [(0, -half), (half, 0), (0, half), (-half, 0)]
    if marker == "hexagon":
        return [(half * cos(turn * pi / 3), half * sin(turn * pi / 3)) for turn in range(6)]
    arm = half * 0.38
    quarter = [(-arm, -half), (arm, -half), (arm, -arm)]
    corners = []
    for _ in range(4):
        corners.extend(quarter)
        quarter = [(-y, x) for x, y in quarter]
    return corners


def marker_shape(
    marker: str, at: tuple[float, float], size: float, *, colour: str, filled: bool = True
) -> str:
    """Return a marker's shape around a point. Hollow means: no meeting.

    Raises:
        ValueError: If there is no such marker.
    """
    if marker not in AREA_MARKERS:
        raise ValueError(f"No marker is called {marker}.")
    line = max(1.2, size * 0.13)
    fill, stroke = (colour, None) if filled else (WHITE, colour)
    scale = size if filled else size - line
    if marker == "circle":
        radius = _HALF["circle"] * scale
        return tag(
            "circle",
            cx=at[0],
            cy=at[1],
            r=radius,
            fill=fill,
            stroke=stroke,
            stroke_width=None if filled else line,
        )
    points = " ".join(
        f"{number(at[0] + x * scale)},{number(at[1] + y * scale)}" for x, y in _outline(marker)
    )
    return tag(
        "polygon",
        points=points,
        fill=fill,
        stroke=stroke,
        stroke_width=None if filled else line,
        stroke_linejoin=None if filled else "round",
    )


def area_marker(
    area_number: int,
    at: tuple[float, float],
    size: float,
    *,
    colour: str | None = None,
    filled: bool = True,
) -> str:
    """Return an area's marker around a point, in the area's colour unless another is given."""
    look = area_style(area_number)
    return marker_shape(look.marker, at, size, colour=colour or look.colour, filled=filled)


def star(at: tuple[float, float], size: float, *, colour: str) -> str:
    """Return a five-pointed star around a point; its size is the radius of its points."""
    radii = [size if corner % 2 == 0 else size * 0.42 for corner in range(10)]
    corners = [polar(0, radius, corner * 36) for corner, radius in enumerate(radii)]
    points = " ".join(f"{number(at[0] + x)},{number(at[1] + y)}" for x, y in corners)
    return tag("polygon", points=points, fill=colour)


def marker_svg(area_number: int, *, filled: bool = True, size: int = 14) -> str:
    """Return an area's marker as an SVG to stand inline beside the goal's number.

    It is hidden from screen readers: the words beside it say the same.
    """
    shape = area_marker(area_number, (size / 2, size / 2), size, filled=filled)
    return tag(
        "svg",
        shape,
        xmlns="http://www.w3.org/2000/svg",
        class_="marker",
        width=size,
        height=size,
        viewBox=f"0 0 {size} {size}",
        aria_hidden="true",
        focusable="false",
    )
