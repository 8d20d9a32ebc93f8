"""Secret addresses of a council's calendar."""

from datetime import datetime

from sqlmodel import Field

from tracker.db import UTCDateTime
from tracker.models.base import CouncilRow, reference


class FeedLink(CouncilRow, table=True):
    """One person's address of a council's calendar. Only the hash of its secret is stored."""

    person_id: int = reference("person.id")
    token_hash: str = Field(unique=True)
    created_at: datetime = Field(sa_type=UTCDateTime)
    #: From then on the address leads nowhere.
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
