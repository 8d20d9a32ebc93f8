"""Coverage: which goals the year's meetings take up, changed by one click."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.coverage import coverage
from tracker.domain.meetings import WHOLE_PROGRAMME
from tracker.domain.planning_facts import PlanGoal
from tracker.domain.terms import MeetingStatus
from tracker.queries import meetings
from tracker.queries.planning import PlanOptions, list_outlines, load_wishes
from tracker.services import coverage as services
from tracker.services.conflicts import EditConflict
from tracker.services.meetings import NotNow
from tracker.text import _
from tracker.views.web import act, council, db, done, today

blueprint = Blueprint("coverage", __name__, url_prefix="/<slug>")


@blueprint.get("/<int:year>/coverage")
def show(year: int) -> str:
    """Show goals × meetings, with what is missing standing out."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        abort(404)
    matrix = coverage(
        _goals(year),
        list_outlines(db(), council=council(), year=year),
        today=min(today(), date(year, 12, 31)),
    )
    return render_template(
        "coverage/show.html",
        year=year,
        matrix=matrix,
        whole_programme=WHOLE_PROGRAMME,
        choices=[one for one in matrix.meetings if one.kind not in WHOLE_PROGRAMME],
    )


@blueprint.post("/<int:year>/coverage")
def change(year: int) -> Response:
    """Add a goal to a meeting or take it away, as the pressed button says: "goal-meeting"."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        abort(404)
    is_added = "remove" not in request.form
    pair = request.form.get("add") or request.form.get("remove") or _chosen()
    goal_text, _dash, meeting_text = pair.partition("-")
    goal = next((goal for goal in _goals(year) if str(goal.id) == goal_text), None)
    listed = meetings.list_meetings(db(), council_id=council().id, year=year)
    row = next((row for row in listed if str(row.meeting.id) == meeting_text), None)
    if goal is None:
        abort(400)
    anchor = f"goal-{goal.id}"
    if row is None or not _can_take_up(row):
        flash(_("Choose a meeting for goal %(code)s.", code=goal.code), "err")
        return redirect(url_for("coverage.show", year=year, _anchor=anchor), code=303)
    try:
        services.link_goal(
            db(),
            council=council(),
            row=row,
            goal_id=goal.id,
            is_linked=is_added,
            by=act(),
        )
    except (EditConflict, NotNow):
        db().rollback()
        flash(_("Somebody changed the meeting just now. Nothing is saved. Try again."), "err")
        return redirect(url_for("coverage.show", year=year, _anchor=anchor), code=303)
    db().commit()
    said = _("Goal %(code)s is added to %(theme)s.", code=goal.code, theme=row.meeting.theme)
    if not is_added:
        said = _(
            "Goal %(code)s is taken away from %(theme)s.", code=goal.code, theme=row.meeting.theme
        )
    return done(said, "coverage.show", anchor, year=year)


def _can_take_up(row: meetings.MeetingRow) -> bool:
    """Tell whether goals are chosen for a meeting."""
    is_cancelled = row.meeting.status is MeetingStatus.CANCELLED
    return row.meeting.kind not in WHOLE_PROGRAMME and not is_cancelled


def _chosen() -> str:
    """Return what was chosen in a goal's list, as the buttons of the cells say it."""
    goal_id = request.form.get("choose", "")
    return f"{goal_id}-{request.form.get(f'meeting-{goal_id}', '')}"


def _goals(year: int) -> tuple[PlanGoal, ...]:
    """Return the programme's goals with when each was last met on and followed up."""
    return load_wishes(
        db(),
        council=council(),
        year=year,
        options=PlanOptions(),
        today=today(),
        all_goals=True,
    ).goals
