"""When reminders go out, and why some are not sent when their time comes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from tests.domain.reminder_builders import (
    ANSWER_REMINDER,
    CANCELLATION,
    INVITATION,
    PRACTICAL_REMINDER,
    START,
    STOCKHOLM,
    UPDATE,
    a_meeting,
    a_person,
    local,
)
from tracker.domain.deliveries import describe_reason
from tracker.domain.reminders import (
    Missed,
    NotNeeded,
    Reason,
    ReminderRule,
    Send,
    due_at,
    retry_after,
    what_now,
)
from tracker.domain.terms import Answer, Recipients
from tracker.text import speaking

# When ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meeting_day", "expected"),
    [
        (date(2026, 12, 7), date(2026, 12, 4)),  # the day before is a Sunday
        (date(2026, 4, 7), date(2026, 4, 2)),  # the day before is Easter Monday
        (date(2026, 6, 22), date(2026, 6, 18)),  # Sunday after midsommarafton, a Friday
        (date(2027, 1, 4), date(2026, 12, 30)),  # the weekend after New Year
    ],
)
def test_a_message_on_a_free_day_goes_out_the_working_day_before(meeting_day, expected):
    starts_at = datetime.combine(meeting_day, time(15), tzinfo=STOCKHOLM).astimezone(UTC)
    rule = ReminderRule(PRACTICAL_REMINDER, -1, time(7, 30), Recipients.COMING)
    assert due_at(rule, a_meeting(starts_at), STOCKHOLM).astimezone(STOCKHOLM).date() == expected


def test_the_meetings_day_is_the_local_one_when_utc_says_another():
    late = datetime(2026, 12, 7, 23, 30, tzinfo=UTC)  # 00.30 on the 8th in Stockholm
    rule = ReminderRule(INVITATION, -21, time(7, 30), Recipients.ALL)
    assert due_at(rule, a_meeting(late), STOCKHOLM) == local(2026, 11, 17)


# At the moment of sending ----------------------------------------------------------------

BEFORE = START - timedelta(hours=2)


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (INVITATION, {}, Send()),
        (INVITATION, {"answer": Answer.NOT_COMING}, Send()),
        (INVITATION, {"email": None}, NotNeeded(Reason.NO_ADDRESS)),
        (INVITATION, {"email": ""}, NotNeeded(Reason.NO_ADDRESS)),
        (INVITATION, {"active": False}, NotNeeded(Reason.LEFT)),
        (ANSWER_REMINDER, {}, Send()),
        (ANSWER_REMINDER, {"answer": Answer.COMING}, NotNeeded(Reason.ANSWERED)),
        (ANSWER_REMINDER, {"answer": Answer.NOT_COMING}, NotNeeded(Reason.ANSWERED)),
        (PRACTICAL_REMINDER, {"answer": Answer.COMING}, Send()),
        (PRACTICAL_REMINDER, {}, NotNeeded(Reason.NOT_ANSWERED)),
        (PRACTICAL_REMINDER, {"answer": Answer.NOT_COMING}, NotNeeded(Reason.NOT_COMING)),
        (UPDATE, {"answer": Answer.NOT_COMING}, Send()),
        (CANCELLATION, {}, NotNeeded(Reason.INVITED_AFTER_ALL)),
        (CANCELLATION, {"active": False}, Send()),
        (CANCELLATION, {"active": False, "email": None}, NotNeeded(Reason.NO_ADDRESS)),
    ],
)
def test_a_due_message_is_judged_by_what_is_true_now(kind, changes, expected):
    assert what_now(kind, a_person(**changes), a_meeting(), BEFORE) == expected


def test_a_cancelled_meeting_needs_its_cancellation_and_nothing_else():
    meeting = a_meeting(is_cancelled=True)
    assert what_now(CANCELLATION, a_person(), meeting, BEFORE) == Send()
    assert what_now(UPDATE, a_person(), meeting, BEFORE) == NotNeeded(Reason.CANCELLED)


@pytest.mark.parametrize("kind", [INVITATION, PRACTICAL_REMINDER, CANCELLATION])
def test_every_message_is_missed_once_the_meeting_has_started(kind):
    assert what_now(kind, a_person(), a_meeting(), START) == Missed(Reason.STARTED)


def test_a_late_practical_reminder_is_useful_until_the_meeting_starts():
    coming = a_person(answer=Answer.COMING)
    just_before = START - timedelta(seconds=1)
    assert what_now(PRACTICAL_REMINDER, coming, a_meeting(), just_before) == Send()


def test_every_reason_has_swedish_words():
    with speaking("sv"):
        swedish = [describe_reason(reason) for reason in Reason]
    with speaking("en"):
        english = [describe_reason(reason) for reason in Reason]
    assert swedish[0] == "saknar e-postadress"
    assert not set(swedish) & set(english)


def test_attempts_get_growing_pauses_of_48_hours_in_all():
    pauses = []
    while (pause := retry_after(len(pauses) + 1)) is not None:
        pauses.append(pause)
    assert all(shorter < longer for shorter, longer in pairwise(pauses))
    assert pauses[0] <= timedelta(minutes=1)
    assert sum(pauses, timedelta()) == timedelta(hours=48)
