"""An indicator: its outcome against target and baseline, and all its values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import abort, render_template

from tracker.domain.indicators import (
    IndicatorSeries,
    InterventionPeriod,
    Observation,
    Period,
    displayed_value,
    format_target,
    format_value,
)
from tracker.domain.periods import period_words
from tracker.domain.programmes import GoalRef
from tracker.domain.targets import (
    Baseline,
    Standing,
    against_target_words,
    compare_with_target,
    find_baseline,
    interval_words,
    latest_seen,
)
from tracker.domain.terms import InterventionState
from tracker.drawing.chart_words import target_words
from tracker.forms.programmes import DIRECTION_WORDS, INDICATOR_KIND_WORDS
from tracker.models import Indicator, Programme
from tracker.queries import indicators
from tracker.queries import programmes as queries
from tracker.queries.yearly_values import Measured, MeasuredColumns, is_whole_year, yearly_values
from tracker.text import gettext
from tracker.views.figures import Chart
from tracker.views.import_pages import revisions
from tracker.views.review_charts import series_chart
from tracker.views.web import council, db, today

#: Counts are compared with others' as events per so many inhabitants.
PER_INHABITANTS = 10_000


@dataclass(frozen=True)
class AgainstWords:
    """How a value stands to the target, in words and with the state that decides its mark."""

    words: str
    standing: Standing


@dataclass(frozen=True)
class Outcome:
    """An indicator's latest value and target, ready to be read."""

    value: str
    period: str
    target: str
    against: AgainstWords | None
    is_preliminary: bool
    is_series_break: bool


@dataclass(frozen=True)
class ValueRow:
    """One value, ready to be read."""

    #: The measurement; None for a year that is the sum of several.
    id: int | None
    municipality: str
    period: str
    value: str
    interval: str
    population: int | None
    per_inhabitants: float | None
    sample_size: int | None
    against: AgainstWords | None
    is_preliminary: bool
    is_series_break: bool
    source: str
    #: How many values it is the sum of.
    added_up: int = 0


@dataclass(frozen=True)
class TargetRow:
    """Target against actual: where it began, where it is, where it is to be."""

    baseline: Baseline | None
    baseline_value: str
    latest_period: str
    latest_value: str
    latest_interval: str
    is_preliminary: bool
    target: str
    against: AgainstWords | None


def show(indicator_id: int) -> str:
    """Show an indicator with all its values."""
    found = queries.find_indicator(db(), council_id=council().id, indicator_id=indicator_id)
    goal = (
        queries.find_goal(db(), council_id=council().id, goal_id=found.goal_id) if found else None
    )
    if found is None or goal is None:
        abort(404)
    measured = indicators.list_measurements(
        db(), council_id=council().id, indicator_id=indicator_id
    )
    yearly = yearly_values(found.kind, measured)
    series = indicators.series_of(found, goal, yearly)
    own = [one for one in measured if not one.municipality]
    shown, parts = _with_parts(own, [one for one in yearly if not one.municipality])
    others = [one for one in measured if one.municipality]
    return render_template(
        "indicators/show.html",
        indicator=found,
        goal=goal,
        chart=_chart(series, goal),
        target=target_words(series) if found.target is not None else "",
        outcome=_outcome(found, series),
        own=[_row(series, one) for one in shown],
        parts=[_row(series, one) for one in parts],
        others=[_row(series, one) for one in others],
        next_year=measured[0].ends_on.year + 1 if measured else today().year - 1,
        revisions=revisions(found),
        direction_words={key.value: gettext(word) for key, word in DIRECTION_WORDS.items()},
        kind_words={key.value: gettext(word) for key, word in INDICATOR_KIND_WORDS.items()},
    )


def latest_outcomes(
    programme: Programme, areas: Sequence[queries.AreaBranch]
) -> dict[int, Outcome]:
    """Return {indicator id: latest value and target} for a programme."""
    latest = indicators.list_latest_measurements(
        db(), council_id=council().id, programme_id=programme.id
    )
    return {
        found.id: _latest_outcome(found, branch.ref, latest.get(found.id))
        for area in areas
        for branch in area.goals
        for found in branch.indicators
    }


