"""How programmes were worded in a year: rows as a version kept them, where one covers the year.

What is returned for an earlier wording are copies that belong to no session: they are read, never
saved.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlmodel import Session, col, select

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
    Wording,
    thaw,
)
from tracker.domain.programmes import GoalRef
from tracker.models import (
    Goal,
    GoalAssessment,
    Indicator,
    Organisation,
    PriorityArea,
    Programme,
    ProgrammeVersion,
    Review,
    YearReport,
    YearWheel,
)
from tracker.models.base import CouncilRow

RowType = TypeVar("RowType", bound=CouncilRow)

#: A goal with its area and the organisation that answers for it.
GoalRows = tuple[Goal, PriorityArea, Organisation | None]

#: {programme: its earlier wordings with what they hold}.
Kept = Mapping[int, Sequence[tuple[ProgrammeVersion, ProgrammeContent]]]


def load_wording(session: Session, *, council_id: int, programme_id: int, year: int) -> Wording:
    """Return how a programme was worded in a year.

    A programme that is in the session and never was reworded takes no query.

    Raises:
        ValueError: What was kept is not as it was kept.
    """
    programme = session.get(Programme, programme_id)
    if programme is None or programme.council_id != council_id:
        return Wording()
    kept = (
        _thawed(list_versions(session, council_id=council_id, programme_id=programme_id))
        if programme.version > 1
        else {}
    )
    return _wording([programme], kept, year)


def load_wordings(
    session: Session, *, council_id: int, years: Collection[int]
) -> dict[int, Wording]:
    """Return {year: how the council's programmes were worded}, in two queries at most.

    A year outside a programme's own is taken as the nearest of them: the first review of a
    programme looks back past its beginning.
    """
    programmes = session.exec(select(Programme).where(Programme.council_id == council_id)).all()
    kept: Kept = {}
    if any(programme.version > 1 for programme in programmes):
        kept = _thawed(list_versions(session, council_id=council_id))
    return {year: _wording(programmes, kept, year) for year in years}


def list_versions(
    session: Session, *, council_id: int, programme_id: int | None = None
) -> Sequence[ProgrammeVersion]:
    """Return the earlier wordings that are kept, of one programme or all, the latest first."""
    query = select(ProgrammeVersion).where(ProgrammeVersion.council_id == council_id)
    if programme_id is not None:
        query = query.where(ProgrammeVersion.programme_id == programme_id)
    return session.exec(query.order_by(col(ProgrammeVersion.number).desc())).all()


def name_areas(
    session: Session, *, council_id: int, areas: Collection[PriorityArea], year: int
) -> dict[int, PriorityArea]:
    """Return {area: it as it was worded in a year}, or as it is now where no wording holds it."""
    named = {area.id: area for area in areas}
    for programme_id in {area.programme_id for area in areas}:
        wording = load_wording(session, council_id=council_id, programme_id=programme_id, year=year)
        own = [area for area in areas if area.programme_id == programme_id]
        named |= {area.id: area for area in areas_in_words(wording, own)}
    return named


def _thawed(versions: Iterable[ProgrammeVersion]) -> Kept:
    kept: dict[int, list[tuple[ProgrammeVersion, ProgrammeContent]]] = defaultdict(list)
    for version in versions:
        content = thaw(version.content, version.content_hash)
        kept[version.programme_id].append((version, content))
    return kept


def _wording(
    programmes: Iterable[Programme],
    kept: Kept,
    year: int,
) -> Wording:
    years = {one.id: min(max(year, one.first_year), one.last_year) for one in programmes}
    covering = {}
    for programme_id, its_year in years.items():
        # The earliest that had not ended: the first also covers years that were added before it.
        lasting = [found for found in kept.get(programme_id, ()) if its_year <= found[0].last_year]
        if lasting:
            _version, covering[programme_id] = min(lasting, key=lambda found: found[0].last_year)
    return Wording.of(covering, years)


def is_held(session: Session, row: CouncilRow, *, programme_id: int) -> bool:
    """Tell whether an earlier wording of its programme holds an area, a goal or an indicator.

    A programme is held when it has an earlier wording at all.
    """
    held = load_held(session, council_id=row.council_id, programme_id=programme_id)
    return row.id in held.get(type(row), ())


def load_held(
    session: Session, *, council_id: int, programme_id: int | None = None
) -> Mapping[type[CouncilRow], set[int]]:
    """Return {table: the rows that earlier wordings hold}, of one programme or all."""
    held: dict[type[CouncilRow], set[int]] = defaultdict(set)
    versions = list_versions(session, council_id=council_id, programme_id=programme_id)
    for programme, wordings in _thawed(versions).items():
        for _version, content in wordings:
            kept = Wording.of({programme: content})
            held[PriorityArea] |= kept.areas.keys()
            held[Goal] |= kept.goals.keys()
            held[Indicator] |= kept.indicators.keys()
            held[Programme] |= kept.programme_ids
    return held


def is_reported_between(session: Session, *, programme: Programme, years: range) -> bool:
    """Tell whether any of some years of a programme has been planned, assessed or reported.

    Its wording is then read by somebody as that year's, and should not change behind their back.
    """
    council_id = programme.council_id
    assessed = (
        select(GoalAssessment.id)
        .join(Goal, col(Goal.id) == col(GoalAssessment.goal_id))
        .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
        .where(
            GoalAssessment.council_id == council_id,
            PriorityArea.programme_id == programme.id,
            col(GoalAssessment.year).in_(years),
        )
    )
    of_years = [
        select(table.id).where(table.council_id == council_id, column.in_(years))
        for table, column in (
            (YearWheel, col(YearWheel.year)),
            (YearReport, col(YearReport.year)),
            (Review, col(Review.last_year)),
        )
    ]
    return any(session.exec(query.limit(1)).first() for query in (assessed, *of_years))


def areas_in_words(wording: Wording, rows: Iterable[PriorityArea]) -> Sequence[PriorityArea]:
    """Return the areas that a wording holds, as it words them, in its order."""
    found = []
    for row in rows:
        if row.programme_id not in wording.programme_ids:
            found.append(row)
        elif row.id in wording.areas:
            found.append(_copy(row, wording.areas[row.id], AREA_WORDING))
    return sorted(found, key=lambda area: area.number)


def goals_in_words(wording: Wording, rows: Iterable[GoalRows]) -> list[tuple[Goal, GoalRef]]:
    """Return a year's goals, as a wording words them, in its order."""
    held = [
        named_goal(wording, *found)
        for found in rows
        if found[1].programme_id not in wording.programme_ids or found[0].id in wording.goals
    ]
    return sorted(
        (
            (goal, ref)
            for goal, ref in held
            if wording.is_for(ref.programme_id, goal.first_year, goal.last_year)
        ),
        key=in_order,
    )


def indicators_in_words(
    wording: Wording, rows: Iterable[tuple[Indicator, Goal, PriorityArea]]
) -> list[Indicator]:
    """Return the indicators of a year's goals, as a wording words them, in the goals' order."""
    listed = list(rows)
    goals = goals_in_words(wording, ((goal, area, None) for _one, goal, area in listed))
    places = {goal.id: place for place, (goal, _ref) in enumerate(goals)}
    found = []
    for row, goal, area in listed:
        worded = _worded_indicator(wording, row, area.programme_id)
        if worded is None or goal.id not in places:
            continue
        if wording.is_for(area.programme_id, None, worded.last_year):
            found.append(worded)
    return sorted(found, key=lambda one: (places[one.goal_id], not one.is_key, one.id))


def _worded_indicator(wording: Wording, row: Indicator, programme_id: int) -> Indicator | None:
    if programme_id not in wording.programme_ids:
        return row
    worded = wording.indicators.get(row.id)
    return _copy(row, worded, (*INDICATOR_WORDING, *INDICATOR_YEARS)) if worded else None


def named_goal(
    wording: Wording, goal: Goal, area: PriorityArea, owner: Organisation | None
) -> tuple[Goal, GoalRef]:
    """Return a goal as a wording words it, or as now where it does not hold it."""
    owner_name = (owner.short_name or owner.name) if owner else ""
    worded = wording.goals.get(goal.id)
    if worded is not None:
        goal = _copy(goal, worded, (*GOAL_WORDING, *GOAL_YEARS))
        owner_name = worded.owner
    worded_area = wording.areas.get(area.id)
    number = worded_area.number if worded_area else area.number
    return goal, GoalRef(
        id=goal.id,
        programme_id=area.programme_id,
        code=f"{number}.{goal.number}",
        title=goal.title,
        area_id=area.id,
        area_number=number,
        area_name=worded_area.name if worded_area else area.name,
        owner=owner_name,
    )


def in_order(found: tuple[Goal, GoalRef]) -> tuple[int, int, int]:
    """Return where a goal stands among others: by programme, area and number."""
    goal, ref = found
    return ref.programme_id, ref.area_number, goal.number


def _copy(
    row: RowType, worded: WordedArea | WordedGoal | WordedIndicator, columns: Sequence[str]
) -> RowType:
    values = {name: getattr(row, name) for name in type(row).model_fields}
    return type(row)(**values | {name: getattr(worded, name) for name in columns})
