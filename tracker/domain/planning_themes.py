"""Sharing the programme's goals among the year's theme meetings.

Goals of one area stay together as far as the number of meetings allows, goals that have waited
longest come first, and the same area does not come twice in a row when that can be avoided.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice, pairwise

from tracker.domain.planning_facts import PlanGoal


@dataclass(frozen=True, slots=True)
class _Share:
    """The goals of one theme meeting. Rounds go through the areas, one share of each a round."""

    goals: tuple[PlanGoal, ...]
    round: int = 0

    @property
    def areas(self) -> frozenset[int]:
        return frozenset(goal.area_number for goal in self.goals)

    @property
    def order(self) -> tuple[int, date, int]:
        """Sort by round, then by how long a goal has waited, then by the programme's order."""
        return self.round, min(map(_waited_since, self.goals)), min(self.areas)


def share_goals(goals: Sequence[PlanGoal], meetings: int) -> tuple[tuple[PlanGoal, ...], ...]:
    """Return each theme meeting's goals, in the order of the meetings.

    Every goal is in at least one, when there is any meeting. Meetings beyond the number of
    goals take up the same goals again. Without goals, every meeting is empty.
    """
    if not goals or meetings < 1:
        return ((),) * max(meetings, 0)
    areas = _by_area(goals)
    shares = _join(areas, meetings) if meetings < len(areas) else _divide(areas, meetings)
    shares.sort(key=lambda share: share.order)
    again = islice(cycle(shares), len(shares), meetings)
    rounds = max(share.round for share in shares) + 1
    shares += [
        _Share(share.goals, rounds + number // len(shares)) for number, share in enumerate(again)
    ]
    return tuple(share.goals for share in _keep_apart(shares))


def _by_area(goals: Sequence[PlanGoal]) -> list[list[PlanGoal]]:
    """Return the goals of each area, areas by number and goals in the order given."""
    areas: dict[int, list[PlanGoal]] = {}
    for goal in goals:
        areas.setdefault(goal.area_number, []).append(goal)
    return [areas[number] for number in sorted(areas)]


def _join(areas: Sequence[list[PlanGoal]], meetings: int) -> list[_Share]:
    """Let areas share meetings, as evenly as can be: the largest first, to where it is emptiest."""
    shared: list[list[PlanGoal]] = [[] for _number in range(meetings)]
    for area in sorted(areas, key=len, reverse=True):
        min(shared, key=len).extend(area)
    return [_Share(tuple(sorted(goals, key=lambda goal: goal.area_number))) for goals in shared]


def _divide(areas: Sequence[list[PlanGoal]], meetings: int) -> list[_Share]:
    """Divide areas in parts, one a meeting: always the area with the most goals in each part."""
    parts = [1] * len(areas)
    while sum(parts) < meetings:
        number = max(range(len(areas)), key=lambda at: (len(areas[at]) - parts[at]) / parts[at])
        if parts[number] >= len(areas[number]):
            break
        parts[number] += 1
    return [
        _Share(tuple(part), place)
        for area, count in zip(areas, parts, strict=True)
        for place, part in enumerate(_cut(area, count))
    ]


def _cut(goals: Sequence[PlanGoal], parts: int) -> list[list[PlanGoal]]:
    """Cut an area in even parts, its longest waiting goals in the first."""
    waiting = sorted(goals, key=_waited_since)
    ends = [len(goals) * part // parts for part in range(parts + 1)]
    return [sorted(waiting[first:last], key=goals.index) for first, last in pairwise(ends)]


def _keep_apart(shares: Sequence[_Share]) -> list[_Share]:
    """Order shares so that no two in a row have an area in common, when that is possible.

    Otherwise the given order is kept. An area that fills more than half of what is left must
    come now, or it would meet itself later.
    """
    left, ordered = list(shares), list[_Share]()
    while left:
        before = ordered[-1].areas if ordered else frozenset()
        fresh = [share for share in left if not share.areas & before] or left
        count = Counter(area for share in left for area in share.areas)
        pressing = [
            share for share in fresh if any(2 * count[area] > len(left) for area in share.areas)
        ]
        chosen = (pressing or fresh)[0]
        left.remove(chosen)
        ordered.append(chosen)
    return ordered


def _waited_since(goal: PlanGoal) -> date:
    return goal.last_met_on or date.min
