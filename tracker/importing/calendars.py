"""A year from elsewhere, as iCalendar or a spreadsheet, becomes plain rows.

Only what a row needs is taken from an iCalendar file: dates, title and place of its events. The
zone tables in it are left aside, since the zones' names are known here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.parser import Contentline
from icalendar.prop import vDDDTypes

from tracker.importing.rows import (
    MAX_BYTES,
    MOST_ROWS,
    Found,
    NotReadable,
    RowText,
    one_line,
    read_day,
)
from tracker.importing.spreadsheets import Sheet, decode, read_sheet, too_many
from tracker.text import _, format_date

_ONE_DAY = timedelta(days=1)
_MOST_LINES = 50_000
_LONGEST_LINE = 4_000
_FOLD = re.compile(r"\r?\n[ \t]")
_WANTED = re.compile(
    r"(DTSTART|DTEND|DURATION|SUMMARY|LOCATION|RRULE|RDATE|STATUS)[;:]", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WRITTEN_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d))?")
_SPAN = re.compile(r"(.*?\d) ?(?:[-‑–—]|till|to) ?(\d.*)", re.IGNORECASE)
_DAY_AND_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d)?")
_DAY_AND_DAY = re.compile(r"(\d{4}-\d\d-\d\d) ?(?:[-–—]|till|to) ?(\d{4}-\d\d-\d\d)", re.IGNORECASE)

#: What columns are called, in lower case.
_HEADINGS = {
    "day": (
        *("datum", "date", "dag", "day", "startdatum", "start date", "första dag", "första dagen"),
        *("first day", "från", "from", "mötesdatum"),
    ),
    "last_day": (
        *("slutdatum", "end date", "sista dag", "sista dagen", "last day", "till", "to"),
        *("till och med", "t.o.m.", "tom"),
    ),
    "starts": (
        *("tid", "time", "kl", "kl.", "klockan", "starttid", "start time", "start", "starts"),
        *("börjar", "från kl."),
    ),
    "ends": ("sluttid", "end time", "slut", "end", "ends", "slutar", "till kl."),
    "theme": (
        *("tema", "theme", "rubrik", "ämne", "subject", "titel", "title", "namn", "name"),
        *("händelse", "event", "summary", "möte", "meeting", "lov", "aktivitet", "vad"),
    ),
    "place": ("plats", "place", "lokal", "location", "sal", "var"),
}


def read_year(data: bytes, *, zone: ZoneInfo) -> Found:
    """Read a file of dates and themes.

    Args:
        data: an iCalendar, CSV or XLSX file.
        zone: the zone whose wall time is wanted.

    Raises:
        NotReadable: it is too large, has too many rows, or is none of these.
    """
    if len(data) > MAX_BYTES:
        raise NotReadable(_("The file is too large. Send at most 1 MB."))
    if not data.strip():
        raise NotReadable(_("The file is empty."))
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].upper() == b"BEGIN:VCALENDAR":
        return _read_calendar(decode(data), zone)
    sheet = read_sheet(data)
    return Found(tuple(_sheet_rows(sheet)), sheet.notes)


# Spreadsheets ----------------------------------------------------------------------------


def _sheet_rows(sheet: Sheet) -> list[RowText]:
    columns, rows = _find_columns(sheet)
    found = [_sheet_row(number, cells, columns) for number, cells in rows]
    found = [row for row in found if row.day or row.theme]
    if not found:
        raise NotReadable(_("There are no rows under the headings."))
    if len(found) > MOST_ROWS:
        raise too_many()
    return found


def _find_columns(sheet: Sheet) -> tuple[dict[str, int], Any]:
    """Return {field: column} and the rows below the headings."""
    for index, (_number, cells) in enumerate(sheet.rows[:10]):
        columns = _name_columns(cells)
        if {"day", "theme"} <= columns.keys():
            return columns, sheet.rows[index + 1 :]
    if len(sheet.rows[0][1]) > 1 and _is_day(sheet.rows[0][1][0]):
        return {"day": 0, "theme": 1}, sheet.rows
    raise NotReadable(
        _("No columns with dates and themes are found. Write Datum and Tema in the first row.")
    )


def _name_columns(cells: tuple[str, ...]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        for name, words in _HEADINGS.items():
            if cell.casefold().strip(" :*") in words:
                columns.setdefault(name, index)
    if "day" not in columns and "starts" in columns:
        columns["day"] = columns.pop("starts")
        if "ends" in columns:
            columns["last_day"] = columns.pop("ends")
    return columns


def _is_day(text: str) -> bool:
    try:
        return bool(read_day(text))
    except ValueError:
        return False


def _sheet_row(number: int, cells: tuple[str, ...], columns: dict[str, int]) -> RowText:
    texts: dict[str, Any] = {
        name: cells[index] if index < len(cells) else "" for name, index in columns.items()
    }
    row = RowText(number, **texts)
    two_days = _DAY_AND_DAY.fullmatch(row.day)
    if two_days and not row.last_day:
        row = replace(row, day=two_days[1], last_day=two_days[2])
    moment = _DAY_AND_TIME.fullmatch(row.day)
    if moment:
        row = replace(row, day=moment[1], starts=row.starts or moment[2])
    last = _DAY_AND_TIME.fullmatch(row.last_day)
    if last:
        row = replace(row, last_day=last[1], ends=row.ends or last[2])
    span = _SPAN.fullmatch(row.starts)
    if span and not row.ends:
        row = replace(row, starts=span[1].strip(), ends=span[2].strip())
    return replace(row, day=_in_one_way(row.day), last_day=_in_one_way(row.last_day))


def _in_one_way(text: str) -> str:
    """Write a date as 2027-05-11 where it can be read, so that the preview shows it so."""
    try:
        return format_date(read_day(text))
    except ValueError:
        return text


# iCalendar -------------------------------------------------------------------------------


@dataclass
class _Event:
    """One event's lines, by the name of what they say."""

    number: int
    lines: dict[str, str] = field(default_factory=dict)


