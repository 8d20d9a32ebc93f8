"""From a planned meeting to the members' mailboxes, through a real mail server."""

import threading
from datetime import timedelta

import pytest

from jobs.reminders import plan_coming, send_due
from tests.jobs.post import (
    ANSWER_REMINDER,
    BEFORE_INVITATION,
    COORDINATOR,
    EVERYONE,
    INVITATION,
    PRACTICAL_REMINDER,
    START,
    event_of,
    read,
    serving,
)
from tracker.db import transaction
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState
from tracker.models import Person
from tracker.services import claims, deliveries

ALVA, BERTIL, CECILIA = "Alva Berg", "Bertil Ek", "Cecilia Holm"
ALVA_AT = "alva@alvstad.example"
MINUTE = timedelta(minutes=1)


def test_each_member_gets_the_invitation_once_with_a_calendar_part(post):
    assert post.round(BEFORE_INVITATION) == {}

    post.round(INVITATION)

    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)
    for _address, message in post.server.kept:
        method, event = event_of(message)
        assert method == "REQUEST"
        assert event["UID"] == post.meeting.uid
        assert event["SEQUENCE"] == 0
        assert event.decoded("DTSTART") == START


def test_a_message_names_its_recipient_its_meeting_and_links_of_ours(post):
    post.round(INVITATION)

    message = read(post.server.messages_to(ALVA_AT)[0])
    text = message.get_body(("plain",)).get_content()
    assert "alva@alvstad.example" in message["To"]
    assert message["From"].addresses[0].addr_spec == "arshjul@alvstad.example"
    assert message["Reply-To"].addresses[0].addr_spec == "kim@alvstad.example"
    assert "Trygghet i centrum" in text
    assert "Mötet öppnas" in text
    assert "2026-12-04" in text  # the day to answer by, a Friday
    assert "https://arshjul.alvstad.example/answer/" in text


def test_a_second_round_sends_nothing(post):
    post.round(INVITATION)
    post.server.clear()

    post.round(INVITATION + MINUTE)

    assert post.server.kept == []
    assert {row.state for row in post.rows(kind=DeliveryKind.INVITATION)} == {DeliveryState.SENT}


def test_one_connection_carries_a_whole_round(post):
    post.round(INVITATION)

    assert len(post.server.sessions) == 1


def test_moving_the_meeting_sends_the_change_under_the_same_uid(post):
    post.round(INVITATION)
    post.server.clear()
    post.now = INVITATION + timedelta(days=1)

    post.move(days=7)
    post.round()

    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)
    method, event = event_of(post.server.messages_to(ALVA_AT)[0])
    assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", post.meeting.uid, 1)
    assert event.decoded("DTSTART") == START + timedelta(days=7)


def test_a_change_says_what_it_was_before(post):
    post.round(INVITATION)
    post.server.clear()

    post.move(days=7, place="Folkets hus")
    post.round()

    text = read(post.server.messages_to(ALVA_AT)[0]).get_body(("plain",)).get_content()
    assert "2026-12-15" in text
    assert "2026-12-08" in text
    assert "Stadshuset, sal B" in text


def test_moving_a_meeting_nobody_was_told_of_sends_nothing(post):
    post.move(days=7)

    post.round(BEFORE_INVITATION)

    assert post.server.kept == []


def test_cancelling_sends_the_cancellation(post):
    post.round(INVITATION)
    post.server.clear()

    post.cancel()
    post.round()
    post.round(ANSWER_REMINDER)

    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)
    method, event = event_of(post.server.messages_to(ALVA_AT)[0])
    assert (method, event["UID"], event["SEQUENCE"]) == ("CANCEL", post.meeting.uid, 1)
    assert event["STATUS"] == "CANCELLED"


def test_a_member_who_declined_gets_no_reminder(post):
    post.round(INVITATION)
    post.server.clear()
    post.answer(ALVA, Answer.NOT_COMING)

    post.round(ANSWER_REMINDER)
    post.round(PRACTICAL_REMINDER)

    assert ALVA_AT not in post.server.addresses()
    assert post.server.addresses()["bertil@alvstad.example"] == 1
    assert {
        (row.state, row.reason)
        for row in post.rows(person_id=post.people[ALVA].id)
        if row.kind not in (DeliveryKind.INVITATION, DeliveryKind.NOTES)
    } == {(DeliveryState.NOT_NEEDED, "answered"), (DeliveryState.NOT_NEEDED, "not_coming")}


def test_those_who_are_coming_are_reminded_the_day_before_and_not_asked_again(post):
    post.round(INVITATION)
    post.answer(ALVA, Answer.COMING)
    post.server.clear()

    post.round(ANSWER_REMINDER)
    assert ALVA_AT not in post.server.addresses()

    post.round(PRACTICAL_REMINDER)
    assert post.server.addresses()[ALVA_AT] == 1
    _method, event = event_of(post.server.messages_to(ALVA_AT)[0])
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_a_member_who_left_is_told_and_then_left_alone(post):
    post.round(INVITATION)
    post.server.clear()
    with transaction(post.engine) as session:
        session.get_one(Person, post.people[ALVA].id).is_disabled = True

    post.round(INVITATION + MINUTE)
    post.round(ANSWER_REMINDER)

    (message,) = post.server.messages_to(ALVA_AT)
    assert event_of(message)[0] == "CANCEL"


def test_not_now_is_tried_again_with_the_very_same_bytes(post):
    post.server.refusals[ALVA_AT] = "DATA 450 Greylisted"
    post.round(INVITATION)
    (row,) = post.rows(attempts=1)
    assert (row.state, row.reason) == (DeliveryState.PLANNED, "450 Greylisted")
    assert row.try_at == INVITATION + MINUTE

    post.server.refusals.clear()
    post.round(INVITATION + MINUTE / 2)
    assert ALVA_AT not in post.server.addresses()
    post.round(INVITATION + MINUTE)

    (message,) = post.server.messages_to(ALVA_AT)
    assert post.server.tried.count(message) == 2
    assert post.rows(id=row.id)[0].state is DeliveryState.SENT


