"""Answering an invitation from the mail, without signing in. The link shows; the button answers."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.answers import DOUBT_WORDS, Doubt, doubt_moment
from tracker.domain.meetings import MeetingStatus, local_day
from tracker.domain.terms import Answer
from tracker.forms.answers import SubstituteForm
from tracker.models import Participation
from tracker.queries import answers as queries
from tracker.queries import meetings, people
from tracker.queries.councils import get_council
from tracker.services import answers as services
from tracker.services.answer_links import (
    AnswerLink,
    make_answer_token,
    read_answer_token,
    read_moment,
    seal_moment,
)
from tracker.services.audit import Act
from tracker.services.meetings import NotNow
from tracker.text import _, gettext
from tracker.views.web import council, council_zone, db, house, me, now

blueprint = Blueprint("answers", __name__, url_prefix="/answer")

#: How long after the meeting a link from its mails still opens: mails are forwarded and kept.
LINK_OUTLIVES_MEETING = timedelta(days=30)

#: What the buttons say, besides the one for sending a substitute: (answer, substitute).
CHOICES = {
    "coming": (Answer.COMING, None),
    "not_coming": (Answer.NOT_COMING, None),
    "nobody": (Answer.NOT_COMING, services.NOBODY),
}


@dataclass(frozen=True)
class Visit:
    """A link that was followed, and what it leads to."""

    token: str
    link: AnswerLink
    row: meetings.MeetingRow
    #: Empty for somebody who is not on the meeting's list.
    place: Participation | None

    @property
    def is_open(self) -> bool:
        """Whether an answer can be given."""
        meeting = self.row.meeting
        is_ahead = meeting.status is MeetingStatus.PLANNED and meeting.starts_at > now()
        return self.place is not None and is_ahead


@blueprint.route("/<token>", methods=["GET", "POST"])
def show(token: str) -> str | Response | tuple[str, int]:
    """Show the meeting with the recorded answer, and take a new one.

    Whoever has no place at it sees when it is, but not what it takes up.
    """
    visit = _open(token)
    if now() > visit.row.meeting.ends_at + LINK_OUTLIVES_MEETING:
        return render_template("answers/gone.html"), 410
    form = _form(visit)
    if request.method != "POST":
        return _page(visit, form, chosen=request.args.get("answer", ""))
    if not visit.is_open:
        abort(409)
    return _answer(visit, form)


def my_page(meeting_id: int) -> str:
    """Return the address of this page for the person who has signed in."""
    person = me()
    if person is None:
        return ""
    link = AnswerLink(council().id, meeting_id, person.id)
    return url_for("answers.show", token=make_answer_token(house().secret_key, link))


def _open(token: str) -> Visit:
    link = read_answer_token(house().secret_key, token)
    if link is None:
        abort(404)
    g.council = get_council(db(), council_id=link.council_id)
    row = meetings.load_meeting(db(), council_id=link.council_id, meeting_id=link.meeting_id)
    if row is None:
        abort(404)
    day = local_day(row.meeting.starts_at, ZoneInfo(g.council.time_zone))
    place = None
    if queries.is_on_list(
        db(),
        council_id=link.council_id,
        meeting_id=link.meeting_id,
        person_id=link.person_id,
        on=day,
    ):
        place = meetings.find_participation(
            db(),
            council_id=link.council_id,
            meeting_id=link.meeting_id,
            person_id=link.person_id,
        )
    return Visit(token, link, row, place)


def _form(visit: Visit) -> SubstituteForm:
    """Return the form for sending a substitute, with the council's own to choose among."""
    form = SubstituteForm()
    meeting = visit.row.meeting
    form.person_id.choices = [
        (one.person.id, one.person.name)
        for one in queries.list_substitutes(
            db(),
            council_id=meeting.council_id,
            meeting_id=meeting.id,
            person_id=visit.link.person_id,
            on=local_day(meeting.starts_at, council_zone()),
        )
    ]
    form.name.flags.required = not form.has_choices
    return form


