"""What stands in a cell of the programme's tables: values into cells, and texts back into values.

Whatever a cell holds is text by the time it is read: a date as 2026-12-08, a number with a point.
References are no business of this module: it leaves them as texts.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from math import isfinite
from typing import Any

from tracker.domain.calendar import LATEST_YEAR
from tracker.domain.programme_tables import EARLIEST_FIGURE, TEXTS, CellKind, TableColumn
from tracker.text import MINUS, _, format_number, gettext, speaking

#: What a cell may hold as it is written.
Cell = str | int | float | date | None

#: More than a spreadsheet's cell takes is cut off there, so it is not read as a change.
LONGEST_CELL = 32_767
_NOT_IN_FILES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
#: How a source writes that it has no value.
_MISSING = frozenset({"-", "–", "—", "..", "…"})
#: Digits that every spreadsheet keeps.
_DIGITS = 15
_TICKS = {"": False, "ja": True, "yes": True, "x": True, "1": True, "nej": False, "no": False}
_TICKS |= {"0": False, "sant": True, "true": True, "falskt": False, "false": False}


def clean(text: str, *, has_lines: bool = False) -> str:
    """Return a text as a file can hold it: no control characters, one kind of line break."""
    plain = _NOT_IN_FILES.sub("", _LINE_ENDS.sub("\n", text))
    plain = plain if has_lines else plain.replace("\n", " ").replace("\t", " ")
    return plain.strip()[:LONGEST_CELL].strip()


def write(column: TableColumn, value: Any) -> Cell:
    """Return what a cell holds for a value of its column."""
    if value is None:
        return None
    if column.kind in _WRITERS:
        return _WRITERS[column.kind](column, value)
    return clean(str(value), has_lines=column.kind is CellKind.TEXT) or None


def as_text(cell: Cell, *, comma: bool = False) -> str:
    """Return a cell as text; with a decimal comma if wanted."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        return text.replace(".", ",") if comma else text
    return str(cell)


def read(column: TableColumn, text: str) -> Any:
    """Return the value that a cell's text stands for.

    Raises:
        ValueError: it stands for none. The message is for the person.
    """
    plain = clean(text, has_lines=column.kind is CellKind.TEXT)
    if column.kind in (CellKind.WHOLE, CellKind.DECIMAL) and plain in _MISSING:
        plain = ""
    if column.kind is CellKind.CODE and plain.isdecimal():
        return plain.zfill(4)
    if column.kind in TEXTS:
        return plain
    if column.kind is CellKind.TICK or (column.kind is CellKind.YES_NO and plain):
        return _read_tick(plain)
    return _READERS[column.kind](column, plain) if plain else None


def check(column: TableColumn, value: Any) -> None:
    """Refuse a value that its column may not hold.

    Raises:
        ValueError: it may not. The message is for the person.
    """
    if column.is_required and value in (None, "", ()):
        raise ValueError(_("Fill in this field."))
    if isinstance(value, str) and not isinstance(value, StrEnum) and len(value) > column.longest:
        raise ValueError(_("The text is too long. Shorten it."))
    if isinstance(value, int | float) and not isinstance(value, bool):
        _check_bounds(column, value)


def is_same(column: TableColumn, one: Any, other: Any) -> bool:
    """Tell whether two values are the same as far as a file can tell."""
    if column.kind is CellKind.MOMENT:
        return bool(one == other)
    return write(column, one) == write(column, other)


def canonical(column: TableColumn, text: str) -> str:
    """Return what stays of a cell's text however a spreadsheet shows it."""
    try:
        value = read(column, text)
    except ValueError:
        return text
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bool):
        return "1" if value else "0"
    return as_text(write(column, value))


def _check_bounds(column: TableColumn, number: float) -> None:
    if column.least <= number <= column.most:
        return
    if column.most < 1_000_000 and column.least > -1_000_000:
        raise ValueError(
            _(
                "Write a number from %(least)s to %(most)s.",
                least=f"{column.least:.0f}",
                most=f"{column.most:.0f}",
            )
        )
    if number < column.least:
        least = f"{column.least:.0f}".replace("-", MINUS)
        raise ValueError(_("Write a number that is at least %(least)s.", least=least))
    raise ValueError(_("Write a number that is at most %(most)s.", most=format_number(column.most)))


def _short(value: float) -> int | float:
    """Return a number with the digits that every spreadsheet keeps."""
    number = float(f"{value:.{_DIGITS}g}")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _read_tick(text: str) -> bool:
    try:
        return _TICKS[text.casefold()]
    except KeyError:
        raise ValueError(_("Write yes or no.")) from None


def _read_number(_column: TableColumn, text: str) -> float:
    plain = "".join(text.split()).replace(MINUS, "-").replace(",", ".")
    share = plain.endswith("%")
    try:
        number = float(plain.rstrip("%"))
    except ValueError:
        raise ValueError(_("Write a number, such as 12,5.")) from None
    if not isfinite(number) or "_" in plain:
        raise ValueError(_("Write a number, such as 12,5."))
    return _short(number / 100) if share else number


def _read_whole(column: TableColumn, text: str) -> int:
    number = _read_number(column, text)
    if not float(number).is_integer() or text.endswith("%"):
        raise ValueError(_("Write a whole number."))
    return int(number)


def _read_day(_column: TableColumn, text: str) -> date:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(_("Write the date as 2026-12-08."))
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ValueError(_("There is no such date: %(text)s. Choose another.", text=text)) from None
    if not EARLIEST_FIGURE <= day.year <= LATEST_YEAR:
        raise ValueError(_("The year %(year)s cannot be right. Check the date.", year=day.year))
    return day


def _read_moment(_column: TableColumn, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(_("Write the date as 2026-12-08.")) from None


def _read_choice(column: TableColumn, text: str) -> StrEnum:
    for member, words in _said(column).items():
        if text.casefold() in words:
            return member
    alternatives = ", ".join(gettext(word) for word in column.words.values())
    raise ValueError(_("Write one of: %(words)s.", words=alternatives))


def _said(column: TableColumn) -> dict[StrEnum, set[str]]:
    """Return {member: what it may be called, in either language}."""
    with speaking("sv"):
        swedish = {member: gettext(word) for member, word in column.words.items()}
    return {
        member: {member.value, word.casefold(), swedish[member].casefold()}
        for member, word in column.words.items()
    }


def _write_tick(_column: TableColumn, value: bool) -> str:
    return _("Yes") if value else _("No")


_WRITERS: dict[CellKind, Callable[[TableColumn, Any], Cell]] = {
    CellKind.DECIMAL: lambda _column, value: _short(value),
    CellKind.WHOLE: lambda _column, value: int(value),
    CellKind.DAY: lambda _column, value: date(value.year, value.month, value.day),
    CellKind.MOMENT: lambda _column, value: str(value.astimezone(UTC).isoformat()),
    CellKind.CHOICE: lambda column, value: gettext(column.words[value]),
    CellKind.TICK: _write_tick,
    CellKind.YES_NO: _write_tick,
}
_READERS: dict[CellKind, Callable[[TableColumn, str], Any]] = {
    CellKind.WHOLE: _read_whole,
    CellKind.DECIMAL: _read_number,
    CellKind.DAY: _read_day,
    CellKind.MOMENT: _read_moment,
    CellKind.CHOICE: _read_choice,
}
