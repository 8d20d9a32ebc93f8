"""Where labels go beside the points they name without lying on anything else."""

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 7  # pixels between a point's edge and its label


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> "Box":
        """Return a box larger by some pixels on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def overlap(self, other: "Box") -> float:
        """Return the area that two boxes share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    @property
    def area(self) -> float:
        """Return width times height."""
        return (self.right - self.left) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Place:
    """A label's place: pixels right of and below its point, and which end is anchored there."""

    right: float
    down: float
    anchor: str
    box: Box


def place_labels(
    points: Sequence[tuple[float, float, float]],
    sizes: Sequence[tuple[float, float]],
    obstacles: Sequence[Box],
    room: Box,
) -> list[Place]:
    """Place a label (width, height) beside each point (x, y, radius), in the order given.

    Tries ten places around each point and takes the first with the least overlap with the
    obstacles (which should include the points themselves), with the labels already placed and
    with what lies outside the room.
    """
    taken = list(obstacles)
    answer = []
    for point, size in zip(points, sizes, strict=True):
        places = _candidates(point, size)
        best = min(places, key=lambda place: _cost(place.box, taken, room))
        taken.append(best.box.grown(2))
        answer.append(best)
    return answer


def _candidates(point: tuple[float, float, float], size: tuple[float, float]) -> list[Place]:
    """Return places beside, above, below and at the corners of a point, the best first."""
    x, y, radius = point
    width, height = size
    side, level = radius + GAP, radius + height / 2 + 3
    slant, corner = radius * 0.75 + 4, radius * 0.75 + height / 2
    spots = [
        (side, 0.0, "left"),
        (-side, 0.0, "right"),
        (0.0, -level, "center"),
        (0.0, level, "center"),
        (slant, -corner, "left"),
        (slant, corner, "left"),
        (-slant, -corner, "right"),
        (-slant, corner, "right"),
        (side, -height / 2, "left"),
        (-side, height / 2, "right"),
    ]
    offset = {"left": 0.0, "right": -width, "center": -width / 2}
    places = []
    for right, down, anchor in spots:
        left, top = x + right + offset[anchor], y + down - height / 2
        places.append(Place(right, down, anchor, Box(left, top, left + width, top + height)))
    return places


def _cost(box: Box, taken: Sequence[Box], room: Box) -> float:
    """Return the area that a label would spoil; outside the room counts threefold."""
    outside = box.area - box.overlap(room)
    return 3 * outside + sum(box.overlap(other) for other in taken)
