"""Tables with one value, or one count with its rate, a row: what each column holds stands on top.

The same reader knows our own template, Brå's and Kolada's long files, monthly figures with their
periods as days, and populations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.importing.headers import (
    MAIN,
    MEASURED,
    Role,
    read_role,
    read_unit,
    unit_of_header,
    unit_of_title,
)
from tracker.importing.numbers import is_missing
from tracker.importing.periods import Period, months, read_period
from tracker.importing.places import find_place
from tracker.importing.readings import Read, Reading
from tracker.importing.rows import read_day
from tracker.importing.table_titles import Title, read_title
from tracker.importing.workbooks import Line, Sheet
from tracker.text import _

#: How far down a header may stand.
_DEEPEST = 12
_YES = frozenset(("true", "1", "ja", "yes", "x", "j", "p", "preliminär", "preliminary"))
_EVERYBODY = frozenset(("", "t", "totalt", "total", "båda", "samtliga"))
_GENDERS = {"k": "kvinnor", "m": "män"}
#: In which order a column of the same row says something of what it is about.
_NEEDED = (Role.PLACE, Role.CODE, Role.PERIOD, Role.STARTS, Role.NAME)


@dataclass(frozen=True)
class _Table:
    """Where everything stands."""

    sheet: Sheet
    header: Line
    columns: dict[Role, int]
    title: Title

    def text(self, line: Line, role: Role) -> str:
        return line.text(self.columns[role]) if role in self.columns else ""

    def where(self, line: Line, column: int) -> str:
        return self.sheet.where(line, column if self.sheet.name else None)


def read_long_table(sheet: Sheet, *, file_name: str) -> Read | None:
    """Read a long table; None when the sheet is none."""
    for place, line in enumerate(sheet.lines[:_DEEPEST]):
        columns = _read_header(line)
        if columns:
            title = read_title(sheet, sheet.lines[:place], file_name=file_name)
            table = _Table(sheet, line, columns, title)
            return _read_rows(table, sheet.lines[place + 1 :])
    return None


def _read_header(line: Line) -> dict[Role, int] | None:
    """Return {what it holds: column}, when the row is a header of a long table."""
    plain = [cell or "" for cell in line.cells]
    has_place = any(read_role(text) is Role.PLACE for text in plain if text.casefold() != "name")
    columns: dict[Role, int] = {}
    for column, text in enumerate(plain):
        role = read_role(text, may_be_place=not has_place) if text else None
        if role is None:
            continue
        if role in columns:
            if role in MEASURED:
                return None  # the same thing several times over: a wide table
            continue
        columns[role] = column
    is_measured = any(role in columns for role in (*MAIN, Role.POPULATION))
    unknown = sum(bool(text) and read_role(text) is None for text in plain)
    is_known = any(role in columns for role in _NEEDED) and (
        Role.VALUE in columns or Role.COUNT in columns or unknown <= 1
    )
    return columns if is_measured and is_known else None


def _read_rows(table: _Table, lines: Sequence[Line]) -> Read:
    read = Read(form=_form(table.columns), notes=list(table.title.notes))
    for line in lines:
        if not any(line.cells) and None not in line.cells:
            continue
        _read_row(table, line, read)
    return read


def _form(columns: dict[Role, int]) -> str:
    if Role.COUNT not in columns and Role.VALUE not in columns:
        return _("Population by municipality and year")
    if Role.KPI in columns:
        return _("Values from Kolada, one a row")
    return _("Values, one a row")


def _read_row(table: _Table, line: Line, read: Read) -> None:
    try:
        period = _period(table, line)
    except ValueError as problem:
        column = table.columns.get(Role.PERIOD, table.columns.get(Role.STARTS, 0))
        read.refuse(table.where(line, column), line.raw(column), str(problem))
        return
    common = _common(table, line, period)
    if not common.place and _has_places(table):
        column = table.columns.get(Role.PLACE, table.columns.get(Role.CODE, 0))
        words = _("No place is written. Write a municipality.")
        read.refuse(table.where(line, column), line.raw(column), words)
        return
    for role in MEASURED:
        if role not in table.columns:
            continue
        column = table.columns[role]
        reading = replace(
            common,
            role=role,
            unit=_unit(table, line, role, common.name),
            where=table.where(line, column),
            text=None if line.has_formula(column) else line.text(column),
        )
        if not _is_left_blank(reading, table, line):
            read.readings.append(_by_unit(reading))


def _common(table: _Table, line: Line, period: Period | None) -> Reading:
    """Return what all of a row's cells share."""
    named = Role.NAME in table.columns or Role.KPI in table.columns
    kpi = table.text(line, Role.KPI)
    name = table.text(line, Role.NAME) or kpi
    if not named and any(role in table.columns for role in MAIN):
        name = table.title.name
    gender = table.text(line, Role.GENDER).casefold()
    if gender not in _EVERYBODY:
        name = f"{name}, {_GENDERS.get(gender, gender)}"
    return Reading(
        name=name,
        place=_place(table, line),
        period=period,
        role=Role.VALUE,
        text="",
        where="",
        kpi=kpi,
        definition=table.text(line, Role.DEFINITION),
        source=table.text(line, Role.SOURCE) or ("Kolada" if kpi else table.title.source),
        fetched_on=_day(table.text(line, Role.FETCHED)),
        is_preliminary=table.title.is_preliminary or _is_yes(table.text(line, Role.PRELIMINARY)),
        is_series_break=_is_yes(table.text(line, Role.BREAK)),
    )


