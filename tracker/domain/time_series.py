"""Interrupted time series: did the level or the trend change when something began?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tracker.domain.indicators import MonthCount
from tracker.domain.intervals import CONFIDENCE, Interval

if TYPE_CHECKING:
    import numpy as np

#: Two whole years show what the season is like before, and one after that it is not the season.
FEWEST_MONTHS_BEFORE = 24
FEWEST_MONTHS_AFTER = 12
#: With fewer events before or after, the model has too little to go by.
FEWEST_EVENTS = 10


@dataclass(frozen=True, kw_only=True)
class Interruption:
    """What an interrupted time series found. Ratios: 0.885 is 11.5 % lower than expected.

    `level` is the step when it began, `trend` the change per month before, `slope` the change of
    that trend per month after (None when not asked for), each with its two-sided p-value.
    `dispersion` is Pearson's φ (1 = as expected of Poisson counts). `autocorrelation` is that of
    the residuals with the month before: far from 0 means that the interval is too narrow.
    """

    began: date
    level: Interval
    level_p_value: float
    trend: Interval
    trend_p_value: float
    slope: Interval | None
    slope_p_value: float | None
    dispersion: float
    autocorrelation: float
    months_before: int
    months_after: int
    harmonics: int
    has_population: bool
    is_quasi: bool
    confidence: float


def interrupted(
    months: Sequence[MonthCount],
    *,
    began: date,
    has_slope: bool = False,
    harmonics: int = 2,
    is_quasi: bool = True,
    confidence: float = CONFIDENCE,
) -> Interruption | None:
    """Tell whether the level of a monthly series changed when something began.

    Poisson regression: ln E(Y) = ln(population) + β₀ + β₁t + β₂X [+ β₃(t − t₀)X]
    + Σₖ (γₖ sin(2πkm/12) + δₖ cos(2πkm/12)), t months from the first, X 1 from the month of
    `began` on (the whole month counts as after), m the month, k up to `harmonics`. exp(β) are the
    ratios. Standard errors times √φ when `is_quasi`, where φ is Pearson's; normal quantiles.
    Without every month's population the offset is left out. Months may be missing.

    Assumes that the trend before would have gone on, that nothing else happened at that time, and
    residuals that do not depend on those of the month before.

    Source: Lopez Bernal, Cummins & Gasparrini (2017), International Journal of Epidemiology
    46:348. Worked out by statsmodels.

    Returns:
        None with fewer than 24 months before or 12 after, or fewer than 10 events on either side.

    Raises:
        ValueError: The same month stands twice.
    """
    ordered = sorted(months, key=lambda one: (one.year, one.month))
    if len({(one.year, one.month) for one in ordered}) < len(ordered):
        raise ValueError("The same month stands twice.")
    start = began.year, began.month
    before = [one for one in ordered if (one.year, one.month) < start]
    after = ordered[len(before) :]
    if len(before) < FEWEST_MONTHS_BEFORE or len(after) < FEWEST_MONTHS_AFTER:
        return None
    if min(sum(one.count for one in part) for part in (before, after)) < FEWEST_EVENTS:
        return None
    return _fit(ordered, len(before), began, has_slope, harmonics, is_quasi, confidence)


def _fit(
    months: Sequence[MonthCount],
    months_before: int,
    began: date,
    has_slope: bool,
    harmonics: int,
    is_quasi: bool,
    confidence: float,
) -> Interruption:
    """Fit the regression and put its numbers in words' order."""
    # Kept out of start-up: they take a second to load and few pages need them.
    import numpy as np
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    has_population = all(one.population for one in months)
    offset = np.log([one.population or 1.0 for one in months]) if has_population else None
    counts = np.array([one.count for one in months], dtype=float)
    model = GLM(
        counts, _design(months, began, has_slope, harmonics), family=Poisson(), offset=offset
    )
    fitted = model.fit(scale="X2" if is_quasi else 1.0)
    limits = np.exp(fitted.conf_int(1 - confidence))

    def ratio(column: int) -> Interval:
        low, high = limits[column]
        return Interval(float(np.exp(fitted.params[column])), float(low), float(high))

    residuals = np.asarray(fitted.resid_pearson)
    return Interruption(
        began=began,
        level=ratio(2),
        level_p_value=float(fitted.pvalues[2]),
        trend=ratio(1),
        trend_p_value=float(fitted.pvalues[1]),
        slope=ratio(3) if has_slope else None,
        slope_p_value=float(fitted.pvalues[3]) if has_slope else None,
        dispersion=float(fitted.pearson_chi2 / fitted.df_resid),
        autocorrelation=float(residuals[1:] @ residuals[:-1] / (residuals @ residuals)),
        months_before=months_before,
        months_after=len(months) - months_before,
        harmonics=harmonics,
        has_population=has_population,
        is_quasi=is_quasi,
        confidence=confidence,
    )


def _design(
    months: Sequence[MonthCount], began: date, has_slope: bool, harmonics: int
) -> "np.ndarray":
    """Return the columns: 1, time, step, perhaps slope, then the season's waves."""
    import numpy as np

    number = np.array([12 * one.year + one.month for one in months], dtype=float)
    since = number - (12 * began.year + began.month)
    step = (since >= 0).astype(float)
    columns = [np.ones_like(number), number - number[0], step]
    if has_slope:
        columns.append(since * step)
    for wave in range(1, harmonics + 1):
        turn = 2 * np.pi * wave * number / 12
        columns += [np.sin(turn), np.cos(turn)]
    return np.column_stack(columns)
