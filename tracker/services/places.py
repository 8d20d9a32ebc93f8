"""Who is on a meeting's list: each invited person has a place there, with an answer."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from tracker.domain import reminders as rules
from tracker.domain.meetings import local_day
from tracker.domain.terms import Role
from tracker.models import Council, Meeting, Participation
from tracker.queries import people


def list_recipients(
    session: Session, *, council: Council, meeting: Meeting, now: datetime
) -> list[rules.Recipient]:
    """Return those who are to come, and as not active those who no longer are."""
    day = local_day(meeting.starts_at, ZoneInfo(council.time_zone))
    invited: dict[int, people.Member] = {}
    coordinators = set()
    for member in people.list_members(
        session, council_id=council.id, on=day, roles=people.INVITED_ROLES
    ):
        invited.setdefault(member.person.id, member)
        if member.membership.role is Role.COORDINATOR:
            coordinators.add(member.person.id)
    places = {
        place.person_id: place
        for place in session.exec(
            select(Participation).where(
                Participation.council_id == council.id, Participation.meeting_id == meeting.id
            )
        )
    }
    if meeting.starts_at > now:
        _set_places(session, meeting, invited, places)
    recipients = []
    for person_id in sorted(places.keys() | invited.keys()):
        member_ = invited.get(person_id)
        place_ = places.get(person_id)
        is_active = member_ is not None and not member_.person.is_disabled
        recipients.append(
            rules.Recipient(
                person_id=person_id,
                name=member_.person.name if member_ else "",
                email=member_.person.email if member_ else None,
                answer=place_.answer if place_ else rules.Answer.NONE,
                is_coordinator=person_id in coordinators,
                active=is_active,
            )
        )
    return recipients


def _set_places(
    session: Session,
    meeting: Meeting,
    invited: Iterable[int],
    places: dict[int, Participation],
) -> None:
    """Give each invited member a place at a coming meeting, and take it from those who left.

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
        if place.answer is rules.Answer.NONE and place.attended is None:
            session.delete(places.pop(person_id))
    session.flush()
