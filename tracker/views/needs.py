"""A problem in a review: its page, its scores, the decision, and the basis of the action plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from tracker.domain.action_plans import addressing, plan_basis, plan_table
from tracker.domain.need_scores import (
    criterion_question,
    criterion_word,
    discussion_sentences,
    spread_words,
    spreads,
)
from tracker.domain.need_words import (
    DECISION_HELP,
    decision_word,
    measures_words,
    movement_sentence,
    place_words,
)
from tracker.domain.terms import Criterion, InterventionState
from tracker.exporting.action_plans import plan_workbook
from tracker.forms.conflicts import in_words
from tracker.forms.needs import DecisionForm, ScoresForm
from tracker.forms.programmes import INTERVENTION_STATE_WORDS
from tracker.models import NeedAssessment, Review
from tracker.queries import law, programmes
from tracker.queries import needs as queries
from tracker.queries.needs import Sheet
from tracker.queries.reviews import shown_content
from tracker.services import needs as services
from tracker.services.conflicts import EditConflict
from tracker.services.records import Adopted
from tracker.text import _, gettext
from tracker.views import score_sheets
from tracker.views.review_charts import scores_chart
from tracker.views.review_pages import get_review, locked_part, spreadsheet
from tracker.views.web import act, council, db, done, shown

blueprint = Blueprint("needs", __name__, url_prefix="/<slug>/reviews/<int:review_id>")


@dataclass(frozen=True)
class Turn:
    """Where one is among the problems of a review, taken one after the other."""

    number: int
    count: int
    previous_id: int | None
    next_id: int | None


# Reading ---------------------------------------------------------------------------------


@blueprint.get("/needs/<int:need_id>")
def show(review_id: int, need_id: int) -> str:
    """Show a problem: its place, scores, causes, interventions and the decision."""
    review = get_review(review_id)
    content = shown_content(db(), council=council(), review=review)
    reviewed = next((one for one in content.needs if one.id == need_id), None)
    if reviewed is None:
        abort(404)
    need, scores = reviewed.need, reviewed.scores or {}
    found = spreads(scores)
    sheets = queries.list_sheets(db(), council_id=council().id, need_id=need_id)
    return render_template(
        "needs/show.html",
        review=review,
        content=content,
        reviewed=reviewed,
        need=need,
        area=next((one for one in content.areas if one.number == need.area_number), None),
        place=place_words(need),
        measures=measures_words((need.per_10_000, need.harm)),
        earlier=measures_words(need.previous) if need.previous else "",
        movement=movement_sentence(need),
        decision=decision_word(need.decision),
        spreads=[spread_words(one) for one in found] if scores else [],
        discussion=discussion_sentences(found),
        scorers={name: len(one) for name, one in scores.items()}
        if score_sheets.sees_names()
        else {},
        has_scored=score_sheets.find_sheet(sheets) is not None,
        undo=None if review.adopted_on else score_sheets.find_undo(need_id),
        chart=scores_chart(score_sheets.as_seen(content, reviewed), need_id),
        interventions=addressing(content, reviewed),
        state_words=_state_words(),
        turn=_turn([one.id for one in content.needs], need_id),
    )


@blueprint.get("/action-plan")
def plan(review_id: int) -> str:
    """Show what was decided, as the basis of the next action plan."""
    review = get_review(review_id)
    content = shown_content(db(), council=council(), review=review)
    return render_template(
        "needs/plan.html",
        review=review,
        content=content,
        basis=plan_basis(content),
        decision_word=decision_word,
        state_words=_state_words(),
        plans=law.list_plans_of_review(db(), council_id=council().id, review_id=review_id),
    )


@blueprint.get("/action-plan.xlsx")
def plan_file(review_id: int) -> Response:
    """Download the basis of the action plan as a spreadsheet."""
    content = shown_content(db(), council=council(), review=get_review(review_id))
    table = plan_table(plan_basis(content), _state_words())
    title = _("%(what)s, review %(years)s", what=table.caption, years=content.now)
    what = _("action-plan-basis")
    name = f"{what}-{content.now.first}-{content.now.last}"
    return spreadsheet(plan_workbook(table, title=title, facts=(content.council,)), name)


# Deciding --------------------------------------------------------------------------------


@blueprint.route("/needs/<int:need_id>/decision", methods=["GET", "POST"])
def decide(review_id: int, need_id: int) -> str | Response:
    """Write causes and comments, tick interventions, and decide."""
    review, need = _stored(review_id, need_id)
    if review.adopted_on:
        return _locked(need)
    form = _filled(DecisionForm(obj=need), need, is_typed=request.method == "POST")
    saved = None
    if form.validate_on_submit():
        try:
            services.decide(db(), need=need, judgement=_judgement(form), shown=shown(), by=act())
        except Adopted:
            abort(409)
        except EditConflict:
            db().rollback()
            stored_form = _filled(DecisionForm(formdata=None, obj=need), need, is_typed=False)
            if _judgement(stored_form) == _judgement(form):
                return _to_need(need)
            saved = in_words(stored_form)
        else:
            db().commit()
            return done(_("It is saved."), "needs.show", review_id=review_id, need_id=need_id)
    stored = services.as_shown(db(), need)
    return render_template(
        "needs/decide.html",
        review=review,
        need=need,
        form=form,
        decision_help={key.value: gettext(word) for key, word in DECISION_HELP.items()},
        shown=stored if saved else shown(stored),
        saved=saved,
    )


def _filled(form: DecisionForm, need: NeedAssessment, *, is_typed: bool) -> DecisionForm:
    words = _state_words()
    form.link_interventions.choices = [
        (one.id, f"{one.title} ({words[one.state].lower()})")
        for one in programmes.list_interventions(db(), council_id=council().id)
    ]
    if not is_typed:
        form.link_interventions.data = queries.list_links(
            db(), council_id=council().id, need_id=need.id
        )
    return form


def _judgement(form: DecisionForm) -> services.Judgement:
    return services.Judgement(
        causes=form.causes.data or "",
        note=form.note.data or "",
        intervention_ids=frozenset(form.link_interventions.data or ()),
        decision=form.decision.data,
        reason=form.reason.data or "",
    )


# Scoring ---------------------------------------------------------------------------------


@blueprint.get("/scoring")
def scoring(review_id: int) -> str:
    """Show which problems are scored and which are left, and where to begin."""
    review = get_review(review_id)
    needs = queries.list_needs(db(), council_id=council().id, review_id=review_id)
    scored = queries.list_scored(db(), council_id=council().id, review_id=review_id)
    mine = {need_id for need_id, _name, owner in scored if owner == score_sheets.my_id()}
    scorers: dict[str, list[int]] = {}
    for need_id, name, _owner in scored if score_sheets.sees_names() else ():
        scorers.setdefault(name, []).append(need_id)
    return render_template(
        "needs/scoring.html",
        review=review,
        needs=needs,
        mine=mine,
        next_id=_first_left(needs, mine),
        scorers=[
            (name, len(done_ids), _first_left(needs, done_ids) or needs[0].id)
            for name, done_ids in scorers.items()
        ],
    )


@blueprint.route("/needs/<int:need_id>/score", methods=["GET", "POST"])
def score(review_id: int, need_id: int) -> str | Response:
    """Score a problem by the nine criteria: for oneself, or as coordinator for anybody.

    A coordinator names the scorer, and the address names a scorer whose sheet is changed.
    """
    review, need = _stored(review_id, need_id)
    if review.adopted_on:
        return _locked(need)
    sheets = queries.list_sheets(db(), council_id=council().id, need_id=need_id)
    sheet = score_sheets.find_sheet(sheets)
    form = ScoresForm()
    if not score_sheets.sees_names():
        del form.scorer
    saved = None
    is_removed = "remove" in request.form
    if is_removed or form.validate_on_submit():
        after = (
            Sheet(scorer=sheet.scorer if sheet else "")
            if is_removed
            else score_sheets.typed_sheet(form, sheet, sheets)
        )
        try:
            return _save(need, sheet, after)
        except Adopted:
            abort(409)
        except (services.NameTaken, EditConflict) as refused:
            db().rollback()
            sheets = queries.list_sheets(db(), council_id=council().id, need_id=need_id)
            sheet = score_sheets.find_sheet(sheets)
            if score_sheets.is_saved(after, sheet, sheets):
                return _go_on(need, after)
            if isinstance(refused, EditConflict):
                saved = score_sheets.sheet_in_words(sheet)
            else:
                _say_name_taken(form)
    elif request.method != "POST":
        name = sheet.scorer if sheet else request.args.get("scorer", "")
        form.show(name, sheet.scores if sheet else {})
    stored = services.sheet_as_shown(sheet)
    return render_template(
        "needs/score.html",
        review=review,
        need=need,
        form=form,
        sheet=sheet,
        criteria=[
            (form[one.value], criterion_word(one), criterion_question(one)) for one in Criterion
        ],
        shown=stored if saved else shown(stored),
        saved=saved,
        turn=_turn_in(review_id, need_id),
    )


def _say_name_taken(form: ScoresForm) -> None:
    """Say that the scorer has a sheet already; a member, who chooses no name, sent it twice."""
    if not score_sheets.sees_names():
        abort(409)
    form.say_on_scorer(
        _("This scorer has scored the problem already. Change those scores instead.")
    )


@blueprint.post("/needs/<int:need_id>/undo")
def undo(review_id: int, need_id: int) -> Response:
    """Put a scorer's sheet back as it was before this person's last change."""
    _of, need = _stored(review_id, need_id)
    if not score_sheets.has_undo():
        return _to_need(need, "scores")
    kept = score_sheets.find_undo(need_id)
    if kept is None:
        abort(409)
    try:
        services.save_sheet(
            db(), need=need, was=kept.now, sheet=kept.before, shown=kept.shown, by=act()
        )
    except (Adopted, EditConflict, services.NameTaken):
        abort(409)
    db().commit()
    score_sheets.forget_undo()
    return done(
        _("The scores are as before."),
        "needs.show",
        "scores",
        review_id=review_id,
        need_id=need_id,
    )


def _save(need: NeedAssessment, sheet: Sheet | None, after: Sheet) -> Response:
    """Save a sheet in place of another, and go on to the next problem or back to this one."""
    before = services.save_sheet(
        db(),
        need=need,
        was=sheet.scorer if sheet else None,
        sheet=after,
        shown=shown(),
        by=act(),
    )
    db().commit()
    if before or after.scores:
        score_sheets.keep_undo(need.id, before=before, after=after)
    said = _("The scores of %(problem)s are saved.", problem=need.name)
    if not after.scores:
        said = _("The scores are removed.") if before else _("No score was given.")
    flash(said, "ok")
    return _go_on(need, after)


def _go_on(need: NeedAssessment, after: Sheet) -> Response:
    """Go where the button said: to the next problem, or back to this one."""
    if "go_on" not in request.form:
        return _to_need(need, "scores")
    next_id = _turn_in(need.review_id, need.id).next_id
    if next_id is None:
        return redirect(url_for("needs.scoring", review_id=need.review_id), code=303)
    scorer = after.scorer if score_sheets.sees_names() else None
    address = url_for("needs.score", review_id=need.review_id, need_id=next_id, scorer=scorer)
    return redirect(address, code=303)


def _to_need(need: NeedAssessment, anchor: str | None = None) -> Response:
    """Go to a problem's page. Without a word, when what was sent is saved already."""
    address = url_for("needs.show", review_id=need.review_id, need_id=need.id, _anchor=anchor)
    return redirect(address, code=303)


