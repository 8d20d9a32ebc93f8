"""What a coordinator writes in the yearly report."""

from datetime import date
from typing import Any

from wtforms import ValidationError

from tracker.forms.fields import Form, date_field, long_text_field, text_field
from tracker.services.reports import ReportWords
from tracker.text import _, mark


class ReportForm(Form):
    """The report's own words, and its dates."""

    summary = long_text_field(
        mark("Summary"),
        help=mark("Stands after the sentences that are made from the records."),
    )
    proposed_decisions = long_text_field(
        mark("Proposed decisions"),
        help=mark(
            "One a line. What comes after a colon becomes the explanation. Empty: the suggestions"
            " made from the records are shown."
        ),
    )
    registry_number = text_field(mark("Registry number"), length=60)
    decision_on = date_field(mark("The recipient takes it up on"))
    adopted_on = date_field(
        mark("Adopted on"),
        help=mark("Empty while the report is a draft. An adopted report can no longer be changed."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Keep the day it is."""
        super().__init__(*args, **kwargs)
        self.today = today

    def words(self) -> ReportWords:
        """Return what was typed as plain data."""
        return ReportWords(
            summary=self.summary.data or "",
            proposed_decisions=self.proposed_decisions.data or "",
            registry_number=self.registry_number.data or "",
            decision_on=self.decision_on.data,
        )

    def validate_adopted_on(self, field: Any) -> None:
        """Refuse a day that has not come."""
        if field.data and field.data > self.today:
            raise ValidationError(_("The report cannot be adopted on a day that has not come."))
