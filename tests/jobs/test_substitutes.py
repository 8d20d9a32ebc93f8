"""A substitute is written to as anyone who is invited, and sent home when the member comes."""

from datetime import timedelta

from sqlmodel import select

from tests.jobs.post import INVITATION, PRACTICAL_REMINDER, event_of, read
from tracker.db import open_session
from tracker.domain.terms import Answer
from tracker.models import Person
from tracker.services import answers
from tracker.services.answers import Substitute

ALVA = "Alva Berg"
ALVA_AT, EVA_AT = "alva@alvstad.example", "eva@alvstad.example"
DAY = timedelta(days=1)


def send(post, substitute=Substitute("Eva Lind", EVA_AT)):  # noqa: B008 -- frozen
    """Let Alva send a substitute, the day after the invitation."""
    post.round(INVITATION)
    post.now = INVITATION + DAY
    post.change(
        answers.answer,
        person_id=post.people[ALVA].id,
        answer=Answer.NOT_COMING,
        substitute=substitute,
    )
    post.server.clear()
    post.round()


def answer_as_eva(post, answer):
    with open_session(post.engine, read_only=True) as session:
        eva = session.exec(select(Person).where(Person.email == EVA_AT)).one()
    post.change(answers.answer, person_id=eva.id, answer=answer)


def text_of(message):
    return read(message).get_body(("plain",)).get_content()


def test_a_substitute_gets_an_invitation_that_says_for_whom(post):
    send(post)

    assert post.server.addresses() == {EVA_AT: 1}
    (message,) = post.server.messages_to(EVA_AT)
    method, event = event_of(message)
    assert method == "REQUEST"
    assert event["ATTENDEE"] == f"mailto:{EVA_AT}"
    assert "Ersätter:     Alva Berg" in text_of(message)
    assert "för att Alva Berg skickar dig som ersättare" in text_of(message)
    assert "Jag kommer: https://" in text_of(message)


def test_a_substitute_from_outside_is_shown_no_page_of_the_councils(post):
    send(post)

    (message,) = post.server.messages_to(EVA_AT)
    assert "/alvstad/meetings/" not in message.decode()
    _method, event = event_of(message)
    assert "URL" not in event


def test_only_the_substitute_is_reminded(post):
    send(post)
    answer_as_eva(post, Answer.COMING)
    post.server.clear()

    post.round(PRACTICAL_REMINDER)

    assert EVA_AT in post.server.addresses()
    assert ALVA_AT not in post.server.addresses()


def test_a_move_is_told_to_both_and_the_member_reads_who_comes(post):
    send(post)
    post.server.clear()
    post.now += DAY

    post.move(days=0, place="Folkets hus")
    post.round()

    assert post.server.addresses()[EVA_AT] == post.server.addresses()[ALVA_AT] == 1
    (to_alva,) = post.server.messages_to(ALVA_AT)
    assert "Ersättare:    Eva Lind, har inte svarat än" in text_of(to_alva)


def test_the_member_reads_that_the_substitute_cannot_come(post):
    send(post)
    answer_as_eva(post, Answer.NOT_COMING)
    post.server.clear()
    post.now += DAY

    post.move(days=0, place="Folkets hus")
    post.round()

    (to_alva,) = post.server.messages_to(ALVA_AT)
    assert "Ersättare:    Eva Lind, kan inte komma" in text_of(to_alva)


def test_a_substitute_is_sent_home_when_the_member_comes_and_back_when_not(post):
    send(post)
    post.server.clear()
    post.now += DAY

    post.answer(ALVA, Answer.COMING)
    post.round()

    assert post.server.addresses() == {EVA_AT: 1}
    (message,) = post.server.messages_to(EVA_AT)
    assert event_of(message)[0] == "CANCEL"
    assert "Du är inte längre kallad" in text_of(message)

    post.now += DAY
    post.change(
        answers.answer,
        person_id=post.people[ALVA].id,
        answer=Answer.NOT_COMING,
        substitute=Substitute("Eva Lind", EVA_AT),
    )
    post.round()

    assert [event_of(message)[0] for message in post.server.messages_to(EVA_AT)] == [
        "CANCEL",
        "REQUEST",
    ]


def test_a_cancelled_meeting_is_cancelled_for_the_substitute_too(post):
    send(post)
    post.server.clear()

    post.cancel()
    post.round()

    assert event_of(post.server.messages_to(EVA_AT)[0])[0] == "CANCEL"


def test_a_substitute_without_an_address_is_written_to_by_nobody_and_named_to_the_member(post):
    send(post, Substitute("Eva Lind"))
    assert not post.server.addresses()
    post.now += DAY

    post.move(days=0, place="Folkets hus")
    post.round()

    (to_alva,) = post.server.messages_to(ALVA_AT)
    assert "Ersättare:    Eva Lind\n" in text_of(to_alva).replace("\r\n", "\n")
