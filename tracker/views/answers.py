"""Answering an invitation from the mail, without signing in. The link shows; the button answers."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.terms import Answer
from tracker.forms.meetings import AnswerForm
from tracker.queries import meetings as queries
from tracker.queries.councils import get_council
from tracker.services import meetings as services
from tracker.services.answer_links import read_answer_token
from tracker.services.audit import Act
from tracker.text import _
from tracker.views.web import db, house, now

blueprint = Blueprint("answers", __name__, url_prefix="/answer")


@blueprint.route("/<token>", methods=["GET", "POST"])
def show(token: str) -> str | Response:
    """Show the meeting with the recorded answer, and take a new one."""
    link = read_answer_token(house().secret_key, token)
    if link is None:
        abort(404)
    g.council = get_council(db(), council_id=link.council_id)
    row = queries.load_meeting(db(), council_id=link.council_id, meeting_id=link.meeting_id)
    place = queries.find_participation(
        db(), council_id=link.council_id, meeting_id=link.meeting_id, person_id=link.person_id
    )
    if row is None:
        abort(404)
    form = AnswerForm()
    if request.method == "POST":
        if not form.validate_on_submit():
            abort(400)
        try:
            services.answer(
                db(),
                council=g.council,
                meeting=row.meeting,
                person_id=link.person_id,
                answer=form.answer.data,
                substitute_name=form.substitute.data or "",
                by=Act(person_id=link.person_id, at=now()),
            )
        except services.NotNow:
            abort(409)
        db().commit()
        flash(_("Thank you. Your answer is saved. You can change it until the meeting."), "ok")
        return redirect(url_for("answers.show", token=token), code=303)
    is_open = (
        place is not None and row.status in ("planned", "invited") and row.meeting.starts_at > now()
    )
    return render_template(
        "answers/show.html",
        row=row,
        meeting=row.meeting,
        place=place,
        is_open=is_open,
        chosen=_chosen(request.args.get("answer")),
        agenda=queries.list_agenda(db(), council_id=link.council_id, meeting_id=link.meeting_id),
    )


def _chosen(wanted: str | None) -> Answer | None:
    """Return what the button in the mail said, to be put first."""
    return Answer(wanted) if wanted in (Answer.COMING, Answer.NOT_COMING) else None
