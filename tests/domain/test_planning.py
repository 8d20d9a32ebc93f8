import time as clock
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

from tests.domain.planning_builders import (
    FOLLOW_UP,
    REVIEW,
    SITUATION,
    THEME,
    TUESDAY,
    is_forbidden,
    make_breaks,
    make_goal,
    make_goals,
    make_wishes,
    random_wishes,
)
from tracker.domain.calendar import is_squeezed_day, public_holidays, weeks_in_year
from tracker.domain.law import DutyKey
from tracker.domain.planning import choose_kinds, suggest_year, to_meeting_plan
from tracker.domain.planning_days import season_of
from tracker.domain.planning_facts import Conflict, PlanDeadline
from tracker.domain.terms import MeetingKind
from tracker.domain.year_wheel import Span
from tracker.text import speaking

MANY = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ANSWERS = {
    DutyKey.SITUATION_REPORT: {SITUATION},
    DutyKey.PLAN_FOLLOWED_UP: {REVIEW, FOLLOW_UP},
}


def kinds_of(suggestion):
    return [meeting.kind for meeting in suggestion.meetings]


def conflicts_of(suggestion):
    return {clash.conflict for clash in suggestion.unmet}


# Every hard constraint, or its name -------------------------------------------------------


@MANY
@given(random_wishes())
def test_a_suggestion_meets_every_constraint_or_names_the_one_that_it_breaks(wishes):
    suggestion = suggest_year(wishes)
    meetings, unmet = suggestion.meetings, conflicts_of(suggestion)
    days = [meeting.day for meeting in meetings]

    assert not any(is_forbidden(day, wishes) for day in days)
    assert not set(days) & set(wishes.taken)
    assert days == sorted(set(days))
    assert len(days) == wishes.meetings or Conflict.TOO_FEW_DAYS in unmet
    assert has_room(days, wishes) or Conflict.TOO_CLOSE in unmet
    assert all(meeting.reasons for meeting in meetings)
    assert all(reason.endswith(".") for meeting in meetings for reason in meeting.reasons)
    check_kinds(meetings, wishes, unmet)
    check_goals(suggestion, wishes)
    check_deadlines(meetings, wishes, unmet)
    check_areas(meetings, wishes, unmet)


def has_room(days, wishes):
    apart = [(later - earlier).days for earlier, later in pairwise(days)]
    apart += [abs((day - other).days) for day in days for other in wishes.taken]
    return all(number >= 21 for number in apart)


def check_kinds(meetings, wishes, unmet):
    if not meetings:
        assert Conflict.MISSING_KIND in unmet
        return
    last = meetings[-1]
    assert last.kind is FOLLOW_UP
    assert last.day >= date(wishes.year, 11, 1) or Conflict.SEASON in unmet or wishes.cycle
    reviews = [meeting for meeting in meetings if meeting.takes_up(REVIEW)]
    assert len(reviews) == wishes.is_review_year
    for review in reviews:
        if review is last:
            assert Conflict.SHARED_MEETING in unmet
        else:
            assert (last.day - review.day).days >= 21 or Conflict.SEASON in unmet


def check_goals(suggestion, wishes):
    covered = {
        goal_id
        for meeting in suggestion.meetings[:-1]
        if meeting.kind is THEME
        for goal_id in meeting.goal_ids
    }
    left = tuple(goal.id for goal in wishes.goals if goal.id not in covered)
    named = [one for one in suggestion.unmet if one.conflict is Conflict.GOAL_WITHOUT_MEETING]
    assert [one.goal_ids for one in named] == ([left] if left else [])
    assert not left or len(suggestion.meetings) < 2


def check_deadlines(meetings, wishes, unmet):
    for deadline in wishes.deadlines:
        kinds = ANSWERS.get(deadline.key, set(MeetingKind))
        is_met = any(
            meeting.day < deadline.due_on and kinds & {meeting.kind, *meeting.also}
            for meeting in meetings
        )
        assert is_met or Conflict.DEADLINE in unmet


def check_areas(meetings, wishes, unmet):
    areas = {goal.id: goal.area_number for goal in wishes.goals}
    themes = [meeting for meeting in meetings if meeting.kind is THEME]
    for earlier, later in pairwise(themes):
        both = [{areas[goal_id] for goal_id in one.goal_ids} for one in (earlier, later)]
        assert not both[0] & both[1] or Conflict.SAME_AREA in unmet


