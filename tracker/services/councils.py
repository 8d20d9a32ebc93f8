"""Setting up a council."""

import re
from datetime import datetime

from sqlmodel import Session

from tracker.domain.terms import Role
from tracker.models import Council, Membership, Person
from tracker.queries import councils, people
from tracker.services.audit import Act, write_down
from tracker.services.reminders import start_with_default_rules
from tracker.text import _


class AlreadyThere(Exception):
    """A council has that address, or the address cannot be used."""


def found_council(
    session: Session,
    *,
    slug: str,
    name: str,
    municipality: str,
    coordinator: str,
    email: str,
    now: datetime,
) -> Council:
    """Set up a council with its first coordinator and the starting reminder rules.

    Raises:
        AlreadyThere: the slug is taken, or is not made of a–z, 0–9 and hyphens.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,59}", slug):
        raise AlreadyThere(_("Use a to z, 0 to 9 and hyphens in the address: such as alvstad."))
    if councils.find_council(session, slug=slug):
        raise AlreadyThere(_("There is already a council with the address %(slug)s.", slug=slug))
    council = Council(slug=slug, name=name, municipality=municipality)
    person = people.find_person_by_email(session, email=email) or Person(
        name=coordinator, email=email.strip().lower()
    )
    session.add_all([council, person])
    session.flush()
    session.add(Membership(council_id=council.id, person_id=person.id, role=Role.COORDINATOR))
    start_with_default_rules(session, council=council)
    write_down(
        session,
        council_id=council.id,
        action="found_council",
        thing="council",
        thing_id=council.id,
        by=Act(person_id=None, at=now),
    )
    session.flush()
    return council
