"""Moving a meeting: what follows is shown first, and saved when it is confirmed."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker.domain import meetings as meeting_rules
from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.deliveries import KIND_WORDS
from tracker.domain.meetings import MeetingPlan, Seat
from tracker.domain.moving import MessageChange
from tracker.domain.planning_days import clashes_on
from tracker.domain.planning_facts import Clash, Wishes
from tracker.domain.planning_words import day_message
from tracker.domain.terms import Answer, MeetingStatus
from tracker.domain.year_wheel import Span
from tracker.forms.moving import MoveForm
from tracker.models import Meeting
from tracker.queries import meetings as queries
from tracker.queries import year_wheels
from tracker.services import meetings as services
from tracker.services.conflicts import EditConflict
from tracker.services.moving import foresee
from tracker.text import _, format_date
from tracker.views.web import act, council, council_zone, db, done, today

blueprint = Blueprint("moving", __name__, url_prefix="/<slug>/meetings")

#: Another meeting nearer than this is told of.
NEAR_DAYS = 7


@dataclass(frozen=True)
class Consequence:
    """What follows if the meeting is moved as typed."""

    plan: MeetingPlan
    messages: tuple[MessageChange, ...]
    answered: tuple[Seat, ...]
    is_told: bool
    #: The year whose wheel it goes over to; None when it stays on its own.
    other_year: int | None


@blueprint.route("/<int:meeting_id>/move", methods=["GET", "POST"])
def move(meeting_id: int) -> str | Response:
    """Ask where to, show what follows, and move the meeting when that is confirmed."""
    row = _row(meeting_id)
    form = MoveForm(zone=council_zone())
    consequence, current = None, None
    if form.validate_on_submit() and _is_moved(form, row.meeting):
        plan = form.moved(row.meeting, tuple(goal.id for goal in row.goals))
        try:
            if "confirm" in request.form:
                return _save(row.meeting, plan, form.version.data or 0)
            consequence = _consequence(row, plan, form.version.data or 0)
        except services.NotNow:
            abort(409)
        except EditConflict:
            db().rollback()
            row = _row(meeting_id)
            current = row.meeting
            # What follows is shown anew, from the other's version.
            form.version.raw_data = None
            form.version.data = row.meeting.version
    if request.method != "POST":
        form.fill(row.meeting)
        form.day.data = _asked_day() or form.day.data
    return render_template(
        "moving/move.html",
        kind_words=KIND_WORDS,
        form=form,
        meeting=row.meeting,
        current=current,
        consequence=consequence,
        warning=day_message(_clashes(form.day.data, row.meeting)),
    )


def _row(meeting_id: int) -> queries.MeetingRow:
    row = queries.load_meeting(db(), council_id=council().id, meeting_id=meeting_id)
    if row is None:
        abort(404)
    if row.meeting.status is not MeetingStatus.PLANNED:
        abort(409)
    return row


def _asked_day() -> date | None:
    """Return the day that the address names, as when a petal was dropped on it."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


def _is_moved(form: MoveForm, meeting: Meeting) -> bool:
    if form.moves(meeting):
        return True
    form.day.errors = [
        _("The meeting is there already. Choose another day, another time or another place.")
    ]
    return False


def _consequence(row: queries.MeetingRow, plan: MeetingPlan, version: int) -> Consequence:
    meeting, council_id = row.meeting, council().id
    was = meeting.starts_at.astimezone(council_zone()).year
    becomes = plan.starts_at.astimezone(council_zone()).year
    seats = queries.list_seats(db(), council_id=council_id, meeting_id=meeting.id)
    told = queries.list_told_meetings(db(), council_id=council_id, meeting_ids=[meeting.id])
    return Consequence(
        plan=plan,
        messages=foresee(
            db(), council=council(), meeting=meeting, plan=plan, version=version, by=act()
        ),
        answered=tuple(
            seat
            for seat in meeting_rules.sort_seats(seats)
            if seat.answer is not Answer.NONE or seat.has_substitute
        ),
        is_told=bool(told),
        other_year=becomes if becomes != was else None,
    )


def _save(meeting: Meeting, plan: MeetingPlan, version: int) -> Response:
    services.change_meeting(
        db(), council=council(), meeting=meeting, plan=plan, version=version, by=act()
    )
    db().commit()
    day = format_date(plan.starts_at.astimezone(council_zone()))
    message = _("The meeting is moved to %(day)s.", day=day)
    return done(message, "meetings.show", meeting_id=meeting.id)


def _clashes(day: date | None, meeting: Meeting) -> tuple[Clash, ...]:
    """Say what stands against the day typed; nothing when it is the meeting's own."""
    own = meeting.starts_at.astimezone(council_zone()).date()
    if day is None or day == own or not EARLIEST_YEAR < day.year < LATEST_YEAR:
        return ()
    breaks = year_wheels.list_school_breaks(db(), council_id=council().id, year=day.year)
    taken = {
        row.meeting.starts_at.astimezone(council_zone()).date()
        for year in (day.year - 1, day.year, day.year + 1)
        for row in queries.list_meetings(db(), council_id=council().id, year=year)
        if row.meeting.id != meeting.id and row.meeting.status is not MeetingStatus.CANCELLED
    }
    wishes = Wishes(
        year=day.year,
        meetings=0,
        breaks=tuple(Span(row.name, row.starts_on, row.ends_on) for row in breaks),
        taken=tuple(sorted(taken)),
        first_day=today(),
    )
    return clashes_on(day, wishes, gap_days=NEAR_DAYS)
