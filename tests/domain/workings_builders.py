"""Invented reviews for the tests of their workings."""

from datetime import date

from tracker.domain.effects import compare_all
from tracker.domain.evidence import grade_evidence
from tracker.domain.indicators import (
    IndicatorSeries,
    InterventionPeriod,
    MonthCount,
    Observation,
    Period,
)
from tracker.domain.review_content import ReviewContent, ReviewedIndicator
from tracker.domain.terms import Direction, IndicatorKind

BEFORE, NOW = Period(2021, 2022), Period(2023, 2024)
#: What a spreadsheet would run, were it not kept as text.
HOSTILE = '=HYPERLINK("http://example.org","x")'


def counts(first, numbers, population=50_000, **values):
    """Return years of counts; a growing population, or none."""
    return tuple(
        Observation(
            year=first + place,
            count=number,
            population=population + 300 * place if population else None,
            **values,
        )
        for place, number in enumerate(numbers)
    )


def shares(first, answers):
    """Return years of (share, number of answers)."""
    return tuple(
        Observation(year=first + place, value=value, sample_size=size)
        for place, (value, size) in enumerate(answers)
    )


def series(title="Skadegörelse", **values):
    defaults = {
        "code": "1.1",
        "unit": "anmälningar per år",
        "kind": IndicatorKind.COUNT,
        "direction": Direction.LOWER_BETTER,
        "area_number": 1,
        "source": "Polisen",
        "fetched_on": date(2025, 2, 1),
        "observations": counts(2021, (400, 410, 300, 310)),
    }
    return IndicatorSeries(title=title, **{**defaults, **values})


def compared(title="Inbrott", **values):
    """Return a series with three areas, one of them nearby and one of them with a year missing."""
    defaults = {
        "nearby": "Granby",
        "comparisons": {
            "Aby": counts(2021, (380, 400, 390, 405), 90_000),
            "Beby": counts(2021, (128, 141, 120, 125), 30_000),
            "Granby": counts(2021, (100, 90, 85, 88), 20_000),
            "Glesby": counts(2021, (30, 20, 40), 9_000),
        },
    }
    return series(title, **{**defaults, **values})


def surveyed(title="Trygga i skolan", **values):
    defaults = {
        "unit": "",
        "kind": IndicatorKind.SHARE,
        "direction": Direction.HIGHER_BETTER,
        "observations": shares(2021, ((0.80, 400), (0.79, 410), (0.86, 420), (0.88, 390))),
        "comparisons": {"Aby": shares(2021, ((0.80, 800), (0.80, 810), (0.81, 820), (0.80, 790)))},
    }
    return series(title, **{**defaults, **values})


def review(*many, is_adjusted=False, months=(), began=None, **values):
    """Return a review of some series; the months and the intervention are the first one's."""
    changes = compare_all(many, before=BEFORE, after=NOW, is_adjusted=is_adjusted)
    going_on = (InterventionPeriod(title="Grannsamverkan", started_on=began),) if began else ()
    indicators = tuple(
        ReviewedIndicator(
            id=number,
            goal_id=1,
            is_key=True,
            series=change.series,
            change=change,
            evidence=grade_evidence(change, has_mechanism=True, as_planned=None),
            interventions=going_on if number == 1 else (),
            months=tuple(months) if number == 1 else (),
        )
        for number, change in enumerate(changes, start=1)
    )
    defaults = {
        "council": "Älvstads Brå",
        "municipality": "Älvstad",
        "now": NOW,
        "before": BEFORE,
        "is_adjusted": is_adjusted,
        "indicators": indicators,
    }
    return ReviewContent(**{**defaults, **values})


def monthly(first, last, count):
    """Return every month of some years; `count` gives a month's number."""
    return tuple(
        MonthCount(year=year, month=month, count=count(year, month), population=50_000)
        for year in range(first, last + 1)
        for month in range(1, 13)
    )


def every_kind():
    """Return a review with an indicator of each kind, and with each way to be left out."""
    return review(
        compared(),
        compared("Spretig", observations=counts(2015, (40, 90, 30, 99, 240, 90, 300, 160, 190, 150))),
        compared("Olika grannar", comparisons={
            "Aby": counts(2021, (380, 400, 590, 605), 90_000),
            "Beby": counts(2021, (228, 241, 120, 125), 30_000),
        }),
        surveyed(),
        series("Utan folkmängd", observations=counts(2019, (40, 45, 60, 33, 60, 70), None)),
        series(HOSTILE, observations=counts(2021, (4, 3, 6, 2)), unit="@SUM(A1)", source="+1"),
        series("Bruten", observations=(
            *counts(2021, (50, 60)), *counts(2023, (70,), series_break=True), *counts(2024, (80,))
        )),
        series("Index", kind=IndicatorKind.RATE, observations=tuple(
            Observation(year=year, value=12.5) for year in range(2021, 2025)
        )),
        series("Tom", observations=()),
        series("Ett år", observations=counts(2024, (30,))),
        compared("Med länet", comparisons={
            "Aby": counts(2021, (380, 400, 390, 405), 90_000),
            "Älvlands län": counts(2021, (3800, 4000, 3900, 4050), 290_000),
        }),
        surveyed("Få svar", observations=shares(2021, ((0.1, 40), (0.1, 40), (0.2, 40), (0.2, 40)))),
    )  # fmt: skip
