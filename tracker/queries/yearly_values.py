"""An indicator's values for years: each year's own, or the sum of parts that fill it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.domain.terms import IndicatorKind
from tracker.domain.year_sums import SHORTEST_YEAR, YearSum, add_up_years, days_of
from tracker.models import Measurement


@dataclass(frozen=True, slots=True)
class MeasuredColumns:
    """A measurement's columns. Not its row: there may be thousands."""

    municipality: str
    starts_on: date
    ends_on: date
    value: float | None
    count: int | None
    population: int | None
    sample_size: int | None
    low: float | None
    high: float | None
    is_preliminary: bool
    is_series_break: bool
    fetched_at: datetime | None
    #: The row and its source, where they are known.
    id: int | None = None
    source: str = ""
    #: How many values it is the sum of.
    added_up: int = 0


#: What is read of each row where there may be thousands.
READ_COLUMNS = (
    "municipality",
    "starts_on",
    "ends_on",
    "value",
    "count",
    "population",
    "sample_size",
    "low",
    "high",
    "is_preliminary",
    "is_series_break",
    "fetched_at",
)


#: A value, as its row or as its columns alone.
Measured = Measurement | MeasuredColumns


def yearly_values(kind: IndicatorKind, measured: Sequence[Measured]) -> list[Measured]:
    """Return the values for years, with counts for parts of a year added up where they fill it.

    A year's own value goes before a sum. Where a part that is left out begins a new way of
    measuring, the next year says so.
    """
    places: dict[str, list[Measured]] = defaultdict(list)
    for one in measured:
        places[one.municipality].append(one)
    return [one for place, values in places.items() for one in _yearly_values(kind, place, values)]


def _yearly_values(
    kind: IndicatorKind, place: str, measured: Sequence[Measured]
) -> Iterator[Measured]:
    found = [one for one in measured if is_whole_year(one)]
    years = {one.ends_on.year for one in found}
    if kind is IndicatorKind.COUNT:
        sums = (one for one in add_up_years(measured) if one.year not in years)
        found += [_as_columns(place, one) for one in sums]
    found.sort(key=lambda one: (one.ends_on, one.starts_on))
    years = {one.ends_on.year for one in found}
    breaks = [
        one.starts_on for one in measured if one.is_series_break and one.ends_on.year not in years
    ]
    for earlier, one in zip([None, *found], found, strict=False):
        is_broken = earlier is not None and any(
            earlier.ends_on < day <= one.starts_on for day in breaks
        )
        yield _as_broken(one) if is_broken and not one.is_series_break else one


def _as_columns(place: str, found: YearSum[Measured]) -> MeasuredColumns:
    fetched = [part.fetched_at for part in found.parts if part.fetched_at is not None]
    return MeasuredColumns(
        municipality=place,
        starts_on=date(found.year, 1, 1),
        ends_on=date(found.year, 12, 31),
        value=None,
        count=found.count,
        population=found.population,
        sample_size=None,
        low=None,
        high=None,
        is_preliminary=found.is_preliminary,
        is_series_break=found.is_series_break,
        fetched_at=max(fetched, default=None),
        added_up=len(found.parts),
    )


def _as_broken(measured: Measured) -> MeasuredColumns:
    if isinstance(measured, MeasuredColumns):
        return replace(measured, is_series_break=True)
    columns = {name: getattr(measured, name) for name in (*READ_COLUMNS, "id", "source")}
    return MeasuredColumns(**columns | {"is_series_break": True})


def is_whole_year(measured: Measured) -> bool:
    """Tell whether a value is for a year or more, so that it may stand beside years'."""
    return days_of(measured) >= SHORTEST_YEAR
