"""How a change was worked out, step by step, with the numbers filled in."""

from scipy.special import betaincinv

from tracker.domain.effects import Change, Method
from tracker.domain.intervals import (
    Interval,
    rate_ratio,
    share_difference,
    wilson,
)
from tracker.domain.period_samples import Sample, own_spread, pool
from tracker.domain.terms import Finding
from tracker.domain.verdict_rules import FEWEST_EVENTS
from tracker.domain.verdicts import percent_change, percent_interval
from tracker.domain.workings_parts import (
    PER_INHABITANTS,
    PlaceYears,
    Step,
    decimal,
    p_value,
    spread_runs,
    whole,
)
from tracker.text import EN_DASH, _, format_number, format_percent


def change_steps(change: Change, own: PlaceYears) -> tuple[Step, ...]:
    """Return the steps from the years' figures to the change with its uncertainty."""
    if change.finding is Finding.NO_DATA or change.method is Method.NONE:
        return ()
    total = pool(change.method, [own.sides])
    if change.method is Method.SHARE_RATIO:
        return _share_steps(change, own, total)
    steps = [_sums(own, total), _exposures(own, total), _rates(total)]
    if change.ratio is None:
        return tuple(steps)
    exact = rate_ratio(
        int(total.events[0]),
        total.exposures[0],
        int(total.events[1]),
        total.exposures[1],
        confidence=change.confidence,
    )
    return (*steps, _ratio(total, exact), _exact(change, total, exact), _spread(change, own, exact))


def ratio_line(symbols: str, values: str, ratio: float) -> str:
    """Write a ratio in symbols, with its numbers, and as the change it is."""
    return f"{symbols} = {values} = {decimal(ratio)}, {_change(ratio)}"


def _change(ratio: float) -> str:
    return _("a change of %(change)s", change=percent_change(ratio))


# Counts ----------------------------------------------------------------------------------


def _sums(own: PlaceYears, total: Sample) -> Step:
    return Step(
        title=_("Add the years"),
        words=_("The events of the years that have a value are added, for each period."),
        formulas=tuple(
            f"{symbol} = {_sum_of([whole(one.count or 0) for one in side], whole(events))}"
            for symbol, side, events in zip(("x₁", "x₂"), own.sides, total.events, strict=True)
        ),
    )


def _exposures(own: PlaceYears, total: Sample) -> Step:
    if not total.has_population:
        return Step(
            title=_("Count the years"),
            words=_("The population is missing for some year, so the years are counted instead."),
            formulas=tuple(
                f"{symbol} = {len(side)}"
                for symbol, side in zip(("t₁", "t₂"), own.sides, strict=True)
            ),
        )
    return Step(
        title=_("Add the population of the same years"),
        words=_(
            "Each year counts as many inhabitant-years as the municipality has inhabitants. So a"
            " municipality that grows is not taken for one where crime does."
        ),
        formulas=tuple(
            f"{symbol} = {_sum_of([whole(one.population or 0) for one in side], whole(exposure))}"
            for symbol, side, exposure in zip(("t₁", "t₂"), own.sides, total.exposures, strict=True)
        ),
    )


def _rates(total: Sample) -> Step:
    if not total.has_population:
        return Step(
            title=_("Events per year"),
            words=_("The sum is divided by the number of years."),
            formulas=tuple(
                f"{symbol} = {whole(events)} / {whole(years)} = {decimal(events / years, 1)}"
                for symbol, events, years in zip(
                    ("r₁ = x₁ / t₁", "r₂ = x₂ / t₂"), total.events, total.exposures, strict=True
                )
            ),
        )
    per = format_number(PER_INHABITANTS)
    return Step(
        title=_("Events per 10 000 inhabitants and year"),
        words=_("The sum is divided by the inhabitant-years."),
        formulas=tuple(
            f"{symbol} · {per} = {whole(events)} / {whole(exposure)} · {per}"
            f" = {decimal(events / exposure * PER_INHABITANTS, 2)}"
            for symbol, events, exposure in zip(
                ("r₁ = x₁ / t₁", "r₂ = x₂ / t₂"), total.events, total.exposures, strict=True
            )
        ),
    )


