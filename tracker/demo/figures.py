"""Ten years of invented figures for Älvstad, three municipalities and a place to compare it with.

Counts vary as Poisson counts do and shares as samples do, so that the review has something
honest to say. The same seed gives the same figures every day; only the years move.
"""

import math
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from tracker.demo.indicators import SAFETY, DemoIndicator
from tracker.domain.terms import IndicatorKind

YEARS = 10
SEED = 20240317
#: Inhabitants the first year, and how the level of what is measured differs from Älvstad's.
MUNICIPALITIES = {
    "": (61_800, 1.0),
    "Granby": (57_400, 0.93),
    "Norrsund": (72_900, 1.08),
    "Lindhamn": (48_600, 0.98),
}
YEARLY_GROWTH = 1.004
#: The nearby place: inhabitants the first year, its part of the events in Älvstad, and how the
#: last two years differ from the others. More happens there, but not as much as chance excludes.
NEARBY = (3_900, 0.24, 1.12)
#: How many of the last years are known by month, and how the events fall over the year.
YEARS_BY_MONTH = 6
SEASON = (0.8, 0.8, 0.9, 1.0, 1.2, 1.2, 1.1, 1.2, 1.1, 1.0, 0.9, 0.8)
#: Above this mean a Poisson count is drawn as a rounded normal one.
LARGE_MEAN = 30


def latest_year(today: date) -> int:
    """Return the last year with figures: they come during January the year after."""
    return today.year - 1 if today.month > 1 else today.year - 2


def make_measurements(indicator: DemoIndicator, *, latest: int) -> list[dict[str, Any]]:
    """Return the columns of an indicator's measurements, own municipality first, months last."""
    random = Random(f"{SEED} {indicator.title}")  # noqa: S311 (a demo's figures, not a secret)
    rows = []
    for municipality, (inhabitants, level) in MUNICIPALITIES.items():
        for step in range(indicator.first, YEARS):
            population = round(inhabitants * YEARLY_GROWTH**step * indicator.population_part)
            factor = indicator.course[step] if not municipality else _elsewhere(indicator, step)
            size = population / (MUNICIPALITIES[""][0] * indicator.population_part)
            rows.append(
                {
                    "municipality": municipality,
                    **_year_columns(indicator, step, latest),
                    **_figure(random, indicator, factor * level, size, population),
                }
            )
    own = rows[: YEARS - indicator.first]
    if indicator.nearby:
        rows += _nearby_rows(indicator, latest)
    if indicator.has_months:
        for step, year in enumerate(own[-YEARS_BY_MONTH:]):
            rows += _months_of(indicator, step, year)
    return rows


def _year_columns(indicator: DemoIndicator, step: int, latest: int) -> dict[str, Any]:
    year = latest - YEARS + 1 + step
    return {
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 12, 31),
        "is_preliminary": step == YEARS - 1,
        "is_series_break": step == indicator.series_break,
        "source": indicator.source,
        "fetched_at": datetime(min(year + 2, latest + 1), 1, 26, 6, 0, tzinfo=UTC),
    }


def _nearby_rows(indicator: DemoIndicator, latest: int) -> Iterator[dict[str, Any]]:
    """Yield the nearby place's years."""
    random = Random(f"{SEED} {indicator.nearby} {indicator.title}")  # noqa: S311 (a demo's figures)
    inhabitants, part, lately = NEARBY
    for step in range(indicator.first, YEARS):
        expected = indicator.expected * part * (lately if step >= YEARS - 2 else 1)
        yield {
            "municipality": indicator.nearby,
            **_year_columns(indicator, step, latest),
            "count": draw_poisson(random, expected),
            "population": round(inhabitants * YEARLY_GROWTH**step),
        }


def _months_of(
    indicator: DemoIndicator, step: int, whole: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield a year's twelve months, which add up to it."""
    random = Random(f"{SEED} month {step} {indicator.title}")  # noqa: S311 (a demo's figures)
    drawn = Counter(random.choices(range(1, 13), SEASON, k=whole["count"]))
    year = whole["starts_on"].year
    for month in range(1, 13):
        yield {
            **whole,
            "starts_on": date(year, month, 1),
            "ends_on": date(year, month, monthrange(year, month)[1]),
            "count": drawn[month],
        }


def _elsewhere(indicator: DemoIndicator, step: int) -> float:
    """Return how a year differs from the first in the other municipalities."""
    before = indicator.course[min(step, YEARS - 3)]
    return before * (indicator.elsewhere if step >= YEARS - 2 else 1)


def _interval(indicator: DemoIndicator, share: float, sample: int) -> dict[str, float]:
    """Return the interval that the safety survey publishes beside its shares."""
    if indicator.source != SAFETY:
        return {}
    margin = 1.96 * math.sqrt(share * (1 - share) / sample)
    return {"low": round(max(share - margin, 0), 4), "high": round(min(share + margin, 1), 4)}


def _figure(
    random: Random, indicator: DemoIndicator, factor: float, size: float, population: int
) -> dict[str, Any]:
    expected = indicator.expected * factor
    if indicator.kind is IndicatorKind.COUNT:
        return {"count": draw_poisson(random, expected * size), "population": population}
    if indicator.kind is IndicatorKind.SHARE:
        sample = max(20, round((indicator.sample or 0) * size * random.uniform(0.95, 1.05)))
        likely = min(max(expected, 0.01), 0.97)
        spread = math.sqrt(likely * (1 - likely) / sample)
        answers = round(sample * min(max(random.gauss(likely, spread), 0.0), 1.0))
        share = answers / sample
        return {
            "value": round(share, 4),
            "sample_size": sample,
            **_interval(indicator, share, sample),
        }
    digits = 1 if indicator.kind is IndicatorKind.SCALE else 0
    spread = 0.01 if indicator.kind is IndicatorKind.SCALE else indicator.spread
    return {"value": round(expected * random.gauss(1, spread), digits)}


def draw_poisson(random: Random, mean: float) -> int:
    """Draw a count of events that happen independently (Knuth's method for small means)."""
    if mean > LARGE_MEAN:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count
