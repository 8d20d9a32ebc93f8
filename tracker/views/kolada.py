"""Figures from Kolada: which indicators take them, for which places, and the fetching.

Kolada is only asked when a person asks, and never while a transaction is open: a slow answer must
not keep others from saving.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Blueprint, abort, jsonify, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.kolada import CannotTie, Kpi, is_kpi_id, is_same, measure_of
from tracker.domain.terms import Direction, FetchState, ImportState
from tracker.forms.kolada import AreaForm, TieForm
from tracker.importing.kolada import Kolada, KoladaProblem
from tracker.importing.places import list_register
from tracker.models import ComparisonArea, DataImport, Indicator, KpiFetch
from tracker.queries import indicators as indicator_queries
from tracker.queries import kolada as queries
from tracker.queries import programmes
from tracker.queries.records import find_record
from tracker.services import kolada as services
from tracker.services import kolada_fetches as fetches
from tracker.services.conflicts import EditConflict
from tracker.text import _
from tracker.views.web import act, council, db, done, house, now, query_number, shown, today

blueprint = Blueprint("kolada", __name__, url_prefix="/<slug>/kolada")

#: How long a person waits for a page.
PATIENCE = timedelta(seconds=8)
#: Jobs look for what is due every few seconds: after this long they are not running.
LATE = timedelta(minutes=2)

Answer = TypeVar("Answer")


@blueprint.get("/")
def index() -> str:
    """Show what is fetched, for which places, and how it goes."""
    council_id = council().id
    every = queries.list_indicators(db(), council_id=council_id, year=today().year)
    earlier = queries.list_fetches(db(), council_id=council_id)
    return render_template(
        "kolada/index.html",
        tied=[one for one in every if one.kpi],
        others=[one for one in every if not one.kpi],
        goals=_goals(),
        fetched=queries.load_fetched(db(), council_id=council_id),
        areas=queries.list_areas(db(), council_id=council_id),
        going=queries.find_going(db(), council_id=council_id),
        last=earlier[0] if earlier else None,
        earlier=[one for one in earlier if one.ended_at],
        is_open=_is_open(earlier[0] if earlier else None),
        is_late=_is_late(earlier[0] if earlier else None),
        obstacle=_obstacle(),
    )


@blueprint.get("/state")
def state() -> Response:
    """Say how far the fetch has come, for a page that is open."""
    going = queries.find_going(db(), council_id=council().id)
    if going is None:
        return jsonify(is_going=False)
    return jsonify(
        is_going=True,
        state=going.state.value,
        done=going.steps_done,
        in_all=going.steps_in_all,
        message=going.message,
    )


@blueprint.post("/fetch")
def fetch() -> Response:
    """Ask for a fetch. The jobs do it."""
    if not house().settings.kolada_url:
        abort(409)
    try:
        fetches.ask(db(), council=council(), by=act())
    except fetches.CannotFetch:
        abort(409)  # the page that offers it says what is lacking
    db().commit()
    return done(
        _("The fetch is asked for. You can leave the page meanwhile."), "kolada.index", "fetch"
    )


@blueprint.get("/search")
def search() -> str:
    """Find measures by words of their title, or by number."""
    words = request.args.get("q", "").strip()[:200]
    found, trouble = _ask(lambda kolada: kolada.search(words)) if words else (None, "")
    return render_template(
        "kolada/search.html",
        words=words,
        found=found,
        trouble=trouble or ("" if house().settings.kolada_url else _switched_off()),
        units={kpi.id: measure_of(kpi.title).unit for kpi in found or ()},
        indicator=_find_indicator(query_number("indicator")),
    )


@blueprint.route("/measures/<kpi>", methods=["GET", "POST"])
def tie(kpi: str) -> str | Response:
    """Show a measure, and let an indicator take its values."""
    measure, trouble = _load_measure(kpi)
    form = TieForm()
    offered = queries.list_indicators(db(), council_id=council().id, year=today().year)
    form.indicator_id.choices = [(one.id, one.title) for one in offered]
    goals = programmes.list_goals(db(), council_id=council().id)
    form.goal_id.choices = [(goal.id, f"{goal.code} {goal.title}") for goal in goals]
    has_changed = measure is not None and shown(_fingerprint(measure)) != _fingerprint(measure)
    if request.method != "POST":
        form.indicator_id.data = query_number("indicator")
        form.direction.data = Direction.NEUTRAL
    elif form.validate_on_submit() and form.is_complete() and measure and not has_changed:
        saved = _tie(form, measure)
        if saved:
            return done(
                _("The indicator takes its values from Kolada from now on."),
                "kolada.index",
            )
    return render_template(
        "kolada/tie.html",
        measure=measure,
        unit=measure_of(measure.title).unit if measure else "",
        trouble=trouble,
        form=form,
        has_changed=has_changed,
        shown=_fingerprint(measure) if measure else "",
    )


@blueprint.route("/indicators/<int:indicator_id>", methods=["GET", "POST"])
def check(indicator_id: int) -> str | Response:
    """Compare what an indicator was tied to with what the measure is now; start over if needed."""
    indicator = _get_indicator(indicator_id)
    tied = queries.tied_of(indicator).kpi
    measure, trouble = _load_measure(tied.id) if tied.id else (None, "")
    if request.method == "POST" and measure and shown() == _fingerprint(measure):
        try:
            services.start_over(db(), indicator=indicator, kpi=measure, by=act())
        except CannotTie as refused:
            db().rollback()
            trouble = str(refused)
        else:
            db().commit()
            return done(_("A new indicator follows the measure from now on."), "kolada.index")
    return render_template(
        "kolada/check.html",
        indicator=indicator,
        tied=tied,
        measure=measure,
        trouble=trouble,
        is_same=measure is not None and is_same(tied, measure),
        has_values=indicator.id in queries.load_fetched(db(), council_id=council().id),
        shown=_fingerprint(measure) if measure else "",
    )


@blueprint.post("/indicators/<int:indicator_id>/untie")
def untie(indicator_id: int) -> Response:
    """Let an indicator take no more values from Kolada."""
    services.untie(db(), indicator=_get_indicator(indicator_id), by=act())
    db().commit()
    return done(
        _("The indicator is no longer fetched. Its values are as they were."), "kolada.index"
    )


@blueprint.route("/places", methods=["GET", "POST"])
def areas() -> str | Response:
    """Choose the municipalities, counties and the country to compare with."""
    form = AreaForm()
    place = form.find(own=services.own_place(council())) if form.validate_on_submit() else None
    if place:
        try:
            services.add_area(db(), council=council(), place=place, by=act())
        except EditConflict:
            db().rollback()  # somebody else has added the very same place
        else:
            db().commit()
        return done(_("%(name)s is added.", name=place.name), "kolada.areas")
    chosen = queries.list_areas(db(), council_id=council().id)
    names = {one.name for one in chosen}
    measured = indicator_queries.list_places(db(), council_id=council().id)
    return render_template(
        "kolada/areas.html",
        form=form,
        areas=chosen,
        own=services.own_place(council()),
        only_measured=[name for name in measured if name not in names],
        register=[place for place in list_register() if place.name not in names],
    )


@blueprint.post("/places/<int:area_id>/remove")
def remove_area(area_id: int) -> Response:
    """Fetch no more values for a place. Its values stay."""
    area = find_record(db(), model=ComparisonArea, council_id=council().id, record_id=area_id)
    if area is None:
        abort(404)
    services.remove_area(db(), area=area, by=act())
    db().commit()
    return done(
        _("%(name)s is no longer fetched. Its values are as they were.", name=area.name),
        "kolada.areas",
    )


def _ask(question: Callable[[Kolada], Answer]) -> tuple[Answer | None, str]:
    """Ask Kolada while no transaction is open. Return the answer, or why there is none."""
    address = house().settings.kolada_url
    if not address:
        return None, _switched_off()
    db().rollback()
    try:
        with Kolada(address, longest_answer=PATIENCE) as kolada:
            return question(kolada), ""
    except KoladaProblem as problem:
        return None, str(problem)


def _switched_off() -> str:
    return _("Fetching is switched off in this installation's settings (kolada_url).")


def _load_measure(kpi: str) -> tuple[Kpi | None, str]:
    if not is_kpi_id(kpi):
        abort(404)
    found, trouble = _ask(lambda kolada: kolada.load_kpis([kpi]))
    if found is not None and not found:
        return None, _("%(kpi)s is not in Kolada.", kpi=kpi)
    return (found[0] if found else None), trouble


def _tie(form: TieForm, measure: Kpi) -> Indicator | None:
    """Save what the form says, or say at its first field why it cannot be."""
    try:
        if form.indicator_id.data is None:
            saved = services.make_tied(
                db(),
                council=council(),
                goal_id=form.goal_id.data,
                kpi=measure,
                direction=form.chosen_direction,
                by=act(),
            )
        else:
            saved = _get_indicator(form.indicator_id.data)
            services.tie(db(), indicator=saved, kpi=measure, by=act())
    except CannotTie as refused:
        db().rollback()
        form.indicator_id.errors = [str(refused)]
        return None
    db().commit()
    return saved


def _fingerprint(measure: Kpi) -> str:
    """Return what changes when the measure does, so that only what was read is tied."""
    return hashlib.sha256(repr(measure).encode()).hexdigest()


def _find_indicator(indicator_id: int | None) -> Indicator | None:
    if indicator_id is None:
        return None
    return programmes.find_indicator(db(), council_id=council().id, indicator_id=indicator_id)


def _get_indicator(indicator_id: int) -> Indicator:
    return _find_indicator(indicator_id) or abort(404)


def _goals() -> dict[int, Any]:
    return {goal.id: goal for goal in programmes.list_goals(db(), council_id=council().id)}


def _obstacle() -> str:
    """Say why nothing can be fetched, empty when it can."""
    if not house().settings.kolada_url:
        return _switched_off()
    try:
        fetches.load_asked(db(), council=council(), now=now())
    except fetches.CannotFetch as lacking:
        return str(lacking)
    return ""


def _is_open(last: KpiFetch | None) -> bool:
    """Tell whether what was fetched last still waits to be looked through."""
    if last is None or last.import_id is None:
        return False
    found = find_record(db(), model=DataImport, council_id=council().id, record_id=last.import_id)
    return found is not None and found.state is ImportState.PROPOSED


def _is_late(last: KpiFetch | None) -> bool:
    """Tell whether a fetch should have begun long ago, so that the jobs hardly run."""
    return last is not None and last.state is FetchState.WAITING and now() - last.try_at > LATE
