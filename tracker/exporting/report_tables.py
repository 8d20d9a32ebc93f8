"""The yearly report's numbers as plain tables: the data files that go with it."""

from tracker.domain.report_words import (
    caution_words,
    fulfilment_word,
    meeting_word,
    state_word,
    trend_words,
)
from tracker.domain.reports import AreaResult, GoalResult, YearReport
from tracker.domain.tables import Table
from tracker.text import _, current_language, format_date


def report_tables(report: YearReport) -> dict[str, Table]:
    """Return the report's numbers as tables, by file name without ending."""
    return {
        _("goals"): Table(
            caption=_("The goals"),
            headers=(
                _("Goal"),
                _("Title"),
                _("Area"),
                _("Fulfilment"),
                _("Trend"),
                _("Reservations"),
                _("Outcome"),
                _("Target"),
                _("Responsible"),
            ),
            rows=tuple(_goal_row(area, goal) for area in report.areas for goal in area.goals),
        ),
        _("meetings"): Table(
            caption=_("Meetings and attendance"),
            headers=(_("Date"), _("Theme"), _("Status"), _("Present"), _("Invited")),
            rows=tuple(
                (
                    format_date(meeting.day),
                    meeting.theme,
                    meeting_word(meeting.status),
                    "" if meeting.present is None else str(meeting.present),
                    "" if meeting.invited is None else str(meeting.invited),
                )
                for meeting in report.meetings
            ),
            numeric=frozenset({3, 4}),
        ),
        _("interventions"): Table(
            caption=_("Interventions"),
            headers=(_("Intervention"), _("Organisation"), _("Goals"), _("State"), _("Follow-up")),
            rows=tuple(
                (
                    item.title,
                    item.organisation,
                    " ".join(item.goal_codes),
                    state_word(item.state),
                    item.follow_up,
                )
                for item in report.interventions
            ),
        ),
        _("series"): Table(
            caption=_("Values by year"),
            headers=(_("Goal"), _("Year"), _("Value")),
            rows=tuple(
                (goal.code, str(year), _plain(value))
                for goal in report.goals
                for year, value in goal.series
            ),
            numeric=frozenset({1, 2}),
        ),
    }


def _goal_row(area: AreaResult, goal: GoalResult) -> tuple[str, ...]:
    return (
        goal.code,
        goal.title,
        area.name,
        fulfilment_word(goal.fulfilment),
        " ".join(filter(None, trend_words(goal.trend))),
        caution_words(goal),
        goal.outcome,
        goal.target,
        goal.owner,
    )


def _plain(value: float | None) -> str:
    """Write a value for a data file: every decimal, no thousands mark."""
    if value is None:
        return ""
    text = repr(value) if isinstance(value, float) and not value.is_integer() else str(int(value))
    return text.replace(".", ",") if current_language() == "sv" else text
