"""Writing in the yearly report, and adopting it."""

from datetime import date

from sqlmodel import Session

from tracker.models import Council, YearReport
from tracker.queries.reports import find_report
from tracker.services.audit import Act, write_down


class AlreadyAdopted(Exception):
    """The report is a public record and can no longer be changed."""


def save_report(
    session: Session,
    *,
    council: Council,
    year: int,
    summary: str,
    proposed_decisions: str,
    registry_number: str,
    decision_on: date | None,
    by: Act,
) -> YearReport:
    """Save what people write in a year's report.

    Raises:
        AlreadyAdopted: the report has been adopted.
    """
    row = _draft(session, council, year)
    row.summary = summary
    row.proposed_decisions = proposed_decisions
    row.registry_number = registry_number
    row.decision_on = decision_on
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
    session.flush()
    write_down(
        session,
        council_id=row.council_id,
        action=action,
        thing="year_report",
        thing_id=row.id,
        by=by,
    )
