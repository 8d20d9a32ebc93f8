"""Days and wall-clock times in Sweden: free days, squeezed days, weeks and daylight saving.

What a council does on those days (reminders, planning) belongs elsewhere. School breaks are not
here either: they differ between municipalities and are a table that each council edits.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

#: A year outside these is surely a slip of the pen.
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100

ONE_DAY = timedelta(days=1)
SATURDAY = 5

#: Not public holidays by law, but free in practice for municipal staff.
FREE_EVES = ("Midsommarafton", "Julafton", "Nyårsafton")


@cache
def public_holidays(year: int) -> Mapping[date, str]:
    """Return a year's Swedish public holidays and free eves, with their Swedish names."""
    days = dict(holidays.country_holidays("SE", years=year, language="sv").items())
    days.update(zip(_free_eves(year), FREE_EVES, strict=True))
    return MappingProxyType(dict(sorted(days.items())))


def _free_eves(year: int) -> tuple[date, date, date]:
    """Return the year's midsommarafton, julafton and nyårsafton.

    Midsommarafton is the Friday from 19 to 25 June.
    """
    first = date(year, 6, 19)
    friday = first + ONE_DAY * ((4 - first.weekday()) % 7)
    return friday, date(year, 12, 24), date(year, 12, 31)


def holiday_name(day: date) -> str | None:
    """Return the Swedish name of a public holiday or free eve, or None on any other day."""
    return public_holidays(day.year).get(day)


def is_free_day(day: date) -> bool:
    """Tell whether a day is a Saturday, a Sunday, a public holiday or a free eve."""
    return day.weekday() >= SATURDAY or day in public_holidays(day.year)


def is_squeezed_day(day: date) -> bool:
    """Tell whether a day is a klämdag: one working day between two free days."""
    return not is_free_day(day) and is_free_day(day - ONE_DAY) and is_free_day(day + ONE_DAY)


def previous_working_day(day: date) -> date:
    """Return the day itself when it is a working day, otherwise the nearest one before it."""
    while is_free_day(day):
        day -= ONE_DAY
    return day


def week_of(day: date) -> int:
    """Return the ISO week number, 1 to 53. Weeks begin on Mondays."""
    return day.isocalendar().week


def weeks_in_year(year: int) -> int:
    """Return 52 or 53. 28 December always lies in the last ISO week of its year."""
    return week_of(date(year, 12, 28))


def days_in_year(year: int) -> int:
    """Return 365 or 366."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant as wall-clock time in a zone.

    Raises:
        ValueError: If the moment is naive, since nobody knows which instant that is.
    """
    if moment.utcoffset() is None:
        raise ValueError("The moment needs a time zone.")
    return moment.astimezone(zone)


def at_local_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which a zone's clocks show a time on a day.

    In the hour that spring skips, the first valid moment after the gap is returned. In the hour
    that autumn repeats, the first of the two is.

    Raises:
        ValueError: If the clock time already carries a time zone.
    """
    if clock.tzinfo is not None:
        raise ValueError("The clock time must be a plain wall-clock time.")
    wall = datetime.combine(day, clock).replace(tzinfo=zone, fold=0)
    instant = wall.astimezone(UTC)
    if _shows(instant, wall, zone):
        return instant
    return _end_of_gap(wall.replace(fold=1).astimezone(UTC), instant, zone)


def _shows(instant: datetime, wall: datetime, zone: ZoneInfo) -> bool:
    return instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant after a transition that lies between two instants.

    In a gap, fold=1 gives an instant before the transition and fold=0 one after it.
    """
    old_offset = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        is_before = datetime.fromtimestamp(middle, zone).utcoffset() == old_offset
        low, high = (middle, high) if is_before else (low, middle)
    return datetime.fromtimestamp(high, UTC)
