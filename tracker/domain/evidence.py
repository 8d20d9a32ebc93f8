"""How good the evidence is for what a change may have come of. Graded apart from the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.effects import Change, Method, measured_years
from tracker.domain.verdict_rules import ENOUGH_EVENTS, SHORTEST_BASELINE, SOME_ANSWERS


class EvidenceQuestion(StrEnum):
    """What is asked of the evidence, in the order it is shown."""

    COMPARISON = "comparison"  # is there an area to compare with?
    YEARS = "years"  # is the baseline long enough?
    CASES = "cases"  # are there cases enough?
    MECHANISM = "mechanism"  # is it described why the interventions should work?
    AS_PLANNED = "as_planned"  # were they carried out as planned?


class EvidenceGrade(StrEnum):
    """What the answers add up to."""

    GOOD = "good"
    SOME = "some"
    WEAK = "weak"


@dataclass(frozen=True)
class Evidence:
    """The answers: yes, no, or None where nobody has said."""

    answers: Mapping[EvidenceQuestion, bool | None]
    grade: EvidenceGrade


def grade_evidence(
    change: Change, *, has_mechanism: bool | None, as_planned: bool | None
) -> Evidence:
    """Answer the five questions about one change and grade what they add up to.

    Good: five yes. Some: a comparison, cases enough, and at least three yes in all. Else weak.
    None (nobody has said, or no numbers to count) weighs as no. The grade says how much the
    change may be leant on, never which way it went.
    """
    answers = {
        EvidenceQuestion.COMPARISON: change.relative is not None,
        EvidenceQuestion.YEARS: len(measured_years(change)[0]) >= SHORTEST_BASELINE,
        EvidenceQuestion.CASES: _has_enough_cases(change),
        EvidenceQuestion.MECHANISM: has_mechanism,
        EvidenceQuestion.AS_PLANNED: as_planned,
    }
    return Evidence(answers=answers, grade=_grade(answers))


def _grade(answers: Mapping[EvidenceQuestion, bool | None]) -> EvidenceGrade:
    """Add the answers up."""
    shown = sum(answer is True for answer in answers.values())
    if shown == len(EvidenceQuestion):
        return EvidenceGrade.GOOD
    needed = answers[EvidenceQuestion.COMPARISON] and answers[EvidenceQuestion.CASES]
    return EvidenceGrade.SOME if needed and shown >= SOME_ANSWERS else EvidenceGrade.WEAK


def _has_enough_cases(change: Change) -> bool | None:
    """Tell whether a decrease by 40 % would be found at least four times in five.

    With 100 cases before, and an equally long period after, the power is some 83 % by the rules
    in use (tests/domain/test_simulations.py). A shorter later period counts the cases before
    over its own length. For surveys the cases are the answers counted in the share.
    """
    exposures = change.exposure_before, change.exposure_after
    if change.method is Method.NONE or change.before is None or None in exposures:
        return None
    before, after = (float(exposure or 0) for exposure in exposures)
    is_share = change.method is Method.SHARE_RATIO
    cases = change.before * before if is_share else change.before
    return min(cases, cases * after / before) >= ENOUGH_EVENTS