def _answer(visit: Visit, form: SubstituteForm) -> str | Response:
    """Take what was pressed: save it, or say on the page why not."""
    chosen = request.form.get("answer", "")
    if "everything" in request.form:
        return _give(visit, form, "", None, None)
    served_at = read_moment(house().secret_key, request.form.get("served", ""), link=visit.link)
    doubt = doubt_moment(served_at, now())
    if doubt is not None:
        return _page(visit, form, chosen=chosen, doubt=doubt)
    if chosen == "substitute":
        if not form.validate():
            return _page(visit, form, chosen=chosen)
        return _give(visit, form, chosen, Answer.NOT_COMING, form.substitute())
    if chosen not in CHOICES:
        abort(400)
    return _give(visit, form, chosen, *CHOICES[chosen])


def _give(
    visit: Visit,
    form: SubstituteForm,
    chosen: str,
    answer: Answer | None,
    substitute: services.Substitute | None,
) -> str | Response:
    try:
        is_kept = services.answer_by_link(
            db(),
            council=council(),
            meeting=visit.row.meeting,
            person_id=visit.link.person_id,
            answer=answer,
            substitute=substitute,
            by=Act(person_id=visit.link.person_id, at=now()),
        )
    except NotNow:
        abort(409)
    except services.AlreadyInvited:
        db().rollback()
        form.say(_named_by(form), _("They come to the meeting already. Name somebody else."))
        return _page(_open(visit.token), form, chosen=chosen)
    except services.TooManySubstitutes:
        db().rollback()
        form.say("name", _("You have had many people invited. Ask the coordinator to help you."))
        return _page(_open(visit.token), form, chosen=chosen)
    db().commit()
    if not is_kept:
        return _page(visit, form, chosen=chosen, doubt=Doubt.SEVERAL)
    flash(_thanks(visit), "ok")
    return redirect(url_for("answers.show", token=visit.token), code=303)


def _named_by(form: SubstituteForm) -> str:
    return "person_id" if form.person_id.data is not None else "email"


def _thanks(visit: Visit) -> str:
    place = visit.place
    saved = _("Thank you. Your answer is saved. You can change it until the meeting.")
    if place is None or not place.substitute_name:
        return saved
    if place.substitute_id is None:
        told = _("Tell %(name)s about the meeting yourself.", name=place.substitute_name)
    else:
        told = _("%(name)s is invited by mail.", name=place.substitute_name)
    return f"{saved} {told}"


def _page(
    visit: Visit, form: SubstituteForm, *, chosen: str = "", doubt: Doubt | None = None
) -> str:
    """Show the meeting, and ask if there is anything to answer.

    Args:
        visit: the link that was followed.
        form: what was typed of a substitute.
        chosen: the answer that the mail's button or the page's said, to stand first.
        doubt: why what was just answered is not saved.
    """
    meeting, place = visit.row.meeting, visit.place
    return render_template(
        "answers/show.html",
        row=visit.row,
        meeting=meeting,
        place=place,
        form=form,
        is_open=visit.is_open,
        chosen=chosen,
        doubt=gettext(DOUBT_WORDS[doubt]) if doubt else "",
        served=seal_moment(house().secret_key, link=visit.link, at=now()),
        theirs=_substitutes_answer(visit),
        stands_in_for=_stands_in_for(visit),
        agenda=(
            meetings.list_agenda(db(), council_id=meeting.council_id, meeting_id=meeting.id)
            if place
            else []
        ),
    )


def _substitutes_answer(visit: Visit) -> Answer | None:
    """Return what the invited substitute has answered; None where nobody is invited."""
    if visit.place is None or visit.place.substitute_id is None:
        return None
    found = meetings.find_participation(
        db(),
        council_id=visit.link.council_id,
        meeting_id=visit.link.meeting_id,
        person_id=visit.place.substitute_id,
    )
    return found.answer if found else None


def _stands_in_for(visit: Visit) -> str:
    """Return the name of the member whom a substitute comes for."""
    number = visit.place.stands_in_for_id if visit.place else None
    member = people.find_person(db(), person_id=number) if number is not None else None
    return member.name if member else ""