def _ratio(total: Sample, exact: Interval) -> Step:
    (x1, x2), (t1, t2) = total.events, total.exposures
    values = f"({whole(x2)} / {whole(t2)}) / ({whole(x1)} / {whole(t1)})"
    return Step(
        title=_("The later period against the earlier"),
        words=_("The ratio says how much is left: 1 is no change, 0.8 is a fifth less."),
        formulas=(ratio_line("k = (x₂ / t₂) / (x₁ / t₁)", values, exact.estimate),),
    )


def _exact(change: Change, total: Sample, exact: Interval) -> Step:
    """Show the Clopper–Pearson limits as `intervals.rate_ratio` works them out."""
    (x1, x2), (t1, t2) = (int(total.events[0]), int(total.events[1])), total.exposures
    tail = (1 - change.confidence) / 2
    shares = float(betaincinv(x2, x1 + 1, tail)), float(betaincinv(x2 + 1, x1, 1 - tail))
    inner = (f"{decimal(tail)}; {x2}; {x1} + 1", f"{decimal(1 - tail)}; {x2} + 1; {x1}")
    symbols = ("x₂; x₁ + 1", "x₂ + 1; x₁")
    limits = (_("Lower limit"), _("Upper limit"))
    formulas = [
        f"b = BETA.INV({decimal(level)}; {symbol}) = BETA.INV({numbers}) = {decimal(share, 4)}"
        f" → {limit} = b / (1 − b) · t₁ / t₂ = {decimal(share / (1 - share) * t1 / t2)}"
        for level, symbol, numbers, share, limit in zip(
            (tail, 1 - tail), symbols, inner, shares, limits, strict=True
        )
    ]
    return Step(
        title=_("Exact uncertainty for counts"),
        words=_(
            "Of all %(all)s events, %(after)s came in the later period. If nothing had changed,"
            " chance would place each event in one of the periods by their inhabitant-years. The"
            " limits are the ratios that still agree with what was seen, at %(confidence)s"
            " confidence (Clopper and Pearson, the same as poisson.test in R). They hold for few"
            " events too.",
            all=format_number(x1 + x2),
            after=format_number(x2),
            confidence=format_percent(change.confidence),
        ),
        formulas=(*formulas, _interval_line(exact)),
    )


def _spread(change: Change, own: PlaceYears, exact: Interval) -> Step:
    title = _("Do the years spread more than chance?")
    runs = spread_runs(change, own)
    has_population = pool(change.method, [own.sides]).has_population
    spread = own_spread(runs, has_population=has_population)
    if spread is None:
        return Step(
            title=title,
            words=_("With single years that cannot be seen. The limits stand as they are."),
        )
    line = (
        f"φ = Σ ((x − μ)² / μ) / {spread.freedom} = {decimal(spread.value, 2)}"
        f" ({p_value(spread.p_value)})"
    )
    near = ", ".join(f"{run[0].year}{EN_DASH}{run[-1].year}" for run in runs)
    times = change.widening
    if change.ratio is None or times == 1:
        words = _(
            "Each year's events are compared with what the rate of the years nearest to it gives"
            " (μ), within %(runs)s. They spread no more than chance explains, so the limits stand.",
            runs=near,
        )
        return Step(title=title, words=words, formulas=(line,))
    return Step(
        title=title,
        words=_(
            "Each year's events are compared with what the rate of the years nearest to it gives"
            " (μ), within %(runs)s. They spread more than chance explains, so the limits are moved"
            " outwards: %(times)s times as far on the logarithmic scale. That is √φ with Student's"
            " quantile in place of the normal one, since φ is itself an estimate (quasi-Poisson).",
            runs=near,
            times=decimal(times, 2),
        ),
        formulas=(
            line,
            f"w = √φ · t / z = {decimal(times, 2)}",
            _widened(exact, exact.low, times, change.ratio.low, _("Lower limit")),
            _widened(exact, exact.high, times, change.ratio.high, _("Upper limit")),
            _interval_line(change.ratio),
        ),
    )


