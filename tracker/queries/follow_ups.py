"""A year's follow-up: what is asked about, what has been answered, and who was asked when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.domain.follow_ups import (
    OpenFollowUp,
    RoundRow,
    followed_up_year,
    has_text,
    is_followed_up,
    state_of,
)
from tracker.domain.meetings import local_day
from tracker.domain.reminders import REPORT_KINDS
from tracker.domain.terms import DeliveryState, MeetingKind, MeetingStatus
from tracker.models import (
    Council,
    Delivery,
    FollowUp,
    FollowUpDraft,
    Intervention,
    Meeting,
    Organisation,
    Person,
)
from tracker.queries import people

Written = TypeVar("Written", FollowUp, FollowUpDraft)


@dataclass(frozen=True)
class Place:
    """One intervention's place in a year's follow-up."""

    intervention: Intervention
    organisation: Organisation | None
    responsible: Person | None
    answer: FollowUp | None
    draft: FollowUpDraft | None

    @property
    def is_passed_on(self) -> bool:
        """Whether the one who answers for it has named somebody else.

        A new responsible has not, whatever the one before wrote.
        """
        draft, responsible = self.draft, self.intervention.responsible_id
        if draft is None or responsible is None:
            return False
        return bool(draft.passed_on) and draft.saved_by_id == responsible

    def as_open(self) -> OpenFollowUp:
        """Return what the follow-up asks about."""
        named = self.organisation
        return OpenFollowUp(
            intervention_id=self.intervention.id,
            title=self.intervention.title,
            organisation=(named.short_name or named.name) if named else "",
            responsible_id=self.intervention.responsible_id,
            state=state_of(
                is_sent=self.answer is not None,
                typed=self.draft.typed if self.draft else None,
                is_passed_on=self.is_passed_on,
            ),
        )


@dataclass(frozen=True)
class Asked:
    """How one person has been asked."""

    asked_at: datetime | None = None
    asks_at: datetime | None = None
    trouble: str = ""


def list_places(
    session: Session,
    *,
    council_id: int,
    year: int,
    person_id: int | None = None,
    intervention_id: int | None = None,
) -> list[Place]:
    """Return what a year's follow-up asks about, by title.

    Args:
        session: an open session.
        council_id: the council.
        year: the year followed up.
        person_id: only what this person answers for.
        intervention_id: only this intervention.
    """
    query = (
        select(Intervention, Organisation, Person)
        .outerjoin(Organisation, col(Organisation.id) == col(Intervention.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Intervention.responsible_id))
        .where(Intervention.council_id == council_id)
        .order_by(Intervention.title, col(Intervention.id))
    )
    if person_id is not None:
        query = query.where(Intervention.responsible_id == person_id)
    if intervention_id is not None:
        query = query.where(Intervention.id == intervention_id)
    answers = _by_intervention(session, FollowUp, council_id, year)
    drafts = _by_intervention(session, FollowUpDraft, council_id, year)
    found = [
        Place(one, organisation, person, answers.get(one.id), drafts.get(one.id))
        for one, organisation, person in session.exec(query)
    ]
    return [place for place in found if place.answer or _is_asked_about(place, year)]


def _by_intervention(
    session: Session, model: type[Written], council_id: int, year: int
) -> dict[int, Written]:
    """Return {intervention id: what is written of it for a year}."""
    rows = session.exec(select(model).where(model.council_id == council_id, model.year == year))
    return {row.intervention_id: row for row in rows}


def _is_asked_about(place: Place, year: int) -> bool:
    one = place.intervention
    return is_followed_up(one.state, one.starts_on, one.ends_on, year=year)


def list_open(
    session: Session, *, council_id: int, year: int, person_id: int | None = None
) -> Sequence[OpenFollowUp]:
    """Return what is still asked of those responsible, and what they have sent, by title.

    What somebody has said is another's to answer is left out: it waits for the coordinator.
    """
    places = list_places(session, council_id=council_id, year=year, person_id=person_id)
    return [place.as_open() for place in places if place.answer or not place.is_passed_on]


def find_place(
    session: Session, *, council_id: int, year: int, intervention_id: int
) -> Place | None:
    """Return one intervention's place in a year's follow-up; None where it is not asked about."""
    found = list_places(session, council_id=council_id, year=year, intervention_id=intervention_id)
    return found[0] if found else None


def find_draft(
    session: Session, *, council_id: int, year: int, intervention_id: int
) -> FollowUpDraft | None:
    """Return what is written and not sent."""
    return session.exec(
        select(FollowUpDraft).where(
            FollowUpDraft.council_id == council_id,
            FollowUpDraft.year == year,
            FollowUpDraft.intervention_id == intervention_id,
        )
    ).first()


def find_answer(
    session: Session, *, council_id: int, year: int, intervention_id: int
) -> FollowUp | None:
    """Return what is sent, or was written by hand."""
    return session.exec(
        select(FollowUp).where(
            FollowUp.council_id == council_id,
            FollowUp.year == year,
            FollowUp.intervention_id == intervention_id,
        )
    ).first()


def find_answer_before(
    session: Session, *, council_id: int, year: int, intervention_id: int
) -> FollowUp | None:
    """Return the latest answer from an earlier year."""
    return session.exec(
        select(FollowUp)
        .where(
            FollowUp.council_id == council_id,
            FollowUp.year < year,
            FollowUp.intervention_id == intervention_id,
        )
        .order_by(col(FollowUp.year).desc())
    ).first()


def list_meetings_of(session: Session, *, council: Council, year: int) -> list[Meeting]:
    """Return the follow-up meetings that look back at a year, the first first."""
    zone = ZoneInfo(council.time_zone)
    found = session.exec(
        select(Meeting)
        .where(
            Meeting.council_id == council.id,
            Meeting.kind == MeetingKind.FOLLOW_UP,
            Meeting.status != MeetingStatus.CANCELLED,
        )
        .order_by(col(Meeting.starts_at))
    )
    return [
        meeting for meeting in found if followed_up_year(local_day(meeting.starts_at, zone)) == year
    ]


def load_round(session: Session, *, council: Council, year: int) -> list[RoundRow]:
    """Return every intervention of a year's follow-up with how far its answer has come."""
    places = list_places(session, council_id=council.id, year=year)
    asked = _load_asked(session, council, year)
    names = {
        member.person.id: member.person.name
        for member in people.list_members(session, council_id=council.id)
    }
    return [_round_row(place, asked, names) for place in places]


