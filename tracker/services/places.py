"""Who is on a meeting's list: each invited person has a place there, with an answer."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.domain import reminders as rules
from tracker.domain.answers import with_stand_ins
from tracker.domain.meetings import local_day
from tracker.domain.terms import Answer, MessageChoice, Role
from tracker.models import Council, Meeting, Participation, Person
from tracker.queries import answers, people
from tracker.queries import meetings as queries


def list_recipients(
    session: Session, *, council: Council, meeting: Meeting, now: datetime
) -> list[rules.Recipient]:
    """Return those who are to come, and as not active those who no longer are."""
    day = local_day(meeting.starts_at, ZoneInfo(council.time_zone))
    members: dict[int, Person] = {}
    choices: dict[int, MessageChoice] = {}
    coordinators = set()
    for member in people.list_members(
        session, council_id=council.id, on=day, roles=(*people.INVITED_ROLES, Role.SUBSTITUTE)
    ):
        choices.setdefault(member.person.id, member.membership.messages)
        if member.membership.role in people.INVITED_ROLES:
            members[member.person.id] = member.person
        if member.membership.role is Role.COORDINATOR:
            coordinators.add(member.person.id)
    places = queries.list_participations(session, council_id=council.id, meeting_id=meeting.id)
    stand_ins = answers.list_stand_ins(session, council_id=council.id, meeting_id=meeting.id)
    invited = {
        person_id: members.get(person_id) or session.get_one(Person, person_id)
        for person_id in with_stand_ins(members, stand_ins)
    }
    if meeting.starts_at > now:
        _end_double_places(members, places)
        _set_places(session, meeting, invited, places)
    recipients = []
    for person_id in sorted(places.keys() | invited.keys()):
        person = invited.get(person_id)
        place = places.get(person_id)
        recipients.append(
            rules.Recipient(
                person_id=person_id,
                name=person.name if person else "",
                email=person.email if person else None,
                answer=place.answer if place else Answer.NONE,
                is_coordinator=person_id in coordinators,
                active=person is not None and not person.is_disabled,
                choice=choices.get(person_id, MessageChoice.SINGLE),
            )
        )
    return recipients


def _end_double_places(members: Collection[int], places: Mapping[int, Participation]) -> None:
    """Let a substitute who has become a member come for themselves."""
    for person_id, place in places.items():
        if place.stands_in_for_id is not None and person_id in members:
            sender = places.get(place.stands_in_for_id)
            if sender is not None and sender.substitute_id == person_id:
                sender.substitute_id = None
            place.stands_in_for_id = None


def _set_places(
    session: Session,
    meeting: Meeting,
    invited: Collection[int],
    places: dict[int, Participation],
) -> None:
    """Give each invited person a place at a coming meeting, and take it from those who left.

    A place with an answer or with attendance is what happened, and is never taken away.
    """
    for person_id in invited:
        if person_id not in places:
            places[person_id] = Participation(
                council_id=meeting.council_id, meeting_id=meeting.id, person_id=person_id
            )
            session.add(places[person_id])
    for person_id in set(places) - set(invited):
        place = places[person_id]
        if place.answer is Answer.NONE and place.attended is None:
            session.delete(places.pop(person_id))
    session.flush()
