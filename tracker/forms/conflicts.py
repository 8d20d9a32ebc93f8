"""What somebody else saved meanwhile, to be read beside what was typed."""

from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField

from tracker.forms.fields import Form
from tracker.text import _, format_date, gettext


def in_words(form: Form) -> list[tuple[str, str]]:
    """Return [(label, value)] of every field of a form that is seen."""
    return [
        (gettext(field.label.text), _value(field))
        for field in form
        if not isinstance(field, HiddenField)
    ]


def _value(field: Any) -> str:
    if isinstance(field, BooleanField):
        return _("Yes") if field.data else _("No")
    if isinstance(field, SelectField | SelectMultipleField):
        return ", ".join(str(one.label) for one in field.iter_choices() if one.selected)
    if isinstance(field.data, date):
        return format_date(field.data)
    return str(field._value())  # noqa: SLF001  (what every widget of the library asks for)
