"""Nothing is sent from a restored backup until a person has said what."""

from datetime import datetime

from sqlmodel import Session

from tracker.domain.restored import Mark, Suspicion, following, suspect
from tracker.models import Council
from tracker.queries import restored as queries
from tracker.queries.jobs_processes import find_last_round
from tracker.services.audit import Act, write_down


def begin_round(
    session: Session, *, witness: Mark | None, now: datetime
) -> tuple[Mark, Suspicion | None]:
    """Count a round of the jobs, and hold all mail when the database seems to be restored.

    Args:
        session: Of the caller's transaction. Another process waits until it is committed.
        witness: What this machine remembers, read before the transaction began.
        now: The moment.

    Returns:
        the mark to remember once the transaction is committed, and why mail is held, if it is.
    """
    row = queries.get_mark(session)
    database = Mark(row.identity, row.number)
    suspicion = suspect(
        database,
        witness,
        last_round_at=find_last_round(session),
        is_mail_due=queries.is_mail_due(session, now=now),
        now=now,
    )
    if suspicion:
        hold_all(session, now=now)
    mark = following(database, witness)
    row.number = mark.number
    session.add(row)
    session.flush()
    return mark, suspicion


def hold_all(session: Session, *, now: datetime) -> int:
    """Hold every council's mail, except sign-in links. Return how many were not held before."""
    councils = queries.list_not_held(session)
    for council in councils:
        council.mail_held_at = now
        session.add(council)
        _write_down(session, council, "hold_mail", Act(None, now))
    session.flush()
    return len(councils)


def release(session: Session, *, council: Council, by: Act) -> None:
    """Let a council's mail go again. What should not go has been skipped before."""
    if council.mail_held_at is None:
        return
    council.mail_held_at = None
    session.add(council)
    _write_down(session, council, "release_mail", by)
    session.flush()


def _write_down(session: Session, council: Council, action: str, by: Act) -> None:
    write_down(
        session, council_id=council.id, action=action, thing="council", thing_id=council.id, by=by
    )