def _read_calendar(text: str, zone: ZoneInfo) -> Found:
    rows = tuple(_event_row(event, zone) for event in _events(text))
    if not rows:
        raise NotReadable(_("There are no events in the calendar file."))
    return Found(rows)


def _events(text: str) -> Iterator[_Event]:
    """Yield the file's events with their own lines, not those of alarms within them."""
    lines = _FOLD.sub("", text).splitlines()
    if len(lines) > _MOST_LINES:
        raise too_many()
    event: _Event | None = None
    depth = count = 0
    for line in lines:
        start = line[:12].strip().upper()
        if start == "BEGIN:VEVENT" and event is None:
            count += 1
            if count > MOST_ROWS:
                raise too_many()
            event, depth = _Event(count), 0
        elif event is None:
            continue
        elif start.startswith("BEGIN:"):
            depth += 1
        elif start.startswith("END:") and depth:
            depth -= 1
        elif start.startswith("END:"):
            yield event
            event = None
        elif depth == 0 and (name := _WANTED.match(line)):
            event.lines.setdefault(name[1].upper(), line[:_LONGEST_LINE])


def _event_row(event: _Event, zone: ZoneInfo) -> RowText:
    starts = _moment(event.lines.get("DTSTART", ""), zone)
    ends = _moment(event.lines.get("DTEND", ""), zone)
    row = RowText(event.number, theme=_words(event, "SUMMARY"), place=_words(event, "LOCATION"))
    if starts is None:
        day, clock = _as_written(event.lines.get("DTSTART", ""))
        row = replace(row, day=day, starts=clock)
    else:
        row = replace(row, **_times(starts, ends or _after(event, starts)))
    remarks = []
    if row.last_day and row.last_day != row.day and row.ends:
        remarks.append(_("It ends on another day: %(day)s. Check the times.", day=row.last_day))
    is_cancelled = _words(event, "STATUS").upper() == "CANCELLED"
    if is_cancelled:
        remarks.append(_("It is cancelled in the calendar."))
    is_wanted = not remarks
    if "RRULE" in event.lines or "RDATE" in event.lines:
        remarks.append(_("It repeats in the calendar. Only its first occasion is read."))
    return replace(row, remarks=tuple(remarks), is_wanted=is_wanted)


def _times(starts: date, ends: date | None) -> dict[str, Any]:
    """Return day, last day and times. A whole-day event's end is the day after its last."""
    if not isinstance(starts, datetime):
        last = ends if ends is not None and not isinstance(ends, datetime) else None
        last = last - _ONE_DAY if last is not None and last > starts else last
        return {"day": format_date(starts), "last_day": format_date(last) if last else ""}
    times = {"day": format_date(starts), "starts": f"{starts:%H:%M}"}
    if isinstance(ends, datetime):
        times |= {"last_day": format_date(ends), "ends": f"{ends:%H:%M}"}
    return times


def _after(event: _Event, starts: date) -> date | None:
    """Return when an event ends that says how long it is."""
    length = _value(event.lines.get("DURATION", ""))
    if not isinstance(length, timedelta):
        return None
    try:
        return starts + length
    except OverflowError:
        return None


def _moment(line: str, zone: ZoneInfo) -> date | None:
    """Return a day, or a wall time in the zone. None: it cannot be read."""
    value = _value(line)
    if isinstance(value, datetime):
        try:
            value = value.astimezone(zone) if value.tzinfo else value
        except OverflowError:
            return None
        return value.replace(tzinfo=None)
    return value if isinstance(value, date) else None


def _value(line: str) -> object:
    """Return what a line of dates says, None where it cannot be read."""
    try:
        _name, parameters, text = Contentline(line[:200]).parts()
        zone = parameters.get("TZID")
        return vDDDTypes.from_ical(text, zone if isinstance(zone, str) else None)
    except (ValueError, OverflowError, KeyError, LookupError, OSError):
        return None


def _as_written(line: str) -> tuple[str, str]:
    """Return the day and time of a line that says what cannot be, for the person to correct."""
    found = _WRITTEN_MOMENT.search(line[:200].rpartition(":")[2])
    if not found:
        return "", ""
    clock = f"{found[4]}:{found[5]}" if found[4] else ""
    return f"{found[1]}-{found[2]}-{found[3]}", clock


def _words(event: _Event, name: str) -> str:
    """Return a line's text, without escapes."""
    try:
        _name, _parameters, text = Contentline(event.lines.get(name, "")).parts()
    except ValueError:
        return ""
    return one_line(_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], str(text)))
