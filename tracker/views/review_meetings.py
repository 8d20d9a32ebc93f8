"""The meeting where a review is gone through: a slide for each area and each need."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from tracker.domain import verdicts
from tracker.domain.effects import Caution
from tracker.domain.need_words import decision_word, measures_words, place_words
from tracker.domain.review_content import (
    ReviewContent,
    ReviewedArea,
    ReviewedIndicator,
    ReviewedNeed,
)
from tracker.domain.review_process import is_untouched
from tracker.domain.terms import Finding
from tracker.drawing.forest_rows import RowScale, forest_row, row_scale
from tracker.forms.conflicts import in_words
from tracker.forms.fields import Form
from tracker.forms.needs import DecisionForm
from tracker.forms.reviews import ConclusionForm
from tracker.models import NeedAssessment, PriorityArea, Review
from tracker.queries import needs as need_queries
from tracker.queries import review_process as surroundings
from tracker.queries import reviews as queries
from tracker.queries.records import find_record
from tracker.services import needs as need_services
from tracker.services import reviews as services
from tracker.services.conflicts import EditConflict, fingerprint
from tracker.services.records import Adopted
from tracker.views.review_pages import (
    EvidenceLine,
    area_line,
    evidence_line,
    get_review,
    list_left,
)
from tracker.views.web import act, council, db, may, shown

#: The last slide.
SUMMARY = "summary"


@dataclass(frozen=True)
class Slide:
    """What a slide is about: an area, a need, or nothing more."""

    key: str
    area: ReviewedArea | None = None
    need: ReviewedNeed | None = None


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator on an area's slide: words, figures and its line of the forest chart."""

    line: EvidenceLine
    finding: Finding
    word: str
    wish: str
    wanted: bool | None
    before: str
    after: str
    change: str
    interval: str
    reason: str
    drawing: Markup | None
    #: Those that are not said once for all.
    cautions: tuple[str, ...]


def present(review_id: int, step: str = "") -> str | Response:
    """Show a slide, and save what is written on it: an area's conclusion or a need's decision."""
    review = get_review(review_id)
    content = queries.shown_content(db(), council=council(), review=review)
    slides = list_slides(content)
    slide = _find_slide(slides, step)
    may_write = may("reviews.present", "POST") and not review.adopted_on
    if request.method == "POST" and review.adopted_on:
        abort(409)
    if slide.area:
        return _present_area(review, content, slides, slide, slide.area, may_write=may_write)
    if slide.need:
        return _present_need(review, content, slides, slide, slide.need, may_write=may_write)
    if request.method == "POST":
        abort(400)
    return _page(review, content, slides, slide, left=list_left(content))


def list_slides(content: ReviewContent) -> list[Slide]:
    """Return the slides in order: the areas, the needs, and what is left."""
    return [
        *(Slide(f"area-{area.id}", area=area) for area in content.areas),
        *(Slide(f"need-{one.id}", need=one) for one in content.needs),
        Slide(SUMMARY),
    ]


def _find_slide(slides: list[Slide], step: str) -> Slide:
    """Return the slide that an address names: the first, the first need's, or one by its key."""
    if not step:
        return slides[0]
    if step == "needs":
        return next((slide for slide in slides if slide.need), slides[-1])
    found = next((slide for slide in slides if slide.key == step), None)
    if found is None:
        abort(404)
    return found


# An area ---------------------------------------------------------------------------------


def _present_area(
    review: Review,
    content: ReviewContent,
    slides: list[Slide],
    slide: Slide,
    area: ReviewedArea,
    *,
    may_write: bool,
) -> str | Response:
    saved = ConclusionForm(formdata=None, data={"text": area.conclusion})
    form = ConclusionForm(data={"text": area.conclusion})
    is_conflict = False
    if form.validate_on_submit():
        try:
            services.save_conclusion(
                db(),
                review=review,
                area=_row(PriorityArea, area.id),
                text=form.text.data or "",
                shown=shown(),
                by=act(),
            )
            return _saved(review, slides)
        except Adopted:
            abort(409)
        except EditConflict:
            db().rollback()
            is_conflict = True
    stored = queries.list_conclusions(db(), council_id=council().id, review_id=review.id)
    if is_conflict:
        now_stored = stored.get(area.id)
        if now_stored and now_stored.text == (form.text.data or ""):
            # The same text twice, as by a double click: nobody is in anybody's way.
            return _saved(review, slides)
        saved = ConclusionForm(formdata=None, data={"text": now_stored.text if now_stored else ""})
    last_time = surroundings.load_last_time(db(), council_id=council().id, review=review)
    indicators = content.in_area(area.number)
    shared = verdicts.shared_cautions(content.changes)
    scale = row_scale([one.change for one in indicators])
    return _page(
        review,
        content,
        slides,
        slide,
        form=form if may_write else None,
        shown=fingerprint(stored.get(area.id))
        if is_conflict
        else shown(fingerprint(stored.get(area.id))),
        saved=in_words(saved) if is_conflict else None,
        found=area_line(content, area),
        rows=[_indicator_row(one, scale, shared) for one in indicators],
        shared=[verdicts.caution_word(caution) for caution in shared],
        claims=(verdicts.chance_sentence(content.changes), verdicts.not_proof()),
        scale=scale,
        last_time=last_time,
    )


