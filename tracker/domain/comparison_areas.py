"""Formulas for an area against others: comparison areas and a nearby place.

Counts are whole periods' events. What an area's own change is worked out by stands in intervals.
"""

from dataclasses import dataclass
from math import exp, log, sqrt

from scipy.special import ndtr, ndtri

from tracker.domain.intervals import CONFIDENCE, Interval

#: The E-test sums over every pair of counts: above this it takes too long to be worth it.
MOST_EVENTS_SUMMED = 1000


@dataclass(frozen=True)
class AreaCounts:
    """One area's events before and after, with how its numbers are to be weighed.

    `weight` is what its counts are multiplied by, so that areas of unlike size can be compared.
    `widening` is how many times as large its standard error is as Poisson's (1 = as expected).
    `growth` is the later period's exposure (inhabitant-years) over the earlier's.
    """

    before: float
    after: float
    weight: float = 1.0
    widening: float = 1.0
    growth: float = 1.0


@dataclass(frozen=True)
class Estimate:
    """An interval with the variance that it was worked out from and its two-sided p-value.

    For a ratio the variance is that of its natural logarithm. `z` is the estimate (its logarithm)
    over the standard error.
    """

    interval: Interval
    variance: float
    z: float
    p_value: float


def relative_effect_size(
    target: AreaCounts, control: AreaCounts, *, confidence: float = CONFIDENCE
) -> Estimate:
    """Return the relative effect size (odds ratio) of a target area against a control area.

    RES = ad / bc, where a and b are the target's events before and after, c and d the control's,
    each area's earlier events times its `growth`. VAR(ln RES) = w₁²(1/a + 1/b) + w₂²(1/c + 1/d),
    where w is the area's `widening`; limits exp(ln RES ± z√VAR). Above 1: the target went down
    more, or up less, than the control. Weights cancel. 1/RES, which is RES with the areas changed
    about, is the target's rate ratio (later to earlier) over the control's.

    Assumes independent events and that the target would have changed in proportion to the control.
    Source: Gill & Spriggs (2005), Home Office Research Study 292; Farrington, Gill, Waples &
    Argomaniz (2007), Journal of Experimental Criminology 3:21 (the widening).

    Raises:
        ValueError: A count is 0 or less.
    """
    if min(target.before, target.after, control.before, control.after) <= 0:
        raise ValueError("Every count must be more than 0.")
    size = log(
        target.before
        * target.growth
        * control.after
        / (target.after * control.before * control.growth)
    )
    variance = sum(
        area.widening**2 * (1 / area.before + 1 / area.after) for area in (target, control)
    )
    z = size / sqrt(variance)
    reach = float(ndtri((1 + confidence) / 2)) * sqrt(variance)
    limits = Interval(exp(size), exp(size - reach), exp(size + reach))
    return Estimate(limits, variance, z, _two_sided(z))


def ratio_of_ratios(own: Interval, other: Interval) -> Interval:
    """Return one ratio over another, independent of it, at the confidence both have.

    MOVER on the log scale: ln θ = ln r₁ − ln r₂, lower limit
    ln θ − √((ln r₁ − ln l₁)² + (ln u₂ − ln r₂)²), upper with u₁ and l₂. Used for shares, where RES
    does not apply. Source: Zou & Donner (2008), Statistics in Medicine 27:1693.
    """
    middle = log(own.estimate / other.estimate)
    below = log(own.estimate / own.low), log(other.high / other.estimate)
    above = log(own.high / own.estimate), log(other.estimate / other.low)
    return Interval(
        exp(middle),
        exp(middle - sqrt(below[0] ** 2 + below[1] ** 2)),
        exp(middle + sqrt(above[0] ** 2 + above[1] ** 2)),
    )


