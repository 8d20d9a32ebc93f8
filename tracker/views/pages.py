"""The front door and what belongs to no feature."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.queries import councils, people
from tracker.text import LANGUAGES
from tracker.views.web import db, me, now, safe_next

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def front() -> Response | str:
    """Lead straight to the council when there is one; otherwise offer a choice."""
    person = me()
    found = (
        people.list_councils_of(db(), person_id=person.id, on=now().date())
        if person
        else councils.list_councils(db())
    )
    if len(found) == 1:
        return redirect(url_for("year_wheels.current", slug=found[0].slug))
    return render_template("pages/front.html", councils=found)


@blueprint.post("/language")
def choose_language() -> Response:
    """Remember the page's language in a cookie of its own."""
    language = request.form.get("language")
    if language not in LANGUAGES:
        abort(400)
    response = redirect(safe_next(request.form.get("next")) or url_for("pages.front"), code=303)
    response.set_cookie(
        "language",
        language,
        max_age=365 * 24 * 3600,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response
