"""The programme: areas, goals, indicators with their values, and interventions."""

from collections.abc import Iterator
from datetime import date

from tracker.demo.builder import Demo, chance
from tracker.demo.figures import latest_year, make_measurements
from tracker.demo.indicators import INDICATORS
from tracker.demo.intervention_details import DETAILS
from tracker.demo.interventions import INTERVENTIONS, PROCESS, UNKNOWN, DemoIntervention
from tracker.demo.programme import AREAS, goal_codes
from tracker.domain.terms import InterventionState
from tracker.models import (
    FollowUp,
    Goal,
    GoalAssessment,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    PriorityArea,
    Programme,
)

#: From this month the year's follow-up is being collected for the meeting in December.
COLLECTING_FROM = 10
#: The goal whose interventions all went as planned: its evidence is as good as it gets.
AS_PLANNED_GOAL = "3.2"
#: The part of the interventions whose department has then answered.
ANSWERED = 0.6


def fill_programme(demo: Demo) -> None:
    """Write the programme and all that hangs on it. `demo.goals` is filled by code."""
    [programme] = demo.save(
        [
            demo.new(
                Programme,
                name=f"Brottsförebyggande program {demo.first_year}–{demo.last_year}",
                first_year=demo.first_year,
                last_year=demo.last_year,
                adopted_on=date(demo.first_year - 1, 11, 27),
                registry_number=f"KF {demo.first_year - 1}/0212",
            )
        ]
    )
    demo.programme = programme
    areas = demo.save(
        demo.new(
            PriorityArea,
            programme_id=programme.id,
            number=number,
            name=area.name,
            description=area.description,
        )
        for number, area in enumerate(AREAS, 1)
    )
    goals = demo.save(
        demo.new(
            Goal,
            priority_area_id=row.id,
            number=number,
            title=goal.title,
            description=goal.description,
            owner_id=demo.organisations[goal.owner].id if goal.owner else None,
        )
        for row, area in zip(areas, AREAS, strict=True)
        for number, goal in enumerate(area.goals, 1)
    )
    demo.goals = dict(zip(goal_codes(), goals, strict=True))
    _fill_assessments(demo)
    _fill_indicators(demo)
    _fill_interventions(demo)


def followed_up_years(demo: Demo) -> range:
    """Return the years with follow-up: the finished ones, and this one while it is collected."""
    is_collecting = demo.today.month >= COLLECTING_FROM
    return range(demo.first_year, demo.today.year + (1 if is_collecting else 0))


def _fill_assessments(demo: Demo) -> None:
    texts = [goal for area in AREAS for goal in area.goals]
    demo.save(
        demo.new(
            GoalAssessment,
            goal_id=row.id,
            year=year,
            fulfilment=goal.fulfilment[year - demo.first_year],
            comment=goal.comment if year >= demo.today.year - 1 else "",
        )
        for row, goal in zip(demo.goals.values(), texts, strict=True)
        for year in followed_up_years(demo)
    )


def _fill_indicators(demo: Demo) -> None:
    rows = demo.save(
        demo.new(
            Indicator,
            goal_id=demo.goals[one.goal].id,
            title=one.title,
            unit=one.unit,
            kind=one.kind,
            direction=one.direction,
            target=one.target,
            target_year=None if one.target is None else demo.last_year,
            baseline_first_year=None if one.target is None else demo.first_year - 3,
            baseline_last_year=None if one.target is None else demo.first_year - 1,
            is_key=one.is_key,
            nearby=one.nearby,
            source=f"{one.source} (påhittade siffror)",
            kpi=one.kpi.id if one.kpi else "",
            kpi_title=one.kpi.title if one.kpi else "",
            definition=one.kpi.definition if one.kpi else "",
        )
        for one in INDICATORS
    )
    latest = latest_year(demo.today)
    demo.save(
        demo.new(Measurement, indicator_id=row.id, **columns)
        for row, one in zip(rows, INDICATORS, strict=True)
        for columns in make_measurements(one, latest=latest)
    )


def _fill_interventions(demo: Demo) -> None:
    rows = demo.save(_intervention(demo, one) for one in INTERVENTIONS)
    pairs = list(zip(rows, INTERVENTIONS, strict=True))
    demo.save(
        demo.new(InterventionGoal, intervention_id=row.id, goal_id=demo.goals[code].id)
        for row, one in pairs
        for code in one.goals
    )
    demo.save(follow_up for row, one in pairs for follow_up in _follow_ups(demo, row, one))


def _intervention(demo: Demo, one: DemoIntervention) -> Intervention:
    starts_on, ends_on = _dates(demo, one)
    detail = DETAILS[one.title]
    return demo.new(
        Intervention,
        title=one.title,
        description=f"{one.title} för målgruppen: {one.target_group.lower()}.",
        organisation_id=demo.organisations[one.organisation].id,
        responsible_id=demo.people[detail.responsible].id if detail.responsible else None,
        target_group=one.target_group,
        mechanism=one.mechanism,
        approach=detail.approach,
        term=detail.term,
        cost=detail.cost,
        state=one.state,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _dates(demo: Demo, one: DemoIntervention) -> tuple[date, date | None]:
    """Return when an intervention begins and ends, so that its state is true today."""
    month = chance(one.title).choice((1, 2, 3))
    if one.state is InterventionState.NOT_STARTED:
        return date(demo.last_year, month, 15), None
    if one.state is InterventionState.DONE:
        return date(demo.first_year, month, 15), date(demo.today.year - 1, 12, 31)
    if one.state is InterventionState.STOPPED:
        return date(demo.first_year, month, 15), date(demo.today.year - 1, 5, 31)
    return date(demo.first_year, month, 15), None


def _follow_ups(demo: Demo, row: Intervention, one: DemoIntervention) -> Iterator[FollowUp]:
    """Yield one follow-up for each followed-up year in which the intervention was going on."""
    if one.state is InterventionState.NOT_STARTED:
        return
    random = chance("follow-up", one.title)
    years = [
        year for year in followed_up_years(demo) if not row.ends_on or year <= row.ends_on.year
    ]
    # Not every department has answered yet for the year that is being collected.
    if years[-1] == demo.today.year and random.random() > ANSWERED:
        years.pop()
    learnt_in = random.choice((years[0], years[-1], years[-1]))
    for turn, year in enumerate(years):
        reached = max(1, round(one.reached * (1 + 0.08 * turn) * random.uniform(0.9, 1.1)))
        process, is_as_planned = (
            PROCESS[0] if AS_PLANNED_GOAL in one.goals else random.choice(PROCESS)
        )
        yield demo.new(
            FollowUp,
            intervention_id=row.id,
            year=year,
            is_as_planned=is_as_planned,
            production=f"{reached} {one.unit}.",
            process=process,
            effect=one.effect if turn else UNKNOWN,
            lesson=one.lesson if year == learnt_in else "",
            proposed_change=one.change if year == learnt_in else "",
        )
