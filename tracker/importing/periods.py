"""Periods as sources write them: years, overlapping survey years, months, half-years."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from tracker.importing.rows import find_month

EARLIEST_YEAR, LATEST_YEAR = 1950, 2100
_LONGEST_SPAN = 10  # years
_PRELIMINARY = re.compile(r"\s*(?:\(?prel(?:\.|iminär\w*)?\)?|\*)\s*,?\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?:år )?(\d{4})(?:[.,]0)?")
_YEARS = re.compile(r"(?:år )?(\d{4}) ?[-/] ?(\d{4})")
_SHORT_YEARS = re.compile(r"(\d{4}) ?([-/]) ?(\d\d)")
_MONTH = re.compile(r"(\d{4}) ?(?:-|m|/)? ?(0[1-9]|1[0-2])")
_NAMED_MONTH = re.compile(r"(?:(\d{4}) ?,? ?)?([a-zåäö]{3,9})\.?(?: ?,? ?(\d{4}))?")
_HALF = re.compile(r"(?:(\d{4}) ?h([12])|(?:halvår ([12])|([12]):?a halvåret),? (\d{4}))")
_QUARTER = re.compile(r"(?:(\d{4}) ?[kq]([1-4])|kvartal ([1-4]),? (\d{4}))")


@dataclass(frozen=True)
class Period:
    """The days that a value stands for, both included."""

    starts_on: date
    ends_on: date
    is_preliminary: bool = False


def read_period(text: str) -> Period | None:
    """Read 2021, 2021 prel., 2017/2018, 2017–2018, 2026-08, aug 2026, 2026H1 or 2026K3."""
    if len(text) > 40:
        return None
    plain = " ".join(re.sub("[–—]", "-", text).casefold().split())
    bare = " ".join(_PRELIMINARY.sub(" ", plain).split())
    span = _read_years(bare) or _read_part_of_year(bare)
    if not span:
        return None
    starts_on, ends_on = span
    if not EARLIEST_YEAR <= starts_on.year <= ends_on.year <= LATEST_YEAR:
        return None
    return Period(starts_on, ends_on, is_preliminary=bare != plain)


def whole_year(year: int) -> Period:
    """Return a calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def months(year: int, first: int, last: int) -> Period:
    """Return the months from first to last, 1–12."""
    return Period(*_months(year, first, last))


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _read_years(plain: str) -> tuple[date, date] | None:
    if found := _YEAR.fullmatch(plain):
        return _span(int(found[1]), int(found[1]))
    if found := _YEARS.fullmatch(plain):
        return _span(int(found[1]), int(found[2]))
    if found := _SHORT_YEARS.fullmatch(plain):
        first, last = int(found[1]), int(found[3])
        # 2011-12 is a month; 2011/12 and 2017-18 are two years.
        if (first + 1) % 100 == last and (found[2] == "/" or last > 12):
            return _span(first, first + 1)
    return None


def _span(first: int, last: int) -> tuple[date, date] | None:
    """Return whole years, when they can be."""
    if EARLIEST_YEAR <= first <= last <= min(LATEST_YEAR, first + _LONGEST_SPAN):
        return date(first, 1, 1), date(last, 12, 31)
    return None


def _read_part_of_year(plain: str) -> tuple[date, date] | None:
    if found := _MONTH.fullmatch(plain):
        return _part(found[1], int(found[2]), 1)
    if found := _HALF.fullmatch(plain):
        half = int(found[2] or found[3] or found[4])
        return _part(found[1] or found[5], 6 * half - 5, 6)
    if found := _QUARTER.fullmatch(plain):
        return _part(found[1] or found[4], 3 * int(found[2] or found[3]) - 2, 3)
    if found := _NAMED_MONTH.fullmatch(plain):
        month, year = find_month(found[2]), found[1] or found[3]
        return _part(year, month, 1) if month and year else None
    return None


def _part(year: str, first: int, length: int) -> tuple[date, date] | None:
    """Return a part of a year, when there can be such a year."""
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        return None
    return _months(int(year), first, first + length - 1)
