from datetime import date, timedelta

import pytest

from tests.domain.planning_builders import (
    EXTRA,
    FOLLOW_UP,
    REVIEW,
    SITUATION,
    make_goals,
    make_wishes,
    meet,
)
from tracker.domain.law import DutyKey
from tracker.domain.plan_checks import check_plan
from tracker.domain.planning_days import clashes_on
from tracker.domain.planning_facts import Conflict, PlanDeadline
from tracker.domain.planning_words import day_message
from tracker.text import speaking

GOALS = make_goals(1, 1)
ONE, TWO = GOALS


def good_plan():
    return [
        meet(date(2027, 2, 16), SITUATION),
        meet(date(2027, 4, 13), goals=[ONE]),
        meet(date(2027, 9, 14), goals=[TWO]),
        meet(date(2027, 12, 7), FOLLOW_UP),
    ]


def wishes(**values):
    return make_wishes(2027, 4, **{"goals": GOALS, **values})


def check(plan, **values):
    return [clash.conflict for clash in check_plan(plan, wishes(**values))]


def test_a_good_plan_breaks_nothing():
    assert check(good_plan()) == []


@pytest.mark.parametrize(
    ("day", "conflict", "said"),
    [
        (date(2027, 3, 9), Conflict.BREAK, "Datumet ligger på sportlovet (v. 10)."),
        (date(2027, 6, 22), Conflict.BREAK, "Datumet ligger på sommarlovet (v. 24–33)."),
        (date(2027, 5, 6), Conflict.HOLIDAY, "Datumet är Kristi himmelsfärdsdag."),
        (date(2027, 3, 29), Conflict.HOLIDAY, "Datumet är annandag påsk."),
        (date(2027, 5, 7), Conflict.SQUEEZED_DAY, "Datumet är en klämdag mellan två lediga dagar."),
        (date(2027, 9, 18), Conflict.WEEKEND, "Datumet är en lördag."),
        (date(2027, 10, 12), Conflict.MONTH_OFF, "Inga möten hålls i oktober."),
        (date(2027, 1, 12), Conflict.PASSED, "Datumet har passerat."),
        (date(2026, 11, 17), Conflict.OUTSIDE_YEAR, "Datumet ligger inte i 2027."),
        (date(2027, 9, 14), Conflict.TAKEN, "Det finns redan ett möte den dagen."),
        (date(2027, 9, 15), Conflict.TOO_CLOSE, "Det är bara 1 dag till mötet 2027-09-14."),
        (date(2027, 9, 1), Conflict.TOO_CLOSE, "Det är bara 13 dagar till mötet 2027-09-14."),
    ],
)
def test_what_stands_against_a_day_is_said(day, conflict, said):
    asked = wishes(months_off=frozenset({10}), first_day=date(2027, 1, 20))
    with speaking("sv"):
        clash = clashes_on(day, asked, other_days=[date(2027, 9, 14)])

    found = {one.conflict: one.text.replace("\N{NO-BREAK SPACE}", " ") for one in clash}
    assert found[conflict] == said


def test_july_is_always_a_month_without_meetings():
    conflicts = [one.conflict for one in clashes_on(date(2027, 7, 6), wishes(breaks=()))]

    assert conflicts == [Conflict.MONTH_OFF]


def test_a_good_day_has_no_message():
    assert day_message(clashes_on(date(2027, 9, 14), wishes())) == ""


def test_a_message_about_a_day_ends_with_what_to_do():
    with speaking("sv"):
        message = day_message(clashes_on(date(2027, 3, 9), wishes()))

    assert message.endswith("Välj en annan dag eller spara ändå.")


def test_a_break_keeps_its_own_name_in_english():
    with speaking("en"):
        (clash,) = clashes_on(date(2027, 3, 9), wishes())

    assert clash.text.startswith("The date is in Sportlov (week")


def test_two_near_meetings_are_named_once():
    plan = [*good_plan(), meet(date(2027, 9, 21), EXTRA)]

    assert check(plan) == [Conflict.TOO_CLOSE]


