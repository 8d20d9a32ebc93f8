"""What is asked about an intervention's year: in the short form, and of a coordinator."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from tracker import text
from tracker.domain.follow_ups import CARRIED_OUT_WORDS, FIELDS, PAGE, SEEN_EFFECT_WORDS
from tracker.forms.fields import (
    Form,
    choice_field,
    long_text_field,
    text_field,
    whole_number_field,
    yes_no_field,
)
from tracker.models import FollowUp
from tracker.text import mark

#: The columns that are told in somebody's own words.
TOLD = (
    "how_often",
    "hindrances",
    "lesson",
    "proposed_change",
    "production",
    "process",
    "effect",
)
#: A draft takes this many characters a field, as the form does.
LONGEST = 100_000

# Made before the questions, for a form shows its fields in the order they were made.
_YEAR = whole_number_field(mark("Year"), is_required=True, least=2000, most=2100)


class AnswerForm(Form):
    """The short form. Only the first question must be answered."""

    carried_out = choice_field(mark("Was it done?"), CARRIED_OUT_WORDS)
    how_often = text_field(mark("How often?"), help=mark("Such as every week, or 12 times."))
    reached = whole_number_field(
        mark("How many people were reached?"), least=0, help=mark("About how many is enough.")
    )
    hindrances = long_text_field(mark("What hindered?"))
    seen_effect = choice_field(
        mark("Have you seen the problem change?"), SEEN_EFFECT_WORDS, empty=mark("not said")
    )
    lesson = long_text_field(mark("What have you learnt?"))
    proposed_change = long_text_field(mark("What should change?"))
    production = long_text_field(mark("More about what was done"))
    # Not `process`: that is what every form does with what was sent.
    how_it_went = long_text_field(mark("How did it go?"), name="process")
    effect = long_text_field(mark("What have you seen?"))
    cost = whole_number_field(mark("What did it cost, in kronor?"), least=0)

    def answer(self) -> dict[str, Any]:
        """Return {column: value} of a form that was found right."""
        return {
            name: "" if field.data is None and field.type in TEXTS else field.data
            for name, field in self.by_column().items()
        }

    def by_column(self) -> dict[str, Any]:
        """Return {column: field}, in the order they are asked."""
        found = {field.name: field for field in self}
        return {name: found[name] for name in FIELDS}


TEXTS = ("StringField", "TextAreaField")


class FollowUpForm(AnswerForm):
    """A year's follow-up as a coordinator corrects it."""

    year = _YEAR
    is_as_planned = yes_no_field(
        mark("Carried out as planned?"),
        empty=mark("not said"),
        help=mark("The effect-and-needs review asks it of every intervention."),
    )

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        """Show the follow-up as it is."""
        data = {"how_it_went": obj.process} if obj is not None else None
        super().__init__(*args, obj=obj, data=data, **kwargs)
        self.carried_out.empty = mark("not said")  # as it stands in older ones


class PassOnForm(Form):
    """Whom to ask instead."""

    passed_on = text_field(
        mark("Who should answer instead?"),
        is_required=True,
        help=mark("Name, and e-mail address if you know it. The coordinator then asks them."),
    )


class SpokenForm(Form):
    """Whose answer a coordinator writes down."""

    who = text_field(mark("Who answers?"), is_required=True)


def read_typed(sent: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed as a draft keeps it. NUL is taken away: no database takes it."""
    return {name: sent.get(name, "").replace("\0", "") for name in (*FIELDS, PAGE)}


def is_too_long(typed: Mapping[str, str]) -> bool:
    """Tell whether something typed is longer than can be kept."""
    return any(len(written) > LONGEST for written in typed.values())


def as_typed(answer: FollowUp | None) -> dict[str, str]:
    """Return what is sent as if it had just been typed, to be corrected."""
    if answer is None:
        return {}
    values = {name: getattr(answer, name) for name in FIELDS}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def told(answer: FollowUp) -> dict[str, str]:
    """Return {column: what was answered, in words}, of what was answered."""
    words: dict[str, str] = {name: getattr(answer, name) for name in TOLD}
    if answer.carried_out is not None:
        words["carried_out"] = text.gettext(CARRIED_OUT_WORDS[answer.carried_out])
    elif answer.is_as_planned is not None:
        words["carried_out"] = text.gettext("Yes") if answer.is_as_planned else text.gettext("No")
    if answer.seen_effect is not None:
        words["seen_effect"] = text.gettext(SEEN_EFFECT_WORDS[answer.seen_effect])
    if answer.reached is not None:
        words["reached"] = text.format_number(answer.reached)
    if answer.cost is not None:
        words["cost"] = text.gettext("%(kronor)s kr", kronor=text.format_number(answer.cost))
    return {name: word for name, word in words.items() if word}


def filled(typed: Mapping[str, str]) -> AnswerForm:
    """Return the form with what is typed, right or wrong, and nothing said about it."""
    return AnswerForm(formdata=MultiDict(typed))
