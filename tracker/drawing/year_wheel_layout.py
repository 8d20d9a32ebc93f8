"""Where each petal of the year wheel stands, so that none covers another.

A petal's tip points at its date. With room its body does too; close neighbours become narrower and
lean apart; where leaning is not enough, one of them is stacked a row inwards. The bodies are found
by isotonic regression with the smallest greatest displacement (Barlow et al. 1972): for targets y,
z_i = (max of y up to i + min of y from i) / 2 keeps the order and moves no body more than needed.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise

from tracker.domain.terms import MeetingKind
from tracker.domain.year_wheel import WheelMeeting, YearWheel, angle_of, sort_meetings
from tracker.drawing.year_wheel_geometry import Geometry, Radii

AIR = 0.7  # degrees between two petals
NARROWING = 0.4  # degrees in one step


@dataclass(frozen=True, slots=True)
class Petal:
    """A meeting's place on the wheel, in degrees and radii."""

    meeting: WheelMeeting
    angle: float
    body: float
    half: float
    radii: Radii
    is_stacked: bool = False

    @property
    def sides(self) -> tuple[float, float]:
        """Return the angles of the body's two sides."""
        return self.body - self.half, self.body + self.half


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a petal would like: a meeting, its angle from the widest gap, a half angle."""

    meeting: WheelMeeting
    angle: float
    half: float


def lay_out(wheel: YearWheel, shape: Geometry) -> tuple[Petal, ...]:
    """Return the year's petals in date order."""
    outer, inner = _share_rows(_wishes(wheel, shape), shape)
    inwards = (shape.petals[0], shape.split[0])
    stacked = _place(_narrowed(inner, shape.half_stacked), inwards, is_stacked=True)
    standing = _place(outer, shape.petals)
    petals = [
        *(_shortened(petal, shape) if _meets_any(petal, stacked) else petal for petal in standing),
        *stacked,
    ]
    order = {meeting.id: place for place, meeting in enumerate(sort_meetings(wheel))}
    return tuple(sorted(petals, key=lambda petal: order[petal.meeting.id]))


def _wishes(wheel: YearWheel, shape: Geometry) -> list[_Wish]:
    """Return the wishes in order around the circle, beginning after the widest gap."""
    return _from_widest_gap(
        [
            _Wish(meeting, angle_of(meeting.day, wheel.year, part=0.5), _half(meeting, shape))
            for meeting in sort_meetings(wheel)
        ]
    )


def _half(meeting: WheelMeeting, shape: Geometry) -> float:
    return shape.half_annual if meeting.kind is MeetingKind.FOLLOW_UP else shape.half


def _apart(one: float, other: float) -> float:
    """Return the shorter way between two angles."""
    difference = abs(one - other) % 360
    return min(difference, 360 - difference)


def _from_widest_gap(wishes: list[_Wish]) -> list[_Wish]:
    if len(wishes) < 2:
        return wishes
    ahead = [(wish.angle - wishes[place - 1].angle) % 360 for place, wish in enumerate(wishes)]
    start = ahead.index(max(ahead))
    turned = [_Wish(w.meeting, w.angle + 360, w.half) for w in wishes[:start]]
    return wishes[start:] + turned


def _narrowed(wishes: list[_Wish], half: float) -> list[_Wish]:
    """Give stacked petals their width, less when they would not fit around the circle."""
    fitting = min(half, 360 / max(len(wishes), 1) / 2 - AIR)
    return [_Wish(wish.meeting, wish.angle, fitting) for wish in wishes]


def _share_rows(wishes: list[_Wish], shape: Geometry) -> tuple[list[_Wish], list[_Wish]]:
    """Return the outer and the inner row.

    Where petals press each other, they get narrower step by step; when they are as narrow as
    lettering allows, one of them moves inwards.
    """
    outer, inner = list(wishes), []
    while len(outer) > 1:
        bodies = _bodies(outer)
        pressed = _pressed(outer, bodies, shape)
        if not pressed:
            break
        narrower = [_narrower(outer[place], shape) for place in pressed]
        if narrower == [outer[place] for place in pressed]:
            inner.append(outer.pop(_to_stack(outer, pressed)))
            continue
        for place, wish in zip(pressed, narrower, strict=True):
            outer[place] = wish
    return outer, sorted(inner, key=lambda wish: wish.angle)


