"""The yearly report: one model of everything that it says, from what is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from tracker.domain import law
from tracker.domain.effects import Change
from tracker.domain.indicators import (
    IndicatorSeries,
    all_years,
    displayed_value,
    format_value,
)
from tracker.domain.reports import (
    AreaResult,
    DecisionWanted,
    GoalResult,
    MeetingResult,
    ReportStatus,
    YearReport,
    trend_of,
)
from tracker.domain.terms import (
    IndicatorKind,
    MeetingKind,
    MeetingStatus,
)
from tracker.drawing.chart_words import target_words
from tracker.models import (
    Council,
    Measurement,
    YearWheel,
)
from tracker.models import YearReport as YearReportRow
from tracker.queries import law as law_queries
from tracker.queries import meetings as meeting_queries
from tracker.queries.indicators import IndicatorRow, load_indicators
from tracker.queries.programmes import find_programme, load_tree
from tracker.queries.report_parts import (
    load_decided_needs,
    load_follow_ups,
    load_interventions,
)
from tracker.queries.report_trends import Trends, load_trends, one_a_goal, origin_notes
from tracker.text import _, format_date


@dataclass(frozen=True)
class ReportLine:
    """A year in the list of reports."""

    year: int
    row: YearReportRow | None


@dataclass(frozen=True)
class KeyIndicators:
    """Each goal's first key indicator in the goals' order, and how it changed as the trend says."""

    rows: tuple[IndicatorRow, ...]
    changes: tuple[Change, ...]


# Rows ------------------------------------------------------------------------------------


def find_report(session: Session, *, council_id: int, year: int) -> YearReportRow | None:
    """Return what people have written in a year's report, if anything."""
    return session.exec(
        select(YearReportRow).where(
            YearReportRow.council_id == council_id, YearReportRow.year == year
        )
    ).first()


def list_reports(session: Session, *, council_id: int, today: date) -> list[ReportLine]:
    """Return the years that have a report or could have one, the latest first.

    A year can have a report when its wheel was begun and the year has begun too.
    """
    rows = {
        row.year: row
        for row in session.exec(select(YearReportRow).where(YearReportRow.council_id == council_id))
    }
    wheels = session.exec(
        select(YearWheel.year).where(
            YearWheel.council_id == council_id, YearWheel.year <= today.year
        )
    ).all()
    return [ReportLine(year, rows.get(year)) for year in sorted({*rows, *wheels}, reverse=True)]


# The whole report ------------------------------------------------------------------------


def load_report(session: Session, *, council: Council, year: int, today: date) -> YearReport:
    """Return everything that a year's report says, in the language of the reader.

    Args:
        session: an open session.
        council: the council.
        year: the calendar year reported on.
        today: the council's local day that duties are judged from.
    """
    row = find_report(session, council_id=council.id, year=year)
    programme = find_programme(session, council_id=council.id, year=year)
    indicators: tuple[IndicatorRow, ...] = ()
    meetings = _load_meetings(session, council, year)
    areas: tuple[AreaResult, ...] = ()
    trends = Trends()
    if programme:
        indicators = load_indicators(
            session, council_id=council.id, programme_id=programme.id, last_year=year
        )
        trends = load_trends(session, council, indicators)
        areas = _load_areas(
            session, council, programme.id, year, indicators, trends, meetings.goal_ids
        )
    period = _measured_period(session, council.id, trends.latest)
    judged_on = row.adopted_on if row and row.adopted_on else today
    interventions = load_interventions(session, council.id, areas, year, today)
    lessons, changes = load_follow_ups(session, council.id, year)
    return YearReport(
        year=year,
        council_name=council.name,
        municipality=council.municipality,
        generated_on=today,
        status=ReportStatus.ADOPTED if row and row.adopted_on else ReportStatus.DRAFT,
        registry_number=row.registry_number if row else "",
        recipient=_inside_sentence(council.report_recipient) or _("the executive board"),
        recipient_on=row.decision_on if row else None,
        council_decides_on=meetings.decides_on,
        adopted_on=row.adopted_on if row else None,
        period_starts_on=period[0] if period else None,
        period_ends_on=period[1] if period else None,
        trend_periods=trends.periods,
        summary=row.summary if row else "",
        areas=areas,
        meetings=meetings.results,
        interventions=interventions,
        lessons=lessons,
        changes=(*changes, *load_decided_needs(session, council.id, year)),
        decisions=read_decisions(row.proposed_decisions) if row else (),
        duties=law.duties(
            law_queries.load_facts(session, council_id=council.id, today=judged_on),
            judged_on,
            interval_months=council.update_interval_months,
        ),
        notes=_notes(indicators, trends, year=year, today=today, judged_on=judged_on),
        sources=tuple(dict.fromkeys(one.series.source for one in indicators if one.series.source)),
        is_invented=council.is_demo,
    )


def read_decisions(text: str) -> tuple[DecisionWanted, ...]:
    """Return the proposed decisions of a text: one a line, an explanation after a colon."""
    decisions = []
    for line in text.splitlines():
        title, _colon, more = line.strip().partition(": ")
        if title:
            decisions.append(DecisionWanted(title.removesuffix(":"), more.strip()))
    return tuple(decisions)


def load_key_indicators(session: Session, *, council: Council, year: int) -> KeyIndicators:
    """Return what a year's charts show: the indicators that the goals' trends come from."""
    programme = find_programme(session, council_id=council.id, year=year)
    if programme is None:
        return KeyIndicators((), ())
    indicators = load_indicators(
        session, council_id=council.id, programme_id=programme.id, last_year=year
    )
    trends = load_trends(session, council, indicators)
    return KeyIndicators(tuple(one_a_goal(indicators).values()), tuple(trends.changes.values()))


