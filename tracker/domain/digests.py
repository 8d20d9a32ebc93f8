"""The weekly digest: which week it is for, when it goes, and which messages it holds."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.calendar import at_local_time, local, previous_working_day

#: Half an hour before the usual rules' messages, so that those of the same morning are in it.
GOES_AT = time(7, 0)

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DigestWeek:
    """One week's digest. Instants are in UTC.

    It holds what is due from the moment it goes until the next one goes.
    """

    monday: date
    goes_at: datetime
    next_goes_at: datetime

    @property
    def revision(self) -> int:
        """Return the ISO year and week as one number, such as 202653: what the outbox knows it by.

        The ISO year is the one that most of the week's days lie in.
        """
        iso = self.monday.isocalendar()
        return iso.year * 100 + iso.week

    @property
    def sunday(self) -> date:
        """Return the week's last day."""
        return self.monday + timedelta(days=6)


def digest_week(monday: date, zone: ZoneInfo) -> DigestWeek:
    """Return the digest for the week that begins on a Monday.

    It goes that morning; when the Monday is a free day, on the working day before.
    """
    return DigestWeek(monday, _goes_at(monday, zone), _goes_at(monday + _WEEK, zone))


def week_of_revision(revision: int, zone: ZoneInfo) -> DigestWeek:
    """Return the digest that a number of the outbox stands for.

    Raises:
        ValueError: there is no such week.
    """
    return digest_week(date.fromisocalendar(revision // 100, revision % 100, 1), zone)


def coming_week(now: datetime, zone: ZoneInfo) -> DigestWeek:
    """Return the next digest that has not yet gone at a moment."""
    today = local(now, zone).date()
    week = digest_week(today - timedelta(days=today.weekday()), zone)
    while week.goes_at <= now:  # twice from the Friday before a free Monday on
        week = digest_week(week.monday + _WEEK, zone)
    return week


def _goes_at(monday: date, zone: ZoneInfo) -> datetime:
    return at_local_time(previous_working_day(monday), GOES_AT, zone)
