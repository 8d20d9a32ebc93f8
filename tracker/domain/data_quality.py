"""What may be wrong with an indicator's data, or with who answers for it. Pure rules.

The rules here hold everywhere: a review's check (review_process) asks them of its two periods,
the page of data and sources of all the years. The words for people stand with the pages.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

from tracker.domain.indicators import IndicatorSeries, Observation, Period, displayed_value
from tracker.domain.terms import Direction, IndicatorKind

#: From this month on this year's figures are thought to be on their way.
SECOND_HALF = 7
#: Figures that were fetched this long ago may have been revised.
STALE_DAYS = 365


class Gap(StrEnum):
    """What may be wrong, the worst first."""

    NO_VALUES = "no_values"  # none at all, or in one of a review's periods
    MISSING_YEARS = "missing_years"
    BEHIND = "behind"  # a later year should be there by now
    SERIES_BREAK = "series_break"
    BROKEN_BASELINE = "broken_baseline"  # measured another way since the baseline
    OVERLAPPING = "overlapping"
    NO_COUNTS = "no_counts"
    NO_POPULATION = "no_population"
    SEVERAL_DEFINITIONS = "several_definitions"
    SEVERAL_SOURCES = "several_sources"
    PRELIMINARY = "preliminary"
    STALE = "stale"
    NO_TARGET = "no_target"
    NO_OWNER = "no_owner"  # nobody answers for the goal
    NO_RESPONSIBLE = "no_responsible"  # nobody answers for the intervention
    NO_COMPARISON = "no_comparison"
    COMPARISON_INCOMPLETE = "comparison_incomplete"


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What an indicator says that it measures, to be compared with the others'."""

    kpi: str = ""
    source_name: str = ""
    text: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class IndicatorFacts:
    """An indicator as its data is judged. `series` holds its values for years."""

    id: int
    series: IndicatorSeries
    definition: Definition = field(default_factory=Definition)
    #: The sources that the own values name.
    sources: frozenset[str] = frozenset()
    baseline: Period | None = None
    #: The last year that it is followed. None: it still is.
    last_year: int | None = None


@dataclass(frozen=True)
class Flaw:
    """Something to mend. `thing_id` is the indicator's, the goal's or the intervention's."""

    gap: Gap
    thing_id: int
    #: The years that it is about, in order; none where it is about no single year.
    years: tuple[int, ...] = ()


def find_flaws(indicators: Sequence[IndicatorFacts], *, today: date) -> tuple[Flaw, ...]:
    """Return all that the indicators' data lacks, the worst first, in the programme's order."""
    doubled = _several_definitions(indicators)
    return in_order(
        Flaw(gap, one.id, years)
        for one in indicators
        for gap, years in _gaps(one, today, is_doubled=one.id in doubled)
    )


def in_order(flaws: Iterable[Flaw]) -> tuple[Flaw, ...]:
    """Return flaws with the worst first, and those of a kind as they came."""
    order = list(Gap)
    return tuple(sorted(flaws, key=lambda flaw: order.index(flaw.gap)))


@dataclass(frozen=True, kw_only=True)
class SourceSummary:
    """What one source gives: how many indicators, until which year, and when last fetched."""

    name: str
    indicators: int
    latest_year: int | None
    fetched_on: date | None


def summarise_sources(indicators: Iterable[IndicatorFacts]) -> tuple[SourceSummary, ...]:
    """Return every source with what it gives, by name; the empty name is nobody's."""
    by_source: dict[str, list[IndicatorFacts]] = defaultdict(list)
    for one in indicators:
        by_source[one.series.source].append(one)
    return tuple(
        SourceSummary(
            name=name,
            indicators=len(found),
            latest_year=max(
                (
                    seen.year
                    for one in found
                    for seen in one.series.observations
                    if displayed_value(one.series, seen) is not None
                ),
                default=None,
            ),
            fetched_on=max(
                (one.series.fetched_on for one in found if one.series.fetched_on), default=None
            ),
        )
        for name, found in sorted(by_source.items())
    )


