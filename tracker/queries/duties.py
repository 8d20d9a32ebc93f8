"""Who presents a matter at a meeting, undertook something at it, or answers for an intervention."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.domain.duties import Duties, Responsibility, Undertaking, find_presenters
from tracker.domain.follow_ups import FollowUpState, followed_up_year
from tracker.domain.meetings import local_day
from tracker.domain.terms import ActionState, MeetingKind
from tracker.models import ActionItem, AgendaItem, Council, Meeting
from tracker.queries import follow_ups, people


def list_duties(
    session: Session, *, meeting: Meeting, on: date, agenda: Sequence[AgendaItem] | None = None
) -> list[Duties]:
    """Return what each person has to do for a meeting. Those with nothing to do are left out.

    Only people with a mandate in the council count, in whatever role.

    Args:
        session: an open session.
        meeting: the meeting.
        on: the day that mandates must cover.
        agenda: its agenda, where it has been read already.
    """
    if agenda is None:
        agenda = session.exec(
            select(AgendaItem)
            .where(AgendaItem.council_id == meeting.council_id, AgendaItem.meeting_id == meeting.id)
            .order_by(col(AgendaItem.position), col(AgendaItem.id))
        ).all()
    presented = [item for item in agenda if item.presenter]
    items = _list_items(session, meeting)
    interventions = _list_interventions(session, meeting)
    if not presented and not items and not interventions:
        return []
    known: dict[int, people.Member] = {}
    readers: set[int] = set()
    for member in people.list_members(session, council_id=meeting.council_id, on=on):
        if not member.person.is_disabled:
            known.setdefault(member.person.id, member)
            if member.membership.role not in people.GUEST_ROLES:
                readers.add(member.person.id)
    names = {person_id: member.person.name for person_id, member in known.items()}
    matters: defaultdict[int, list[str]] = defaultdict(list)
    for item in presented:
        for person_id in find_presenters(item.presenter, names):
            matters[person_id].append(item.title)
    return [
        Duties(
            person_id=person_id,
            name=member.person.name,
            email=member.person.email,
            choice=member.membership.messages,
            matters=tuple(matters[person_id]),
            items=tuple(items[person_id]),
            interventions=tuple(interventions[person_id]),
            is_guest=person_id not in readers,
        )
        for person_id, member in known.items()
        if matters[person_id] or items[person_id] or interventions[person_id]
    ]


def _list_items(session: Session, meeting: Meeting) -> defaultdict[int, list[Undertaking]]:
    found: defaultdict[int, list[Undertaking]] = defaultdict(list)
    for item in session.exec(
        select(ActionItem)
        .where(
            ActionItem.council_id == meeting.council_id,
            ActionItem.meeting_id == meeting.id,
            ActionItem.state != ActionState.DONE,
            col(ActionItem.responsible_id).is_not(None),
        )
        .order_by(col(ActionItem.due_on).is_(None), col(ActionItem.due_on), col(ActionItem.id))
    ):
        found[item.responsible_id or 0].append(Undertaking(item.text, item.due_on))
    return found


def _list_interventions(
    session: Session, meeting: Meeting
) -> defaultdict[int, list[Responsibility]]:
    """Return what each person has left to follow up; only the annual follow-up asks about it."""
    found: defaultdict[int, list[Responsibility]] = defaultdict(list)
    if meeting.kind is not MeetingKind.FOLLOW_UP:
        return found
    council = session.get_one(Council, meeting.council_id)
    year = followed_up_year(local_day(meeting.starts_at, ZoneInfo(council.time_zone)))
    for one in follow_ups.list_open(session, council_id=council.id, year=year):
        if one.responsible_id is not None and one.state is not FollowUpState.SENT:
            found[one.responsible_id].append(Responsibility(one.intervention_id, one.title))
    return found
