"""The effect-and-needs review: opening it, checking its data, concluding, adopting, correcting."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tracker.domain.indicators import Period
from tracker.domain.need_scores import without_names
from tracker.domain.review_content import freeze
from tracker.domain.terms import Decision
from tracker.models import (
    AreaConclusion,
    Council,
    NeedAssessment,
    NeedIntervention,
    PriorityArea,
    Review,
    ReviewEdition,
)
from tracker.queries import reviews as queries
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import EditConflict, flush_first, refuse_if_changed
from tracker.services.records import Adopted, AlreadyThere, refuse_adopted


class NotAdopted(Exception):
    """The review is a draft: there is nothing to correct, it can simply be changed."""


@dataclass(frozen=True, kw_only=True)
class ReviewPlan:
    """What a review compares, and what is said about how."""

    now: Period
    before: Period
    #: The day the council means to decide.
    decision_on: date | None = None
    method_notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a new edition says.

    `conclusions` are those that it changes, {area: text}, and `decisions` likewise, {need:
    (decision, reason)}. `replaces` is the number of the edition that was read; 0 where none was.
    """

    adopted_on: date
    registry_number: str
    changes: str
    method_notes: str
    conclusions: Mapping[int, str]
    decisions: Mapping[int, tuple[Decision | None, str]] = field(default_factory=dict)
    replaces: int = 0


# A draft ---------------------------------------------------------------------------------


def open_review(session: Session, *, council: Council, plan: ReviewPlan, by: Act) -> Review:
    """Open a review, which starts from the one before: its needs come along, undecided.

    Raises:
        AlreadyThere: the council has a review of those years.
    """
    review = Review(council_id=council.id, **_columns(plan))
    session.add(review)
    _flush_years(session)
    previous = queries.find_previous_review(session, council_id=council.id, review=review)
    if previous is not None:
        _carry_needs(session, previous, review)
    _write(session, review, "open_review", by)
    return review


def change_review(
    session: Session, *, review: Review, plan: ReviewPlan, shown: str, by: Act
) -> None:
    """Change a draft's periods, day and method notes.

    Args:
        session: an open session.
        review: the review.
        plan: what it should be.
        shown: the fingerprint of the review that was changed.
        by: who does it.

    Raises:
        Adopted: it is adopted.
        AlreadyThere: the council has another review of those years.
        EditConflict: somebody else saved it since it was shown.
    """
    _lock_draft(session, review)
    refuse_if_changed(session, review, shown=shown)
    for name, value in _columns(plan).items():
        setattr(review, name, value)
    session.add(review)
    _flush_years(session)
    _write(session, review, "change_review", by)


def mark_checked(session: Session, *, review: Review, on: date | None, by: Act) -> None:
    """Note the day when somebody went through what the data lacks; None takes the note back.

    Raises:
        Adopted: the review is adopted.
    """
    _lock_draft(session, review)
    review.data_checked_on = on
    _write(session, review, "check_review_data", by)


def set_adjusted(session: Session, *, review: Review, is_adjusted: bool, by: Act) -> None:
    """Turn the adjustment for many indicators at once on or off.

    Raises:
        Adopted: the review is adopted.
    """
    _lock_draft(session, review)
    review.is_adjusted = is_adjusted
    _write(session, review, "adjust_review", by)


def save_conclusion(
    session: Session, *, review: Review, area: PriorityArea, text: str, shown: str, by: Act
) -> AreaConclusion:
    """Save what the council concludes about an area.

    Args:
        session: an open session.
        review: the review.
        area: the priority area.
        text: the conclusion; empty while there is none.
        shown: the fingerprint of the conclusion that was changed; empty where there was none.
        by: who does it.

    Raises:
        Adopted: the review is adopted.
        EditConflict: somebody else saved the conclusion since it was shown.
    """
    row = _conclusion(session, review, area.id)
    # Others may conclude on other areas meanwhile, but nobody may adopt.
    refuse_adopted(session, row)
    refuse_if_changed(session, row if row.id else None, shown=shown)
    row.text = text
    session.add(row)
    flush_first(session)
    _write_about(session, row.council_id, "save_conclusion", row.__tablename__, row.id, by)
    return row


# Adopted ---------------------------------------------------------------------------------


def adopt(
    session: Session,
    *,
    council: Council,
    review: Review,
    adopted_on: date,
    registry_number: str,
    now: datetime,
    by: Act,
) -> ReviewEdition:
    """Adopt a review: what it shows now is frozen as its first edition, and it is locked.

    It is never un-adopted, only corrected.

    Raises:
        Adopted: it has been adopted before.
    """
    _lock_draft(session, review)
    review.adopted_on = adopted_on
    review.registry_number = registry_number
    _write(session, review, "adopt_review", by)
    return _freeze(session, council, review, adopted_on=adopted_on, changes="", now=now)


