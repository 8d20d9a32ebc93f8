"""What people read of an import: periods, values, what became of each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.domain.import_diff import Cell, CellState
from tracker.domain.terms import ImportState, IndicatorKind
from tracker.text import _, format_date, format_number, format_percent, gettext, mark

EN_DASH = "–"
#: More decimals than any source gives.
_MOST_DECIMALS = 6

STATE_WORDS = {
    CellState.NEW: mark("New"),
    CellState.CHANGED: mark("Changed"),
    CellState.SAME: mark("Unchanged"),
    CellState.MISSING: mark("Missing in the file"),
    CellState.PROBLEM: mark("Not understood"),
}
IMPORT_STATE_WORDS = {
    ImportState.PROPOSED: mark("To be looked through"),
    ImportState.APPLIED: mark("Brought in"),
    ImportState.UNDONE: mark("Undone"),
    ImportState.DISCARDED: mark("Thrown away"),
}
#: The tables that an import writes in, as people know them.
THING_WORDS = {
    "comparison_area": mark("Places compared with"),
    "follow_up": mark("Follow-ups"),
    "goal": mark("Goals"),
    "goal_assessment": mark("Goal assessments"),
    "indicator": mark("Indicators"),
    "intervention": mark("Interventions"),
    "intervention_goal": mark("Ties between intervention and goal"),
    "measurement": mark("Values"),
    "organisation": mark("Organisations"),
    "population_count": mark("Populations"),
    "priority_area": mark("Priority areas"),
    "programme": mark("Programmes"),
}
#: The columns of a value that are said beside the number itself.
_BESIDE = {
    "population": mark("population"),
    "sample_size": mark("respondents"),
    "low": mark("interval from"),
    "high": mark("interval to"),
}


def format_period(starts_on: date, ends_on: date) -> str:
    """Write a period: 2025, 2017–2018, or its days when it is no whole years."""
    is_whole_years = (starts_on.month, starts_on.day, ends_on.month, ends_on.day) == (1, 1, 12, 31)
    if not is_whole_years:
        return f"{format_date(starts_on)}{EN_DASH}{format_date(ends_on)}"
    if starts_on.year == ends_on.year:
        return str(ends_on.year)
    return f"{starts_on.year}{EN_DASH}{ends_on.year}"


def format_change(kind: IndicatorKind, old: float | None, new: float | None) -> tuple[str, str]:
    """Write two values with as many decimals as tell them apart, and no more than they need."""
    for decimals in range(_MOST_DECIMALS + 1):
        written = (_format(kind, old, decimals), _format(kind, new, decimals))
        is_exact = all(_is_exact(kind, one, decimals) for one in (old, new))
        if is_exact or (decimals >= 1 and written[0] != written[1]):
            return written
    return _format(kind, old, _MOST_DECIMALS), _format(kind, new, _MOST_DECIMALS)


def _format(kind: IndicatorKind, value: float | None, decimals: int) -> str:
    if value is None:
        return EN_DASH
    if kind is IndicatorKind.SHARE:
        return format_percent(value, decimals)
    return format_number(value, decimals)


def _is_exact(kind: IndicatorKind, value: float | None, decimals: int) -> bool:
    if value is None:
        return True
    shown = value * 100 if kind is IndicatorKind.SHARE else value
    return abs(shown - round(shown, decimals)) < 10**-9


def number_column(kind: IndicatorKind) -> str:
    """Return the column that holds a kind's number."""
    return "count" if kind is IndicatorKind.COUNT else "value"


def values_of(cell: Cell, kind: IndicatorKind) -> tuple[str, str]:
    """Return a cell's value as it is saved and as it becomes; a dash where there is none."""
    column = number_column(kind)
    if cell.state is CellState.MISSING:
        return format_change(kind, getattr(cell.saved, column, None), None)
    return format_change(kind, getattr(cell.saved, column, None), cell.becomes(column))


def remarks_of(cell: Cell, kind: IndicatorKind) -> tuple[str, ...]:
    """Return what else is new or changes with a value, and what is worth knowing of it."""
    remarks = [
        f"{gettext(word)} {_beside(kind, name, cell.before, cell.after)}"
        for name, word in _BESIDE.items()
        if name in cell.after
    ]
    if cell.is_derived:
        remarks.append(_("worked out from counts and rates"))
    for name, yes, no in (
        ("is_preliminary", _("preliminary"), _("no longer preliminary")),
        ("is_series_break", _("series break"), ""),
    ):
        if cell.after.get(name):
            remarks.append(yes)
        elif name in cell.before and no:
            remarks.append(no)
    if cell.state is CellState.MISSING and cell.saved is not None:
        remarks.append(_("the saved value stays"))
    return (*remarks, cell.words) if cell.words else tuple(remarks)


def _beside(
    kind: IndicatorKind, name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> str:
    counted = IndicatorKind.COUNT if name in ("population", "sample_size") else kind
    old, new = format_change(counted, before.get(name), after[name])
    return f"{old} → {new}" if before.get(name) is not None else new
