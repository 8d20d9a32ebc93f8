"""How a review's figures were worked out: a page for each, the rules, and all of it to count on."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from tracker.domain.review_content import ReviewContent
from tracker.domain.workings import work_out
from tracker.domain.workings_parts import role_word
from tracker.domain.workings_rules import rule_sections
from tracker.models import Review
from tracker.queries import reviews as queries
from tracker.text import _
from tracker.views.review_pages import get_review, spreadsheet
from tracker.views.web import council, db, query_number

blueprint = Blueprint("workings", __name__, url_prefix="/<slug>/reviews")


@blueprint.get("/how-we-judge")
def rules() -> str:
    """Show the rules that every review follows."""
    return render_template("workings/rules.html", sections=rule_sections())


@blueprint.get("/<int:review_id>/indicators/<int:indicator_id>")
def show(review_id: int, indicator_id: int) -> str:
    """Show how one indicator's figure was worked out."""
    review, content = _shown(review_id)
    many = content.indicators
    place = next((place for place, one in enumerate(many) if one.id == indicator_id), None)
    if place is None:
        abort(404)
    return render_template(
        "workings/show.html",
        review=review,
        content=content,
        edition=_edition(),
        workings=work_out(content, many[place]),
        role_word=role_word,
        previous=many[place - 1] if place else None,
        next=many[place + 1] if place + 1 < len(many) else None,
    )


@blueprint.get("/<int:review_id>/workbook.xlsx")
def workbook(review_id: int) -> Response:
    """Give the whole review as a workbook whose cells count."""
    # Kept out of start-up: what writes spreadsheets takes a while to load.
    from tracker.exporting.review_workbook import review_workbook

    _review, content = _shown(review_id)
    name = _("review-%(first)s-%(last)s", first=content.now.first, last=content.now.last)
    return spreadsheet(review_workbook(content), name)


def _shown(review_id: int) -> tuple[Review, ReviewContent]:
    """Return one of the council's reviews with what it shows, as adopted once it is."""
    review = get_review(review_id)
    try:
        return review, queries.shown_content(
            db(), council=council(), review=review, number=_edition()
        )
    except LookupError:
        abort(404)


def _edition() -> int | None:
    """Return the edition that the address asks for; None for the latest."""
    return query_number("edition")
