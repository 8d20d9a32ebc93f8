"""A council's year, and the calendar around it."""

from datetime import date

import sqlalchemy as sa

from tracker.models.base import CouncilRow, long_text, optional_reference


class YearWheel(CouncilRow, table=True):
    """One council's year (årshjul)."""

    __table_args__ = (sa.UniqueConstraint("council_id", "year"),)

    year: int
    #: The programme whose goals the year's themes are tied to.
    programme_id: int | None = optional_reference("programme.id")
    note: str = long_text()


class SteeringEvent(CouncilRow, table=True):
    """A part of the municipality's ordinary follow-up, such as an interim report."""

    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="period"),)

    name: str
    starts_on: date
    ends_on: date


class SchoolBreak(CouncilRow, table=True):
    """A school break: meetings are best held at another time."""

    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="period"),)

    name: str
    starts_on: date
    ends_on: date
