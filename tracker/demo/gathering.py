"""A meeting while it is being written: its row, and what the demo knows about it."""

from dataclasses import dataclass
from datetime import date

from tracker.demo.themes import DemoTheme
from tracker.models import Meeting


@dataclass(frozen=True)
class Gathering:
    """A meeting with its day and theme. `approved_on` is when its notes were approved."""

    meeting: Meeting
    day: date
    year: int
    theme: DemoTheme
    is_past: bool
    approved_on: date | None = None
