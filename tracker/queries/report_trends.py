"""How the goals' key indicators changed, as the yearly report tells it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from tracker.domain.effects import Change, compare_all
from tracker.domain.indicators import Period
from tracker.domain.report_words import join_words
from tracker.domain.review_process import propose_baseline
from tracker.domain.several_years import REVIEW_EVERY
from tracker.models import Council, Review
from tracker.queries.indicators import IndicatorRow
from tracker.queries.reviews import shown_content
from tracker.text import _, format_date, ngettext


@dataclass(frozen=True)
class Trends:
    """How each goal's first key indicator changed, and from where that is known."""

    #: The last measured year of most indicators; None when nothing is measured.
    latest: int | None = None
    #: The years compared, the earlier ones first; None when nothing is measured.
    periods: tuple[Period, Period] | None = None
    #: {goal: the change}.
    changes: Mapping[int, Change] = field(default_factory=dict)
    #: Whether there is a review whose last year is the latest.
    is_reviewed: bool = False
    #: When that review was adopted; None while it is a draft.
    adopted_on: date | None = None
    #: The codes of the goals whose indicator that review does not have.
    beside_review: tuple[str, ...] = ()


def load_trends(session: Session, council: Council, indicators: Sequence[IndicatorRow]) -> Trends:
    """Return how the goals' indicators changed, as the review up to the latest year says.

    Two papers of one year may not say different things, so the review's years and adjustment are
    used, and what has been adopted stands, whatever was revised since. Without such a review the
    years are those that one would be proposed to compare.
    """
    latest = _latest_year(indicators)
    if latest is None:
        return Trends()
    review = _find_review(session, council.id, latest)
    content = shown_content(session, council=council, review=review) if review else None
    before, after = (content.before, content.now) if content else proposed_periods(latest)
    said = {one.id: one.change for one in content.indicators} if content else {}
    shown = one_a_goal(indicators)
    beside = [row for row in shown.values() if row.id not in said]
    if beside:
        # All of them: how many are judged together decides what the adjustment takes back.
        worked_out = compare_all(
            [row.series for row in indicators],
            before=before,
            after=after,
            is_adjusted=content.is_adjusted if content else False,
        )
        said = {row.id: one for row, one in zip(indicators, worked_out, strict=True)} | said
    return Trends(
        latest=latest,
        periods=(before, after),
        changes={goal_id: said[row.id] for goal_id, row in shown.items()},
        is_reviewed=content is not None,
        adopted_on=content.adopted_on if content else None,
        beside_review=tuple(row.series.goal_code for row in beside) if content else (),
    )


def one_a_goal(indicators: Iterable[IndicatorRow]) -> dict[int, IndicatorRow]:
    """Return {goal: the indicator that speaks for it}."""
    shown: dict[int, IndicatorRow] = {}
    for row in indicators:
        shown.setdefault(row.goal_id, row)  # key indicators come first
    return shown


def proposed_periods(latest: int) -> tuple[Period, Period]:
    """Return the years that a review of the latest years would be proposed to compare."""
    now = Period(latest - REVIEW_EVERY + 1, latest)
    return propose_baseline(now), now


def origin_notes(trends: Trends) -> tuple[str, ...]:
    """Say which indicators the trends come from, and which review."""
    if trends.periods is None:
        return ()
    spoken_for = _("The trend and the outcome come from each goal's first key indicator.")
    if not trends.is_reviewed or len(trends.beside_review) == len(trends.changes):
        return (spoken_for,)
    years = trends.periods[1]
    return (spoken_for, _review_note(trends, years), *_beside_note(trends.beside_review))


def _review_note(trends: Trends, years: Period) -> str:
    if trends.adopted_on is None:
        return _(
            "The trend is that of the effect-and-needs review of %(years)s, which is a draft.",
            years=years,
        )
    return _(
        "The trend is that of the effect-and-needs review adopted %(day)s.",
        day=format_date(trends.adopted_on),
    )


def _beside_note(codes: Sequence[str]) -> list[str]:
    if not codes:
        return []
    return [
        ngettext(
            "The indicator of goal %(codes)s is not in the review. Its trend is worked out for the"
            " same years from the values of today.",
            "The indicators of goals %(codes)s are not in the review. Their trends are worked out"
            " for the same years from the values of today.",
            len(codes),
            codes=join_words(codes),
        )
    ]


def _find_review(session: Session, council_id: int, last_year: int) -> Review | None:
    """Return the review of years that end with this one: what is adopted before a draft."""
    return session.exec(
        select(Review)
        .where(Review.council_id == council_id, Review.last_year == last_year)
        .order_by(
            col(Review.adopted_on).is_(None), col(Review.adopted_on).desc(), col(Review.id).desc()
        )
    ).first()


def _latest_year(indicators: Sequence[IndicatorRow]) -> int | None:
    """Return the last measured year of most indicators; of two as common, the later."""
    last_years = Counter(
        one.series.observations[-1].year for one in indicators if one.series.observations
    )
    return max(last_years, key=lambda year: (last_years[year], year), default=None)
