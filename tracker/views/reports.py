"""The yearly report: for management on a page and as a document, and its words to write."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from tracker.domain import report_words as say
from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.effects import Caution
from tracker.domain.indicators import Period
from tracker.domain.law import ACT
from tracker.domain.law_duties import list_readings
from tracker.domain.need_words import DECISION_WORDS
from tracker.domain.reports import (
    GoalResult,
    YearReport,
    interventions_by_organisation,
    summary_numbers,
)
from tracker.exporting.pdf import report_pdf
from tracker.exporting.pictures import picture_maker
from tracker.exporting.report_charts import report_drawings
from tracker.exporting.report_document import ChartPicture, report_title
from tracker.exporting.sparklines import sparkline
from tracker.forms.conflicts import in_words
from tracker.forms.reports import ReportForm
from tracker.queries import reports as queries
from tracker.services import reports as services
from tracker.services.conflicts import EditConflict, fingerprint
from tracker.text import _, current_language, gettext
from tracker.views.web import act, council, db, done, house, shown, today

blueprint = Blueprint("reports", __name__, url_prefix="/<slug>/reports")

#: How many lessons and changes stand openly; the others are a click away.
SHOWN = 4


@dataclass(frozen=True)
class GoalLine:
    """One row of the goals' table."""

    goal: GoalResult
    fulfilment: str
    verb: str
    wish: str
    #: The reservations that not all trends share.
    cautions: str
    spark: Markup | None


@blueprint.get("/")
def index() -> str:
    """List the years' reports."""
    return render_template(
        "reports/index.html",
        lines=queries.list_reports(db(), council_id=council().id, today=today()),
        this_year=today().year,
    )


@blueprint.get("/<int:year>")
def show(year: int) -> str:
    """Show a year's report: the answer, what needs a decision, and what it rests on."""
    report = _report(year)
    lead, rest = say.headline(report)
    shared = say.shared_cautions(report)
    return render_template(
        "reports/show.html",
        report=report,
        title=report_title(report),
        about=f"{say.recipient_sentence(report)} {say.status_sentence(report)}",
        lead=lead,
        rest=rest,
        numbers=summary_numbers(report),
        lines=[_line(goal, shared) for goal in report.goals],
        trend_notes=say.trend_notes(report),
        span=_span(report.goals),
        decisions=say.decisions_wanted(report),
        organisations=interventions_by_organisation(report.interventions),
        act=ACT,
        readings=list_readings(report.duties),
        meeting_word=say.meeting_word,
        decision_words={key: gettext(word) for key, word in DECISION_WORDS.items()},
        shown=SHOWN,
    )


@blueprint.get("/<int:year>.pdf")
def pdf(year: int) -> Response:
    """Give the report as an archivable, accessible document."""
    content = report_pdf(_report(year), _charts(year), language=current_language())
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = (
        f'attachment; filename="arsrapport-{council().slug}-{year}.pdf"'
    )
    return response


@blueprint.route("/<int:year>/edit", methods=["GET", "POST"])
def edit(year: int) -> str | AnyResponse:
    """Write in the report, or adopt it. An adopted report is shown as locked.

    Somebody else's words in between are shown beside what was typed.
    """
    _check(year)
    row = queries.find_report(db(), council_id=council().id, year=year)
    if row and row.adopted_on:
        if request.method == "POST":
            abort(409)
        return render_template("reports/locked.html", year=year, row=row)
    form = ReportForm(today=today())
    is_conflict = False
    if form.validate_on_submit():
        try:
            return _save(form, year)
        except EditConflict:
            db().rollback()
            is_conflict = True
            row = queries.find_report(db(), council_id=council().id, year=year)
    saved = ReportForm(today=today(), formdata=None, obj=row)
    return render_template(
        "reports/edit.html",
        form=form if request.method == "POST" else saved,
        shown=fingerprint(row) if is_conflict else shown(fingerprint(row)),
        saved=in_words(saved) if is_conflict else None,
        year=year,
        suggested=say.suggested_decisions(_report(year)),
    )


def _save(form: ReportForm, year: int) -> AnyResponse:
    try:
        services.save_report(
            db(),
            council=council(),
            year=year,
            words=form.words(),
            shown=shown(),
            by=act(),
        )
        if form.adopted_on.data:
            services.adopt(db(), council=council(), year=year, on=form.adopted_on.data, by=act())
    except services.AlreadyAdopted:
        abort(409)
    db().commit()
    message = (
        _("The report is adopted and locked.")
        if form.adopted_on.data
        else _("The report is saved.")
    )
    return done(message, "reports.show", year=year)


def _check(year: int) -> None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        abort(404)


def _report(year: int) -> YearReport:
    _check(year)
    return queries.load_report(db(), council=council(), year=year, today=today())


def _charts(year: int) -> dict[str, ChartPicture] | None:
    """Return the pictures for a year's report, None when they cannot be made."""
    key = queries.load_key_indicators(db(), council=council(), year=year)
    drawings = report_drawings(
        [(row.series, row.interventions) for row in key.rows],
        key.changes,
        area=council().municipality,
    )
    settings = house().settings
    folder = settings.data_folder.resolve() / "pictures"
    return picture_maker(folder, settings.browser).make(drawings)


def _line(goal: GoalResult, shared: Collection[Caution]) -> GoalLine:
    verb, wish = say.trend_words(goal.trend)
    drawn = sparkline(goal.series, finding=verb)
    return GoalLine(
        goal=goal,
        fulfilment=say.fulfilment_word(goal.fulfilment),
        verb=verb,
        wish=wish,
        cautions=say.caution_words(goal, shared),
        spark=Markup(drawn["svg"]) if drawn else None,  # noqa: S704  (drawn by us, from numbers)
    )


def _span(goals: Sequence[GoalResult]) -> str:
    years = [year for goal in goals for year, _value in goal.series]
    return str(Period(min(years), max(years))) if years else ""
