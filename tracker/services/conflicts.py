"""Two people editing the same thing: the second is told, and nothing is lost."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col

from tracker.models import Meeting


class EditConflict(Exception):
    """Somebody else saved in between."""


def claim_version(session: Session, meeting: Meeting, *, version: int) -> None:
    """Take the right to save over one version of a meeting.

    Raises:
        EditConflict: the stored version is another. Compared in the UPDATE itself, since a
            comparison before it would leave a gap.
    """
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
