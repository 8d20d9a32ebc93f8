"""What the coordinator sees of the messages, and can do about them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, DeliveryState, Role
from tracker.models import Delivery, JobsProcess
from tracker.services import reminders


@pytest.fixture
def meeting(engine, cast):
    """Save a meeting in three weeks, and the rules, for the first council of the cast."""
    with transaction(engine) as session:
        reminders.start_with_default_rules(session, council=cast.council)
        meeting = factories.make_meeting(
            session, council=cast.council, starts_at=clock.now() + timedelta(days=25)
        )
        reminders.plan(session, council=cast.council, meeting=meeting, now=clock.now())
        return meeting


@pytest.fixture
def coordinator(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


def outbox(client, meeting):
    return text_of(client.get("/alvstad/messages/", query_string={"year": meeting.starts_at.year}))


def set_row(engine, person, kind=DeliveryKind.INVITATION, **values):
    with transaction(engine) as session:
        row = session.exec(
            select(Delivery).where(Delivery.person_id == person.id, Delivery.kind == kind)
        ).one()
        for name, value in values.items():
            setattr(row, name, value)
        return row


def test_the_page_counts_what_is_planned(coordinator, meeting):
    page = outbox(coordinator, meeting)

    assert meeting.theme in page
    assert "Kallelse" in page
    assert page.count("Planerat: 2") == 4
    assert "som svaren är nu går det till 0" in page  # nobody has said that they are coming


def test_why_a_message_is_not_needed_is_said(engine, cast, coordinator, meeting):
    set_row(engine, cast.bo, state=DeliveryState.NOT_NEEDED, reason="no_address")

    page = outbox(coordinator, meeting)

    assert "Behövs inte: 1" in page
    assert "saknar e-postadress" in page


def test_a_message_that_failed_stands_first_with_the_servers_words(
    engine, cast, coordinator, meeting
):
    set_row(
        engine,
        cast.bo,
        state=DeliveryState.FAILED,
        attempts=1,
        reason="550 <bo@alvstad.example> is unknown",
    )

    page = outbox(coordinator, meeting)

    assert "Kom inte fram" in page
    assert "550 &lt;bo@alvstad.example&gt; is unknown" in page
    assert page.index("Kom inte fram") < page.index("Skickas framöver")


def test_nothing_is_said_of_trouble_where_there_is_none(coordinator, meeting):
    assert "Kom inte fram" not in outbox(coordinator, meeting)


def last_round(engine, at):
    with transaction(engine) as session:
        session.add(JobsProcess(name="one", started_at=at, last_round_at=at))


@pytest.mark.parametrize(("minutes", "is_said"), [(4, False), (6, True)])
def test_it_is_said_when_no_process_has_worked_for_five_minutes(
    engine, coordinator, meeting, minutes, is_said
):
    at = clock.now() - timedelta(minutes=minutes)
    last_round(engine, at)

    page = outbox(coordinator, meeting)

    local = at.astimezone(ZoneInfo("Europe/Stockholm"))
    said = f"Utskicken står stilla sedan {local:%Y-%m-%d} kl.\xa0{local:%H.%M}."
    assert (said in page) is is_said
    assert ("jobbprocessen" in page) is is_said


def test_it_is_said_when_no_process_has_ever_worked(coordinator, meeting):
    assert "Utskicken har inte startat." in outbox(coordinator, meeting)


def test_a_message_being_tried_again_shows(engine, cast, coordinator, meeting):
    set_row(engine, cast.bo, attempts=2, reason="450 Greylisted")

    page = outbox(coordinator, meeting)

    assert "450 Greylisted" in page
    assert "2 försök" in page
    assert "/retry/" not in page


def test_a_failed_message_is_tried_again_by_its_button(engine, cast, coordinator, meeting):
    row = set_row(engine, cast.bo, state=DeliveryState.FAILED, attempts=1, reason="550")
    address = f"/alvstad/messages/retry/{row.id}"
    assert address in outbox(coordinator, meeting)

    assert post(coordinator, address).status_code == 303

    with open_session(engine, read_only=True) as session:
        assert session.get_one(Delivery, row.id).state is DeliveryState.PLANNED
    assert post(coordinator, address).status_code == 409


def test_another_councils_message_cannot_be_tried_again(engine, cast, sign_in_as, meeting):
    row = set_row(engine, cast.bo, state=DeliveryState.FAILED)
    dan = sign_in_as(cast.dan)

    assert post(dan, f"/backby/messages/retry/{row.id}").status_code == 404
    assert post(dan, f"/alvstad/messages/retry/{row.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_only_the_coordinator_sees_the_messages(sign_in_as, meeting, role):
    assert sign_in_as(role).get("/alvstad/messages/").status_code == 403


def test_a_year_without_meetings_says_what_to_do(coordinator, cast):
    page = text_of(coordinator.get("/alvstad/messages/", query_string={"year": 2031}))

    assert "Inget mer skickas under 2031" in page
    assert "/alvstad/meetings/new" in page


def test_the_number_of_statements_does_not_grow_with_the_meetings(
    engine, cast, coordinator, meeting, count_queries
):
    with count_queries() as few:
        outbox(coordinator, meeting)
    with transaction(engine) as session:
        for days in range(1, 8):
            later = factories.make_meeting(
                session, council=cast.council, starts_at=meeting.starts_at + timedelta(hours=days)
            )
            reminders.plan(session, council=cast.council, meeting=later, now=clock.now())
    with count_queries() as many:
        outbox(coordinator, meeting)

    assert many.count == few.count
