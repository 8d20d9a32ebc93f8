"""What a coordinator says about a reminder rule."""

from typing import Any

from wtforms import ValidationError

from tracker.domain.deliveries import AUDIENCES, RECIPIENT_WORDS
from tracker.domain.reminders import ReminderRule as PlainRule
from tracker.forms.fields import Form, choice_field, tick_field, time_field, whole_number_field
from tracker.models import ReminderRule
from tracker.text import _, mark

#: An invitation a year ahead is early enough for anyone.
MOST_DAYS = 365


class RuleForm(Form):
    """When a message goes out, and to whom."""

    days = whole_number_field(
        mark("Days before the meeting"),
        is_required=True,
        least=0,
        most=MOST_DAYS,
        help=mark("0 is the day of the meeting. On a free day it goes the working day before."),
    )
    at_local = time_field(mark("Time of day"))
    recipients = choice_field(mark("Recipients"), dict(RECIPIENT_WORDS))
    is_active = tick_field(mark("The message is sent"))

    def __init__(self, *args: Any, rule: ReminderRule, **kwargs: Any) -> None:
        """Offer only the recipients that make sense for the kind of message."""
        super().__init__(*args, **kwargs)
        self._kind = rule.kind
        offered = dict.fromkeys((*AUDIENCES[rule.kind], rule.recipients))
        self.recipients.words = {audience: RECIPIENT_WORDS[audience] for audience in offered}

    def validate_recipients(self, field: Any) -> None:
        """Refuse recipients that were not offered."""
        if field.data not in field.words:
            raise ValidationError(_("Choose one of the alternatives."))

    def show(self, rule: ReminderRule) -> None:
        """Fill the form with a rule as it is."""
        self.days.data = -rule.days
        self.at_local.data = rule.at_local
        self.recipients.data = rule.recipients
        self.is_active.data = rule.is_active

    def wanted(self) -> PlainRule:
        """Return what was typed as plain data."""
        return PlainRule(
            kind=self._kind,
            days=-self.days.data,
            at_local=self.at_local.data,
            recipients=self.recipients.data,
        )
