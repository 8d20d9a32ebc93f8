"""When members' calendars remind them of meetings."""

from tracker.domain.alarms import ALARM_WORDS, Alarm
from tracker.forms.fields import Form, choice_field
from tracker.text import mark


class AlarmForm(Form):
    """One choice for the whole council."""

    alarm = choice_field(
        mark("Reminder in the calendar"),
        ALARM_WORDS,
        empty=mark("none from us"),
        help=mark(
            "Goes with the invitation. Members may still set their own, and change ours, "
            "in their calendars."
        ),
    )

    def show(self, minutes: int | None) -> None:
        """Fill the form with what is chosen."""
        self.alarm.data = Alarm(minutes) if minutes is not None else None

    def minutes(self) -> int | None:
        """Return what was chosen."""
        chosen: Alarm | None = self.alarm.data
        return chosen.value if chosen else None
