"""Rows of a year as written elsewhere: their texts, what they mean, and what is wrong with them.

The same rules read a file's rows and the rows that a person has corrected in the preview.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR, at_local_time
from tracker.text import _, format_date

MAX_BYTES = 1_000_000
MOST_ROWS = 500
#: Longer than any field may be, so that a longer text is still seen to be too long.
LONGEST_TEXT = 300
LONGEST_THEME, LONGEST_NAME, LONGEST_PLACE = 120, 60, 200

_MONTHS = (
    ("jan",),
    ("feb",),
    ("mar",),
    ("apr",),
    ("maj", "may"),
    ("jun",),
    ("jul",),
    ("aug",),
    ("sep",),
    ("okt", "oct"),
    ("nov",),
    ("dec",),
)
_YEAR_FIRST = re.compile(r"(\d{4})[-‑–/.](\d{1,2})[-‑–/.](\d{1,2})(?:[t ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./ -](\d{4}))?")
_NAMED_MONTH = re.compile(r"(?:[a-zåäö]+ )?(?:den )?(\d{1,2})\.? ([a-z]{3,9})\.?(?: (\d{4}))?")
_CLOCK = re.compile(r"(?:kl\.? ?)?(\d{1,2})(?:[:.](\d\d))?(?:[:.]\d\d)? ?([ap]m)?")


class NotReadable(ValueError):
    """The file cannot be read as a year. The message is for the person."""


@dataclass(frozen=True)
class RowText:
    """One row as written. A meeting has a day and times, a break or an event two days."""

    #: Where it stands in the file, from 1.
    line: int
    day: str = ""
    starts: str = ""
    ends: str = ""
    last_day: str = ""
    theme: str = ""
    place: str = ""
    #: What the reader of the file should know, and is not wrong.
    remarks: tuple[str, ...] = ()
    #: Whether it is likely to be wanted: what is cancelled is not.
    is_wanted: bool = True


@dataclass(frozen=True)
class Found:
    """What a file holds, and what was left out of it."""

    rows: tuple[RowText, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What must be corrected in a field: "day", "starts", "ends", "last_day", "theme", "place"."""

    field: str
    words: str


@dataclass(frozen=True)
class DatedRow:
    """One row as understood. A value that could not be understood is None, and has a problem."""

    text: RowText
    day: date | None
    starts: time | None = None
    ends: time | None = None
    last_day: date | None = None
    problems: tuple[Problem, ...] = ()


