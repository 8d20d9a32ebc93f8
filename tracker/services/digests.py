"""The weekly digest: planned when there is something to say, written when it goes."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.domain.deliveries import reply_by
from tracker.domain.digests import DigestWeek, coming_week, week_of_revision
from tracker.domain.meetings import local_day
from tracker.domain.reminders import REPORT_KINDS, Missed, NotNeeded, Reason, Send
from tracker.domain.terms import DeliveryKind, DeliveryState, MessageChoice
from tracker.mail.digests import DigestEntry, DigestFacts, DigestPoint
from tracker.mail.facts import Contact
from tracker.mail.facts import Occasion as WhenAndWhere
from tracker.mail.reading import read_recipient
from tracker.models import Council, Delivery, Person
from tracker.queries import choices, deliveries
from tracker.queries import digests as queries
from tracker.queries.deliveries import Occasion
from tracker.services.choice_links import ChoiceLink, make_choice_url, make_unsubscribe_url
from tracker.services.letters import (
    Stationery,
    answer_links_of,
    composer,
    follow_up_url_of,
    message_id_of,
    new_message_id,
)
from tracker.services.reminders import judge


@dataclass(frozen=True)
class _Held:
    """A message that the digest says instead, and what it is about."""

    row: Delivery
    occasion: Occasion


def plan_digests(session: Session, *, now: datetime) -> int:
    """Put the next digest in the outbox for each who wants one and will have something in it.

    Returns:
        how many were added. The same moment again adds none.
    """
    number = 0
    for zone in queries.list_zones(session):
        week = coming_week(now, ZoneInfo(zone))
        for council_id, person_id in queries.list_wanted(session, zone=zone, week=week):
            session.add(
                Delivery(
                    council_id=council_id,
                    person_id=person_id,
                    kind=DeliveryKind.DIGEST,
                    revision=week.revision,
                    due_at=week.goes_at,
                    try_at=week.goes_at,
                )
            )
            number += 1
    session.flush()
    return number


def prepare(
    session: Session, row: Delivery, *, stationery: Stationery, now: datetime
) -> bytes | NotNeeded | Missed:
    """Return a digest's bytes, written once, and let it stand for the messages that it holds.

    What it says is what is true and still ahead now, however late it goes. Both happen in the
    caller's transaction: either the digest is stored and says them, or they go by themselves.

    Raises:
        ValueError: the person's address is not one that mail can be sent to.
    """
    council = session.get_one(Council, row.council_id)
    person = session.get_one(Person, row.person_id)
    week = week_of_revision(row.revision, ZoneInfo(council.time_zone))
    if now >= week.next_goes_at:
        return Missed(Reason.REPLACED)
    if person.is_disabled or not person.email:
        return NotNeeded(Reason.NO_ADDRESS)
    if row.message is not None and read_recipient(row.message) == person.email:
        return row.message
    choice = choices.find_choice(session, council_id=council.id, person_id=person.id)
    if choice is not MessageChoice.WEEKLY:
        is_essential = choice is MessageChoice.ESSENTIAL
        return NotNeeded(Reason.NOT_WANTED if is_essential else Reason.NO_RULE)
    held = _list_held(session, row, week, now)
    if not held:
        return NotNeeded(Reason.DONE)
    facts = _facts(council, person, week, held, stationery, now)
    row.message = composer().compose_digest(
        facts, message_id=new_message_id(stationery.sender_email), sent_at=now
    )
    row.message_id = message_id_of(row.message)
    for one in held:
        one.row.state = DeliveryState.NOT_NEEDED
        one.row.reason = Reason.IN_DIGEST.value
        one.row.claimed_until = None
        one.row.try_at = row.due_at  # by this the digest knows it again if it is written anew
        # Told, so that it is neither planned again nor forgotten when the meeting is moved.
        one.row.told_sequence = one.occasion.meeting.sequence
        session.add(one.row)
    return row.message


def _list_held(session: Session, row: Delivery, week: DigestWeek, now: datetime) -> list[_Held]:
    """Return what is to be said, each thing once. The rest waits for its own time."""
    found = [
        _Held(
            one,
            deliveries.load_occasion(
                session,
                council_id=row.council_id,
                meeting_id=one.meeting_id or 0,
                person_id=row.person_id,
                now=now,
            ),
        )
        for one in queries.list_held(session, digest=row, week=week)
    ]
    return [one for one in found if isinstance(judge(one.row.kind, one.occasion, now), Send)]


# What it says ----------------------------------------------------------------------------


def _facts(
    council: Council,
    person: Person,
    week: DigestWeek,
    held: list[_Held],
    stationery: Stationery,
    now: datetime,
) -> DigestFacts:
    link = ChoiceLink(council.id, person.id)
    url, key = stationery.public_url, stationery.secret_key
    coordinator = held[0].occasion.coordinator
    # Reminders of what is due on different days list the same matters: one is enough.
    by_subject = {(_subject(one.row.kind), one.row.meeting_id): one for one in held}
    ordered = sorted(by_subject.values(), key=lambda one: one.occasion.meeting.starts_at)
    return DigestFacts(
        council=council.name,
        sender_email=stationery.sender_email,
        recipient=Contact(person.name, person.email or ""),
        monday=week.monday,
        entries=tuple(
            _entry(_subject(one.row.kind), one.occasion, stationery, now) for one in ordered
        ),
        choice_url=make_choice_url(url, key, link),
        unsubscribe_url=make_unsubscribe_url(url, key, link),
        coordinator=(
            Contact(coordinator.name, coordinator.email)
            if coordinator and coordinator.email
            else None
        ),
    )


def _subject(kind: DeliveryKind) -> DeliveryKind:
    """Return what a message is about: a reminder to report asks what the request asked."""
    return DeliveryKind.REPORT_REQUEST if kind in REPORT_KINDS else kind


def _entry(
    kind: DeliveryKind, occasion: Occasion, stationery: Stationery, now: datetime
) -> DigestEntry:
    meeting, council = occasion.meeting, occasion.council
    zone = ZoneInfo(council.time_zone)
    is_report = kind is DeliveryKind.REPORT_REQUEST
    is_asked = is_report or kind is DeliveryKind.ANSWER_REMINDER
    page = f"{stationery.public_url}/{council.slug}/meetings/{meeting.id}"
    return DigestEntry(
        kind=kind,
        theme=meeting.theme,
        occasion=WhenAndWhere(
            meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone), meeting.place
        ),
        url=follow_up_url_of(occasion, stationery) if is_report else page,
        links=answer_links_of(occasion, stationery),
        reply_by=(
            reply_by(local_day(meeting.starts_at, zone), local_day(now, zone)) if is_asked else None
        ),
        points=_points(kind, occasion),
    )


def _points(kind: DeliveryKind, occasion: Occasion) -> tuple[DigestPoint, ...]:
    """Return what the person is to do for the meeting, as far as the reminder is about that."""
    duties = occasion.duties
    if duties is None:
        return ()
    if kind is DeliveryKind.CALL_FOR_ITEMS:
        return tuple(DigestPoint(title) for title in duties.matters)
    if kind is DeliveryKind.ACTION_REMINDER:
        return tuple(DigestPoint(item.text, item.due_on) for item in duties.items)
    if kind is DeliveryKind.REPORT_REQUEST:
        return tuple(DigestPoint(one.title) for one in duties.interventions)
    return ()
