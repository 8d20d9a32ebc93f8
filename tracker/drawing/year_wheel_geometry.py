"""The year wheel's measures on desktop and phone. Radii are user units, widths half angles."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

Size = Literal["desktop", "phone"]
Radii = tuple[float, float]
RING_SHARE = 8 / 11  # how much of its room a coverage ring fills


class Ring(NamedTuple):
    """A coverage ring: its middle radius and its thickness."""

    radius: float
    thickness: float


class Crowd(NamedTuple):
    """How narrow petals may get while their middles stand no further from their dates."""

    half: float
    lean: float


@dataclass(frozen=True, slots=True)
class Geometry:
    """One size of the wheel."""

    is_phone: bool
    width: float
    months: Radii
    month_lettering: float
    weeks: Radii
    breaks: Radii
    cycle: Radii
    petals: Radii
    tip: float
    split: Radii  # where a shortened outer petal begins and a stacked inner one ends
    half: float  # half angle of a petal with room, in degrees
    half_annual: float
    crowds: tuple[Crowd, Crowd]  # tried in turn before a petal is stacked
    half_stacked: float
    coverage: Radii
    coverage_pitch: float  # from one ring's middle to the next, when there is room
    hollow_weight: float  # how much more room a ring without a meeting takes
    hand: Radii

    @property
    def centre(self) -> float:
        """Return the middle, the same in both directions."""
        return self.width / 2

    def coverage_rings(self, hollow: Sequence[bool]) -> list[Ring]:
        """Return the coverage rings from the hub outwards, for areas that are hollow or not.

        More areas than usual share the same room.
        """
        weights = [self.hollow_weight if is_hollow else 1.0 for is_hollow in hollow]
        inner, outer = self.coverage
        pitch = min(self.coverage_pitch, (outer - inner) / max(sum(weights), 1))
        ends = [inner + pitch * total for total in accumulate(weights)]
        return [
            Ring(end - pitch * weight / 2, pitch * weight * RING_SHARE)
            for end, weight in zip(ends, weights, strict=True)
        ]


DESKTOP = Geometry(
    is_phone=False,
    width=820,
    months=(374, 402),
    month_lettering=14,
    weeks=(352, 371),
    breaks=(333, 349),
    cycle=(308, 330),
    petals=(184, 292),
    tip=305,
    split=(236, 242),
    half=11.6,
    half_annual=13.2,
    crowds=(Crowd(9, 3), Crowd(7.4, 12)),
    half_stacked=10.5,
    coverage=(113.5, 179.5),
    coverage_pitch=11,
    hollow_weight=1,
    hand=(110, 405),
)

PHONE = Geometry(
    is_phone=True,
    width=358,
    months=(157, 178),
    month_lettering=13,
    weeks=(0, 0),
    breaks=(149, 154),
    cycle=(142, 147),
    petals=(89, 135.5),
    tip=141,
    split=(110, 113),
    half=13.4,
    half_annual=14.6,
    crowds=(Crowd(9, 5), Crowd(7.3, 12)),
    half_stacked=9.5,
    coverage=(57.5, 87),
    coverage_pitch=4.4,
    hollow_weight=1.55,
    hand=(52, 178),
)


def geometry(size: Size) -> Geometry:
    """Return the measures of a size."""
    return PHONE if size == "phone" else DESKTOP
