"""Choosing the year's days: one for each meeting, in order, the best that the calendar allows.

Each place in the year has a season and a best day. Among all ways to give the places days in
order and far enough apart, the one that costs least is found exactly, by dynamic programming over
the possible days. A missed deadline costs more than any number of meetings out of season, that
more than any number of unusual weekdays, and that more than any distance from the best day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from tracker.domain.planning_days import GAP_DAYS, Season
from tracker.domain.planning_facts import Wishes
from tracker.domain.terms import MeetingKind

#: Least days between meetings, tried in turn until nothing more important has to give way.
GAPS = (GAP_DAYS, 14, 7, 1)
#: A distance costs its square, at most 366² for each of at most 366 meetings: under 5·10⁷.
WEEKDAY_COST = 10**8
SEASON_COST = 10**11
DEADLINE_COST = 10**14


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the year for one meeting. `before` are days that it should come before."""

    kind: MeetingKind
    season: Season
    also: tuple[MeetingKind, ...] = ()
    before: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """A day for each slot, what it costs, and the least days apart that were asked for."""

    days: tuple[date, ...]
    cost: int
    gap_days: int

    @property
    def broken(self) -> int:
        """How much is missed of deadlines and seasons."""
        return self.cost // SEASON_COST


def place(slots: Sequence[Slot], days: Sequence[date], wishes: Wishes) -> Placing:
    """Give every slot a day.

    Args:
        slots: The year's meetings in order, no more than there are days.
        days: The possible days in order.
        wishes: For the usual weekday, and other meetings to keep away from.
    """
    best: Placing | None = None
    for gap in GAPS:
        free = [
            day for day in days if all(abs((day - other).days) >= gap for other in wishes.taken)
        ]
        found = _place(slots, free, gap, wishes.weekday)
        if found and (best is None or found.broken < best.broken):
            best = found
        if best and not best.broken:
            break
    return best or Placing((), 0, GAP_DAYS)


def unusual_bounds(
    number: int, slots: Sequence[Slot], placing: Placing, wishes: Wishes
) -> tuple[date, date]:
    """Return the days between which a slot had to be placed, given all the others.

    When the slot lies on an unusual weekday, no usual one was possible between them: otherwise
    it would have cost less. The first is after the last when nothing that short can be said.
    """
    day, slot = placing.days[number], slots[number]
    first, last = date(wishes.year, 1, 1), date(wishes.year, 12, 31)
    if day in slot.season:
        first, last = slot.season.first, slot.season.last
    if number:
        gap = gap_between(slots[number - 1], slot, placing.gap_days)
        first = max(first, placing.days[number - 1] + timedelta(days=gap))
    if number + 1 < len(slots):
        gap = gap_between(slot, slots[number + 1], placing.gap_days)
        last = min(last, placing.days[number + 1] - timedelta(days=gap))
    for due in slot.before:
        if day < due:
            last = min(last, due - timedelta(days=1))
    return first, last


def gap_between(earlier: Slot, later: Slot, gap: int) -> int:
    """Return the least days between two slots.

    The review's result must have time to reach the follow-up, however dense the year is, as
    long as any gap at all is asked for.
    """
    is_review_then_follow_up = (
        earlier.kind is MeetingKind.REVIEW and later.kind is MeetingKind.FOLLOW_UP
    )
    return GAP_DAYS if is_review_then_follow_up and gap > GAPS[-1] else gap


def _place(slots: Sequence[Slot], days: Sequence[date], gap: int, weekday: int) -> Placing | None:
    """Return the least costly days with a given gap, or None when there are none."""
    if not slots or len(days) < len(slots):
        return None
    totals: list[int | None] = [_cost(slots[0], day, weekday) for day in days]
    steps: list[list[int]] = []
    for earlier, later in pairwise(slots):
        own = [_cost(later, day, weekday) for day in days]
        totals, came_from = _extend(totals, own, days, gap_between(earlier, later, gap))
        steps.append(came_from)
    reached = [(cost, number) for number, cost in enumerate(totals) if cost is not None]
    if not reached:
        return None
    cost, number = min(reached)
    path = [number]
    for came_from in reversed(steps):
        path.append(came_from[path[-1]])
    return Placing(tuple(days[number] for number in reversed(path)), cost, gap)


def _extend(
    totals: Sequence[int | None], own: Sequence[int], days: Sequence[date], gap: int
) -> tuple[list[int | None], list[int]]:
    """Add one more slot: its least total on each day, and the day before it that gave that."""
    extended: list[int | None] = []
    came_from: list[int] = []
    best: int | None = None
    best_at, reach = 0, 0
    for number, day in enumerate(days):
        while (day - days[reach]).days >= gap:
            total = totals[reach]
            if total is not None and (best is None or total < best):
                best, best_at = total, reach
            reach += 1
        extended.append(None if best is None else best + own[number])
        came_from.append(best_at)
    return extended, came_from


def _cost(slot: Slot, day: date, weekday: int) -> int:
    missed = sum(day >= due for due in slot.before)
    return (
        missed * DEADLINE_COST
        + (day not in slot.season) * SEASON_COST
        + (day.weekday() != weekday) * WEEKDAY_COST
        + (day - slot.season.best).days ** 2
    )
