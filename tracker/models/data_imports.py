"""What came in from files and other systems: proposed, applied, undone."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from tracker.db import UTCDateTime, enum_type
from tracker.domain.terms import FetchState, ImportKind, ImportState
from tracker.models.base import CouncilRow, optional_reference, reference


class DataImport(CouncilRow, table=True):
    """One file, or one fetch, as it was read. Nothing of it counts until it is applied."""

    kind: ImportKind = Field(sa_type=enum_type(ImportKind, "kind"))
    state: ImportState = Field(
        default=ImportState.PROPOSED,
        sa_type=enum_type(ImportState, "state"),
    )
    #: The file's name, or the system's.
    name: str
    #: SHA-256 of the file, in hexadecimal: the same file is known again.
    file_hash: str = ""
    #: What was read, as compressed JSON (domain/found_data).
    content: bytes
    #: What the coordinator has chosen about it.
    choices: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    made_at: datetime = Field(sa_type=UTCDateTime)
    made_by_id: int | None = optional_reference("person.id")
    applied_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    applied_by_id: int | None = optional_reference("person.id")
    undone_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ImportChange(CouncilRow, table=True):
    """One row that an import made or changed: what undoes it, and how a revision is shown."""

    __table_args__ = (sa.Index("ix_import_change_thing", "council_id", "thing", "thing_id"),)

    import_id: int = reference("data_import.id")
    #: The order in which the rows were written.
    position: int
    #: The table, and the row in it.
    thing: str
    thing_id: int
    #: The columns as they were. Empty: the row was not there.
    before: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    #: The columns as they became.
    after: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class KpiFetch(CouncilRow, table=True):
    """A fetch from Kolada that somebody asked for: done by the jobs, tried again when it fails."""

    state: FetchState = Field(
        default=FetchState.WAITING,
        sa_type=enum_type(FetchState, "state"),
    )
    asked_at: datetime = Field(sa_type=UTCDateTime)
    asked_by_id: int | None = optional_reference("person.id")
    #: When to try next.
    try_at: datetime = Field(sa_type=UTCDateTime)
    #: Until when the process that does it may hold it.
    claimed_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    attempts: int = 0
    steps_done: int = 0
    steps_in_all: int = 0
    #: How it went, in plain words.
    message: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: What was fetched, to be looked through and applied.
    import_id: int | None = optional_reference("data_import.id")
