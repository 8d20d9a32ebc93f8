"""What may be entered about a problem: its place, the decision on it, and its scores."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField

from tracker.domain.need_scores import HIGHEST, LOWEST, criterion_word
from tracker.domain.need_words import DECISION_WORDS
from tracker.domain.terms import Criterion
from tracker.forms.fields import (
    Form,
    TickedReferences,
    choice_field,
    long_text_field,
    number_field,
    reference_field,
    text_field,
    tick_field,
    whole_number_field,
)
from tracker.text import _, mark

NO_CHOICE = mark("No choice made")
#: What a criterion's choice holds when the scorer leaves it.
NO_OPINION = ""


class NeedForm(Form):
    """A problem and its place. What is decided on it is said on its own page."""

    name = text_field(mark("Problem"), is_required=True)
    priority_area_id = reference_field(mark("Priority area"), empty=mark("none"))
    per_10_000 = number_field(
        mark("Events per 10 000 inhabitants and year"), is_required=True, least=0.01
    )
    harm = number_field(
        mark("Harm per event"),
        is_required=True,
        least=0,
        most=100,
        help=mark("The group's judgement, from 0 to 100."),
    )
    affected = whole_number_field(mark("Number of people affected"), least=0)
    is_uncertain = tick_field(
        mark("Uncertain"), help=mark("The numbers are too weak to place it safely.")
    )


class ReasonedForm(Form):
    """A form with a decision and its reason, which go together."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for decision and reason together."""
        is_right: bool = super().validate(extra_validators)
        if is_right and self.decision.data and not self.reason.data:
            self.say("reason", _("Write why. A decision is saved together with its reason."))
            return False
        if is_right and self.reason.data and not self.decision.data:
            self.say("decision", _("Choose a decision too, or write your text as a comment."))
            return False
        return is_right

    def say(self, name: str, message: str) -> None:
        """Put a message on one field."""
        self[name].errors = [*self[name].errors, message]


def score_field(criterion: Criterion) -> Any:
    """Return a choice from 1 to 5, or empty: no opinion."""
    return RadioField(
        criterion.value,
        choices=[*(str(score) for score in range(LOWEST, HIGHEST + 1)), NO_OPINION],
        default=NO_OPINION,
    )


class CorrectedDecisionForm(ReasonedForm):
    """What an adopted review's new version says of a problem. Part of a larger form."""

    decision = choice_field(mark("Decision"), DECISION_WORDS, empty=NO_CHOICE)
    reason = long_text_field(mark("Reason for the decision"))


class DecisionForm(ReasonedForm):
    """Why a problem is there, what addresses it, and what the council decides, with its reason."""

    causes = long_text_field(
        mark("Causes"),
        help=mark("What the council knows, and what it believes. Say which is which."),
    )
    note = long_text_field(mark("Comments"))
    link_interventions = TickedReferences(mark("Interventions that address it"))
    decision = choice_field(mark("Decision"), DECISION_WORDS, empty=NO_CHOICE)
    reason = long_text_field(
        mark("Reason for the decision"),
        help=mark("It is carried on to the basis of the next action plan."),
    )


class ScoresForm(Form):
    """What one scorer thinks of a problem, by all nine criteria at once."""

    scorer = text_field(mark("Scorer or group"), is_required=True)
    common = score_field(Criterion.COMMON)
    growing = score_field(Criterion.GROWING)
    deviates = score_field(Criterion.DEVIATES)
    delimited = score_field(Criterion.DELIMITED)
    can_be_influenced = score_field(Criterion.CAN_BE_INFLUENCED)
    costly = score_field(Criterion.COSTLY)
    affects_many = score_field(Criterion.AFFECTS_MANY)
    harmful = score_field(Criterion.HARMFUL)
    signal_crime = score_field(Criterion.SIGNAL_CRIME)

    def show(self, scorer: str, scores: Mapping[Criterion, int]) -> None:
        """Start from what is saved."""
        if "scorer" in self:
            self.scorer.data = scorer
        for criterion, score in scores.items():
            self[criterion.value].data = str(score)

    def scores(self) -> dict[Criterion, int]:
        """Return what was chosen; a criterion without an opinion is not there."""
        return {
            criterion: int(self[criterion.value].data)
            for criterion in Criterion
            if self[criterion.value].data
        }

    def say_on_scorer(self, message: str) -> None:
        """Put a message on the scorer's name."""
        self.scorer.errors = [*self.scorer.errors, message]

    def error_list(self) -> list[tuple[str, str]]:
        """Return [(field id, message)], each criterion's with its name."""
        names = {criterion.value: criterion_word(criterion) for criterion in Criterion}
        return [
            (field_id, f"{names[field_id]}: {message}" if field_id in names else message)
            for field_id, message in super().error_list()
        ]
