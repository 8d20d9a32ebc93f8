"""Which interventions serve which goals, and which goals nobody works on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.review_content import ReviewedGoal, ReviewedIntervention
from tracker.domain.terms import InterventionState


class Cover(StrEnum):
    """What is done for a goal now."""

    ONGOING = "ongoing"
    NONE_ONGOING = "none_ongoing"  # only such as wait, are done or were stopped
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class GoalCoverage:
    """A goal with the interventions that serve it."""

    goal: ReviewedGoal
    interventions: tuple[ReviewedIntervention, ...]

    @property
    def cover(self) -> Cover:
        """Tell whether anything is done for the goal now."""
        if not self.interventions:
            return Cover.NONE
        states = {one.state for one in self.interventions}
        return Cover.ONGOING if InterventionState.ONGOING in states else Cover.NONE_ONGOING


def goal_coverages(
    goals: Sequence[ReviewedGoal], interventions: Sequence[ReviewedIntervention]
) -> tuple[GoalCoverage, ...]:
    """Return each goal with its interventions, both in the order given."""
    return tuple(
        GoalCoverage(
            goal=goal,
            interventions=tuple(one for one in interventions if goal.code in one.goal_codes),
        )
        for goal in goals
    )


def without_goal(
    goals: Sequence[ReviewedGoal], interventions: Sequence[ReviewedIntervention]
) -> tuple[ReviewedIntervention, ...]:
    """Return the interventions that serve none of the goals."""
    codes = {goal.code for goal in goals}
    return tuple(one for one in interventions if not codes & set(one.goal_codes))
