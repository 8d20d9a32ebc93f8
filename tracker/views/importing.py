"""A year that exists elsewhere, and the calendar around it: shown first, saved when confirmed."""

from datetime import time

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.meetings import KIND_WORDS
from tracker.forms.importing import (
    CALENDAR_KIND_WORDS,
    CalendarUploadForm,
    MeetingRules,
    Preview,
    SpanRules,
    UploadForm,
    fill_times,
)
from tracker.importing.calendars import read_year
from tracker.importing.rows import MAX_BYTES, Found, NotReadable
from tracker.queries import meetings as meeting_queries
from tracker.queries import programmes
from tracker.services import importing as services
from tracker.text import gettext, ngettext
from tracker.views.web import act, council, council_zone, db, done, now, today

blueprint = Blueprint("importing", __name__, url_prefix="/<slug>")


@blueprint.route("/<int:year>/import", methods=["GET", "POST"])
def meetings(year: int) -> str | Response:
    """Bring in a year's meetings from a file."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        abort(404)
    form = UploadForm()
    if request.method == "POST" and "rows" in request.form:
        return _save_meetings(year)
    if form.validate_on_submit():
        found = _read(form)
        if found:
            starts, ends = _usual_times()
            found = fill_times(found, starts=starts, ends=ends)
            rules = _meeting_rules(year)
            return _meetings_page(year, rules, rules.preview(found.rows, found.notes))
    return render_template("importing/meetings.html", form=form, year=year)


@blueprint.route("/calendar/import", methods=["GET", "POST"])
def calendar() -> str | Response:
    """Bring in school breaks or events of the steering cycle from a file."""
    form = CalendarUploadForm()
    rules = SpanRules(lambda years: services.list_span_keys(db(), council=council(), years=years))
    if request.method == "POST" and "rows" in request.form:
        return _save_spans(rules)
    if form.validate_on_submit():
        found = _read(form)
        if found:
            return _spans_page(rules.preview(found.rows, found.notes, form.kind.data))
    if request.method != "POST":
        form.kind.data = services.CalendarKind.SCHOOL_BREAK
    return render_template("importing/calendar.html", form=form, year=today().year)


def _read(form: UploadForm) -> Found | None:
    """Read the file that was sent, or say at its field why it cannot be."""
    with form.file.data.stream as sent:
        data = sent.read(MAX_BYTES + 1)
    try:
        return read_year(data, zone=council_zone())
    except NotReadable as refused:
        form.file.errors = [str(refused)]
        return None


def _save_meetings(year: int) -> str | Response:
    rules = _meeting_rules(year)
    preview = rules.read(request.form)
    if preview.error_list():
        return _meetings_page(year, rules, preview)
    try:
        saved = services.save_meetings(
            db(), council=council(), plans=rules.plans(preview), by=act()
        )
    except services.AlreadyThere:
        db().rollback()
        rules = _meeting_rules(year)
        return _meetings_page(year, rules, rules.read(request.form))
    db().commit()
    words = [
        ngettext("One meeting is planned.", "%(num)s meetings are planned.", saved.planned),
        ngettext(
            "One that has been held is saved.",
            "%(num)s that have been held are saved.",
            saved.held,
        ),
    ]
    said = [word for word, count in zip(words, (saved.planned, saved.held), strict=True) if count]
    return done(" ".join(said), "year_wheels.show", year=year)


def _save_spans(rules: SpanRules) -> str | Response:
    preview = rules.read(request.form)
    if preview.error_list():
        return _spans_page(preview)
    spans = rules.spans(preview)
    try:
        services.save_spans(db(), council=council(), spans=spans, by=act())
    except services.AlreadyThere:
        db().rollback()
        return _spans_page(rules.read(request.form))
    db().commit()
    message = ngettext(
        "One row is saved in the calendar.", "%(num)s rows are saved in the calendar.", len(spans)
    )
    year = min(span.starts_on for span in spans).year
    return done(message, "year_wheels.show", "calendar", year=year)


def _meetings_page(year: int, rules: MeetingRules, preview: Preview) -> str:
    return render_template(
        "importing/preview_meetings.html",
        year=year,
        preview=preview,
        goals=rules.goals,
        kinds=[(kind.value, gettext(word)) for kind, word in KIND_WORDS.items()],
        today=today(),
    )


def _spans_page(preview: Preview) -> str:
    return render_template(
        "importing/preview_calendar.html",
        preview=preview,
        kinds=[(kind.value, gettext(word)) for kind, word in CALENDAR_KIND_WORDS.items()],
    )


def _meeting_rules(year: int) -> MeetingRules:
    programme = programmes.find_programme(db(), council_id=council().id, year=year)
    goals = (
        programmes.list_goals(db(), council_id=council().id, programme_id=programme.id, year=year)
        if programme
        else []
    )
    known = services.list_meeting_keys(db(), council=council(), year=year)
    return MeetingRules(year=year, zone=council_zone(), goals=goals, known=known)


def _usual_times() -> tuple[time, time]:
    """Return when the next meeting begins and ends, for rows that give no time."""
    usual = meeting_queries.find_next_meeting(db(), council_id=council().id, now=now())
    if usual is None:
        return time(15), time(16, 30)
    zone = council_zone()
    starts = usual.meeting.starts_at.astimezone(zone)
    return starts.time(), usual.meeting.ends_at.astimezone(zone).time()
