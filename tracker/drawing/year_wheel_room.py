"""Finding free room between the petals of the year wheel for words that may stand anywhere."""

from dataclasses import dataclass, field
from math import atan2, degrees, hypot, radians

from tracker.domain.year_wheel import YearWheel, angle_of
from tracker.drawing.svg import Point, polar
from tracker.drawing.year_wheel_geometry import Geometry
from tracker.drawing.year_wheel_layout import Petal

CLEARANCE = 6.0
SAMPLES = 6


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle around a middle point."""

    middle: Point
    width: float
    height: float

    @property
    def left(self) -> float:
        """Return the left edge."""
        return self.middle[0] - self.width / 2

    @property
    def top(self) -> float:
        """Return the upper edge."""
        return self.middle[1] - self.height / 2

    def meets(self, other: "Box") -> bool:
        """Tell whether two boxes come closer than the clearance."""
        across = abs(self.middle[0] - other.middle[0]) * 2 - self.width - other.width
        down = abs(self.middle[1] - other.middle[1]) * 2 - self.height - other.height
        return across < 2 * CLEARANCE and down < 2 * CLEARANCE

    def samples(self) -> list[Point]:
        """Return points spread over the box, edges included."""
        steps = [place / (SAMPLES - 1) - 0.5 for place in range(SAMPLES)]
        return [
            (self.middle[0] + across * self.width, self.middle[1] + down * self.height)
            for across in steps
            for down in steps
        ]


@dataclass(slots=True)
class Room:
    """The ring where petals stand, and what is taken of it."""

    wheel: YearWheel
    shape: Geometry
    petals: tuple[Petal, ...]
    boxes: list[Box] = field(default_factory=list)

    @property
    def edges(self) -> tuple[float, float]:
        """Return the radii between which words may stand."""
        return self.shape.petals[0], self.shape.cycle[0] - 2

    @property
    def clearance(self) -> float:
        """Return how far words keep from petals."""
        return CLEARANCE / 2 if self.shape.is_phone else CLEARANCE

    @property
    def steps(self) -> tuple[float, ...]:
        """Return what is tried around the ring's middle, outwards first."""
        return (4, 1, -2, -5, -8, -11) if self.shape.is_phone else (0, 10, -10, 20, -20, 30, -30)

    def is_free(self, box: Box) -> bool:
        """Tell whether a box stands in the ring and touches nothing."""
        if self._is_under_hand(box) or any(box.meets(other) for other in self.boxes):
            return False
        return all(self._is_free_point(point) for point in box.samples())

    def take(self, box: Box) -> Box:
        """Keep a box's room from others."""
        self.boxes.append(box)
        return box

    def _is_free_point(self, point: Point) -> bool:
        across, down = point[0] - self.shape.centre, self.shape.centre - point[1]
        radius, angle = hypot(across, down), degrees(atan2(across, down))
        low, high = self.edges
        if not low <= radius <= high:
            return False
        return not any(_is_in(petal, radius, angle, self.clearance) for petal in self.petals)

    def _is_under_hand(self, box: Box) -> bool:
        if not self.wheel.is_current:
            return False
        now = angle_of(self.wheel.today, self.wheel.year, part=0.5)
        low, high = self.edges
        hand = (polar(self.shape.centre, radius, now) for radius in range(int(low), int(high), 4))
        return any(box.meets(Box(point, 0, 0)) for point in hand)

    def emptiness(self, angle: float) -> float:
        """Return how many degrees an angle is from the nearest petal."""
        return min((_apart(angle, petal.body) - petal.half for petal in self.petals), default=180)

    def find(
        self, width: float, height: float, angles: list[float], radii: list[float] | None = None
    ) -> Box | None:
        """Return the first free box with its middle at one of some angles, or None."""
        low, high = self.edges
        middles = radii or [(low + high) / 2 + step for step in self.steps]
        for angle in angles:
            for radius in middles:
                box = Box(polar(self.shape.centre, radius, angle), width, height)
                if self.is_free(box):
                    return box
        return None


def _is_in(petal: Petal, radius: float, angle: float, clearance: float) -> bool:
    low, high = petal.radii
    is_level = low - clearance <= radius <= high + clearance
    beside = radians(_apart(angle, petal.body) - petal.half) * radius
    return is_level and beside < clearance


def _apart(one: float, other: float) -> float:
    difference = abs(one - other) % 360
    return min(difference, 360 - difference)
