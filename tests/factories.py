"""Builders for the tests: each adds one row with sensible values, and the rows it needs above it.

All arguments but the session are named. What a test does not state does not matter to it. Rows
are flushed, not committed.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, select

from tracker.domain.review_content import ReviewContent, freeze
from tracker.domain.terms import (
    Criterion,
    DeliveryKind,
    Direction,
    IndicatorKind,
    MeetingKind,
    Recipients,
    Role,
)
from tracker.models import (
    ActionItem,
    ActionPlan,
    AgendaItem,
    AreaConclusion,
    Contribution,
    Council,
    Delivery,
    FollowUp,
    Goal,
    GoalAssessment,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    Meeting,
    MeetingGoal,
    Membership,
    MinutesRevision,
    NeedAssessment,
    NeedIntervention,
    NeedScore,
    Organisation,
    Participation,
    Person,
    PriorityArea,
    Programme,
    Question,
    ReminderRule,
    Review,
    ReviewEdition,
    SituationReport,
    YearWheel,
)

#: The moment that tests take as now, unless they say otherwise: a Tuesday in winter time.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
YEAR = NOW.year

Row = TypeVar("Row", bound=SQLModel)

_numbers: Iterator[int] = count(1)


def add(session: Session, row: Row) -> Row:
    """Add a row and give it its number."""
    session.add(row)
    session.flush()
    return row


# Councils and people ---------------------------------------------------------------------


def make_council(session: Session, **values: Any) -> Council:
    number = next(_numbers)
    defaults = {
        "slug": f"bra-{number}",
        "name": f"Älvstads Brå {number}",
        "municipality": "Älvstad",
    }
    return add(session, Council(**{**defaults, **values}))


def make_organisation(
    session: Session, *, council: Council | None = None, **values: Any
) -> Organisation:
    council = council or make_council(session)
    defaults = {"name": f"Nämnd {next(_numbers)}", "council_id": council.id}
    return add(session, Organisation(**{**defaults, **values}))


def make_person(session: Session, **values: Any) -> Person:
    number = next(_numbers)
    defaults = {"name": f"Person {number}", "email": f"person{number}@alvstad.example"}
    return add(session, Person(**{**defaults, **values}))


def make_membership(
    session: Session,
    *,
    council: Council | None = None,
    person: Person | None = None,
    role: Role = Role.MEMBER,
    **values: Any,
) -> Membership:
    council = council or make_council(session)
    person = person or make_person(session)
    return add(session, Membership(council_id=council.id, person_id=person.id, role=role, **values))


def make_member(
    session: Session, *, council: Council, role: Role = Role.MEMBER, **values: Any
) -> Person:
    """Add a person who has one role in a council."""
    person = make_person(session, **values)
    make_membership(session, council=council, person=person, role=role)
    return person


# The programme ---------------------------------------------------------------------------


def make_programme(session: Session, *, council: Council | None = None, **values: Any) -> Programme:
    council = council or make_council(session)
    defaults = {
        "council_id": council.id,
        "name": "Brottsförebyggande program",
        "first_year": YEAR - 2,
        "last_year": YEAR + 1,
        "adopted_on": date(YEAR - 3, 11, 20),
    }
    return add(session, Programme(**{**defaults, **values}))


def make_area(
    session: Session, *, programme: Programme | None = None, **values: Any
) -> PriorityArea:
    programme = programme or make_programme(session)
    number = next(_numbers)
    defaults = {
        "council_id": programme.council_id,
        "programme_id": programme.id,
        "number": number,
        "name": f"Område {number}",
    }
    return add(session, PriorityArea(**{**defaults, **values}))


def make_goal(session: Session, *, area: PriorityArea | None = None, **values: Any) -> Goal:
    area = area or make_area(session)
    number = next(_numbers)
    defaults = {
        "council_id": area.council_id,
        "priority_area_id": area.id,
        "number": number,
        "title": f"Mål {number}",
    }
    return add(session, Goal(**{**defaults, **values}))


def make_goal_assessment(
    session: Session, *, goal: Goal | None = None, **values: Any
) -> GoalAssessment:
    goal = goal or make_goal(session)
    defaults = {"council_id": goal.council_id, "goal_id": goal.id, "year": YEAR}
    return add(session, GoalAssessment(**{**defaults, **values}))


def make_indicator(session: Session, *, goal: Goal | None = None, **values: Any) -> Indicator:
    goal = goal or make_goal(session)
    defaults = {
        "council_id": goal.council_id,
        "goal_id": goal.id,
        "title": f"Indikator {next(_numbers)}",
        "unit": "anmälningar per år",
        "kind": IndicatorKind.COUNT,
        "direction": Direction.LOWER_BETTER,
    }
    return add(session, Indicator(**{**defaults, **values}))


def make_measurement(
    session: Session, *, indicator: Indicator | None = None, year: int = YEAR - 1, **values: Any
) -> Measurement:
    indicator = indicator or make_indicator(session)
    defaults: dict[str, Any] = {
        "council_id": indicator.council_id,
        "indicator_id": indicator.id,
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 12, 31),
    }
    if "value" not in values:
        defaults |= {"count": 120, "population": 60_000}
    return add(session, Measurement(**{**defaults, **values}))


def make_intervention(
    session: Session, *, council: Council | None = None, goal: Goal | None = None, **values: Any
) -> Intervention:
    """Add an intervention, and its tie to a goal when one is given."""
    council_id = goal.council_id if goal else (council or make_council(session)).id
    defaults = {"council_id": council_id, "title": f"Insats {next(_numbers)}"}
    intervention = add(session, Intervention(**{**defaults, **values}))
    if goal:
        tie = InterventionGoal(
            council_id=council_id, intervention_id=intervention.id, goal_id=goal.id
        )
        add(session, tie)
    return intervention


def make_follow_up(
    session: Session, *, intervention: Intervention | None = None, **values: Any
) -> FollowUp:
    intervention = intervention or make_intervention(session)
    defaults = {
        "council_id": intervention.council_id,
        "intervention_id": intervention.id,
        "year": YEAR,
        "production": "Tolv kvällar, 340 unga nådda.",
    }
    return add(session, FollowUp(**{**defaults, **values}))


def make_situation_report(
    session: Session, *, council: Council | None = None, **values: Any
) -> SituationReport:
    council = council or make_council(session)
    defaults = {
        "council_id": council.id,
        "title": f"Lägesbild {YEAR}",
        "decided_on": date(YEAR, 2, 10),
    }
    return add(session, SituationReport(**{**defaults, **values}))


def make_action_plan(
    session: Session, *, council: Council | None = None, **values: Any
) -> ActionPlan:
    council = council or make_council(session)
    defaults = {
        "council_id": council.id,
        "title": f"Åtgärdsplan {YEAR}",
        "decided_on": date(YEAR, 3, 17),
    }
    return add(session, ActionPlan(**{**defaults, **values}))


# Meetings --------------------------------------------------------------------------------


def make_wheel(
    session: Session, *, council: Council | None = None, year: int = YEAR, **values: Any
) -> YearWheel:
    """Add a council's year, or return the one it has."""
    council = council or make_council(session)
    found = session.exec(
        select(YearWheel).where(YearWheel.council_id == council.id, YearWheel.year == year)
    ).first()
    return found or add(session, YearWheel(council_id=council.id, year=year, **values))


