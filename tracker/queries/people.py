"""People, their memberships and their roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from tracker.domain.terms import Role
from tracker.models import Council, Membership, Organisation, Person

#: Who is invited to meetings.
INVITED_ROLES = (Role.MEMBER, Role.CO_OPTED, Role.COORDINATOR)
#: Who has something to do for a council without seeing its pages.
GUEST_ROLES = (Role.PRESENTER, Role.CONTRIBUTOR)


@dataclass(frozen=True)
class Member:
    """One person's place in the council."""

    person: Person
    membership: Membership
    organisation: Organisation | None


def find_person(session: Session, *, person_id: int) -> Person | None:
    """Return a person by number."""
    return session.get(Person, person_id)


def find_person_by_email(session: Session, *, email: str) -> Person | None:
    """Return the person who has an address, whatever its case."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def list_roles(session: Session, *, council_id: int, person_id: int, on: date) -> frozenset[Role]:
    """Return the roles whose mandate covers the day."""
    rows = session.exec(
        select(Membership.role).where(
            Membership.council_id == council_id,
            Membership.person_id == person_id,
            *_mandate_covers(on),
        )
    )
    return frozenset(Role(role) for role in rows)


def list_members(
    session: Session,
    *,
    council_id: int,
    on: date | None = None,
    roles: Sequence[Role] | None = None,
) -> list[Member]:
    """Return memberships with their people and organisations, by name.

    Args:
        session: an open session.
        council_id: the council.
        on: only mandates that cover this day; None for all.
        roles: only these roles; None for all.
    """
    query = (
        select(Person, Membership, Organisation)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .outerjoin(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(Membership.council_id == council_id)
        .order_by(Person.name, Membership.role)
    )
    if on is not None:
        query = query.where(*_mandate_covers(on))
    if roles is not None:
        query = query.where(col(Membership.role).in_(roles))
    return [Member(*row) for row in session.exec(query)]


def find_member(session: Session, *, council_id: int, membership_id: int) -> Member | None:
    """Return one membership of this council, with its person."""
    row = session.exec(
        select(Person, Membership, Organisation)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .outerjoin(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(Membership.council_id == council_id, Membership.id == membership_id)
    ).first()
    return Member(*row) if row else None


def find_demo_person(session: Session, *, role: Role, on: date) -> Person | None:
    """Return the first person with a role in a demo council. No other council is ever looked in.

    For the member, one with an address: so that what is sent to them can be seen.
    """
    return session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Council, col(Council.id) == col(Membership.council_id))
        .where(
            col(Council.is_demo),
            Membership.role == role,
            col(Person.email).is_not(None),
            *_mandate_covers(on),
        )
        .order_by(col(Membership.id))
    ).first()


def find_membership(
    session: Session, *, council_id: int, person_id: int, role: Role
) -> Membership | None:
    """Return what a person already is, or was, to a council in one role."""
    return session.exec(
        select(Membership).where(
            Membership.council_id == council_id,
            Membership.person_id == person_id,
            Membership.role == role,
        )
    ).first()


def list_invited(session: Session, *, council_id: int, on: date) -> frozenset[int]:
    """Return those who are invited to a meeting on the day."""
    rows = session.exec(
        select(Membership.person_id).where(
            Membership.council_id == council_id,
            col(Membership.role).in_(INVITED_ROLES),
            *_mandate_covers(on),
        )
    )
    return frozenset(rows)


def is_in_another_council(session: Session, *, council_id: int, person_id: int, on: date) -> bool:
    """Tell whether a person is in some council besides this one, or is to be. The past is past."""
    found = session.exec(
        select(Membership.id).where(
            Membership.council_id != council_id,
            Membership.person_id == person_id,
            or_(col(Membership.ends_on).is_(None), col(Membership.ends_on) >= on),
        )
    ).first()
    return found is not None


def list_councils_of(session: Session, *, person_id: int, on: date) -> Sequence[Council]:
    """Return the councils in which a person holds a mandate on the day.

    One who only contributes to the follow-up has no account, and so none to go to.
    """
    return session.exec(
        select(Council)
        .join(Membership, col(Membership.council_id) == col(Council.id))
        .where(
            Membership.person_id == person_id,
            col(Membership.role) != Role.CONTRIBUTOR,
            *_mandate_covers(on),
        )
        .distinct()
        .order_by(Council.name)
    ).all()


def _mandate_covers(day: date) -> tuple[Any, Any]:
    return (
        or_(col(Membership.starts_on).is_(None), col(Membership.starts_on) <= day),
        or_(col(Membership.ends_on).is_(None), col(Membership.ends_on) >= day),
    )
