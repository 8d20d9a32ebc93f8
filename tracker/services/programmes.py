"""Keeping how a programme was worded, so that a goal reworded later does not rewrite old reports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tracker.domain.programme_versions import (
    AREA_WORDING,
    GOAL_WORDING,
    INDICATOR_WORDING,
    freeze,
)
from tracker.models import (
    Goal,
    Indicator,
    PriorityArea,
    Programme,
    ProgrammeVersion,
)
from tracker.models.base import CouncilRow
from tracker.queries.programme_versions import load_present
from tracker.queries.programme_wording import is_held, is_reported_between
from tracker.queries.records import find_record
from tracker.services.audit import Act, write_down

#: What is worded: the columns whose change is asked about, by table.
WORDING: Mapping[type[CouncilRow], tuple[str, ...]] = {
    PriorityArea: AREA_WORDING,
    Goal: GOAL_WORDING,
    Indicator: INDICATOR_WORDING,
}


class HeldByVersion(Exception):
    """An earlier wording holds the record, so that older reports need it."""


def keep_wording(
    session: Session,
    *,
    programme: Programme,
    from_year: int,
    changes: str,
    now: datetime,
    by: Act,
) -> ProgrammeVersion | None:
    """Keep the present wording for the years before another begins to hold.

    Call it before anything is changed. Others who keep the same programme's wording wait until
    the commit.

    Args:
        session: an open session.
        programme: whose wording is about to change.
        from_year: the first year that the new wording holds for.
        changes: what the new wording changes and why, as written; may be empty.
        now: the moment.
        by: who does it.

    Returns:
        What was kept; None when nothing needed to be: the present wording holds from that year or
        a later one already, or the programme begins then.
    """
    session.refresh(programme, with_for_update=True)
    first_year = first_year_of_wording(programme)
    if from_year <= first_year:
        return None
    content, content_hash = freeze(load_present(session, programme=programme))
    version = ProgrammeVersion(
        council_id=programme.council_id,
        programme_id=programme.id,
        number=programme.version,
        first_year=first_year,
        last_year=from_year - 1,
        adopted_on=programme.adopted_on,
        registry_number=programme.registry_number,
        link=programme.link,
        changes=changes,
        frozen_at=now,
        content=content,
        content_hash=content_hash,
    )
    session.add(version)
    programme.version += 1
    programme.version_from = from_year
    session.add(programme)
    session.flush()
    write_down(
        session,
        council_id=programme.council_id,
        action="keep_wording",
        thing="programme_version",
        thing_id=version.id,
        by=by,
    )
    return version


def first_year_of_wording(programme: Programme) -> int:
    """Return the first year that the present wording holds for."""
    return programme.version_from or programme.first_year


def years_to_begin(programme: Programme) -> range:
    """Return the years that another wording may begin to hold from."""
    return range(first_year_of_wording(programme) + 1, programme.last_year + 1)


def suggest_from_year(session: Session, programme: Programme, *, year: int) -> int | None:
    """Return this year where the present wording has been read as an earlier year's; else None."""
    if year not in years_to_begin(programme):
        return None
    first_year = first_year_of_wording(programme)
    is_read = is_reported_between(session, programme=programme, years=range(first_year, year))
    return year if is_read else None


def keep_if_reworded(
    session: Session, *, row: CouncilRow, values: Mapping[str, Any], from_year: int, by: Act
) -> ProgrammeVersion | None:
    """Keep the programme's wording if some values, not yet given to the record, would change it.

    Args:
        session: an open session.
        row: an area, a goal or an indicator as it stands; a blank one when it is to be added.
        values: {column: value}.
        from_year: the first year that the new wording holds for.
        by: who does it.
    """
    programme = find_programme_of(session, row)
    if programme is None or not is_reworded(row, values):
        return None
    return keep_wording(
        session, programme=programme, from_year=from_year, changes="", now=by.at, by=by
    )


def is_reworded(row: CouncilRow, values: Mapping[str, Any]) -> bool:
    """Tell whether some values would change how a record is worded; a new one always does."""
    columns = WORDING.get(type(row), ())
    if row.id is None:
        return bool(columns)
    return any(name in values and values[name] != getattr(row, name) for name in columns)


def find_programme_of(session: Session, row: CouncilRow) -> Programme | None:
    """Return the programme that an area, a goal or an indicator belongs to; None for others."""
    council_id = row.council_id
    if isinstance(row, Indicator):
        goal = find_record(session, model=Goal, council_id=council_id, record_id=row.goal_id)
        return find_programme_of(session, goal) if goal else None
    if isinstance(row, Goal):
        area = find_record(
            session, model=PriorityArea, council_id=council_id, record_id=row.priority_area_id
        )
        return find_programme_of(session, area) if area else None
    if isinstance(row, PriorityArea):
        return find_record(
            session, model=Programme, council_id=council_id, record_id=row.programme_id
        )
    return row if isinstance(row, Programme) else None


def refuse_held(session: Session, row: CouncilRow) -> None:
    """Refuse to remove what an earlier wording holds.

    Raises:
        HeldByVersion: one does. It can be ended with a last year instead.
    """
    programme = find_programme_of(session, row)
    if programme is not None and is_held(session, row, programme_id=programme.id):
        raise HeldByVersion
