"""The messages to those who have something to do, and those that come after the meeting."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.domain.reminder_builders import (
    ACTION_REMINDER,
    ALL_RULES,
    AUTUMN,
    CALL_FOR_ITEMS,
    INVITATION,
    NOTES,
    PRACTICAL_REMINDER,
    REPORT_REMINDER,
    REPORT_REQUEST,
    START,
    UPDATE,
    WEEK,
    a_meeting,
    a_person,
    a_row,
    carry_out,
    kinds,
    local,
    plan,
)
from tracker.domain.reminder_rows import Plan
from tracker.domain.reminders import (
    DEFAULT_RULES,
    DIGESTIBLE_KINDS,
    Missed,
    NotNeeded,
    Reason,
    ReminderRule,
    Send,
    Wait,
    what_now,
)
from tracker.domain.terms import (
    Answer,
    DeliveryKind,
    DeliveryState,
    MeetingKind,
    MessageChoice,
    Recipients,
)

PRESENTER = a_person(2, active=False, is_presenter=True)
OWNER = a_person(2, active=False, has_interventions=True)
DAY = date(2027, 1, 15)  # a Friday, after the meeting
DEBTOR = a_person(2, active=False, item_days=(DAY,))
HELD, SKIPPED, PLANNED = DeliveryState.HELD, DeliveryState.SKIPPED, DeliveryState.PLANNED


def plan_all(meeting=None, people=None, rows=(), now=AUTUMN, rules=ALL_RULES):
    return plan(meeting, people, rows, now, rules)


# What is planned -------------------------------------------------------------------------


def test_only_the_annual_follow_up_asks_what_came_of_the_interventions():
    asks = {kind for kind, rules in DEFAULT_RULES.items() if REPORT_REQUEST in kinds(rules)}
    assert asks == {MeetingKind.FOLLOW_UP}


def test_a_member_with_duties_gets_every_message_at_its_local_time():
    person = a_person(is_presenter=True, has_interventions=True, item_days=(DAY,))
    made = plan_all(people=[person])
    assert sorted((row.due_at, row.kind, row.revision) for row in made.create) == [
        (local(2026, 11, 3), REPORT_REQUEST, 0),
        (local(2026, 11, 10), REPORT_REMINDER, 20261110),
        (local(2026, 11, 17), INVITATION, 0),
        (local(2026, 11, 17), REPORT_REMINDER, 20261117),
        (local(2026, 11, 24), CALL_FOR_ITEMS, 0),
        (local(2026, 11, 24), REPORT_REMINDER, 20261124),
        (local(2026, 12, 1), DeliveryKind.ANSWER_REMINDER, 0),
        (local(2026, 12, 1), REPORT_REMINDER, 20261201),
        (local(2026, 12, 7), PRACTICAL_REMINDER, 0),
        (local(2026, 12, 11), NOTES, 0),
        (local(2027, 1, 8), ACTION_REMINDER, 20270115),
    ]


@pytest.mark.parametrize(
    ("person", "theirs"),
    [
        (PRESENTER, {CALL_FOR_ITEMS}),
        (OWNER, {REPORT_REQUEST, REPORT_REMINDER}),
        (DEBTOR, {ACTION_REMINDER}),
    ],
)
def test_one_who_is_not_invited_gets_their_own_messages_and_only_those(person, theirs):
    rows = carry_out(plan_all(people=[person]), [])
    assert kinds(rows) == theirs
    sent = [replace(row, state=DeliveryState.SENT, sequence=0) for row in rows]
    moved = plan_all(a_meeting(START + WEEK, sequence=1), [person], sent)
    assert kinds(moved.create) <= theirs
    off = plan_all(a_meeting(sequence=2, is_cancelled=True), [person], sent)
    assert off == Plan()


def test_an_invitation_for_presenters_invites_nobody_who_is_not_on_the_list():
    rule = ReminderRule(INVITATION, -21, time(7, 30), Recipients.PRESENTERS)
    assert plan_all(people=[PRESENTER], rules=[rule]) == Plan()


def test_a_presenter_who_joins_late_is_asked_the_next_working_morning():
    friday = local(2026, 11, 27, 15)
    made = plan_all(people=[PRESENTER], now=friday)
    assert [(row.kind, row.due_at) for row in made.create] == [
        (CALL_FOR_ITEMS, local(2026, 11, 30))
    ]
    rows = carry_out(made, [])
    assert plan_all(people=[PRESENTER], rows=rows, now=friday + timedelta(days=2)) == Plan()
    assert plan_all(people=[PRESENTER], rows=rows, now=local(2026, 11, 30)) == Plan()


def test_a_presenter_named_just_before_the_meeting_is_asked_nothing():
    assert plan_all(people=[PRESENTER], now=START - timedelta(days=3)) == Plan()


def test_the_call_to_one_who_presents_nothing_any_more_is_dropped():
    rows = carry_out(plan_all(people=[PRESENTER]), [])
    made = plan_all(people=[a_person(2, active=False)], rows=rows)
    assert [(each.delivery.kind, each.reason) for each in made.drop] == [
        (CALL_FOR_ITEMS, Reason.DONE)
    ]


def test_a_call_can_go_to_everyone_on_the_list_instead():
    rule = ReminderRule(CALL_FOR_ITEMS, -14, time(7, 30), Recipients.ALL)
    made = plan_all(people=[a_person(1), PRESENTER], rules=[rule])
    assert [row.person_id for row in made.create] == [1]


# Action items ----------------------------------------------------------------------------


def test_each_day_something_is_due_has_one_reminder_at_its_own_time():
    other = date(2027, 1, 7)  # a week before is New Year's Eve, and the day before that counts
    made = plan_all(people=[replace(DEBTOR, item_days=(other, DAY))])
    assert [(row.revision, row.due_at) for row in made.create] == [
        (20270107, local(2026, 12, 30)),
        (20270115, local(2027, 1, 8)),
    ]


def test_the_reminder_of_action_items_goes_after_the_meeting_too():
    after = START + timedelta(days=2)
    made = plan_all(people=[DEBTOR], now=after)
    assert [(row.kind, row.due_at) for row in made.create] == [(ACTION_REMINDER, local(2027, 1, 8))]


def test_what_is_done_is_not_reminded_of():
    rows = carry_out(plan_all(people=[DEBTOR]), [])
    made = plan_all(people=[a_person(2, active=False)], rows=rows)
    assert [each.reason for each in made.drop] == [Reason.DONE]
    assert not plan_all(people=[], rows=carry_out(made, rows)).create


def test_what_is_put_off_after_its_reminder_is_reminded_of_again():
    rows = [a_row(ACTION_REMINDER, revision=20270115, person_id=2, due=local(2027, 1, 8))]
    later = replace(DEBTOR, item_days=(date(2027, 3, 12),))
    made = plan_all(people=[later], rows=rows, now=local(2027, 1, 14))
    assert [(row.revision, row.due_at) for row in made.create] == [(20270312, local(2027, 3, 5))]


def test_an_item_agreed_a_few_days_before_it_is_due_is_reminded_of_the_next_morning():
    now = local(2027, 1, 12, 16)
    made = plan_all(people=[DEBTOR], now=now)
    assert [row.due_at for row in made.create] == [local(2027, 1, 13)]
    assert plan_all(people=[DEBTOR], now=local(2027, 1, 15, 16)) == Plan()


def test_nothing_agreed_at_a_cancelled_meeting_is_reminded_of():
    rows = carry_out(plan_all(people=[DEBTOR]), [])
    made = plan_all(a_meeting(is_cancelled=True), [DEBTOR], rows)
    assert [each.reason for each in made.drop] == [Reason.CANCELLED]


# After the meeting -----------------------------------------------------------------------


def test_notes_wait_for_the_end_of_the_meeting_and_the_rest_does_not():
    rows = carry_out(plan_all(), [])
    made = plan_all(rows=rows, now=START)
    assert {each.delivery.kind for each in made.drop} == set()  # all of it was due before
    early = plan_all(rows=[a_row(PRACTICAL_REMINDER, state=PLANNED, due=START + WEEK)], now=START)
    assert [each.reason for each in early.drop] == [Reason.STARTED]
    assert kinds(row for row in carry_out(made, rows) if row.due_at > START) == {NOTES}


def test_approved_notes_are_not_sent_round_to_be_read():
    rows = carry_out(plan_all(), [])
    approved = a_meeting(are_notes_approved=True)
    made = plan_all(approved, rows=rows, now=START + timedelta(days=1))
    assert [(each.delivery.kind, each.reason) for each in made.drop] == [(NOTES, Reason.DONE)]


def test_notes_that_wait_for_a_new_attempt_stay():
    tried = a_row(NOTES, state=PLANNED, sequence=0, due=local(2026, 12, 11))
    assert plan_all(rows=[tried], now=local(2026, 12, 11, 9)) == Plan()


def test_one_taken_off_the_list_does_not_get_the_notes():
    rows = carry_out(plan_all(), [])
    made = plan_all(people=[a_person(active=False)], rows=rows)
    assert {(each.delivery.kind, each.reason) for each in made.drop} == {
        (kind, Reason.LEFT)
        for kind in (INVITATION, DeliveryKind.ANSWER_REMINDER, PRACTICAL_REMINDER, NOTES)
    }


# On hold, and skipped --------------------------------------------------------------------


def test_a_message_on_hold_follows_the_meeting_and_stays_on_hold():
    row = a_row(INVITATION, state=HELD, due=local(2026, 11, 17))
    made = plan(a_meeting(START + WEEK, sequence=1), rows=[row])
    (moved,) = (each for each in made.move if each.delivery is row)
    assert (moved.due_at, moved.state) == (local(2026, 11, 24), HELD)


def test_what_is_on_hold_when_the_meeting_begins_is_missed():
    row = a_row(INVITATION, state=HELD, due=local(2026, 11, 17))
    notes = a_row(NOTES, state=HELD, due=local(2026, 12, 11))
    made = plan_all(rows=[row, notes], now=START)
    assert [(each.delivery, each.reason, each.state) for each in made.drop] == [
        (row, Reason.HELD, DeliveryState.MISSED)
    ]


def test_an_update_on_hold_gives_way_to_the_next_one():
    rows = [a_row(INVITATION), a_row(UPDATE, revision=1, state=HELD)]
    made = plan(a_meeting(START + WEEK, sequence=2), rows=rows)
    assert [(each.delivery, each.reason) for each in made.drop] == [(rows[1], Reason.REPLACED)]
    assert [(row.kind, row.revision, row.state) for row in made.create if row.kind is UPDATE] == [
        (UPDATE, 2, PLANNED)
    ]


def test_a_cancelled_meeting_leaves_what_is_on_hold_on_hold():
    row = a_row(INVITATION, state=HELD, due=local(2026, 11, 17))
    assert plan(a_meeting(sequence=1, is_cancelled=True), rows=[row]) == Plan()


@pytest.mark.parametrize("state", [HELD, SKIPPED])
def test_one_who_joins_after_a_decision_for_all_is_under_it(state):
    rows = [a_row(INVITATION, state=state, person_id=1, due=local(2026, 11, 17))]
    rows.append(a_row(INVITATION, state=DeliveryState.NOT_NEEDED, person_id=3))
    made = plan(people=[a_person(1), a_person(2)], rows=rows)
    assert [row.state for row in made.create if row.kind is INVITATION] == [state]
    assert {row.state for row in made.create if row.kind is not INVITATION} == {PLANNED}


def test_one_who_joins_when_only_some_are_skipped_gets_the_message():
    rows = [
        a_row(INVITATION, state=SKIPPED, person_id=1),
        a_row(INVITATION, state=PLANNED, person_id=3, due=local(2026, 11, 17)),
    ]
    made = plan(people=[a_person(1), a_person(2), a_person(3)], rows=rows)
    assert [row.state for row in made.create if row.person_id == 2] == [PLANNED] * 3


def test_a_skipped_update_is_not_made_up_for():
    rows = [a_row(INVITATION), a_row(UPDATE, revision=1, state=SKIPPED)]
    assert UPDATE not in kinds(plan(a_meeting(sequence=1), rows=rows).create)
    assert UPDATE in kinds(plan(a_meeting(sequence=2), rows=rows).create)


def test_a_skipped_reminder_that_had_its_words_is_not_made_up_for_when_the_meeting_moves():
    skipped = a_row(DeliveryKind.ANSWER_REMINDER, state=SKIPPED, sequence=0)
    made = plan(a_meeting(START + 4 * WEEK, sequence=1), rows=[a_row(INVITATION), skipped])
    assert DeliveryKind.ANSWER_REMINDER not in kinds(made.create)


def test_a_copy_is_nobodys_to_plan():
    copy = a_row(DeliveryKind.COPY, state=PLANNED, due=START + WEEK)
    assert plan(people=[], rows=[copy]) == Plan()
    assert plan(people=[], rows=[copy], now=START) == Plan()


# At the moment of sending ----------------------------------------------------------------

AFTER = START + timedelta(days=3)


@pytest.mark.parametrize(
    ("kind", "person", "expected"),
    [
        (CALL_FOR_ITEMS, PRESENTER, Send()),
        (CALL_FOR_ITEMS, a_person(), Send()),
        (CALL_FOR_ITEMS, a_person(active=False), NotNeeded(Reason.LEFT)),
        (CALL_FOR_ITEMS, replace(PRESENTER, email=None), NotNeeded(Reason.NO_ADDRESS)),
        (REPORT_REQUEST, OWNER, Send()),
        (REPORT_REQUEST, a_person(), NotNeeded(Reason.DONE)),
        (REPORT_REMINDER, OWNER, Send()),
        (REPORT_REMINDER, a_person(), NotNeeded(Reason.DONE)),
        (ACTION_REMINDER, DEBTOR, Send()),
        (ACTION_REMINDER, a_person(), NotNeeded(Reason.DONE)),
        (ACTION_REMINDER, replace(DEBTOR, email=""), NotNeeded(Reason.NO_ADDRESS)),
    ],
)
def test_a_request_goes_to_one_who_still_has_it_to_do(kind, person, expected):
    assert what_now(kind, person, a_meeting(), START - timedelta(hours=2)) == expected
    off = what_now(kind, person, a_meeting(is_cancelled=True), START - timedelta(hours=2))
    assert off == NotNeeded(Reason.CANCELLED)


@pytest.mark.parametrize("kind", [CALL_FOR_ITEMS, REPORT_REQUEST, REPORT_REMINDER])
def test_a_request_for_the_meeting_is_missed_when_it_has_begun(kind):
    person = a_person(is_presenter=True, has_interventions=True)
    assert what_now(kind, person, a_meeting(), START) == Missed(Reason.STARTED)


def test_notes_that_are_not_written_are_waited_for_a_day_at_a_time_for_a_month():
    assert what_now(NOTES, a_person(), a_meeting(), AFTER) == Wait(
        AFTER + timedelta(days=1), Reason.NO_NOTES
    )
    late = a_meeting().ends_at + timedelta(days=30)
    assert what_now(NOTES, a_person(), a_meeting(), late) == Missed(Reason.NO_NOTES)
    last = what_now(NOTES, a_person(), a_meeting(), late - timedelta(seconds=1))
    assert isinstance(last, Wait)


def test_notes_that_are_there_go_until_they_are_approved():
    written = a_meeting(has_notes=True)
    assert what_now(NOTES, a_person(), written, AFTER) == Send()
    approved = replace(written, are_notes_approved=True)
    assert what_now(NOTES, a_person(), approved, AFTER) == NotNeeded(Reason.DONE)


@pytest.mark.parametrize("kind", DIGESTIBLE_KINDS)
def test_one_who_wants_only_what_is_essential_gets_no_reminder(kind):
    person = a_person(
        choice=MessageChoice.ESSENTIAL,
        answer=Answer.COMING if kind is PRACTICAL_REMINDER else Answer.NONE,
        is_presenter=True,
        has_interventions=True,
        item_days=(DAY,),
    )
    meeting = a_meeting(has_notes=True)
    before = datetime(2026, 12, 8, 12, tzinfo=UTC)
    assert what_now(kind, person, meeting, before) == NotNeeded(Reason.NOT_WANTED)
    for choice in (MessageChoice.SINGLE, MessageChoice.WEEKLY):
        assert what_now(kind, replace(person, choice=choice), meeting, before) == Send()


@pytest.mark.parametrize("kind", [INVITATION, UPDATE])
def test_an_invitation_and_a_change_always_go(kind):
    person = a_person(choice=MessageChoice.ESSENTIAL)
    assert what_now(kind, person, a_meeting(), START - WEEK) == Send()
