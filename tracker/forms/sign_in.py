"""Who wants to sign in."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import EmailField, ValidationError

from tracker.forms.checks import required, strip
from tracker.forms.fields import Form
from tracker.text import _, mark


def check_email(form: Form, field: Any) -> None:  # noqa: ARG001
    """Refuse what cannot be an address. Whether it can receive mail is not asked."""
    try:
        found = validate_email(field.data or "", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValidationError(_("Write an e-mail address, such as anna@example.se.")) from None
    field.data = found.normalized.lower()


class AddressForm(Form):
    """An e-mail address."""

    email = EmailField(mark("Your e-mail address"), [required(), check_email], filters=[strip])
