"""Goals against meetings: which goals a year's meetings take up, and which have waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.law import INTERVAL_MONTHS, add_months
from tracker.domain.meetings import WHOLE_PROGRAMME
from tracker.domain.planning_facts import MeetingOutline, PlanGoal
from tracker.domain.terms import MeetingKind


class Mark(StrEnum):
    """How a meeting concerns a goal. Only OWN counts as coverage."""

    OWN = "own"  # a theme meeting on the goal
    WHOLE = "whole"  # a meeting on the whole programme
    LINKED = "linked"  # another meeting that names the goal
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One goal: a mark for each meeting, in the matrix's order, and what stands out.

    `followed_up_on` is the latest day that the goal was followed up or had a meeting.
    """

    goal: PlanGoal
    marks: tuple[Mark, ...]
    has_no_meeting: bool
    has_waited: bool
    followed_up_on: date | None

    @property
    def stands_out(self) -> bool:
        """Whether the goal lacks a meeting this year or has waited two years."""
        return self.has_no_meeting or self.has_waited


@dataclass(frozen=True, slots=True)
class Matrix:
    """Goals in the order given × meetings in date order."""

    meetings: tuple[MeetingOutline, ...]
    rows: tuple[CoverageRow, ...]

    @property
    def without_meeting(self) -> tuple[PlanGoal, ...]:
        """The goals without a theme meeting this year."""
        return tuple(row.goal for row in self.rows if row.has_no_meeting)

    @property
    def waiting(self) -> tuple[PlanGoal, ...]:
        """The goals not followed up for two years."""
        return tuple(row.goal for row in self.rows if row.has_waited)


def coverage(
    goals: Sequence[PlanGoal],
    meetings: Sequence[MeetingOutline],
    *,
    today: date,
    interval_months: int = INTERVAL_MONTHS,
) -> Matrix:
    """Return the year's matrix.

    Args:
        goals: The programme's goals, with what is recorded before the year.
        meetings: The year's meetings, without cancelled ones.
        today: A meeting counts as a follow-up when it has been, and as planned coverage always.
        interval_months: How long a goal may wait for a follow-up.
    """
    plan = tuple(sorted(meetings, key=lambda meeting: (meeting.day, meeting.starts)))
    limit = add_months(today, -interval_months)
    return Matrix(plan, tuple(_row(goal, plan, today, limit) for goal in goals))


def _row(goal: PlanGoal, plan: tuple[MeetingOutline, ...], today: date, limit: date) -> CoverageRow:
    marks = tuple(_mark(goal, meeting) for meeting in plan)
    held = [
        meeting.day
        for meeting, mark in zip(plan, marks, strict=True)
        if mark is Mark.OWN and meeting.day <= today
    ]
    known = [day for day in (goal.last_met_on, goal.followed_up_on, *held) if day]
    latest = max(known, default=None)
    return CoverageRow(
        goal,
        marks,
        has_no_meeting=Mark.OWN not in marks,
        has_waited=latest is None or latest < limit,
        followed_up_on=latest,
    )


def _mark(goal: PlanGoal, meeting: MeetingOutline) -> Mark:
    if goal.id in meeting.goal_ids:
        return Mark.OWN if meeting.kind is MeetingKind.THEME else Mark.LINKED
    return Mark.WHOLE if meeting.kind in WHOLE_PROGRAMME else Mark.NONE