def weighted_displacement_difference(
    target: AreaCounts,
    control: AreaCounts,
    nearby: AreaCounts | None = None,
    nearby_control: AreaCounts | None = None,
    *,
    time_weights: tuple[float, float] = (1.0, 1.0),
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return how many events more (above 0) or fewer target and nearby area had than expected.

    WDD = ΔT − ΔCt + ΔD − ΔCd, where Δ = weight · (after / t₂ − before / t₁) and t are the
    periods' lengths (`time_weights`). VAR = Σ (w · weight)² · (after / t₂² + before / t₁²), with w
    each area's `widening`; limits WDD ± z√VAR. One control for both areas: give its weight as the
    sum of theirs, so that its variance counts as one.

    Assumes Poisson counts, independent areas, and that the areas would have changed by the same
    number of (weighted) events. Source: Wheeler & Ratcliffe (2018), Crime Science 7:11; the
    weights as in their R package ptools.

    Raises:
        ValueError: Every count is 0, so that nothing can be said.
    """
    signed = [(target, 1), (control, -1), (nearby, 1), (nearby_control, -1)]
    present = [(area, sign) for area, sign in signed if area is not None]
    earlier, later = time_weights
    total = sum(
        sign * area.weight * (area.after / later - area.before / earlier) for area, sign in present
    )
    variance = sum(
        (area.widening * area.weight) ** 2 * (area.after / later**2 + area.before / earlier**2)
        for area, _sign in present
    )
    if variance == 0:
        raise ValueError("There are no events to compare.")
    z = total / sqrt(variance)
    reach = float(ndtri((1 + confidence) / 2)) * sqrt(variance)
    return Estimate(Interval(total, total - reach, total + reach), variance, z, _two_sided(z))


def weighted_displacement_quotient(
    target: AreaCounts, nearby: AreaCounts, control: AreaCounts
) -> float | None:
    """Return how the nearby area moved in proportion to the target, both against the control.

    WDQ = (N₁/C₁ − N₀/C₀) / (T₁/C₁ − T₀/C₀). Above 0: the benefit spread there (above 1: more than
    the target's own); between −1 and 0: moved there, but less than the gain; below −1: more moved
    there than was gained. None when the target did not improve against the control, since nothing
    can then have moved, or when the control had no events. Weights cancel. Source: Bowers &
    Johnson (2003), Journal of Quantitative Criminology 19:275.
    """
    if min(control.before, control.after) <= 0:
        return None
    gain = target.after / control.after - target.before / control.before
    if gain >= 0:
        return None
    return (nearby.after / control.after - nearby.before / control.before) / gain


def total_net_effect(target: AreaCounts, nearby: AreaCounts, control: AreaCounts) -> float:
    """Return how many events fewer (above 0) target and nearby had than if they followed control.

    TNE = (T₀ · C₁/C₀ − T₁) + (N₀ · C₁/C₀ − N₁). Assumes that both would have changed in
    proportion to the control. Source: Guerette (2009), Analyzing Crime Displacement and
    Diffusion, U.S. Department of Justice.

    Raises:
        ZeroDivisionError: The control had no event before.
    """
    change = control.after / control.before
    return (target.before + nearby.before) * change - target.after - nearby.after


@dataclass(frozen=True)
class OtherTest:
    """Another test of the same two rates: its name, statistic (None: has none) and p-value."""

    name: str
    statistic: float | None
    p_value: float


#: The field's names of the tests, and what statsmodels calls them.
OTHER_TESTS = {
    "Wald": "wald",
    "Score": "score",
    "Square root": "sqrt",
    "Log-Wald": "wald-log",
    "Exact conditional": "exact-cond",
    "E-test": "etest-wald",
}


def other_tests(
    count_before: int,
    exposure_before: float,
    count_after: int,
    exposure_after: float,
    *,
    alternative: str = "two-sided",
) -> tuple[OtherTest, ...]:
    """Test the same two Poisson rates in other ways, so that a reader sees whether they agree.

    `alternative` is two-sided, larger or smaller (later rate than earlier). The statistics are
    positive when the later rate is larger. None of them allows for overdispersion. The E-test is
    left out above 1 000 events in a period, and every test when both counts are 0; a test that
    divides by a count is left out when that is 0.

    Source: Gu, Ng, Tang & Schucany (2008), Biometrical Journal 50:283 (Wald, score, square root,
    log-Wald); Krishnamoorthy & Thomson (2004), Journal of Statistical Planning and Inference
    119:23 (E-test); Przyborowski & Wilenski (1940), Biometrika 31:313 (exact conditional, as R's
    `poisson.test`). Worked out by statsmodels.
    """
    # Kept out of start-up: it takes a second to load and few pages need it.
    import numpy as np
    from statsmodels.stats.rates import test_poisson_2indep

    smallest, largest = sorted((count_before, count_after))
    if largest == 0:
        return ()
    tests = []
    for name, method in OTHER_TESTS.items():
        if method == "etest-wald" and largest > MOST_EVENTS_SUMMED:
            continue
        if method == "wald-log" and smallest == 0:
            continue
        # It also works out the ratio, which we leave alone: that may divide by 0.
        with np.errstate(divide="ignore"):
            found = test_poisson_2indep(
                count_after,
                exposure_after,
                count_before,
                exposure_before,
                method=method,
                alternative=alternative,
            )
        statistic = None if method == "exact-cond" else float(found.statistic)
        tests.append(OtherTest(name, statistic, float(found.pvalue)))
    return tuple(tests)


def _two_sided(z: float) -> float:
    """Return how often chance alone gives a normal quantity as far from 0."""
    return float(2 * ndtr(-abs(z)))
