"""The year wheel: the year at a glance, what comes next, what is missing."""

from datetime import date, datetime

from flask import Blueprint, abort, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from tracker.domain import law
from tracker.domain import meetings as meeting_rules
from tracker.domain import year_wheel as rules
from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.programmes import GoalRef
from tracker.drawing.year_wheel import draw_year_wheel
from tracker.models import PriorityArea
from tracker.queries import law as law_queries
from tracker.queries import meetings, programmes, year_wheels
from tracker.services import year_wheels as services
from tracker.services.audit import Act
from tracker.text import _
from tracker.views.web import council, council_zone, db, done, me, now, today

blueprint = Blueprint("year_wheels", __name__, url_prefix="/<slug>")


@blueprint.get("/")
def current() -> Response:
    """Lead to this year's wheel."""
    return redirect(url_for("year_wheels.show", year=today().year))


@blueprint.get("/<int:year>")
def show(year: int) -> str:
    """Show a year's wheel with its list of meetings, coverage and legal duties."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        abort(404)
    rows = meetings.list_meetings(db(), council_id=council().id, year=year)
    programme = programmes.find_programme(db(), council_id=council().id, year=year)
    areas, goals = _programme(programme.id if programme else None)
    duties = law.duties(
        law_queries.load_facts(db(), council_id=council().id, today=today()),
        today(),
        interval_months=council().update_interval_months,
    )
    breaks = year_wheels.list_school_breaks(db(), council_id=council().id, year=year)
    events = year_wheels.list_steering_events(db(), council_id=council().id, year=year)
    wheel = rules.YearWheel(
        year=year,
        today=today(),
        areas=_wheel_areas(areas, goals),
        meetings=tuple(_wheel_meeting(row) for row in rows),
        breaks=tuple(rules.Span(row.name, row.starts_on, row.ends_on) for row in breaks),
        cycle=tuple(rules.Span(row.name, row.starts_on, row.ends_on) for row in events),
        deadlines=tuple(_deadlines(duties, year)),
    )
    upcoming = meetings.find_next_meeting(db(), council_id=council().id, now=now())
    seats = (
        meetings.list_seats(db(), council_id=council().id, meeting_id=upcoming.meeting.id)
        if upcoming
        else []
    )
    return render_template(
        "year_wheels/show.html",
        year=year,
        wheel_desktop=Markup(draw_year_wheel(wheel, size="desktop", id_prefix="wide")),  # noqa: S704  (drawn by us)
        wheel_phone=Markup(draw_year_wheel(wheel, size="phone", id_prefix="narrow")),  # noqa: S704
        has_wheel=year_wheels.find_year_wheel(db(), council_id=council().id, year=year),
        meetings=rows,
        upcoming=upcoming,
        days_left=(_local(upcoming.meeting.starts_at).date() - today()).days if upcoming else None,
        answers=meeting_rules.count_answers(seats),
        uncovered=rules.goals_without_meeting(wheel),
        goal_count=len(goals),
        duties=[duty for duty in duties if duty.key in _SHOWN_DUTIES or _needs_action(duty)],
        breaks=breaks,
        events=events,
        programme=programme,
    )


@blueprint.post("/<int:year>")
def create(year: int) -> Response:
    """Begin a year."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        abort(404)
    person = me()
    services.begin_year(
        db(), council=council(), year=year, by=Act(person.id if person else None, now())
    )
    db().commit()
    return done(_("The year %(year)s is begun.", year=year), "year_wheels.show", year=year)


#: Always shown on the wheel page; the others when something must be done.
_SHOWN_DUTIES = (law.DutyKey.SITUATION_REPORT, law.DutyKey.PLAN_DECIDED, law.DutyKey.COUNCIL)


def _needs_action(duty: law.Duty) -> bool:
    return duty.state is not law.DutyState.IN_ORDER


def _local(moment: datetime) -> datetime:
    return moment.astimezone(council_zone())


def _programme(programme_id: int | None) -> tuple[list[PriorityArea], list[GoalRef]]:
    if programme_id is None:
        return [], []
    found = programmes.list_areas(db(), council_id=council().id, programme_id=programme_id)
    goals = programmes.list_goals(db(), council_id=council().id, programme_id=programme_id)
    return list(found), goals


def _wheel_areas(areas: list[PriorityArea], goals: list[GoalRef]) -> tuple[rules.WheelArea, ...]:
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


def _wheel_meeting(row: meetings.MeetingRow) -> rules.WheelMeeting:
    starts, ends = _local(row.meeting.starts_at), _local(row.meeting.ends_at)
    return rules.WheelMeeting(
        id=row.meeting.id,
        url=url_for("meetings.show", meeting_id=row.meeting.id),
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
        if duty.due_on is not None and _is_in(duty.due_on, year)
    ]


def _is_in(day: date, year: int) -> bool:
    return day.year == year
