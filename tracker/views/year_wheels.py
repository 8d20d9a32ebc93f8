"""The year wheel: the year at a glance, what comes next, what is missing."""

from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from tracker.domain import law
from tracker.domain import meetings as meeting_rules
from tracker.domain import year_wheel as rules
from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR, public_holidays
from tracker.domain.terms import MeetingStatus
from tracker.drawing.year_wheel import draw_year_wheel
from tracker.models import Meeting
from tracker.queries import meetings, year_wheels
from tracker.services import year_wheels as services
from tracker.text import _
from tracker.views.web import act, council, council_zone, db, done, may, now, today

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
    loaded = year_wheels.load_year_wheel(
        db(), council=council(), year=year, today=today(), url_of=_url_of
    )
    wheel, rows = loaded.wheel, loaded.meetings
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
        goal_count=len(loaded.goals),
        duties=sorted(
            (duty for duty in loaded.duties if duty.key in _SHOWN_DUTIES or _needs_action(duty)),
            key=lambda duty: _URGENCY.index(duty.state),
        ),
        other_duties=[
            duty
            for duty in loaded.duties
            if duty.key not in _SHOWN_DUTIES and not _needs_action(duty)
        ],
        breaks=loaded.breaks,
        holidays=public_holidays(year),
        events=loaded.events,
        programme=loaded.programme,
        can_be_planned=year >= max(today().year, EARLIEST_YEAR + 1),
        few_meetings=_FEW_MEETINGS,
        movable=_movable(wheel) if may("moving.move") else [],
    )


@blueprint.post("/<int:year>")
def create(year: int) -> Response:
    """Begin a year."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        abort(404)
    services.begin_year(db(), council=council(), year=year, by=act())
    db().commit()
    return done(_("The year %(year)s is begun.", year=year), "year_wheels.show", year=year)


#: With fewer meetings than this, a year is offered a plan.
_FEW_MEETINGS = 4

#: Always in sight on the wheel page; the others when something must be done.
_SHOWN_DUTIES = (law.DutyKey.SITUATION_REPORT, law.DutyKey.PLAN_DECIDED, law.DutyKey.COUNCIL)


#: What is late comes first.
_URGENCY = (
    law.DutyState.OVERDUE,
    law.DutyState.DUE_SOON,
    law.DutyState.NOT_RECORDED,
    law.DutyState.IN_ORDER,
)


def _movable(wheel: rules.YearWheel) -> list[dict[str, str]]:
    """Return what the script that moves petals needs to know of each planned, coming meeting."""
    return [
        {
            "href": meeting.url,
            "url": url_for("moving.move", meeting_id=meeting.id),
            "day": meeting.day.isoformat(),
            "theme": meeting.theme,
        }
        for meeting in rules.meetings_to_hold(wheel)
        if meeting.status is MeetingStatus.PLANNED and meeting.day > wheel.today
    ]


def _needs_action(duty: law.Duty) -> bool:
    return duty.state is not law.DutyState.IN_ORDER


def _local(moment: datetime) -> datetime:
    return moment.astimezone(council_zone())


def _url_of(meeting: Meeting) -> str:
    return url_for("meetings.show", meeting_id=meeting.id)
