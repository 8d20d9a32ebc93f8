"""The people: who is what to the council, from when to when."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.people import ROLE_WORDS, sort_key
from tracker.domain.terms import Role
from tracker.forms.people import MemberForm
from tracker.queries import councils
from tracker.queries import people as queries
from tracker.queries.people import Member
from tracker.services import people as services
from tracker.text import _, gettext
from tracker.views.web import act, council, db, done, today

blueprint = Blueprint("people", __name__, url_prefix="/<slug>/people")

BY_ORGANISATION, BY_NAME = "organisation", "name"


@blueprint.get("/")
def index() -> str:
    """List the people, by organisation or by name, and the organisations."""
    order = BY_NAME if request.args.get("sort") == BY_NAME else BY_ORGANISATION
    members = queries.list_members(db(), council_id=council().id)
    current = [member for member in members if not _has_ended(member)]
    ended = [member for member in members if _has_ended(member)]
    return render_template(
        "people/index.html",
        order=order,
        groups=_group(current, order),
        ended=sorted(ended, key=lambda member: sort_key(member.person.name)),
        person_count=len({member.person.id for member in current}),
        without_address=_names_without_address(current),
        bounced=_names_of_bounced(current),
        organisations=councils.list_organisations(db(), council_id=council().id),
        person_counts=_count_by_organisation(current),
        role_words={role: gettext(word) for role, word in ROLE_WORDS.items()},
        names={member.person.id: member.person.name for member in members},
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> str | Response:
    """Add somebody."""
    form = _form(None)
    if form.validate_on_submit():
        try:
            member = services.add_member(db(), council=council(), details=form.details(), by=act())
            db().commit()
            return done(_added(member, form), "people.index")
        except services.AlreadyMember as there:
            db().rollback()
            form.say("role", _already(there))
        except services.AddressTaken:
            db().rollback()
            form.say("email", _address_taken())
    return render_template("people/edit.html", form=form, member=None, is_shared=False)


@blueprint.route("/<int:membership_id>/edit", methods=["GET", "POST"])
def edit(membership_id: int) -> str | Response:
    """Correct a person's details, or end the mandate."""
    member = queries.find_member(db(), council_id=council().id, membership_id=membership_id)
    if member is None:
        abort(404)
    form = _form(member)
    is_shared = queries.is_in_another_council(
        db(), council_id=council().id, person_id=member.person.id, on=today()
    )
    if is_shared:
        form.keep(member.person.name, member.person.email)
    if form.validate_on_submit() and _change(member, form):
        db().commit()
        return done(_("It is saved."), "people.index")
    return render_template("people/edit.html", form=form, member=member, is_shared=is_shared)


def _change(member: Member, form: MemberForm) -> bool:
    """Save, or put a message on the form and return False."""
    try:
        services.change_member(
            db(), council=council(), member=member, details=form.details(), by=act()
        )
    except services.AlreadyMember as there:
        field, message = "role", _already(there)
    except services.AddressTaken:
        field, message = "email", _address_taken()
    except services.SharedPerson:
        field, message = "name", _("The person is in another council too. Change it there.")
    except services.LastCoordinator:
        field = _field_of_last_coordinator(form)
        message = _(
            "Nobody would be coordinator today. Give somebody else the role first, "
            "then change this one."
        )
    else:
        return True
    db().rollback()
    form.say(field, message)
    return False


def _field_of_last_coordinator(form: MemberForm) -> str:
    """Return the field that took the council's last coordinator away."""
    if not form.email.data:
        return "email"
    if form.role.data is not Role.COORDINATOR:
        return "role"
    starts_late = form.starts_on.data is not None and form.starts_on.data > today()
    return "starts_on" if starts_late else "ends_on"


def _form(member: Member | None) -> MemberForm:
    form = MemberForm(obj=member.membership if member else None)
    others = {
        found.person.id: found.person.name
        for found in queries.list_members(db(), council_id=council().id)
        if member is None or found.person.id != member.person.id
    }
    if member is None:
        del form.messages  # a new member has not said
    form.substitute_for_id.choices = sorted(others.items(), key=lambda one: sort_key(one[1]))
    form.organisation_id.choices = [
        (found.id, found.name)
        for found in councils.list_organisations(db(), council_id=council().id)
    ]
    if member and request.method != "POST":
        form.name.data, form.email.data = member.person.name, member.person.email
    return form


def _added(member: Member, form: MemberForm) -> str:
    if member.person.name != form.name.data:
        return _("The address belongs to somebody already known, who now has the role.")
    return _("%(name)s is added.", name=member.person.name)


def _already(there: services.AlreadyMember) -> str:
    return _(
        "%(name)s already has this role here. Change the mandate that is there instead.",
        name=there.name,
    )


def _address_taken() -> str:
    return _("Somebody else has this address. Check it, or remove it from the other person first.")


def _has_ended(member: Member) -> bool:
    ends_on = member.membership.ends_on
    return ends_on is not None and ends_on < today()


def _group(members: Sequence[Member], order: str) -> list[tuple[str, list[Member]]]:
    """Return [(heading, members)]: one group without a heading when they stand by name."""
    by_name = sorted(members, key=lambda member: sort_key(member.person.name))
    if order == BY_NAME:
        return [("", by_name)] if by_name else []
    groups: dict[str, list[Member]] = {}
    for member in by_name:
        groups.setdefault(member.organisation.name if member.organisation else "", []).append(
            member
        )
    none = _("No organisation")
    return [
        (name or none, found)
        for name, found in sorted(
            groups.items(), key=lambda group: (not group[0], sort_key(group[0]))
        )
    ]


def _count_by_organisation(members: Sequence[Member]) -> dict[int, int]:
    """Return {organisation id: number of people}."""
    people: dict[int, set[int]] = {}
    for member in members:
        if member.organisation:
            people.setdefault(member.organisation.id, set()).add(member.person.id)
    return {number: len(found) for number, found in people.items()}


def _names_without_address(members: Sequence[Member]) -> list[str]:
    """Return those who are invited but cannot be reached."""
    names = {
        member.person.name
        for member in members
        if not member.person.email and member.membership.role in queries.INVITED_ROLES
    }
    return sorted(names, key=sort_key)


def _names_of_bounced(members: Sequence[Member]) -> list[str]:
    """Return those whose mail comes back."""
    return sorted({row.person.name for row in members if row.person.bounced_at}, key=sort_key)
