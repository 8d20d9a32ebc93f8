"""Meetings: planning them, who comes, what was said."""

from collections.abc import Sequence
from datetime import date, time

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker.domain import meetings as rules
from tracker.domain.follow_ups import followed_up_year
from tracker.domain.terms import DeliveryKind, MeetingKind, MeetingStatus
from tracker.forms.answers import AnswerForm
from tracker.forms.conflicts import in_words
from tracker.forms.meetings import AttendanceRow, MeetingForm, MinutesForm
from tracker.models import Meeting, MinutesRevision
from tracker.queries import meetings as queries
from tracker.queries import programmes, timelines, year_wheels
from tracker.services import answers, reminders
from tracker.services import meetings as services
from tracker.services.conflicts import EditConflict, fingerprint
from tracker.text import _, format_date, format_times, ngettext
from tracker.views.answers import my_page
from tracker.views.timelines import make_rows
from tracker.views.web import (
    act,
    council,
    council_zone,
    db,
    done,
    me,
    now,
    query_year,
    shown,
    today,
)

blueprint = Blueprint("meetings", __name__, url_prefix="/<slug>/meetings")


@blueprint.get("/")
def index() -> str:
    """List a year's meetings, coming first of all."""
    year = query_year()
    years = year_wheels.list_years(db(), council_id=council().id)
    return render_template(
        "meetings/index.html",
        year=year,
        years=years,
        meetings=queries.list_meetings(db(), council_id=council().id, year=year),
        attendance=queries.count_attendance(db(), council_id=council().id, year=year),
        upcoming=queries.find_next_meeting(db(), council_id=council().id, now=now()),
    )


