"""What a year's follow-up asks about, and who is asked when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests import factories
from tests.factories import NOW
from tests.services.follow_up_scene import YEAR, Scene
from tracker.domain.follow_ups import FollowUpState
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.models import Delivery
from tracker.queries import follow_ups as queries
from tracker.services import follow_ups, reminders


@pytest.fixture
def scene(session):
    return Scene(session)


# What is asked about ----------------------------------------------------------------------


def test_a_person_is_asked_only_about_their_own(scene):
    scene.intervene("Klottersanering", responsible_id=scene.jonas.id)
    scene.intervene("Avslutad", ends_on=date(2025, 6, 1))

    assert scene.states(person_id=scene.lena.id) == {"Närvaroteam": FollowUpState.NOT_STARTED}


def test_an_answer_is_shown_even_when_the_dates_were_changed_since(scene):
    scene.send()
    scene.one.ends_on = date(2025, 1, 1)
    scene.session.flush()

    assert scene.states() == {"Närvaroteam": FollowUpState.SENT}


def test_another_councils_interventions_are_not_asked_about(scene):
    other = factories.make_council(scene.session)

    assert not queries.list_open(scene.session, council_id=other.id, year=YEAR)


def test_the_latest_earlier_answer_stands_beside(scene):
    for year in (2023, 2024, 2026):
        factories.make_follow_up(scene.session, intervention=scene.one, year=year)

    found = queries.find_answer_before(
        scene.session, council_id=scene.council.id, year=YEAR, intervention_id=scene.one.id
    )

    assert found.year == 2024


# Asking -----------------------------------------------------------------------------------


def test_asking_now_puts_a_request_in_the_outbox_that_the_next_round_keeps(scene):
    meeting = scene.meet()
    scene.ask()
    reminders.plan(scene.session, council=scene.council, meeting=meeting, now=NOW)

    due = [
        row
        for row in scene.rows(Delivery)
        if row.kind is DeliveryKind.REPORT_REQUEST and row.due_at <= NOW
    ]
    assert [(row.person_id, row.state) for row in due] == [(scene.lena.id, DeliveryState.PLANNED)]
    assert scene.round()["Närvaroteam"].asks_at is not None


def test_nobody_is_asked_who_has_answered(scene):
    scene.meet()
    scene.send()

    with pytest.raises(follow_ups.NobodyToAsk):
        scene.ask()


def test_nobody_is_asked_without_an_address(scene):
    scene.meet()
    scene.lena.email = None
    scene.session.flush()

    with pytest.raises(follow_ups.NobodyToAsk):
        scene.ask()


@pytest.mark.parametrize(
    "starts_at",
    [
        NOW - timedelta(days=1),  # has been
        datetime(2027, 9, 1, 12, 0, tzinfo=UTC),  # looks back at another year
    ],
)
def test_without_a_coming_meeting_that_looks_back_at_the_year_nobody_can_be_asked(scene, starts_at):
    scene.meet(starts_at)

    with pytest.raises(follow_ups.NoMeeting):
        scene.ask()


def test_the_round_tells_who_was_asked_when_and_what_went_wrong(scene):
    meeting = scene.meet(datetime(2027, 2, 2, 14, 0, tzinfo=UTC))
    scene.intervene("Klottersanering", responsible_id=scene.jonas.id)
    sent = {"state": DeliveryState.SENT, "kind": DeliveryKind.REPORT_REQUEST}
    factories.make_delivery(scene.session, meeting=meeting, person=scene.lena, sent_at=NOW, **sent)
    factories.make_delivery(
        scene.session,
        meeting=meeting,
        person=scene.jonas,
        kind=DeliveryKind.REPORT_REQUEST,
        state=DeliveryState.FAILED,
        reason="550 No such user",
    )

    found = scene.round()

    assert (found["Närvaroteam"].asked_at, found["Närvaroteam"].trouble) == (NOW, "")
    assert found["Klottersanering"].asked_at is None
    assert found["Klottersanering"].trouble == "550 No such user"


def test_sending_takes_the_waiting_request_away(scene):
    meeting = scene.meet()
    early = replace(scene.by(), at=datetime(2026, 10, 1, tzinfo=UTC))
    reminders.plan(scene.session, council=scene.council, meeting=meeting, now=early.at)
    scene.send(by=early)

    waiting = [
        row.kind
        for row in scene.rows(Delivery)
        if row.person_id == scene.lena.id and row.state is DeliveryState.PLANNED
    ]
    assert DeliveryKind.REPORT_REQUEST not in waiting
    assert DeliveryKind.REPORT_REMINDER not in waiting