@settings(MANY, max_examples=200)
@given(random_wishes(most_meetings=9).map(lambda wishes: replace(wishes, deadlines=())))
def test_another_weekday_is_chosen_only_where_no_usual_one_is_possible(wishes):
    meetings = suggest_year(wishes).meetings
    edges = [date.min, *(meeting.day for meeting in meetings), date.max]
    for number, meeting in enumerate(meetings):
        if meeting.day.weekday() == wishes.weekday:
            continue
        kind = SITUATION if number == 0 and len(meetings) > 1 else meeting.kind
        season = season_of(kind, wishes)
        better = [
            day
            for day in (date(wishes.year, 1, 1) + timedelta(days=ahead) for ahead in range(365))
            if day.weekday() == wishes.weekday
            and not is_forbidden(day, wishes)
            and (meeting.day not in season or day in season)
            and (day - edges[number]).days >= 21
            and (edges[number + 2] - day).days >= 21
            and all(abs((day - other).days) >= 21 for other in wishes.taken)
        ]
        assert not better, (meeting, better)


@settings(max_examples=50, deadline=None)
@given(random_wishes())
def test_the_same_wishes_give_the_same_plan(wishes):
    assert suggest_year(wishes) == suggest_year(replace(wishes))


@pytest.mark.parametrize("weekday", [TUESDAY, 4])
def test_in_a_hundred_years_no_meeting_is_on_a_day_that_is_not_possible(weekday):
    for year in range(2000, 2101):
        wishes = make_wishes(year, 8, weekday=weekday, is_review_year=year % 2 == 0)
        suggestion = suggest_year(wishes)
        days = [meeting.day for meeting in suggestion.meetings]

        assert len(days) == 8
        assert all(day.year == year and day.month != 7 for day in days)
        assert not set(days) & set(public_holidays(year))
        assert not any(is_squeezed_day(day) or day.weekday() > 4 for day in days)
        assert not any(is_forbidden(day, wishes) for day in days)
        assert not suggestion.unmet, (year, suggestion.unmet)


@pytest.mark.parametrize("year", [2020, 2026, 2032])
def test_a_year_with_week_53_is_planned_like_others(year):
    assert weeks_in_year(year) == 53

    suggestion = suggest_year(make_wishes(year))

    assert len(suggestion.meetings) == 6
    assert not suggestion.unmet


def test_the_last_day_of_february_in_a_leap_year_can_hold_a_meeting():
    wishes = make_wishes(2028, 6, first_day=date(2028, 2, 29), breaks=())

    assert suggest_year(wishes).meetings[0].day == date(2028, 2, 29)


def test_fourteen_goals_and_six_meetings_take_under_a_second():
    wishes = make_wishes(2027, 6, is_review_year=True)

    begun = clock.perf_counter()
    suggest_year(wishes)

    assert clock.perf_counter() - begun < 1


# The order of the year --------------------------------------------------------------------


def test_a_usual_year_begins_with_the_situation_and_ends_with_the_follow_up():
    suggestion = suggest_year(make_wishes(2027, 6))

    assert kinds_of(suggestion) == [SITUATION, THEME, THEME, THEME, THEME, FOLLOW_UP]
    assert suggestion.meetings[0].day.month == 2
    assert suggestion.meetings[-1].day.month in {11, 12}
    assert not suggestion.unmet


def test_a_review_year_has_its_review_three_weeks_or_more_before_the_follow_up():
    suggestion = suggest_year(make_wishes(2027, 6, is_review_year=True))

    assert kinds_of(suggestion) == [SITUATION, THEME, THEME, THEME, REVIEW, FOLLOW_UP]
    review, last = suggestion.meetings[-2:]
    assert review.day.month in {10, 11}
    assert (last.day - review.day).days >= 21


