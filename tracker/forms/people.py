"""What a coordinator says about somebody in the council."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import EmailField, ValidationError
from wtforms.validators import Optional

from tracker.domain.choices import CHOICE_WORDS
from tracker.domain.people import ROLE_WORDS
from tracker.domain.terms import Role
from tracker.forms.checks import at_most, one_line, strip
from tracker.forms.fields import (
    choice_field,
    date_field,
    reference_field,
    text_field,
)
from tracker.forms.records import PeriodForm
from tracker.services.people import MemberDetails
from tracker.text import _, mark


def plain_email(typed: str) -> str:
    """Return an address in lower case.

    Raises:
        ValidationError: it is none.
    """
    try:
        found = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValidationError(
            _("This is no e-mail address. Write it as name@municipality.se.")
        ) from None
    return found.normalized.lower()


class MemberForm(PeriodForm):
    """A person and what the person is to the council."""

    email = EmailField(
        mark("Work e-mail"),
        [Optional(), at_most(254), one_line],
        filters=[strip],
        description=mark("Where invitations go, and what the person signs in with."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    name = text_field(mark("Name"), is_required=True, length=120)
    role = choice_field(
        mark("Role"),
        ROLE_WORDS,
        help=mark(
            "A contributor is only asked what came of interventions: not invited to meetings, "
            "and without an account."
        ),
    )
    organisation_id = reference_field(mark("Organisation"), empty=mark("none"))
    title = text_field(
        mark("Title or post"), length=120, help=mark("Such as chair or police officer.")
    )
    substitute_for_id = reference_field(
        mark("Stands in for"), empty=mark("nobody in particular"), help=mark("For substitutes.")
    )
    starts_on = date_field(mark("Mandate from"))
    ends_on = date_field(
        mark("Mandate to"), help=mark("The last day. Empty while no end is decided.")
    )
    messages = choice_field(
        mark("Reminders"),
        CHOICE_WORDS,
        help=mark("Invitations, changes and cancellations always come."),
    )

    def validate_email(self, field: Any) -> None:
        """Refuse what is no address, and keep what is in lower case."""
        field.data = plain_email(field.data)

    def validate_role(self, field: Any) -> None:
        """Refuse a coordinator who could not sign in."""
        if field.data is Role.COORDINATOR and not self.email.data:
            raise ValidationError(_("A coordinator needs an address to sign in with."))

    def keep(self, name: str, email: str | None) -> None:
        """Leave name and address as they are, whatever was sent: they are not asked for."""
        self.name.data, self.email.data = name, email
        self.name.raw_data = self.email.raw_data = None
        self.name.validators = [Optional()]

    def details(self) -> MemberDetails:
        """Return what was typed as plain data."""
        return MemberDetails(
            name=self.name.data,
            email=self.email.data or None,
            role=self.role.data,
            organisation_id=self.organisation_id.data,
            title=self.title.data or "",
            substitute_for_id=self.substitute_for_id.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            messages=self.messages.data if self.messages else None,
        )

    def say(self, name: str, message: str) -> None:
        """Put a message on one field."""
        field = self[name]
        field.errors = [*field.errors, message]
