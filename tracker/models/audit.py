"""Who did what to which thing, when. No free text, no addresses."""

from datetime import datetime

from sqlmodel import Field

from tracker.db import UTCDateTime
from tracker.models.base import CouncilRow, optional_reference


class AuditEvent(CouncilRow, table=True):
    """One act by one person."""

    person_id: int | None = optional_reference("person.id")
    #: Such as "plan_meeting": the service's name.
    action: str
    #: The table and number of what was acted on.
    thing: str
    thing_id: int | None = None
    at: datetime = Field(sa_type=UTCDateTime, index=True)
