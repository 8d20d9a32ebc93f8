"""A programme's wordings: the present one, and the earlier ones that are kept."""

from typing import Any

from sqlmodel import Session

from tracker.domain.programme_versions import (
    AREA_WORDING,
    GOAL_WORDING,
    GOAL_YEARS,
    INDICATOR_WORDING,
    INDICATOR_YEARS,
    ProgrammeContent,
    WordedArea,
    WordedGoal,
    WordedIndicator,
    thaw,
)
from tracker.models import Programme, ProgrammeVersion
from tracker.models.base import CouncilRow
from tracker.queries.programme_wording import list_versions
from tracker.queries.programmes import list_areas, list_goal_rows, list_indicators


def find_version(
    session: Session, *, programme: Programme, number: int
) -> tuple[ProgrammeVersion, ProgrammeContent, ProgrammeContent] | None:
    """Return an earlier wording with what it holds, and what the wording after it holds."""
    kept = {
        version.number: version
        for version in list_versions(
            session, council_id=programme.council_id, programme_id=programme.id
        )
    }
    version, after = kept.get(number), kept.get(number + 1)
    if version is None:
        return None
    return (
        version,
        thaw(version.content, version.content_hash),
        thaw(after.content, after.content_hash)
        if after
        else load_present(session, programme=programme),
    )


def load_present(session: Session, *, programme: Programme) -> ProgrammeContent:
    """Return a programme as it is worded now, with the goals and indicators that are ended too."""
    found = {"council_id": programme.council_id, "programme_id": programme.id}
    areas = list_areas(session, **found)
    indicators = list_indicators(session, **found)
    goals = list_goal_rows(session, **found)
    return ProgrammeContent(
        name=programme.name,
        areas=tuple(
            WordedArea(
                **_columns(area, *AREA_WORDING),
                goals=tuple(
                    WordedGoal(
                        **_columns(goal, *GOAL_WORDING, *GOAL_YEARS),
                        owner=ref.owner,
                        indicators=tuple(
                            WordedIndicator(
                                **_columns(one, *INDICATOR_WORDING, "kind", *INDICATOR_YEARS)
                            )
                            for one in indicators
                            if one.goal_id == goal.id
                        ),
                    )
                    for goal, ref in goals
                    if goal.priority_area_id == area.id
                ),
            )
            for area in areas
        ),
    )


def _columns(row: CouncilRow, *names: str) -> dict[str, Any]:
    return {"id": row.id} | {name: getattr(row, name) for name in names}
