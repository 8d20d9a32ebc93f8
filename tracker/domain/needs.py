"""Needs: where a problem stands in harm and frequency, and how it moved since the last review.

A placement supports the council's discussion and never ranks the problems.
"""

from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.intervals import rate_ratio
from tracker.domain.terms import Decision

#: From here on, events per 10 000 inhabitants and year, a problem is called common: the middle
#: of the matrix's logarithmic axis from 1 to 200.
COMMON_FROM = 14.0
#: From here on, on the scale 0–100, a problem is called harmful.
HARMFUL_FROM = 50.0
#: Harm is the group's estimate: a smaller step than this is called unchanged.
SMALLEST_HARM_STEP = 3.0
#: With fewer events the place in the matrix is marked as uncertain.
FEWEST_EVENTS = 10


class Quadrant(StrEnum):
    """The four fields of the matrix."""

    PRIORITISE = "prioritise"  # common and harmful
    BE_PREPARED = "be_prepared"  # uncommon but harmful
    REDUCE = "reduce"  # common, less harmful
    WATCH = "watch"  # uncommon, less harmful


class Shift(StrEnum):
    """How one of a problem's two measures moved."""

    LESS = "less"
    UNCHANGED = "unchanged"
    MORE = "more"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Need:
    """One problem as placed by a review.

    `events` is the number over the review's years, `per_10_000` the same per 10 000 inhabitants
    and year, None when the population is missing. `harm` is 0–100 per event. `affected` is the
    number of people. `previous` is (per_10_000, harm) in the review before, None when it was not
    there.
    """

    number: int
    name: str
    area_number: int
    events: int
    population: float | None
    per_10_000: float | None
    harm: float | None
    affected: int | None
    previous: tuple[float, float] | None = None
    is_uncertain: bool = False
    decision: Decision | None = None
    reason: str = ""

    @property
    def uncertain(self) -> bool:
        """Tell whether someone, or the few events, call the place uncertain."""
        return self.is_uncertain or self.events < FEWEST_EVENTS

    @property
    def place(self) -> tuple[float, float] | None:
        """Return (per 10 000, harm), or None when either is unknown or there was no event."""
        if not self.per_10_000 or self.per_10_000 < 0 or self.harm is None:
            return None
        return self.per_10_000, self.harm


def frequency(events: int, population: float | None, years: int) -> float | None:
    """Return events per 10 000 inhabitants and year; None when the population is missing."""
    if not population or years < 1:
        return None
    return events * 10_000 / (population * years)


def quadrant(need: Need) -> Quadrant | None:
    """Return the field a need stands in, None when it cannot be placed. Limits belong above."""
    if need.place is None:
        return None
    per_10_000, harm = need.place
    if harm >= HARMFUL_FROM:
        return Quadrant.PRIORITISE if per_10_000 >= COMMON_FROM else Quadrant.BE_PREPARED
    return Quadrant.REDUCE if per_10_000 >= COMMON_FROM else Quadrant.WATCH


def frequency_shift(need: Need) -> Shift:
    """Tell whether the problem became more or less common than chance explains.

    The earlier number of events is worked out from its frequency over the same exposure
    (events / per_10_000), and the two are compared by the exact rate ratio: inside the interval
    is unchanged. Unknown for an uncertain need and for one without an earlier place.
    """
    if need.uncertain or need.previous is None or not need.per_10_000:
        return Shift.UNKNOWN
    exposure = need.events / need.per_10_000
    ratio = rate_ratio(round(need.previous[0] * exposure), exposure, need.events, exposure)
    if ratio.covers(1):
        return Shift.UNCHANGED
    return Shift.LESS if ratio.high < 1 else Shift.MORE


def harm_shift(need: Need) -> Shift:
    """Tell whether the group calls the problem more or less harmful than last time."""
    if need.uncertain or need.previous is None or need.harm is None:
        return Shift.UNKNOWN
    step = need.harm - need.previous[1]
    if abs(step) < SMALLEST_HARM_STEP:
        return Shift.UNCHANGED
    return Shift.MORE if step > 0 else Shift.LESS
