"""Brå's own search, SOL, as it exports: each municipality on a row of its own, crimes below it.

Its header comes again on every page, also between a municipality and its crimes. A column is one
period and one unit.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from tracker.importing.headers import Role, read_unit
from tracker.importing.periods import Period, read_period
from tracker.importing.places import find_place
from tracker.importing.readings import Read, Reading
from tracker.importing.workbooks import Line, Sheet
from tracker.text import _

_DEEPEST = 10
_SOURCE = "Brottsförebyggande rådet"
_AXES = frozenset(("år", "månad", "kvartal", "period"))
_Said = TypeVar("_Said", Period, str)
_ENDINGS = (" kommun", " stad", " län", " stadsdel", " polisregion")


@dataclass
class _State:
    """What holds where the reader is."""

    title: str = ""
    source: str = ""
    place: str = ""
    #: {column: what it stands for}.
    periods: dict[int, Period] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    in_header: bool = False


def read_sol_table(sheet: Sheet) -> Read | None:
    """Read an export from SOL; None when the sheet is none."""
    if not any(_is_axis(line) for line in sheet.lines[:_DEEPEST]):
        return None
    read = Read(form=_("Brå's search SOL: crimes under each municipality"))
    state = _State()
    for place, line in enumerate(sheet.lines):
        following = sheet.lines[place + 1] if place + 1 < len(sheet.lines) else None
        _read_line(sheet, line, following, state, read)
    return read


def _is_axis(line: Line) -> bool:
    """Say whether a row only says what the columns below it are: years or months."""
    said = _said(line)
    return bool(said) and 0 not in said and all(text.casefold() in _AXES for text in said.values())


def _said(line: Line) -> dict[int, str]:
    """Return {column: text}, with the spaces that the export writes as HTML."""
    texts = {column: _clean(cell) for column, cell in enumerate(line.cells)}
    return {column: text for column, text in texts.items() if text}


def _clean(cell: str | None) -> str:
    return " ".join(html.unescape(cell or "").split())


def _read_line(sheet: Sheet, line: Line, following: Line | None, state: _State, read: Read) -> None:
    said = _said(line)
    if following and _is_axis(following):
        state.title, state.source = said.get(0, ""), _SOURCE if _SOURCE in said.values() else ""
        return
    if _is_axis(line):
        state.in_header, state.periods, state.units = True, {}, {}
        return
    if state.in_header and 0 not in said and None not in line.cells:
        _read_columns(said, state)
        return
    state.in_header = False
    label = said.get(0, "")
    if label and len(said) == 1 and None not in line.cells and _is_place(label):
        state.place = label
    elif label:
        _read_values(sheet, line, label, state, read)


def _read_columns(said: dict[int, str], state: _State) -> None:
    """Read a row of periods or of units; what is said once holds to the right of it."""
    periods = {column: read_period(text) for column, text in said.items()}
    if all(periods.values()):
        state.periods = {column: period for column, period in periods.items() if period}
    else:
        state.units.update(said)


def _is_place(label: str) -> bool:
    return bool(find_place(label)) or label.casefold().endswith(_ENDINGS)


def _read_values(sheet: Sheet, line: Line, label: str, state: _State, read: Read) -> None:
    for column in sorted({*state.periods, *state.units}):
        unit = _at(state.units, column) or ""
        role = read_unit(unit) or Role.COUNT
        read.readings.append(
            Reading(
                name=label,
                place=state.place,
                period=_at(state.periods, column),
                role=role,
                text=None if line.has_formula(column) else line.text(column),
                where=sheet.where(line, column if sheet.name else None),
                unit=unit,
                source=state.source,
            )
        )


def _at(said: Mapping[int, _Said], column: int) -> _Said | None:
    """Return what is said of a column, there or to the left of it."""
    columns = [place for place in said if place <= column]
    return said[max(columns)] if columns else None
