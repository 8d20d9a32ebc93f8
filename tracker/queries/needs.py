"""A problem of a review as it is stored: to be scored, linked and decided on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from tracker.domain.terms import Criterion
from tracker.models import NeedAssessment, NeedIntervention, NeedScore


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What one scorer thinks of one problem. Without any score it is as good as not there."""

    scorer: str
    #: The member, where it is known to be one.
    person_id: int | None = None
    scores: dict[Criterion, int] = field(default_factory=dict)


def find_need(
    session: Session, *, council_id: int, review_id: int, need_id: int
) -> NeedAssessment | None:
    """Return one of a review's problems."""
    return session.exec(
        select(NeedAssessment).where(
            NeedAssessment.council_id == council_id,
            NeedAssessment.review_id == review_id,
            NeedAssessment.id == need_id,
        )
    ).first()


def list_needs(session: Session, *, council_id: int, review_id: int) -> Sequence[NeedAssessment]:
    """Return a review's problems in the order they were entered."""
    return session.exec(
        select(NeedAssessment)
        .where(NeedAssessment.council_id == council_id, NeedAssessment.review_id == review_id)
        .order_by(col(NeedAssessment.id))
    ).all()


def list_sheets(session: Session, *, council_id: int, need_id: int) -> list[Sheet]:
    """Return what each scorer thinks of a problem, by the scorers' names."""
    sheets: dict[str, Sheet] = {}
    # Columns, not rows: what the session has read before would not be read anew.
    for scorer, person_id, criterion, score in session.exec(
        select(NeedScore.scorer, NeedScore.person_id, NeedScore.criterion, NeedScore.score)
        .where(NeedScore.council_id == council_id, NeedScore.need_id == need_id)
        .order_by(col(NeedScore.scorer), col(NeedScore.id))
    ):
        sheet = sheets.setdefault(scorer, Sheet(scorer=scorer, person_id=person_id))
        sheet.scores[Criterion(criterion)] = score
    return list(sheets.values())


def list_scored(
    session: Session, *, council_id: int, review_id: int
) -> Sequence[tuple[int, str, int | None]]:
    """Return (problem, scorer, person) for each sheet of a review, by the scorers' names."""
    return session.exec(
        select(NeedScore.need_id, NeedScore.scorer, NeedScore.person_id)
        .join(NeedAssessment, col(NeedAssessment.id) == col(NeedScore.need_id))
        .where(NeedScore.council_id == council_id, NeedAssessment.review_id == review_id)
        .distinct()
        .order_by(col(NeedScore.scorer), col(NeedScore.need_id))
    ).all()


def list_links(session: Session, *, council_id: int, need_id: int) -> list[int]:
    """Return the interventions that address a problem, by their numbers."""
    return sorted(
        session.exec(
            select(NeedIntervention.intervention_id).where(
                NeedIntervention.council_id == council_id, NeedIntervention.need_id == need_id
            )
        )
    )
