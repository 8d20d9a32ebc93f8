"""Which jobs processes there are, and when each last did a round."""

import socket
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import JobsProcess

#: How long one that has gone silent is remembered, so that the page can say since when.
_REMEMBERED = timedelta(days=30)


def report_round(session: Session, *, name: str, started_at: datetime, now: datetime) -> None:
    """Write down that a process has just done a round, and forget those long gone."""
    session.execute(
        sa.delete(JobsProcess)
        .where(col(JobsProcess.last_round_at) < now - _REMEMBERED)
        .execution_options(synchronize_session=False)
    )
    process = session.exec(select(JobsProcess).where(JobsProcess.name == name)).first()
    process = process or JobsProcess(name=name, started_at=started_at, last_round_at=now)
    process.host = socket.gethostname()
    process.last_round_at = now
    session.add(process)
    session.flush()


def report_sent(session: Session, *, name: str, now: datetime) -> None:
    """Write down that a process has just sent something."""
    session.execute(
        sa.update(JobsProcess)
        .where(col(JobsProcess.name) == name)
        .values(last_sent_at=now)
        .execution_options(synchronize_session=False)
    )