@pytest.mark.parametrize(
    ("count", "kinds"),
    [
        (0, ()),
        (1, ((FOLLOW_UP, (SITUATION, REVIEW)),)),
        (2, ((THEME, (SITUATION,)), (FOLLOW_UP, (REVIEW,)))),
        (3, ((SITUATION, ()), (THEME, ()), (FOLLOW_UP, (REVIEW,)))),
        (4, ((SITUATION, ()), (THEME, ()), (REVIEW, ()), (FOLLOW_UP, ()))),
    ],
)
def test_few_meetings_share_what_a_review_year_needs(count, kinds):
    assert choose_kinds(count, is_review_year=True, has_goals=True) == kinds


def test_without_goals_three_meetings_are_enough_for_a_review_year():
    kinds = choose_kinds(3, is_review_year=True, has_goals=False)

    assert [kind for kind, _also in kinds] == [SITUATION, REVIEW, FOLLOW_UP]


def test_three_meetings_say_that_the_review_shares_the_follow_up():
    suggestion = suggest_year(make_wishes(2027, 3, is_review_year=True))

    with speaking("sv"):
        texts = [
            clash.text for clash in suggest_year(make_wishes(2027, 3, is_review_year=True)).unmet
        ]
    assert suggestion.meetings[-1].also == (REVIEW,)
    assert "Effekt- och behovsanalysen har inget eget möte utan delar mötet 2027-12-07." in texts


def test_one_meeting_says_that_the_goals_have_none():
    suggestion = suggest_year(make_wishes(2027, 1))

    assert {Conflict.GOAL_WITHOUT_MEETING, Conflict.SHARED_MEETING} <= conflicts_of(suggestion)


def test_the_follow_up_comes_before_an_early_annual_report():
    report = Span("Årsredovisning", date(2027, 11, 22), date(2028, 3, 1))

    suggestion = suggest_year(make_wishes(2027, 6, cycle=(report,), is_review_year=True))

    assert suggestion.meetings[-1].day < report.first
    assert not suggestion.unmet


def test_the_annual_report_of_the_year_before_does_not_matter():
    report = Span("Årsredovisning", date(2027, 1, 26), date(2027, 4, 14))

    with_it = suggest_year(make_wishes(2027, 6, cycle=(report,)))

    assert with_it == suggest_year(make_wishes(2027, 6))


# Deadlines --------------------------------------------------------------------------------


def test_the_situation_meeting_comes_before_its_legal_deadline():
    due = PlanDeadline("Lägesbild", date(2027, 1, 28), DutyKey.SITUATION_REPORT)

    suggestion = suggest_year(make_wishes(2027, 6, deadlines=(due,)))

    assert suggestion.meetings[0].kind is SITUATION
    assert suggestion.meetings[0].day < due.due_on
    assert not suggestion.unmet


def test_the_plan_is_followed_up_before_its_legal_deadline():
    due = PlanDeadline("Åtgärdsplan", date(2027, 11, 20), DutyKey.PLAN_FOLLOWED_UP)

    suggestion = suggest_year(make_wishes(2027, 6, deadlines=(due,)))

    assert suggestion.meetings[-1].day < due.due_on
    assert not suggestion.unmet


def test_a_deadline_in_spring_for_the_follow_up_is_named_with_a_meeting_to_take_it_up():
    due = PlanDeadline("Åtgärdsplan", date(2027, 5, 20), DutyKey.PLAN_FOLLOWED_UP)

    suggestion = suggest_year(make_wishes(2027, 6, deadlines=(due,)))

    clash = next(one for one in suggestion.unmet if one.conflict is Conflict.DEADLINE)
    before = max(one.day for one in suggestion.meetings if one.day < due.due_on)
    assert before.isoformat() in clash.text
    assert suggestion.meetings[-1].day.month == 12


def test_a_deadline_that_passed_before_the_year_is_named():
    due = PlanDeadline("Lägesbild", date(2026, 11, 1), DutyKey.SITUATION_REPORT)

    suggestion = suggest_year(make_wishes(2027, 6, deadlines=(due,)))

    assert conflicts_of(suggestion) == {Conflict.DEADLINE}


# Themes and words -------------------------------------------------------------------------


def test_each_area_gets_a_meeting_with_its_name_when_there_are_enough():
    suggestion = suggest_year(make_wishes(2027, 7))

    themes = [one.theme for one in suggestion.meetings if one.kind is THEME]
    assert sorted(themes) == [f"Trygghet {number}" for number in range(1, 6)]


