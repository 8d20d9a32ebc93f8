"""What the planning of a year starts from: programme, calendar, duties, meetings already there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.domain import law
from tracker.domain.calendar import EARLIEST_YEAR, ONE_DAY, SATURDAY, at_local_time
from tracker.domain.meetings import local_day
from tracker.domain.planning_days import GAP_DAYS
from tracker.domain.planning_facts import MeetingOutline, PlanDeadline, PlanGoal, Wishes
from tracker.domain.terms import MeetingKind, MeetingStatus
from tracker.domain.year_wheel import Span
from tracker.models import (
    Council,
    GoalAssessment,
    Meeting,
    MeetingGoal,
    Programme,
    SchoolBreak,
    SteeringEvent,
)
from tracker.queries import law as law_queries
from tracker.queries import meetings, programmes, year_wheels
from tracker.queries.reviews import list_reviews

#: What a council without earlier meetings starts from: four theme meetings beside the
#: situation report and the annual follow-up.
USUAL_MEETINGS = 6
REVIEW_INTERVAL_YEARS = 2

Value = TypeVar("Value")


@dataclass(frozen=True)
class PlanOptions:
    """What a coordinator chooses. `weekday` is 0 for Monday; times are wall-clock times."""

    meetings: int = USUAL_MEETINGS
    weekday: int = 1
    starts: time = time(15)
    ends: time = time(16, 30)
    place: str = ""
    months_off: frozenset[int] = frozenset()


def load_usual_options(session: Session, *, council: Council, year: int) -> PlanOptions:
    """Return what the latest year with meetings before a year suggests: how many, when, where.

    Meetings that the year already has are taken from the number.
    """
    there = len(list_outlines(session, council=council, year=year))
    earlier = _latest_outlines(session, council, year)
    usual = [outline for outline in earlier if outline.kind is not MeetingKind.EXTRA]
    if not usual:
        return PlanOptions(meetings=max(USUAL_MEETINGS - there, 1))
    working_days = [o.day.weekday() for o in usual if o.day.weekday() < SATURDAY]
    starts, ends = _most_common((outline.starts, outline.ends) for outline in usual)
    return PlanOptions(
        meetings=max(len(usual) - there, 1),
        weekday=_most_common(working_days) if working_days else PlanOptions.weekday,
        starts=starts,
        ends=ends,
        place=_most_common(outline.place for outline in usual),
    )


def load_wishes(
    session: Session,
    *,
    council: Council,
    year: int,
    options: PlanOptions,
    today: date,
    all_goals: bool = False,
) -> Wishes:
    """Return what is asked of a year's plan, with the calendar around the council.

    Args:
        session: an open session.
        council: the council.
        year: the year that is planned.
        options: what the coordinator chose.
        today: the council's local day. Only later days are possible.
        all_goals: whether to name also goals that a theme meeting of the year already takes up.
            They are always named when there are no others.
    """
    programme = programmes.find_programme(session, council_id=council.id, year=year)
    outlines = list_outlines(session, council=council, year=year)
    goals = _goals(session, council, programme, year)
    covered = {
        goal_id
        for outline in outlines
        if outline.kind is MeetingKind.THEME and not all_goals
        for goal_id in outline.goal_ids
    }
    return Wishes(
        year=year,
        meetings=options.meetings,
        weekday=options.weekday,
        starts=options.starts,
        ends=options.ends,
        place=options.place,
        months_off=options.months_off,
        goals=tuple(goal for goal in goals if goal.id not in covered) or goals,
        breaks=_spans(year_wheels.list_school_breaks(session, council_id=council.id, year=year)),
        cycle=_spans(
            event
            for its_year in (year, year + 1)
            for event in year_wheels.list_steering_events(
                session, council_id=council.id, year=its_year
            )
        ),
        deadlines=_deadlines(session, council, year, today),
        is_review_year=_is_review_year(session, council, year, outlines),
        taken=_taken(session, council, year),
        first_day=today + ONE_DAY if today.year >= year else None,
        programme_years=(programme.first_year, programme.last_year) if programme else None,
    )


def list_outlines(session: Session, *, council: Council, year: int) -> list[MeetingOutline]:
    """Return a year's meetings that are not cancelled, in time order, as a plan knows them."""
    zone = ZoneInfo(council.time_zone)
    return [
        MeetingOutline(
            day=local_day(row.meeting.starts_at, zone),
            kind=row.meeting.kind,
            theme=row.meeting.theme,
            starts=row.meeting.starts_at.astimezone(zone).time(),
            ends=row.meeting.ends_at.astimezone(zone).time(),
            place=row.meeting.place,
            goal_ids=tuple(goal.id for goal in row.goals),
            id=row.meeting.id,
        )
        for row in meetings.list_meetings(session, council_id=council.id, year=year)
        if row.meeting.status is not MeetingStatus.CANCELLED
    ]


