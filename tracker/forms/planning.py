"""What a coordinator asks of a year's plan."""

from datetime import date
from typing import Any

from wtforms import ValidationError

from tracker.domain.planning_facts import JULY
from tracker.domain.planning_words import weekday_name
from tracker.domain.report_words import sentence_case
from tracker.forms.fields import (
    Form,
    TickedReferences,
    reference_field,
    text_field,
    time_field,
    whole_number_field,
)
from tracker.queries.planning import PlanOptions
from tracker.text import _, format_month, mark

#: More than this is no council's year, and no wheel has room for them.
MOST_MEETINGS = 24
WORKING_DAYS = range(5)
MONTHS = tuple(month for month in range(1, 13) if month != JULY)


class PlanForm(Form):
    """How many meetings, when, where. Sent in the address: asking changes nothing."""

    meetings = whole_number_field(
        mark("Number of meetings"), is_required=True, least=1, most=MOST_MEETINGS
    )
    weekday = reference_field(mark("Usual weekday"))
    starts = time_field(mark("Starts"))
    ends = time_field(mark("Ends"))
    place = text_field(mark("Place"))
    months_off = TickedReferences(
        mark("Months without meetings"), description=mark("July is always left out.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the weekdays and the months in the page's language."""
        super().__init__(*args, meta={"csrf": False}, **kwargs)
        self.weekday.choices = [(day, sentence_case(weekday_name(day))) for day in WORKING_DAYS]
        self.months_off.choices = [
            (month, sentence_case(format_month(date(2024, month, 1)))) for month in MONTHS
        ]

    def validate_ends(self, field: Any) -> None:
        """Refuse meetings that end before they start."""
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(_("The meeting must end after it starts. Choose a later time."))

    def options(self) -> PlanOptions:
        """Return what was chosen as plain data."""
        return PlanOptions(
            meetings=self.meetings.data,
            weekday=self.weekday.data,
            starts=self.starts.data,
            ends=self.ends.data,
            place=self.place.data or "",
            months_off=frozenset(self.months_off.data or ()),
        )

    def show(self, options: PlanOptions) -> None:
        """Fill the form."""
        self.meetings.data = options.meetings
        self.weekday.data = options.weekday
        self.starts.data = options.starts
        self.ends.data = options.ends
        self.place.data = options.place
        self.months_off.data = sorted(options.months_off)
