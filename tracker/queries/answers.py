"""Who answers for a place at a meeting: members, and the substitutes they send."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from tracker.domain.answers import with_stand_ins
from tracker.domain.terms import Answer, Role
from tracker.models import AnswerChange, AuditEvent, Participation, Person
from tracker.queries import people

#: What it is called when a member has somebody invited, in the log of acts.
INVITED_A_SUBSTITUTE = "invite_substitute"


@dataclass(frozen=True)
class RegularSubstitute:
    """One of the council's own substitutes."""

    person: Person
    #: Whether it is the member's own.
    is_own: bool


@dataclass(frozen=True)
class Standing:
    """What somebody's place at a meeting has to do with another's."""

    #: What the substitute has answered; None where none is invited.
    substitute_answer: Answer | None = None
    #: The member whom a substitute comes for.
    stands_in_for: str = ""
    #: Whether the person may see the council's pages: a substitute from outside may not.
    sees_pages: bool = True


#: The standing of somebody who comes for themselves.
OWN = Standing()


def list_stand_ins(session: Session, *, council_id: int, meeting_id: int) -> dict[int, int]:
    """Return {substitute: the member they stand in for} of a meeting.

    A substitute's place holds as long as the member's place names them.
    """
    member, theirs = aliased(Participation), aliased(Participation)
    rows = session.exec(
        select(theirs.person_id, member.person_id)
        .join(
            member,
            (col(member.meeting_id) == col(theirs.meeting_id))
            & (col(member.person_id) == col(theirs.stands_in_for_id))
            & (col(member.substitute_id) == col(theirs.person_id)),
        )
        .join(Person, col(Person.id) == col(member.person_id))
        .where(
            theirs.council_id == council_id,
            theirs.meeting_id == meeting_id,
            col(Person.is_disabled).is_(False),
        )
    )
    return dict(rows.all())


def is_on_list(
    session: Session, *, council_id: int, meeting_id: int, person_id: int, on: date
) -> bool:
    """Tell whether a person is invited to a meeting, held on a day: as a member, or for one."""
    return person_id in with_stand_ins(
        people.list_invited(session, council_id=council_id, on=on),
        list_stand_ins(session, council_id=council_id, meeting_id=meeting_id),
    )


def find_standing(
    session: Session, places: Mapping[int, Participation], *, person_id: int, on: date
) -> Standing:
    """Return what a person's place has to do with another's.

    Args:
        session: an open session.
        places: {person: place} of the meeting.
        person_id: whose place.
        on: the meeting's day.
    """
    place = places.get(person_id)
    if place is None:
        return OWN
    if place.stands_in_for_id is not None:
        roles = people.list_roles(session, council_id=place.council_id, person_id=person_id, on=on)
        member = session.get_one(Person, place.stands_in_for_id)
        sees_pages = bool(roles.difference(people.GUEST_ROLES))
        return Standing(stands_in_for=member.name, sees_pages=sees_pages)
    theirs = places.get(place.substitute_id) if place.substitute_id is not None else None
    return Standing(substitute_answer=theirs.answer) if theirs else OWN


def list_substitutes(
    session: Session, *, council_id: int, meeting_id: int, person_id: int, on: date
) -> list[RegularSubstitute]:
    """Return the council's substitutes whom a member can send: their own first, then by name.

    Those who come anyway, for themselves or for somebody else, are left out.
    """
    standing = list_stand_ins(session, council_id=council_id, meeting_id=meeting_id)
    taken = people.list_invited(session, council_id=council_id, on=on) | {
        substitute for substitute, member in standing.items() if member != person_id
    }
    found = [
        RegularSubstitute(member.person, member.membership.substitute_for_id == person_id)
        for member in people.list_members(
            session, council_id=council_id, on=on, roles=[Role.SUBSTITUTE]
        )
        if member.person.id not in taken and not member.person.is_disabled
    ]
    return sorted(found, key=lambda one: not one.is_own)


def find_last_press(
    session: Session, *, council_id: int, meeting_id: int, person_id: int
) -> AnswerChange | None:
    """Return what is kept of the last time somebody answered through a person's links."""
    return session.exec(
        select(AnswerChange).where(
            AnswerChange.council_id == council_id,
            AnswerChange.meeting_id == meeting_id,
            AnswerChange.person_id == person_id,
        )
    ).first()


def count_substitutes_invited(
    session: Session, *, council_id: int, meeting_id: int, person_id: int
) -> int:
    """Return how many times a member has had somebody invited to a meeting."""
    return session.exec(
        select(func.count())
        .select_from(AuditEvent)
        .where(
            AuditEvent.council_id == council_id,
            AuditEvent.person_id == person_id,
            AuditEvent.action == INVITED_A_SUBSTITUTE,
            AuditEvent.thing_id == meeting_id,
        )
    ).one()
