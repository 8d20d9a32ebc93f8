"""Sign-in links: made, mailed, used once."""

import re
import threading
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlmodel import select

from tests import factories
from tests.factories import NOW
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, DeliveryState, Role
from tracker.models import Delivery, Person, SignInRequest, SignInToken
from tracker.services import claims, deliveries, sign_in
from tracker.services.letters import Stationery

ALVA_AT = "alva@alvstad.example"
WHILE_VALID = timedelta(minutes=sign_in.VALID_MINUTES)


@pytest.fixture
def alva(engine):
    with transaction(engine) as session:
        council = factories.make_council(session, name="Älvstads Brå")
        return factories.make_member(
            session, council=council, role=Role.MEMBER, name="Alva Berg", email=ALVA_AT
        )


@pytest.fixture
def ask(engine):
    """Return a function that asks for a link and returns the tokens mailed so far."""

    def ask(email=ALVA_AT, now=NOW, answered_at=None):
        with transaction(engine) as session:
            sign_in.ask_for_link(session, email=email, now=now)
        answer_requests(engine, answered_at or now)
        with open_session(engine, read_only=True) as session:
            rows = session.exec(select(Delivery).order_by(Delivery.id)).all()
        return [token_in(row.message) for row in rows]

    return ask


def answer_requests(engine, now):
    """Do what the jobs do with what was asked for."""
    with transaction(engine) as session:
        while request := sign_in.take_request(session):
            sign_in.answer_request(session, request=request, stationery=STATIONERY, now=now)


def token_in(message):
    text = message_from_bytes(message, policy=default).get_body(("plain",)).get_content()
    return re.search(r"http://localhost/sign-in/(\S+)", text)[1]


def finish(engine, token, now=NOW):
    with transaction(engine) as session:
        return sign_in.finish(session, token=token, now=now)


def test_a_known_address_gets_a_link_that_signs_in(engine, alva, ask):
    (token,) = ask(" Alva@Alvstad.example ")

    assert finish(engine, token).id == alva.id


def test_the_link_itself_is_not_stored_beside_the_person(engine, alva, ask):
    (token,) = ask()

    with open_session(engine, read_only=True) as session:
        (stored,) = session.exec(select(SignInToken)).all()
    assert token not in str(stored.model_dump())
    assert stored.token_hash == sign_in.hash_token(token)


def test_a_link_works_once(engine, alva, ask):
    (token,) = ask()
    finish(engine, token)

    assert finish(engine, token) is None


def test_of_several_at_the_same_moment_one_gets_in(engine, alva, ask):
    (token,) = ask()
    together = threading.Barrier(4)
    let_in = []

    def use():
        together.wait()
        let_in.append(finish(engine, token))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [person.id for person in let_in if person] == [alva.id]


@pytest.mark.parametrize(("late", "works"), [(-timedelta(seconds=1), True), (timedelta(0), False)])
def test_a_link_works_for_ten_minutes(engine, alva, ask, late, works):
    (token,) = ask()

    assert bool(finish(engine, token, NOW + WHILE_VALID + late)) is works


def test_an_unknown_address_gets_nothing(alva, ask):
    assert ask("nobody@alvstad.example") == []


@pytest.mark.parametrize("email", [ALVA_AT, "nobody@alvstad.example"])
def test_a_typed_address_is_not_kept(engine, alva, ask, email):
    ask(email)

    with open_session(engine, read_only=True) as session:
        assert session.exec(select(SignInRequest)).all() == []


@pytest.mark.parametrize(("late", "number"), [(-timedelta(seconds=1), 1), (timedelta(0), 0)])
def test_a_request_that_has_waited_too_long_is_not_answered(alva, ask, late, number):
    assert len(ask(answered_at=NOW + WHILE_VALID + late)) == number


def test_of_two_workers_at_once_one_answers_a_request(engine, alva):
    with transaction(engine) as session:
        sign_in.ask_for_link(session, email=ALVA_AT, now=NOW)
    together = threading.Barrier(2)

    def work():
        together.wait()
        answer_requests(engine, NOW)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with open_session(engine, read_only=True) as session:
        assert len(session.exec(select(SignInToken)).all()) == 1


def test_a_disabled_person_gets_nothing(engine, alva, ask):
    with transaction(engine) as session:
        session.get_one(Person, alva.id).is_disabled = True

    assert ask() == []


def test_a_person_disabled_since_is_not_let_in(engine, alva, ask):
    (token,) = ask()
    with transaction(engine) as session:
        session.get_one(Person, alva.id).is_disabled = True

    assert finish(engine, token) is None


def test_somebody_in_no_council_gets_nothing(engine, ask):
    with transaction(engine) as session:
        factories.make_person(session, email=ALVA_AT)

    assert ask() == []


def test_an_address_that_cannot_be_mailed_is_answered_as_an_unknown_one(engine, alva, ask):
    with transaction(engine) as session:
        session.get_one(Person, alva.id).email = "älva@alvstad.example"

    assert ask("älva@alvstad.example") == []


def test_nobody_can_be_flooded_with_links(alva, ask):
    for _ in range(10):
        tokens = ask()

    assert len(tokens) == sign_in.MOST_LINKS
    assert len(ask(now=NOW + WHILE_VALID)) == sign_in.MOST_LINKS + 1


def test_a_sent_link_is_not_kept_in_the_outbox(engine, alva, ask):
    ask()
    with transaction(engine) as session:
        held = claims.take(session, now=NOW)
        (letter,) = deliveries.prepare(session, claims=held, stationery=STATIONERY, now=NOW)
        deliveries.record_accepted(session.connection(), letter=letter, now=NOW)

    with open_session(engine, read_only=True) as session:
        (row,) = session.exec(select(Delivery)).all()
    assert letter.recipient == ALVA_AT
    assert (row.kind, row.state, row.message) == (DeliveryKind.SIGN_IN, DeliveryState.SENT, None)


def test_a_link_that_no_longer_works_is_not_sent(engine, alva, ask):
    ask()
    with transaction(engine) as session:
        held = claims.take(session, now=NOW + WHILE_VALID)
        letters = deliveries.prepare(
            session, claims=held, stationery=STATIONERY, now=NOW + WHILE_VALID
        )

    assert letters == []
    with open_session(engine, read_only=True) as session:
        (row,) = session.exec(select(Delivery)).all()
    assert (row.state, row.message) == (DeliveryState.MISSED, None)


def test_old_links_are_forgotten_and_working_ones_kept(engine, alva, ask):
    old, new = ask()[0], ask(now=NOW + WHILE_VALID)[1]
    with transaction(engine) as session:
        assert sign_in.forget_old_links(session, now=NOW + WHILE_VALID) == 1

    assert finish(engine, old) is None
    assert finish(engine, new, NOW + WHILE_VALID).id == alva.id


STATIONERY = Stationery("http://localhost", "a key that only this test knows, long", "a@b.example")
