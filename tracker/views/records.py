"""Entering, correcting and removing the simple records: one way for all of them.

What kinds there are stands in record_kinds.
"""

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker import models
from tracker.domain.indicators import Period
from tracker.forms.fields import Form
from tracker.queries import councils, people, programmes
from tracker.queries.records import find_record
from tracker.queries.reviews import find_reviewed_programme
from tracker.services import records as services
from tracker.services.audit import Act
from tracker.text import _, format_date, gettext
from tracker.views.record_kinds import KINDS, Kind, Place
from tracker.views.web import council, db, done, me, now, today

blueprint = Blueprint("records", __name__, url_prefix="/<slug>/records")


@blueprint.route("/<kind>/new", methods=["GET", "POST"])
def new(kind: str) -> str | Response:
    """Enter a record."""
    found = _kind(kind)
    parent = _parent(found, request.args.get("parent", type=int))
    values = {found.parent: parent.id} if found.parent else {}
    blank = found.model(council_id=council().id, **values)
    form = _form(found, None, parent)
    if form.validate_on_submit():
        saved = _save(found, form, None, values)
        if saved:
            return saved
    if request.method != "POST":
        _suggest(found, form)
    return _page(kind, form, None, parent, found.list_of(blank))


@blueprint.route("/<kind>/<int:record_id>", methods=["GET", "POST"])
def edit(kind: str, record_id: int) -> str | Response:
    """Correct a record."""
    found = _kind(kind)
    row = _find(found.model, record_id)
    parent = _parent(found, getattr(row, found.parent) if found.parent else None)
    form = _form(found, row, parent)
    if form.validate_on_submit():
        saved = _save(found, form, row, {})
        if saved:
            return saved
    return _page(kind, form, row, parent, found.shown(row))


@blueprint.route("/<kind>/<int:record_id>/remove", methods=["GET", "POST"])
def remove(kind: str, record_id: int) -> str | Response:
    """Remove a record, after asking."""
    found = _kind(kind)
    row = _find(found.model, record_id)
    if request.method != "POST":
        return render_template(
            "records/remove.html",
            kind=kind,
            word=gettext(found.word),
            row=row,
            name=_name(row),
            back=found.shown(row).address,
        )
    after = found.list_of(row)
    services.remove_record(db(), row=row, by=_act())
    db().commit()
    return done(_("It is removed."), after.endpoint, after.anchor, **after.values)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        abort(404)
    return KINDS[name]


def _find(model: type[Any], record_id: int | None) -> Any:
    row = find_record(db(), model=model, council_id=council().id, record_id=record_id or 0)
    if row is None:
        abort(404)
    return row


def _parent(kind: Kind, parent_id: int | None) -> Any:
    """Return what a record belongs to; None where a kind belongs to the council itself."""
    return _find(kind.parent_model, parent_id) if kind.parent_model else None


def _act() -> Act:
    person = me()
    return Act(person_id=person.id if person else None, at=now())


def _form(kind: Kind, row: Any, parent: Any) -> Form:
    form = kind.form(obj=row)
    for field_ in form:
        if field_.name in CHOICES:
            field_.choices = CHOICES[field_.name](parent)
    if row is not None and "link_goals" in form and request.method != "POST":
        form["link_goals"].data = [
            goal.id
            for goal in programmes.list_intervention_goals(
                db(), council_id=council().id, intervention_id=row.id
            )
        ]
    return form


#: What a field may choose among: [(number, name)].
Choices = list[tuple[int, str]]


def _goals(_parent: Any) -> Choices:
    return [
        (goal.id, f"{goal.code} {goal.title}")
        for goal in programmes.list_goals(db(), council_id=council().id)
    ]


def _organisations(_parent: Any) -> Choices:
    return [
        (found.id, found.name)
        for found in councils.list_organisations(db(), council_id=council().id)
    ]


def _people(_parent: Any) -> Choices:
    members = people.list_members(db(), council_id=council().id)
    return list({member.person.id: member.person.name for member in members}.items())


def _areas(review: models.Review) -> Choices:
    """Return the areas of the programme that a review is about."""
    programme = find_reviewed_programme(db(), council_id=council().id, review=review)
    if programme is None:
        return []
    return [
        (area.id, f"{area.number} {area.name}")
        for area in programmes.list_areas(db(), council_id=council().id, programme_id=programme.id)
    ]


#: The fields that refer to other rows, and what each offers given what the record belongs to.
CHOICES: dict[str, Callable[[Any], Choices]] = {
    "goal_id": _goals,
    "link_goals": _goals,
    "owner_id": _organisations,
    "organisation_id": _organisations,
    "responsible_id": _people,
    "priority_area_id": _areas,
}


def _suggest(kind: Kind, form: Form) -> None:
    """Start from what is most likely meant."""
    year = request.args.get("year", type=int) or today().year
    if "year" in form:
        form["year"].data = year
    if "link_goals" in form:
        goal_id = request.args.get("goal", type=int)
        form["link_goals"].data = [goal_id] if goal_id else []
    if "priority_area_id" in form:
        form["priority_area_id"].data = request.args.get("area", type=int)
    number = request.args.get("next", type=int)
    for name in {"position", "number"} & set(form.data):
        form[name].data = number
    if kind.model is models.Measurement and MINYEAR <= year <= MAXYEAR:
        form["starts_on"].data, form["ends_on"].data = date(year, 1, 1), date(year, 12, 31)
    if kind.model is models.Review:
        form["first_year"].data, form["last_year"].data = year - 1, year
        form["baseline_first_year"].data, form["baseline_last_year"].data = year - 3, year - 2


def _save(kind: Kind, form: Form, row: Any, values: dict[str, Any]) -> Response | None:
    """Save, or put a message on the form and return None."""
    columns = {
        field_.name: _value(kind, field_)
        for field_ in form
        if field_.name in kind.model.model_fields
    }
    try:
        saved = services.save_record(
            db(),
            model=kind.model,
            row=row,
            council_id=council().id,
            values=values | columns,
            by=_act(),
        )
    except services.AlreadyThere:
        first = next(field_ for field_ in form if field_.name in columns)
        first.errors = [
            *first.errors,
            _("There is already one like this. Change it, or edit the one that is there."),
        ]
        return None
    if isinstance(saved, models.Intervention):
        services.link_goals(db(), intervention=saved, goal_ids=form["link_goals"].data or [])
    db().commit()
    place = kind.shown(saved)
    return done(_("It is saved."), place.endpoint, place.anchor, **place.values)


def _value(kind: Kind, field_: Any) -> Any:
    """Return what a column holds: a text that is left out is an empty text, not nothing."""
    is_nullable = kind.model.__table__.c[field_.name].nullable  # type: ignore[attr-defined]
    return "" if field_.data is None and not is_nullable else field_.data


def _page(kind: str, form: Form, row: Any, parent: Any, back: Place) -> str:
    return render_template(
        "records/edit.html",
        kind=kind,
        word=gettext(KINDS[kind].word),
        form=form,
        row=row,
        belongs_to=_name(parent) if parent else "",
        back=back.address,
    )


def _name(row: Any) -> str:
    """Return what a record is best known by."""
    for column in ("theme", "title", "name", "text", "partner", "municipality", "year"):
        value = getattr(row, column, None)
        if value:
            return str(value)
    if isinstance(row, models.Review):
        return str(Period(row.first_year, row.last_year))
    return format_date(row.starts_on)
