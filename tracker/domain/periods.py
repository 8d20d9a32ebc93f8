"""How a measured period is called: 2025, 2017–2018, juni 2025, första halvåret 2026."""

from calendar import monthrange
from datetime import date

from tracker.text import EN_DASH, _, format_date, format_month


def period_words(first: date, last: date) -> str:
    """Call a period what people call it; one that is nothing special by its days."""
    starts_month = first.day == 1
    ends_month = last.day == monthrange(last.year, last.month)[1]
    if not (starts_month and ends_month):
        return f"{format_date(first)}{EN_DASH}{format_date(last)}"
    if (first.month, last.month) == (1, 12):
        return str(last.year) if first.year == last.year else f"{first.year}{EN_DASH}{last.year}"
    if first.year != last.year:
        return f"{_month(first)}{EN_DASH}{_month(last)}"
    return _part_of_year(first, last)


def _part_of_year(first: date, last: date) -> str:
    """Name whole months within one year."""
    year, months = first.year, (first.month, last.month)
    if first.month == last.month:
        return _month(first)
    if months == (1, 6):
        return _("first half of %(year)s", year=year)
    if months == (7, 12):
        return _("second half of %(year)s", year=year)
    if last.month - first.month == 2 and last.month % 3 == 0:
        return _("quarter %(number)s of %(year)s", number=last.month // 3, year=year)
    return f"{format_month(first)}{EN_DASH}{_month(last)}"


def _month(day: date) -> str:
    return f"{format_month(day)} {day.year}"
