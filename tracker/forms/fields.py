"""The form that all forms are, its fields, and what it says when something is wrong."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import Choice
from wtforms.validators import Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from tracker import text
from tracker.db import LARGEST_WHOLE_NUMBER
from tracker.forms.checks import (
    TextGiven,
    at_most,
    one_line,
    required,
    strip,
    understood,
)
from tracker.text import mark

#: What the form library says by itself, in words of ours.
LIBRARY_WORDS = {
    "Not a valid date value.": mark("Write the date as 2026-12-08."),
    "Not a valid time value.": mark("Write the time as 15:00."),
    "Not a valid integer value.": mark("Write a whole number."),
    "Not a valid float value.": mark("Write a number, such as 12,5."),
    "Not a valid choice.": mark("Choose one of the alternatives."),
    "Invalid choice(s): one or more data inputs could not be coerced.": mark(
        "Choose one of the alternatives."
    ),
    "Invalid Choice: could not coerce.": mark("Choose one of the alternatives."),
    "This field is required.": mark("Fill in this field."),
}


class Translations:
    """Translates what the form library says."""

    def gettext(self, string: str) -> str:
        """Translate a sentence of the library's, through our own words for it."""
        return text.gettext(LIBRARY_WORDS.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate a sentence with a number."""
        return self.gettext(singular if n == 1 else plural)


class Form(FlaskForm):
    """A form with our words. Labels and descriptions are marked source strings."""

    #: What the record belongs to, where the form needs to know.
    parent: Any = None

    class Meta(FlaskForm.Meta):
        """How the library should behave."""

        def get_translations(self, form: Any) -> Translations:  # noqa: ARG002
            """Speak the page's language."""
            return Translations()

    def error_list(self) -> list[tuple[str, str]]:
        """Return [(field id, message)], for the summary above the form."""
        return [(field.id, str(message)) for field in self for message in field.errors if message]


class FormsTogether:
    """Several forms that are sent as one."""

    def __init__(self, *forms: Form) -> None:
        """Keep the forms, in the order they stand on the page."""
        self.forms = forms

    def error_list(self) -> list[tuple[str, str]]:
        """Return every form's [(field id, message)]."""
        return [error for form in self.forms for error in form.error_list()]


def text_field(label: str, *, is_required: bool = False, length: int = 200, help: str = "") -> Any:  # noqa: A002
    """Return a one-line text field."""
    checks = [TextGiven()] if is_required else [Optional()]
    return StringField(
        label, [*checks, at_most(length), one_line], filters=[strip], description=help
    )


def long_text_field(
    label: str,
    *,
    is_required: bool = False,
    help: str = "",  # noqa: A002
    name: str | None = None,
) -> Any:
    """Return a field for a text of any length.

    Args:
        label: a marked source string.
        is_required: whether something must be written.
        help: a marked sentence under the field.
        name: what the field is called in the page, where the form's attribute must be another.
    """
    checks = [TextGiven()] if is_required else [Optional()]
    return TextAreaField(
        label, [*checks, at_most(100_000)], filters=[strip], description=help, name=name
    )


def date_field(label: str, *, is_required: bool = False, help: str = "") -> Any:  # noqa: A002
    """Return a date field."""
    checks = [required() if is_required else Optional(), understood]
    return DateField(label, checks, description=help)


def time_field(label: str, *, help: str = "") -> Any:  # noqa: A002
    """Return a required time field."""
    return TimeField(
        label, [required(), understood], format=["%H:%M", "%H.%M", "%H:%M:%S"], description=help
    )


class WholeNumberField(IntegerField):
    """A whole number as people write it: 60 000. What was typed stays, also when it is wrong."""

    widget = TextInput()  # a browser empties a number field that it cannot read

    def process_formdata(self, values: Sequence[str]) -> None:
        """Read the number, or say how to write one."""
        super().process_formdata([_plain_number(value) for value in values])


def whole_number_field(
    label: str,
    *,
    is_required: bool = False,
    least: int = -LARGEST_WHOLE_NUMBER,
    most: int = LARGEST_WHOLE_NUMBER,
    help: str = "",  # noqa: A002
) -> Any:
    """Return a field for a whole number within bounds."""
    checks = [required() if is_required else Optional(), _Bounds(least, most)]
    return WholeNumberField(
        label, checks, description=help, render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )


def _plain_number(typed: str) -> str:
    """Return a number without the spaces and the true minus that people write."""
    plain = "".join(typed.split())
    return plain.replace("\N{MINUS SIGN}", "-")


class _Bounds(NumberRange):
    def __init__(self, least: float | None, most: float | None) -> None:
        super().__init__(least, most)

    def __call__(self, form: Form, field: Field) -> None:
        if field.errors:
            raise StopValidation  # it is no number at all, and that is said already
        try:
            super().__call__(form, field)
        except ValidationError:
            raise ValidationError(self._words(field.data)) from None

    def _words(self, number: float) -> str:
        has_both = self.min is not None and self.max is not None
        if has_both and self.max != LARGEST_WHOLE_NUMBER:
            return text.gettext(
                "Write a number from %(least)s to %(most)s.", least=self.min, most=self.max
            )
        if self.min is not None and number < self.min:
            return text.gettext("Write a number that is at least %(least)s.", least=self.min)
        return text.gettext("Write a number that is at most %(most)s.", most=self.max)


class NumberField(StringField):
    """A number as people write it: 1 234,5 or 1234.5; 83 % is 0,83."""

    #: Whether it was written in percent, which only a share is.
    is_percent = False

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return f"{self.data:.12g}".replace(".", "," if text.current_language() == "sv" else ".")

    def process_formdata(self, values: Sequence[str]) -> None:
        """Read the number, or say how to write one."""
        typed = values[0].strip() if values else ""
        self.data = None
        if not typed:
            return
        self.is_percent = typed.endswith("%")
        try:
            number = float(_plain_number(typed.removesuffix("%")).replace(",", "."))
        except ValueError:
            raise ValueError(text.gettext("Write a number, such as 12,5.")) from None
        self.data = round(number / 100, 12) if self.is_percent else number
        if self.data != self.data or abs(self.data) == float("inf"):
            self.data = None
            raise ValueError(text.gettext("Write a number, such as 12,5."))


def number_field(
    label: str,
    *,
    is_required: bool = False,
    least: float | None = None,
    most: float | None = None,
    help: str = "",  # noqa: A002
) -> Any:
    """Return a field for a number with decimals."""
    checks: list[Any] = [_number_given] if is_required else [_number_optional]
    if least is not None or most is not None:
        checks.append(_Bounds(least, most))
    return NumberField(label, checks, description=help)


def _number_given(form: Form, field: Field) -> None:  # noqa: ARG001
    if field.errors:
        raise StopValidation
    if field.data is None:
        field.errors = []
        raise StopValidation(text.gettext("Fill in this field."))


def _number_optional(form: Form, field: Field) -> None:  # noqa: ARG001
    if field.errors or field.data is None:
        raise StopValidation


def choice_field(
    label: str,
    words: dict[Any, str],
    *,
    empty: str | None = None,
    help: str = "",  # noqa: A002
) -> Any:
    """Return a choice among an enumeration's members.

    Args:
        label: a marked source string.
        words: {member: marked word}.
        empty: a marked word for no choice; None where a choice must be made.
        help: a marked sentence under the field.
    """
    return EnumField(label, words=words, empty=empty, description=help)


class EnumField(SelectField):
    """A choice among an enumeration's members, translated when shown."""

    def __init__(
        self, label: str, *, words: dict[Any, str], empty: str | None, **kwargs: Any
    ) -> None:
        """Keep the members and their marked words."""
        self.words = words
        self.empty = empty
        members = {_sent(member): member for member in words}
        super().__init__(
            label,
            [] if empty is None else [Optional()],
            coerce=lambda value: members.get(_sent(value)),
            choices=[],
            validate_choice=False,
            **kwargs,
        )

    def iter_choices(self) -> Any:
        """Yield the alternatives, no choice first."""
        if self.empty is not None:
            yield Choice("", text.gettext(self.empty), selected=self.data is None, render_kw={})
        for member, word in self.words.items():
            yield Choice(
                _sent(member), text.gettext(word), selected=member == self.data, render_kw={}
            )

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse what is not among the members."""
        is_typed = bool(self.raw_data and self.raw_data[0])
        if self.data is None and (self.empty is None or is_typed):
            raise StopValidation(text.gettext("Choose one of the alternatives."))


def _sent(member: Any) -> str:
    """Return how a choice is written in the page: an enumeration's member by its value."""
    return str(member.value if isinstance(member, Enum) else member)


def yes_no_field(label: str, *, empty: str, help: str = "") -> Any:  # noqa: A002
    """Return a choice of yes, no, or that nobody has said."""
    return EnumField(
        label, words={True: mark("Yes"), False: mark("No")}, empty=empty, description=help
    )


def reference_field(label: str, *, empty: str | None = None, help: str = "") -> Any:  # noqa: A002
    """Return a choice among rows; the view gives its choices as [(id, name)]."""
    return ReferenceField(label, empty=empty, description=help)


def name_field(label: str, *, empty: str, help: str = "") -> Any:  # noqa: A002
    """Return a choice among names; the view gives its choices as [(name, name)]."""
    return ReferenceField(label, empty=empty, coerce=_name, description=help)


class ReferenceField(SelectField):
    """A choice among rows or names of the council. Only what it was given can be chosen."""

    def __init__(
        self,
        label: str,
        *,
        empty: str | None,
        coerce: Callable[[Any], int | str | None] | None = None,
        **kwargs: Any,
    ) -> None:
        """Keep the word for no choice."""
        self.empty = empty
        super().__init__(
            label, [], coerce=coerce or _row_id, choices=[], validate_choice=False, **kwargs
        )

    def iter_choices(self) -> Any:
        """Yield the alternatives, no choice first."""
        if self.empty is not None:
            yield Choice("", text.gettext(self.empty), selected=self.data is None, render_kw={})
        for value, name in self.choices:
            yield Choice(value, name, selected=value == self.data, render_kw={})

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse a row that was not offered, such as another council's."""
        known = {value for value, _name in self.choices}
        if (self.data is None and self.empty is None) or (
            self.data is not None and self.data not in known
        ):
            raise StopValidation(text.gettext("Choose one of the alternatives."))


def _row_id(value: Any) -> int | None:
    return int(value) if str(value).isdigit() else None


def _name(value: Any) -> str | None:
    return str(value) if value else None


class TickedReferences(SelectMultipleField):
    """Any number of rows, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **kwargs: Any) -> None:
        """Start without choices; the view gives them."""
        super().__init__(label, [], coerce=int, choices=[], **kwargs)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse a row that was not offered, such as another council's."""
        if not set(self.data or []) <= {value for value, _name in self.choices}:
            raise StopValidation(text.gettext("Choose one of the alternatives."))


def tick_field(label: str, *, help: str = "") -> Any:  # noqa: A002
    """Return a box to tick."""
    return BooleanField(label, description=help)


__all__ = ["Form", "Length", "TickedReferences"]
