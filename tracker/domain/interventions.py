"""Interventions as a review asks about them: did they go on, by what idea, and as planned?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.indicators import Period
from tracker.domain.terms import InterventionState


@dataclass(frozen=True, kw_only=True)
class InterventionFacts:
    """An intervention, the goals it serves, and what a review asks about it."""

    id: int
    title: str
    state: InterventionState
    organisation: str
    starts_on: date | None
    ends_on: date | None
    #: Whether somebody has written why it is expected to work.
    has_mechanism: bool
    goal_ids: frozenset[int]

    def went_on(self, years: Period) -> bool:
        """Tell whether it went on some time in the years, as far as its dates say."""
        if self.state is InterventionState.NOT_STARTED:
            return False
        has_begun = self.starts_on is None or self.starts_on.year <= years.last
        return has_begun and (self.ends_on is None or self.ends_on.year >= years.first)


def has_mechanism(serving: Sequence[InterventionFacts]) -> bool | None:
    """Tell whether it is described why a goal's interventions should work; None without any.

    Every one of them must say it. A change may have come of any, so one without a reason leaves
    it open what it came of.
    """
    return all(one.has_mechanism for one in serving) if serving else None


def as_planned(
    serving: Sequence[InterventionFacts], said: Mapping[int, frozenset[bool]]
) -> bool | None:
    """Tell whether a goal's interventions were carried out as planned; None while nobody has said.

    One that was not is enough for a no. For a yes it must have been said of every one of them.
    """
    answers = [said.get(one.id, frozenset()) for one in serving]
    if any(False in answer for answer in answers):
        return False
    return True if answers and all(answers) else None