def _latest_outlines(session: Session, council: Council, year: int) -> list[MeetingOutline]:
    earlier = [
        its_year
        for its_year in year_wheels.list_years(session, council_id=council.id)
        if its_year < year
    ]
    for its_year in reversed(earlier):
        found = list_outlines(session, council=council, year=its_year)
        if found:
            return found
    return []


def _goals(
    session: Session, council: Council, programme: Programme | None, year: int
) -> tuple[PlanGoal, ...]:
    if programme is None:
        return ()
    refs = programmes.list_goals(
        session, council_id=council.id, programme_id=programme.id, year=year
    )
    met, assessed = _last_met(session, council, year), _last_assessed(session, council, year)
    return tuple(
        PlanGoal(
            id=ref.id,
            code=ref.code,
            title=ref.title,
            area_number=ref.area_number,
            area_name=ref.area_name,
            last_met_on=met.get(ref.id),
            followed_up_on=assessed.get(ref.id),
        )
        for ref in refs
    )


def _last_met(session: Session, council: Council, year: int) -> dict[int, date]:
    """Return {goal: the day of its latest theme meeting before a year}."""
    zone = ZoneInfo(council.time_zone)
    rows = session.exec(
        select(MeetingGoal.goal_id, Meeting.starts_at)
        .join(Meeting, col(Meeting.id) == col(MeetingGoal.meeting_id))
        .where(
            MeetingGoal.council_id == council.id,
            Meeting.kind == MeetingKind.THEME,
            Meeting.status != MeetingStatus.CANCELLED,
            col(Meeting.starts_at) < at_local_time(date(year, 1, 1), time(), zone),
        )
        .order_by(col(Meeting.starts_at))
    )
    return {goal_id: local_day(starts_at, zone) for goal_id, starts_at in rows}


def _last_assessed(session: Session, council: Council, year: int) -> dict[int, date]:
    """Return {goal: the last day of the latest year before this for which it was assessed}."""
    rows = session.exec(
        select(GoalAssessment.goal_id, GoalAssessment.year)
        .where(
            GoalAssessment.council_id == council.id,
            GoalAssessment.year < year,
            col(GoalAssessment.fulfilment).is_not(None),
        )
        .order_by(col(GoalAssessment.year))
    )
    return {goal_id: date(its_year, 12, 31) for goal_id, its_year in rows}


def _spans(rows: Iterable[SchoolBreak | SteeringEvent]) -> tuple[Span, ...]:
    """Return each row once, although it may touch two years."""
    found = {row.id: Span(row.name, row.starts_on, row.ends_on) for row in rows}
    return tuple(found.values())


def _deadlines(
    session: Session, council: Council, year: int, today: date
) -> tuple[PlanDeadline, ...]:
    facts = law_queries.load_facts(session, council_id=council.id, today=today)
    duties = law.duties(facts, today, interval_months=council.update_interval_months)
    return tuple(
        PlanDeadline(duty.name, duty.due_on, duty.key)
        for duty in duties
        if duty.due_on is not None and duty.due_on.year == year
    )


def _is_review_year(
    session: Session, council: Council, year: int, outlines: Sequence[MeetingOutline]
) -> bool:
    """Tell whether the year needs a review: two years since the last, and none planned yet."""
    if any(outline.takes_up(MeetingKind.REVIEW) for outline in outlines):
        return False
    zone = ZoneInfo(council.time_zone)
    held = session.exec(
        select(Meeting.starts_at).where(
            Meeting.council_id == council.id,
            Meeting.kind == MeetingKind.REVIEW,
            Meeting.status != MeetingStatus.CANCELLED,
        )
    )
    years = {local_day(starts_at, zone).year for starts_at in held}
    reviews = list_reviews(session, council_id=council.id)
    years |= {review.adopted_on.year for review in reviews if review.adopted_on}
    latest = max((found for found in years if found < year), default=None)
    return latest is None or year - latest >= REVIEW_INTERVAL_YEARS


def _taken(session: Session, council: Council, year: int) -> tuple[date, ...]:
    """Return the days of meetings in a year, and so near it that one would be too close."""
    zone = ZoneInfo(council.time_zone)
    first = date(max(year, EARLIEST_YEAR), 1, 1) - timedelta(days=GAP_DAYS)
    last = date(year, 12, 31) + timedelta(days=GAP_DAYS)
    rows = session.exec(
        select(Meeting.starts_at)
        .where(
            Meeting.council_id == council.id,
            Meeting.status != MeetingStatus.CANCELLED,
            col(Meeting.starts_at) >= at_local_time(first, time(), zone),
            col(Meeting.starts_at) < at_local_time(last + ONE_DAY, time(), zone),
        )
        .order_by(col(Meeting.starts_at))
    )
    return tuple(dict.fromkeys(local_day(starts_at, zone) for starts_at in rows))


def _most_common(values: Iterable[Value]) -> Value:
    """Return the value found most often; of equals, the latest."""
    listed = list(values)[::-1]
    return Counter(listed).most_common(1)[0][0]
