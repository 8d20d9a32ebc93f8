"""Writing in the yearly report, and adopting it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from tracker.models import Council, YearReport
from tracker.queries.reports import find_report
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import flush_first, refuse_if_changed


class AlreadyAdopted(Exception):
    """The report is a public record and can no longer be changed."""


@dataclass(frozen=True)
class ReportWords:
    """What people write in a year's report."""

    summary: str
    #: One a line.
    proposed_decisions: str
    registry_number: str
    #: When the recipient takes it up.
    decision_on: date | None


def save_report(
    session: Session,
    *,
    council: Council,
    year: int,
    words: ReportWords,
    shown: str = "",
    by: Act,
) -> YearReport:
    """Save what people write in a year's report.

    Args:
        session: an open session.
        council: the council.
        year: the calendar year reported on.
        words: what they write.
        shown: the fingerprint of the report that was changed; empty where there was none.
        by: who does it.

    Raises:
        AlreadyAdopted: the report has been adopted.
        EditConflict: somebody else saved since it was shown.
    """
    row = _draft(session, council, year)
    refuse_if_changed(session, row if row.id else None, shown=shown)
    row.summary = words.summary
    row.proposed_decisions = words.proposed_decisions
    row.registry_number = words.registry_number
    row.decision_on = words.decision_on
    _write(session, row, "save_report", by)
    return row


def adopt(session: Session, *, council: Council, year: int, on: date, by: Act) -> YearReport:
    """Adopt a year's report: its texts are locked from now on.

    Raises:
        AlreadyAdopted: it has been adopted before.
    """
    row = _draft(session, council, year)
    row.adopted_on = on
    _write(session, row, "adopt_report", by)
    return row


def _draft(session: Session, council: Council, year: int) -> YearReport:
    row = find_report(session, council_id=council.id, year=year)
    if row and row.adopted_on:
        raise AlreadyAdopted
    return row or YearReport(council_id=council.id, year=year)


def _write(session: Session, row: YearReport, action: str, by: Act) -> None:
    session.add(row)
    flush_first(session)
    write_down(
        session,
        council_id=row.council_id,
        action=action,
        thing="year_report",
        thing_id=row.id,
        by=by,
    )
