"""When members' calendars may remind them of a meeting."""

from enum import Enum

from tracker.text import mark


class Alarm(Enum):
    """How long before a meeting a calendar reminds, in minutes."""

    QUARTER = 15
    HOUR = 60
    DAY = 24 * 60


ALARM_WORDS = {
    Alarm.QUARTER: mark("15 minutes before"),
    Alarm.HOUR: mark("an hour before"),
    Alarm.DAY: mark("a day before"),
}
