"""Suggesting a year from what the database holds, and accepting it."""

from datetime import UTC, date, datetime, time
from time import perf_counter

import pytest
from sqlmodel import select

from tests import factories
from tracker.domain.law import DutyKey
from tracker.domain.meetings import WHOLE_PROGRAMME
from tracker.domain.planning_facts import DAY_CONFLICTS, Conflict
from tracker.domain.rollover import Change
from tracker.domain.terms import Fulfilment, MeetingKind, MeetingStatus
from tracker.models import Meeting, MeetingGoal, SchoolBreak, SteeringEvent
from tracker.queries.planning import PlanOptions, load_usual_options, load_wishes
from tracker.services import planning
from tracker.services.audit import Act
from tracker.services.planning import Choice, SuggestionChanged

YEAR = 2027
TODAY = date(2026, 11, 24)
BY = Act(None, factories.NOW)
OPTIONS = PlanOptions(meetings=6, weekday=1, starts=time(13), ends=time(15), place="Sal A")


@pytest.fixture
def council(session):
    return factories.make_council(session)


@pytest.fixture
def goals(session, council):
    programme = factories.make_programme(session, council=council, first_year=2024, last_year=2027)
    return [
        factories.make_goal(
            session,
            area=area,
            number=number + 1,
        )
        for place in range(2)
        for area in [factories.make_area(session, programme=programme, number=place + 1)]
        for number in range(2)
    ]


def held(session, council, day, *, goals=(), hour=13, **values):
    return factories.make_meeting(
        session,
        council=council,
        starts_at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC),
        goals=tuple(goals),
        **values,
    )


def wishes_of(session, council, **values):
    asked = {"year": YEAR, "options": OPTIONS, "today": TODAY, **values}
    return load_wishes(session, council=council, **asked)


def accept(session, council, **values):
    asked = {"year": YEAR, "options": OPTIONS, "chosen": None, "by": BY, **values}
    return planning.accept_suggestion(session, council=council, **asked)


def test_the_usual_is_what_the_latest_year_with_meetings_shows(session, council):
    for month, day in ((2, 5), (4, 2), (6, 4)):  # Wednesdays
        held(session, council, date(2025, month, day), place="Stadshuset", hour=9)
    held(session, council, date(2025, 8, 7), kind=MeetingKind.EXTRA)
    held(session, council, date(2025, 9, 3), status=MeetingStatus.CANCELLED)

    usual = load_usual_options(session, council=council, year=YEAR)

    assert usual.meetings == 3
    assert usual.weekday == 2
    assert usual.place == "Stadshuset"
    assert usual.starts == time(11)  # two of three in summer time


def test_meetings_that_the_year_has_are_taken_from_the_usual_number(session, council):
    for month in (2, 4, 6):
        held(session, council, date(2026, month, 5))
    held(session, council, date(YEAR, 3, 2))

    assert load_usual_options(session, council=council, year=YEAR).meetings == 2


def test_goals_know_when_they_last_had_a_meeting_and_were_followed_up(session, council, goals):
    first, second, *_rest = goals
    held(session, council, date(2025, 3, 4), goals=[first])
    held(session, council, date(2026, 5, 12), goals=[first])
    held(session, council, date(2026, 6, 2), goals=[second], status=MeetingStatus.CANCELLED)
    factories.make_goal_assessment(session, goal=second, year=2025, fulfilment=Fulfilment.MET)

    found = {goal.id: goal for goal in wishes_of(session, council).goals}

    assert found[first.id].last_met_on == date(2026, 5, 12)
    assert found[second.id].last_met_on is None
    assert found[second.id].followed_up_on == date(2025, 12, 31)


def test_goals_with_a_meeting_in_the_year_wait(session, council, goals):
    held(session, council, date(YEAR, 3, 2), goals=goals[:1])

    asked = wishes_of(session, council)

    assert [goal.id for goal in asked.goals] == [goal.id for goal in goals[1:]]
    assert date(YEAR, 3, 2) in asked.taken
    assert len(wishes_of(session, council, all_goals=True).goals) == 4


def test_breaks_the_municipal_year_and_duties_are_known(session, council):
    spans = {"council_id": council.id, "starts_on": date(2027, 12, 20), "ends_on": date(2028, 1, 9)}
    session.add(SchoolBreak(name="Jullov", **spans))
    session.add(SteeringEvent(name="Årsredovisning", **spans))
    factories.make_situation_report(session, council=council, decided_on=date(2025, 9, 1))
    session.flush()

    asked = wishes_of(session, council)

    assert [span.name for span in asked.breaks] == ["Jullov"]
    assert [span.name for span in asked.cycle] == ["Årsredovisning"]
    assert [(due.key, due.due_on) for due in asked.deadlines] == [
        (DutyKey.SITUATION_REPORT, date(2027, 9, 1))
    ]


@pytest.mark.parametrize(("latest", "is_due"), [(2026, False), (2025, True), (None, True)])
def test_the_review_comes_every_second_year(session, council, latest, is_due):
    if latest:
        held(session, council, date(latest, 11, 3), kind=MeetingKind.REVIEW)

    assert wishes_of(session, council).is_review_year is is_due


def test_in_a_year_that_has_begun_only_later_days_are_possible(session, council):
    asked = wishes_of(session, council, year=TODAY.year)

    assert asked.first_day == date(2026, 11, 25)


def test_an_accepted_suggestion_is_on_the_wheel_with_its_goals(session, council, goals):
    saved = accept(session, council)

    assert len(saved) == 6
    assert {meeting.starts_at.year for meeting in saved} == {YEAR}
    assert {meeting.place for meeting in saved} == {"Sal A"}
    taken_up = {tie.goal_id for tie in session.exec(select(MeetingGoal))}
    assert taken_up == {goal.id for goal in goals}