def _indicator_row(
    one: ReviewedIndicator, scale: RowScale | None, shared: Collection[Caution]
) -> IndicatorRow:
    change = one.change
    before, after = verdicts.figure_before_after(change)
    return IndicatorRow(
        line=evidence_line(one),
        finding=change.finding,
        word=verdicts.verdict_word(change.finding),
        wish=verdicts.wanted_word(change),
        wanted=change.wanted,
        before=before,
        after=after,
        change=verdicts.percent_change(change.ratio.estimate) if change.ratio else "",
        interval=verdicts.percent_interval(change.ratio) if change.ratio else "",
        reason=verdicts.reason_not_shown(change),
        drawing=Markup(forest_row(change, scale))  # noqa: S704  (drawn by us, from numbers)
        if change.ratio and scale
        else None,
        cautions=tuple(
            verdicts.caution_word(caution) for caution in change.cautions if caution not in shared
        ),
    )


# A need ----------------------------------------------------------------------------------


def _present_need(
    review: Review,
    content: ReviewContent,
    slides: list[Slide],
    slide: Slide,
    one: ReviewedNeed,
    *,
    may_write: bool,
) -> str | Response:
    row = None if review.adopted_on else _row(NeedAssessment, one.id)
    form, saved = _decision_form(one), _decision_form(one, is_typed=False)
    is_conflict = False
    if row is not None and form.validate_on_submit():
        try:
            _decide(row, form)
            return _saved(review, slides)
        except Adopted:
            abort(409)
        except EditConflict:
            db().rollback()
            is_conflict = True
            row = _row(NeedAssessment, one.id)
            if (row.decision, row.reason) == (form.decision.data, form.reason.data or ""):
                return _saved(review, slides)
            saved.decision.data, saved.reason.data = row.decision, row.reason
    stored = need_services.as_shown(db(), row) if row else ""
    last_time = surroundings.load_last_time(db(), council_id=council().id, review=review)
    titles = {found.id: found.title for found in content.interventions}
    return _page(
        review,
        content,
        slides,
        slide,
        form=form if may_write else None,
        shown=stored if is_conflict else shown(stored),
        saved=in_words(saved) if is_conflict else None,
        where=place_words(one.need),
        measures=measures_words((one.need.per_10_000, one.need.harm)),
        movement=verdicts.movement_words(one.need),
        is_untouched=is_untouched(one.need),
        interventions=[titles[number] for number in one.intervention_ids if number in titles],
        decision=decision_word(one.need.decision),
        then=last_time.decision(one.need.name) if last_time else None,
        decision_word=decision_word,
        last_time=last_time,
    )


def _decision_form(one: ReviewedNeed, *, is_typed: bool = True) -> Any:
    """Return the form of a need's decision. The rest of it stands on the need's own page."""
    values = {"decision": one.need.decision, "reason": one.need.reason}
    form = DecisionForm(data=values) if is_typed else DecisionForm(formdata=None, data=values)
    del form.causes, form.note, form.link_interventions
    return form


def _decide(row: NeedAssessment, form: Any) -> None:
    links = need_queries.list_links(db(), council_id=council().id, need_id=row.id)
    judgement = need_services.Judgement(
        causes=row.causes,
        note=row.note,
        intervention_ids=links,
        decision=form.decision.data,
        reason=form.reason.data or "",
    )
    need_services.decide(db(), need=row, judgement=judgement, shown=shown(), by=act())


# Both ------------------------------------------------------------------------------------


def _row(model: type[Any], row_id: int) -> Any:
    found = find_record(db(), model=model, council_id=council().id, record_id=row_id)
    if found is None:
        abort(404)
    return found


def _saved(review: Review, slides: list[Slide]) -> Response:
    """Commit, and go where the button said: the same slide or another."""
    db().commit()
    wanted = request.form.get("go", "")
    step = wanted if wanted in {slide.key for slide in slides} else slides[0].key
    return redirect(url_for("reviews.present", review_id=review.id, step=step), code=303)


def _page(
    review: Review,
    content: ReviewContent,
    slides: list[Slide],
    slide: Slide,
    *,
    form: Form | None = None,
    **values: Any,
) -> str:
    place = slides.index(slide)
    return render_template(
        "reviews/present.html",
        review=review,
        content=content,
        period=queries.years_of(review),
        slide=slide,
        slides=slides,
        place=place,
        back=slides[place - 1].key if place else "",
        onward=slides[place + 1].key if place + 1 < len(slides) else "",
        form=form,
        **values,
    )
