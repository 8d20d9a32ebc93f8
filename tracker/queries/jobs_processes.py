"""Whether messages go out at all."""

from datetime import datetime

from sqlmodel import Session, func, select

from tracker.domain.deliveries import Process
from tracker.models import JobsProcess


def find_last_round(session: Session) -> datetime | None:
    """Return when a jobs process last did a round, or None when none ever has."""
    return session.exec(select(func.max(JobsProcess.last_round_at))).one()


def list_processes(session: Session) -> list[Process]:
    """Return every jobs process that is remembered."""
    return [
        Process(row.host, row.started_at, row.last_round_at, row.last_sent_at)
        for row in session.exec(select(JobsProcess))
    ]
