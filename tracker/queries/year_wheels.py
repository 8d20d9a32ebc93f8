"""A council's year: its wheel, breaks and steering cycle."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.domain import law
from tracker.domain import year_wheel as rules
from tracker.domain.programmes import GoalRef
from tracker.models import (
    Council,
    Meeting,
    PriorityArea,
    Programme,
    SchoolBreak,
    SteeringEvent,
    YearWheel,
)
from tracker.queries import law as law_queries
from tracker.queries import meetings, programmes
from tracker.queries.meetings import MeetingRow


@dataclass(frozen=True, kw_only=True)
class LoadedYear:
    """A council's year as the wheel draws it, and the rows it was made from."""

    wheel: rules.YearWheel
    meetings: Sequence[MeetingRow]
    programme: Programme | None
    goals: Sequence[GoalRef]
    #: Every duty of the Act as it stands today.
    duties: tuple[law.Duty, ...]
    breaks: Sequence[SchoolBreak]
    events: Sequence[SteeringEvent]


def load_year_wheel(
    session: Session,
    *,
    council: Council,
    year: int,
    today: date,
    url_of: Callable[[Meeting], str],
) -> LoadedYear:
    """Return a council's year, for a page, a file or the public.

    Args:
        session: an open session.
        council: whose year.
        year: the calendar year.
        today: the council's local day, which the duties are judged from.
        url_of: where a meeting's petal leads.
    """
    zone = ZoneInfo(council.time_zone)
    rows = meetings.list_meetings(session, council_id=council.id, year=year)
    programme = programmes.find_programme(session, council_id=council.id, year=year)
    areas: Sequence[PriorityArea] = []
    goals: Sequence[GoalRef] = []
    if programme:
        found = {"council_id": council.id, "programme_id": programme.id, "year": year}
        areas = programmes.list_areas(session, **found)
        goals = programmes.list_goals(session, **found)
    duties = law.duties(
        law_queries.load_facts(session, council_id=council.id, today=today),
        today,
        interval_months=council.update_interval_months,
    )
    breaks = list_school_breaks(session, council_id=council.id, year=year)
    events = list_steering_events(session, council_id=council.id, year=year)
    wheel = rules.YearWheel(
        year=year,
        today=today,
        areas=_wheel_areas(areas, goals),
        meetings=tuple(_wheel_meeting(row, zone, url_of(row.meeting)) for row in rows),
        breaks=tuple(rules.Span(row.name, row.starts_on, row.ends_on) for row in breaks),
        cycle=tuple(rules.Span(row.name, row.starts_on, row.ends_on) for row in events),
        deadlines=tuple(_deadlines(duties, year)),
    )
    return LoadedYear(
        wheel=wheel,
        meetings=rows,
        programme=programme,
        goals=goals,
        duties=duties,
        breaks=breaks,
        events=events,
    )


def find_year_wheel(session: Session, *, council_id: int, year: int) -> YearWheel | None:
    """Return the wheel of a year, if it has been begun."""
    return session.exec(
        select(YearWheel).where(YearWheel.council_id == council_id, YearWheel.year == year)
    ).first()


def list_years(session: Session, *, council_id: int) -> Sequence[int]:
    """Return the years that have a wheel, in order."""
    return session.exec(
        select(YearWheel.year)
        .where(YearWheel.council_id == council_id)
        .order_by(col(YearWheel.year))
    ).all()


def list_school_breaks(session: Session, *, council_id: int, year: int) -> Sequence[SchoolBreak]:
    """Return the school breaks that touch a year."""
    return session.exec(
        select(SchoolBreak)
        .where(
            SchoolBreak.council_id == council_id,
            col(SchoolBreak.starts_on) <= date(year, 12, 31),
            col(SchoolBreak.ends_on) >= date(year, 1, 1),
        )
        .order_by(col(SchoolBreak.starts_on))
    ).all()


def list_steering_events(
    session: Session, *, council_id: int, year: int
) -> Sequence[SteeringEvent]:
    """Return the steering-cycle events that touch a year."""
    return session.exec(
        select(SteeringEvent)
        .where(
            SteeringEvent.council_id == council_id,
            col(SteeringEvent.starts_on) <= date(year, 12, 31),
            col(SteeringEvent.ends_on) >= date(year, 1, 1),
        )
        .order_by(col(SteeringEvent.starts_on))
    ).all()


def _wheel_areas(
    areas: Iterable[PriorityArea], goals: Sequence[GoalRef]
) -> tuple[rules.WheelArea, ...]:
    return tuple(
        rules.WheelArea(
            number=area.number,
            name=area.name,
            goals=tuple(
                rules.WheelGoal(goal.id, goal.code, goal.title, goal.area_number)
                for goal in goals
                if goal.area_id == area.id
            ),
        )
        for area in areas
    )


def _wheel_meeting(row: MeetingRow, zone: ZoneInfo, url: str) -> rules.WheelMeeting:
    starts = row.meeting.starts_at.astimezone(zone)
    ends = row.meeting.ends_at.astimezone(zone)
    return rules.WheelMeeting(
        id=row.meeting.id,
        url=url,
        theme=row.meeting.theme,
        kind=row.meeting.kind,
        status=row.meeting.status,
        day=starts.date(),
        starts=starts.time(),
        ends=ends.time(),
        place=row.meeting.place,
        goal_codes=tuple(goal.code for goal in row.goals),
        area_numbers=tuple(dict.fromkeys(goal.area_number for goal in row.goals)),
        is_invited=row.is_invited,
    )


def _deadlines(duties: tuple[law.Duty, ...], year: int) -> list[rules.Deadline]:
    return [
        rules.Deadline(duty.name, duty.due_on, is_overdue=duty.state is law.DutyState.OVERDUE)
        for duty in duties
        if duty.due_on is not None and duty.due_on.year == year
    ]
