"""Entering, correcting and removing the simple records: one way for all of them.

What kinds there are stands in record_kinds.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import models
from tracker.domain.law import DutyKey
from tracker.forms.conflicts import in_words
from tracker.forms.fields import Form
from tracker.queries import councils, indicators, people, programmes
from tracker.queries.records import find_record
from tracker.queries.reviews import find_reviewed_programme, list_reviews, years_of
from tracker.services import programmes as wordings
from tracker.services import records as services
from tracker.services.conflicts import EditConflict
from tracker.text import _, format_date, gettext
from tracker.views.record_kinds import KINDS, Kind, Place
from tracker.views.review_pages import locked_part
from tracker.views.web import act, council, db, done, query_number, query_year, shown, today

blueprint = Blueprint("records", __name__, url_prefix="/<slug>/records")


@blueprint.route("/<kind>/new", methods=["GET", "POST"])
def new(kind: str) -> str | Response:
    """Enter a record."""
    found = _kind(kind)
    parent = _parent(found, query_number("parent"))
    values = {found.parent: parent.id} if found.parent else {}
    blank = found.model(council_id=council().id, **values)
    if services.is_adopted(db(), blank):
        return _locked(found, found.list_of(blank))
    form = _form(found, None, parent)
    if form.validate_on_submit():
        try:
            return _save(found, form, None, values)
        except services.AlreadyThere:
            _say_already_there(found, form)
        except services.Adopted:
            abort(409)
    if request.method != "POST":
        _suggest(found, form)
    return _page(kind, form, None, parent, back=found.list_of(blank))


@blueprint.route("/<kind>/<int:record_id>", methods=["GET", "POST"])
def edit(kind: str, record_id: int) -> str | Response:
    """Correct a record. Somebody else's change in between is shown beside what was typed."""
    found = _kind(kind)
    row = _find(found.model, record_id)
    if services.is_adopted(db(), row):
        return _locked(found, found.shown(row))
    parent = _parent(found, getattr(row, found.parent) if found.parent else None)
    form = _form(found, row, parent)
    is_conflict = False
    if form.validate_on_submit():
        try:
            return _save(found, form, row, {})
        except services.AlreadyThere:
            _say_already_there(found, form)
        except services.Adopted:
            abort(409)
        except EditConflict:
            db().rollback()
            is_conflict = True
    return _page(kind, form, row, parent, back=found.shown(row), is_conflict=is_conflict)


@blueprint.route("/<kind>/<int:record_id>/remove", methods=["GET", "POST"])
def remove(kind: str, record_id: int) -> str | Response:
    """Remove a record, after asking."""
    found = _kind(kind)
    row = _find(found.model, record_id)
    if services.is_adopted(db(), row):
        return _locked(found, found.shown(row))
    try:
        wordings.refuse_held(db(), row)
    except wordings.HeldByVersion:
        return render_template(
            "records/held.html",
            word=gettext(found.word),
            name=_name(row),
            has_last_year=isinstance(row, models.Goal | models.Indicator),
            edit=url_for(".edit", kind=kind, record_id=record_id),
            back=found.shown(row).address,
        )
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
    try:
        services.remove_record(db(), row=row, by=act())
    except services.Adopted:
        abort(409)
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


def _locked(kind: Kind, back: Place) -> str:
    return locked_part(gettext(kind.word), back=back.address)


def _form(kind: Kind, row: Any, parent: Any) -> Form:
    return _fill(kind.form(obj=row), row, parent, is_typed=request.method == "POST")


def _saved_form(kind: Kind, row: Any, parent: Any) -> Form:
    """Return the form as it would be with nothing typed."""
    return _fill(kind.form(formdata=None, obj=row), row, parent, is_typed=False)


def _fill(form: Form, row: Any, parent: Any, *, is_typed: bool) -> Form:
    form.parent = parent
    for field_ in form:
        if field_.name in CHOICES:
            field_.choices = CHOICES[field_.name](parent)
    if row is not None and "link_goals" in form and not is_typed:
        form["link_goals"].data = [
            goal.id
            for goal in programmes.list_intervention_goals(
                db(), council_id=council().id, intervention_id=row.id
            )
        ]
    if "from_year" in form:
        _ask_from_when(form, parent, is_typed=is_typed)
    return form


