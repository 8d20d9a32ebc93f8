"""The programme as it was worded before one goal was sharpened from this year on."""

from datetime import UTC, datetime

from tracker.demo.builder import Demo
from tracker.services.audit import Act
from tracker.services.programmes import keep_wording

#: The goal, and how it was first worded.
GOAL = "1.3"
FIRST_TITLE = "Ungdomar vid risk får stöd"
CHANGES = "Mål 1.3 sade inte vad som skulle ändras. Det gör den nya lydelsen."


def fill_versions(demo: Demo) -> None:
    """Keep the wording of the years until now, which their reports read."""
    programme, goal = demo.programme, demo.goals[GOAL]
    if programme is None:
        raise ValueError("The programme is filled in first.")
    present = goal.title
    goal.title = FIRST_TITLE
    demo.session.flush()
    at = datetime(demo.today.year - 1, 11, 20, 13, tzinfo=UTC)
    keep_wording(
        demo.session,
        programme=programme,
        from_year=demo.today.year,
        changes=CHANGES,
        now=at,
        by=Act(person_id=None, at=at),
    )
    goal.title = present
    demo.session.flush()
