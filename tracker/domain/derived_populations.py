"""How many lived in a place, worked out from a source's own counts and rates.

A source that gives both "4 310" and "9 833 per 100 000" has said its population too, though only
within the rate's rounding. Each crime type narrows it: the true number lies in every interval.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from tracker.domain.found_data import FoundSeries, FoundValue

#: The widest interval, in relation to its middle, that still says one number.
WIDEST = 0.005
#: This many times another number of inhabitants is another group of them. A year changes less.
OTHER_GROUP = 1.25

#: "per 100 000", "/1000", "per 10.000": the separator may be any space or a point.
_PER = re.compile(r"(?:/|\bper)\s*(1(?:0{0,2}[\s.]000|0{3,6}))(?!\d)", re.IGNORECASE)

#: A place as written, and the period.
Spot = tuple[str, date, date]


@dataclass(frozen=True)
class _Within:
    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    @property
    def is_narrow(self) -> bool:
        return self.high - self.low <= WIDEST * self.middle

    def overlap(self, other: "_Within") -> "_Within | None":
        low, high = max(self.low, other.low), min(self.high, other.high)
        return _Within(low, high) if low <= high else None


def per_inhabitants(unit: str) -> int | None:
    """Return how many inhabitants a rate is for: 100000 for "Antal per 100 000 inv"."""
    found = _PER.search(unit)
    return int(re.sub(r"\D", "", found[1])) if found else None


def derive_populations(every: Sequence[FoundSeries]) -> Mapping[tuple[str, Spot], int]:
    """Return {(series' name, place and period): population} where counts and rates agree on one.

    Series that count among part of the population, such as violence against women, contradict
    the others. They are judged by themselves, and mostly say too little. Where nothing was counted
    a series says nothing itself: it gets what the others say, if it agrees with them elsewhere.
    """
    widths: dict[Spot, dict[str, _Within]] = defaultdict(dict)
    for name, spot, within in _intervals(every):
        widths[spot][name] = within
    apart = _apart(widths)
    together = {spot: _together(named, apart) for spot, named in widths.items()}
    found = {
        (name, spot): within if name in apart else together[spot] or within
        for spot, named in widths.items()
        for name, within in named.items()
    }
    agreeing = {name for named in widths.values() for name in named} - apart
    for name, spot in _nothing_counted(every):
        said = together.get(spot)
        if said and name in agreeing:
            found.setdefault((name, spot), said)
    return {key: round(within.middle) for key, within in found.items() if within.is_narrow}


def counts_part(series: FoundSeries, everybody: Mapping[Spot, int]) -> bool:
    """Tell whether a series' rates are for some of the inhabitants, such as women, and not for all.

    Args:
        series: counts with their rates.
        everybody: {place as written and period: all who lived there}.
    """
    per = per_inhabitants(series.unit)
    ratios = [
        everybody[_spot(one)] * one.value / (one.count * per)
        for one in series.values
        if per and one.count and one.value and _spot(one) in everybody
    ]
    return bool(ratios) and not 1 / OTHER_GROUP <= median(ratios) <= OTHER_GROUP


def _apart(widths: Mapping[Spot, Mapping[str, _Within]]) -> set[str]:
    """Return the series that somewhere contradict the one that says most."""
    found = set()
    for named in widths.values():
        anchor = min(named.values(), key=lambda one: (one.high - one.low) / one.middle)
        found |= {name for name, within in named.items() if within.overlap(anchor) is None}
    return found


def _together(named: Mapping[str, _Within], apart: set[str]) -> _Within | None:
    """Return what the series of a place and period say together."""
    together: _Within | None = None
    for name, within in named.items():
        if name not in apart:
            together = within if together is None else together.overlap(within) or together
    return together


def _nothing_counted(every: Sequence[FoundSeries]) -> Iterator[tuple[str, Spot]]:
    for series in every:
        if per_inhabitants(series.unit):
            yield from ((series.name, _spot(one)) for one in series.values if one.count == 0)


def _intervals(every: Sequence[FoundSeries]) -> Iterator[tuple[str, Spot, _Within]]:
    by_name: dict[str, list[FoundSeries]] = defaultdict(list)
    for series in every:
        by_name[series.name].append(series)
    for name, same in by_name.items():
        counts = {_spot(one): one.count for series in same for one in series.values if one.count}
        for series in same:
            per = per_inhabitants(series.unit)
            rates = [one for one in series.values if one.value]
            if per is None or not rates:
                continue
            half = _half_a_step(rates)
            for one in rates:
                count = counts.get(_spot(one))
                if count and one.value and one.value > half:
                    yield (
                        name,
                        _spot(one),
                        _Within(count * per / (one.value + half), count * per / (one.value - half)),
                    )


def _spot(one: FoundValue) -> Spot:
    return one.place, one.starts_on, one.ends_on


def _half_a_step(rates: Sequence[FoundValue]) -> float:
    """Return half of what the rates are rounded to."""
    decimals = max(_decimals(one.value) for one in rates if one.value is not None)
    return 0.5 * 10.0**-decimals


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
