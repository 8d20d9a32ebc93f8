"""Everything that the programme's tables hold, in one query a table."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from tracker.domain.programme_tables import TABLES, CellKind, ProgrammeTable
from tracker.domain.saved_tables import SavedRow, SavedTables
from tracker.models import (
    ComparisonArea,
    Council,
    FollowUp,
    Goal,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    Membership,
    Organisation,
    Person,
    PopulationCount,
    PriorityArea,
    Programme,
)
from tracker.models.base import CouncilRow

_MODELS: Mapping[str, type[CouncilRow]] = {
    str(model.__tablename__): model
    for model in (
        ComparisonArea,
        FollowUp,
        Goal,
        Indicator,
        Intervention,
        Measurement,
        PopulationCount,
        PriorityArea,
        Programme,
    )
}
#: The columns that rows of a table are ordered by, where that is not how they are numbered.
_ORDER: Mapping[str, tuple[str, ...]] = {
    "programme": ("first_year",),
    "priority_area": ("programme_id", "number"),
    "goal": ("priority_area_id", "number"),
    "indicator": ("goal_id",),
    "intervention": ("title",),
    "follow_up": ("intervention_id", "year"),
    "comparison_area": ("name",),
    "measurement": ("indicator_id", "municipality", "starts_on", "ends_on"),
    "population_count": ("municipality", "year"),
}


def load_tables(session: Session, *, council: Council) -> SavedTables:
    """Return a council's tables, with the organisations and people that they name."""
    links = _links(session, council.id)
    return SavedTables(
        municipality=council.municipality,
        rows={table.key: _rows(session, council.id, table, links) for table in TABLES},
        organisations={
            one.id: (one.name, one.short_name)
            for one in session.exec(
                select(Organisation).where(Organisation.council_id == council.id)
            )
        },
        people=_people(session, council.id),
    )


def _rows(
    session: Session, council_id: int, table: ProgrammeTable, links: Mapping[int, dict[int, int]]
) -> tuple[SavedRow, ...]:
    model = _MODELS[table.key]
    order = [getattr(model, name) for name in (*_ORDER[table.key], "id")]
    names = [column.key for column in table.columns if column.kind is not CellKind.REFERENCES]
    columns: list[Any] = [getattr(model, name) for name in ("id", *names)]
    found = session.execute(
        select(*columns).where(col(model.council_id) == council_id).order_by(*order)
    )
    rows = ((number, dict(zip(names, values, strict=True))) for number, *values in found)
    if model is not Intervention:
        return tuple(SavedRow(id=number, values=values) for number, values in rows)
    return tuple(
        SavedRow(id=number, values={**values, "goals": tuple(links[number])}, links=links[number])
        for number, values in rows
    )


def _links(session: Session, council_id: int) -> Mapping[int, dict[int, int]]:
    """Return {intervention: {goal: the tie's number}}, goals in the programme's order."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = session.execute(
        select(InterventionGoal.intervention_id, InterventionGoal.goal_id, InterventionGoal.id)
        .join(Goal, col(Goal.id) == col(InterventionGoal.goal_id))
        .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
        .where(InterventionGoal.council_id == council_id)
        .order_by(col(PriorityArea.programme_id), col(PriorityArea.number), col(Goal.number))
    )
    for intervention_id, goal_id, number in rows:
        found[intervention_id][goal_id] = number
    return found


def _people(session: Session, council_id: int) -> dict[int, tuple[str, ...]]:
    """Return the council's people, and those that an intervention names. E-mail goes first."""
    members = select(Membership.person_id).where(Membership.council_id == council_id)
    named = select(Intervention.responsible_id).where(Intervention.council_id == council_id)
    people = session.exec(
        select(Person).where(col(Person.id).in_(members) | col(Person.id).in_(named))
    )
    return {
        person.id: (person.email, person.name) if person.email else (person.name,)
        for person in people
    }