def _round_row(place: Place, asked: dict[int, Asked], names: dict[int, str]) -> RoundRow:
    one, person, answer, draft = place.as_open(), place.responsible, place.answer, place.draft
    told = asked.get(one.responsible_id or 0, Asked())
    return RoundRow(
        intervention_id=one.intervention_id,
        title=one.title,
        organisation=place.organisation.name if place.organisation else "",
        responsible_id=one.responsible_id,
        responsible=person.name if person else "",
        email=person.email if person else None,
        state=one.state,
        sent_at=answer.sent_at if answer else None,
        answered_by=answer.answered_by if answer else "",
        drafted_at=draft.saved_at if draft and has_text(draft.typed) else None,
        drafted_by=names.get(draft.saved_by_id or 0, "") if draft else "",
        passed_on=draft.passed_on if draft and place.is_passed_on else "",
        asked_at=told.asked_at,
        asks_at=told.asks_at,
        trouble=(person.bounce_words if person and person.bounced_at else "") or told.trouble,
    )


def _load_asked(session: Session, council: Council, year: int) -> dict[int, Asked]:
    """Return {person id: how they have been asked}, from the outbox of the year's meetings."""
    meetings = list_meetings_of(session, council=council, year=year)
    rows = session.exec(
        select(Delivery)
        .where(
            Delivery.council_id == council.id,
            col(Delivery.meeting_id).in_([meeting.id for meeting in meetings]),
            col(Delivery.kind).in_(REPORT_KINDS),
        )
        .order_by(col(Delivery.due_at))
    ).all()
    return {
        person_id: _asked([row for row in rows if row.person_id == person_id])
        for person_id in {row.person_id for row in rows}
    }


def _asked(rows: Sequence[Delivery]) -> Asked:
    sent = [row.sent_at for row in rows if row.sent_at is not None]
    waiting = [
        row.try_at for row in rows if row.state in (DeliveryState.PLANNED, DeliveryState.SENDING)
    ]
    tried = [row for row in rows if row.state in (DeliveryState.SENT, DeliveryState.FAILED)]
    has_failed = bool(tried) and tried[-1].state is DeliveryState.FAILED
    return Asked(
        asked_at=max(sent, default=None),
        asks_at=min(waiting, default=None),
        trouble=tried[-1].reason if has_failed else "",
    )