def test_goals_that_have_waited_longest_come_first():
    goals = (
        make_goal(1, last_met_on=date(2026, 3, 1)),
        make_goal(2, last_met_on=date(2024, 3, 1)),
        make_goal(3),
    )

    suggestion = suggest_year(make_wishes(2027, 5, goals=goals))

    assert [one.goal_ids for one in suggestion.meetings] == [(), (301,), (201,), (101,), ()]


def test_reasons_name_weekday_waiting_and_break():
    goals = (
        make_goal(3, 1, last_met_on=date(2025, 5, 12)),
        make_goal(3, 2, last_met_on=date(2025, 5, 12)),
    )
    with speaking("sv"):
        suggestion = suggest_year(make_wishes(2027, 6, goals=goals, is_review_year=True))

    said = " ".join(reason for one in suggestion.meetings for reason in one.reasons)
    assert "Tisdag som vanligt." in said
    assert "Mål 3.1 har inte haft möte sedan 2025-05-12." in said
    assert "Före höstlovet (v.\N{NO-BREAK SPACE}44)." in said
    assert "Inte 2027-11-02: datumet ligger på höstlovet (v.\N{NO-BREAK SPACE}44)." in said


def test_another_weekday_says_why():
    always = tuple(
        Span("Nämnd", day, day)
        for day in (date(2027, 1, 5) + timedelta(weeks=number) for number in range(12))
    )
    with speaking("sv"):
        first = suggest_year(make_wishes(2027, 6, breaks=always)).meetings[0]

    assert first.day.weekday() != TUESDAY
    assert "eftersom ingen tisdag är möjlig från 2027-01-08 till 2027-03-20." in first.reasons[0]


def test_fewer_days_than_meetings_gives_fewer_meetings():
    months = frozenset(range(1, 12))

    suggestion = suggest_year(make_wishes(2027, 30, months_off=months))

    assert 0 < len(suggestion.meetings) < 30
    assert Conflict.TOO_FEW_DAYS in conflicts_of(suggestion)


def test_a_year_without_any_possible_day_is_said_and_not_planned():
    suggestion = suggest_year(make_wishes(2027, 6, months_off=frozenset(range(1, 13))))

    assert suggestion.meetings == ()
    assert Conflict.TOO_FEW_DAYS in conflicts_of(suggestion)


def test_a_year_without_goals_leaves_the_themes_open():
    with speaking("sv"):
        suggestion = suggest_year(make_wishes(2027, 4, goals=()))

    assert conflicts_of(suggestion) == {Conflict.NO_GOALS}
    assert suggestion.meetings[1].theme == "Tema bestäms senare"


def test_a_year_outside_the_programme_is_said():
    suggestion = suggest_year(make_wishes(2027, 7, programme_years=(2023, 2026)))

    assert conflicts_of(suggestion) == {Conflict.OUTSIDE_PROGRAMME}


def test_other_meetings_are_kept_away_from():
    usual = suggest_year(make_wishes(2027, 5, goals=make_goals(2, 2, 2)))
    taken = tuple(one.day for one in usual.meetings[1:3])

    again = suggest_year(make_wishes(2027, 5, goals=make_goals(2, 2, 2), taken=taken))

    assert not again.unmet
    assert all(abs((one.day - day).days) >= 21 for one in again.meetings for day in taken)


def test_a_proposed_meeting_can_be_planned_at_its_local_time():
    wishes = make_wishes(2027, 6, starts=time(15), ends=time(16, 30), place="Stadshuset")
    meeting = suggest_year(wishes).meetings[-1]

    plan = to_meeting_plan(meeting, ZoneInfo("Europe/Stockholm"))

    assert plan.starts_at == datetime(2027, 12, 7, 14, tzinfo=UTC)
    assert plan.ends_at == datetime(2027, 12, 7, 15, 30, tzinfo=UTC)
    assert (plan.kind, plan.place) == (FOLLOW_UP, "Stadshuset")


def test_breaks_that_reach_into_the_next_year_are_avoided():
    wishes = make_wishes(2027, 12)

    assert make_breaks(2027)[-1].last.year == 2028
    assert all(one.day < date(2027, 12, 21) for one in suggest_year(wishes).meetings)
