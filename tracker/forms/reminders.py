"""What a coordinator says about a reminder rule."""

from typing import Any

from wtforms import ValidationError

from tracker.domain.deliveries import AUDIENCES, RECIPIENT_WORDS
from tracker.domain.own_words import Wording, find_fault
from tracker.domain.reminders import ReminderRule as PlainRule
from tracker.domain.rule_words import DIRECTION_WORDS, Direction, direction_of, directions_of
from tracker.domain.terms import DeliveryKind
from tracker.forms.fields import (
    Form,
    choice_field,
    long_text_field,
    text_field,
    tick_field,
    time_field,
    whole_number_field,
)
from tracker.models import ReminderRule
from tracker.text import _, mark

#: An invitation a year ahead is early enough for anyone.
MOST_DAYS = 365
#: A mail server shows about so much of a subject; its placeholders may become longer.
SUBJECT_LENGTH = 150
#: Own words stand above the facts, which must still be seen.
TEXT_LENGTH = 3000

_DAYS_WORDS = {
    DeliveryKind.NOTES: mark("Days after the meeting"),
    DeliveryKind.ACTION_REMINDER: mark("Days from the last day"),
    DeliveryKind.REPORT_REMINDER: mark("First reminder, days before the meeting"),
}


class RuleForm(Form):
    """When a message goes out, to whom, and in whose words."""

    is_active = tick_field(mark("The message is sent"))
    days = whole_number_field(
        mark("Days before the meeting"),
        is_required=True,
        least=0,
        most=MOST_DAYS,
    )
    direction = choice_field(mark("Before or after"), dict(DIRECTION_WORDS))
    at_local = time_field(mark("Time of day"))
    recipients = choice_field(mark("Recipients"), dict(RECIPIENT_WORDS))
    subject = text_field(
        mark("Own subject"), length=SUBJECT_LENGTH, help=mark("Empty: the usual subject.")
    )
    text = long_text_field(
        mark("Own text"),
        help=mark("Stands first in the message. The facts of the meeting always follow."),
    )

    def __init__(self, *args: Any, rule: ReminderRule, **kwargs: Any) -> None:
        """Offer only what makes sense for the kind of message."""
        super().__init__(*args, **kwargs)
        self._kind = rule.kind
        offered = dict.fromkeys((*AUDIENCES[rule.kind], rule.recipients))
        self.recipients.words = {audience: RECIPIENT_WORDS[audience] for audience in offered}
        self.direction.words = {one: DIRECTION_WORDS[one] for one in directions_of(rule.kind)}
        self.days.label.text = _DAYS_WORDS.get(rule.kind, self.days.label.text)

    def validate_recipients(self, field: Any) -> None:
        """Refuse recipients that were not offered."""
        if field.data not in field.words:
            raise ValidationError(_("Choose one of the alternatives."))

    validate_direction = validate_recipients

    def validate_subject(self, field: Any) -> None:
        """Refuse placeholders that cannot be filled."""
        fault = find_fault(field.data or "")
        if fault:
            raise ValidationError(fault)

    def validate_text(self, field: Any) -> None:
        """Refuse placeholders that cannot be filled, and more than anybody reads."""
        self.validate_subject(field)
        if len(field.data or "") > TEXT_LENGTH:
            raise ValidationError(_("The text is too long. Shorten it."))

    def show(self, rule: ReminderRule, plain: PlainRule) -> None:
        """Fill the form with a rule as it is."""
        self.days.data = abs(rule.days)
        self.direction.data = direction_of(plain)
        self.at_local.data = rule.at_local
        self.recipients.data = rule.recipients
        self.is_active.data = rule.is_active
        self.subject.data = rule.subject
        self.text.data = rule.text

    def wanted(self) -> PlainRule:
        """Return when and to whom, as plain data."""
        is_before = self.direction.data is Direction.BEFORE
        return PlainRule(
            kind=self._kind,
            days=-self.days.data if is_before else self.days.data,
            at_local=self.at_local.data,
            recipients=self.recipients.data,
        )

    def wording(self) -> Wording:
        """Return the own words, as plain data."""
        return Wording(self.subject.data or "", self.text.data or "")
