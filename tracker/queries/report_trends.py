"""How the goals' key indicators changed, as the yearly report tells it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from tracker.domain.effects import Change, compare
from tracker.domain.indicators import Period
from tracker.queries.indicators import IndicatorRow
from tracker.queries.reviews import find_adopted_content

#: The trend compares the latest two measured years with the two before.
TREND_YEARS = 2


@dataclass(frozen=True)
class Trends:
    """How each goal's first key indicator changed."""

    #: The last measured year of most indicators; None when nothing is measured.
    latest: int | None = None
    #: {goal: the change}.
    changes: Mapping[int, Change] = field(default_factory=dict)
    #: When the review was adopted that they are taken from; None when they are worked out here.
    adopted_on: date | None = None


def load_trends(session: Session, council_id: int, indicators: Sequence[IndicatorRow]) -> Trends:
    """Return how the goals' indicators changed, as the review of the same years says.

    What the council has adopted stands, whatever was revised since: two papers of one year may
    not say different things. Without an adopted review it is worked out in the same way.
    """
    latest = _latest_year(indicators)
    if latest is None:
        return Trends()
    before, after = trend_periods(latest)
    adopted = find_adopted_content(session, council_id=council_id, before=before, now=after)
    said = {one.id: one.change for one in adopted.indicators} if adopted else {}
    shown = one_a_goal(indicators)
    return Trends(
        latest,
        {
            goal_id: said.get(row.id) or compare(row.series, before=before, after=after)
            for goal_id, row in shown.items()
        },
        adopted.adopted_on if adopted else None,
    )


def one_a_goal(indicators: Iterable[IndicatorRow]) -> dict[int, IndicatorRow]:
    """Return {goal: the indicator that speaks for it}."""
    shown: dict[int, IndicatorRow] = {}
    for row in indicators:
        shown.setdefault(row.goal_id, row)  # key indicators come first
    return shown


def trend_periods(latest: int) -> tuple[Period, Period]:
    """Return the years compared when values reach to the latest year."""
    middle = latest - TREND_YEARS
    return Period(middle - TREND_YEARS + 1, middle), Period(middle + 1, latest)


def _latest_year(indicators: Sequence[IndicatorRow]) -> int | None:
    """Return the last measured year of most indicators; of two as common, the later."""
    last_years = Counter(
        one.series.observations[-1].year for one in indicators if one.series.observations
    )
    return max(last_years, key=lambda year: (last_years[year], year), default=None)
