"""The outline of a petal of the year wheel, and which points lie within it."""

from math import atan2, degrees, hypot, radians

from tracker.drawing.svg import Point, degrees_of, pair, polar
from tracker.drawing.year_wheel_geometry import Geometry
from tracker.drawing.year_wheel_layout import Petal

FULL_SHOULDER = 0.66  # where the sides begin to close, as a share of the depth
SHORT_SHOULDER = 0.5
CLOSING = 2.3  # exponent that follows the closing curve within a unit


def is_full(shape: Geometry, petal: Petal) -> bool:
    """Tell whether a petal has the ring's whole depth for itself."""
    return petal.radii == shape.petals


def _shoulder(shape: Geometry, petal: Petal, inner: float, outer: float) -> float:
    share = FULL_SHOULDER if is_full(shape, petal) else SHORT_SHOULDER
    return inner + (outer - inner) * share


def _tip(shape: Geometry, petal: Petal, inset: float) -> tuple[float, float]:
    """Return radius and angle of a petal's point; a stacked one has a stem instead."""
    if petal.is_stacked:
        return petal.radii[1] - inset + 2, petal.body
    return shape.tip - inset * 1.6, petal.angle


def outline(shape: Geometry, petal: Petal, *, inset: float = 0.0) -> str:
    """Return path data for a petal: rounded at the root, pointed at its exact date.

    `inset` moves every side inwards by some units.
    """
    inner, outer = petal.radii[0] + inset, petal.radii[1] - inset
    half = petal.half - degrees_of(inset, (inner + outer) / 2)
    left, right = petal.body - half, petal.body + half
    rounding = min((outer - inner) * 0.12, 9)
    turn = degrees_of(rounding, inner)
    shoulder = _shoulder(shape, petal, inner, outer)

    def at(radius: float, angle: float) -> str:
        return pair(polar(shape.centre, radius, angle))

    point, tip = _tip(shape, petal, inset)
    tip_left, tip_right = (tip + (side - tip) * 0.32 for side in (left, right))
    crest = outer - (outer - inner) * 0.02
    return (
        f"M{at(inner, left + turn)}"
        f"Q{at(inner, petal.body)} {at(inner, right - turn)}"
        f"Q{at(inner, right)} {at(inner + rounding, right)}"
        f"L{at(shoulder, right)}"
        f"C{at(crest, right)} {at(crest, tip_right)} {at(point, tip)}"
        f"C{at(crest, tip_left)} {at(crest, left)} {at(shoulder, left)}"
        f"L{at(inner + rounding, left)}"
        f"Q{at(inner, left)} {at(inner, left + turn)}Z"
    )


def is_inside(shape: Geometry, petal: Petal, at: Point, *, margin: float) -> bool:
    """Tell whether a point lies in a petal, at least a margin from its sides and its root."""
    across, down = at[0] - shape.centre, shape.centre - at[1]
    radius, angle = hypot(across, down), degrees(atan2(across, down))
    inner, outer = petal.radii
    point, tip = _tip(shape, petal, 0)
    if not inner + margin <= radius <= point - margin:
        return False
    shoulder = _shoulder(shape, petal, inner, outer)
    closed = max((radius - shoulder) / (point - shoulder), 0) ** CLOSING
    off_body = (angle - petal.body + 180) % 360 - 180
    off_tip = (tip - petal.body + 180) % 360 - 180
    left = -petal.half + (off_tip + petal.half) * closed
    right = petal.half + (off_tip - petal.half) * closed
    spare = min(off_body - left, right - off_body)
    return radians(spare) * radius >= margin
