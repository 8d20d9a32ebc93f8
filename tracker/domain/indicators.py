"""Indicators and their yearly values as plain data. How they are compared stands in effects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.domain.terms import Direction, IndicatorKind
from tracker.text import EN_DASH, format_number, format_percent


@dataclass(frozen=True, order=True)
class Period:
    """A run of whole years, both ends included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"A period cannot end ({self.last}) before it begins ({self.first}).")

    def __contains__(self, year: int) -> bool:
        """Tell whether a year lies in the period."""
        return self.first <= year <= self.last

    def __len__(self) -> int:
        """Return the number of years."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        """Return 2023–2024, or 2023 when it is one year."""
        return str(self.first) if len(self) == 1 else f"{self.first}{EN_DASH}{self.last}"


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What was measured for one year. None means not measured, never zero.

    `value` is the figure in the indicator's unit (a share is 0–1). `count` is the number of
    events behind it, `population` the inhabitants they are counted among, `sample_size` the
    number who answered. `series_break` says that the figure, and those after it, are measured
    another way than the years before. A survey over several years (such as NTU's 2017/2018) is
    filed under its last year with `spans_years` 2.
    """

    year: int
    value: float | None = None
    count: int | None = None
    population: float | None = None
    sample_size: int | None = None
    preliminary: bool = False
    series_break: bool = False
    spans_years: int = 1
    #: The source's own 95 % interval, in the indicator's unit.
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class MonthCount:
    """How many events one month had. `population` is the inhabitants, None when not known."""

    year: int
    month: int
    count: int
    population: float | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorSeries:
    """One indicator with its values for the own municipality and for those compared with."""

    code: str
    title: str
    unit: str
    kind: IndicatorKind
    direction: Direction
    area_number: int
    goal_code: str = ""
    target: float | None = None
    target_year: int | None = None
    source: str = ""
    fetched_on: date | None = None
    observations: tuple[Observation, ...] = ()
    comparisons: Mapping[str, tuple[Observation, ...]] = field(default_factory=dict)
    #: The place among the comparisons to which the problem may move; empty when none is named.
    nearby: str = ""

    @property
    def label(self) -> str:
        """Return the code and the title: 1.1 Misstänkta 15–20 år."""
        return f"{self.code} {self.title}".strip()

    @property
    def counted(self) -> bool:
        """Tell whether it counts events whose numbers are known."""
        return self.kind is IndicatorKind.COUNT and any(
            one.count is not None for one in self.observations
        )


@dataclass(frozen=True, kw_only=True)
class InterventionPeriod:
    """The time an intervention went on. `ended_on` None means that it still does."""

    title: str
    started_on: date
    ended_on: date | None = None


def displayed_value(series: IndicatorSeries, observation: Observation) -> float | None:
    """Return the figure a chart shows for a year, in the indicator's unit; None if not measured.

    A counted indicator without a value of its own shows its count.
    """
    if observation.value is None and series.kind is IndicatorKind.COUNT:
        return None if observation.count is None else float(observation.count)
    return observation.value


def displayed_values(series: IndicatorSeries) -> dict[int, float | None]:
    """Return {year: figure or None}, in order of year."""
    ordered = sorted(series.observations, key=lambda one: one.year)
    return {one.year: displayed_value(series, one) for one in ordered}


def value_decimals(series: IndicatorSeries) -> int:
    """Return how many decimals a series needs: none for whole numbers and for large ones."""
    if series.kind is IndicatorKind.SHARE:
        return 1
    figures = [value for value in displayed_values(series).values() if value is not None]
    is_whole = all(float(value).is_integer() for value in figures)
    return 0 if is_whole or min(figures) >= 100 else 1


def format_value(series: IndicatorSeries, value: float | None) -> str:
    """Write a figure as people read it: 1 910, 12,4 or 83,0 %; an en dash when not measured."""
    if value is None:
        return EN_DASH
    if series.kind is IndicatorKind.SHARE:
        return format_percent(value, 1)
    return format_number(value, value_decimals(series))


def format_target(series: IndicatorSeries) -> str:
    """Write the target with no more decimals than it needs: 10 % and not 10,0 %."""
    if series.target is None:
        return EN_DASH
    shown = series.target * (100 if series.kind is IndicatorKind.SHARE else 1)
    decimals = 0 if abs(shown - round(shown)) < 1e-9 else 1
    if series.kind is IndicatorKind.SHARE:
        return format_percent(series.target, decimals)
    return format_number(series.target, decimals)


def all_years(many: Iterable[IndicatorSeries]) -> list[int]:
    """Return every year that some series has a row for, first to last without gaps."""
    years = [one.year for series in many for one in series.observations]
    return list(range(min(years), max(years) + 1)) if years else []