@blueprint.get("/<int:meeting_id>")
def show(meeting_id: int) -> str:
    """Show a meeting: agenda, who comes, notes, discussion, what was agreed."""
    row = queries.load_meeting(db(), council_id=council().id, meeting_id=meeting_id)
    if row is None:
        abort(404)
    council_id = council().id
    agenda = rules.schedule_agenda(
        [
            (
                item.id,
                item.position,
                item.title,
                item.minutes,
                item.purpose,
                item.presenter,
                item.notes,
            )
            for item in queries.list_agenda(db(), council_id=council_id, meeting_id=meeting_id)
        ],
        row.meeting.starts_at.astimezone(council_zone()),
    )
    seats = rules.sort_seats(queries.list_seats(db(), council_id=council_id, meeting_id=meeting_id))
    minutes = queries.list_minutes(db(), council_id=council_id, meeting_id=meeting_id)
    messages = timelines.list_of_meeting(db(), meeting=row.meeting)
    person = me()
    day = rules.local_day(row.meeting.starts_at, council_zone())
    return render_template(
        "meetings/show.html",
        row=row,
        meeting=row.meeting,
        year=day.year,
        followed_up_year=followed_up_year(day),
        agenda=agenda,
        seats=seats,
        answers=rules.count_answers(seats),
        my_seat=rules.find_seat(seats, person.id) if person else None,
        my_answer_url=my_page(meeting_id),
        questions=queries.list_questions(db(), council_id=council_id, meeting_id=meeting_id),
        actions=queries.list_action_items(db(), council_id=council_id, meeting_id=meeting_id),
        minutes=minutes,
        minutes_shown=fingerprint(minutes[0] if minutes else None),
        messages=make_rows(messages),
        steps=_steps(row, messages, minutes),
        today=today(),
        has_begun=row.meeting.starts_at <= now(),
        whole_programme=row.meeting.kind in rules.WHOLE_PROGRAMME,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> str | Response:
    """Plan a meeting."""
    form = _form()
    if form.validate_on_submit():
        meeting = services.plan_meeting(db(), council=council(), plan=form.plan(), by=act())
        db().commit()
        return done(_saved(meeting), "meetings.show", meeting_id=meeting.id)
    if request.method != "POST":
        _suggest(form)
    return render_template("meetings/edit.html", form=form, meeting=None, current=None)


@blueprint.route("/<int:meeting_id>/edit", methods=["GET", "POST"])
def edit(meeting_id: int) -> str | Response:
    """Change a meeting. Somebody else's change in between is shown beside what was typed."""
    meeting = _meeting(meeting_id)
    form = _form(meeting)
    current = None
    if form.validate_on_submit():
        try:
            services.change_meeting(
                db(),
                council=council(),
                meeting=meeting,
                plan=form.plan(),
                version=form.version.data or 0,
                by=act(),
            )
            db().commit()
            return done(_saved(meeting), "meetings.show", meeting_id=meeting_id)
        except services.NotNow:
            form.day.errors = [_("The meeting has been held. Its day cannot lie ahead.")]
        except EditConflict:
            db().rollback()
            current = _meeting(meeting_id)
            # The next save knows of the other's version, and so is a choice.
            form.version.raw_data = None
            form.version.data = current.version
    if request.method != "POST":
        row = queries.load_meeting(db(), council_id=council().id, meeting_id=meeting_id)
        form.show(meeting, [goal.id for goal in row.goals] if row else [])
    return render_template("meetings/edit.html", form=form, meeting=meeting, current=current)


@blueprint.route("/<int:meeting_id>/cancel", methods=["GET", "POST"])
def cancel(meeting_id: int) -> str | Response:
    """Cancel a meeting after showing what follows, or undo it."""
    meeting = _meeting(meeting_id)
    if request.method != "POST":
        seats = queries.list_seats(db(), council_id=council().id, meeting_id=meeting_id)
        told = queries.list_told_meetings(db(), council_id=council().id, meeting_ids=[meeting_id])
        return render_template(
            "meetings/cancel.html", meeting=meeting, seats=seats, is_told=bool(told)
        )
    if "remove" in request.form:
        return _remove(meeting)
    is_restored = meeting.status is MeetingStatus.CANCELLED
    change = services.restore_meeting if is_restored else services.cancel_meeting
    try:
        change(db(), council=council(), meeting=meeting, by=act())
    except services.NotNow:
        abort(409)
    db().commit()
    message = (
        _("The meeting is planned again. Those who were told are told again.")
        if is_restored
        else _("The meeting is cancelled. Those who were invited are told.")
    )
    return done(message, "meetings.show", meeting_id=meeting_id)


@blueprint.route("/<int:meeting_id>/attendance", methods=["GET", "POST"])
def attendance(meeting_id: int) -> str | Response:
    """Take attendance, and answer for those who called."""
    meeting = _meeting(meeting_id)
    seats = queries.list_seats(db(), council_id=council().id, meeting_id=meeting_id)
    has_begun = rules.may_hold_attendance(meeting.status, meeting.starts_at, now())
    rows = [(seat, _attendance_row(seat, has_begun=has_begun)) for seat in seats]
    if request.method == "POST":  # whoever got a place since the page was shown is left alone
        rows = [(seat, row) for seat, row in rows if row.was_answer.raw_data]
        has_begun = has_begun and "attendance_shown" in request.form
    if request.method == "POST" and all(row.validate() for _seat, row in rows):
        lines = [
            services.AttendanceLine(
                person_id=seat.person_id,
                answer=row.new_answer(),
                attended=row.attended.data if has_begun else None,
                substitute_name=row.new_substitute(),
            )
            for seat, row in rows
        ]
        try:
            services.take_attendance(db(), meeting=meeting, lines=lines, by=act())
        except services.NotNow:
            abort(409)
        db().commit()
        return done(_("The list is saved."), "meetings.show", meeting_id=meeting_id)
    return render_template(
        "meetings/attendance.html", meeting=meeting, rows=rows, has_begun=has_begun
    )


@blueprint.route("/<int:meeting_id>/minutes", methods=["GET", "POST"])
def minutes(meeting_id: int) -> str | Response:
    """Write the notes. Somebody else's in between are shown beside what was typed."""
    meeting = _meeting(meeting_id)
    form = MinutesForm()
    is_conflict = False
    if form.validate_on_submit():
        try:
            services.write_minutes(
                db(),
                meeting=meeting,
                text=form.text.data,
                note_taker=form.note_taker.data or "",
                amendment=form.amendment.data or "",
                shown=shown(),
                by=act(),
            )
            db().commit()
            return done(_("The notes are saved."), "meetings.show", "notes", meeting_id=meeting_id)
        except services.NotNow:
            form.amendment.errors = [_("Say what the change is. The notes are approved.")]
        except EditConflict:
            db().rollback()
            is_conflict = True
    versions = queries.list_minutes(db(), council_id=council().id, meeting_id=meeting_id)
    latest = versions[0] if versions else None
    saved = MinutesForm(formdata=None)
    saved.show(latest)
    needs_amendment = services.needs_amendment(latest)
    if not needs_amendment:
        del form.amendment, saved.amendment
    return render_template(
        "meetings/minutes.html",
        form=form if request.method == "POST" else saved,
        meeting=meeting,
        shown=fingerprint(latest) if is_conflict else shown(fingerprint(latest)),
        saved=in_words(saved) if is_conflict else None,
        needs_amendment=needs_amendment,
    )


@blueprint.post("/<int:meeting_id>/approve")
def approve(meeting_id: int) -> Response:
    """Approve the notes as they were shown."""
    meeting = _meeting(meeting_id)
    try:
        services.approve_minutes(db(), council=council(), meeting=meeting, shown=shown(), by=act())
    except (EditConflict, services.NotNow):
        abort(409)
    db().commit()
    return done(
        _("The notes are approved and locked."), "meetings.show", "notes", meeting_id=meeting_id
    )


@blueprint.post("/<int:meeting_id>/answer")
def answer(meeting_id: int) -> Response:
    """Answer for oneself."""
    form = AnswerForm()
    person = me()
    if person is None or not form.validate_on_submit():
        abort(400)
    try:
        answers.answer(
            db(),
            council=council(),
            meeting=_meeting(meeting_id),
            person_id=person.id,
            answer=form.answer.data,
            by=act(),
        )
    except services.NotNow:
        abort(409)
    db().commit()
    return done(_("Thank you. Your answer is saved."), "meetings.show", meeting_id=meeting_id)


@blueprint.post("/<int:meeting_id>/remind")
def remind(meeting_id: int) -> Response:
    """Remind those who have not answered, now."""
    try:
        count = reminders.remind_now(
            db(), council=council(), meeting=_meeting(meeting_id), by=act()
        )
    except reminders.NotInvited:
        message = _("The invitation has not gone out yet. Nobody was reminded.")
        return done(message, "meetings.show", meeting_id=meeting_id)
    db().commit()
    message = (
        ngettext("One person is reminded.", "%(num)s people are reminded.", count)
        if count
        else _("Everyone has answered. Nobody was reminded.")
    )
    return done(message, "meetings.show", meeting_id=meeting_id)


def _remove(meeting: Meeting) -> Response:
    year = meeting.starts_at.astimezone(council_zone()).year
    try:
        services.remove_meeting(db(), meeting=meeting, by=act())
    except services.NotNow:
        abort(409)
    db().commit()
    return done(_("The meeting is removed."), "year_wheels.show", year=year)


def _meeting(meeting_id: int) -> Meeting:
    found = queries.get_meeting(db(), council_id=council().id, meeting_id=meeting_id)
    if found is None:
        abort(404)
    return found


def _form(meeting: Meeting | None = None) -> MeetingForm:
    """Make the form, with the goals that the meeting may be tied to, and those that it is tied to.

    They are those of its year as stored, of the year typed, and of this and next year.
    """
    form = MeetingForm(zone=council_zone())
    years = {today().year, today().year + 1}
    if form.day.data:
        years.add(form.day.data.year)
    if meeting:
        years.add(meeting.starts_at.astimezone(council_zone()).year)
    offered = programmes.load_goals_of_years(db(), council_id=council().id, years=years)
    if meeting and (
        row := queries.load_meeting(db(), council_id=council().id, meeting_id=meeting.id)
    ):
        offered |= {goal.id: goal for goal in row.goals}
    form.goals.choices = [(goal.id, f"{goal.code} {goal.title}") for goal in offered.values()]
    return form


def _suggest(form: MeetingForm) -> None:
    last = queries.find_next_meeting(db(), council_id=council().id, now=now())
    usual = last.meeting if last else None
    zone = council_zone()
    form.suggest(
        place=usual.place if usual else "",
        starts=usual.starts_at.astimezone(zone).time() if usual else time(15),
        ends=usual.ends_at.astimezone(zone).time() if usual else time(16, 30),
    )
    goal_id = request.args.get("goal", type=int)
    form.goals.data = [goal_id] if goal_id else []
    form.kind.data = MeetingKind.THEME


def _saved(meeting: Meeting) -> str:
    starts = meeting.starts_at.astimezone(council_zone())
    ends = meeting.ends_at.astimezone(council_zone())
    return _(
        "The meeting is saved: %(day)s, %(times)s.",
        day=format_date(starts),
        times=format_times(starts, ends),
    )


def _attendance_row(seat: rules.Seat, *, has_begun: bool) -> AttendanceRow:
    row = AttendanceRow(prefix=f"person-{seat.person_id}-", meta={"csrf": False})
    if request.method != "POST":
        row.answer.data = seat.answer
        row.was_answer.data = seat.answer.value
        row.was_substitute.data = seat.substitute_name
        is_expected = has_begun and seat.is_expected
        row.attended.data = is_expected if seat.presence is None else seat.presence
        row.substitute.data = seat.substitute_name
    return row


def _steps(
    row: queries.MeetingRow,
    messages: list[timelines.Group],
    minutes: Sequence[MinutesRevision],
) -> list[tuple[str, str, date | None]]:
    """Return the meeting's steps as (status, "done", "current" or "upcoming", day if known)."""
    zone = council_zone()
    invited = [group.due_at for group in messages if group.kind is DeliveryKind.INVITATION]
    days = {
        "planned": None,
        "invited": invited[0].astimezone(zone).date() if invited else None,
        "held": row.meeting.starts_at.astimezone(zone).date(),
        "minutes_approved": minutes[0].approved_on if minutes else None,
    }
    order = list(days)
    at = order.index(row.status) if row.status in order else -1
    words = {-1: "done", 0: "current", 1: "upcoming"}
    return [
        (step, words[(place > at) - (place < at)], days[step]) for place, step in enumerate(order)
    ]
