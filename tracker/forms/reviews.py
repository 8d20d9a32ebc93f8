"""What may be entered in an effect-and-needs review."""

from typing import Any

from wtforms import ValidationError

from tracker.domain.terms import Decision
from tracker.forms.fields import (
    Form,
    choice_field,
    date_field,
    long_text_field,
    number_field,
    reference_field,
    text_field,
    tick_field,
    whole_number_field,
)
from tracker.text import _, mark

DECISION_WORDS = {
    Decision.KEEP: mark("Keep"),
    Decision.CHANGE: mark("Change"),
    Decision.STOP: mark("Stop"),
    Decision.NEW: mark("Start something new"),
}
NO_CHOICE = mark("No choice made")


class ReviewForm(Form):
    """A biennial review's periods."""

    first_year = whole_number_field(mark("First year"), is_required=True, least=2000, most=2100)
    last_year = whole_number_field(mark("Last year"), is_required=True, least=2000, most=2100)
    baseline_first_year = whole_number_field(
        mark("Compared with, first year"), is_required=True, least=2000, most=2100
    )
    baseline_last_year = whole_number_field(
        mark("Compared with, last year"), is_required=True, least=2000, most=2100
    )
    decision_on = date_field(mark("The council decides on"))
    adopted_on = date_field(mark("Adopted on"), help=mark("Empty while the review is a draft."))
    registry_number = text_field(mark("Registry number"), length=60)

    def validate_last_year(self, field: Any) -> None:
        """Refuse a period that ends before it begins."""
        if field.data and self.first_year.data and field.data < self.first_year.data:
            raise ValidationError(_("The last year is before the first. Change one of them."))

    def validate_baseline_last_year(self, field: Any) -> None:
        """Refuse a comparison period that is turned around or overlaps the review."""
        first = self.baseline_first_year.data
        if field.data and first and field.data < first:
            raise ValidationError(_("The last year is before the first. Change one of them."))
        if field.data and self.first_year.data and field.data >= self.first_year.data:
            raise ValidationError(_("The comparison must end before the review's first year."))


class ConclusionForm(Form):
    """What is concluded about an area."""

    priority_area_id = reference_field(mark("Priority area"))
    text = long_text_field(mark("Conclusion"), is_required=True)


class NeedForm(Form):
    """A need."""

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
    note = long_text_field(mark("Causes and comments"))
    decision = choice_field(mark("Decision"), DECISION_WORDS, empty=NO_CHOICE)
    reason = long_text_field(mark("Reason for the decision"))
