"""Two people editing the same thing: the second is told, and nothing is lost."""

import hashlib
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from tracker.db import LARGEST_WHOLE_NUMBER
from tracker.models import Meeting
from tracker.models.base import CouncilRow


class EditConflict(Exception):
    """Somebody else saved in between."""


def fingerprint(row: CouncilRow | None, *more: object) -> str:
    """Return what changes whenever a row's values do, for a form to carry along.

    Args:
        row: a row as it is stored; None where there is none yet, which gives an empty text.
        more: what is edited together with the row but stored elsewhere.
    """
    if row is None:
        return ""
    values = [getattr(row, name) for name in type(row).model_fields]
    return hashlib.sha256(repr((values, more)).encode()).hexdigest()


def refuse_if_changed(session: Session, row: CouncilRow | None, *, shown: str) -> None:
    """Take the right to save over a row as it was shown, and keep others out until the commit.

    Raises:
        EditConflict: the stored row is another than the one with the fingerprint `shown`.
    """
    if row is not None:
        # PostgreSQL locks the row and reads it anew; SQLite let nobody else write anyway.
        session.refresh(row, with_for_update=True)
    if fingerprint(row) != shown:
        raise EditConflict


def flush_first(session: Session) -> None:
    """Flush a row that only one may begin.

    Raises:
        EditConflict: somebody else began it a moment ago.
    """
    try:
        session.flush()
    except IntegrityError as refused:
        raise EditConflict from refused


def claim_version(session: Session, meeting: Meeting, *, version: int) -> None:
    """Take the right to save over one version of a meeting.

    Raises:
        EditConflict: the stored version is another. Compared in the UPDATE itself, since a
            comparison before it would leave a gap.
    """
    if not 0 < version <= LARGEST_WHOLE_NUMBER:
        raise EditConflict
    result = session.execute(
        sa.update(Meeting)
        .where(
            col(Meeting.id) == meeting.id,
            col(Meeting.council_id) == meeting.council_id,
            col(Meeting.version) == version,
        )
        .values(version=version + 1)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", result).rowcount != 1:
        raise EditConflict
    session.refresh(meeting)
