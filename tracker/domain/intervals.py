"""Formulas for one area: ratios and differences with their intervals. Effects decides which."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt

from scipy.special import betaincinv, chdtrc, ndtri, stdtrit

CONFIDENCE = 0.95
#: No p-value is given as smaller than this.
SMALLEST_P_VALUE = 1e-12


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence limits. `high` may be infinite."""

    estimate: float
    low: float
    high: float

    def covers(self, value: float) -> bool:
        """Tell whether a value lies within the limits."""
        return self.low <= value <= self.high


def rate_ratio(
    count_before: int,
    exposure_before: float,
    count_after: int,
    exposure_after: float,
    *,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Return the ratio of two Poisson rates with its exact conditional interval.

    Given n = x₁ + x₂, the later count is binomial with π = θt₂ / (t₁ + θt₂). The Clopper–Pearson
    limits of π give θ = π / (1 − π) · t₁ / t₂: the interval of R's `poisson.test`.

    Assumes independent events at a constant rate within each period. Counts are whole numbers
    of events; exposures are positive and in one unit, such as inhabitant-years. With no event at
    all the ratio is unknown: 0 to infinity, estimated as NaN.

    Source: Clopper & Pearson (1934), Biometrika 26:404; Przyborowski & Wilenski (1940),
    Biometrika 31:313.

    Raises:
        ValueError: A count is negative or an exposure is not positive.
    """
    if min(count_before, count_after) < 0 or min(exposure_before, exposure_after) <= 0:
        raise ValueError("Counts must be 0 or more, and exposures more than 0.")
    if count_before + count_after == 0:
        return Interval(float("nan"), 0.0, inf)
    tail = (1 - confidence) / 2
    scale = exposure_before / exposure_after
    low, high = 0.0, inf
    if count_after:
        share = float(betaincinv(count_after, count_before + 1, tail))
        low = share / (1 - share) * scale
    if count_before:
        share = float(betaincinv(count_after + 1, count_before, 1 - tail))
        high = share / (1 - share) * scale
    estimate = count_after / count_before * scale if count_before else inf
    return Interval(estimate, low, high)


def wilson(share: float, size: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Return a share (0–1) of `size` answers with Wilson's score interval.

    Limits (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n). Assumes a simple random sample; a
    weighted survey is somewhat less certain than this says. Source: Wilson (1927), JASA 22:209.
    """
    z = float(ndtri((1 + confidence) / 2))
    shrink = 1 + z * z / size
    middle = (share + z * z / (2 * size)) / shrink
    reach = z * sqrt(share * (1 - share) / size + z * z / (4 * size * size)) / shrink
    return Interval(share, max(0.0, middle - reach), min(1.0, middle + reach))


def share_difference(
    before: float,
    size_before: float,
    after: float,
    size_after: float,
    *,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Return after − before (shares 0–1, sizes in answers) with Newcombe's interval.

    From the two Wilson intervals: d − √((p₂−l₂)² + (u₁−p₁)²) to d + √((u₂−p₂)² + (p₁−l₁)²).
    Assumes independent samples. Source: Newcombe (1998), Statistics in Medicine 17:873,
    method 10.
    """
    first = wilson(before, size_before, confidence=confidence)
    last = wilson(after, size_after, confidence=confidence)
    difference = after - before
    low = difference - sqrt((after - last.low) ** 2 + (first.high - before) ** 2)
    high = difference + sqrt((last.high - after) ** 2 + (before - first.low) ** 2)
    return Interval(difference, low, high)


def share_ratio(
    before: float,
    size_before: float,
    after: float,
    size_after: float,
    *,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Return after / before (shares 0–1, sizes in answers) with its interval.

    The ratio's counterpart to Newcombe's interval, from the same Wilson limits: θ solves
    (p₂ − θp₁)² = (p₂ − l₂)² + θ²(u₁ − p₁)² for the lower limit, and with u₂ and l₁ for the upper.
    It covers 1 exactly when `share_difference` covers 0. Assumes independent samples and
    shares above 0. Source: Donner & Zou (2012), Statistical Methods in Medical Research
    21:347 (MOVER-R).
    """
    first = wilson(before, size_before, confidence=confidence)
    last = wilson(after, size_after, confidence=confidence)
    product = before * after
    scale, other = first.high * (2 * before - first.high), last.low * (2 * after - last.low)
    low = other / (product + sqrt(max(0.0, product**2 - scale * other)))
    scale, other = first.low * (2 * before - first.low), last.high * (2 * after - last.high)
    high = (product + sqrt(max(0.0, product**2 - scale * other))) / scale
    return Interval(after / before, low, high)


@dataclass(frozen=True)
class Spread:
    """How much the years differ, against Poisson's variation (`value` 1 = as expected).

    `freedom` is the degrees of freedom, `p_value` how often chance alone gives as much.
    """

    value: float
    freedom: int
    p_value: float


def dispersion(
    groups: Iterable[Sequence[tuple[float, float]]], *, estimated: int = 0
) -> Spread | None:
    """Return Pearson's dispersion of yearly (count, exposure) pairs.

    φ = Σ(x − μ)²/μ / (Σ(k − 1) − e), where μ is the group's own rate times the year's exposure, k
    its number of years and e (`estimated`) how many further quantities the exposures were worked
    out from. The p-value is the chi-square upper tail. None when no group has two years or every
    count is 0. Source: McCullagh & Nelder (1989), Generalized Linear Models, section 6.2.
    """
    squares, freedom = 0.0, -estimated
    for group in groups:
        total = sum(count for count, _exposure in group)
        if not total:
            continue
        rate = total / sum(exposure for _count, exposure in group)
        squares += sum((count - rate * time) ** 2 / (rate * time) for count, time in group)
        freedom += len(group) - 1
    if freedom < 1:
        return None
    return Spread(squares / freedom, freedom, float(chdtrc(freedom, squares)))


def widening(spread: Spread, *, confidence: float = CONFIDENCE) -> float:
    """Return how many times as wide an interval must be for overdispersion, never less than 1.

    √φ · t/z: the quasi-Poisson correction of the standard error, with Student's quantile for φ's
    degrees of freedom in place of the normal one, since φ is itself estimated. Source: McCullagh &
    Nelder (1989), Generalized Linear Models, sections 6.2.3 and 4.5.2.
    """
    upper = (1 + confidence) / 2
    student, normal = float(stdtrit(spread.freedom, upper)), float(ndtri(upper))
    return max(1.0, sqrt(spread.value) * student / normal)


def widen(interval: Interval, times: float) -> Interval:
    """Return a ratio's interval, `times` (1 or more) as wide on the log scale.

    The estimate stays. A limit too large for a float is infinite.
    """
    if times == 1:
        return interval
    middle = interval.estimate
    low = interval.low / middle
    try:
        high = middle * (interval.high / middle) ** times
    except OverflowError:
        high = inf
    return Interval(middle, middle * low**times, high)


def p_value_of(interval_at: Callable[[float], Interval], *, null: float = 1.0) -> float:
    """Return the smallest level at which an interval excludes `null`: its two-sided p-value.

    `interval_at` gives the interval for a confidence, and must widen with it. So the p-value is
    below 1 − confidence exactly when that interval excludes `null`. Found by halving on a log
    scale, to about seven digits; never given as smaller than `SMALLEST_P_VALUE`. Source: the
    duality of tests and intervals, Neyman (1937), Phil. Trans. R. Soc. A 236:333.
    """
    low, high = log(SMALLEST_P_VALUE), 0.0
    for _step in range(30):
        middle = (low + high) / 2
        if interval_at(1 - exp(middle)).covers(null):
            low = middle
        else:
            high = middle
    return exp(high)
