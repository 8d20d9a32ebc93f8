"""Month by month: whether the level changed when the first intervention began."""

from collections.abc import Sequence
from datetime import date

from tracker.domain import time_series
from tracker.domain.indicators import MonthCount
from tracker.domain.review_content import ReviewedIndicator
from tracker.domain.time_series import Interruption
from tracker.domain.verdicts import percent_change
from tracker.domain.workings_parts import Section, Step, decimal, p_value
from tracker.text import _, format_date, format_signed


def months_section(indicator: ReviewedIndicator) -> Section | None:
    """Return whether the level changed when the first intervention began; None without months."""
    if not indicator.months:
        return None
    title = _("Month by month")
    if not indicator.interventions:
        return Section(
            id="months",
            title=title,
            intro=_("No intervention under the goal has begun, so there is no break to look for."),
        )
    began = min(one.started_on for one in indicator.interventions)
    found = time_series.interrupted(indicator.months, began=began)
    if found is None:
        return Section(id="months", title=title, intro=_too_few_months(indicator.months, began))
    return Section(
        id="months",
        title=title,
        intro=_level_sentence(found),
        steps=(
            Step(
                title=_("Interrupted time series"),
                words=_series_words(found),
                formulas=_series_formulas(found),
            ),
        ),
    )


def _too_few_months(months: Sequence[MonthCount], began: date) -> str:
    before = sum((one.year, one.month) < (began.year, began.month) for one in months)
    return _(
        "There are too few months to tell a break from chance and seasons: %(before)s before"
        " %(began)s, when the first intervention began, and %(after)s from then on.",
        before=before,
        after=len(months) - before,
        began=format_date(began),
    )


def _level_sentence(found: Interruption) -> str:
    values = {"began": format_date(found.began), "change": percent_change(found.level.estimate)}
    if found.level.covers(1):
        return _(
            "From %(began)s, when the first intervention began, the level differs by %(change)s"
            " from what the months before would give. Chance may be the whole explanation.",
            **values,
        )
    return _(
        "From %(began)s, when the first intervention began, the level differs by %(change)s from"
        " what the months before would give, which is more than chance explains. Other things may"
        " have begun at the same time.",
        **values,
    )


def _series_words(found: Interruption) -> str:
    offset = (
        _("per inhabitant")
        if found.has_population
        else _("in numbers, since population is missing")
    )
    return _(
        "A quasi-Poisson regression of the monthly counts, %(offset)s, with an even trend, the"
        " seasons as %(harmonics)s pairs of waves, and a step from the first intervention"
        " (Lopez Bernal, Cummins and Gasparrini 2017). It assumes that the trend would have gone on"
        " as before.",
        offset=offset,
        harmonics=found.harmonics,
    )


def _series_formulas(found: Interruption) -> tuple[str, ...]:
    level, trend = found.level, found.trend
    return (
        _(
            "Months: %(before)s before, %(after)s after",
            before=found.months_before,
            after=found.months_after,
        ),
        _(
            "Step: ratio %(ratio)s, %(low)s to %(high)s (%(chance)s)",
            ratio=decimal(level.estimate),
            low=decimal(level.low),
            high=decimal(level.high),
            chance=p_value(found.level_p_value),
        ),
        _(
            "Trend per month: ratio %(ratio)s, %(low)s to %(high)s",
            ratio=decimal(trend.estimate, 4),
            low=decimal(trend.low, 4),
            high=decimal(trend.high, 4),
        ),
        _(
            "Spread φ = %(spread)s, correlation with the month before %(correlation)s",
            spread=decimal(found.dispersion, 2),
            correlation=format_signed(found.autocorrelation, 2),
        ),
    )
