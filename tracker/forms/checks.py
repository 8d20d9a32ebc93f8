"""What a field may hold, each check with its message."""

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired, StopValidation

from tracker import text
from tracker.text import mark


def required(message: str | None = None) -> InputRequired:
    """Return a check that something is filled in."""
    return InputRequired(message)


class TextGiven(InputRequired):
    """A check that a text is more than spaces, which the field has taken away by then."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Raise when nothing is left."""
        super().__call__(form, field)
        if not field.data:
            raise StopValidation(text.gettext("Fill in this field."))


def understood(form: FlaskForm, field: Field) -> None:  # noqa: ARG001
    """Ask nothing more of what could not be read: its message is enough."""
    if field.process_errors:
        raise StopValidation


class Says:
    """A check whose message is translated when it is shown, not when it is made."""

    def __init__(self, is_right: Callable[[Any], bool], message: str) -> None:
        """Keep the check and its marked message."""
        self.is_right = is_right
        self.message = message

    def __call__(self, form: FlaskForm, field: Field) -> None:  # noqa: ARG002
        """Raise when the field's value is not right."""
        if not self.is_right(field.data):
            raise ValidationError(text.gettext(self.message))


def at_most(length: int) -> Says:
    """Return a check of a text's length."""
    return Says(
        lambda value: len(value or "") <= length,
        mark("The text is too long. Shorten it."),
    )


def strip(value: Any) -> Any:
    """Take away spaces before and after what was typed, and NUL, which PostgreSQL refuses."""
    return value.replace("\0", "").strip() if isinstance(value, str) else value


def one_line(form: FlaskForm, field: Field) -> None:  # noqa: ARG001
    """Refuse line breaks: what is typed here may become a mail's subject."""
    if field.data and any(ord(character) < 32 for character in field.data):
        raise ValidationError(text.gettext("Write this on one line."))