def one_line(text: str) -> str:
    """Return a text without line breaks, other control characters and doubled spaces."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST_TEXT])
    return " ".join(kept.split())[:LONGEST_TEXT]


def read_day(text: str, *, year: int | None = None) -> date:
    """Read a date as people write it: 2027-05-11, 11/5 2027, 11 maj.

    Args:
        text: what is written.
        year: the year that is meant where none is written.

    Raises:
        ValueError: no date is written, or there is no such date. The message is for the person.
    """
    plain = " ".join(text.lower().split())[:60]
    numbers = _day_numbers(plain, year)
    if numbers is None:
        raise ValueError(_("Write the date as 2026-12-08."))
    try:
        return date(*numbers)
    except ValueError:
        raise ValueError(
            _("There is no such date: %(text)s. Choose another.", text=plain)
        ) from None


def _day_numbers(plain: str, year: int | None) -> tuple[int, int, int] | None:
    found = _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    found = _DAY_FIRST.fullmatch(plain)
    if found and (found[3] or year):
        return int(found[3] or year or 0), int(found[2]), int(found[1])
    found = _NAMED_MONTH.fullmatch(plain)
    month = find_month(found[2]) if found else None
    if found and month and (found[3] or year):
        return int(found[3] or year or 0), month, int(found[1])
    return None


def find_month(name: str) -> int | None:
    """Return the month, 1–12, that a Swedish or English name in lower case begins as."""
    return next(
        (number for number, starts in enumerate(_MONTHS, 1) if name.startswith(starts)), None
    )


def read_clock(text: str) -> time:
    """Read a time as people write it: 15:00, 15.00, kl. 15, 3:00 PM.

    Raises:
        ValueError: no time is written. The message is for the person.
    """
    found = _CLOCK.fullmatch(" ".join(text.lower().split())[:40])
    hour = _hour(int(found[1]), found[3]) if found else None
    minute = int(found[2] or 0) if found else 0
    if hour is None or hour > 23 or minute > 59:
        raise ValueError(_("Write the time as 15:00."))
    return time(hour, minute)


def _hour(hour: int, half: str | None) -> int | None:
    """Return an hour of the day; of an English half of it, only 1 to 12 are hours."""
    if half is None:
        return hour
    return hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else None


class _Reader:
    """Reads one row's fields and collects what is wrong with them."""

    def __init__(self, text: RowText) -> None:
        self.text = text
        self.problems: list[Problem] = []

    def day(self, field: str, year: int | None) -> date | None:
        try:
            return read_day(getattr(self.text, field), year=year)
        except ValueError as wrong:
            self.say(field, str(wrong))
            return None

    def clock(self, field: str) -> time | None:
        try:
            return read_clock(getattr(self.text, field))
        except ValueError as wrong:
            self.say(field, str(wrong))
            return None

    def texts(self, *, longest_theme: int) -> None:
        if not self.text.theme:
            self.say("theme", _("Fill in this field."))
        if len(self.text.theme) > longest_theme:
            self.say("theme", _("The text is too long. Shorten it."))
        if len(self.text.place) > LONGEST_PLACE:
            self.say("place", _("The text is too long. Shorten it."))

    def say(self, field: str, words: str) -> None:
        self.problems.append(Problem(field, words))


def check_meeting(text: RowText, *, year: int, zone: ZoneInfo) -> DatedRow:
    """Read a row as a meeting of a year, in a zone's wall time."""
    reader = _Reader(text)
    day = reader.day("day", year)
    if day and day.year != year:
        reader.say("day", _("The date is not in %(year)s.", year=year))
    starts, ends = reader.clock("starts"), reader.clock("ends")
    if day and starts and is_skipped(day, starts, zone):
        reader.say("starts", _skipped(day))
    elif day and ends and is_skipped(day, ends, zone):
        reader.say("ends", _skipped(day))
    if starts and ends and ends <= starts:
        reader.say("ends", _("The meeting must end after it starts. Choose a later time."))
    reader.texts(longest_theme=LONGEST_THEME)
    return DatedRow(text, day, starts, ends, problems=tuple(reader.problems))


def check_span(text: RowText) -> DatedRow:
    """Read a row as a school break or an event, from its first day to its last."""
    reader = _Reader(text)
    first = reader.day("day", None)
    last = reader.day("last_day", first.year if first else None) if text.last_day else first
    for field, day in (("day", first), ("last_day", last if text.last_day else None)):
        if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            reader.say(
                field, _("The year %(year)s cannot be right. Check the date.", year=day.year)
            )
    if first and last and last < first:
        reader.say("last_day", _("The last day is before the first. Change one of them."))
    reader.texts(longest_theme=LONGEST_NAME)
    return DatedRow(text, first, last_day=last, problems=tuple(reader.problems))


def is_skipped(day: date, clock: time, zone: ZoneInfo) -> bool:
    """Tell whether the clocks of a zone never show a time on a day."""
    back = at_local_time(day, clock, zone).astimezone(zone)
    return back.replace(tzinfo=None) != datetime.combine(day, clock)


def _skipped(day: date) -> str:
    skipped = _("The clocks skip this hour on %(day)s.", day=format_date(day))
    return f"{skipped} {_('Choose another time.')}"


def same_before(rows: Sequence[DatedRow], index: int) -> DatedRow | None:
    """Return the first row before one that has the same day and theme."""
    row = rows[index]
    if row.day is None:
        return None
    key = (row.day, row.text.theme.casefold())
    return next(
        (other for other in rows[:index] if (other.day, other.text.theme.casefold()) == key), None
    )