def make_meeting(
    session: Session,
    *,
    council: Council | None = None,
    starts_at: datetime = NOW + timedelta(days=14),
    goals: tuple[Goal, ...] = (),
    **values: Any,
) -> Meeting:
    """Add a theme meeting of 90 minutes, two weeks after NOW, on its year's wheel."""
    if council is None and goals:
        council = session.get_one(Council, goals[0].council_id)
    wheel = make_wheel(session, council=council, year=starts_at.year)
    defaults = {
        "council_id": wheel.council_id,
        "year_wheel_id": wheel.id,
        "uid": f"meeting-{next(_numbers)}@alvstad.example",
        "kind": MeetingKind.THEME,
        "theme": "Trygghet i centrum",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "place": "Stadshuset, sal B",
    }
    meeting = add(session, Meeting(**{**defaults, **values}))
    for goal in goals:
        tie = MeetingGoal(council_id=wheel.council_id, meeting_id=meeting.id, goal_id=goal.id)
        add(session, tie)
    return meeting


def _below(meeting: Meeting, values: dict[str, Any], **defaults: Any) -> dict[str, Any]:
    return {"council_id": meeting.council_id, "meeting_id": meeting.id, **defaults, **values}


def make_agenda_item(
    session: Session, *, meeting: Meeting | None = None, **values: Any
) -> AgendaItem:
    meeting = meeting or make_meeting(session)
    number = next(_numbers)
    return add(
        session, AgendaItem(**_below(meeting, values, position=number, title=f"Ärende {number}"))
    )


def make_participation(
    session: Session, *, meeting: Meeting, person: Person, **values: Any
) -> Participation:
    return add(session, Participation(**_below(meeting, values, person_id=person.id)))