def lacks_population(series: IndicatorSeries, years: Collection[int]) -> tuple[int, ...]:
    """Return the years whose counts have no population to be counted among."""
    if series.kind is not IndicatorKind.COUNT:
        return ()
    return tuple(
        seen.year
        for seen in series.observations
        if seen.year in years and seen.count is not None and not seen.population
    )


def is_stale(series: IndicatorSeries, today: date) -> bool:
    """Tell whether the figures may have been revised since they were fetched."""
    fetched = series.fetched_on
    return fetched is not None and (today - fetched).days > STALE_DAYS


def expected_year(today: date) -> int:
    """Return the latest year whose final figures should be there: they come in spring."""
    return today.year - 1 if today.month >= SECOND_HALF else today.year - 2


def missing_years(years: Collection[int], *, until: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the years that lack a value: those between measured years, and those after.

    What is measured every second year lacks nothing in the years between: the most common step
    between two measured years is the rhythm, the shorter one when two are as common.
    """
    measured = sorted(set(years))
    if not measured:
        return (), ()
    steps = Counter(later - earlier for earlier, later in pairwise(measured))
    step = min(steps, key=lambda one: (-steps[one], one)) if steps else 1
    between = [
        year for earlier, later in pairwise(measured) for year in range(earlier + step, later, step)
    ]
    after = range(measured[-1] + step, until + 1, step)
    return tuple(between), tuple(after)


def _gaps(
    one: IndicatorFacts, today: date, *, is_doubled: bool
) -> Iterable[tuple[Gap, tuple[int, ...]]]:
    """Yield what one indicator's data lacks, with the years it is about."""
    series = one.series
    seen = [each for each in series.observations if displayed_value(series, each) is not None]
    years = [each.year for each in seen]
    until = min(expected_year(today), one.last_year or expected_year(today))
    between, after = missing_years(years, until=until)
    breaks = tuple(each.year for each in seen if each.series_break)
    broken = _breaks_since(one.baseline, breaks)
    is_followed = one.last_year is None or one.last_year >= today.year
    wants_target = is_followed and series.direction is not Direction.NEUTRAL
    found: Mapping[Gap, tuple[int, ...] | bool] = {
        Gap.NO_VALUES: not seen,
        Gap.MISSING_YEARS: between,
        Gap.BEHIND: after,
        Gap.SERIES_BREAK: tuple(year for year in breaks if year not in broken),
        Gap.BROKEN_BASELINE: broken,
        Gap.NO_COUNTS: tuple(each.year for each in seen if _lacks_counts(series, each)),
        Gap.NO_POPULATION: lacks_population(series, years),
        Gap.SEVERAL_DEFINITIONS: is_doubled,
        Gap.SEVERAL_SOURCES: len(one.sources) > 1,
        Gap.PRELIMINARY: tuple(each.year for each in seen if each.preliminary),
        Gap.STALE: is_stale(series, today),
        Gap.NO_TARGET: wants_target and series.target is None,
        Gap.NO_COMPARISON: bool(seen) and not series.comparisons,
    }
    for gap, value in found.items():
        if value:
            yield gap, () if isinstance(value, bool) else value


def _lacks_counts(series: IndicatorSeries, seen: Observation) -> bool:
    """Tell whether the number that an interval rests on is unknown."""
    if series.kind is IndicatorKind.SHARE:
        return not seen.sample_size
    return series.kind is IndicatorKind.COUNT and seen.count is None


def _breaks_since(baseline: Period | None, breaks: Sequence[int]) -> tuple[int, ...]:
    """Return the breaks that stand between the baseline's first year and the latest values."""
    return tuple(year for year in breaks if baseline is not None and year > baseline.first)


def _several_definitions(indicators: Sequence[IndicatorFacts]) -> set[int]:
    """Return the indicators that share a source's number or name but say different things."""
    by_name: dict[tuple[str, str], list[IndicatorFacts]] = defaultdict(list)
    for one in indicators:
        for kind, name in (
            ("kpi", one.definition.kpi),
            ("name", one.definition.source_name.casefold()),
        ):
            if name:
                by_name[kind, name].append(one)
    return {
        one.id
        for same in by_name.values()
        if len({(each.definition.text, each.definition.unit) for each in same}) > 1
        for one in same
    }
