"""What may be entered in an effect-and-needs review."""

from datetime import date
from typing import Any

from wtforms import ValidationError

from tracker.domain.indicators import Period
from tracker.domain.review_process import is_short_baseline
from tracker.forms.fields import (
    Form,
    date_field,
    long_text_field,
    text_field,
    tick_field,
    whole_number_field,
)
from tracker.services.reviews import ReviewPlan
from tracker.text import _, mark


class ReviewForm(Form):
    """A biennial review's periods, its day, and what is said about how it was made."""

    first_year = whole_number_field(mark("First year"), is_required=True, least=2000, most=2100)
    last_year = whole_number_field(mark("Last year"), is_required=True, least=2000, most=2100)
    baseline_first_year = whole_number_field(
        mark("Compared with, first year"), is_required=True, least=2000, most=2100
    )
    baseline_last_year = whole_number_field(
        mark("Compared with, last year"), is_required=True, least=2000, most=2100
    )
    accepts_short = tick_field(
        mark("Compare with so few years anyway"),
        help=mark("A chance peak or dip can then look like a change. Every figure says so."),
    )
    decision_on = date_field(mark("The council decides on"))
    method_notes = long_text_field(
        mark("Notes on the method"),
        help=mark("What a reader must know about how the review was made. Stands in the review."),
    )

    def plan(self) -> ReviewPlan:
        """Return what was typed as plain data."""
        return ReviewPlan(
            now=Period(self.first_year.data, self.last_year.data),
            before=Period(self.baseline_first_year.data, self.baseline_last_year.data),
            decision_on=self.decision_on.data,
            method_notes=self.method_notes.data or "",
        )

    @property
    def needs_acceptance(self) -> bool:
        """Tell whether the comparison is so short that somebody must say it is meant."""
        first, last = self.baseline_first_year.data, self.baseline_last_year.data
        return bool(first and last and first <= last and is_short_baseline(Period(first, last)))

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

    def validate_accepts_short(self, field: Any) -> None:
        """Ask whether a comparison with one or two years is meant."""
        if self.needs_acceptance and not field.data:
            raise ValidationError(
                _("The comparison is shorter than three years. Choose more years, or tick this.")
            )


class ConclusionForm(Form):
    """What is concluded about an area."""

    text = long_text_field(mark("Conclusion"))


class AdoptionForm(Form):
    """When a review was adopted, and under what number it is registered."""

    adopted_on = date_field(mark("Adopted by the council on"), is_required=True)
    registry_number = text_field(mark("Registry number"), length=60)
    is_unregistered = tick_field(mark("The review has no registry number"))

    def __init__(self, *args: Any, today: date, last_year: int = 0, **kwargs: Any) -> None:
        """Keep the day it is, and the last year that the review is about."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.last_year = last_year
        # Not to be called optional: it is left out only by saying so.
        self.registry_number.flags.required = True

    def validate_adopted_on(self, field: Any) -> None:
        """Refuse a day that has not come, or before the last year that is reviewed."""
        if field.data and field.data > self.today:
            raise ValidationError(_("The review cannot be adopted on a day that has not come."))
        if field.data and field.data.year < self.last_year:
            raise ValidationError(
                _("The review is about %(year)s too. Choose a later day.", year=self.last_year)
            )

    def validate_is_unregistered(self, field: Any) -> None:
        """Ask for the number, or that it is plainly left out."""
        if not self.registry_number.data and not field.data:
            raise ValidationError(_("Write the registry number, or tick that there is none."))
        if self.registry_number.data and field.data:
            raise ValidationError(_("There is a registry number. Take away the tick."))


class CorrectionForm(AdoptionForm):
    """What a new edition of an adopted review says otherwise."""

    changes = long_text_field(
        mark("What is changed, and why"),
        is_required=True,
        help=mark("Stands with the new version. The older one can still be read."),
    )
    method_notes = long_text_field(mark("Notes on the method"))
