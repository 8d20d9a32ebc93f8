"""Holding, skipping, sending now and copying messages of the outbox."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.factories import NOW
from tracker.domain.deliveries import Step
from tracker.domain.reminders import Reason
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, Role
from tracker.mail.reading import read_message
from tracker.models import AuditEvent, Delivery
from tracker.queries import timelines
from tracker.services import outbox, reminders
from tracker.services.answer_links import AnswerLink, make_answer_url
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict
from tracker.services.letters import Stationery, message_id_of

STATIONERY = Stationery(
    public_url="https://arshjul.alvstad.example",
    secret_key="a secret that only the tests know, long enough",
    sender_email="arshjul@alvstad.example",
)
HOUR = timedelta(hours=1)


@pytest.fixture
def council(session):
    return factories.make_council(session)


@pytest.fixture
def alice(session, council):
    return factories.make_member(session, council=council, role=Role.COORDINATOR, name="Alice Ek")


@pytest.fixture
def bo(session, council):
    return factories.make_member(session, council=council, name="Bo Ek")


@pytest.fixture
def meeting(session, council, alice, bo):
    reminders.start_with_default_rules(session, council=council)
    meeting = factories.make_meeting(session, council=council, starts_at=NOW + timedelta(days=30))
    reminders.plan(session, council=council, meeting=meeting, now=NOW)
    return meeting


def find_group(session, meeting, kind=DeliveryKind.INVITATION):
    return timelines.find_group(
        session, council_id=meeting.council_id, meeting=meeting, kind=kind, revision=0
    )


def take(session, council, alice, group, step, person=None, now=NOW, shown=None):
    person_id = person.id if person else None
    concerned = outbox.list_concerned(group, step, now=now, person_id=person_id)
    return outbox.take(
        session,
        council=council,
        choice=outbox.Choice(group.meeting, group.kind, group.revision, person_id),
        step=step,
        shown=outbox.fingerprint(concerned) if shown is None else shown,
        by=Act(alice.id, now),
    )


def row_of(session, person, kind=DeliveryKind.INVITATION):
    return session.exec(
        select(Delivery).where(Delivery.person_id == person.id, Delivery.kind == kind)
    ).one()


def test_a_held_message_is_not_planned_until_it_is_released(session, council, alice, bo, meeting):
    group = find_group(session, meeting)

    assert take(session, council, alice, group, Step.HOLD) == 2
    assert {row_of(session, one).state for one in (alice, bo)} == {DeliveryState.HELD}

    assert take(session, council, alice, find_group(session, meeting), Step.RELEASE) == 2
    row = row_of(session, bo)
    assert (row.state, row.due_at) == (DeliveryState.PLANNED, group.lines[0].due_at)


def test_one_persons_message_is_held_and_the_others_are_left(session, council, alice, bo, meeting):
    assert take(session, council, alice, find_group(session, meeting), Step.HOLD, bo) == 1

    assert row_of(session, bo).state is DeliveryState.HELD
    assert row_of(session, alice).state is DeliveryState.PLANNED
    assert row_of(session, bo, DeliveryKind.ANSWER_REMINDER).state is DeliveryState.PLANNED


def test_sending_now_makes_it_due_and_planning_leaves_it_so(session, council, alice, bo, meeting):
    take(session, council, alice, find_group(session, meeting), Step.SEND_NOW)

    reminders.plan(session, council=council, meeting=meeting, now=NOW + HOUR)

    row = row_of(session, bo)
    assert (row.state, row.due_at, row.try_at) == (DeliveryState.PLANNED, NOW, NOW)


def test_what_is_written_already_is_only_tried_sooner(session, council, alice, bo, meeting):
    row = row_of(session, bo)
    due_at = row.due_at
    row.message, row.attempts, row.try_at = b"From: x", 2, NOW + HOUR

    take(session, council, alice, find_group(session, meeting), Step.SEND_NOW, bo)

    assert (row.due_at, row.try_at, row.message) == (due_at, NOW, b"From: x")


def test_what_was_skipped_is_never_planned_until_that_is_taken_back(
    session, council, alice, bo, meeting
):
    take(session, council, alice, find_group(session, meeting), Step.SKIP)
    reminders.plan(session, council=council, meeting=meeting, now=NOW + HOUR)
    assert row_of(session, bo).state is DeliveryState.SKIPPED

    take(session, council, alice, find_group(session, meeting), Step.TAKE_BACK)
    assert row_of(session, bo).state is DeliveryState.PLANNED


def test_what_is_taken_back_follows_the_meeting_to_where_it_was_moved(
    session, council, alice, bo, meeting
):
    group = find_group(session, meeting)
    take(session, council, alice, group, Step.SKIP)
    meeting.starts_at += timedelta(days=7)
    meeting.ends_at += timedelta(days=7)
    session.flush()

    take(session, council, alice, find_group(session, meeting), Step.TAKE_BACK)

    assert row_of(session, bo).due_at == group.due_at + timedelta(days=7)


def test_a_stale_page_does_nothing(session, council, alice, bo, meeting):
    group = find_group(session, meeting)
    row = row_of(session, bo)
    row.state = DeliveryState.SENDING
    session.flush()

    with pytest.raises(EditConflict):
        take(session, council, alice, group, Step.HOLD)

    assert row_of(session, alice).state is DeliveryState.PLANNED


def test_a_message_whose_time_was_moved_is_another(session, council, alice, bo, meeting):
    group = find_group(session, meeting)
    row = row_of(session, bo)
    row.due_at = row.try_at = row.due_at + HOUR
    session.flush()

    with pytest.raises(EditConflict):
        take(session, council, alice, group, Step.SEND_NOW)


def test_what_somebody_else_has_put_on_hold_is_not_sent_from_a_stale_page(
    session, council, alice, bo, meeting
):
    stale = find_group(session, meeting)
    take(session, council, alice, stale, Step.HOLD)

    with pytest.raises(EditConflict):
        take(session, council, alice, stale, Step.SEND_NOW)

    assert row_of(session, bo).state is DeliveryState.HELD


def test_nothing_happens_to_what_is_not_offered(session, council, alice, bo, meeting):
    with pytest.raises(EditConflict):
        take(session, council, alice, find_group(session, meeting), Step.RELEASE)


def test_who_did_what_to_each_message_is_written_down(session, council, alice, bo, meeting):
    take(session, council, alice, find_group(session, meeting), Step.SEND_NOW)

    events = session.exec(select(AuditEvent).where(AuditEvent.action == "send_now_message")).all()
    assert {event.thing_id for event in events} == {row_of(session, one).id for one in (alice, bo)}
    assert {(event.person_id, event.thing, event.at) for event in events} == {
        (alice.id, "delivery", NOW)
    }


def test_the_last_who_held_a_message_is_known(session, council, alice, bo, meeting):
    take(session, council, alice, find_group(session, meeting), Step.HOLD, bo)

    def last_act(person):
        return timelines.find_last_act(
            session,
            council_id=council.id,
            action=outbox.action_of(Step.HOLD),
            delivery_ids=[row_of(session, person).id],
        )

    assert last_act(bo) == ("Alice Ek", NOW)
    assert last_act(alice) is None


# What they look like ---------------------------------------------------------------------


def preview(session, council, person, kind=DeliveryKind.INVITATION):
    return outbox.preview(
        session,
        council=council,
        delivery_id=row_of(session, person, kind).id,
        stationery=STATIONERY,
        now=NOW,
    )


def test_a_preview_is_the_letter_to_the_person_and_stores_nothing(session, council, bo, meeting):
    message = preview(session, council, bo)

    read = read_message(message)
    assert read.recipient == f"Bo Ek <{bo.email}>"
    assert meeting.theme in read.subject
    assert read.event.uid == meeting.uid
    assert row_of(session, bo).message is None
    assert not session.dirty


def test_what_was_sent_is_shown_as_it_was(session, council, bo, meeting):
    row = row_of(session, bo)
    row.state, row.message = DeliveryState.SENT, b"Subject: as it was\r\n\r\nthen"
    session.flush()

    assert preview(session, council, bo) == b"Subject: as it was\r\n\r\nthen"


def test_nothing_can_be_shown_of_a_message_to_nowhere(session, council, bo, meeting):
    bo.email = None
    session.flush()

    with pytest.raises(outbox.NoAddress):
        preview(session, council, bo)


def test_another_councils_message_is_not_shown(session, bo, meeting):
    with pytest.raises(LookupError):
        preview(session, factories.make_council(session), bo)


def send_copy(session, council, alice, bo, now=NOW):
    return outbox.send_copy(
        session,
        council=council,
        delivery_id=row_of(session, bo).id,
        to=alice,
        stationery=STATIONERY,
        by=Act(alice.id, now),
    )


def link_of(person, meeting):
    link = AnswerLink(meeting.council_id, meeting.id, person.id)
    return make_answer_url(STATIONERY.public_url, STATIONERY.secret_key, link=link)


def test_a_copy_goes_to_the_coordinator_with_the_coordinators_own_links(
    session, council, alice, bo, meeting
):
    copy = send_copy(session, council, alice, bo)

    read = read_message(copy.message)
    assert read.subject.startswith("Kopia: ")
    assert read.recipient == f"Alice Ek <{alice.email}>"
    assert read.event is None
    assert link_of(alice, meeting) in read.text
    assert link_of(bo, meeting) not in read.text + read.html
    assert (copy.kind, copy.state, copy.try_at) == (DeliveryKind.COPY, DeliveryState.PLANNED, NOW)
    assert copy.told_sequence is None
    assert copy.message_id == message_id_of(copy.message)
    assert copy.message_id.startswith("<")


def test_each_copy_is_a_message_of_its_own_and_written_down(session, council, alice, bo, meeting):
    first, second = (send_copy(session, council, alice, bo) for _time in range(2))

    assert (first.revision, second.revision) == (0, 1)
    assert first.message_id != second.message_id
    events = session.exec(select(AuditEvent).where(AuditEvent.action == "send_copy")).all()
    assert [event.thing_id for event in events] == [first.id, second.id]


def test_a_copy_leaves_the_plan_as_it_is(session, council, alice, bo, meeting):
    copy = send_copy(session, council, alice, bo)
    before = row_of(session, alice).due_at
    reminders.plan(session, council=council, meeting=meeting, now=NOW + HOUR)

    assert copy.state is DeliveryState.PLANNED
    assert row_of(session, alice).due_at == before
    kinds = {group.kind for group in timelines.list_of_meeting(session, meeting=meeting)}
    assert DeliveryKind.COPY not in kinds


def test_nobody_without_an_address_gets_a_copy(session, council, alice, bo, meeting):
    alice.email = None
    session.flush()
    with pytest.raises(outbox.NoAddress):
        send_copy(session, council, alice, bo)


# What is likely --------------------------------------------------------------------------


def test_a_reminder_goes_only_to_those_who_would_get_it_as_things_stand(
    session, council, alice, bo, meeting
):
    place = session.exec(
        select(factories.Participation).where(factories.Participation.person_id == bo.id)
    ).one()
    place.answer = Answer.COMING
    session.flush()

    def outlook(kind):
        group = find_group(session, meeting, kind)
        found = outbox.foresee(session, council=council, group=group, lines=group.lines, now=NOW)
        ends = {reason: [line.name for line in lines] for reason, lines in found.ends.items()}
        return [line.name for line in found.goes], [line.name for line in found.waits], ends

    assert outlook(DeliveryKind.INVITATION) == (["Alice Ek", "Bo Ek"], [], {})
    assert outlook(DeliveryKind.ANSWER_REMINDER) == (["Alice Ek"], [], {Reason.ANSWERED: ["Bo Ek"]})
    assert outlook(DeliveryKind.PRACTICAL_REMINDER) == (
        ["Bo Ek"],
        [],
        {Reason.NOT_ANSWERED: ["Alice Ek"]},
    )
    assert outlook(DeliveryKind.NOTES) == ([], ["Alice Ek", "Bo Ek"], {})


# After a restored backup -----------------------------------------------------------------


@pytest.fixture
def held(session, council, meeting):
    """Hold the council's mail, with an invitation and a reminder that are due."""
    council.mail_held_at = NOW
    for kind in (DeliveryKind.INVITATION, DeliveryKind.ANSWER_REMINDER):
        for line in find_group(session, meeting, kind).lines:
            row = session.get_one(Delivery, line.delivery_id)
            row.due_at = row.try_at = NOW - HOUR
    session.flush()


