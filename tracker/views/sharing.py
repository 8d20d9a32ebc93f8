"""Sharing the wheel: as a file, with the public, and over several years."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.several_years import Lane, several_years
from tracker.domain.year_wheel import YearWheel, sort_meetings
from tracker.drawing.year_wheel import draw_year_wheel
from tracker.exporting.wheel_files import NoPicture, wheel_png, wheel_svg
from tracker.models import Meeting
from tracker.queries import sharing as queries
from tracker.queries.year_wheels import load_year_wheel
from tracker.services import sharing as services
from tracker.text import _
from tracker.views.web import act, council, db, done, house, query_year, today

blueprint = Blueprint("sharing", __name__, url_prefix="/<slug>")

#: The public page has no script and no form, and may stand within any page.
PUBLIC_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors *"
)


@blueprint.get("/share")
def index() -> str:
    """Show the ways to share the wheel."""
    year = query_year()
    return render_template(
        "sharing/index.html",
        year=year,
        embedding=_embedding(year),
        is_picture_missing=request.args.get("missing") == "picture",
    )


@blueprint.post("/share")
def set_public() -> Response:
    """Let the public in, or out."""
    wanted = request.form.get("public")
    if wanted not in ("yes", "no"):
        abort(400)
    services.set_wheel_public(
        db(),
        council=council(),
        is_public=wanted == "yes",
        by=act(),
    )
    db().commit()
    message = (
        _("Anyone can see the wheel now.")
        if wanted == "yes"
        else _("Only those in the council can see the wheel now.")
    )
    return done(message, "sharing.index")


@blueprint.get("/public/<int:year>")
def public(year: int) -> Response:
    """Show the wheel and its list to anyone, where the coordinator has let them in."""
    if not council().is_wheel_public:
        abort(404)
    # What members alone should know stays out: how the law's duties stand, who has been invited.
    wheel = _wheel(year, lambda meeting: f"#meeting-{meeting.id}")
    wheel = replace(
        wheel,
        deadlines=(),
        meetings=tuple(replace(meeting, is_invited=False) for meeting in wheel.meetings),
    )
    page = render_template(
        "sharing/public.html",
        year=year,
        meetings=sort_meetings(wheel),
        area_names={area.number: area.name for area in wheel.areas},
        wheel_desktop=Markup(draw_year_wheel(wheel, size="desktop", id_prefix="wide")),  # noqa: S704  (drawn by us)
        wheel_phone=Markup(draw_year_wheel(wheel, size="phone", id_prefix="narrow")),  # noqa: S704
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = PUBLIC_POLICY
    return response


@blueprint.get("/years")
def years() -> str:
    """Show the rhythm of several years."""
    facts = queries.load_year_facts(db(), council_id=council().id)
    return render_template(
        "sharing/years.html",
        lines=several_years(facts, today(), interval_months=council().update_interval_months),
        lanes=[
            (Lane.REVIEW, _("Effect-and-needs review")),
            (Lane.SITUATION_REPORT, _("Situation report")),
            (Lane.ACTION_PLAN, _("Action plan")),
        ],
        today=today(),
        this_year=today().year,
        interval_months=council().update_interval_months,
    )


@blueprint.get("/<int:year>/wheel.svg")
def svg(year: int) -> Response:
    """Give the wheel as a drawing that stands alone."""
    return _file(wheel_svg(_wheel(year, _full_address)).encode(), year, "svg", "image/svg+xml")


@blueprint.get("/<int:year>/wheel.png")
def png(year: int) -> Response:
    """Give the wheel as a picture, or say why that cannot be done here."""
    try:
        content = wheel_png(_wheel(year, _full_address), browser=house().settings.browser)
    except NoPicture:
        return redirect(url_for("sharing.index", year=year, missing="picture"))
    return _file(content, year, "png", "image/png")


def _embedding(year: int) -> str:
    """Return what puts the public page in a page of the intranet."""
    address = _public(url_for("sharing.public", year=year))
    title = _("Year wheel %(year)s", year=year)
    return f'<iframe src="{address}" title="{title}" width="100%" height="1200"></iframe>'


def _wheel(year: int, url_of: Callable[[Meeting], str]) -> YearWheel:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        abort(404)
    return load_year_wheel(db(), council=council(), year=year, today=today(), url_of=url_of).wheel


def _full_address(meeting: Meeting) -> str:
    """Return a meeting's address for a file, which may be opened anywhere."""
    return _public(url_for("meetings.show", meeting_id=meeting.id))


def _public(path: str) -> str:
    return f"{house().settings.public_url}{path}"


def _file(content: bytes, year: int, kind: str, mimetype: str) -> Response:
    response = make_response(content)
    response.mimetype = mimetype
    name = f"arshjul-{council().slug}-{year}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
