"""Signing in by a mailed link. In the demo: three buttons."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from tracker.domain.terms import Role
from tracker.forms.sign_in import AddressForm
from tracker.queries import people
from tracker.services import sign_in as services
from tracker.text import mark
from tracker.views.web import SignedIn, db, house, now, safe_next

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")

#: The roles that the demo offers at a click.
DEMO_ROLES = {
    Role.COORDINATOR: mark("coordinator"),
    Role.MEMBER: mark("member"),
    Role.MANAGEMENT: mark("management"),
}


@blueprint.route("/", methods=["GET", "POST"])
def ask() -> str | Response:
    """Ask for an address. The answer is the same whether it is known or not."""
    form = AddressForm()
    if request.args.get("next"):
        session["next"] = safe_next(request.args["next"])
    if form.validate_on_submit():
        services.ask_for_link(db(), email=form.email.data, now=now())
        db().commit()
        return render_template("sign_in/sent.html", minutes=services.VALID_MINUTES)
    return render_template(
        "sign_in/ask.html", form=form, demo_roles=DEMO_ROLES if house().demo else None
    )


@blueprint.route("/<token>", methods=["GET", "POST"])
def finish(token: str) -> str | Response:
    """Open a mailed link. Opening it changes nothing; the button signs in."""
    if request.method != "POST":
        return render_template("sign_in/finish.html")
    person = services.finish(db(), token=token, now=now())
    db().commit()
    if person is None:
        return render_template("sign_in/expired.html")
    return _let_in(SignedIn(person))


@blueprint.post("/demo")
def as_demo_role() -> Response:
    """Sign in to the demo as one of its three kinds of user."""
    if house().demo is None:
        abort(404)
    role = request.form.get("role")
    if role not in set(DEMO_ROLES):
        abort(400)
    person = people.find_demo_person(db(), role=Role(role), on=now().date())
    if person is None:
        abort(404)
    return _let_in(SignedIn(person))


@blueprint.post("/out")
def leave() -> Response:
    """Sign out."""
    logout_user()
    session.clear()
    return redirect(url_for("pages.front"), code=303)


def _let_in(visitor: SignedIn) -> Response:
    goes_on_to = session.pop("next", None)
    token = session.get("csrf_token")
    session.clear()
    if token:  # what was typed before the session ended is sent with it, from another tab
        session["csrf_token"] = token
    login_user(visitor)
    session.permanent = True
    return redirect(goes_on_to or url_for("pages.front"), code=303)
