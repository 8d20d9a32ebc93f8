"""What is recorded about the duties of the Act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.domain.indicators import Period
from tracker.domain.law import LawFacts, Record, ReportPart
from tracker.domain.meetings import local_day
from tracker.domain.terms import MeetingStatus, Role
from tracker.models import (
    ActionPlan,
    Agreement,
    AssemblyReport,
    Council,
    DutyEvidence,
    Meeting,
    Review,
    SituationReport,
)
from tracker.queries import people
from tracker.text import _


@dataclass(frozen=True)
class LawRecords:
    """A council's statutory documents and acts, the latest first."""

    situation_reports: Sequence[SituationReport]
    action_plans: Sequence[ActionPlan]
    agreements: Sequence[Agreement]
    assembly_reports: Sequence[AssemblyReport]
    documents: Sequence[DutyEvidence]


def load_records(session: Session, *, council_id: int) -> LawRecords:
    """Return everything that is recorded, the latest first."""
    return LawRecords(
        situation_reports=session.exec(
            select(SituationReport)
            .where(SituationReport.council_id == council_id)
            .order_by(col(SituationReport.decided_on).desc(), col(SituationReport.id))
        ).all(),
        action_plans=session.exec(
            select(ActionPlan)
            .where(ActionPlan.council_id == council_id)
            .order_by(col(ActionPlan.decided_on).desc(), col(ActionPlan.id))
        ).all(),
        agreements=session.exec(
            select(Agreement)
            .where(Agreement.council_id == council_id)
            .order_by(col(Agreement.signed_on).desc(), col(Agreement.id))
        ).all(),
        assembly_reports=session.exec(
            select(AssemblyReport)
            .where(AssemblyReport.council_id == council_id)
            .order_by(col(AssemblyReport.reported_on).desc(), col(AssemblyReport.id))
        ).all(),
        documents=session.exec(
            select(DutyEvidence)
            .where(DutyEvidence.council_id == council_id)
            .order_by(col(DutyEvidence.decided_on).desc(), col(DutyEvidence.id))
        ).all(),
    )


def list_plans_of_review(
    session: Session, *, council_id: int, review_id: int
) -> Sequence[ActionPlan]:
    """Return the action plans that carry a review's decisions on, the latest first."""
    return session.exec(
        select(ActionPlan)
        .where(ActionPlan.council_id == council_id, ActionPlan.review_id == review_id)
        .order_by(col(ActionPlan.decided_on).desc(), col(ActionPlan.id))
    ).all()


def load_facts(
    session: Session, *, council_id: int, today: date, records: LawRecords | None = None
) -> LawFacts:
    """Return what the duties are judged from on a day. What lies after the day is left out.

    Args:
        session: an open session.
        council_id: the council.
        today: the council's local day.
        records: what `load_records` returned, when it is already at hand.
    """
    records = records or load_records(session, council_id=council_id)
    plans = [plan for plan in records.action_plans if plan.decided_on <= today]
    followed_up = [
        Record(plan.followed_up_on, plan.registry_number)
        for plan in plans
        if plan.followed_up_on and plan.followed_up_on <= today
    ]
    return LawFacts(
        situation_report=_latest(
            _situation_record(report)
            for report in records.situation_reports
            if report.decided_on <= today
        ),
        plan_decided=_latest(Record(plan.decided_on, plan.registry_number) for plan in plans),
        plan_followed_up=_latest(followed_up),
        agreements=tuple(
            Record(
                agreement.signed_on,
                agreement.registry_number,
                agreement.ends_on,
                is_named=bool(agreement.purpose and agreement.areas),
            )
            for agreement in records.agreements
            if agreement.signed_on <= today
        ),
        meetings_held=_meetings_held(session, council_id),
        coordinators=_coordinators(session, council_id, today),
        assembly_reports=tuple(
            Record(report.reported_on, report.registry_number)
            for report in records.assembly_reports
        ),
        review_adopted=_review_adopted(session, council_id, today),
        documents={
            document.duty: Record(
                document.decided_on, document.registry_number, title=document.title
            )
            for document in reversed(records.documents)
            if document.decided_on <= today
        },
    )


def find_adopted_review(session: Session, *, council_id: int, today: date) -> Review | None:
    """Return the review that was adopted last, until a day."""
    return session.exec(
        select(Review)
        .where(Review.council_id == council_id, col(Review.adopted_on) <= today)
        .order_by(col(Review.adopted_on).desc(), col(Review.last_year).desc())
    ).first()


def _review_adopted(session: Session, council_id: int, today: date) -> Record | None:
    review = find_adopted_review(session, council_id=council_id, today=today)
    if review is None or review.adopted_on is None:
        return None
    years = Period(review.first_year, review.last_year)
    title = _("The review of %(years)s", years=years)
    return Record(review.adopted_on, review.registry_number, title=title)


def _situation_record(report: SituationReport) -> Record:
    return Record(
        report.decided_on,
        report.registry_number,
        title=report.title,
        parts={
            ReportPart.MAPPING: report.has_mapping,
            ReportPart.OTHER_INFORMATION: report.has_other_information,
            ReportPart.ANALYSIS: report.has_analysis,
        },
    )


def _latest(records: Iterable[Record]) -> Record | None:
    return max(records, key=lambda record: record.on, default=None)


def _meetings_held(session: Session, council_id: int) -> tuple[date, ...]:
    zone_name = session.exec(select(Council.time_zone).where(Council.id == council_id)).one()
    zone = ZoneInfo(zone_name)
    return tuple(
        local_day(starts_at, zone)
        for starts_at in session.exec(
            select(Meeting.starts_at)
            .where(
                Meeting.council_id == council_id,
                col(Meeting.status).in_([MeetingStatus.HELD, MeetingStatus.MINUTES_APPROVED]),
            )
            .order_by(col(Meeting.starts_at))
        )
    )


def _coordinators(session: Session, council_id: int, on: date) -> tuple[str, ...]:
    members = people.list_members(session, council_id=council_id, on=on, roles=[Role.COORDINATOR])
    return tuple(dict.fromkeys(member.person.name for member in members))
