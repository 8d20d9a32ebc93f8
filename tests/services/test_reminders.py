"""The outbox keeps in step with the meeting, its list and its rules."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from tests import factories
from tracker.domain.reminders import ReminderRule as PlainRule
from tracker.domain.terms import (
    Answer,
    DeliveryKind,
    DeliveryState,
    MeetingKind,
    MeetingStatus,
    Recipients,
    Role,
)
from tracker.models import Council, Delivery, Meeting, Participation, Person
from tracker.queries import people as people_queries
from tracker.queries import reminders as queries
from tracker.services import reminders
from tracker.services.audit import Act

START = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
AFTER_INVITATION = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
THREE = [
    DeliveryKind.INVITATION,
    DeliveryKind.ANSWER_REMINDER,
    DeliveryKind.PRACTICAL_REMINDER,
]


@dataclass
class Scene:
    session: Session
    council: Council
    meeting: Meeting
    alva: Person
    bo: Person

    def plan(self, now=AUTUMN):
        reminders.plan(self.session, council=self.council, meeting=self.meeting, now=now)

    def remind(self, now=AFTER_INVITATION):
        return reminders.remind_now(
            self.session, council=self.council, meeting=self.meeting, by=Act(self.bo.id, now)
        )

    def invite(self):
        """Plan, and let every invitation be sent."""
        self.plan()
        for row in self.rows(kind=DeliveryKind.INVITATION):
            row.state, row.told_sequence = DeliveryState.SENT, 0
        self.session.flush()

    def rows(self, person=None, **wanted):
        found = self.session.exec(select(Delivery).order_by(Delivery.due_at, Delivery.id)).all()
        return [
            row
            for row in found
            if (person is None or row.person_id == person.id)
            and all(getattr(row, name) == value for name, value in wanted.items())
        ]

    def place(self, person):
        return self.session.exec(
            select(Participation).where(Participation.person_id == person.id)
        ).one()

    def membership(self, person):
        found = people_queries.list_members(self.session, council_id=self.council.id)
        return next(row.membership for row in found if row.person.id == person.id)


@pytest.fixture
def scene(session):
    council = factories.make_council(session)
    alva, bo = (factories.make_member(session, council=council) for _ in range(2))
    reminders.start_with_default_rules(session, council=council)
    meeting = factories.make_meeting(session, council=council, starts_at=START)
    return Scene(session, council, meeting, alva, bo)


def test_a_planned_meeting_puts_the_three_messages_of_each_member_in_the_outbox(scene):
    scene.plan()

    rows = scene.rows(scene.alva)
    assert [row.kind for row in rows] == THREE
    assert rows[0].due_at == datetime(2026, 11, 17, 6, 30, tzinfo=UTC)
    assert len(scene.rows()) == 6


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

    assert [row.kind for row in scene.rows(late)] == THREE
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


def change_rule(scene, rule, **values):
    wanted = PlainRule(rule.kind, values.pop("days", rule.days), rule.at_local, rule.recipients)
    reminders.change_rule(
        scene.session,
        council=scene.council,
        rule=rule,
        wanted=wanted,
        is_active=values.pop("is_active", True),
        by=Act(scene.bo.id, AUTUMN),
    )


def rule_for(scene, kind, meeting_kind=MeetingKind.THEME):
    rules = queries.list_rules(
        scene.session, council_id=scene.council.id, meeting_kind=meeting_kind
    )
    return next(rule for rule in rules if rule.kind is kind)


def test_a_changed_rule_moves_what_is_planned(scene):
    scene.plan()

    change_rule(scene, rule_for(scene, DeliveryKind.INVITATION), days=-14)

    (row,) = scene.rows(scene.alva, kind=DeliveryKind.INVITATION)
    assert row.due_at == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def test_a_rule_put_out_of_use_stops_what_is_planned_and_back_in_use_plans_it_again(scene):
    scene.plan()
    rule = rule_for(scene, DeliveryKind.PRACTICAL_REMINDER)

    change_rule(scene, rule, is_active=False)
    (row,) = scene.rows(scene.alva, kind=DeliveryKind.PRACTICAL_REMINDER)
    assert (row.state, row.reason) == (DeliveryState.NOT_NEEDED, "no_rule")

    change_rule(scene, rule, is_active=True)
    assert row.state is DeliveryState.PLANNED


def test_a_rule_for_another_kind_of_meeting_leaves_this_one_alone(scene):
    scene.plan()
    rule = rule_for(scene, DeliveryKind.INVITATION, MeetingKind.EXTRA)

    change_rule(scene, rule, days=-3)

    assert scene.rows(scene.alva)[0].due_at == datetime(2026, 11, 17, 6, 30, tzinfo=UTC)


def test_a_rule_keeps_its_wall_time_across_the_change_of_clocks(scene):
    rule = rule_for(scene, DeliveryKind.INVITATION)
    rule.at_local, rule.recipients = time(7, 30), Recipients.ALL
    change_rule(scene, rule, days=-60)

    scene.plan(AUTUMN)

    (row,) = scene.rows(scene.alva, kind=DeliveryKind.INVITATION)
    assert row.due_at == datetime(2026, 10, 9, 5, 30, tzinfo=UTC)  # summer time still


def test_the_round_finds_every_councils_coming_meetings(scene):
    other = factories.make_meeting(scene.session, starts_at=START)
    factories.make_meeting(scene.session, starts_at=AUTUMN - timedelta(days=1))

    found = reminders.list_to_plan(scene.session, now=AUTUMN)

    assert {meeting.id for _council, meeting in found} == {scene.meeting.id, other.id}
