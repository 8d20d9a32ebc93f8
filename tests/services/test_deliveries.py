"""One message's way out of the outbox, step by step."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlmodel import select

from tests import factories
from tests.factories import NOW
from tests.services.outbox_steps import MINUTE, a_row, change, claim, fail, load, prepare
from tracker.db import open_session, transaction
from tracker.domain.reminders import PAUSES, Reason, Wait
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingStatus
from tracker.mail.reading import read_event
from tracker.models import AuditEvent, Delivery, Meeting, Membership, Person
from tracker.services import claims, deliveries
from tracker.services.audit import Act
from tracker.services.letters import new_message_id


@pytest.fixture
def row(engine):
    """Save an invitation that is due now."""
    return a_row(engine)


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

    assert letter.claim.until == NOW + MINUTE + claims.LEASE
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
    later = NOW + claims.LEASE

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


def test_a_message_that_must_wait_waits_without_an_attempt(engine, row, monkeypatch):
    until = NOW + timedelta(days=1)
    monkeypatch.setattr(deliveries, "judge", lambda *_: Wait(until, Reason.NO_NOTES))

    assert prepare(engine, claim(engine)) is None

    waiting = load(engine, row)
    assert (waiting.state, waiting.try_at) == (DeliveryState.PLANNED, until)
    assert (waiting.attempts, waiting.reason) == (0, "no_notes")
    assert claim(engine) is None
    assert claim(engine, until) is not None


def test_the_name_of_a_message_is_kept_with_it(engine, row):
    letter = prepare(engine, claim(engine))

    name = message_from_bytes(letter.message, policy=default)["Message-ID"]
    assert load(engine, row).message_id == name


def test_a_copy_goes_as_it_was_written_whatever_becomes_of_the_meeting(engine):
    row = a_row(engine, kind=DeliveryKind.COPY, message=b"Subject: Kopia\r\n\r\nHej\r\n")
    change(engine, Meeting, row.meeting_id, status=MeetingStatus.CANCELLED, sequence=1)

    letter = prepare(engine, claim(engine))

    assert letter.message == row.message
    assert load(engine, row).told_sequence is None


def test_a_copy_that_failed_keeps_its_bytes_since_nobody_can_write_it_anew(engine):
    row = a_row(engine, kind=DeliveryKind.COPY, message=b"Subject: Kopia\r\n\r\nHej\r\n")

    fail(engine, prepare(engine, claim(engine)), "permanent")

    assert load(engine, row).message == row.message


# Recording -------------------------------------------------------------------------------


def test_an_accepted_message_is_sent_even_when_its_lease_has_run_out(engine, row):
    letter = prepare(engine, claim(engine))
    claim(engine, NOW + claims.LEASE)

    with transaction(engine) as session:
        deliveries.record_accepted(session.connection(), letter=letter, now=NOW + claims.LEASE)

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
    later = NOW + claims.LEASE
    second = prepare(engine, claim(engine, later), later)

    fail(engine, second, "permanent")

    assert load(engine, row).told_sequence == 0


def test_a_message_whose_holder_died_before_it_had_its_bytes_did_not_arrive(engine, row):
    claim(engine)
    later = NOW + claims.LEASE
    second = prepare(engine, claim(engine, later), later)

    fail(engine, second, "permanent")

    assert load(engine, row).told_sequence is None


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
