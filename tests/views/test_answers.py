"""Answering from the mail: following a link changes nothing, pressing the button does."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.conftest import SECRET
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import Answer, MeetingStatus
from tracker.models import Membership, Participation
from tracker.services.answer_links import AnswerLink, make_answer_url


@pytest.fixture
def meeting(engine, cast):
    with transaction(engine) as session:
        meeting = factories.make_meeting(
            session, council=cast.council, starts_at=clock.now() + timedelta(days=10)
        )
        factories.make_participation(session, meeting=meeting, person=cast.bo)
        factories.make_agenda_item(session, meeting=meeting, title="Läget i centrum")
        return meeting


@pytest.fixture
def link(meeting, cast):
    place = AnswerLink(council_id=cast.council.id, meeting_id=meeting.id, person_id=cast.bo.id)
    return make_answer_url("", SECRET, link=place)


def answers(engine, person):
    with open_session(engine) as session:
        rows = session.exec(select(Participation).where(Participation.person_id == person.id))
        return [row.answer for row in rows]


def test_one_answers_with_one_button_and_no_sign_in(engine, client, cast, link):
    assert "Du har inte svarat än." in text_of(client.get(link))

    response = post(client, link, answer="coming")

    assert answers(engine, cast.bo) == [Answer.COMING]
    assert "Tack, ditt svar är sparat." in text_of(client.get(response.location))


def test_following_the_link_changes_nothing(engine, client, cast, link):
    for _ in range(20):
        client.get(link)
        client.head(link)

    assert answers(engine, cast.bo) == [Answer.NONE]


def test_a_substitute_is_named_with_the_answer(engine, client, cast, link):
    post(client, link, answer="not_coming", substitute="Eva Lind")

    assert "Eva Lind kommer i stället" in text_of(client.get(link))


def test_a_link_that_was_tampered_with_is_not_found(client, link):
    path = link.split("?")[0]

    assert client.get(path[:-2] + "xx").status_code == 404
    assert client.get("/answer/nonsense").status_code == 404


def test_a_cancelled_meeting_needs_no_answer(engine, client, meeting, link, cast):
    with transaction(engine) as session:
        session.merge(meeting).status = MeetingStatus.CANCELLED

    assert "Mötet är inställt. Du behöver inte svara." in text_of(client.get(link))
    assert post(client, link, answer="coming").status_code == 409
    assert answers(engine, cast.bo) == [Answer.NONE]


def test_whoever_has_lost_their_place_is_told(engine, client, cast, link):
    with transaction(engine) as session:
        session.delete(session.exec(select(Participation)).one())

    page = text_of(client.get(link))
    assert "Du har inte längre någon plats" in page
    assert "Läget i centrum" not in page


def test_whoever_has_a_place_sees_the_agenda(client, link):
    assert "Läget i centrum" in text_of(client.get(link))


def test_whoever_answered_and_then_left_the_council_has_no_place(engine, client, cast, link):
    post(client, link, answer="coming")
    with transaction(engine) as session:
        (mandate,) = session.exec(select(Membership).where(Membership.person_id == cast.bo.id))
        mandate.ends_on = clock.now().date()

    page = text_of(client.get(link))

    assert "Du har inte längre någon plats" in page
    assert "Läget i centrum" not in page
    assert post(client, link, answer="not_coming").status_code == 409
    assert answers(engine, cast.bo) == [Answer.COMING]


def held(engine, meeting, days):
    with transaction(engine) as session:
        found = session.merge(meeting)
        found.starts_at = clock.now() - timedelta(days=days, hours=2)
        found.ends_at = clock.now() - timedelta(days=days)


def test_a_link_opens_for_a_month_after_the_meeting(engine, client, meeting, link):
    held(engine, meeting, days=29)
    assert "Läget i centrum" in text_of(client.get(link))

    held(engine, meeting, days=30)
    answer = client.get(link)
    assert answer.status_code == 410
    assert "Länken fungerar inte längre" in text_of(answer)
    assert meeting.theme not in text_of(answer)
    assert post(client, link, answer="coming").status_code == 410
