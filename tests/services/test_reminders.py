"""The outbox keeps in step with the meeting, its list and its rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.services.reminder_scene import AFTER_INVITATION, AUTUMN, START, make_scene
from tracker.domain.terms import (
    Answer,
    DeliveryKind,
    DeliveryState,
    MeetingStatus,
    Role,
)
from tracker.models import (
    Participation,
)
from tracker.services import reminders

FOUR = [
    DeliveryKind.INVITATION,
    DeliveryKind.ANSWER_REMINDER,
    DeliveryKind.PRACTICAL_REMINDER,
    DeliveryKind.NOTES,
]


@pytest.fixture
def scene(session):
    return make_scene(session)


def test_a_planned_meeting_puts_the_four_messages_of_each_member_in_the_outbox(scene):
    scene.plan()

    rows = scene.rows(scene.alva)
    assert [row.kind for row in rows] == FOUR
    assert rows[0].due_at == datetime(2026, 11, 17, 6, 30, tzinfo=UTC)
    assert len(scene.rows()) == 8


def test_planning_twice_changes_nothing(scene):
    scene.plan()
    before = [row.model_dump() for row in scene.rows()]

    scene.plan()

    assert [row.model_dump() for row in scene.rows()] == before


def test_everyone_invited_gets_a_place_at_the_meeting(scene):
    scene.plan()

    assert scene.place(scene.alva).answer is Answer.NONE


@pytest.mark.parametrize("role", [Role.SUBSTITUTE, Role.PRESENTER, Role.MANAGEMENT])
def test_only_those_who_sit_in_the_council_are_invited(scene, role):
    other = factories.make_member(scene.session, council=scene.council, role=role)

    scene.plan()

    assert scene.rows(other) == []


def test_a_member_added_late_gets_what_is_still_useful(scene):
    scene.plan()
    late = factories.make_member(scene.session, council=scene.council)

    scene.plan(AFTER_INVITATION)

    assert [row.kind for row in scene.rows(late)] == FOUR
    assert scene.rows(late)[0].due_at == AFTER_INVITATION


def test_a_mandate_that_ends_before_the_meeting_stops_the_messages(scene):
    scene.plan()
    scene.membership(scene.alva).ends_on = date(2026, 12, 7)
    scene.session.flush()

    scene.plan(AUTUMN + timedelta(days=1))

    assert {(row.state, row.reason) for row in scene.rows(scene.alva)} == {
        (DeliveryState.NOT_NEEDED, "left")
    }
    assert {row.state for row in scene.rows(scene.bo)} == {DeliveryState.PLANNED}


def test_another_councils_members_are_not_invited(scene):
    stranger = factories.make_member(scene.session, council=factories.make_council(scene.session))

    scene.plan()

    assert scene.rows(stranger) == []


def test_only_those_who_have_not_answered_are_reminded_now(scene):
    scene.invite()
    scene.place(scene.bo).answer = Answer.NOT_COMING

    assert scene.remind() == 1
    due = scene.rows(kind=DeliveryKind.ANSWER_REMINDER, due_at=AFTER_INVITATION)
    assert [row.person_id for row in due] == [scene.alva.id]


def test_a_reminder_asked_for_leaves_the_planned_one_as_it_is(scene):
    scene.invite()
    (planned,) = scene.rows(scene.alva, kind=DeliveryKind.ANSWER_REMINDER)

    scene.remind()
    scene.plan(AFTER_INVITATION + timedelta(seconds=30))

    assert [(row.revision, row.state, row.due_at) for row in reminders_to(scene.alva, scene)] == [
        (1, DeliveryState.PLANNED, AFTER_INVITATION),
        (0, DeliveryState.PLANNED, planned.due_at),
    ]
    assert planned.due_at == datetime(2026, 12, 1, 6, 30, tzinfo=UTC)


def reminders_to(person, scene):
    return scene.rows(person, kind=DeliveryKind.ANSWER_REMINDER)


def test_the_planned_reminder_still_follows_the_meeting_after_one_was_asked_for(scene):
    scene.invite()
    scene.remind()
    by_hand = reminders_to(scene.alva, scene)[0]
    by_hand.state, by_hand.told_sequence = DeliveryState.SENT, 0
    scene.meeting.starts_at += timedelta(days=7)
    scene.meeting.ends_at += timedelta(days=7)
    scene.meeting.sequence = 1

    scene.plan(AFTER_INVITATION + timedelta(days=1))

    waiting = [row for row in reminders_to(scene.alva, scene) if row is not by_hand]
    assert [(row.revision, row.due_at) for row in waiting] == [
        (0, datetime(2026, 12, 8, 6, 30, tzinfo=UTC))
    ]


def test_reminding_twice_before_it_is_sent_sends_one(scene):
    scene.invite()
    assert scene.remind() == scene.remind() == 2

    assert len(scene.rows(scene.alva, due_at=AFTER_INVITATION)) == 1


def test_a_reminder_asked_for_after_one_was_sent_is_a_new_one(scene):
    scene.invite()
    (first,) = reminders_to(scene.alva, scene)
    first.state, first.told_sequence = DeliveryState.SENT, 0

    scene.remind()

    assert sorted((row.revision, row.state) for row in reminders_to(scene.alva, scene)) == [
        (0, DeliveryState.SENT),
        (1, DeliveryState.PLANNED),
    ]


def test_nobody_is_reminded_before_the_invitation_has_gone_out(scene):
    scene.plan()
    before = [row.model_dump() for row in scene.rows()]

    with pytest.raises(reminders.NotInvited):
        scene.remind()

    assert [row.model_dump() for row in scene.rows()] == before


def test_whoever_the_invitation_never_reached_is_not_reminded_of_it(scene):
    scene.invite()
    (invitation,) = scene.rows(scene.bo, kind=DeliveryKind.INVITATION)
    invitation.state, invitation.told_sequence = DeliveryState.FAILED, None

    assert scene.remind() == 1


@pytest.mark.parametrize("what", ["move", "cancel"])
def test_nothing_is_changed_or_cancelled_for_whoever_the_invitation_never_reached(scene, what):
    scene.invite()
    (invitation,) = scene.rows(scene.bo, kind=DeliveryKind.INVITATION)
    invitation.state, invitation.told_sequence = DeliveryState.FAILED, None
    scene.meeting.sequence = 1
    if what == "cancel":
        scene.meeting.status = MeetingStatus.CANCELLED

    scene.plan(AFTER_INVITATION)

    told = (DeliveryKind.UPDATE, DeliveryKind.CANCELLATION)
    assert [row.person_id for row in scene.rows() if row.kind in told] == [scene.alva.id]


@pytest.mark.parametrize(
    "values",
    [{"answer": Answer.COMING}, {"answer": Answer.NOT_COMING}, {"attended": True}],
)
def test_a_place_with_an_answer_or_attendance_outlives_the_mandate(scene, values):
    scene.invite()
    for name, value in values.items():
        setattr(scene.place(scene.alva), name, value)
    scene.membership(scene.alva).ends_on = date(2026, 12, 7)
    scene.session.flush()

    scene.plan(AFTER_INVITATION)

    place = scene.place(scene.alva)
    assert all(getattr(place, name) == value for name, value in values.items())
    assert scene.rows(scene.alva, kind=DeliveryKind.CANCELLATION)


def test_an_untouched_place_ends_with_the_mandate(scene):
    scene.plan()
    scene.membership(scene.alva).ends_on = date(2026, 12, 7)
    scene.session.flush()

    scene.plan(AFTER_INVITATION)

    assert [place.person_id for place in scene.session.exec(select(Participation))] == [scene.bo.id]


@pytest.mark.parametrize("status", [MeetingStatus.HELD, MeetingStatus.MINUTES_APPROVED])
def test_nothing_is_planned_for_a_meeting_that_has_been_held(scene, status):
    scene.meeting.status = status

    scene.plan()

    assert scene.rows() == []
    assert scene.session.exec(select(Participation)).all() == []


@pytest.mark.parametrize("now", [START, START + timedelta(days=1)])
def test_nobody_is_reminded_of_a_meeting_that_has_begun(scene, now):
    scene.invite()

    assert scene.remind(now) == 0


def test_nobody_is_reminded_of_a_cancelled_meeting(scene):
    scene.invite()
    scene.meeting.status = MeetingStatus.CANCELLED

    assert scene.remind() == 0


def test_the_round_finds_every_councils_coming_meetings(scene):
    other = factories.make_meeting(scene.session, starts_at=START)
    factories.make_meeting(scene.session, starts_at=AUTUMN - timedelta(days=1))

    found = reminders.list_to_plan(scene.session, now=AUTUMN)

    assert {meeting.id for _council, meeting in found} == {scene.meeting.id, other.id}
