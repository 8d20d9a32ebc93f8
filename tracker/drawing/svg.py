"""Small building blocks for SVG: elements with escaped text, points and arcs on a circle.

Angles are degrees clockwise from the top, lengths are user units (CSS pixels at scale 1).
"""

import re
from html import escape
from math import cos, degrees, radians, sin

Point = tuple[float, float]

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Return a person's text made safe for element content and attributes alike.

    Control characters that XML forbids are dropped; they can come from pasted documents.
    """
    return escape(_NOT_XML.sub("", text))


def number(value: float) -> str:
    """Return a length with at most two decimals and no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """Return an element. Children are markup; attribute values are escaped; None is left out.

    Underscores in attribute names become hyphens, and one at the end is dropped (`class_`).
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        shown = escaped(value) if isinstance(value, str) else number(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{shown}"')
    inside = "".join(children)
    opened = " ".join(parts)
    return f"<{opened}>{inside}</{name}>" if inside else f"<{opened}/>"


def title(content: str) -> str:
    """Return a title: what a pointer sees as a tooltip."""
    return tag("title", escaped(content))


def text(at: Point, content: str, **attributes: str | float | None) -> str:
    """Return one line of text, centred on a point unless `text_anchor` says otherwise."""
    attributes.setdefault("text_anchor", "middle")
    if attributes["text_anchor"] == "start":
        attributes["text_anchor"] = None
    return tag("text", escaped(content), x=at[0], y=at[1], **attributes)


def polar(centre: float, radius: float, angle: float) -> Point:
    """Return the point at a radius and an angle from a centre on the diagonal."""
    turn = radians(angle)
    return centre + radius * sin(turn), centre - radius * cos(turn)


def pair(at: Point) -> str:
    """Return a point as path data."""
    return f"{at[0]:.1f} {at[1]:.1f}"


def arc(centre: float, radius: float, start: float, end: float) -> str:
    """Return path data for an arc from one angle to another, in either direction."""
    return f"M{pair(polar(centre, radius, start))}{_arc_to(centre, radius, start, end)}"


def _arc_to(centre: float, radius: float, start: float, end: float) -> str:
    is_large = int(abs(end - start) > 180)
    is_clockwise = int(end > start)
    stop = pair(polar(centre, radius, end))
    return f"A{number(radius)} {number(radius)} 0 {is_large} {is_clockwise} {stop}"


def sector(centre: float, radii: tuple[float, float], angles: tuple[float, float]) -> str:
    """Return path data for a piece of a ring between two radii and two angles."""
    (inner, outer), (start, end) = radii, angles
    return (
        f"{arc(centre, outer, start, end)}L{pair(polar(centre, inner, end))}"
        f"{_arc_to(centre, inner, end, start)}Z"
    )


def is_upside_down(angle: float) -> bool:
    """Tell whether lettering along the circle must be reversed to stand on its feet."""
    return 95 < angle % 360 < 265


def degrees_of(length: float, radius: float) -> float:
    """Return the angle that an arc of some length spans."""
    return degrees(length / radius)


def text_on_arc(
    centre: float,
    radius: float,
    angle: float,
    content: str,
    *,
    path_id: str,
    size: float,
    **attributes: str | float | None,
) -> str:
    """Return text along the circle, centred on an angle, its middle height on the radius.

    The path spans 90 degrees; it carries no ink of its own. `path_id` must be unique on the page.
    """
    if is_upside_down(angle):
        path = arc(centre, radius + 0.36 * size, angle + 45, angle - 45)
    else:
        path = arc(centre, radius - 0.36 * size, angle - 45, angle + 45)
    on_path = tag("textPath", escaped(content), href=f"#{path_id}", startOffset="50%")
    line = tag("text", on_path, font_size=size, text_anchor="middle", **attributes)
    return tag("path", id=path_id, d=path, fill="none") + line
