"""What the forms of the simple records share: one class a table, fields named as the columns.

A field whose column refers to another table is a `reference_field`; the view fills its choices
through `CHOICES`. `link_goals` is not a column and is saved on its own.
"""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from wtforms import StringField, ValidationError
from wtforms.validators import Optional

from tracker.domain.calendar import LATEST_YEAR
from tracker.domain.programme_tables import EARLIEST_FIGURE
from tracker.forms.checks import Says, at_most, one_line, strip
from tracker.forms.fields import Form, reference_field
from tracker.text import _, mark


def link_field() -> Any:
    """Return a field for where a document is found."""
    return StringField(
        mark("Link to the document"),
        [
            Optional(),
            at_most(500),
            one_line,
            Says(is_web_address, mark("Write a web address that begins with https://.")),
        ],
        filters=[strip],
    )


def is_web_address(value: str) -> bool:
    """Tell whether a text is an address of the web, and so may become a link."""
    parts = urlsplit(value)
    has_gap = any(letter.isspace() for letter in value)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not has_gap


def from_year_field() -> Any:
    """Return a field for the first year that a new wording of the programme holds for."""
    return reference_field(
        mark("The change holds"),
        empty=mark("for every year with the present wording, as a correction"),
        help=mark("Reports of the years before keep the wording that they have."),
    )


class YearsForm(Form):
    """A form with a first and a last year."""

    def validate_last_year(self, field: Any) -> None:
        """Refuse years that end before they begin."""
        first = self["first_year"].data
        if field.data and first and field.data < first:
            raise ValidationError(_("The last year is before the first. Change one of them."))


class PeriodForm(Form):
    """A form with a first and a last day."""

    def validate_starts_on(self, field: Any) -> None:
        """Refuse years that are surely a slip of the pen."""
        _refuse_odd_year(field.data)

    def validate_ends_on(self, field: Any) -> None:
        """Refuse a period that ends before it starts."""
        _refuse_odd_year(field.data)
        starts = self["starts_on"].data
        if field.data and starts and field.data < starts:
            raise ValidationError(_("The last day is before the first. Change one of them."))


def _refuse_odd_year(day: date | None) -> None:
    if day is not None and not EARLIEST_FIGURE <= day.year <= LATEST_YEAR:
        raise ValidationError(
            _("The year %(year)s cannot be right. Check the date.", year=day.year)
        )
