"""How good the evidence is for what a change may have come of. Graded apart from the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
