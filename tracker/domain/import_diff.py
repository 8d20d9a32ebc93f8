"""What each value that came in would do to what is saved."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Any

from tracker.domain.derived_populations import counts_part
from tracker.domain.found_data import FoundSeries, FoundValue
from tracker.domain.terms import IndicatorKind
from tracker.text import _

#: A level this many times another's is hardly the same thing counted the same way.
OTHER_LEVEL = 3
#: Below this many, a count may well become three times another by chance.
FEWEST_TO_COMPARE = 10


class CellState(StrEnum):
    """What an import would do with a value."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    MISSING = "missing"
    PROBLEM = "problem"


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedValue:
    """A measurement as it is."""

    id: int
    value: float | None = None
    count: int | None = None
    population: int | None = None
    sample_size: int | None = None
    low: float | None = None
    high: float | None = None
    is_preliminary: bool = False
    is_series_break: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One value that came in, for one place and period."""

    state: CellState
    #: As measurements bear it: empty for the council's own.
    place: str
    starts_on: date
    ends_on: date
    #: Where it stands in the file.
    where: str = ""
    saved: SavedValue | None = None
    #: The changed columns as they are; empty for a new value.
    before: Mapping[str, Any] = field(default_factory=dict)
    #: The changed columns as they become; for a new value, all that is known.
    after: Mapping[str, Any] = field(default_factory=dict)
    #: The population is worked out from the source's counts and rates.
    is_derived: bool = False
    #: What is wrong.
    words: str = ""

    @property
    def is_written(self) -> bool:
        """Tell whether the cell would be saved."""
        return self.state in (CellState.NEW, CellState.CHANGED)

    def becomes(self, column: str) -> Any:
        """Return what a column becomes, or stays."""
        return self.after.get(column, getattr(self.saved, column, None))


#: A place and the period.
Spot = tuple[str, date, date]


@dataclass(frozen=True, kw_only=True)
class Inhabitants:
    """What is known of populations."""

    #: {(place as measurements bear it, year): how many}, of our own tables and the file's.
    known: Mapping[tuple[str, int], int] = field(default_factory=dict)
    #: {(place as written, first day, last day): how many}, worked out for this series.
    derived: Mapping[Spot, int] = field(default_factory=dict)


def diff(
    series: FoundSeries,
    *,
    kind: IndicatorKind,
    names: Mapping[str, str | None],
    saved: Mapping[Spot, SavedValue],
    inhabitants: Inhabitants,
) -> tuple[Cell, ...]:
    """Compare a series with what is saved of its indicator.

    Args:
        series: what came in.
        kind: what the indicator counts.
        names: {place as written: what measurements bear}; None for a place that is left out.
        saved: the indicator's values.
        inhabitants: what is known of populations.
    """
    if counts_part(series, _everybody(series, names, inhabitants)):
        inhabitants = replace(inhabitants, known={})
    seen: dict[Spot, FoundValue] = {}
    cells = []
    for one in series.values:
        place = names.get(one.place)
        if place is None:
            continue
        spot = (place, one.starts_on, one.ends_on)
        first = seen.setdefault(spot, one)
        if first is one:
            cells.append(_cell(one, spot, kind, saved.get(spot), inhabitants))
        elif (first.value, first.count) != (one.value, one.count):
            words = _(
                "The same place and period stands twice, with different values. "
                "The first is used: %(where)s.",
                where=first.where,
            )
            cells.append(_plain(CellState.PROBLEM, spot, one, saved.get(spot), words))
    return tuple(cells)


def _everybody(
    series: FoundSeries, names: Mapping[str, str | None], inhabitants: Inhabitants
) -> Mapping[Spot, int]:
    """Return how many lived in each place that a series names, where that is known."""
    return {
        (one.place, one.starts_on, one.ends_on): inhabitants.known[place, one.ends_on.year]
        for one in series.values
        if (place := names.get(one.place)) is not None
        and (place, one.ends_on.year) in inhabitants.known
    }


def _plain(
    state: CellState, spot: Spot, one: FoundValue, saved: SavedValue | None, words: str = ""
) -> Cell:
    place, starts_on, ends_on = spot
    return Cell(
        state=state,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        where=one.where,
        saved=saved,
        words=words,
    )


def _cell(
    one: FoundValue,
    spot: Spot,
    kind: IndicatorKind,
    saved: SavedValue | None,
    inhabitants: Inhabitants,
) -> Cell:
    numbers = _numbers(one, kind)
    if not numbers:
        return _plain(CellState.MISSING, spot, one, saved)
    is_derived = False
    if kind is IndicatorKind.COUNT and "population" not in numbers:
        population, is_derived = _population(one, spot, saved, inhabitants)
        if population is not None:
            numbers["population"] = population
    after = {**numbers, **_marks(one, saved)}
    if saved is not None:
        after = {
            name: value for name, value in after.items() if not _equal(getattr(saved, name), value)
        }
        if not after:
            return _plain(CellState.SAME, spot, one, saved)
    return Cell(
        state=CellState.NEW if saved is None else CellState.CHANGED,
        place=spot[0],
        starts_on=spot[1],
        ends_on=spot[2],
        where=one.where,
        saved=saved,
        before={name: getattr(saved, name) for name in after} if saved is not None else {},
        after=after,
        is_derived=is_derived and "population" in after,
    )


def _numbers(one: FoundValue, kind: IndicatorKind) -> dict[str, Any]:
    """Return the columns that the file has a number for; none when the value is missing."""
    is_count = kind is IndicatorKind.COUNT
    if (one.count if is_count else one.value) is None:
        return {}
    names = ("count", "population") if is_count else ("value", "sample_size", "low", "high")
    return {name: getattr(one, name) for name in names if getattr(one, name) is not None}


def _marks(one: FoundValue, saved: SavedValue | None) -> dict[str, bool]:
    """Return what is said beside the number. A break that somebody has marked stays."""
    has_break = one.is_series_break or (saved is not None and saved.is_series_break)
    return {"is_preliminary": one.is_preliminary, "is_series_break": has_break}


def _population(
    one: FoundValue, spot: Spot, saved: SavedValue | None, inhabitants: Inhabitants
) -> tuple[int | None, bool]:
    """Return the population that a count lacks, and whether it is worked out.

    What is saved stays; then comes what a source has said of the year.
    """
    if saved is not None and saved.population is not None:
        return None, False
    known = inhabitants.known.get((spot[0], one.ends_on.year))
    if known is not None:
        return known, False
    derived = inhabitants.derived.get((one.place, one.starts_on, one.ends_on))
    return derived, derived is not None


def _equal(old: Any, new: Any) -> bool:
    """Tell whether two values are one. A number read from text may differ in its last bits."""
    if isinstance(old, float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=1e-9, abs_tol=1e-12)
    return bool(old == new)


def levels_differ(cells: Sequence[Cell], kind: IndicatorKind) -> float | None:
    """Return how many times the saved values the new ones are, when that is hardly the same thing.

    Only periods that have both are compared, and of counts only those that are not small.
    """
    column = "count" if kind is IndicatorKind.COUNT else "value"
    ratios = []
    for cell in cells:
        old, new = getattr(cell.saved, column, None), cell.becomes(column)
        if not old or not new or not cell.is_written:
            continue
        if kind is not IndicatorKind.COUNT or max(old, new) >= FEWEST_TO_COMPARE:
            ratios.append(new / old)
    if not ratios:
        return None
    ratio = median(ratios)
    return ratio if ratio > OTHER_LEVEL or ratio < 1 / OTHER_LEVEL else None
