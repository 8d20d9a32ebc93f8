"""The tables of the report document: headings, rows, and a plain word where there is nothing."""

from collections.abc import Collection, Sequence
from typing import Any

from tracker.domain.effects import Caution
from tracker.domain.law import ACT, Duty
from tracker.domain.law_duties import list_readings
from tracker.domain.report_words import (
    caution_words,
    fulfilment_word,
    meeting_word,
    shared_cautions,
    state_word,
    trend_notes,
    trend_words,
)
from tracker.domain.reports import (
    GoalResult,
    InterventionResult,
    MeetingResult,
    YearReport,
    interventions_by_organisation,
)
from tracker.domain.terms import MeetingStatus
from tracker.drawing import style
from tracker.exporting.sparklines import sparkline
from tracker.text import EN_DASH, NO_BREAK_SPACE, _, format_date, format_number

Json = dict[str, Any]


def goal_rows(report: YearReport) -> Json:
    """Return the goals area by area, with what stands around them."""
    years = [year for goal in report.goals for year, _value in goal.series]
    span = f"{min(years)}{EN_DASH}{max(years)}" if years else _("Series")
    shared = shared_cautions(report)
    period = ""
    if report.period_starts_on and report.period_ends_on:
        first, last = format_date(report.period_starts_on), format_date(report.period_ends_on)
        period = _("Outcome %(first)s to %(last)s", first=first, last=last)
    return {
        "heading": _("The goals"),
        "period": period,
        "headers": [
            _("Goal"), _("Fulfilment"), _("Trend"), span, _("Outcome and target"),
            _("Responsible"),
        ],
        "areas": [
            {
                "number": area.number,
                "name": area.name,
                "colour": style.area_style(area.number).colour,
                "marker": style.area_style(area.number).marker,
                "text": paragraphs(area.text),
                "goals": [_goal(goal, shared) for goal in area.goals],
            }
            for area in report.areas
            if area.goals
        ],
        "empty": _("No goals are recorded."),
        "cannot": _("Cannot be assessed"),
        "notes": trend_notes(report),
    }  # fmt: skip


def _goal(goal: GoalResult, shared: Collection[Caution]) -> Json:
    verb, wanted = trend_words(goal.trend)
    return {
        "code": goal.code,
        "title": goal.title,
        "fulfilment": goal.fulfilment.value if goal.fulfilment else "unassessed",
        "word": fulfilment_word(goal.fulfilment),
        "trend": None
        if goal.trend is None
        else {
            "verb": verb,
            "wanted": wanted,
            "arrow": goal.trend.finding.value,
            "tone": {True: "better", False: "worse", None: "ink"}[goal.trend.is_wanted],
        },
        "cautions": caution_words(goal, shared),
        "series": sparkline(goal.series, finding=", ".join(filter(None, (verb, wanted)))),
        "outcome": _kept_units(", ".join(filter(None, (goal.outcome, goal.target))))
        or _("not measured"),
        "owner": goal.owner or _("No one appointed"),
        "has_owner": bool(goal.owner),
    }


def _kept_units(text: str) -> str:
    """Keep a per cent sign with its number."""
    return text.replace(" %", f"{NO_BREAK_SPACE}%")


def duty_rows(duties: Sequence[Duty]) -> Json:
    """Return the duties of the Act, and how they are judged here."""
    return {
        "heading": _("Requirements of the Act"),
        "act": _("Act (%(number)s) on municipal crime prevention", number=ACT),
        "headers": [_("Section"), _("Requirement"), _("Status"), _("Basis")],
        "rows": [
            {
                "paragraph": duty.paragraph,
                "name": duty.name,
                "state": duty.state.value,
                "text": duty.state_text,
                "evidence": " ".join(
                    filter(None, (duty.evidence, _registry_text(duty.registry_number)))
                ),
            }
            for duty in duties
        ],
        "empty": _("The requirements of the Act have not been looked through."),
        "notes": list(list_readings(duties)),
    }


def _registry_text(number: str) -> str:
    return _("Registry number %(number)s.", number=number) if number else ""


def meeting_rows(meetings: Sequence[MeetingResult]) -> Json:
    """Return the year's meetings in order of time."""
    return {
        "heading": _("Meetings and attendance"),
        "headers": [_("Date"), _("Theme"), _("Attendance"), _("Present")],
        "rows": [_meeting(meeting) for meeting in sorted(meetings, key=lambda item: item.day)],
        "empty": _("No meetings are recorded."),
    }


def _meeting(meeting: MeetingResult) -> Json:
    is_counted = meeting.is_held and meeting.present is not None and bool(meeting.invited)
    if is_counted:
        text = _("%(some)s of %(all)s", some=meeting.present, all=meeting.invited)
    elif meeting.is_held:
        text = _("no attendance taken")
    else:
        text = meeting_word(meeting.status).lower()
    return {
        "day": format_date(meeting.day),
        "theme": meeting.theme or _("No theme"),
        "share": (meeting.present or 0) / (meeting.invited or 1) if is_counted else None,
        "text": text,
        "cancelled": meeting.status is MeetingStatus.CANCELLED,
    }


def organisation_rows(interventions: Sequence[InterventionResult]) -> Json:
    """Return how far each organisation's interventions have come."""
    counts = interventions_by_organisation(interventions)
    has_stopped = any(count.stopped for count in counts)
    columns = [_("Done"), _("Ongoing"), _("Not started"), *([_("Stopped")] if has_stopped else [])]
    return {
        "heading": _("Interventions per organisation"),
        "headers": [_("Organisation"), _("State"), *columns, _("All")],
        "rows": [
            {
                "name": count.organisation or _("No one appointed"),
                "states": [count.done, count.ongoing, count.not_started, count.stopped],
                "cells": [
                    format_number(value)
                    for value in (count.done, count.ongoing, count.not_started)
                    + ((count.stopped,) if has_stopped else ())
                    + (count.total,)
                ],
            }
            for count in counts
        ],
        "empty": _("No interventions are recorded."),
    }


def intervention_rows(interventions: Sequence[InterventionResult]) -> Json:
    """Return every intervention, by organisation."""
    ordered = sorted(interventions, key=lambda item: (item.organisation, item.title))
    return {
        "heading": _("All interventions"),
        "headers": [_("Intervention"), _("Organisation"), _("Goals"), _("State")],
        "rows": [
            {
                "title": item.title,
                "follow_up": item.follow_up,
                "organisation": item.organisation or _("No one appointed"),
                "goals": ", ".join(item.goal_codes),
                "state": item.state.value,
                "word": state_word(item.state),
            }
            for item in ordered
        ],
    }


def paragraphs(text: str) -> list[str]:
    """Split a text at its empty lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