# What several pages ask for ---------------------------------------------------------------


def _stored(review_id: int, need_id: int) -> tuple[Review, NeedAssessment]:
    """Return a review and one of its problems as they are stored."""
    review = get_review(review_id)
    need = queries.find_need(db(), council_id=council().id, review_id=review_id, need_id=need_id)
    if need is None:
        abort(404)
    return review, need


def _locked(need: NeedAssessment) -> str:
    back = url_for("needs.show", review_id=need.review_id, need_id=need.id)
    return locked_part(need.name, back=back)


def _state_words() -> dict[InterventionState, str]:
    return {state: gettext(word) for state, word in INTERVENTION_STATE_WORDS.items()}


def _first_left(needs: Sequence[NeedAssessment], scored: Sequence[int] | set[int]) -> int | None:
    return next((need.id for need in needs if need.id not in scored), None)


def _turn_in(review_id: int, need_id: int) -> Turn:
    needs = queries.list_needs(db(), council_id=council().id, review_id=review_id)
    return _turn([need.id for need in needs], need_id)


def _turn(ids: Sequence[int], need_id: int) -> Turn:
    place = ids.index(need_id)
    return Turn(
        number=place + 1,
        count=len(ids),
        previous_id=ids[place - 1] if place else None,
        next_id=ids[place + 1] if place + 1 < len(ids) else None,
    )