def make_question(session: Session, *, meeting: Meeting | None = None, **values: Any) -> Question:
    meeting = meeting or make_meeting(session)
    number = next(_numbers)
    return add(
        session, Question(**_below(meeting, values, position=number, text=f"Fråga {number}?"))
    )


def make_contribution(
    session: Session, *, question: Question | None = None, **values: Any
) -> Contribution:
    question = question or make_question(session)
    defaults = {
        "council_id": question.council_id,
        "question_id": question.id,
        "text": "Belysningen på stationen.",
    }
    return add(session, Contribution(**{**defaults, **values}))


def make_action_item(
    session: Session, *, meeting: Meeting | None = None, **values: Any
) -> ActionItem:
    meeting = meeting or make_meeting(session)
    return add(session, ActionItem(**_below(meeting, values, text="Se över belysningen.")))


def make_minutes(
    session: Session, *, meeting: Meeting | None = None, **values: Any
) -> MinutesRevision:
    meeting = meeting or make_meeting(session)
    defaults = _below(meeting, values, number=1, text="Mötet öppnades.", written_at=NOW)
    return add(session, MinutesRevision(**defaults))


# Reminders and reviews -------------------------------------------------------------------


def make_reminder_rule(
    session: Session, *, council: Council | None = None, **values: Any
) -> ReminderRule:
    """Add a rule: an invitation to all, ten days before a theme meeting at eight."""
    council = council or make_council(session)
    defaults = {
        "council_id": council.id,
        "meeting_kind": MeetingKind.THEME,
        "kind": DeliveryKind.INVITATION,
        "days": -10,
        "at_local": time(8, 0),
        "recipients": Recipients.ALL,
    }
    return add(session, ReminderRule(**{**defaults, **values}))


def make_delivery(session: Session, *, meeting: Meeting, person: Person, **values: Any) -> Delivery:
    defaults = _below(
        meeting, values, person_id=person.id, kind=DeliveryKind.INVITATION, due_at=NOW, try_at=NOW
    )
    return add(session, Delivery(**defaults))


def make_review(session: Session, *, council: Council | None = None, **values: Any) -> Review:
    """Add a review that compares the last two whole years with the two before."""
    council = council or make_council(session)
    defaults = {
        "council_id": council.id,
        "first_year": YEAR - 2,
        "last_year": YEAR - 1,
        "baseline_first_year": YEAR - 4,
        "baseline_last_year": YEAR - 3,
    }
    return add(session, Review(**{**defaults, **values}))


def make_need(session: Session, *, review: Review | None = None, **values: Any) -> NeedAssessment:
    review = review or make_review(session)
    defaults = {
        "council_id": review.council_id,
        "review_id": review.id,
        "name": f"Problem {next(_numbers)}",
        "per_10_000": 12.5,
        "harm": 40.0,
    }
    return add(session, NeedAssessment(**{**defaults, **values}))


def make_need_scores(
    session: Session,
    *,
    need: NeedAssessment,
    scorer: str = "Polisen",
    person: Person | None = None,
    scores: Mapping[Criterion, int] | None = None,
) -> None:
    """Add what one scorer thinks of a need: harm 4, unless it says otherwise."""
    for criterion, score in (scores or {Criterion.HARMFUL: 4}).items():
        row = NeedScore(
            council_id=need.council_id,
            need_id=need.id,
            scorer=scorer,
            person_id=person.id if person else None,
            criterion=criterion,
            score=score,
        )
        add(session, row)


def make_need_link(session: Session, *, need: NeedAssessment, to: Intervention) -> NeedIntervention:
    """Say that an intervention addresses a need."""
    row = NeedIntervention(council_id=need.council_id, need_id=need.id, intervention_id=to.id)
    return add(session, row)


def make_area_conclusion(
    session: Session, *, review: Review, area: PriorityArea, **values: Any
) -> AreaConclusion:
    defaults = {
        "council_id": review.council_id,
        "review_id": review.id,
        "priority_area_id": area.id,
        "text": "Läget är oförändrat.",
    }
    return add(session, AreaConclusion(**{**defaults, **values}))


def make_edition(
    session: Session, *, review: Review, content: ReviewContent, **values: Any
) -> ReviewEdition:
    """Freeze some content as a review's first edition."""
    frozen, content_hash = freeze(content)
    defaults = {
        "council_id": review.council_id,
        "review_id": review.id,
        "number": 1,
        "adopted_on": review.adopted_on or NOW.date(),
        "frozen_at": NOW,
        "content": frozen,
        "content_hash": content_hash,
    }
    return add(session, ReviewEdition(**{**defaults, **values}))
