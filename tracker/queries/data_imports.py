"""Imports, and what is saved that they have to do with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from tracker.domain.import_diff import SavedValue, Spot
from tracker.domain.import_matching import KnownIndicator, KnownPlace
from tracker.domain.import_plans import KnownPopulation
from tracker.domain.terms import ImportState, IndicatorKind
from tracker.models import (
    ComparisonArea,
    DataImport,
    Goal,
    ImportChange,
    Indicator,
    Intervention,
    Measurement,
    Organisation,
    Person,
    PopulationCount,
    PriorityArea,
    Programme,
)
from tracker.models.base import CouncilRow
from tracker.queries.indicators import list_places

_NAMED: tuple[tuple[type[CouncilRow], Any], ...] = (
    (ComparisonArea, ComparisonArea.name),
    (Goal, Goal.title),
    (Indicator, Indicator.title),
    (Intervention, Intervention.title),
    (Organisation, Organisation.name),
    (PriorityArea, PriorityArea.name),
    (Programme, Programme.name),
)


@dataclass(frozen=True, kw_only=True)
class ListedImport:
    """An import in the list, without what it held."""

    row: DataImport
    made_by: str
    #: How many rows it made or changed.
    written: int


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A value that an import replaced."""

    measurement: Measurement
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    import_id: int
    #: The file's name, or the system's.
    name: str
    applied_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WrittenValue:
    """Which value a written row is."""

    title: str
    kind: IndicatorKind
    place: str
    starts_on: date
    ends_on: date


def list_imports(session: Session, *, council_id: int) -> tuple[ListedImport, ...]:
    """Return a council's imports, the latest first."""
    written = (
        sa.select(col(ImportChange.import_id), sa.func.count().label("written"))
        .where(col(ImportChange.council_id) == council_id)
        .group_by(col(ImportChange.import_id))
        .subquery()
    )
    found = session.execute(
        sa.select(DataImport, col(Person.name), written.c.written)
        .outerjoin(Person, col(Person.id) == col(DataImport.made_by_id))
        .outerjoin(written, written.c.import_id == col(DataImport.id))
        .where(col(DataImport.council_id) == council_id)
        .options(defer(sa.inspect(DataImport).attrs.content.class_attribute))
        .order_by(col(DataImport.made_at).desc(), col(DataImport.id).desc())
    )
    return tuple(
        ListedImport(row=row, made_by=name or "", written=count or 0) for row, name, count in found
    )


def find_import(session: Session, *, council_id: int, import_id: int) -> DataImport | None:
    """Return one of the council's imports."""
    return session.exec(
        select(DataImport).where(DataImport.council_id == council_id, DataImport.id == import_id)
    ).first()


def find_same_file(
    session: Session, *, council_id: int, file_hash: str, but: int
) -> DataImport | None:
    """Return the latest import of the very same file that counts now, other than `but`."""
    return session.exec(
        select(DataImport)
        .where(
            DataImport.council_id == council_id,
            DataImport.file_hash == file_hash,
            DataImport.state == ImportState.APPLIED,
            DataImport.id != but,
        )
        .order_by(col(DataImport.applied_at).desc())
    ).first()


def list_changes(
    session: Session, *, council_id: int, import_id: int, offset: int = 0, limit: int | None = None
) -> Sequence[ImportChange]:
    """Return the rows that an import wrote, in the order written."""
    return session.exec(
        select(ImportChange)
        .where(ImportChange.council_id == council_id, ImportChange.import_id == import_id)
        .order_by(col(ImportChange.position))
        .offset(offset)
        .limit(limit)
    ).all()


def count_changes(
    session: Session, *, council_id: int, import_id: int
) -> Mapping[tuple[str, bool], int]:
    """Return {(table, whether the rows are new): how many rows} of an import."""
    found = session.execute(
        sa.select(
            col(ImportChange.thing),
            sa.case((col(ImportChange.before).is_(None), True), else_=False).label("is_new"),
            sa.func.count(),
        )
        .where(col(ImportChange.council_id) == council_id, col(ImportChange.import_id) == import_id)
        .group_by(col(ImportChange.thing), "is_new")
    )
    return {(thing, bool(new)): count for thing, new, count in found}


