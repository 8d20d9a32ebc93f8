"""What the forms of the simple records share: one class a table, fields named as the columns.

A field whose column refers to another table is a `reference_field`; the view fills its choices
through `CHOICES`. `link_goals` is not a column and is saved on its own.
"""

from typing import Any
from urllib.parse import urlsplit

from wtforms import StringField, ValidationError
from wtforms.validators import Optional

from tracker.forms.checks import Says, at_most, one_line, strip
from tracker.forms.fields import Form
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
    return parts.scheme in ("http", "https") and bool(parts.netloc)


class PeriodForm(Form):
    """A form with a first and a last day."""

    def validate_ends_on(self, field: Any) -> None:
        """Refuse a period that ends before it starts."""
        starts = self["starts_on"].data
        if field.data and starts and field.data < starts:
            raise ValidationError(_("The last day is before the first. Change one of them."))