def test_never_fails_at_once_with_the_servers_words_and_the_rest_are_served(post):
    post.server.refusals[ALVA_AT] = "550 No such user here"

    post.round(INVITATION)

    assert post.server.addresses() == dict.fromkeys(EVERYONE - {ALVA_AT}, 1)
    (failed,) = post.rows(state=DeliveryState.FAILED)
    assert failed.person_id == post.people[ALVA].id
    assert failed.reason == "550 No such user here"
    assert failed.sent_at is None


def test_after_two_days_of_not_now_a_message_has_failed(post):
    post.server.refusals[ALVA_AT] = "451 Come back later"
    moment = INVITATION

    for _attempt in range(20):
        post.round(moment)
        (row,) = post.rows(person_id=post.people[ALVA].id, kind=DeliveryKind.INVITATION)
        moment = max(moment, row.try_at)

    assert (row.state, row.reason) == (DeliveryState.FAILED, "451 Come back later")
    assert row.try_at - INVITATION >= timedelta(hours=48)


def test_a_mail_server_that_is_down_gets_everything_later(away):
    away.round(INVITATION)
    assert {row.state for row in away.rows(kind=DeliveryKind.INVITATION)} == {DeliveryState.PLANNED}

    with serving(away.server, away.port):
        away.round(INVITATION + timedelta(minutes=5))

    assert away.server.addresses() == dict.fromkeys(EVERYONE, 1)


def test_nothing_goes_out_for_a_meeting_that_has_started(post):
    post.round(START)

    assert post.server.kept == []
    assert {row.state for row in post.rows(kind=DeliveryKind.INVITATION)} == {DeliveryState.MISSED}


def test_a_member_without_an_address_is_passed_over_and_it_shows(post):
    with transaction(post.engine) as session:
        session.get_one(Person, post.people[ALVA].id).email = None

    post.round(INVITATION)

    assert post.server.addresses() == dict.fromkeys(EVERYONE - {ALVA_AT}, 1)
    (row,) = post.rows(person_id=post.people[ALVA].id, kind=DeliveryKind.INVITATION)
    assert (row.state, row.reason) == (DeliveryState.NOT_NEEDED, "no_address")


def test_an_address_that_cannot_be_mailed_fails_and_the_rest_are_served(post):
    with transaction(post.engine) as session:
        session.get_one(Person, post.people[ALVA].id).email = "älva@alvstad.example"

    post.round(INVITATION)

    assert post.server.addresses() == dict.fromkeys(EVERYONE - {ALVA_AT}, 1)
    assert len(post.rows(state=DeliveryState.FAILED)) == 1


def test_two_workers_at_once_send_no_doubles(post):
    post.now = INVITATION
    plan_coming(post.worker())
    together = threading.Barrier(2)

    def work():
        worker = post.worker()
        together.wait()
        send_due(worker)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)


def test_what_a_crash_left_behind_is_sent_identical_after_its_lease(post):
    post.now = INVITATION
    worker = post.worker()
    plan_coming(worker)
    with transaction(post.engine) as session:
        held = claims.take(session, now=INVITATION, limit=1)
    with transaction(post.engine) as session:
        (stored,) = deliveries.prepare(
            session, claims=held, stationery=worker.stationery, now=INVITATION
        )
    # Here the process dies: the bytes are stored, and nobody knows whether they were sent.

    post.round(INVITATION + MINUTE)
    assert stored.recipient not in post.server.addresses()
    post.round(INVITATION + claims.LEASE)

    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)
    assert post.server.messages_to(stored.recipient) == [stored.message]


def test_a_message_we_stumble_over_is_put_aside_and_the_rest_are_served(post, monkeypatch):
    write_letter = deliveries.write_letter

    def stumble(occasion, **values):
        if occasion.person.name == ALVA:
            raise RuntimeError("a fault of ours that quotes " + ALVA_AT)
        return write_letter(occasion, **values)

    monkeypatch.setattr(deliveries, "write_letter", stumble)
    counts = post.round(INVITATION)

    assert counts["put_aside"] == 1
    assert post.server.addresses() == dict.fromkeys(EVERYONE - {ALVA_AT}, 1)
    (row,) = post.rows(attempts=1)
    assert (row.state, row.reason) == (DeliveryState.PLANNED, "RuntimeError")


def test_a_worker_asked_to_end_begins_no_new_message(post):
    post.now = INVITATION
    worker = post.worker()
    plan_coming(worker)
    worker.stopping.set()

    send_due(worker)

    assert post.server.kept == []


def test_logs_hold_no_names_and_no_addresses(post, caplog):
    caplog.set_level("INFO", logger="jobs")
    post.server.refusals[ALVA_AT] = f"550 {ALVA_AT} is unknown"

    post.round(INVITATION)

    said = " ".join(str(vars(record)) for record in caplog.records)
    assert "not accepted" in said
    assert "550" in said
    assert "@alvstad" not in said
    assert not any(name in said for name in (ALVA, BERTIL, CECILIA, COORDINATOR))


@pytest.mark.parametrize("days", [1, 7])
def test_a_reminder_that_waits_follows_the_meeting(post, days):
    post.round(INVITATION)
    post.move(days=days)
    post.round()
    post.server.clear()

    post.round(ANSWER_REMINDER)
    assert post.server.kept == []
    post.round(ANSWER_REMINDER + timedelta(days=days))

    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)
