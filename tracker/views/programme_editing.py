"""The whole programme on one page, edited in place; and how it was worded before."""

from collections.abc import Mapping

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.indicators import IndicatorSeries
from tracker.domain.programme_outline import read_goals, read_outline
from tracker.domain.programme_versions import WordedIndicator, list_reworded
from tracker.domain.smart import SmartAnswer, check_goal
from tracker.drawing.chart_words import target_words
from tracker.forms.fields import FormsTogether
from tracker.forms.programme_tree import MODELS, Node, ProgrammeTree, WordingForm
from tracker.models import Programme
from tracker.models.base import CouncilRow
from tracker.queries import councils
from tracker.queries import programmes as queries
from tracker.queries.programme_versions import find_version
from tracker.queries.programme_wording import list_versions
from tracker.queries.records import find_record
from tracker.queries.smart import load_smart_facts
from tracker.services import programmes as wordings
from tracker.services.conflicts import EditConflict
from tracker.services.programme_tree import RowEdit, save_tree
from tracker.text import _, ngettext
from tracker.views.web import act, council, db, done, today

blueprint = Blueprint("programme_editing", __name__, url_prefix="/<slug>/programme")

#: No programme is near it.
MOST_ROWS = 2_000
MOST_LINES = 300
#: The box where a whole programme is pasted; an area's box is named for its row.
WHOLE = "all"


@blueprint.route("/<int:programme_id>/edit", methods=["GET", "POST"])
def edit(programme_id: int) -> str | Response:
    """Edit the areas, goals and indicators, all at once and in place."""
    programme = _find(programme_id)
    form = _wording_form(programme)
    if request.method != "POST":
        return _page(programme, _tree(programme), form)
    if len(request.form.getlist("row")) > MOST_ROWS:
        abort(413)
    tree = _tree(programme)
    too_many = _add_lines(tree)
    is_to_be_seen = "add" in request.form or _lines(WHOLE) or tree.has_conflicts
    is_right = not is_to_be_seen and all([tree.is_right(), form.validate()])
    if not is_right or too_many:
        return _page(programme, tree, form, too_many=too_many)
    try:
        count = _save(programme, tree, form)
    except EditConflict:
        db().rollback()
        tree = _tree(_find(programme_id))
        tree.is_right()
        return _page(programme, tree, form)
    db().commit()
    message = (
        ngettext(
            "One row of the programme is saved.", "%(num)s rows of the programme are saved.", count
        )
        if count
        else _("Nothing was changed.")
    )
    return done(message, "programmes.show", programme=programme.id)


@blueprint.get("/<int:programme_id>/versions/<int:number>")
def version(programme_id: int, number: int) -> str:
    """Show how a programme was worded in earlier years, and what was changed after them."""
    programme = _find(programme_id)
    found = find_version(db(), programme=programme, number=number)
    if found is None:
        abort(404)
    kept, content, after = found
    return render_template(
        "programmes/version.html",
        programme=programme,
        version=kept,
        content=content,
        reworded=list_reworded(content, after),
        versions=list_versions(db(), council_id=council().id, programme_id=programme.id),
        targets={
            one.id: _target(one)
            for area in content.areas
            for goal in area.goals
            for one in goal.indicators
        },
    )


def _find(programme_id: int) -> Programme:
    found = find_record(db(), model=Programme, council_id=council().id, record_id=programme_id)
    if found is None:
        abort(404)
    return found


def _tree(programme: Programme) -> ProgrammeTree:
    is_typed = request.method == "POST"
    return ProgrammeTree(
        queries.list_rows(
            db(), council_id=council().id, programme_id=programme.id, for_update=is_typed
        ),
        [(one.id, one.name) for one in councils.list_organisations(db(), council_id=council().id)],
        request.form if is_typed else None,
    )


def _target(one: WordedIndicator) -> str:
    if one.target is None:
        return ""
    series = IndicatorSeries(
        code="",
        title=one.title,
        unit=one.unit,
        kind=one.kind,
        direction=one.direction,
        area_number=0,
        goal_code="",
        target=one.target,
    )
    return target_words(series)


def _wording_form(programme: Programme) -> WordingForm:
    form = WordingForm()
    form.from_year.choices = [
        (year, _("from %(year)s", year=year)) for year in wordings.years_to_begin(programme)
    ]
    if request.method != "POST":
        form.from_year.data = wordings.suggest_from_year(db(), programme, year=today().year)
    return form


def _lines(box: str) -> str:
    return request.form.get(f"lines-{box}", "").strip()


def _add_lines(tree: ProgrammeTree) -> bool:
    """Make rows of what was pasted; tell whether it was too much to."""
    if sum(len(_lines(box).splitlines()) for box in _boxes(tree)) > MOST_LINES:
        return True
    for area in list(tree.areas):
        tree.add_goals(area, read_goals(_lines(area.key)))
    tree.add_areas(read_outline(_lines(WHOLE)))
    return False


def _save(programme: Programme, tree: ProgrammeTree, form: WordingForm) -> int:
    edits: dict[str, RowEdit] = {}
    for node in tree.walk():
        if node.is_touched:
            edits[node.key] = RowEdit(
                MODELS[node.kind], node.values(), _above(node, edits) or programme, node.row
            )
    return save_tree(
        db(),
        programme=programme,
        edits=list(edits.values()),
        from_year=form.from_year.data,
        changes=form.changes.data or "",
        by=act(),
    )


def _above(node: Node, edits: Mapping[str, RowEdit]) -> RowEdit | CouncilRow | None:
    if node.above is None:
        return None
    return node.above.row or edits[node.above.key]


def _page(
    programme: Programme, tree: ProgrammeTree, form: WordingForm, *, too_many: bool = False
) -> str:
    return render_template(
        "programmes/edit.html",
        programme=programme,
        tree=tree,
        blank=tree.offer_blank(),
        form=form,
        every_form=FormsTogether(*tree.forms(), form),
        first_year=wordings.first_year_of_wording(programme),
        is_typed=request.method == "POST",
        too_many=_(
            "At most %(num)s lines can be read at once. Paste fewer, and save between.",
            num=MOST_LINES,
        )
        if too_many
        else "",
        lines={box: _lines(box) if too_many else "" for box in _boxes(tree)},
        is_shown_first="add" in request.form or bool(_lines(WHOLE)),
        smart=_smart(programme, tree),
    )


def _smart(programme: Programme, tree: ProgrammeTree) -> dict[str, tuple[SmartAnswer, ...]]:
    """Return {row of a goal: the five questions}; none for one that is not saved."""
    facts = load_smart_facts(db(), council_id=council().id, programme=programme)
    return {
        goal.key: check_goal(facts[goal.row.id]) if goal.row and goal.row.id in facts else ()
        for area in tree.areas
        for goal in area.children
    }


def _boxes(tree: ProgrammeTree) -> list[str]:
    return [WHOLE, *(area.key for area in tree.areas)]
