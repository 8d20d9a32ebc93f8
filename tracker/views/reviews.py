"""The biennial review: what changed, what is needed, what the council concludes.

How it is worked through stands in review_process, and the meeting's slides in review_meetings.
"""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker.domain import verdicts
from tracker.domain.need_words import decision_word
from tracker.domain.needs import Need
from tracker.domain.review_content import ReviewContent, ReviewedNeed
from tracker.domain.review_process import is_untouched, propose_years
from tracker.domain.several_years import REVIEW_EVERY
from tracker.domain.terms import Finding
from tracker.drawing import charts
from tracker.models import Review, ReviewEdition
from tracker.queries import review_process as surroundings
from tracker.queries import reviews as queries
from tracker.services import reviews as services
from tracker.services.records import Adopted
from tracker.text import _
from tracker.views import review_charts, review_meetings, review_process
from tracker.views.review_pages import (
    area_lines,
    evidence_lines,
    get_review,
    step_lines,
)
from tracker.views.web import act, council, db, done, today

blueprint = Blueprint("reviews", __name__, url_prefix="/<slug>/reviews")

READ_AND_WRITE = ["GET", "POST"]

for rule, view in (
    ("/new", review_process.new),
    ("/<int:review_id>/edit", review_process.edit),
    ("/<int:review_id>/remove", review_process.remove),
    ("/<int:review_id>/check", review_process.check),
    ("/<int:review_id>/adopt", review_process.adopt),
    ("/<int:review_id>/correct", review_process.correct),
    ("/<int:review_id>/present", review_meetings.present),
    ("/<int:review_id>/present/<step>", review_meetings.present),
):
    blueprint.add_url_rule(rule, view_func=view, methods=READ_AND_WRITE)


@dataclass(frozen=True)
class NeedNote:
    """What stands beside the matrix about a need."""

    id: int
    need: Need
    movement: str
    note: str
    decision: str
    #: What the review before decided, when it was another thing or nothing is decided yet.
    last_time: str
    is_untouched: bool


@blueprint.get("/")
def index() -> str:
    """List the reviews, with the years that the next one is about."""
    reviews = queries.list_reviews(db(), council_id=council().id)
    latest = queries.years_of(reviews[0]) if reviews else None
    return render_template(
        "reviews/index.html",
        reviews=[
            (review, queries.years_of(review), queries.baseline_of(review)) for review in reviews
        ],
        upcoming=propose_years(latest, today()),
        has_draft=any(review.adopted_on is None for review in reviews),
        this_year=today().year,
    )


@blueprint.get("/<int:review_id>")
def show(review_id: int) -> str:
    """Show a review: as it was adopted, or as things stand in a draft."""
    review = get_review(review_id)
    editions = _list_editions(review) if review.adopted_on else []
    return _page(review, editions[0] if editions else None, editions)


@blueprint.get("/<int:review_id>/editions/<int:number>")
def edition(review_id: int, number: int) -> str:
    """Show one of the editions of an adopted review, for ever as it was."""
    review = get_review(review_id)
    editions = _list_editions(review)
    found = next((one for one in editions if one.number == number), None)
    if found is None:
        abort(404)
    return _page(review, found, editions)


@blueprint.post("/<int:review_id>/adjust")
def adjust(review_id: int) -> Response:
    """Turn the adjustment for many indicators on or off, as the button said."""
    review = get_review(review_id)
    is_adjusted = "adjusted" in request.form
    try:
        services.set_adjusted(db(), review=review, is_adjusted=is_adjusted, by=act())
    except Adopted:
        abort(409)
    db().commit()
    message = (
        _("The assessments are adjusted for how many indicators are compared.")
        if is_adjusted
        else _("The assessments are no longer adjusted.")
    )
    return done(message, "reviews.show", "effects", review_id=review_id)


def _list_editions(review: Review) -> list[ReviewEdition]:
    return list(queries.list_editions(db(), council_id=council().id, review_id=review.id))


def _page(review: Review, shown: ReviewEdition | None, editions: list[ReviewEdition]) -> str:
    content = queries.shown_content(
        db(), council=council(), review=review, number=shown.number if shown else None
    )
    last_time = surroundings.load_last_time(db(), council_id=council().id, review=review)
    cards = review_charts.series_cards(content)
    return render_template(
        "reviews/show.html",
        review=review,
        content=content,
        edition=shown,
        editions=editions,
        is_latest=shown is None or shown is editions[0],
        older=shown.number if shown and shown is not editions[0] else None,
        meeting=surroundings.find_review_meeting(db(), council_id=council().id, review=review),
        last_time=last_time,
        next_year=review.last_year + REVIEW_EVERY,
        steps=[] if review.adopted_on else step_lines(review, content),
        lines=area_lines(content),
        effect=review_charts.effect_chart(content),
        how_to_read=f"{verdicts.how_to_read()} {verdicts.not_proof()}",
        notes=charts.effect_notes(content.changes)[:-1] if content.indicators else [],
        chance=verdicts.chance_sentence(content.changes) if content.indicators else "",
        evidence=evidence_lines(content),
        without_values=[
            (one.id, one.series.label)
            for one in content.indicators
            if one.change.finding is Finding.NO_DATA
        ],
        left_out=sum(one.left_out for one in content.indicators),
        cards=cards,
        series_years=review_charts.series_span(cards),
        series_table=charts.series_table([card.series for card in cards]),
        coverage=review_charts.coverage_chart(content),
        matrix=review_charts.needs_chart(content),
        legend=charts.needs_legend([one.need for one in content.needs]),
        needs=[_need_note(one, content, last_time) for one in content.needs],
        scores=review_charts.scores_chart(content),
    )


def _need_note(
    one: ReviewedNeed, content: ReviewContent, last_time: surroundings.LastTime | None
) -> NeedNote:
    # In the first review no need was there before: to say so of each would only tire.
    is_first = content.previous is None and not one.need.uncertain
    then = last_time.decision(one.need.name) if last_time else None
    return NeedNote(
        id=one.id,
        need=one.need,
        movement="" if is_first else verdicts.movement_words(one.need),
        note=one.note,
        decision=decision_word(one.need.decision),
        last_time=decision_word(then[0]) if then else "",
        is_untouched=is_untouched(one.need),
    )
