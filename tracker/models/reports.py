"""The yearly follow-up report."""

from datetime import date

import sqlalchemy as sa

from tracker.models.base import CouncilRow, long_text


class YearReport(CouncilRow, table=True):
    """What people write in one year's report; its numbers come from the other tables."""

    __table_args__ = (sa.UniqueConstraint("council_id", "year"),)

    year: int
    registry_number: str = ""
    #: When management takes it up.
    decision_on: date | None = None
    #: Empty while the report is a draft.
    adopted_on: date | None = None
    #: The summary as the coordinator wrote it. Empty: the suggested one is shown.
    summary: str = long_text()
    #: One proposed decision a line. Empty: the suggested ones are shown.
    proposed_decisions: str = long_text()