def _place(table: _Table, line: Line) -> str:
    written = table.text(line, Role.PLACE)
    code = table.text(line, Role.CODE)
    if written and not find_place(written) and code and find_place(code):
        return code
    return written or code or table.title.place


def _has_places(table: _Table) -> bool:
    return Role.PLACE in table.columns or Role.CODE in table.columns


def _period(table: _Table, line: Line) -> Period | None:
    """Return a row's period, or None when the file names none.

    Raises:
        ValueError: there is one, and it is not understood. The message is for the person.
    """
    starts, ends = table.text(line, Role.STARTS), table.text(line, Role.ENDS)
    if starts and ends:
        first, last = read_day(starts), read_day(ends)
        if first > last:
            raise ValueError(_("The period ends before it starts."))
        return Period(first, last)
    if Role.PERIOD not in table.columns:
        return table.title.period
    written = table.text(line, Role.PERIOD)
    period = read_period(written)
    month = table.text(line, Role.MONTH)
    if period and month:
        return _month(period, month)
    if period is None:
        raise ValueError(_("The period is not understood. Write it as 2025, 2024/2025 or 2025-08."))
    return period


def _month(year: Period, written: str) -> Period:
    number = written.removesuffix(".0")
    if number.isdecimal() and 1 <= int(number) <= 12:
        return months(year.starts_on.year, int(number), int(number))
    period = read_period(f"{written} {year.starts_on.year}")
    if period is None:
        raise ValueError(_("The month is not understood. Write it as a number, 1–12."))
    return period


def _unit(table: _Table, line: Line, role: Role, name: str) -> str:
    """Return the unit: of the row, of the column, or as the title or the name ends."""
    by_column = unit_of_header(table.header.text(table.columns[role]))
    if role is Role.COUNT:
        return table.header.text(table.columns[role])
    return by_column or table.text(line, Role.UNIT) or unit_of_title(name) or table.title.unit


def _by_unit(reading: Reading) -> Reading:
    """Let a row's unit say what its value is: a count, a bound, or how many answered."""
    if reading.role is not Role.VALUE:
        return reading
    if read_unit(reading.name) is Role.SAMPLE:
        return replace(reading, name="", role=Role.SAMPLE)
    role = read_unit(reading.unit) if reading.unit else None
    return replace(reading, role=role) if role else reading


def _is_left_blank(reading: Reading, table: _Table, line: Line) -> bool:
    """Say whether a cell is empty as it should be: what need not be there."""
    if reading.text is None or reading.text.strip():
        return reading.role not in MAIN and reading.text is not None and is_missing(reading.text)
    if reading.role not in MAIN:
        return reading.role is not Role.POPULATION or any(r in table.columns for r in MAIN)
    # A row has a count or a value: the other may be empty. When both are, one of them is missing.
    main = [role for role in MAIN if role in table.columns]
    others = [table.columns[role] for role in main if role is not reading.role]
    return reading.role is not main[0] or any(
        line.text(column) or line.has_formula(column) for column in others
    )


def _day(text: str) -> date | None:
    try:
        return read_day(text) if text else None
    except ValueError:
        return None


def _is_yes(text: str) -> bool:
    return text.casefold() in _YES
