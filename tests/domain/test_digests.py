"""Which week a digest is for, and when it goes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.reminder_builders import (
    ACTION_REMINDER,
    ALL_RULES,
    ANSWER_REMINDER,
    INVITATION,
    START,
    STOCKHOLM,
    WEEK,
    a_meeting,
    a_person,
    a_row,
    kinds,
    plan,
)
from tracker.domain.calendar import is_free_day
from tracker.domain.digests import coming_week, digest_week, week_of_revision
from tracker.domain.terms import DeliveryState

MONDAYS = st.dates(date(1996, 1, 1), date(2050, 12, 31)).map(
    lambda day: day - timedelta(days=day.weekday())
)


def wall_time(moment):
    return moment.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("monday", "goes"),
    [
        (date(2026, 11, 30), "2026-11-30 07:00"),
        (date(2026, 3, 30), "2026-03-30 07:00"),  # the clocks changed the day before
        (date(2026, 10, 26), "2026-10-26 07:00"),
        (date(2026, 4, 6), "2026-04-02 07:00"),  # Easter Monday, and Good Friday before it
        (date(2026, 12, 28), "2026-12-28 07:00"),
        (date(2028, 1, 3), "2028-01-03 07:00"),
        (date(2029, 1, 1), "2028-12-29 07:00"),  # New Year's Day
    ],
)
def test_a_digest_goes_on_monday_morning_or_on_the_working_day_before(monday, goes):
    assert wall_time(digest_week(monday, STOCKHOLM).goes_at) == goes


@pytest.mark.parametrize(
    ("monday", "number"),
    [
        (date(2026, 11, 30), 202649),
        (date(2026, 12, 28), 202653),  # a year of 53 weeks
        (date(2027, 1, 4), 202701),
        (date(2024, 12, 30), 202501),  # most of the week lies in the next year
        (date(2027, 12, 27), 202752),
    ],
)
def test_a_week_has_its_iso_year_and_number(monday, number):
    week = digest_week(monday, STOCKHOLM)

    assert week.revision == number
    assert week_of_revision(number, STOCKHOLM) == week


def test_a_week_that_a_year_does_not_have_is_refused():
    with pytest.raises(ValueError, match="week"):
        week_of_revision(202753, STOCKHOLM)


@pytest.mark.parametrize(
    ("now", "number"),
    [
        (datetime(2026, 11, 30, 5, 59, tzinfo=UTC), 202649),
        (datetime(2026, 11, 30, 6, 0, tzinfo=UTC), 202650),
        (datetime(2026, 12, 6, 23, 59, tzinfo=UTC), 202650),
        (datetime(2026, 4, 2, 4, 59, tzinfo=UTC), 202615),  # Easter's, on Maundy Thursday
        (datetime(2026, 4, 2, 5, 0, tzinfo=UTC), 202616),
    ],
)
def test_the_coming_digest_is_the_first_that_has_not_gone(now, number):
    assert coming_week(now, STOCKHOLM).revision == number


@given(MONDAYS)
def test_every_moment_from_1996_to_2050_belongs_to_one_digest(monday):
    weeks = [digest_week(monday + timedelta(days=7 * number), STOCKHOLM) for number in range(3)]

    for week, following in pairwise(weeks):
        assert week.goes_at < week.next_goes_at == following.goes_at
        assert week.revision < following.revision
    goes = weeks[0].goes_at.astimezone(STOCKHOLM)
    assert (goes.hour, goes.minute) == (7, 0)
    assert not is_free_day(goes.date())
    assert goes.date() <= monday


def taken(kind, due, revision=0):
    """Return a reminder that a digest has said instead."""
    state = DeliveryState.NOT_NEEDED
    return a_row(kind, state=state, due=due, revision=revision, sequence=0)


def test_what_a_digest_has_said_is_not_planned_again_until_the_meeting_moves():
    invited = a_row(INVITATION)
    said = taken(ANSWER_REMINDER, START - WEEK)
    now = START - timedelta(days=8)

    assert ANSWER_REMINDER not in kinds(plan(rows=[invited, said], now=now).create)
    assert plan(rows=[invited, said], now=now).move == ()

    moved = a_meeting(START + 2 * WEEK, sequence=1)
    made = plan(moved, rows=[invited, said], now=now)
    assert [row.revision for row in made.create if row.kind is ANSWER_REMINDER] == [1]


def test_action_items_that_a_digest_has_said_are_not_reminded_of_again():
    due_on = date(2026, 12, 18)
    meeting = a_meeting(START - 2 * WEEK)
    person = a_person(item_days=(due_on,), has_interventions=True)
    said = taken(ACTION_REMINDER, START + timedelta(days=3), revision=20261218)

    made = plan(meeting, [person], [said], now=START, rules=ALL_RULES)

    assert ACTION_REMINDER not in kinds([*made.create, *(row.delivery for row in made.move)])