def _widened(exact: Interval, limit: float, times: float, wide: float, name: str) -> str:
    middle, word = decimal(exact.estimate), _("limit")
    return (
        f"{name} = k · ({word} / k)^w"
        f" = {middle} · ({decimal(limit)} / {middle})^{decimal(times, 2)} = {decimal(wide)}"
    )


def _interval_line(interval: Interval) -> str:
    """Write an interval as ratios and as the change they are."""
    return _(
        "%(low)s to %(high)s, as a change %(change)s per cent",
        low=decimal(interval.low),
        high=decimal(interval.high),
        change=percent_interval(interval),
    )


def _sum_of(terms: list[str], total: str) -> str:
    return total if len(terms) == 1 else f"{' + '.join(terms)} = {total}"


# Shares ----------------------------------------------------------------------------------


def _share_steps(change: Change, own: PlaceYears, total: Sample) -> tuple[Step, ...]:
    sizes = total.exposures
    shares = total.events[0] / sizes[0], total.events[1] / sizes[1]
    pooled = Step(
        title=_("Add the years' answers"),
        words=_("Each year's share counts as much as it has answers."),
        formulas=tuple(
            f"{symbol} = {_weighted(side)} = {whole(events)} / {whole(size)}"
            f" = {format_percent(share, 1)}"
            for symbol, side, events, size, share in zip(
                ("p₁", "p₂"), own.sides, total.events, sizes, shares, strict=True
            )
        ),
    )
    if change.ratio is None:
        return (pooled,)
    wilsons = [
        wilson(share, size, confidence=change.confidence)
        for share, size in zip(shares, sizes, strict=True)
    ]
    points = share_difference(
        shares[0], sizes[0], shares[1], sizes[1], confidence=change.confidence
    )
    return (
        pooled,
        Step(
            title=_("Uncertainty of each share"),
            words=_(
                "Wilson's interval, from the share and the number of answers, as if those who"
                " answered were drawn at random. A weighted survey is somewhat less certain."
            ),
            formulas=tuple(
                f"{symbol}: l = {format_percent(one.low, 1)}, u = {format_percent(one.high, 1)}"
                for symbol, one in zip(("p₁", "p₂"), wilsons, strict=True)
            ),
        ),
        Step(
            title=_("The difference in percentage points"),
            words=_("Newcombe's interval puts the two uncertainties together (method 10)."),
            formulas=(
                f"d = p₂ − p₁ = {_points(points.estimate)}",
                f"d − √((p₂ − l₂)² + (u₁ − p₁)²) = {_points(points.low)}",
                f"d + √((u₂ − p₂)² + (p₁ − l₁)²) = {_points(points.high)}",
            ),
        ),
        Step(
            title=_("The later period against the earlier"),
            words=_(
                "The same limits put together for the ratio (Donner and Zou, MOVER-R). They cover"
                " no change exactly when the difference does."
            ),
            formulas=(
                ratio_line(
                    "k = p₂ / p₁",
                    f"{format_percent(shares[1], 1)} / {format_percent(shares[0], 1)}",
                    change.ratio.estimate,
                ),
                _interval_line(change.ratio),
            ),
        ),
    )


def _weighted(side: tuple[object, ...]) -> str:
    return "Σ p·n / Σ n" if len(side) > 1 else "p·n / n"


def _points(share: float) -> str:
    return _("%(number)s percentage points", number=decimal(share * 100, 1))


def too_few_words() -> str:
    """Say why a change of few events gets no percentage."""
    return _(
        "Fewer than %(least)s events in one of the periods are too few for a percentage: chance"
        " alone moves such numbers much.",
        least=FEWEST_EVENTS,
    )
