"""The crime-prevention programme: areas, goals, indicators, interventions."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from tracker.db import UTCDateTime, enum_type
from tracker.domain.terms import (
    Approach,
    CarriedOut,
    Direction,
    Fulfilment,
    IndicatorKind,
    InterventionState,
    SeenEffect,
    Term,
)
from tracker.models.base import CouncilRow, long_text, optional_reference, reference


class Programme(CouncilRow, table=True):
    """A crime-prevention programme (BFP), usually for four years."""

    name: str
    first_year: int
    last_year: int
    adopted_on: date | None = None
    registry_number: str = ""
    link: str = ""
    #: Which version the present wording is.
    version: int = 1
    #: The first year that the present wording holds for. Empty: the programme's first.
    version_from: int | None = None


class ProgrammeVersion(CouncilRow, table=True):
    """The programme's wording as it was until a year. Never changed: older reports read it."""

    __table_args__ = (
        sa.UniqueConstraint("programme_id", "number"),
        sa.CheckConstraint("last_year >= first_year", name="years"),
    )

    programme_id: int = reference("programme.id")
    #: 1, 2, 3 …
    number: int
    #: The years that it held for.
    first_year: int
    last_year: int
    adopted_on: date | None = None
    registry_number: str = ""
    link: str = ""
    #: What the version after it changes, and why.
    changes: str = long_text()
    frozen_at: datetime = Field(sa_type=UTCDateTime)
    #: Areas, goals and indicators as worded, as compressed JSON (domain/programme_versions).
    content: bytes
    #: SHA-256 of the JSON, in hexadecimal.
    content_hash: str = Field(max_length=64)


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
    #: The years that the goal is for. Empty: the programme's.
    first_year: int | None = None
    last_year: int | None = None


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
    #: The years whose value the target starts from.
    baseline_first_year: int | None = None
    baseline_last_year: int | None = None
    #: The last year that it is followed. Empty: it still is.
    last_year: int | None = None
    #: What is counted, as its source defines it. Another definition is another indicator.
    definition: str = long_text()
    #: What it is called in its source's files, to be known again there.
    source_name: str = ""
    #: Its number in Kolada, such as N07403, and the title that it had when it was tied.
    kpi: str = ""
    kpi_title: str = ""
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
        sa.CheckConstraint("high >= low", name="interval"),
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
    #: The source's own 95 % interval, in the value's unit.
    low: float | None = None
    high: float | None = None
    #: May still be revised by its source.
    is_preliminary: bool = False
    #: Not comparable with the periods before.
    is_series_break: bool = False
    source: str = ""
    fetched_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: The import that it last came in with. Empty: a person wrote it.
    import_id: int | None = optional_reference("data_import.id")


class ComparisonArea(CouncilRow, table=True):
    """A municipality, a county or the country that the council compares itself with."""

    __table_args__ = (sa.UniqueConstraint("council_id", "name"),)

    #: As measurements bear it.
    name: str
    #: As in Kolada and SCB: four digits for a municipality; 0000 is the country.
    code: str = ""


class PopulationCount(CouncilRow, table=True):
    """How many lived in a municipality in a year, for the counts that say no population."""

    __table_args__ = (
        sa.UniqueConstraint("council_id", "municipality", "year"),
        sa.CheckConstraint("inhabitants > 0", name="inhabitants_positive"),
    )

    #: The municipality's name; empty for the council's own.
    municipality: str = ""
    year: int
    inhabitants: int
    source: str = ""
    import_id: int | None = optional_reference("data_import.id")


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
    approach: Approach | None = Field(default=None, sa_type=enum_type(Approach, "approach"))
    term: Term | None = Field(default=None, sa_type=enum_type(Term, "term"))
    #: Kronor a year, where somebody has said.
    cost: int | None = None
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

    __table_args__ = (
        sa.UniqueConstraint("intervention_id", "year"),
        sa.CheckConstraint("reached >= 0", name="reached_not_negative"),
        sa.CheckConstraint("cost >= 0", name="cost_not_negative"),
    )

    intervention_id: int = reference("intervention.id")
    year: int
    carried_out: CarriedOut | None = Field(
        default=None,
        sa_type=enum_type(CarriedOut, "carried_out"),
    )
    #: Such as "varje vecka" or "12 gånger".
    how_often: str = ""
    #: How many people were reached.
    reached: int | None = None
    #: Kronor in the year.
    cost: int | None = None
    hindrances: str = long_text()
    seen_effect: SeenEffect | None = Field(
        default=None,
        sa_type=enum_type(SeenEffect, "seen_effect"),
    )
    #: When those who do the work, or somebody for them, sent it in. Empty: written by hand.
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: Who answered, and for whom, as written.
    answered_by: str = ""
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


class FollowUpDraft(CouncilRow, table=True):
    """What somebody has written of a year's follow-up and not yet sent. Kept as typed."""

    __table_args__ = (sa.UniqueConstraint("intervention_id", "year"),)

    intervention_id: int = reference("intervention.id")
    year: int
    #: {field: text as typed}.
    typed: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    saved_at: datetime = Field(sa_type=UTCDateTime)
    saved_by_id: int | None = optional_reference("person.id")
    #: Whom to ask instead, as written by somebody who does not answer for it.
    passed_on: str = ""
    #: Rises with every save, to find two people writing at once.
    version: int = 1