# Goals -----------------------------------------------------------------------------------


def _load_areas(
    session: Session,
    council: Council,
    programme_id: int,
    year: int,
    indicators: Sequence[IndicatorRow],
    trends: Trends,
    met_goal_ids: frozenset[int],
) -> tuple[AreaResult, ...]:
    """Return the areas with each goal's fulfilment, trend and outcome."""
    shown = one_a_goal(indicators)
    years = all_years(row.series for row in indicators)
    tree = load_tree(session, council_id=council.id, programme_id=programme_id, year=year)
    return tuple(
        AreaResult(
            number=branch.area.number,
            name=branch.area.name,
            goals=tuple(
                GoalResult(
                    code=goal.ref.code,
                    title=goal.ref.title,
                    area_number=branch.area.number,
                    fulfilment=goal.assessment.fulfilment if goal.assessment else None,
                    owner=goal.ref.owner,
                    has_meeting=goal.ref.id in met_goal_ids,
                    goal_id=goal.ref.id,
                    **_outcome(shown[goal.ref.id].series, years, trends, goal.ref.id)
                    if goal.ref.id in shown and trends.latest
                    else {},
                )
                for goal in branch.goals
            ),
        )
        for branch in tree
    )


def _outcome(
    series: IndicatorSeries, years: Sequence[int], trends: Trends, goal_id: int
) -> dict[str, Any]:
    """Return what an indicator says of its goal: trend, outcome, target and years."""
    values = {one.year: displayed_value(series, one) for one in series.observations}
    measured = [year for year, value in values.items() if value is not None]
    outcome = ""
    if measured:
        outcome = format_value(series, values[measured[-1]])
        if measured[-1] != trends.latest:
            outcome += f" ({measured[-1]})"
    target = target_words(series) if series.target is not None else ""
    return {
        "trend": trend_of(trends.changes[goal_id]),
        "change": trends.changes[goal_id],
        "outcome": outcome,
        "target": target[:1].lower() + target[1:],
        "series": tuple((year, _shown(series, values.get(year))) for year in years)
        if measured
        else (),
    }


def _shown(series: IndicatorSeries, value: float | None) -> float | None:
    """Return a figure as it is read: shares as per cent."""
    if value is None or series.kind is not IndicatorKind.SHARE:
        return value
    return round(value * 100, 4)


def _measured_period(
    session: Session, council_id: int, year: int | None
) -> tuple[date, date] | None:
    """Return the first and last day of the most common period of values that ends in a year."""
    if year is None:
        return None
    found = session.execute(
        sa.select(col(Measurement.starts_on), col(Measurement.ends_on), func.count())
        .where(
            col(Measurement.council_id) == council_id,
            col(Measurement.municipality) == "",
            col(Measurement.ends_on) >= date(year, 1, 1),
            col(Measurement.ends_on) <= date(year, 12, 31),
        )
        .group_by(col(Measurement.starts_on), col(Measurement.ends_on))
        .order_by(func.count().desc(), col(Measurement.starts_on))
    ).first()
    return (found[0], found[1]) if found else None


# Meetings --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Meetings:
    results: tuple[MeetingResult, ...]
    #: The goals that a meeting of the year took up.
    goal_ids: frozenset[int]
    #: When the council means to decide on the report.
    decides_on: date | None


def _load_meetings(session: Session, council: Council, year: int) -> _Meetings:
    zone = ZoneInfo(council.time_zone)
    rows = meeting_queries.list_meetings(session, council_id=council.id, year=year)
    attendance = meeting_queries.count_attendance(session, council_id=council.id, year=year)
    results = []
    for row in rows:
        present, invited = attendance.get(row.meeting.id, (None, None))
        results.append(
            MeetingResult(
                day=row.meeting.starts_at.astimezone(zone).date(),
                theme=row.meeting.theme,
                kind=row.meeting.kind,
                status=row.meeting.status,
                present=present,
                invited=invited,
                meeting_id=row.meeting.id,
            )
        )
    follow_ups = [
        result.day
        for result in results
        if result.kind is MeetingKind.FOLLOW_UP and result.status is MeetingStatus.PLANNED
    ]
    return _Meetings(
        tuple(results),
        frozenset(
            goal.id
            for row in rows
            if row.meeting.status is not MeetingStatus.CANCELLED
            for goal in row.goals
        ),
        min(follow_ups, default=None),
    )


# Words -----------------------------------------------------------------------------------


def _inside_sentence(name: str) -> str:
    """Return a name as it stands inside a sentence; an abbreviation keeps its capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _notes(
    indicators: Sequence[IndicatorRow],
    trends: Trends,
    *,
    year: int,
    today: date,
    judged_on: date,
) -> tuple[str, ...]:
    notes = [*origin_notes(trends)]
    if trends.latest:
        notes += _preliminary_note(indicators, trends.latest)
    if year < today.year:
        notes.append(
            _("The states of the interventions are worked out from their dates and today's state.")
        )
    notes.append(_("The legal requirements are judged as of %(day)s.", day=format_date(judged_on)))
    return tuple(notes)


def _preliminary_note(indicators: Sequence[IndicatorRow], latest: int) -> list[str]:
    is_preliminary = any(
        one.preliminary
        for row in indicators
        for one in row.series.observations
        if one.year == latest
    )
    return [_("Values for %(year)s are preliminary and may be revised.", year=latest)] * (
        is_preliminary
    )
