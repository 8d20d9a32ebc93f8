"""Answering an invitation from the mail, without signing in. The link shows; the button answers."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.meetings import local_day
from tracker.domain.terms import Answer
from tracker.forms.meetings import AnswerForm
from tracker.models import Meeting, Participation
from tracker.queries import meetings as queries
from tracker.queries import people
from tracker.queries.councils import get_council
from tracker.services import meetings as services
from tracker.services.answer_links import AnswerLink, read_answer_token
from tracker.services.audit import Act
from tracker.text import _
from tracker.views.web import db, house, now

blueprint = Blueprint("answers", __name__, url_prefix="/answer")

#: How long after the meeting a link from its mails still opens: mails are forwarded and kept.
LINK_OUTLIVES_MEETING = timedelta(days=30)


@blueprint.route("/<token>", methods=["GET", "POST"])
def show(token: str) -> str | Response | tuple[str, int]:
    """Show the meeting with the recorded answer, and take a new one.

    Whoever has no place at it sees when it is, but not what it takes up.
    """
    link = read_answer_token(house().secret_key, token)
    if link is None:
        abort(404)
    g.council = get_council(db(), council_id=link.council_id)
    row = queries.load_meeting(db(), council_id=link.council_id, meeting_id=link.meeting_id)
    if row is None:
        abort(404)
    if now() > row.meeting.ends_at + LINK_OUTLIVES_MEETING:
        return render_template("answers/gone.html"), 410
    place = _place(link, row.meeting)
    form = AnswerForm()
    if request.method == "POST":
        if not form.validate_on_submit():
            abort(400)
        if place is None:
            abort(409)
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
        agenda=(
            queries.list_agenda(db(), council_id=link.council_id, meeting_id=link.meeting_id)
            if place
            else []
        ),
    )


def _place(link: AnswerLink, meeting: Meeting) -> Participation | None:
    """Return the person's place, unless they are no longer invited."""
    day = local_day(meeting.starts_at, ZoneInfo(g.council.time_zone))
    if not people.is_invited(db(), council_id=link.council_id, person_id=link.person_id, on=day):
        return None
    return queries.find_participation(
        db(), council_id=link.council_id, meeting_id=link.meeting_id, person_id=link.person_id
    )


def _chosen(wanted: str | None) -> Answer | None:
    """Return what the button in the mail said, to be put first."""
    return Answer(wanted) if wanted in (Answer.COMING, Answer.NOT_COMING) else None
