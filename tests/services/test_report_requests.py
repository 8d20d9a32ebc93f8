"""Those who do the work are asked what came of it, by mail with a link, until they have answered."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.conftest import SECRET
from tests.services.reminder_scene import AUTUMN, START, make_scene
from tracker.domain.reminders import NotNeeded, Reason, Send
from tracker.domain.terms import (
    DeliveryKind,
    DeliveryState,
    InterventionState,
    MeetingKind,
    MeetingStatus,
    Role,
)
from tracker.mail.reading import read_message
from tracker.models import AuditEvent, FollowUp, Intervention, Participation
from tracker.queries import reminders as reminder_queries
from tracker.queries.deliveries import load_occasion
from tracker.queries.people import list_councils_of
from tracker.services import records, reminders, sign_in
from tracker.services.audit import Act
from tracker.services.follow_up_links import FollowUpLink, read_follow_up_token
from tracker.services.letters import Stationery, write_letter

REQUEST, REMINDER = DeliveryKind.REPORT_REQUEST, DeliveryKind.REPORT_REMINDER
DURING = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
STATIONERY = Stationery("https://arshjul.alvstad.example", SECRET, "arshjul@alvstad.example")


@pytest.fixture
def scene(session):
    scene = make_scene(session)
    scene.meeting.kind = MeetingKind.FOLLOW_UP
    return scene


@pytest.fixture
def eva(scene):
    """Return somebody who does the work and has no place in the council."""
    return factories.make_member(
        scene.session, council=scene.council, role=Role.CONTRIBUTOR, name="Eva Ek"
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


def walk(scene, eva, **values):
    given = {"title": "Nattvandring", "responsible_id": eva.id, **values}
    return save(scene, Intervention, state=InterventionState.ONGOING, **given)


def ask(scene, person, now=DURING):
    return reminders.ask_for_follow_up(
        scene.session,
        council=scene.council,
        meeting=scene.meeting,
        person_id=person.id,
        by=Act(scene.bo.id, now),
    )


def letter_to(scene, person, kind=REQUEST):
    occasion = load_occasion(
        scene.session,
        council_id=scene.council.id,
        meeting_id=scene.meeting.id,
        person_id=person.id,
    )
    raw = write_letter(occasion, kind=kind, due_at=DURING, stationery=STATIONERY, now=DURING)
    return read_message(raw)


# By the rules -----------------------------------------------------------------------------


def test_whoever_does_the_work_is_asked_five_weeks_before_and_reminded_each_week(scene, eva):
    walk(scene, eva)

    assert [(row.kind, row.due_at.day, row.due_at.month) for row in scene.rows(eva)] == [
        (REQUEST, 3, 11),
        (REMINDER, 10, 11),
        (REMINDER, 17, 11),
        (REMINDER, 24, 11),
        (REMINDER, 1, 12),
    ]


def test_nobody_is_asked_about_what_has_stopped(scene, eva):
    row = walk(scene, eva)

    save(scene, Intervention, row, state=InterventionState.STOPPED)

    assert {one.state for one in scene.rows(eva)} == {DeliveryState.NOT_NEEDED}


def test_an_answer_ends_the_reminders_in_the_same_moment(scene, eva):
    one, other = walk(scene, eva), walk(scene, eva, title="Föräldrastöd")

    save(scene, FollowUp, intervention_id=one.id, year=2026)
    assert {row.state for row in scene.rows(eva)} == {DeliveryState.PLANNED}
    answer = save(scene, FollowUp, intervention_id=other.id, year=2026)
    assert {(row.state, row.reason) for row in scene.rows(eva)} == {
        (DeliveryState.NOT_NEEDED, "done")
    }

    records.remove_record(scene.session, row=answer, by=Act(scene.bo.id, AUTUMN))
    assert {row.state for row in scene.rows(eva)} == {DeliveryState.PLANNED}


def test_an_answer_for_the_year_before_is_no_answer(scene, eva):
    one = walk(scene, eva)

    save(scene, FollowUp, intervention_id=one.id, year=2025)

    assert {row.state for row in scene.rows(eva)} == {DeliveryState.PLANNED}


def test_a_meeting_in_january_asks_about_the_year_that_has_ended(scene, eva):
    scene.meeting.starts_at = datetime(2027, 1, 26, 14, 0, tzinfo=UTC)
    scene.meeting.ends_at = scene.meeting.starts_at + timedelta(minutes=90)
    one = walk(scene, eva)
    text = letter_to(scene, eva).text
    assert "år 2026" in text
    assert _link_in(text).year == 2026

    save(scene, FollowUp, intervention_id=one.id, year=2026)

    assert {row.state for row in scene.rows(eva)} == {DeliveryState.NOT_NEEDED}


def _link_in(text):
    address = next(word for word in text.split() if "/follow-up/" in word)
    return read_follow_up_token(SECRET, address.rpartition("/")[2])


def test_the_letter_leads_to_the_form_for_the_right_person_and_year(scene, eva):
    one = walk(scene, eva)

    text = letter_to(scene, eva).text

    assert _link_in(text) == FollowUpLink(scene.council.id, eva.id, 2026)
    assert f"?about={one.id}" in letter_to(scene, eva).html
    assert "/meetings/" not in text  # a contributor may not open the council's pages


def test_the_reminder_names_only_what_is_left(scene, eva):
    one = walk(scene, eva)
    walk(scene, eva, title="Föräldrastöd")
    save(scene, FollowUp, intervention_id=one.id, year=2026)

    text = letter_to(scene, eva, REMINDER).text

    assert "Föräldrastöd" in text
    assert "Nattvandring" not in text
    assert "En insats är kvar att följa upp" in text


# By hand ----------------------------------------------------------------------------------


def test_one_who_is_asked_now_gets_the_planned_request_at_once(scene, eva):
    walk(scene, eva)

    assert ask(scene, eva, AUTUMN) == Send()
    scene.plan(AUTUMN + timedelta(minutes=1))

    (request,) = scene.rows(eva, kind=REQUEST)
    assert (request.due_at, request.try_at) == (AUTUMN, AUTUMN)
    assert len(scene.rows(eva, kind=REMINDER, state=DeliveryState.PLANNED)) == 4


def test_one_who_has_been_asked_before_is_asked_anew_and_then_left_in_peace(scene, eva):
    walk(scene, eva)
    (first,) = scene.rows(eva, kind=REQUEST)
    first.state, first.told_sequence = DeliveryState.SENT, 0
    monday = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

    ask(scene, eva, monday)
    ask(scene, eva, monday + timedelta(seconds=5))  # pressed twice

    scene.plan(monday + timedelta(seconds=30))
    assert [(row.revision, row.state) for row in scene.rows(eva, kind=REQUEST)] == [
        (0, DeliveryState.SENT),
        (1, DeliveryState.PLANNED),
    ]
    tuesday = scene.rows(eva, kind=REMINDER, revision=20261117)
    assert [row.state for row in tuesday] == [DeliveryState.NOT_NEEDED]


def test_what_is_on_hold_goes_when_somebody_asks_for_it(scene, eva):
    walk(scene, eva)
    (held,) = scene.rows(eva, kind=REQUEST)
    held.state = DeliveryState.HELD

    ask(scene, eva)

    assert (held.state, held.try_at) == (DeliveryState.PLANNED, DURING)


def test_a_request_by_hand_goes_although_the_rule_is_off(scene, eva):
    walk(scene, eva)
    (rule,) = [one for one in _rules(scene) if one.kind is REQUEST]
    rule.is_active = False
    scene.plan()
    assert ask(scene, eva) == Send()

    scene.plan(DURING + timedelta(seconds=30))

    assert [row.due_at for row in scene.rows(eva, kind=REQUEST, state=DeliveryState.PLANNED)] == [
        DURING
    ]


def _rules(scene):
    return reminder_queries.list_rules(
        scene.session, council_id=scene.council.id, meeting_kind=MeetingKind.FOLLOW_UP
    )


def test_one_with_nothing_left_is_not_asked_and_it_is_said_why(scene, eva):
    assert ask(scene, eva) == NotNeeded(Reason.DONE)
    assert scene.rows(eva) == []


@pytest.mark.parametrize(
    ("status", "now"), [(MeetingStatus.CANCELLED, DURING), (MeetingStatus.PLANNED, START)]
)
def test_nobody_is_asked_for_a_meeting_that_is_off_or_over(scene, eva, status, now):
    walk(scene, eva)
    before = len(scene.rows(eva))
    scene.meeting.status = status

    assert ask(scene, eva, now) != Send()
    assert len(scene.rows(eva)) == before


def test_who_asked_whom_is_in_the_log_of_acts(scene, eva):
    walk(scene, eva)

    ask(scene, eva)

    acts = scene.session.exec(
        select(AuditEvent).where(AuditEvent.action == "ask_for_follow_up")
    ).all()
    assert [(act.person_id, act.thing, act.thing_id) for act in acts] == [
        (scene.bo.id, "person", eva.id)
    ]


# Contributors -----------------------------------------------------------------------------


def test_a_contributor_is_invited_to_nothing(scene, eva):
    scene.plan()

    assert scene.rows(eva) == []
    assert eva.id not in {place.person_id for place in scene.session.exec(select(Participation))}


def test_a_contributor_cannot_sign_in_and_another_role_can(scene, eva):
    day = AUTUMN.date()
    assert list_councils_of(scene.session, person_id=eva.id, on=day) == []
    sign_in.ask_for_link(scene.session, email=eva.email, now=AUTUMN)
    request = sign_in.take_request(scene.session)
    sign_in.answer_request(scene.session, request=request, stationery=STATIONERY, now=AUTUMN)
    assert scene.rows(eva) == []

    factories.make_membership(scene.session, council=scene.council, person=eva, role=Role.MEMBER)
    assert list_councils_of(scene.session, person_id=eva.id, on=day) == [scene.council]


def test_one_who_contributes_in_one_council_and_sits_in_another_signs_in_to_that(scene, eva):
    other = factories.make_council(scene.session)
    factories.make_membership(scene.session, council=other, person=eva)

    found = list_councils_of(scene.session, person_id=eva.id, on=AUTUMN.date())

    assert found == [other]