def load_written_values(
    session: Session, *, council_id: int, changes: Sequence[ImportChange]
) -> Mapping[int, WrittenValue]:
    """Return {change's number: which value it wrote}, also for values that are gone again."""
    values = [one for one in changes if one.thing == str(Measurement.__tablename__)]
    there = {
        row.id: row
        for row in session.exec(
            select(Measurement).where(
                Measurement.council_id == council_id,
                col(Measurement.id).in_([one.thing_id for one in values]),
            )
        )
    }
    spots: dict[int, tuple[int, str, date, date]] = {}
    for one in values:
        row = there.get(one.thing_id)
        if row is not None:
            spots[one.id] = (row.indicator_id, row.municipality, row.starts_on, row.ends_on)
        elif one.before is None:
            spots[one.id] = (
                one.after["indicator_id"],
                one.after["municipality"],
                date.fromisoformat(one.after["starts_on"]),
                date.fromisoformat(one.after["ends_on"]),
            )
    indicators = {
        row.id: row
        for row in session.exec(
            select(Indicator).where(
                Indicator.council_id == council_id,
                col(Indicator.id).in_({spot[0] for spot in spots.values()}),
            )
        )
    }
    return {
        change_id: WrittenValue(
            title=indicators[indicator_id].title,
            kind=indicators[indicator_id].kind,
            place=place,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        for change_id, (indicator_id, place, starts_on, ends_on) in spots.items()
        if indicator_id in indicators
    }


def load_names(
    session: Session, *, council_id: int, changes: Sequence[ImportChange]
) -> Mapping[tuple[str, int], str]:
    """Return {(table, row): what a person knows it by}, one query for each table that has names."""
    names: dict[tuple[str, int], str] = {}
    for model, column in _NAMED:
        thing = str(model.__tablename__)
        numbers = [one.thing_id for one in changes if one.thing == thing]
        if numbers:
            found = session.execute(
                sa.select(col(model.id), column).where(
                    col(model.council_id) == council_id, col(model.id).in_(numbers)
                )
            )
            names |= {(thing, number): name for number, name in found}
    return names


def list_revisions(session: Session, *, council_id: int, indicator_id: int) -> tuple[Revision, ...]:
    """Return the values of an indicator that imports have replaced, the latest first.

    Those of undone imports are not among them: the earlier value stands again.
    """
    found = session.execute(
        sa.select(
            Measurement,
            ImportChange,
            col(DataImport.id),
            col(DataImport.name),
            col(DataImport.applied_at),
        )
        .join(
            ImportChange,
            sa.and_(
                col(ImportChange.thing) == str(Measurement.__tablename__),
                col(ImportChange.thing_id) == col(Measurement.id),
            ),
        )
        .join(DataImport, col(DataImport.id) == col(ImportChange.import_id))
        .where(
            col(Measurement.council_id) == council_id,
            col(Measurement.indicator_id) == indicator_id,
            col(ImportChange.council_id) == council_id,
            col(DataImport.state) == ImportState.APPLIED,
        )
        .order_by(col(DataImport.applied_at).desc(), col(ImportChange.position))
    )
    return tuple(
        Revision(
            measurement=measurement,
            before=change.before,
            after=change.after,
            import_id=import_id,
            name=name,
            applied_at=applied_at,
        )
        for measurement, change, import_id, name, applied_at in found
        if change.before is not None and not {"value", "count"}.isdisjoint(change.before)
    )


def list_known_indicators(session: Session, *, council_id: int) -> tuple[KnownIndicator, ...]:
    """Return the indicators that values may come in to, those of the latest programme first."""
    found = session.execute(
        sa.select(Indicator, col(PriorityArea.number), col(Goal.number))
        .join(Goal, col(Goal.id) == col(Indicator.goal_id))
        .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
        .join(Programme, col(Programme.id) == col(PriorityArea.programme_id))
        .where(col(Indicator.council_id) == council_id)
        .order_by(
            col(Programme.first_year).desc(),
            col(PriorityArea.number),
            col(Goal.number),
            col(Indicator.id),
        )
    )
    return tuple(
        KnownIndicator(
            id=one.id,
            code=f"{area_number}.{goal_number}",
            title=one.title,
            unit=one.unit,
            kind=one.kind,
            source=one.source,
            source_name=one.source_name,
            kpi=one.kpi,
            kpi_title=one.kpi_title,
            definition=one.definition,
        )
        for one, area_number, goal_number in found
    )


_SAVED = ("id", *(name for name in SavedValue.__slots__ if name != "id"))


def load_saved(
    session: Session, *, council_id: int, indicator_ids: Iterable[int]
) -> Mapping[int, Mapping[Spot, SavedValue]]:
    """Return {indicator: {place and period: its value}}, in one query."""
    saved: dict[int, dict[Spot, SavedValue]] = defaultdict(dict)
    for indicator_id, place, starts_on, ends_on, *values in session.execute(
        sa.select(
            col(Measurement.indicator_id),
            col(Measurement.municipality),
            col(Measurement.starts_on),
            col(Measurement.ends_on),
            *(getattr(Measurement, name) for name in _SAVED),
        ).where(
            col(Measurement.council_id) == council_id,
            col(Measurement.indicator_id).in_(list(indicator_ids)),
        )
    ):
        spot = (place, starts_on, ends_on)
        saved[indicator_id][spot] = SavedValue(**dict(zip(_SAVED, values, strict=True)))
    return saved


def list_areas(session: Session, *, council_id: int) -> tuple[KnownPlace, ...]:
    """Return the places that the council has said that it compares itself with."""
    found = session.exec(
        select(ComparisonArea)
        .where(ComparisonArea.council_id == council_id)
        .order_by(ComparisonArea.name)
    )
    return tuple(KnownPlace(name=one.name, code=one.code) for one in found)


def list_compared(session: Session, *, council_id: int) -> tuple[KnownPlace, ...]:
    """Return those places, and those that there are values for without anybody having said so."""
    areas = list_areas(session, council_id=council_id)
    names = {one.name for one in areas}
    return (
        *areas,
        *(
            KnownPlace(name=name)
            for name in list_places(session, council_id=council_id)
            if name not in names
        ),
    )


def load_populations(
    session: Session, *, council_id: int, years: Iterable[int]
) -> Mapping[tuple[str, int], KnownPopulation]:
    """Return {(place, year): population}."""
    found = session.exec(
        select(PopulationCount).where(
            PopulationCount.council_id == council_id, col(PopulationCount.year).in_(list(years))
        )
    )
    return {
        (one.municipality, one.year): KnownPopulation(id=one.id, inhabitants=one.inhabitants)
        for one in found
    }


def load_lacking(
    session: Session, *, council_id: int, years: Iterable[int]
) -> Mapping[tuple[str, int], Sequence[int]]:
    """Return {(place, year): the counts of periods that end in it and lack a population}."""
    wanted = set(years)
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for measurement_id, place, ends_on in session.execute(
        sa.select(col(Measurement.id), col(Measurement.municipality), col(Measurement.ends_on))
        .where(
            col(Measurement.council_id) == council_id,
            col(Measurement.count).is_not(None),
            col(Measurement.population).is_(None),
        )
        .order_by(col(Measurement.id))
    ):
        if ends_on.year in wanted:
            found[place, ends_on.year].append(measurement_id)
    return found
