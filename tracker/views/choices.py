"""How a member wants reminders: on a page of one's own, or from a mail without signing in."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.choices import CHOICE_HELP, CHOICE_WORDS
from tracker.domain.terms import MessageChoice
from tracker.forms.choices import ChoiceForm
from tracker.queries import choices as queries
from tracker.queries.councils import get_council
from tracker.services import choices as services
from tracker.services.audit import Act
from tracker.services.choice_links import ChoiceLink, read_choice_token
from tracker.text import _
from tracker.views.web import council, db, done, house, me, now

blueprint = Blueprint("choices", __name__)

#: What a mail program sends when its owner presses "unsubscribe" (RFC 8058).
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@blueprint.route("/<slug>/my-messages", methods=["GET", "POST"])
def show() -> str | Response:
    """Show and save the choice of somebody who has signed in."""
    person = me()
    if person is None:
        abort(403)
    link = ChoiceLink(council().id, person.id)
    form = ChoiceForm()
    if form.validate_on_submit():
        _choose(link, form.messages.data)
        return done(_saved(), "choices.show")
    return _page(link, form)


@blueprint.route("/choice/<token>", methods=["GET", "POST"])
def by_link(token: str) -> str | Response:
    """Show and save the choice of whoever has the link from a mail. Opening it changes nothing."""
    link = _read(token)
    form = ChoiceForm()
    if form.validate_on_submit():
        _choose(link, form.messages.data)
        flash(_saved(), "ok")
        return redirect(url_for("choices.by_link", token=token), code=303)
    return _page(link, form, token=token)


@blueprint.route("/choice/<token>/unsubscribe", methods=["GET", "POST"])
def unsubscribe(token: str) -> str:
    """Take a mail program's word that its owner wants no more. Opened by a person: the choices.

    Only this endpoint takes a form without our token (`tracker.app`): the mail program has seen
    no page of ours. The address itself is the proof, since it is signed and sent to one person
    alone, and it can do nothing but end what is sent to that person.
    """
    link = _read(token)
    if request.method == "POST":
        name, value = ONE_CLICK
        if request.form.get(name) != value:
            abort(400)
        _choose(link, MessageChoice.ESSENTIAL)
        flash(_saved(), "ok")
    return _page(link, ChoiceForm(formdata=None), token=token)


def _read(token: str) -> ChoiceLink:
    link = read_choice_token(house().secret_key, token)
    if link is None:
        abort(404)
    g.council = get_council(db(), council_id=link.council_id)
    return link


def _choose(link: ChoiceLink, choice: MessageChoice) -> None:
    services.choose(
        db(),
        council_id=link.council_id,
        person_id=link.person_id,
        choice=choice,
        by=Act(link.person_id, now()),
    )
    db().commit()


def _saved() -> str:
    return _("Your choice is saved.")


def _page(link: ChoiceLink, form: ChoiceForm, token: str | None = None) -> str:
    choice = queries.find_choice(db(), council_id=link.council_id, person_id=link.person_id)
    return render_template(
        "choices/show.html",
        form=form,
        choice=choice,
        words=CHOICE_WORDS,
        help=CHOICE_HELP,
        action=url_for("choices.by_link", token=token) if token else url_for("choices.show"),
    )
