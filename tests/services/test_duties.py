"""What those with something to do are sent, and what comes after the meeting."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.services.reminder_scene import AUTUMN, START, make_scene
from tracker.domain.terms import (
    ActionState,
    DeliveryKind,
    DeliveryState,
    MeetingStatus,
    Role,
)
from tracker.models import (
    ActionItem,
    AgendaItem,
    Intervention,
    MinutesRevision,
    Participation,
)
from tracker.services import meetings, records, reminders
from tracker.services.audit import Act
from tracker.services.conflicts import fingerprint


@pytest.fixture
def scene(session):
    return make_scene(session)


# Those who have something to do -----------------------------------------------------------


def test_a_presenter_without_a_place_is_asked_for_material_and_nothing_else(scene):
    eva = guest(scene, "Eva Ek")
    item = save(
        scene,
        AgendaItem,
        meeting_id=scene.meeting.id,
        position=1,
        title="Läget",
        presenter="Eva Ek, polisen",
    )

    assert [(row.kind, row.due_at) for row in scene.rows(eva)] == [
        (DeliveryKind.CALL_FOR_ITEMS, datetime(2026, 11, 24, 6, 30, tzinfo=UTC))
    ]
    assert place_ids(scene).isdisjoint({eva.id})

    records.remove_record(scene.session, row=item, by=Act(scene.bo.id, AUTUMN))
    (row,) = scene.rows(eva)
    assert (row.state, row.reason) == (DeliveryState.NOT_NEEDED, "done")


def guest(scene, name):
    """Add somebody who only comes to present."""
    return factories.make_member(
        scene.session,
        council=scene.council,
        role=Role.PRESENTER,
        name=name,
    )


def save(scene, model, row=None, now=AUTUMN, **values):
    return records.save_record(
        scene.session,
        model=model,
        row=row,
        council_id=scene.council.id,
        values=values,
        shown=records.as_shown(scene.session, row) if row else "",
        by=Act(scene.bo.id, now),
    )


def place_ids(scene):
    return {place.person_id for place in scene.session.exec(select(Participation))}


def test_another_councils_person_of_the_same_name_is_asked_nothing(scene):
    elsewhere = factories.make_council(scene.session)
    other = factories.make_member(
        scene.session,
        council=elsewhere,
        name="Eva Ek",
    )
    values = {"meeting_id": scene.meeting.id, "position": 1, "title": "Läget"}
    save(scene, AgendaItem, **values, presenter="Eva Ek")

    assert scene.rows(other) == []


def test_an_action_item_is_reminded_of_until_it_is_done_and_again_when_put_off(scene):
    values = {"meeting_id": scene.meeting.id, "text": "Belys gångvägen"}
    eva = guest(scene, "Eva Ek")
    due = {"responsible_id": eva.id, "due_on": date(2027, 1, 15)}
    item = save(scene, ActionItem, **values, **due)
    (row,) = scene.rows(eva)
    assert (row.kind, row.revision) == (DeliveryKind.ACTION_REMINDER, 20270115)
    assert row.due_at == datetime(2027, 1, 8, 6, 30, tzinfo=UTC)

    save(scene, ActionItem, item, state=ActionState.DONE)
    assert row.state is DeliveryState.NOT_NEEDED

    save(scene, ActionItem, item, state=ActionState.ONGOING, due_on=date(2027, 3, 12))
    (again,) = scene.rows(eva, state=DeliveryState.PLANNED)
    assert again.due_at == datetime(2027, 3, 5, 6, 30, tzinfo=UTC)


def test_what_is_agreed_after_the_meeting_is_reminded_of_too(scene):
    scene.invite()
    now = START + timedelta(days=2)
    scene.meeting.status = MeetingStatus.HELD
    due = {"responsible_id": scene.alva.id, "due_on": date(2027, 1, 15)}
    save(scene, ActionItem, now=now, meeting_id=scene.meeting.id, text="Belys", **due)

    (row,) = scene.rows(scene.alva, kind=DeliveryKind.ACTION_REMINDER)
    assert row.due_at == datetime(2027, 1, 8, 6, 30, tzinfo=UTC)


def test_a_theme_meeting_asks_nobody_about_interventions(scene):
    eva = guest(scene, "Eva Ek")
    save(scene, Intervention, title="Nattvandring", responsible_id=eva.id)

    assert scene.rows(eva) == []


# Decisions, and after the meeting ---------------------------------------------------------


def test_what_is_on_hold_when_the_meeting_begins_is_missed_by_the_round(scene):
    scene.plan()
    (held,) = scene.rows(scene.alva, kind=DeliveryKind.PRACTICAL_REMINDER)
    held.state = DeliveryState.HELD
    scene.session.flush()
    now = START + timedelta(minutes=1)

    assert [row.id for _council, row in reminders.list_to_plan(scene.session, now=now)] == [
        scene.meeting.id
    ]
    reminders.plan_again(scene.session, meeting_id=scene.meeting.id, now=now)

    scene.session.refresh(held)
    assert (held.state, held.reason) == (DeliveryState.MISSED, "held")
    later = now + timedelta(hours=2)
    assert reminders.list_to_plan(scene.session, now=later) == []


@pytest.mark.parametrize("state", [DeliveryState.HELD, DeliveryState.SKIPPED])
def test_a_member_added_after_a_decision_for_all_is_under_it(scene, state):
    scene.plan()
    for row in scene.rows(kind=DeliveryKind.INVITATION):
        row.state = state
    late = factories.make_member(scene.session, council=scene.council)

    scene.plan()

    assert [row.state for row in scene.rows(late)] == [state, *[DeliveryState.PLANNED] * 3]


def notes_of(scene, person):
    (row,) = scene.rows(person, kind=DeliveryKind.NOTES)
    return row


def write(scene, now):
    meetings.write_minutes(
        scene.session,
        meeting=scene.meeting,
        text="Mötet öppnades.",
        note_taker="Bo Ek",
        by=Act(scene.bo.id, now),
    )


def test_notes_that_were_waited_for_go_the_next_working_morning(scene):
    scene.plan()
    scene.meeting.status = MeetingStatus.HELD
    friday = datetime(2026, 12, 18, 14, 0, tzinfo=UTC)

    write(scene, friday)

    row = notes_of(scene, scene.alva)
    assert row.due_at == datetime(2026, 12, 11, 6, 30, tzinfo=UTC)
    assert row.try_at == datetime(2026, 12, 21, 6, 30, tzinfo=UTC)
    scene.plan(friday)
    assert notes_of(scene, scene.alva).try_at == row.try_at


def test_notes_written_early_go_when_the_rule_says(scene):
    scene.plan()
    scene.meeting.status = MeetingStatus.HELD

    write(scene, START + timedelta(days=1))

    assert notes_of(scene, scene.alva).try_at == datetime(2026, 12, 11, 6, 30, tzinfo=UTC)


def test_approved_notes_are_not_sent_round(scene):
    scene.plan()
    scene.meeting.status = MeetingStatus.HELD
    now = START + timedelta(days=1)
    write(scene, now)
    (notes,) = scene.session.exec(select(MinutesRevision)).all()

    meetings.approve_minutes(
        scene.session,
        council=scene.council,
        meeting=scene.meeting,
        shown=fingerprint(notes),
        by=Act(scene.bo.id, now),
    )

    assert {row.reason for row in scene.rows(kind=DeliveryKind.NOTES)} == {"done"}
