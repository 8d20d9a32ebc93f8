"""Invented series for the tests of effects: counted events and survey shares, year by year."""

from tracker.domain.effects import compare
from tracker.domain.indicators import IndicatorSeries, Observation, Period
from tracker.domain.terms import Direction, IndicatorKind

BEFORE, AFTER = Period(2021, 2022), Period(2023, 2024)


def counted(*counts, first=2021, population=50_000, **changes):
    observations = tuple(
        Observation(year=first + place, count=count, population=population)
        for place, count in enumerate(counts)
    )
    return series(observations, **changes)


def surveyed(*shares, size=500, first=2021, **changes):
    observations = tuple(
        Observation(year=first + place, value=share, sample_size=size)
        for place, share in enumerate(shares)
    )
    return series(observations, kind=IndicatorKind.SHARE, **changes)


def series(observations, **changes):
    told = {
        "code": "3.1",
        "title": "Våldsbrott i centrum",
        "unit": "Anmälningar per år",
        "kind": IndicatorKind.COUNT,
        "direction": Direction.LOWER_BETTER,
        "area_number": 3,
        "observations": observations,
    }
    return IndicatorSeries(**(told | changes))


def compared(one, **periods):
    return compare(one, **({"before": BEFORE, "after": AFTER} | periods))
