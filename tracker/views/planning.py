"""Planning a year: a suggestion with its reasons, or last year's meetings carried over."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.meetings import KIND_WORDS
from tracker.domain.programmes import GoalRef
from tracker.forms.planning import PlanForm
from tracker.models import Meeting
from tracker.queries import planning as queries
from tracker.queries import programmes, year_wheels
from tracker.services import planning as services
from tracker.services.planning import Choice
from tracker.text import _, ngettext
from tracker.views.web import act, council, db, done, today

blueprint = Blueprint("planning", __name__, url_prefix="/<slug>/<int:year>/plan")


@blueprint.get("/")
def suggest(year: int) -> str:
    """Suggest a year from what is asked in the address, or else from how it usually is."""
    _check(year)
    usual = queries.load_usual_options(db(), council=council(), year=year)
    is_asked = "meetings" in request.args
    form = PlanForm(formdata=request.args if is_asked else None)
    if not is_asked:
        form.show(usual)
    options = usual
    is_right = not is_asked or form.validate()
    if is_asked and is_right:
        options = form.options()
    suggestion = None
    if is_right and not _has_passed(year):
        suggestion = services.suggest(
            db(), council=council(), year=year, options=options, today=today()
        )
    return render_template(
        "planning/suggest.html",
        form=form,
        suggestion=suggestion,
        asked=_as_fields(options),
        **_about(year),
    )


@blueprint.post("/accept")
def accept(year: int) -> Response:
    """Plan the ticked meetings of the suggestion, made anew from the same questions."""
    _check(year)
    form = PlanForm(formdata=request.form)
    asked: dict[str, Any] = _as_address(request.form)
    page = url_for("planning.suggest", year=year, **asked)
    chosen = _chosen()
    if not form.validate() or not chosen:
        return _back(page, _("Nothing is saved. Tick the meetings to plan."))
    try:
        saved = services.accept_suggestion(
            db(), council=council(), year=year, options=form.options(), chosen=chosen, by=act()
        )
    except services.SuggestionChanged:
        return _back(page, _changed())
    return _planned(saved, year)


@blueprint.get("/roll-over")
def roll_over(year: int) -> str:
    """Show what becomes of last year's meetings, as a difference."""
    _check(year)
    rolled = (
        ()
        if _has_passed(year)
        else services.carry_over(db(), council=council(), year=year, today=today())
    )
    return render_template(
        "planning/roll_over.html",
        rolled=rolled,
        **_about(year),
    )


@blueprint.post("/roll-over")
def accept_roll_over(year: int) -> Response:
    """Plan the ticked meetings of the difference, which is made anew."""
    _check(year)
    page = url_for("planning.roll_over", year=year)
    chosen = _chosen()
    if not chosen:
        return _back(page, _("Nothing is saved. Tick the meetings to plan."))
    try:
        saved = services.accept_roll_over(
            db(), council=council(), year=year, chosen=chosen, by=act()
        )
    except services.SuggestionChanged:
        return _back(page, _changed())
    return _planned(saved, year)


def _check(year: int) -> None:
    """Refuse years that no wheel is drawn for. The year before must be one as well."""
    if not EARLIEST_YEAR < year <= LATEST_YEAR:
        abort(404)


def _has_passed(year: int) -> bool:
    return year < today().year


def _about(year: int) -> dict[str, Any]:
    """Return what both pages need to know of the year."""
    return {
        "year": year,
        "has_passed": _has_passed(year),
        "has_breaks": _has_breaks(year),
        "goals": _goals(year),
        "kinds": KIND_WORDS,
        "there": queries.list_outlines(db(), council=council(), year=year),
        "is_already": services.is_already_there,
        "choice": Choice.of,
    }


def _has_breaks(year: int) -> bool:
    """Tell whether any school break that begins in a year is entered."""
    breaks = year_wheels.list_school_breaks(db(), council_id=council().id, year=year)
    return any(row.starts_on.year == year for row in breaks)


def _goals(year: int) -> dict[int, GoalRef]:
    return programmes.load_goal_names(db(), council_id=council().id, years=[year])[year]


def _chosen() -> set[Choice]:
    """Return what was ticked."""
    found = {Choice.read(text) for text in request.form.getlist("chosen")}
    if None in found:
        abort(400)
    return {choice for choice in found if choice is not None}


def _as_fields(options: queries.PlanOptions) -> list[tuple[str, str]]:
    """Return the questions as hidden fields, so that the same suggestion is made again."""
    return [
        ("meetings", str(options.meetings)),
        ("weekday", str(options.weekday)),
        ("starts", options.starts.strftime("%H:%M")),
        ("ends", options.ends.strftime("%H:%M")),
        ("place", options.place),
        *(("months_off", str(month)) for month in sorted(options.months_off)),
    ]


def _as_address(form: "MultiDict[str, str]") -> dict[str, list[str]]:
    names = ("meetings", "weekday", "starts", "ends", "place", "months_off")
    return {name: form.getlist(name) for name in names if name in form}


def _back(page: str, message: str) -> Response:
    db().rollback()
    flash(message, "error")
    return redirect(page, code=303)


def _changed() -> str:
    return _(
        "Nothing is saved. The year has changed since the page was shown. "
        "Look through what is proposed now."
    )


def _planned(saved: Iterable[Meeting], year: int) -> Response:
    db().commit()
    count = len(list(saved))
    message = ngettext("%(num)s meeting is planned.", "%(num)s meetings are planned.", count)
    return done(message, "year_wheels.show", "meetings", year=year)