def test_only_the_chosen_are_saved(session, council, goals):
    offered = planning.suggest(
        session, council=council, year=YEAR, options=OPTIONS, today=TODAY
    ).meetings

    [saved] = accept(session, council, chosen={Choice.of(offered[1])})

    assert saved.theme == offered[1].theme


def test_a_choice_that_is_not_suggested_saves_nothing(session, council, goals):
    offered = planning.suggest(
        session, council=council, year=YEAR, options=OPTIONS, today=TODAY
    ).meetings
    forged = Choice(date(YEAR, 7, 6), MeetingKind.THEME)

    with pytest.raises(SuggestionChanged):
        accept(session, council, chosen={Choice.of(offered[0]), forged})

    assert not session.exec(select(Meeting)).all()


def test_accepting_twice_plans_no_meeting_twice(session, council, goals):
    first = accept(session, council)
    chosen = {Choice(meeting.starts_at.date(), meeting.kind) for meeting in first}

    with pytest.raises(SuggestionChanged):
        accept(session, council, chosen=chosen)


def test_all_leaves_out_what_the_year_has(session, council, goals):
    held(session, council, date(YEAR, 12, 7), kind=MeetingKind.FOLLOW_UP)

    saved = accept(session, council)

    assert MeetingKind.FOLLOW_UP not in {meeting.kind for meeting in saved}


def test_what_the_year_already_has_is_not_called_missing(session, council, goals):
    for day, kind in (((2, 16), MeetingKind.SITUATION), ((12, 7), MeetingKind.FOLLOW_UP)):
        held(session, council, date(YEAR, *day), kind=kind)
    held(session, council, date(YEAR, 5, 11), goals=goals)

    options = PlanOptions(meetings=1)
    found = planning.suggest(session, council=council, year=YEAR, options=options, today=TODAY)

    assert [meeting.kind for meeting in found.meetings] == [MeetingKind.THEME]
    conflicts = {clash.conflict for clash in found.unmet}
    assert not conflicts & {Conflict.SHARED_MEETING, Conflict.GOAL_WITHOUT_MEETING}
    assert not conflicts & DAY_CONFLICTS


def test_a_goals_long_title_is_shortened_as_a_theme(session, council):
    programme = factories.make_programme(session, council=council)
    area = factories.make_area(session, programme=programme, number=1, name="O" * 150)
    factories.make_goal(session, area=area, number=1)

    saved = accept(session, council)

    assert max(len(meeting.theme) for meeting in saved) == 120


def test_the_year_before_is_carried_over(session, council, goals):
    held(session, council, date(2026, 2, 17), kind=MeetingKind.SITUATION, theme="Lägesbild")
    held(session, council, date(2026, 5, 12), goals=goals[:2], theme="Trygg sommar")
    held(session, council, date(2026, 8, 20), kind=MeetingKind.EXTRA, theme="Extra")
    held(session, council, date(2025, 11, 4), kind=MeetingKind.REVIEW)
    rolled = planning.carry_over(session, council=council, year=YEAR, today=TODAY)

    assert [one.change for one in rolled] == [
        Change.KEPT, Change.KEPT, Change.DROPPED, Change.NEW,
    ]  # fmt: skip

    chosen = {Choice.of(one.proposed) for one in rolled if one.change is Change.KEPT}
    saved = planning.accept_roll_over(session, council=council, year=YEAR, chosen=chosen, by=BY)

    assert [meeting.starts_at.date() for meeting in saved] == [
        date(2027, 2, 16), date(2027, 5, 11),
    ]  # fmt: skip
    ties = session.exec(select(MeetingGoal).where(MeetingGoal.meeting_id == saved[1].id)).all()
    assert {tie.goal_id for tie in ties} == {goal.id for goal in goals[:2]}
    with pytest.raises(SuggestionChanged):
        planning.accept_roll_over(session, council=council, year=YEAR, chosen=chosen, by=BY)


def test_another_councils_meetings_and_goals_are_never_used(session, council):
    stranger = factories.make_council(session)
    programme = factories.make_programme(session, council=stranger)
    area = factories.make_area(session, programme=programme)
    goal = factories.make_goal(session, area=area)
    held(session, stranger, date(YEAR, 3, 2), goals=[goal])
    held(session, stranger, date(YEAR - 1, 3, 3), goals=[goal])

    asked = wishes_of(session, council)

    assert (asked.goals, asked.taken) == ((), ())
    assert not planning.carry_over(session, council=council, year=YEAR, today=TODAY)


def test_a_year_of_14_goals_in_5_areas_is_suggested_within_a_second(session, council):
    programme = factories.make_programme(session, council=council)
    areas = [
        factories.make_area(session, programme=programme, number=number) for number in range(1, 6)
    ]
    for number in range(14):
        factories.make_goal(session, area=areas[number % 5], number=number // 5 + 1)

    starts = perf_counter()
    found = planning.suggest(session, council=council, year=YEAR, options=OPTIONS, today=TODAY)

    assert perf_counter() - starts < 1
    assert len(found.meetings) == 6
    assert {meeting.kind for meeting in found.meetings} >= WHOLE_PROGRAMME


@pytest.mark.parametrize("text", ["", "2027-02-30_theme", "2027-02-16", "2027-02-16_party"])
def test_what_names_no_meeting_is_no_choice(text):
    assert Choice.read(text) is None


def test_a_choice_is_read_as_it_is_written():
    choice = Choice(date(2027, 2, 16), MeetingKind.FOLLOW_UP)

    assert Choice.read(str(choice)) == choice
