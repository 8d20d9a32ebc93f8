"""What somebody who is invited says: coming, not coming, or who comes instead."""

from typing import Any

from wtforms import EmailField
from wtforms.validators import Optional

from tracker.domain.meetings import ANSWER_WORDS
from tracker.domain.terms import Answer
from tracker.forms.checks import at_most, one_line, strip
from tracker.forms.fields import (
    Form,
    choice_field,
    reference_field,
    text_field,
)
from tracker.forms.people import plain_email
from tracker.services.answers import Substitute
from tracker.text import _, mark


class AnswerForm(Form):
    """An answer for oneself."""

    answer = choice_field(
        mark("Answer"),
        {member: ANSWER_WORDS[member] for member in (Answer.COMING, Answer.NOT_COMING)},
    )


class SubstituteForm(Form):
    """Who comes instead: one of the council's own substitutes, or somebody else."""

    person_id = reference_field(
        mark("One of the council's substitutes"), empty=mark("somebody else, named below")
    )
    name = text_field(mark("The substitute's name"), length=120)
    email = EmailField(
        mark("The substitute's e-mail"),
        [Optional(), at_most(254), one_line],
        filters=[strip],
        description=mark("The invitation goes there. Without an address you tell them yourself."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def validate_email(self, field: Any) -> None:
        """Refuse what is no address. One that is not used need not be right."""
        if self.person_id.data is None:
            field.data = plain_email(field.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse an answer that names nobody."""
        is_right: bool = super().validate(extra_validators)
        if self.person_id.data is None and not self.name.data:
            self.say(
                "name",
                _("Choose a substitute, or write who comes in your place.")
                if self.has_choices
                else _("Write who comes in your place."),
            )
            is_right = False
        return is_right

    def say(self, name: str, message: str) -> None:
        """Put a message on one field."""
        self[name].errors = [*self[name].errors, message]

    @property
    def has_choices(self) -> bool:
        """Whether the council has substitutes to choose among."""
        return bool(self.person_id.choices)

    def substitute(self) -> Substitute:
        """Return who was chosen or typed."""
        names = dict(self.person_id.choices)
        chosen: int | None = self.person_id.data
        if chosen is not None:
            return Substitute(names[chosen], person_id=chosen)
        return Substitute(self.name.data, email=self.email.data or None)
