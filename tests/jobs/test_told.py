"""What members are told rests on what they have heard and what they have answered."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.jobs.post import (
    EVERYONE,
    INVITATION,
    PRACTICAL_REMINDER,
    START,
    event_of,
    read,
)
from tracker.db import open_session, transaction
from tracker.domain.terms import Answer
from tracker.models import Council, Participation, Person
from tracker.queries import people as people_queries
from tracker.services import people
from tracker.services.audit import Act

ALVA, BERTIL = "Alva Berg", "Bertil Ek"
ALVA_AT = "alva@alvstad.example"
MINUTE = timedelta(minutes=1)


def correct_address(post, name, email):
    with transaction(post.engine) as session:
        council = session.get_one(Council, post.council.id)
        person = session.get_one(Person, post.people[name].id)
        (member,) = [
            found
            for found in people_queries.list_members(session, council_id=council.id)
            if found.person.id == person.id
        ]
        people.change_member(
            session,
            council=council,
            member=member,
            details=people.MemberDetails(
                name=person.name, role=member.membership.role, email=email
            ),
            by=Act(None, post.now),
        )


def test_whom_the_invitation_never_reached_gets_it_at_the_corrected_address(post):
    post.server.refusals[ALVA_AT] = "550 No such user here"
    post.round(INVITATION)
    post.now = INVITATION + timedelta(days=1)
    post.move(days=7)
    post.round()
    assert ALVA_AT not in post.server.addresses()

    correct_address(post, ALVA, "alva.berg@alvstad.example")
    post.round()

    (message,) = post.server.messages_to("alva.berg@alvstad.example")
    assert read(message)["Subject"].startswith("Kallelse:")
    _method, event = event_of(message)
    assert event["SEQUENCE"] == 1
    assert event.decoded("DTSTART") == START + timedelta(days=7)


def test_whom_the_invitation_never_reached_is_not_told_that_it_is_cancelled(post):
    post.server.refusals[ALVA_AT] = "550 No such user here"
    post.round(INVITATION)
    post.server.refusals.clear()
    post.server.clear()

    post.cancel()
    post.round()

    assert post.server.addresses() == dict.fromkeys(EVERYONE - {ALVA_AT}, 1)


@pytest.mark.parametrize("answer", [Answer.COMING, Answer.NOT_COMING])
def test_an_answer_for_another_day_is_said_and_asked_for_again(post, answer):
    post.round(INVITATION)
    post.now = INVITATION + MINUTE
    post.answer(ALVA, answer)
    post.server.clear()
    post.now = INVITATION + timedelta(days=1)

    post.move(days=7)
    post.round()

    (message,) = post.server.messages_to(ALVA_AT)
    text = read(message).get_body(("plain",)).get_content()
    assert "för den tidigare tiden 2026-12-08 kl. 15.00".replace("kl. ", "kl.\xa0") in text
    assert "Jag kommer: https://" in text
    assert "Svara igen för den nya." in text
    _method, event = event_of(message)
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    with open_session(post.engine, read_only=True) as session:
        place = session.exec(
            select(Participation).where(Participation.person_id == post.people[ALVA].id)
        ).one()
    assert place.answer is answer


def test_an_answer_for_another_day_is_still_none_for_this_one_the_day_before(post):
    post.round(INVITATION)
    post.now = INVITATION + MINUTE
    post.answer(ALVA, Answer.COMING)
    post.answer(BERTIL, Answer.COMING)
    post.now = INVITATION + timedelta(days=1)
    post.move(days=7)
    post.round()
    post.now += MINUTE
    post.answer(BERTIL, Answer.COMING)
    post.server.clear()

    post.round(PRACTICAL_REMINDER + timedelta(days=7))

    assert [
        event_of(message)[1]["ATTENDEE"].params["PARTSTAT"]
        for address in (ALVA_AT, "bertil@alvstad.example")
        for message in post.server.messages_to(address)
    ] == ["NEEDS-ACTION", "ACCEPTED"]


def test_who_answers_between_the_move_and_its_message_has_answered_for_the_new_day(post):
    post.round(INVITATION)
    post.now = INVITATION + timedelta(days=1)
    post.move(days=7)
    post.now += MINUTE
    post.answer(ALVA, Answer.COMING)
    post.server.clear()

    post.round()

    _method, event = event_of(post.server.messages_to(ALVA_AT)[0])
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_an_answer_still_holds_in_another_room(post):
    post.round(INVITATION)
    post.now = INVITATION + MINUTE
    post.answer(ALVA, Answer.COMING)
    post.server.clear()

    post.move(days=0, place="Folkets hus")
    post.round()

    _method, event = event_of(post.server.messages_to(ALVA_AT)[0])
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
