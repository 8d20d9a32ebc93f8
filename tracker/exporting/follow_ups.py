"""A year's follow-up as a table: who has answered, by department."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.domain.follow_ups import STATE_WORDS, Department
from tracker.domain.tables import Table
from tracker.text import _, format_date, gettext


def round_table(departments: Sequence[Department], year: int, zone: ZoneInfo) -> Table:
    """Return a round as a table, in the order that its page has."""

    def day(moment: datetime | None) -> str:
        return format_date(moment.astimezone(zone).date()) if moment else ""

    return Table(
        caption=_("Follow-up of %(year)s: who has answered", year=year),
        headers=(
            _("Department or partner"),
            _("Intervention"),
            _("Responsible"),
            _("Work e-mail"),
            _("State"),
            _("Sent in"),
            _("Answered by"),
            _("Last asked"),
            _("Ask instead"),
        ),
        rows=tuple(
            (
                department.name,
                row.title,
                row.responsible,
                row.email or "",
                gettext(STATE_WORDS[row.state]),
                day(row.sent_at),
                row.answered_by,
                day(row.asked_at),
                row.passed_on,
            )
            for department in departments
            for row in department.rows
        ),
    )
