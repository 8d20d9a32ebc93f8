"""Which messages a meeting calls for, compared with those that lie in the outbox."""

from dataclasses import replace
from datetime import UTC, time, timedelta

from tests.domain.reminder_builders import (
    ANSWER_REMINDER,
    AUTUMN,
    CANCELLATION,
    INVITATION,
    PRACTICAL_REMINDER,
    RULES,
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
from tracker.domain.reminders import Reason, ReminderRule
from tracker.domain.terms import DeliveryState, Recipients


def test_a_planned_meeting_gets_its_three_messages_at_their_local_times():
    made = plan()
    assert [(row.kind, row.revision, row.due_at) for row in made.create] == [
        (INVITATION, 0, local(2026, 11, 17)),
        (ANSWER_REMINDER, 0, local(2026, 12, 1)),
        (PRACTICAL_REMINDER, 0, local(2026, 12, 7)),
    ]
    assert not made.move
    assert not made.drop


def test_a_second_planning_finds_nothing_to_do():
    rows = carry_out(plan(), [])
    assert plan(rows=rows) == Plan()
    assert plan(rows=rows, now=AUTUMN + WEEK) == Plan()


def test_moving_the_meeting_before_anything_is_sent_moves_its_messages():
    rows = carry_out(plan(), [])
    made = plan(a_meeting(START + WEEK, sequence=1), rows=rows)
    assert [row.due_at for row in made.move] == [
        local(2026, 11, 24),
        local(2026, 12, 8),
        local(2026, 12, 14),
    ]
    assert not made.create
    assert not made.drop


def test_a_late_added_member_gets_the_invitation_now_and_no_reminder_whose_day_has_passed():
    now = START - timedelta(days=3)
    made = plan(now=now)
    assert [(row.kind, row.due_at) for row in made.create] == [
        (INVITATION, now),
        (PRACTICAL_REMINDER, local(2026, 12, 7)),
    ]


def test_an_invitation_that_waits_to_be_sent_late_is_not_moved_again():
    now = START - timedelta(days=3)
    rows = carry_out(plan(now=now), [])
    assert plan(rows=rows, now=now + timedelta(hours=1)) == Plan()


def test_nothing_is_planned_for_a_meeting_that_has_started():
    assert plan(now=START) == Plan()


def test_what_waits_for_a_later_day_is_dropped_when_the_meeting_has_started():
    row = a_row(PRACTICAL_REMINDER, state=DeliveryState.PLANNED, due=START + WEEK)
    made = plan(rows=[row], now=START + timedelta(hours=1))
    assert [(each.delivery, each.reason) for each in made.drop] == [(row, Reason.STARTED)]


def test_a_move_after_the_invitation_creates_one_update_now():
    rows = [a_row(INVITATION, sequence=0)]
    made = plan(a_meeting(START + WEEK, sequence=1), rows=rows)
    updates = [row for row in made.create if row.kind is UPDATE]
    assert [(row.revision, row.due_at) for row in updates] == [(1, AUTUMN)]
    assert INVITATION not in kinds(made.create)


def test_an_invitation_that_already_told_the_new_time_needs_no_update():
    rows = [a_row(INVITATION, sequence=3)]
    assert UPDATE not in kinds(plan(a_meeting(sequence=3), rows=rows).create)


def test_a_second_move_replaces_the_update_that_still_waits():
    rows = [
        a_row(INVITATION, sequence=0),
        a_row(UPDATE, revision=1, state=DeliveryState.PLANNED),
    ]
    made = plan(a_meeting(START + WEEK, sequence=2), rows=rows)
    assert [(row.kind, row.revision) for row in made.create if row.kind is UPDATE] == [(UPDATE, 2)]
    assert [(each.delivery, each.reason) for each in made.drop] == [(rows[1], Reason.REPLACED)]


def test_a_composed_invitation_that_waits_for_a_new_attempt_gives_way_to_the_update():
    waiting = a_row(INVITATION, state=DeliveryState.PLANNED, sequence=0)
    made = plan(a_meeting(START + WEEK, sequence=1), rows=[waiting])
    assert UPDATE in kinds(made.create)
    assert [(each.delivery, each.reason) for each in made.drop] == [(waiting, Reason.REPLACED)]


def test_a_composed_invitation_that_waits_for_a_new_attempt_stays_while_it_is_true():
    waiting = a_row(INVITATION, state=DeliveryState.PLANNED, sequence=0)
    made = plan(rows=[waiting])
    assert not made.drop
    assert not made.move
    assert kinds(made.create) == {ANSWER_REMINDER, PRACTICAL_REMINDER}


def test_a_reminder_already_sent_is_planned_again_when_the_meeting_moves_away():
    now = START - timedelta(days=6)
    rows = [
        a_row(INVITATION),
        a_row(ANSWER_REMINDER, due=local(2026, 12, 1).astimezone(UTC)),
    ]
    made = plan(a_meeting(START + 4 * WEEK, sequence=1), rows=rows, now=now)
    again = [row for row in made.create if row.kind is ANSWER_REMINDER]
    assert [(row.revision, row.due_at) for row in again] == [(1, local(2026, 12, 29))]


def test_a_changed_rule_does_not_send_a_reminder_twice():
    now = START - timedelta(days=6)
    rows = [a_row(INVITATION), a_row(ANSWER_REMINDER, due=now - timedelta(days=1))]
    later = ReminderRule(ANSWER_REMINDER, -4, time(7, 30), Recipients.NOT_ANSWERED)
    assert plan(rows=rows, now=now, rules=[later]) == Plan()


def test_a_reminder_whose_time_passed_by_the_move_gives_way_to_the_update():
    now = AUTUMN
    rows = [
        a_row(INVITATION),
        a_row(ANSWER_REMINDER, state=DeliveryState.PLANNED, due=START - WEEK),
    ]
    made = plan(a_meeting(now + timedelta(days=5), sequence=1), rows=rows, now=now)
    assert UPDATE in kinds(made.create)
    assert [(each.delivery, each.reason) for each in made.drop] == [(rows[1], Reason.REPLACED)]


def test_a_reminder_whose_rule_becomes_earlier_than_today_goes_at_once():
    now = START - timedelta(days=2)
    rows = [
        a_row(INVITATION),
        a_row(PRACTICAL_REMINDER, state=DeliveryState.PLANNED, due=local(2026, 12, 7)),
    ]
    earlier = ReminderRule(PRACTICAL_REMINDER, -4, time(7, 30), Recipients.COMING)
    made = plan(rows=rows, now=now, rules=[earlier])
    assert [(each.delivery, each.due_at) for each in made.move] == [(rows[1], now)]


def test_a_cancelled_meeting_is_told_only_to_those_who_have_been_sent_something():
    rows = [
        a_row(INVITATION, person_id=1),
        a_row(INVITATION, person_id=2, state=DeliveryState.PLANNED),
    ]
    people = [a_person(1), a_person(2)]
    made = plan(a_meeting(sequence=1, is_cancelled=True), people, rows)
    assert [(row.person_id, row.kind, row.revision, row.due_at) for row in made.create] == [
        (1, CANCELLATION, 1, AUTUMN)
    ]
    assert [(each.delivery, each.reason) for each in made.drop] == [(rows[1], Reason.CANCELLED)]


def test_a_cancellation_is_told_once():
    rows = [a_row(INVITATION), a_row(CANCELLATION, revision=1, sequence=1, due=AUTUMN + WEEK)]
    assert plan(a_meeting(sequence=2, is_cancelled=True), rows=rows) == Plan()


def test_a_failed_invitation_still_gives_a_cancellation_since_it_may_have_arrived():
    rows = [a_row(INVITATION, state=DeliveryState.FAILED, sequence=0)]
    made = plan(a_meeting(sequence=1, is_cancelled=True), rows=rows)
    assert kinds(made.create) == {CANCELLATION}


def test_a_person_taken_off_the_list_gets_a_cancellation_and_nothing_else():
    rows = [
        a_row(INVITATION),
        a_row(ANSWER_REMINDER, state=DeliveryState.PLANNED, due=START - WEEK),
    ]
    made = plan(people=[a_person(active=False)], rows=rows)
    assert [(row.kind, row.revision) for row in made.create] == [(CANCELLATION, 0)]
    assert [(each.delivery, each.reason) for each in made.drop] == [(rows[1], Reason.LEFT)]


def test_a_person_who_is_not_even_among_the_recipients_gets_the_cancellation_too():
    made = plan(people=[], rows=[a_row(INVITATION)])
    assert kinds(made.create) == {CANCELLATION}


def test_a_person_without_address_taken_off_the_list_is_not_planned_for_over_and_over():
    gone = a_person(active=False, email=None)
    rows = [
        a_row(INVITATION),
        a_row(CANCELLATION, state=DeliveryState.NOT_NEEDED, due=AUTUMN + WEEK),
    ]
    assert plan(people=[gone], rows=rows, now=AUTUMN + 2 * WEEK) == Plan()


def test_a_person_put_back_on_the_list_is_invited_again_and_can_leave_again():
    rows = [a_row(INVITATION), a_row(CANCELLATION, due=AUTUMN + timedelta(hours=1))]
    back = plan(rows=rows, now=AUTUMN + timedelta(hours=2))
    invitation = next(row for row in back.create if row.kind is INVITATION)
    assert (invitation.revision, invitation.due_at) == (1, AUTUMN + timedelta(hours=2))
    rows.append(a_row(INVITATION, revision=1, due=invitation.due_at))
    gone = plan(people=[a_person(active=False)], rows=rows, now=AUTUMN + timedelta(hours=3))
    assert [(row.kind, row.revision) for row in gone.create] == [(CANCELLATION, 1)]


def test_a_meeting_that_is_on_again_invites_those_who_were_told_it_was_off():
    rows = [a_row(INVITATION), a_row(CANCELLATION, revision=1, sequence=1, due=AUTUMN + WEEK)]
    made = plan(a_meeting(sequence=2), rows=rows, now=AUTUMN + 2 * WEEK)
    assert [row.revision for row in made.create if row.kind is INVITATION] == [1]
    assert UPDATE not in kinds(made.create)


def test_a_cancellation_that_was_not_sent_is_dropped_when_the_meeting_is_on_again():
    rows = [a_row(INVITATION), a_row(CANCELLATION, revision=1, state=DeliveryState.PLANNED)]
    made = plan(a_meeting(sequence=2), rows=rows)
    assert [(each.delivery, each.reason) for each in made.drop] == [
        (rows[1], Reason.INVITED_AFTER_ALL)
    ]
    assert UPDATE in kinds(made.create)


def test_a_cancelled_meeting_that_is_on_again_takes_up_the_messages_it_had_put_aside():
    rows = carry_out(plan(), [])
    rows = carry_out(plan(a_meeting(sequence=1, is_cancelled=True), rows=rows), rows)
    assert {row.state for row in rows} == {DeliveryState.NOT_NEEDED}
    rows = carry_out(plan(a_meeting(sequence=2), rows=rows), rows)
    assert {(row.state, row.kind, row.revision) for row in rows} == {
        (DeliveryState.PLANNED, kind, 0)
        for kind in (INVITATION, ANSWER_REMINDER, PRACTICAL_REMINDER)
    }


def test_an_address_entered_late_brings_the_invitation_that_was_put_aside():
    aside = a_row(INVITATION, state=DeliveryState.NOT_NEEDED)
    now = AUTUMN + 9 * WEEK
    assert not plan(people=[a_person(email=None)], rows=[aside], now=now).move
    made = plan(rows=[aside], now=now)
    assert [(each.delivery, each.due_at) for each in made.move] == [(aside, now)]


def test_a_removed_rule_drops_its_waiting_messages():
    rows = carry_out(plan(), [])
    made = plan(rows=rows, rules=RULES[:1])
    assert {(each.delivery.kind, each.reason) for each in made.drop} == {
        (ANSWER_REMINDER, Reason.NO_RULE),
        (PRACTICAL_REMINDER, Reason.NO_RULE),
    }


def test_a_reminder_somebody_asked_for_now_is_neither_put_off_nor_dropped():
    by_hand = a_row(ANSWER_REMINDER, state=DeliveryState.PLANNED, due=AUTUMN)
    rows = [a_row(INVITATION), by_hand]
    for rules in (RULES, RULES[:1]):
        made = plan(rows=rows, rules=rules)
        assert not made.move
        assert not made.drop
        assert ANSWER_REMINDER not in kinds(made.create)


def test_a_reminder_that_was_due_is_put_off_when_the_meeting_has_moved_away():
    now = START - timedelta(days=6)
    rows = [
        a_row(INVITATION),
        a_row(ANSWER_REMINDER, state=DeliveryState.PLANNED, due=now - timedelta(hours=1)),
    ]
    made = plan(a_meeting(START + 4 * WEEK, sequence=1), rows=rows, now=now)
    assert [(each.delivery, each.due_at) for each in made.move] == [(rows[1], local(2026, 12, 29))]


def test_a_rule_for_presenters_is_for_presenters_only():
    rule = ReminderRule(INVITATION, -14, time(7, 30), Recipients.PRESENTERS)
    people = [a_person(1), a_person(2, is_presenter=True), a_person(3, is_coordinator=True)]
    assert [row.person_id for row in plan(people=people, rules=[rule]).create] == [2]
    to_coordinators = replace(rule, recipients=Recipients.COORDINATORS)
    assert [row.person_id for row in plan(people=people, rules=[to_coordinators]).create] == [3]


def test_a_message_is_not_planned_for_a_time_after_the_meeting_began():
    rule = ReminderRule(PRACTICAL_REMINDER, 0, time(16, 0), Recipients.COMING)
    assert plan(rules=[rule]) == Plan()