def _latest_outcome(found: Indicator, goal: GoalRef, latest: Measured | None) -> Outcome:
    series = indicators.series_of(found, goal, [latest] if latest else [])
    seen = series.observations[0] if latest else None
    is_year = latest is not None and is_whole_year(latest)
    return Outcome(
        value=format_value(series, displayed_value(series, seen) if seen else None),
        period=period_words(latest.starts_on, latest.ends_on) if latest else "",
        target=target_words(series) if found.target is not None else "",
        against=_against(series, seen) if seen and is_year else None,
        is_preliminary=bool(latest and latest.is_preliminary),
        is_series_break=bool(latest and latest.is_series_break),
    )


def _with_parts(
    measured: Sequence[Measured], yearly: Sequence[Measured]
) -> tuple[list[Measured], list[Measured]]:
    """Return what stands in the table and what stands behind it, the latest first.

    Parts of a year that has a value of its own, or was added up from them, stand behind.
    """
    years = {one.ends_on.year for one in yearly}
    parts = [one for one in measured if not is_whole_year(one)]
    loose = [one for one in parts if one.ends_on.year not in years]
    behind = [one for one in parts if one.ends_on.year in years]
    return _latest_first([*yearly, *loose]), _latest_first(behind)


def _latest_first(measured: Iterable[Measured]) -> list[Measured]:
    return sorted(measured, key=lambda one: (one.ends_on, one.starts_on), reverse=True)


def _outcome(found: Indicator, series: IndicatorSeries) -> TargetRow | None:
    """Return the target against the actual; None when there is neither target nor baseline."""
    first, last = found.baseline_first_year, found.baseline_last_year
    baseline = find_baseline(series, Period(first, last) if first and last else None)
    if series.target is None and baseline is None:
        return None
    latest = latest_seen(series)
    return TargetRow(
        baseline=baseline,
        baseline_value=format_value(series, baseline.value) if baseline else "",
        latest_period=str(latest.year) if latest else "",
        latest_value=format_value(series, displayed_value(series, latest)) if latest else "",
        latest_interval=interval_words(series, latest) if latest else "",
        is_preliminary=bool(latest and latest.preliminary),
        target=format_target(series) if series.target is not None else "",
        against=_against(series, latest) if latest else None,
    )


def _row(series: IndicatorSeries, one: Measured) -> ValueRow:
    seen = indicators.observation_of(one)
    return ValueRow(
        id=one.id,
        municipality=one.municipality,
        period=period_words(one.starts_on, one.ends_on),
        value=format_value(series, displayed_value(series, seen)),
        interval=interval_words(series, seen),
        population=one.population,
        per_inhabitants=_per_inhabitants(one),
        sample_size=one.sample_size,
        against=_against(series, seen) if is_whole_year(one) and not one.municipality else None,
        is_preliminary=one.is_preliminary,
        is_series_break=one.is_series_break,
        source=one.source,
        added_up=one.added_up if isinstance(one, MeasuredColumns) else 0,
    )


def _per_inhabitants(one: Measured) -> float | None:
    if one.count is None or not one.population:
        return None
    return one.count / one.population * PER_INHABITANTS


def _against(series: IndicatorSeries, seen: Observation) -> AgainstWords | None:
    found = compare_with_target(series, seen)
    return AgainstWords(against_target_words(series, found), found.standing) if found else None


def _chart(series: IndicatorSeries, goal: GoalRef) -> Chart | None:
    """Draw the years with the goal's interventions; None when nothing is measured."""
    if not series.observations:
        return None
    interventions = queries.list_interventions_of_goal(
        db(), council_id=council().id, goal_id=goal.id
    )
    return series_chart(
        "series",
        series,
        tuple(
            InterventionPeriod(title=one.title, started_on=one.starts_on, ended_on=one.ends_on)
            for one in interventions
            if one.starts_on and one.state is not InterventionState.NOT_STARTED
        ),
    )
