"""The programme: its areas, goals, indicators and interventions, and what the Act asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from tracker.domain import law
from tracker.domain.indicators import (
    IndicatorSeries,
    InterventionPeriod,
    displayed_value,
    format_value,
)
from tracker.domain.programmes import GoalRef
from tracker.domain.terms import InterventionState
from tracker.drawing.chart_words import target_words
from tracker.forms.programmes import (
    DIRECTION_WORDS,
    FULFILMENT_WORDS,
    INDICATOR_KIND_WORDS,
    INTERVENTION_STATE_WORDS,
)
from tracker.models import Indicator, Measurement, Programme
from tracker.queries import councils, indicators, people
from tracker.queries import law as law_queries
from tracker.queries import programmes as queries
from tracker.queries.reviews import list_reviews, years_of
from tracker.text import EN_DASH, format_date, gettext
from tracker.views.figures import Chart
from tracker.views.review_charts import series_chart
from tracker.views.web import council, db, query_number, today

blueprint = Blueprint("programmes", __name__, url_prefix="/<slug>/programme")

#: Counts are compared with others' as events per so many inhabitants.
PER_INHABITANTS = 10_000


@dataclass(frozen=True)
class Outcome:
    """An indicator's latest value and target, ready to be read."""

    value: str
    period: str
    target: str
    is_preliminary: bool
    is_series_break: bool


@dataclass(frozen=True)
class ValueRow:
    """One measurement, ready to be read."""

    id: int
    municipality: str
    period: str
    value: str
    population: int | None
    per_inhabitants: float | None
    sample_size: int | None
    is_preliminary: bool
    is_series_break: bool
    source: str


@blueprint.get("/")
def show() -> str:
    """Show a programme with a year's fulfilment, and the statutory documents."""
    council_id = council().id
    every = queries.list_programmes(db(), council_id=council_id)
    programme = _chosen(every)
    year = _year(programme) if programme else today().year
    areas = (
        queries.load_tree(db(), council_id=council_id, programme_id=programme.id, year=year)
        if programme
        else []
    )
    records = law_queries.load_records(db(), council_id=council_id)
    return render_template(
        "programmes/show.html",
        programme=programme,
        programmes=every,
        year=year,
        years=_years(programme) if programme else range(0),
        areas=areas,
        outcomes=_outcomes(programme, areas) if programme else {},
        unlinked=queries.list_unlinked_interventions(db(), council_id=council_id),
        organisations={
            found.id: found.short_name or found.name
            for found in councils.list_organisations(db(), council_id=council_id)
        },
        records=records,
        reviews={one.id: years_of(one) for one in list_reviews(db(), council_id=council_id)},
        duties=law.duties(
            law_queries.load_facts(db(), council_id=council_id, today=today(), records=records),
            today(),
            interval_months=council().update_interval_months,
        ),
        act=law.ACT,
        **_words(),
    )


@blueprint.get("/indicators/<int:indicator_id>")
def indicator(indicator_id: int) -> str:
    """Show an indicator with all its values."""
    found = queries.find_indicator(db(), council_id=council().id, indicator_id=indicator_id)
    if found is None:
        abort(404)
    goal = _goal(found)
    measurements = indicators.list_measurements(
        db(), council_id=council().id, indicator_id=indicator_id
    )
    series = indicators.series_of(found, goal, measurements)
    whole_years = [row for row in measurements if indicators.is_whole_year(row)]
    rows = [_value_row(series, row) for row in measurements]
    return render_template(
        "programmes/indicator.html",
        indicator=found,
        goal=goal,
        chart=_chart(indicators.series_of(found, goal, whole_years), goal),
        target=target_words(series) if found.target is not None else "",
        own=[row for row in rows if not row.municipality],
        others=[row for row in rows if row.municipality],
        next_year=measurements[0].ends_on.year + 1 if measurements else today().year - 1,
        **_words(),
    )