def test_a_plan_without_a_follow_up_or_a_review_is_named():
    plan = good_plan()[:3]

    assert check(plan, is_review_year=True) == [Conflict.MISSING_KIND] * 2


def test_a_review_at_the_follow_up_is_named_as_shared():
    plan = [*good_plan()[:3], meet(date(2027, 12, 7), FOLLOW_UP, also=(REVIEW,))]

    assert check(plan, is_review_year=True) == [Conflict.SHARED_MEETING]


@pytest.mark.parametrize(("number", "day"), [(0, date(2027, 4, 20)), (3, date(2027, 10, 26))])
def test_a_meeting_out_of_season_is_named(number, day):
    plan = good_plan()
    plan[number] = meet(day, plan[number].kind)
    if number == 0:
        plan[1] = meet(date(2027, 5, 18), goals=[ONE])

    assert check(plan) == [Conflict.SEASON]


def test_a_theme_after_the_follow_up_is_named_and_does_not_cover_its_goals():
    plan = [
        meet(date(2027, 2, 16), SITUATION),
        meet(date(2027, 4, 13), goals=[ONE]),
        meet(date(2027, 11, 9), FOLLOW_UP),
        meet(date(2027, 12, 7), goals=[TWO]),
    ]

    assert check(plan) == [Conflict.SEASON, Conflict.GOAL_WITHOUT_MEETING]


def test_a_review_too_near_the_follow_up_is_named():
    plan = [*good_plan()[:3], meet(date(2027, 11, 16), REVIEW), meet(date(2027, 11, 30), FOLLOW_UP)]

    assert check(plan, is_review_year=True) == [Conflict.TOO_CLOSE, Conflict.SEASON]


@pytest.mark.parametrize(
    ("due", "key", "is_met"),
    [
        (date(2027, 2, 17), DutyKey.SITUATION_REPORT, True),
        (date(2027, 2, 16), DutyKey.SITUATION_REPORT, False),
        (date(2027, 12, 8), DutyKey.PLAN_FOLLOWED_UP, True),
        (date(2027, 10, 1), DutyKey.PLAN_FOLLOWED_UP, False),
        (date(2027, 10, 1), DutyKey.COUNCIL, True),
        (date(2027, 2, 1), None, False),
        (date(2028, 2, 1), DutyKey.PLAN_FOLLOWED_UP, True),
        (date(2026, 12, 31), DutyKey.SITUATION_REPORT, False),
    ],
)
def test_a_deadline_needs_a_meeting_of_its_kind_before_it(due, key, is_met):
    found = check(good_plan(), deadlines=(PlanDeadline("Lägesbild", due, key),))

    assert found == ([] if is_met else [Conflict.DEADLINE])


def test_a_deadline_in_a_year_without_meetings_is_named():
    due = PlanDeadline("Lägesbild", date(2027, 2, 1), DutyKey.SITUATION_REPORT)

    assert Conflict.DEADLINE in check([], deadlines=(due,))


def test_goals_of_meetings_that_are_not_themes_are_not_covered():
    plan = good_plan()
    plan[2] = meet(date(2027, 9, 14), EXTRA, goals=[TWO])

    (clash,) = check_plan(plan, wishes())

    assert clash.conflict is Conflict.GOAL_WITHOUT_MEETING
    assert clash.goal_ids == (TWO.id,)


def test_the_same_area_twice_in_a_row_is_named():
    plan = good_plan()
    plan[2] = meet(date(2027, 9, 14), goals=GOALS)

    assert check(plan) == [Conflict.SAME_AREA]


def test_too_many_goals_in_one_meeting_are_named():
    goals = make_goals(7)
    plan = [good_plan()[0], meet(date(2027, 4, 13), goals=goals), good_plan()[3]]

    assert check(plan, goals=goals) == [Conflict.CROWDED]


def test_the_order_in_which_meetings_are_given_does_not_matter():
    plan = [*good_plan(), meet(date(2027, 9, 14) + timedelta(days=3), EXTRA)]

    assert check_plan(plan, wishes()) == check_plan(plan[::-1], wishes())
