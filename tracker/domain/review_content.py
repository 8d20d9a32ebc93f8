"""All that a review shows, as plain data: what is worked through, adopted and frozen.

The page, the projector, the command line, the workbook and the frozen edition take the same
content, so they cannot say different things.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.effects import Change
from tracker.domain.evidence import Evidence
from tracker.domain.frozen import Freezer
from tracker.domain.indicators import IndicatorSeries, InterventionPeriod, MonthCount, Period
from tracker.domain.needs import Need
from tracker.domain.terms import Criterion, InterventionState


@dataclass(frozen=True, kw_only=True)
class ReviewedArea:
    """A priority area and what the council concludes about it; empty before it has."""

    id: int
    number: int
    name: str
    conclusion: str = ""
    #: The row that holds the conclusion; None before there is one.
    conclusion_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewedIndicator:
    """An indicator with its change between the periods and how good the evidence is."""

    id: int
    goal_id: int
    is_key: bool
    series: IndicatorSeries
    change: Change
    evidence: Evidence
    interventions: tuple[InterventionPeriod, ...] = ()
    #: The council's own values for single months, in order.
    months: tuple[MonthCount, ...] = ()
    #: How many values for less than a year were left out, with none for the whole year instead.
    left_out: int = 0


@dataclass(frozen=True, kw_only=True)
class ReviewedIntervention:
    """An intervention and the goals that it serves."""

    id: int
    title: str
    state: InterventionState
    organisation: str = ""
    #: Such as "3.2".
    goal_codes: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewedGoal:
    """A goal of the programme."""

    id: int
    code: str
    title: str
    area_number: int


@dataclass(frozen=True, kw_only=True)
class ReviewedNeed:
    """A problem as placed and decided on.

    `scores` is {scorer: {criterion: 1–5}}; a criterion that the scorer left out is not there.
    """

    id: int
    need: Need
    note: str = ""
    causes: str = ""
    scores: Mapping[str, Mapping[Criterion, int]] | None = None
    #: The interventions that address it.
    intervention_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewContent:
    """A review: two periods, what changed, what is needed, what the council says."""

    council: str
    municipality: str
    now: Period
    before: Period
    #: The years of the review before; None when this is the first.
    previous: Period | None = None
    programme: str = ""
    is_adjusted: bool = False
    method_notes: str = ""
    registry_number: str = ""
    decision_on: date | None = None
    #: None while it is a draft.
    adopted_on: date | None = None
    areas: tuple[ReviewedArea, ...] = ()
    goals: tuple[ReviewedGoal, ...] = ()
    indicators: tuple[ReviewedIndicator, ...] = ()
    interventions: tuple[ReviewedIntervention, ...] = ()
    needs: tuple[ReviewedNeed, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return each indicator's change, in the programme's order."""
        return tuple(one.change for one in self.indicators)

    def in_area(self, number: int) -> tuple[ReviewedIndicator, ...]:
        """Return an area's indicators, in the programme's order."""
        return tuple(one for one in self.indicators if one.series.area_number == number)


_FREEZER = Freezer(ReviewContent, "review")


def freeze(content: ReviewContent) -> tuple[bytes, str]:
    """Return the content as compressed JSON, and its hash.

    Raises:
        ValueError: The content could not be given back as it is.
    """
    return _FREEZER.freeze(content)


def thaw(frozen: bytes, content_hash: str) -> ReviewContent:
    """Return frozen content.

    Raises:
        ValueError: The bytes are not those that were frozen.
    """
    return _FREEZER.thaw(frozen, content_hash)
