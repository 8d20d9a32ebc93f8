"""Scoring a problem, and deciding on it. Nothing of an adopted review can be changed."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.domain.terms import Criterion, Decision
from tracker.models import NeedAssessment, NeedIntervention, NeedScore
from tracker.queries.needs import Sheet, list_links, list_sheets
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import EditConflict, fingerprint
from tracker.services.records import refuse_adopted


class NameTaken(Exception):
    """Another sheet of the problem already stands in that name, or in that member's."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the council says of a problem: why it is there, and what is to be done."""

    causes: str = ""
    note: str = ""
    intervention_ids: Collection[int] = ()
    decision: Decision | None = None
    reason: str = ""


# Deciding --------------------------------------------------------------------------------


def as_shown(session: Session, need: NeedAssessment) -> str:
    """Return the fingerprint of all that is decided on together."""
    links = list_links(session, council_id=need.council_id, need_id=need.id)
    return fingerprint(need, links)


def decide(
    session: Session, *, need: NeedAssessment, judgement: Judgement, shown: str, by: Act
) -> None:
    """Save causes, comments, interventions and decision of a problem.

    Args:
        session: an open session.
        need: the problem.
        judgement: what is said of it. Its interventions must be the council's own.
        shown: the fingerprint of what was changed, as `as_shown` gave it.
        by: who does it.

    Raises:
        Adopted: its review is adopted.
        EditConflict: somebody else saved since it was shown.
        ValueError: a decision without its reason.
    """
    if judgement.decision and not judgement.reason:
        raise ValueError("A decision is saved together with its reason.")
    _claim(session, need)
    if as_shown(session, need) != shown:
        raise EditConflict
    need.causes, need.note = judgement.causes, judgement.note
    need.decision, need.reason = judgement.decision, judgement.reason
    session.add(need)
    _link(session, need, judgement.intervention_ids)
    _write(session, need, "decide_need", by)


def _link(session: Session, need: NeedAssessment, intervention_ids: Collection[int]) -> None:
    session.execute(
        sa.delete(NeedIntervention).where(
            col(NeedIntervention.council_id) == need.council_id,
            col(NeedIntervention.need_id) == need.id,
        )
    )
    session.add_all(
        NeedIntervention(
            council_id=need.council_id, need_id=need.id, intervention_id=intervention_id
        )
        for intervention_id in dict.fromkeys(intervention_ids)
    )


# Scoring ---------------------------------------------------------------------------------


def sheet_as_shown(sheet: Sheet | None) -> str:
    """Return the fingerprint of a scorer's sheet; an empty text where there is none."""
    if sheet is None:
        return ""
    values = [sheet.scores.get(criterion) for criterion in Criterion]
    return hashlib.sha256(repr((sheet.scorer, sheet.person_id, values)).encode()).hexdigest()


def save_sheet(
    session: Session,
    *,
    need: NeedAssessment,
    was: str | None,
    sheet: Sheet,
    shown: str,
    by: Act,
) -> Sheet | None:
    """Save what a scorer thinks of a problem, and return what was there before.

    Args:
        session: an open session.
        need: the problem.
        was: the name that the sheet to change stands in; None for a new one.
        sheet: what it should be. Without any score it is removed.
        shown: the fingerprint of the sheet that was changed, as `sheet_as_shown` gave it.
        by: who does it.

    Raises:
        Adopted: its review is adopted.
        EditConflict: somebody else saved the sheet since it was shown.
        NameTaken: another sheet stands in the name.
    """
    _claim(session, need)
    there = list_sheets(session, council_id=need.council_id, need_id=need.id)
    before = next((one for one in there if one.scorer == was), None)
    if sheet_as_shown(before) != shown:
        raise EditConflict
    if sheet.scores and any(_is_same_scorer(one, sheet) for one in there if one is not before):
        raise NameTaken
    if before is not None:
        session.execute(
            sa.delete(NeedScore).where(
                col(NeedScore.council_id) == need.council_id,
                col(NeedScore.need_id) == need.id,
                col(NeedScore.scorer) == before.scorer,
            )
        )
    session.add_all(
        NeedScore(
            council_id=need.council_id,
            need_id=need.id,
            scorer=sheet.scorer,
            person_id=sheet.person_id,
            criterion=criterion,
            score=score,
        )
        for criterion, score in sheet.scores.items()
    )
    if before is not None or sheet.scores:
        _write(session, need, "score_need" if sheet.scores else "remove_need_scores", by)
    return before


def free_name(name: str, others: Collection[Sheet]) -> str:
    """Return a member's name, with a number when somebody of that name has a sheet already."""
    taken = {sheet.scorer.casefold() for sheet in others}
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _is_same_scorer(one: Sheet, other: Sheet) -> bool:
    is_same_person = one.person_id is not None and one.person_id == other.person_id
    return is_same_person or one.scorer.casefold() == other.scorer.casefold()


# Both ------------------------------------------------------------------------------------


def _claim(session: Session, need: NeedAssessment) -> None:
    """Keep others from changing the problem, and from adopting its review, until the commit.

    Raises:
        Adopted: the review is adopted.
    """
    refuse_adopted(session, need)
    # PostgreSQL locks the row and reads it anew; SQLite let nobody else write anyway.
    session.refresh(need, with_for_update=True)


def _write(session: Session, need: NeedAssessment, action: str, by: Act) -> None:
    session.flush()
    write_down(
        session,
        council_id=need.council_id,
        action=action,
        thing="need_assessment",
        thing_id=need.id,
        by=by,
    )
