"""One message's way out of the outbox, step by step."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlmodel import select

from jobs.schedule import JOBS
from tests import factories
from tests.conftest import SECRET
from tests.factories import NOW
from tracker.db import open_session, transaction
from tracker.domain.reminders import PAUSES
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingStatus, Role
from tracker.mail.reading import read_event
from tracker.mail.smtp import SmtpSettings
from tracker.models import AuditEvent, Delivery, Meeting, Membership, Person
from tracker.services import deliveries
from tracker.services.audit import Act
from tracker.services.letters import Stationery, new_message_id

STATIONERY = Stationery("https://arshjul.alvstad.example", SECRET, "arshjul@alvstad.example")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def row(engine):
    """Save an invitation that is due now."""
    return a_row(engine)


def a_row(engine, **values):
    with transaction(engine) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        meeting = factories.make_meeting(session, council=council)
        person = factories.make_member(session, council=council, role=Role.MEMBER)
        defaults = {"due_at": NOW, "try_at": NOW}
        return factories.make_delivery(
            session, meeting=meeting, person=person, **{**defaults, **values}
        )


def claim(engine, now=NOW):
    with transaction(engine) as session:
        return deliveries.claim_next(session, now=now)


def prepare(engine, claimed, now=NOW):
    with transaction(engine) as session:
        return deliveries.prepare(session, claim=claimed, stationery=STATIONERY, now=now)


def load(engine, row):
    with open_session(engine, read_only=True) as session:
        return session.get_one(Delivery, row.id)


def change(engine, model, number, **values):
    with transaction(engine) as session:
        found = session.get_one(model, number)
        for name, value in values.items():
            setattr(found, name, value)


# Claiming --------------------------------------------------------------------------------


def test_a_message_is_claimed_when_it_is_due(engine, row):
    assert claim(engine, NOW - MINUTE) is None

    claimed = claim(engine)

    assert claimed.delivery_id == row.id
    assert load(engine, row).state is DeliveryState.SENDING


def test_a_claimed_message_is_not_claimed_again_within_its_lease(engine, row):
    claim(engine)

    assert claim(engine, NOW + deliveries.LEASE - MINUTE) is None


def test_of_two_that_found_the_same_message_one_takes_it(engine, row):
    taken = []
    for _worker in range(2):
        with transaction(engine) as session:
            wanted = deliveries.Claim(row.id, NOW + deliveries.LEASE)
            taken.append(deliveries._take(session, wanted, NOW))

    assert taken == [True, False]


def test_an_abandoned_message_is_claimed_again_and_its_first_holder_may_not_send(engine, row):
    first = claim(engine)
    later = NOW + deliveries.LEASE

    second = claim(engine, later)

    assert second.delivery_id == row.id
    assert prepare(engine, first, later) is None
    assert prepare(engine, second, later) is not None


def test_the_message_due_longest_comes_first(engine):
    late = a_row(engine, try_at=NOW - MINUTE)
    a_row_later = a_row_in_another_council(engine)

    assert [claim(engine).delivery_id, claim(engine).delivery_id] == [late.id, a_row_later.id]


def a_row_in_another_council(engine):
    with transaction(engine) as session:
        meeting = factories.make_meeting(session)
        person = factories.make_person(session)
        return factories.make_delivery(session, meeting=meeting, person=person, try_at=NOW)


@pytest.mark.parametrize(
    "state",
    [
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.MISSED,
        DeliveryState.NOT_NEEDED,
    ],
)
def test_what_has_ended_is_never_claimed(engine, state):
    a_row(engine, state=state)

    assert claim(engine, NOW + timedelta(days=365)) is None


# Preparing -------------------------------------------------------------------------------


def test_the_bytes_are_stored_before_they_are_sent(engine, row):
    letter = prepare(engine, claim(engine))

    stored = load(engine, row)
    assert stored.message == letter.message
    assert stored.told_sequence == 0
    assert stored.state is DeliveryState.SENDING


def test_a_message_is_written_once(engine, row):
    first = prepare(engine, claim(engine))
    with transaction(engine) as session:
        deliveries.record_temporary(session, claim=first.claim, words="450 Later", now=NOW)

    second = prepare(engine, claim(engine, NOW + MINUTE), NOW + MINUTE)

    assert second.message == first.message


def test_preparing_renews_the_lease(engine, row):
    claimed = claim(engine)

    letter = prepare(engine, claimed, NOW + MINUTE)

    assert letter.claim.until == NOW + MINUTE + deliveries.LEASE
    assert load(engine, row).claimed_until == letter.claim.until


def test_a_corrected_address_gets_a_letter_of_its_own(engine, row):
    first = prepare(engine, claim(engine))
    with transaction(engine) as session:
        deliveries.record_permanent(session, claim=first.claim, words="550 Unknown")
    change(engine, Person, row.person_id, email="right@alvstad.example")
    with transaction(engine) as session:
        found = session.get_one(Delivery, row.id)
        deliveries.retry(session, council_id=row.council_id, delivery=found, by=Act(None, NOW))

    second = prepare(engine, claim(engine))

    assert second.recipient == "right@alvstad.example"
    header = message_from_bytes(second.message, policy=default)["To"]
    assert header.addresses[0].addr_spec == "right@alvstad.example"


def test_a_waiting_message_about_a_meeting_that_moved_is_not_sent(engine, row):
    prepare(engine, claim(engine))
    change(engine, Meeting, row.meeting_id, sequence=1)
    later = NOW + deliveries.LEASE

    assert prepare(engine, claim(engine, later), later) is None

    ended = load(engine, row)
    assert (ended.state, ended.reason) == (DeliveryState.NOT_NEEDED, "replaced")


def test_somebody_no_longer_in_the_council_is_not_invited(engine, row):
    with transaction(engine) as session:
        (place,) = session.exec(select(Membership).where(Membership.person_id == row.person_id))
        place.ends_on = NOW.date()

    assert prepare(engine, claim(engine)) is None
    assert load(engine, row).reason == "left"


def test_a_cancelled_meeting_sends_its_cancellation_and_no_invitation(engine):
    cancellation = a_row(engine, kind=DeliveryKind.CANCELLATION, revision=1)
    meeting_id = cancellation.meeting_id
    change(engine, Meeting, meeting_id, status=MeetingStatus.CANCELLED, sequence=1)
    with transaction(engine) as session:
        meeting = session.get_one(Meeting, meeting_id)
        person = session.get_one(Person, cancellation.person_id)
        factories.make_delivery(
            session, meeting=meeting, person=person, due_at=NOW, try_at=NOW + MINUTE
        )

    letter = prepare(engine, claim(engine))
    refused = prepare(engine, claim(engine, NOW + MINUTE), NOW + MINUTE)

    assert read_event(letter.message).method == "CANCEL"
    assert read_event(letter.message).sequence == 1
    assert refused is None


def test_every_message_has_a_name_of_its_own_that_fits_on_one_line():
    sender = f"arshjul@{'a-long-department-name.' * 6}alvstad.example"

    names = {new_message_id(sender) for _ in range(50)}

    assert len(names) == 50
    assert all(len(name) <= 76 for name in names)


# Recording -------------------------------------------------------------------------------


def test_an_accepted_message_is_sent_even_when_its_lease_has_run_out(engine, row):
    letter = prepare(engine, claim(engine))
    claim(engine, NOW + deliveries.LEASE)

    with transaction(engine) as session:
        deliveries.record_accepted(session, claim=letter.claim, now=NOW + deliveries.LEASE)

    assert load(engine, row).state is DeliveryState.SENT
    assert claim(engine, NOW + timedelta(days=1)) is None


def test_pauses_grow_from_one_minute(engine, row):
    moment, pauses = NOW, []
    for _ in range(4):
        letter = prepare(engine, claim(engine, moment), moment)
        with transaction(engine) as session:
            deliveries.record_temporary(session, claim=letter.claim, words="450", now=moment)
        pauses.append(load(engine, row).try_at - moment)
        moment = load(engine, row).try_at

    assert pauses == [MINUTE * minutes for minutes in (1, 4, 10, 15)]
    assert load(engine, row).due_at == NOW


@pytest.mark.parametrize("record", ["temporary", "permanent"])
def test_who_lost_the_claim_records_no_failure(engine, row, record):
    claimed = replace(claim(engine), until=NOW)

    with transaction(engine) as session:
        if record == "temporary":
            deliveries.record_temporary(session, claim=claimed, words="450", now=NOW)
        else:
            deliveries.record_permanent(session, claim=claimed, words="550")

    assert load(engine, row).state is DeliveryState.SENDING


def test_what_the_server_says_is_kept_readable_and_short(engine, row):
    letter = prepare(engine, claim(engine))
    words = "550\0 no\r\nsuch\x1b user " + "x" * 1000

    with transaction(engine) as session:
        deliveries.record_permanent(session, claim=letter.claim, words=words)

    reason = load(engine, row).reason
    assert reason.startswith("550 no such user xxx")
    assert len(reason) == 500


@pytest.mark.parametrize("record", ["permanent", "temporary"])
def test_a_message_that_certainly_never_arrived_has_told_nobody_anything(engine, record):
    row = a_row(engine, attempts=len(PAUSES))
    letter = prepare(engine, claim(engine))

    fail(engine, letter, record)

    failed = load(engine, row)
    assert failed.state is DeliveryState.FAILED
    assert failed.told_sequence is None
    assert failed.message is None


def fail(engine, letter, record, now=NOW, **values):
    with transaction(engine) as session:
        if record == "permanent":
            deliveries.record_permanent(session, claim=letter.claim, words="550 Unknown")
        else:
            deliveries.record_temporary(session, claim=letter.claim, words="450", now=now, **values)


def test_a_message_that_may_have_arrived_once_counts_as_told_however_it_ends(engine, row):
    letter = prepare(engine, claim(engine))
    fail(engine, letter, "temporary", may_have_arrived=True)
    second = prepare(engine, claim(engine, NOW + MINUTE), NOW + MINUTE)

    fail(engine, second, "permanent")

    failed = load(engine, row)
    assert failed.state is DeliveryState.FAILED
    assert failed.told_sequence == 0
    assert failed.message == letter.message


def test_a_message_whose_holder_died_while_sending_may_have_arrived(engine, row):
    prepare(engine, claim(engine))
    later = NOW + deliveries.LEASE
    second = prepare(engine, claim(engine, later), later)

    fail(engine, second, "permanent")

    assert load(engine, row).told_sequence == 0


def test_a_message_whose_holder_died_before_it_had_its_bytes_did_not_arrive(engine, row):
    claim(engine)
    later = NOW + deliveries.LEASE
    second = prepare(engine, claim(engine, later), later)

    fail(engine, second, "permanent")

    assert load(engine, row).told_sequence is None


def test_the_lease_outlasts_a_talk_and_ends_in_time_after_a_crash():
    talk = timedelta(seconds=SmtpSettings("localhost", 25).talk)
    tick = next(job.every for job in JOBS if job.id == "send_due")

    assert talk + timedelta(seconds=30) <= deliveries.LEASE
    assert deliveries.LEASE + tick <= timedelta(seconds=85)


# Trying again ----------------------------------------------------------------------------


def test_a_failed_message_can_be_tried_again_and_it_is_written_down(engine):
    row = a_row(engine, state=DeliveryState.FAILED, attempts=12, reason="550 Unknown")

    with transaction(engine) as session:
        found = session.get_one(Delivery, row.id)
        deliveries.retry(session, council_id=row.council_id, delivery=found, by=Act(None, NOW))

    assert claim(engine).delivery_id == row.id
    assert load(engine, row).attempts == 0
    with open_session(engine, read_only=True) as session:
        assert [event.action for event in session.exec(select(AuditEvent))] == ["retry"]


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (DeliveryState.SENT, timedelta(0)),
        (DeliveryState.PLANNED, timedelta(0)),
        (DeliveryState.FAILED, timedelta(days=14)),
    ],
)
def test_only_a_failed_message_for_a_coming_meeting_is_tried_again(engine, state, after):
    row = a_row(engine, state=state)

    with transaction(engine) as session, pytest.raises(deliveries.NotNow):
        deliveries.retry(
            session,
            council_id=row.council_id,
            delivery=session.get_one(Delivery, row.id),
            by=Act(None, NOW + after),
        )
