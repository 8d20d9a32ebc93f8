"""The basis of the next action plan: what a review decided about each problem, by area."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.need_words import decision_word
from tracker.domain.review_content import ReviewContent, ReviewedNeed
from tracker.domain.tables import Table
from tracker.domain.terms import Decision, InterventionState
from tracker.text import EN_DASH, _, format_date


@dataclass(frozen=True, kw_only=True)
class PlanIntervention:
    """An intervention that addresses a problem, ready to be read."""

    id: int
    title: str
    organisation: str
    period: str
    state: InterventionState


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """A problem that is decided on."""

    need_id: int
    problem: str
    decision: Decision
    reason: str
    causes: str
    interventions: tuple[PlanIntervention, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanArea:
    """The decided problems of one area. Number 0: those that belong to none."""

    number: int
    name: str
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, kw_only=True)
class PlanBasis:
    """All decisions of a review, and the problems that still lack one: {number: name}."""

    areas: tuple[PlanArea, ...] = ()
    undecided: Mapping[int, str]


def plan_basis(content: ReviewContent) -> PlanBasis:
    """Return a review's decisions by area, in the order of the programme and of the decisions.

    Within an area the problems stand under what was decided, each in the order it was entered:
    the order says nothing about which matters most.
    """
    names = {area.number: area.name for area in content.areas}
    numbers = sorted(
        {one.need.area_number for one in content.needs}, key=lambda one: (not one, one)
    )
    areas = []
    for number in numbers:
        lines = [
            _line(content, one, decision)
            for decision in Decision
            for one in content.needs
            if one.need.area_number == number and one.need.decision is decision
        ]
        if lines:
            areas.append(PlanArea(number=number, name=names.get(number, ""), lines=tuple(lines)))
    return PlanBasis(
        areas=tuple(areas),
        undecided={one.id: one.need.name for one in content.needs if not one.need.decision},
    )


def addressing(content: ReviewContent, reviewed: ReviewedNeed) -> tuple[PlanIntervention, ...]:
    """Return the interventions that address a problem, in the order of the review."""
    return tuple(
        PlanIntervention(
            id=one.id,
            title=one.title,
            organisation=one.organisation,
            period=period_words(one.starts_on, one.ends_on),
            state=one.state,
        )
        for one in content.interventions
        if one.id in reviewed.intervention_ids
    )


def period_words(first: date | None, last: date | None) -> str:
    """Write when an intervention goes on; an empty text when neither day is known."""
    if first and last:
        return f"{format_date(first)}{EN_DASH}{format_date(last)}"
    if first:
        return _("from %(day)s", day=format_date(first))
    return _("until %(day)s", day=format_date(last)) if last else ""


def plan_table(basis: PlanBasis, state_words: Mapping[InterventionState, str]) -> Table:
    """Return the basis as a table with a row for each intervention, so that it can be sorted.

    A problem that nothing addresses has one row, without an intervention.
    """
    return Table(
        caption=_("Basis for the action plan"),
        headers=(
            _("Area"),
            _("Problem"),
            _("Decision"),
            _("Reason for the decision"),
            _("Causes"),
            _("Intervention"),
            _("Responsible organisation"),
            _("Period"),
            _("State"),
        ),
        rows=tuple(
            (
                area.name or _("No area"),
                line.problem,
                decision_word(line.decision),
                line.reason,
                line.causes,
                *cells,
            )
            for area in basis.areas
            for line in area.lines
            for cells in _intervention_cells(line, state_words)
        ),
    )


def _line(content: ReviewContent, reviewed: ReviewedNeed, decision: Decision) -> PlanLine:
    return PlanLine(
        need_id=reviewed.id,
        problem=reviewed.need.name,
        decision=decision,
        reason=reviewed.need.reason,
        causes=reviewed.causes,
        interventions=addressing(content, reviewed),
    )


def _intervention_cells(
    line: PlanLine, state_words: Mapping[InterventionState, str]
) -> tuple[tuple[str, str, str, str], ...]:
    rows = tuple(
        (one.title, one.organisation, one.period, state_words[one.state])
        for one in line.interventions
    )
    return rows or (("", "", "", ""),)