def _pressed(wishes: list[_Wish], bodies: list[float], shape: Geometry) -> range:
    """Return the run of touching petals that leans too far, or nothing."""
    if _meet_over_gap(wishes, bodies):
        return range(len(wishes))
    leans = [abs(body - wish.angle) for body, wish in zip(bodies, wishes, strict=True)]
    for worst in sorted(range(len(wishes)), key=lambda place: -leans[place]):
        run = _run_around(wishes, bodies, worst)
        roomy, tight = shape.crowds
        is_wide = max(wishes[place].half for place in run) > roomy.half + 0.01
        if leans[worst] > (roomy.lean if is_wide else tight.lean):
            return run
    return range(0)


def _run_around(wishes: list[_Wish], bodies: list[float], place: int) -> range:
    start = end = place
    while start > 0 and _touch(wishes, bodies, start - 1):
        start -= 1
    while end < len(wishes) - 1 and _touch(wishes, bodies, end):
        end += 1
    return range(start, end + 1)


def _narrower(wish: _Wish, shape: Geometry) -> _Wish:
    half = max(wish.half - NARROWING, min(wish.half, shape.crowds[1].half))
    return _Wish(wish.meeting, wish.angle, half)


def _bodies(wishes: list[_Wish]) -> list[float]:
    """Return the middle angle of each body: in order, apart, and near the dates."""
    steps = [one.half + other.half + AIR for one, other in pairwise(wishes)]
    offsets = [0.0, *accumulate(steps)] if wishes else []
    targets = [wish.angle - offset for wish, offset in zip(wishes, offsets, strict=True)]
    highest = list(accumulate(targets, max))
    lowest = list(accumulate(reversed(targets), min))[::-1]
    return [
        (high + low) / 2 + offset
        for high, low, offset in zip(highest, lowest, offsets, strict=True)
    ]


def _meet_over_gap(wishes: list[_Wish], bodies: list[float]) -> bool:
    """Tell whether the last body reaches the first one around the circle."""
    needed = wishes[0].half + wishes[-1].half + AIR
    return bodies[0] + 360 - bodies[-1] < needed - 1e-9


def _to_stack(wishes: list[_Wish], run: range) -> int:
    """Return which petal goes inwards: the second of the closest pair in a run."""
    firsts = run[:-1] if len(run) > 1 else range(len(wishes) - 1)
    closest = min(firsts, key=lambda place: wishes[place + 1].angle - wishes[place].angle)
    is_annual = wishes[closest + 1].meeting.kind is MeetingKind.FOLLOW_UP
    return closest if is_annual else closest + 1


def _touch(wishes: list[_Wish], bodies: list[float], place: int) -> bool:
    apart = bodies[place + 1] - bodies[place]
    return apart < wishes[place].half + wishes[place + 1].half + AIR + 0.01


def _place(wishes: list[_Wish], radii: Radii, *, is_stacked: bool = False) -> list[Petal]:
    petals = []
    for wish, body in zip(wishes, _bodies(wishes), strict=True):
        turns = 360 * (wish.angle // 360)
        petals.append(
            Petal(wish.meeting, wish.angle - turns, body - turns, wish.half, radii, is_stacked)
        )
    return petals


def _meets_any(petal: Petal, stacked: list[Petal]) -> bool:
    return any(_apart(petal.body, other.body) < petal.half + other.half for other in stacked)


def _shortened(petal: Petal, shape: Geometry) -> Petal:
    radii = (shape.split[1], shape.petals[1])
    return Petal(petal.meeting, petal.angle, petal.body, petal.half, radii)
