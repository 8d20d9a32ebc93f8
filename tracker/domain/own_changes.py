"""What an area's own numbers say by themselves about a change."""

from dataclasses import dataclass

from tracker.domain.indicators import IndicatorSeries
from tracker.domain.intervals import Interval, Spread, p_value_of, widen
from tracker.domain.period_samples import (
    Method,
    Parts,
    Sample,
    Years,
    earlier_years,
    method_for,
    own_spread,
    pool,
    ratio_of,
    spread_groups,
)
from tracker.domain.terms import Finding
from tracker.domain.verdict_rules import (
    SHORTEST_BASELINE,
    Caution,
    has_enough_events,
    is_overdispersed,
    is_peak,
    is_spread_unknown,
    judge,
    widening_for,
)


@dataclass(frozen=True, kw_only=True)
class OwnChange:
    """What the own area's numbers say by themselves."""

    method: Method
    sample: Sample
    finding: Finding
    cautions: frozenset[Caution] = frozenset()
    ratio: Interval | None = None
    p_value: float | None = None
    spread: Spread | None = None
    widening: float = 1.0


def judge_own(
    series: IndicatorSeries, parts: Parts, method: Method, confidence: float, *, is_broken: bool
) -> OwnChange:
    """Judge the own change, or say why it cannot be judged."""
    sample = pool(method, [parts])

    def unjudged(finding: Finding, *cautions: Caution) -> OwnChange:
        return OwnChange(
            method=method, sample=sample, finding=finding, cautions=frozenset(cautions)
        )

    if not all(parts):
        return unjudged(Finding.NO_DATA)
    if method is Method.NONE:
        return unjudged(Finding.CANNOT_BE_ASSESSED, Caution.NO_INTERVAL)
    if is_broken:
        return unjudged(Finding.CANNOT_BE_ASSESSED)
    is_counted = method is Method.RATE_RATIO
    missing = [Caution.NO_POPULATION] if is_counted and not sample.has_population else []
    if not has_enough_events(sample.events):
        return unjudged(Finding.TOO_FEW, *missing)
    earlier = earlier_years(series, parts)
    spread = None
    if is_counted:
        spread = own_spread(spread_groups(parts, earlier), has_population=sample.has_population)

    def ratio_at(level: float) -> Interval:
        return widen(ratio_of(method, sample, level), widening_for(spread, level))

    ratio = ratio_at(confidence)
    said = {
        Caution.OVERDISPERSED: is_overdispersed(spread),
        Caution.FEW_YEARS: is_counted and is_spread_unknown(spread),
        Caution.PEAK_BASELINE: _is_peak(series, earlier, parts, ratio, spread, confidence),
    }
    return OwnChange(
        method=method,
        sample=sample,
        finding=judge(ratio),
        cautions=frozenset([*missing, *(caution for caution, holds in said.items() if holds)]),
        ratio=ratio,
        p_value=p_value_of(ratio_at),
        spread=spread,
        widening=widening_for(spread, confidence),
    )


def _is_peak(
    series: IndicatorSeries,
    earlier: Years,
    parts: Parts,
    ratio: Interval,
    spread: Spread | None,
    confidence: float,
) -> bool:
    """Tell whether the first period was out of the ordinary and the change leads back."""
    method = method_for(series, (earlier, parts[0]))
    sample = pool(method, [(earlier, parts[0])])
    if len(earlier) < SHORTEST_BASELINE or method is Method.NONE:
        return False
    if not has_enough_events(sample.events):
        return False
    raised = widen(ratio_of(method, sample, confidence), widening_for(spread, confidence))
    return is_peak(raised, ratio)