def _ask_from_when(form: Form, parent: Any, *, is_typed: bool) -> None:
    """Start from this year where older reports read the wording; ask nothing of a first year."""
    programme = wordings.find_programme_of(db(), parent)
    if not form["from_year"].choices:
        del form["from_year"]
    elif programme and not is_typed:
        form["from_year"].data = wordings.suggest_from_year(db(), programme, year=today().year)


#: What a field may choose among: [(number, name)], or [(name, name)].
Choices = list[tuple[int, str]] | list[tuple[str, str]]


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


def _places(_goal: Any) -> Choices:
    return [(name, name) for name in indicators.list_places(db(), council_id=council().id)]


def _from_years(parent: Any) -> Choices:
    """Return the years that another wording of the programme may begin to hold from."""
    programme = wordings.find_programme_of(db(), parent)
    years = wordings.years_to_begin(programme) if programme else range(0)
    return [(year, _("from %(year)s", year=year)) for year in years]


def _reviews(_parent: Any) -> Choices:
    return [
        (review.id, str(years_of(review))) for review in list_reviews(db(), council_id=council().id)
    ]


#: The fields that refer to other rows, and what each offers given what the record belongs to.
CHOICES: dict[str, Callable[[Any], Choices]] = {
    "goal_id": _goals,
    "link_goals": _goals,
    "owner_id": _organisations,
    "organisation_id": _organisations,
    "responsible_id": _people,
    "priority_area_id": _areas,
    "nearby": _places,
    "from_year": _from_years,
    "review_id": _reviews,
}


def _suggest(kind: Kind, form: Form) -> None:
    """Start from what is most likely meant."""
    year = query_year()
    if "year" in form:
        form["year"].data = year
    if "link_goals" in form:
        goal_id = query_number("goal")
        form["link_goals"].data = [goal_id] if goal_id else []
    if "duty" in form:
        form["duty"].data = next(
            (duty for duty in DutyKey if duty == request.args.get("duty")), None
        )
    if "priority_area_id" in form:
        form["priority_area_id"].data = query_number("area")
    if "review_id" in form:
        form["review_id"].data = query_number("review")
    number = query_number("next")
    for name in {"position", "number"} & set(form.data):
        form[name].data = number
    if kind.model is models.Measurement:
        form["starts_on"].data, form["ends_on"].data = date(year, 1, 1), date(year, 12, 31)


def _save(kind: Kind, form: Form, row: Any, values: dict[str, Any]) -> Response:
    columns = {
        field_.name: _value(kind, field_)
        for field_ in form
        if field_.name in kind.model.model_fields
    }
    if "from_year" in form and form["from_year"].data:
        wordings.keep_if_reworded(
            db(),
            row=row or kind.model(council_id=council().id, **values),
            values=columns,
            from_year=form["from_year"].data,
            by=act(),
        )
    saved = services.save_record(
        db(),
        model=kind.model,
        row=row,
        council_id=council().id,
        values=values | columns,
        shown=shown(),
        by=act(),
    )
    if isinstance(saved, models.Intervention):
        services.link_goals(db(), intervention=saved, goal_ids=form["link_goals"].data or [])
    db().commit()
    place = kind.shown(saved)
    return done(_("It is saved."), place.endpoint, place.anchor, **place.values)


def _say_already_there(kind: Kind, form: Form) -> None:
    first = next(field_ for field_ in form if field_.name in kind.model.model_fields)
    first.errors = [
        *first.errors,
        _("There is already one like this. Change it, or edit the one that is there."),
    ]


def _value(kind: Kind, field_: Any) -> Any:
    """Return what a column holds: a text that is left out is an empty text, not nothing."""
    is_nullable = kind.model.__table__.c[field_.name].nullable  # type: ignore[attr-defined]
    return "" if field_.data is None and not is_nullable else field_.data


def _page(
    kind: str, form: Form, row: Any, parent: Any, *, back: Place, is_conflict: bool = False
) -> str:
    stored = services.as_shown(db(), row) if row else ""
    return render_template(
        "records/edit.html",
        kind=kind,
        word=gettext(KINDS[kind].word),
        form=form,
        row=row,
        shown=stored if is_conflict else shown(stored),
        saved=in_words(_saved_form(KINDS[kind], row, parent)) if is_conflict else None,
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
        return str(years_of(row))
    return format_date(row.starts_on)