@blueprint.get("/interventions/<int:intervention_id>")
def intervention(intervention_id: int) -> str:
    """Show an intervention with its follow-up, the last years side by side."""
    council_id = council().id
    found = queries.find_intervention(db(), council_id=council_id, intervention_id=intervention_id)
    if found is None:
        abort(404)
    follow_ups = queries.list_follow_ups(
        db(), council_id=council_id, intervention_id=intervention_id
    )
    organisations = councils.list_organisations(db(), council_id=council_id)
    responsible = (
        people.find_person(db(), person_id=found.responsible_id) if found.responsible_id else None
    )
    return render_template(
        "programmes/intervention.html",
        intervention=found,
        responsible=responsible,
        organisation=next(
            (one.name for one in organisations if one.id == found.organisation_id), ""
        ),
        goals=queries.list_intervention_goals(
            db(), council_id=council_id, intervention_id=intervention_id
        ),
        follow_ups=follow_ups,
        year=today().year,
        lacks_this_year=all(one.year != today().year for one in follow_ups),
        **_words(),
    )


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


def _words() -> dict[str, dict[str, str]]:
    """Return the enumerations' words in the reader's language."""
    return {
        "direction_words": {key.value: gettext(word) for key, word in DIRECTION_WORDS.items()},
        "kind_words": {key.value: gettext(word) for key, word in INDICATOR_KIND_WORDS.items()},
        "state_words": {key.value: gettext(word) for key, word in INTERVENTION_STATE_WORDS.items()},
        "fulfilment_words": {key.value: gettext(word) for key, word in FULFILMENT_WORDS.items()},
    }


def _chosen(every: Sequence[Programme]) -> Programme | None:
    """Return the programme that the address names, or else the one that holds today."""
    wanted = query_number("programme")
    if "programme" not in request.args:
        found = queries.find_programme(db(), council_id=council().id, year=today().year)
        return found or (every[-1] if every else None)
    named = next((one for one in every if one.id == wanted), None)
    if named is None:
        abort(404)
    return named


def _years(programme: Programme) -> range:
    """Return the programme's years that have begun, or its first."""
    last = min(programme.last_year, max(programme.first_year, today().year))
    return range(programme.first_year, last + 1)


def _year(programme: Programme) -> int:
    years = _years(programme)
    wanted = query_number("year")
    return wanted if wanted is not None and wanted in years else years[-1]


def _outcomes(programme: Programme, areas: Sequence[queries.AreaBranch]) -> dict[int, Outcome]:
    """Return {indicator id: latest value and target}."""
    latest = indicators.list_latest_measurements(
        db(), council_id=council().id, programme_id=programme.id
    )
    return {
        found.id: _outcome(found, branch.ref, latest.get(found.id))
        for area in areas
        for branch in area.goals
        for found in branch.indicators
    }


def _outcome(found: Indicator, goal: GoalRef, latest: Measurement | None) -> Outcome:
    series = indicators.series_of(found, goal, [latest] if latest else [])
    value = displayed_value(series, series.observations[0]) if latest else None
    return Outcome(
        value=format_value(series, value),
        period=_period(latest) if latest else "",
        target=target_words(series) if found.target is not None else "",
        is_preliminary=bool(latest and latest.is_preliminary),
        is_series_break=bool(latest and latest.is_series_break),
    )


def _value_row(series: IndicatorSeries, row: Measurement) -> ValueRow:
    value = row.value if row.value is not None else row.count
    per_inhabitants = None
    if row.count is not None and row.population:
        per_inhabitants = row.count / row.population * PER_INHABITANTS
    return ValueRow(
        id=row.id,
        municipality=row.municipality,
        period=_period(row),
        value=format_value(series, value),
        population=row.population,
        per_inhabitants=per_inhabitants,
        sample_size=row.sample_size,
        is_preliminary=row.is_preliminary,
        is_series_break=row.is_series_break,
        source=row.source,
    )


def _period(row: Measurement) -> str:
    """Write a measurement's period: 2025, 2017–2018, or its days when it is no whole years."""
    first, last = row.starts_on, row.ends_on
    is_whole_years = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    if not is_whole_years:
        return f"{format_date(first)}{EN_DASH}{format_date(last)}"
    return str(last.year) if first.year == last.year else f"{first.year}{EN_DASH}{last.year}"


def _goal(found: Indicator) -> GoalRef:
    goal = queries.find_goal(db(), council_id=council().id, goal_id=found.goal_id)
    if goal is None:
        abort(404)
    return goal
