"""What a member says about which messages they want."""

from tracker.domain.choices import CHOICE_WORDS
from tracker.forms.fields import Form, choice_field
from tracker.text import mark


class ChoiceForm(Form):
    """One of the choices."""

    messages = choice_field(mark("Reminders"), CHOICE_WORDS)
