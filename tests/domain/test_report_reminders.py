"""Whoever has not said what came of their interventions is asked again each week, and not more."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.reminder_builders import (
    ALL_RULES,
    AUTUMN,
    REPORT_REMINDER,
    REPORT_REQUEST,
    START,
    WEEK,
    a_meeting,
    a_person,
    a_row,
    carry_out,
    local,
    plan,
)
from tracker.domain.calendar import is_free_day
from tracker.domain.reminder_rows import Plan
from tracker.domain.reminders import REPORT_KINDS, Reason, ReminderRule, report_days
from tracker.domain.rule_words import describe_when
from tracker.domain.terms import DeliveryState, Recipients

OWNER = a_person(2, active=False, has_interventions=True)
PLANNED, SENT = DeliveryState.PLANNED, DeliveryState.SENT
REPORT_RULES = tuple(rule for rule in ALL_RULES if rule.kind in REPORT_KINDS)
WEEKLY = (local(2026, 11, 10), local(2026, 11, 17), local(2026, 11, 24), local(2026, 12, 1))


def plan_reports(meeting=None, people=(OWNER,), rows=(), now=AUTUMN, rules=REPORT_RULES):
    return plan(meeting, list(people), rows, now, rules)


def a_rule(days):
    return ReminderRule(REPORT_REMINDER, days, time(7, 30), Recipients.OWNERS)


def reminded(rows):
    return [row.due_at for row in rows if row.kind is REPORT_REMINDER]


def after_a_week():
    """Return the outbox when the request and the first reminder have gone."""
    rows = carry_out(plan_reports(), [])
    return [
        replace(row, state=SENT, sequence=0) if row.due_at <= WEEKLY[0] else row for row in rows
    ]


def test_it_is_reminded_each_week_until_the_meeting():
    made = plan_reports()
    assert [(row.kind, row.revision) for row in made.create if row.kind is REPORT_REQUEST] == [
        (REPORT_REQUEST, 0)
    ]
    assert reminded(made.create) == list(WEEKLY)
    assert [row.revision for row in made.create if row.kind is REPORT_REMINDER] == [
        20261110,
        20261117,
        20261124,
        20261201,
    ]


@pytest.mark.parametrize(
    ("days", "expected"), [(-28, 4), (-29, 5), (-8, 2), (-7, 1), (-1, 1), (0, 1)]
)
def test_the_meetings_own_day_has_a_reminder_only_when_the_rule_names_it(days, expected):
    day = date(2026, 12, 8)
    found = report_days(a_rule(days), day)
    assert (len(found), found[0]) == (expected, day + timedelta(days=days))
    assert days == 0 or found[-1] < day


def test_a_reminder_that_falls_on_a_free_day_keeps_its_number_and_goes_before():
    meeting = a_meeting(local(2027, 1, 29, 15))  # New Year's Day is four weeks before
    made = plan_reports(meeting)
    first = next(row for row in made.create if row.kind is REPORT_REMINDER)
    assert (first.revision, first.due_at) == (20270101, local(2026, 12, 30))
    assert not is_free_day(first.due_at.date())


def test_whoever_has_answered_is_not_reminded():
    rows = after_a_week()
    made = plan_reports(people=[a_person(2, active=False)], rows=rows, now=local(2026, 11, 12))
    assert [(each.delivery.due_at, each.reason) for each in made.drop] == [
        (due, Reason.DONE) for due in WEEKLY[1:]
    ]
    assert not made.create


def test_whoever_gets_one_more_intervention_is_reminded_again():
    answered = plan_reports(
        people=[a_person(2, active=False)], rows=after_a_week(), now=local(2026, 11, 12)
    )
    rows = carry_out(answered, after_a_week())
    made = plan_reports(rows=rows, now=local(2026, 11, 19))
    assert [each.due_at for each in made.move] == list(WEEKLY[2:])


def test_whoever_joins_late_is_asked_the_next_morning_and_left_in_peace_for_some_days():
    monday = local(2026, 11, 23, 10)  # the day before a reminder
    made = plan_reports(now=monday)
    assert [(row.kind, row.due_at) for row in made.create] == [
        (REPORT_REQUEST, WEEKLY[2]),
        (REPORT_REMINDER, WEEKLY[3]),
    ]


def test_whoever_was_asked_by_hand_the_day_before_is_not_reminded():
    asked = a_row(REPORT_REQUEST, due=WEEKLY[1] - timedelta(days=1), person_id=2, revision=1)
    rows = [*after_a_week(), asked]
    made = plan_reports(rows=rows, now=WEEKLY[1] - timedelta(hours=2))
    assert [each.delivery.due_at for each in made.drop] == [WEEKLY[1]]
    longer_ago = replace(asked, due_at=WEEKLY[1] - timedelta(days=3))
    assert plan_reports(rows=[*after_a_week(), longer_ago], now=WEEKLY[1]) == Plan()


def test_a_request_by_hand_goes_though_the_rule_is_switched_off():
    asked = a_row(REPORT_REQUEST, state=PLANNED, due=AUTUMN, person_id=2)
    assert plan_reports(rows=[asked], rules=[]) == Plan()
    done = plan_reports(people=[a_person(2, active=False)], rows=[asked], rules=[])
    assert [each.reason for each in done.drop] == [Reason.NO_RULE]
    off = plan_reports(a_meeting(is_cancelled=True), rows=[asked], rules=[])
    assert [each.reason for each in off.drop] == [Reason.CANCELLED]


def test_a_meeting_moved_by_a_week_keeps_its_days_and_gets_one_more():
    now = local(2026, 11, 12)
    rows = after_a_week()
    made = plan_reports(a_meeting(START + WEEK, sequence=1), rows=rows, now=now)
    after = carry_out(made, rows)
    waiting = [row.due_at for row in after if row.kind is REPORT_REMINDER and row.state is PLANNED]
    assert waiting == [*WEEKLY[1:], local(2026, 12, 8)]
    assert not made.drop


def test_a_meeting_moved_by_two_days_asks_anew_once_and_reminds_a_week_later():
    moved, now = a_meeting(START + timedelta(days=2), sequence=1), local(2026, 11, 11)
    made = plan_reports(moved, rows=after_a_week(), now=now)
    assert [(row.kind, row.due_at) for row in made.create] == [
        (REPORT_REQUEST, local(2026, 11, 12)),  # the new day is told
        (REPORT_REMINDER, local(2026, 11, 19)),  # not on the 12th as well
        (REPORT_REMINDER, local(2026, 11, 26)),
        (REPORT_REMINDER, local(2026, 12, 3)),
    ]
    assert {each.delivery.revision for each in made.drop} == {20261117, 20261124, 20261201}
    settled = carry_out(made, after_a_week())
    assert plan_reports(moved, rows=settled, now=now) == Plan()


@given(st.integers(-60, 0), st.integers(0, 40))
def test_nobody_is_reminded_before_they_are_asked_unless_the_rules_say_so(days, hours):
    now = AUTUMN + timedelta(hours=hours)
    made = plan_reports(rules=[REPORT_RULES[0], a_rule(days)], now=now)
    request = next(row for row in made.create if row.kind is REPORT_REQUEST)
    gaps = [due - request.due_at for due in reminded(made.create)]
    assert not any(timedelta() < gap < timedelta(days=3) for gap in gaps)


def test_a_rule_says_that_it_comes_back():
    assert describe_when(a_rule(-28)).startswith("28 dagar före, sedan varje vecka tills")
    assert describe_when(a_rule(-1)).startswith("dagen före, ")
