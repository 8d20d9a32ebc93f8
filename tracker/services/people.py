"""Who is what to a council. The outbox follows every change."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tracker.domain.meetings import local_day
from tracker.domain.terms import MessageChoice, Role
from tracker.models import Council, Membership, Person
from tracker.queries import choices, meetings, people
from tracker.services import deliveries, reminders
from tracker.services.audit import Act, write_down
from tracker.services.choices import choose


class AlreadyMember(Exception):
    """The person has, or had, that role in the council. The mandate is changed there."""

    def __init__(self, person: Person, membership: Membership | None) -> None:
        """Keep what is already there."""
        super().__init__()
        self.name = person.name
        self.membership_id = membership.id if membership else None


class AddressTaken(Exception):
    """Somebody else has the e-mail address."""


class LastCoordinator(Exception):
    """Without this mandate nobody could look after the council."""


class SharedPerson(Exception):
    """The person is in another council too, so this one may not change name or address."""


@dataclass(frozen=True)
class MemberDetails:
    """A person and what the person is to a council. The address is in lower case."""

    name: str
    role: Role
    email: str | None = None
    organisation_id: int | None = None
    title: str = ""
    #: The person whom a substitute regularly stands in for.
    substitute_for_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    #: How the person wants reminders; None: as it was.
    messages: MessageChoice | None = None


def add_member(
    session: Session, *, council: Council, details: MemberDetails, by: Act
) -> people.Member:
    """Add somebody to the council. A known address leads to the person who has it.

    Raises:
        AlreadyMember: the person has, or had, that role in the council.
    """
    person = (
        people.find_person_by_email(session, email=details.email) if details.email else None
    ) or Person(name=details.name, email=details.email)
    session.add(person)
    _flush(session)
    membership = Membership(
        council_id=council.id,
        person_id=person.id,
        role=details.role,
        messages=_chosen(session, council, person),
    )
    _set_mandate(session, council, person, membership, details)
    _write_down(session, membership, "add_member", by)
    _plan_coming_meetings(session, council, by)
    return _load(session, membership)


def change_member(
    session: Session,
    *,
    council: Council,
    member: people.Member,
    details: MemberDetails,
    by: Act,
) -> None:
    """Correct a person's name, address, role or mandate. A new address gets what had failed.

    Raises:
        AddressTaken: somebody else has the address.
        AlreadyMember: the person has, or had, the new role in the council.
        LastCoordinator: nobody would be left who is coordinator today.
        SharedPerson: name or address was to be changed of somebody in another council too.
    """
    person = member.person
    today = local_day(by.at, ZoneInfo(council.time_zone))
    had_coordinator = _has_coordinator(session, council, today)
    if (person.name, person.email) != (details.name, details.email):
        if people.is_in_another_council(
            session, council_id=council.id, person_id=person.id, on=today
        ):
            raise SharedPerson
        _refuse_taken_address(session, person, details.email)
        is_readdressed = details.email not in (None, person.email)
        if details.email != person.email:
            person.bounced_at, person.bounce_words = None, ""
        person.name, person.email = details.name, details.email
        session.add(person)
        _flush(session)
        if is_readdressed:
            deliveries.send_again_to(session, council_id=council.id, person_id=person.id, now=by.at)
    _set_mandate(session, council, person, member.membership, details)
    if details.messages is not None:
        choose(
            session,
            council_id=council.id,
            person_id=person.id,
            choice=details.messages,
            by=by,
        )
    if had_coordinator and not _has_coordinator(session, council, today):
        raise LastCoordinator
    _write_down(session, member.membership, "change_member", by)
    _plan_coming_meetings(session, council, by)


def _chosen(session: Session, council: Council, person: Person) -> MessageChoice:
    """Return what somebody with another role here has chosen already."""
    found = choices.find_choice(session, council_id=council.id, person_id=person.id)
    return found or MessageChoice.SINGLE


def _refuse_taken_address(session: Session, person: Person, email: str | None) -> None:
    holder = people.find_person_by_email(session, email=email) if email else None
    if holder is not None and holder.id != person.id:
        raise AddressTaken


def _flush(session: Session) -> None:
    """Save a person. Another request may have taken the address a moment ago."""
    try:
        session.flush()
    except IntegrityError as refused:
        raise AddressTaken from refused


def _set_mandate(
    session: Session,
    council: Council,
    person: Person,
    membership: Membership,
    details: MemberDetails,
) -> None:
    there = people.find_membership(
        session, council_id=council.id, person_id=person.id, role=details.role
    )
    if there is not None and there.id != membership.id:
        raise AlreadyMember(person, there)
    membership.role = details.role
    membership.organisation_id = details.organisation_id
    membership.title = details.title
    membership.substitute_for_id = details.substitute_for_id
    membership.starts_on = details.starts_on
    membership.ends_on = details.ends_on
    session.add(membership)
    try:
        session.flush()
    except IntegrityError as refused:
        raise AlreadyMember(person, None) from refused


def _has_coordinator(session: Session, council: Council, today: date) -> bool:
    """Tell whether somebody who can sign in is coordinator today."""
    return any(
        member.person.email and not member.person.is_disabled
        for member in people.list_members(
            session, council_id=council.id, on=today, roles=[Role.COORDINATOR]
        )
    )


def _plan_coming_meetings(session: Session, council: Council, by: Act) -> None:
    for meeting in meetings.list_coming_meetings(session, council_id=council.id, now=by.at):
        reminders.plan(session, council=council, meeting=meeting, now=by.at)


def _load(session: Session, membership: Membership) -> people.Member:
    found = people.find_member(
        session, council_id=membership.council_id, membership_id=membership.id
    )
    if found is None:
        raise LookupError(membership.id)
    return found


def _write_down(session: Session, membership: Membership, action: str, by: Act) -> None:
    write_down(
        session,
        council_id=membership.council_id,
        action=action,
        thing="membership",
        thing_id=membership.id,
        by=by,
    )