def list_held_back(session, council):
    return timelines.list_held_back(session, council_id=council.id, now=NOW)


def release(session, council, alice, skipped=(), shown=None):
    groups = list_held_back(session, council)
    return outbox.release(
        session,
        council=council,
        skipped=frozenset(outbox.key_of(group) for group in groups if group.kind in skipped),
        shown=outbox.fingerprint_of(groups) if shown is None else shown,
        by=Act(alice.id, NOW),
    )


@pytest.mark.usefixtures("held")
def test_what_would_go_at_once_is_what_is_due_or_was_being_sent(session, council, bo):
    row_of(session, bo).state = DeliveryState.SENDING
    session.flush()

    found = {group.kind: len(group.lines) for group in list_held_back(session, council)}

    assert found == {DeliveryKind.INVITATION: 2, DeliveryKind.ANSWER_REMINDER: 2}


@pytest.mark.usefixtures("held")
def test_mail_goes_again_except_for_what_was_ticked(session, council, alice, bo):
    row_of(session, bo).state = DeliveryState.SENDING
    session.flush()

    counts = release(session, council, alice, skipped=[DeliveryKind.INVITATION])

    assert counts == (2, 2)
    assert council.mail_held_at is None
    assert row_of(session, bo).state is DeliveryState.SKIPPED
    assert row_of(session, bo, DeliveryKind.ANSWER_REMINDER).state is DeliveryState.PLANNED


@pytest.mark.usefixtures("held")
def test_mail_stays_held_when_something_else_would_go(session, council, alice, bo):
    shown = outbox.fingerprint_of(list_held_back(session, council))
    row_of(session, bo, DeliveryKind.PRACTICAL_REMINDER).try_at = NOW - HOUR
    session.flush()

    with pytest.raises(EditConflict):
        release(session, council, alice, shown=shown)

    assert council.mail_held_at == NOW