def correct(
    session: Session,
    *,
    council: Council,
    review: Review,
    correction: Correction,
    now: datetime,
    by: Act,
) -> ReviewEdition:
    """Make a new edition of an adopted review from the data of today. The older ones stay.

    Raises:
        NotAdopted: it is a draft.
        EditConflict: somebody else has made an edition since.
        ValueError: a decision without its reason.
    """
    session.refresh(review, with_for_update=True)
    if review.adopted_on is None:
        raise NotAdopted
    latest = queries.find_edition(session, council_id=council.id, review_id=review.id)
    if correction.replaces != (latest.number if latest else 0):
        raise EditConflict
    review.adopted_on = correction.adopted_on
    review.registry_number = correction.registry_number
    review.method_notes = correction.method_notes
    for area_id, text in correction.conclusions.items():
        row = _conclusion(session, review, area_id)
        row.text = text
        session.add(row)
    _correct_decisions(session, review, correction.decisions)
    _write(session, review, "correct_review", by)
    return _freeze(
        session,
        council,
        review,
        adopted_on=correction.adopted_on,
        changes=correction.changes,
        now=now,
    )


# Their parts -----------------------------------------------------------------------------


def _columns(plan: ReviewPlan) -> dict[str, Any]:
    return {
        "first_year": plan.now.first,
        "last_year": plan.now.last,
        "baseline_first_year": plan.before.first,
        "baseline_last_year": plan.before.last,
        "decision_on": plan.decision_on,
        "method_notes": plan.method_notes,
    }


def _flush_years(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as refused:
        session.rollback()
        raise AlreadyThere from refused


def _lock_draft(session: Session, review: Review) -> None:
    """Refuse an adopted review, and let nobody change it before the commit."""
    session.refresh(review, with_for_update=True)
    if review.adopted_on is not None:
        raise Adopted


def _conclusion(session: Session, review: Review, area_id: int) -> AreaConclusion:
    """Return what is concluded about an area, or a row to write it in."""
    found = session.exec(
        select(AreaConclusion).where(
            AreaConclusion.council_id == review.council_id,
            AreaConclusion.review_id == review.id,
            AreaConclusion.priority_area_id == area_id,
        )
    ).first()
    return found or AreaConclusion(
        council_id=review.council_id, review_id=review.id, priority_area_id=area_id
    )


def _correct_decisions(
    session: Session, review: Review, decisions: Mapping[int, tuple[Decision | None, str]]
) -> None:
    for need in session.exec(
        select(NeedAssessment).where(
            NeedAssessment.council_id == review.council_id,
            NeedAssessment.review_id == review.id,
            col(NeedAssessment.id).in_(decisions),
        )
    ).all():
        need.decision, need.reason = decisions[need.id]
        if need.decision and not need.reason:
            raise ValueError("A decision is saved together with its reason.")
        session.add(need)


def _carry_needs(session: Session, previous: Review, review: Review) -> None:
    """Begin from the needs of the review before, where they stood, with no decision."""
    for old in session.exec(
        select(NeedAssessment)
        .where(
            NeedAssessment.council_id == review.council_id, NeedAssessment.review_id == previous.id
        )
        .order_by(col(NeedAssessment.id))
    ).all():
        need = NeedAssessment(
            council_id=review.council_id,
            review_id=review.id,
            priority_area_id=old.priority_area_id,
            name=old.name,
            per_10_000=old.per_10_000,
            harm=old.harm,
            affected=old.affected,
            is_uncertain=old.is_uncertain,
            note=old.note,
            causes=old.causes,
        )
        session.add(need)
        session.flush()
        _carry_interventions(session, old, need)


def _carry_interventions(session: Session, old: NeedAssessment, need: NeedAssessment) -> None:
    links = session.exec(
        select(NeedIntervention).where(
            NeedIntervention.council_id == need.council_id, NeedIntervention.need_id == old.id
        )
    ).all()
    session.add_all(
        NeedIntervention(
            council_id=need.council_id, need_id=need.id, intervention_id=link.intervention_id
        )
        for link in links
    )
    session.flush()


def _freeze(
    session: Session,
    council: Council,
    review: Review,
    *,
    adopted_on: date,
    changes: str,
    now: datetime,
) -> ReviewEdition:
    """Store what the review shows now as its next edition.

    Who gave which score is left out: an edition stays for ever, and names must not.
    """
    shown = queries.load_content(session, council=council, review=review)
    nameless = [replace(one, scores=without_names(one.scores or {})) for one in shown.needs]
    content, content_hash = freeze(replace(shown, needs=tuple(nameless)))
    latest = queries.find_edition(session, council_id=council.id, review_id=review.id)
    edition = ReviewEdition(
        council_id=council.id,
        review_id=review.id,
        number=latest.number + 1 if latest else 1,
        adopted_on=adopted_on,
        registry_number=review.registry_number,
        frozen_at=now,
        content=content,
        content_hash=content_hash,
        changes=changes,
    )
    session.add(edition)
    flush_first(session)
    return edition


def _write(session: Session, review: Review, action: str, by: Act) -> None:
    session.add(review)
    session.flush()
    _write_about(session, review.council_id, action, review.__tablename__, review.id, by)


def _write_about(
    session: Session, council_id: int, action: str, thing: object, thing_id: int | None, by: Act
) -> None:
    write_down(
        session, council_id=council_id, action=action, thing=str(thing), thing_id=thing_id, by=by
    )
