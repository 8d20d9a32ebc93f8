"""The crime-prevention programme: areas, goals, indicators, interventions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from tracker.db import UTCDateTime, enum_type
from tracker.domain.terms import Direction, Fulfilment, IndicatorKind, InterventionState
from tracker.models.base import CouncilRow, long_text, optional_reference, reference


class Programme(CouncilRow, table=True):
    """A crime-prevention programme (BFP), usually for four years."""

    name: str
    first_year: int
    last_year: int
    adopted_on: date | None = None
    registry_number: str = ""
    link: str = ""


class PriorityArea(CouncilRow, table=True):
    """A prioritised area of the programme."""

    __table_args__ = (sa.UniqueConstraint("programme_id", "number"),)

    programme_id: int = reference("programme.id")
    #: 1, 2, 3 …: also decides colour and marker.
    number: int
    name: str
    description: str = long_text()


class Goal(CouncilRow, table=True):
    """A goal within an area."""

    __table_args__ = (sa.UniqueConstraint("priority_area_id", "number"),)

    priority_area_id: int = reference("priority_area.id")
    #: Its place within the area: area 3's goal 2 is written 3.2.
    number: int
    title: str
    description: str = long_text()
    #: The department or partner that answers for the goal.
    owner_id: int | None = optional_reference("organisation.id")


class GoalAssessment(CouncilRow, table=True):
    """How far a goal was met in one year. No row, or empty: cannot be assessed."""

    __table_args__ = (sa.UniqueConstraint("goal_id", "year"),)

    goal_id: int = reference("goal.id")
    year: int
    fulfilment: Fulfilment | None = Field(
        default=None,
        sa_type=enum_type(Fulfilment, "fulfilment"),
    )
    comment: str = long_text()


class Indicator(CouncilRow, table=True):
    """Something measured, as a sign of whether a goal is reached."""

    goal_id: int = reference("goal.id")
    title: str
    #: Such as "anmälningar per år" or "procent".
    unit: str = ""
    kind: IndicatorKind = Field(sa_type=enum_type(IndicatorKind, "kind"))
    direction: Direction = Field(sa_type=enum_type(Direction, "direction"))
    #: In the unit shown: a share's target is given as 0–1.
    target: float | None = None
    target_year: int | None = None
    #: Shown first, and drawn as a series.
    is_key: bool = False
    source: str = ""
    #: The place among those compared with, by its name, to which the problem may move.
    nearby: str = ""


class Measurement(CouncilRow, table=True):
    """One value of an indicator, for one municipality and one period."""

    __table_args__ = (
        sa.UniqueConstraint("indicator_id", "municipality", "starts_on", "ends_on"),
        sa.CheckConstraint("ends_on >= starts_on", name="period"),
        sa.CheckConstraint("count >= 0", name="count_not_negative"),
        sa.CheckConstraint("population > 0", name="population_positive"),
        sa.CheckConstraint("sample_size > 0", name="sample_size_positive"),
    )

    indicator_id: int = reference("indicator.id")
    #: The municipality's name; empty for the council's own.
    municipality: str = ""
    starts_on: date
    ends_on: date
    #: A share as 0–1, a rate or a scale value. Empty for a count.
    value: float | None = None
    count: int | None = None
    population: int | None = None
    sample_size: int | None = None
    #: May still be revised by its source.
    is_preliminary: bool = False
    #: Not comparable with the periods before.
    is_series_break: bool = False
    source: str = ""
    fetched_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Intervention(CouncilRow, table=True):
    """Something a department or partner does to reach goals (insats)."""

    title: str
    description: str = long_text()
    organisation_id: int | None = optional_reference("organisation.id")
    #: Who is asked what came of it.
    responsible_id: int | None = optional_reference("person.id")
    target_group: str = ""
    #: Why it is expected to work.
    mechanism: str = long_text()
    state: InterventionState = Field(
        default=InterventionState.NOT_STARTED,
        sa_type=enum_type(InterventionState, "state"),
    )
    starts_on: date | None = None
    ends_on: date | None = None


class InterventionGoal(CouncilRow, table=True):
    """An intervention serves a goal."""

    __table_args__ = (sa.UniqueConstraint("intervention_id", "goal_id"),)

    intervention_id: int = reference("intervention.id")
    goal_id: int = reference("goal.id")


class FollowUp(CouncilRow, table=True):
    """One intervention's follow-up for one year, in the three kinds and what was learnt."""

    __table_args__ = (sa.UniqueConstraint("intervention_id", "year"),)

    intervention_id: int = reference("intervention.id")
    year: int
    #: Was it carried out as planned? Empty: nobody has said.
    is_as_planned: bool | None = None
    #: Was it done, how often, how many were reached?
    production: str = long_text()
    #: How did it go, what hindered, what did it cost?
    process: str = long_text()
    #: Was the problem affected?
    effect: str = long_text()
    lesson: str = long_text()
    proposed_change: str = long_text()
