"""The programme's goals as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GoalRef:
    """A goal as it is named everywhere: its code, title and area."""

    id: int
    programme_id: int
    #: Area 3's goal 2 is "3.2".
    code: str
    title: str
    area_id: int
    area_number: int
    area_name: str
    #: The organisation that answers for it; empty when none is named.
    owner: str = ""
