"""Saving a year, or the calendar around it, that came in from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.domain.meetings import MeetingPlan, local_day
from tracker.domain.terms import MeetingStatus
from tracker.models import Council, SchoolBreak, SteeringEvent
from tracker.queries import meetings as meeting_queries
from tracker.queries import year_wheels
from tracker.services.audit import Act, write_down
from tracker.services.meetings import plan_meeting, put_on_wheel

#: What makes two meetings the same: their day and theme.
MeetingKey = tuple[date, str]


class CalendarKind(StrEnum):
    """What a row of calendar data is."""

    SCHOOL_BREAK = "school-break"
    STEERING_EVENT = "steering-event"


#: What makes two rows of calendar data the same.
SpanKey = tuple[CalendarKind, date, str]

_TABLES: dict[CalendarKind, type[SchoolBreak] | type[SteeringEvent]] = {
    CalendarKind.SCHOOL_BREAK: SchoolBreak,
    CalendarKind.STEERING_EVENT: SteeringEvent,
}


class AlreadyThere(Exception):
    """One of the rows was saved already, perhaps a moment ago."""


@dataclass(frozen=True)
class CalendarSpan:
    """A school break or an event of the steering cycle."""

    kind: CalendarKind
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Saved:
    """How many meetings were saved: ahead, and already held."""

    planned: int
    held: int


def meeting_key(day: date, theme: str) -> MeetingKey:
    """Return what two meetings that are the same have in common."""
    return day, theme.casefold()


def list_meeting_keys(session: Session, *, council: Council, year: int) -> set[MeetingKey]:
    """Return the meetings that stand on a year's wheel."""
    zone = ZoneInfo(council.time_zone)
    rows = meeting_queries.list_meetings(session, council_id=council.id, year=year)
    return {meeting_key(local_day(row.meeting.starts_at, zone), row.meeting.theme) for row in rows}


def span_key(kind: CalendarKind, starts_on: date, name: str) -> SpanKey:
    """Return what two breaks or events that are the same have in common."""
    return kind, starts_on, name.casefold()


def list_span_keys(session: Session, *, council: Council, years: set[int]) -> set[SpanKey]:
    """Return the breaks and events that touch some years."""
    keys: set[SpanKey] = set()
    for year in years:
        for kind, rows in (
            (
                CalendarKind.SCHOOL_BREAK,
                year_wheels.list_school_breaks(session, council_id=council.id, year=year),
            ),
            (
                CalendarKind.STEERING_EVENT,
                year_wheels.list_steering_events(session, council_id=council.id, year=year),
            ),
        ):
            keys |= {span_key(kind, row.starts_on, row.name) for row in rows}
    return keys


def save_meetings(
    session: Session, *, council: Council, plans: Sequence[MeetingPlan], by: Act
) -> Saved:
    """Save meetings. Those ahead get their messages; those that have ended are held.

    Raises:
        AlreadyThere: one of them stands on the wheel already. The caller must roll back.
    """
    zone = ZoneInfo(council.time_zone)
    _let_nobody_else_import(session, council)
    days = {plan: local_day(plan.starts_at, zone) for plan in plans}
    known = {
        key
        for year in {day.year for day in days.values()}
        for key in list_meeting_keys(session, council=council, year=year)
    }
    held = 0
    for plan in plans:
        key = meeting_key(days[plan], plan.theme)
        if key in known:
            raise AlreadyThere
        known.add(key)
        if plan.ends_at <= by.at:
            _save_held(session, council, plan, by)
            held += 1
        else:
            plan_meeting(session, council=council, plan=plan, by=by)
    return Saved(planned=len(plans) - held, held=held)


def save_spans(
    session: Session, *, council: Council, spans: Sequence[CalendarSpan], by: Act
) -> None:
    """Save school breaks and events of the steering cycle.

    Raises:
        AlreadyThere: one of them is there already. The caller must roll back.
    """
    _let_nobody_else_import(session, council)
    known = list_span_keys(session, council=council, years={span.starts_on.year for span in spans})
    for span in spans:
        key = span_key(span.kind, span.starts_on, span.name)
        if key in known:
            raise AlreadyThere
        known.add(key)
        row = _TABLES[span.kind](
            council_id=council.id,
            name=span.name,
            starts_on=span.starts_on,
            ends_on=span.ends_on,
        )
        session.add(row)
        session.flush()
        _write_down(session, council, str(row.__tablename__), row.id, by)


def _let_nobody_else_import(session: Session, council: Council) -> None:
    """Lock the council until the commit: the same file sent twice at once is saved once."""
    # PostgreSQL locks the row; SQLite lets nobody else write anyway.
    session.refresh(council, with_for_update=True)


def _save_held(session: Session, council: Council, plan: MeetingPlan, by: Act) -> None:
    """Save a meeting of the past: nobody is told of it, and nobody is asked."""
    meeting = put_on_wheel(session, council=council, plan=plan, status=MeetingStatus.HELD, by=by)
    _write_down(session, council, "meeting", meeting.id, by)


def _write_down(session: Session, council: Council, thing: str, thing_id: int, by: Act) -> None:
    write_down(
        session, council_id=council.id, action="import_row", thing=thing, thing_id=thing_id, by=by
    )
