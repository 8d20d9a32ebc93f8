"""Choosing how one is reminded: on one's own page, from a mail, and in the mail program."""

import pytest
from sqlmodel import select

from tests import factories
from tests.conftest import SECRET
from tests.views.browsing import post, text_of
from tracker.db import open_session, transaction
from tracker.domain.terms import MessageChoice, Role
from tracker.models import AuditEvent, Membership, Person
from tracker.services.answer_links import AnswerLink, make_answer_url
from tracker.services.choice_links import (
    ChoiceLink,
    make_choice_token,
    make_choice_url,
    make_unsubscribe_url,
    read_choice_token,
)

PAGE = "/alvstad/my-messages"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(cast):
    return ChoiceLink(cast.council.id, cast.bo.id)


def choices_of(engine, person):
    with open_session(engine) as session:
        rows = session.exec(
            select(Membership).where(Membership.person_id == person.id).order_by(Membership.id)
        )
        return [row.messages for row in rows]


def is_chosen(page, choice):
    [option] = [line for line in page.splitlines() if f'value="{choice}"' in line]
    return " checked" in option


def test_a_member_chooses_on_a_page_of_their_own(engine, sign_in_as, cast):
    bo = sign_in_as(Role.MEMBER)
    page = text_of(bo.get(PAGE))
    assert "Kallelser, ändringar och avbokningar kommer alltid." in page
    assert is_chosen(page, "single")

    answer = post(bo, PAGE, messages="weekly")

    assert answer.status_code == 303
    assert choices_of(engine, cast.bo) == [MessageChoice.WEEKLY]
    page = text_of(bo.get(PAGE))
    assert "Ditt val är sparat." in page
    assert is_chosen(page, "weekly")


def test_the_page_is_reached_from_the_menu(sign_in_as):
    assert f'href="{PAGE}"' in text_of(sign_in_as(Role.MEMBER).get("/alvstad/meetings/"))


def test_a_choice_holds_for_all_that_a_person_is_to_the_council_and_for_no_other(
    engine, sign_in_as, cast
):
    with transaction(engine) as session:
        for council in (cast.council, cast.other_council):
            factories.make_membership(session, council=council, person=cast.bo, role=Role.PRESENTER)

    post(sign_in_as(Role.MEMBER), PAGE, messages="essential")

    assert choices_of(engine, cast.bo) == [
        MessageChoice.ESSENTIAL,
        MessageChoice.ESSENTIAL,
        MessageChoice.SINGLE,
    ]
    assert choices_of(engine, cast.alice) == [MessageChoice.SINGLE]


@pytest.mark.parametrize("typed", ["", "daily", "weekly\0"])
def test_what_is_no_choice_changes_nothing(engine, sign_in_as, cast, typed):
    page = text_of(post(sign_in_as(Role.MEMBER), PAGE, messages=typed))

    assert "Välj ett av alternativen." in page
    assert choices_of(engine, cast.bo) == [MessageChoice.SINGLE]


def test_a_link_from_a_mail_needs_no_sign_in(engine, client, cast, link):
    address = make_choice_url("", SECRET, link)
    assert "Mina utskick" in text_of(client.get(address))

    answer = post(client, address, messages="essential")

    assert choices_of(engine, cast.bo) == [MessageChoice.ESSENTIAL]
    assert is_chosen(text_of(client.get(answer.location)), "essential")


def test_following_a_link_changes_nothing(engine, client, cast, link):
    with transaction(engine) as session:
        session.exec(
            select(Membership).where(Membership.person_id == cast.bo.id)
        ).one().messages = MessageChoice.WEEKLY
    for address in (make_choice_url("", SECRET, link), make_unsubscribe_url("", SECRET, link)):
        for ask in (client.get, client.head):
            assert ask(address).status_code == 200

    assert choices_of(engine, cast.bo) == [MessageChoice.WEEKLY]


def test_a_mail_program_ends_the_reminders_in_one_step_however_often_it_asks(
    engine, app, cast, link
):
    address = make_unsubscribe_url("", SECRET, link)
    for _ in range(3):
        answer = app.test_client().post(address, data=ONE_CLICK)
        assert answer.status_code == 200

    assert choices_of(engine, cast.bo) == [MessageChoice.ESSENTIAL]
    with open_session(engine) as session:
        [event] = session.exec(select(AuditEvent)).all()
        assert (event.action, event.person_id) == ("choose_messages", cast.bo.id)


def test_a_form_without_the_words_of_a_mail_program_ends_nothing(engine, client, cast, link):
    address = make_unsubscribe_url("", SECRET, link)

    assert client.post(address).status_code == 400
    assert client.post(address, data={"List-Unsubscribe": "yes"}).status_code == 400
    assert choices_of(engine, cast.bo) == [MessageChoice.SINGLE]


def test_only_the_mail_programs_address_does_without_the_forms_token(engine, client, cast, link):
    asked = client.post(make_choice_url("", SECRET, link), data={"messages": "essential"})

    assert asked.status_code == 400
    assert choices_of(engine, cast.bo) == [MessageChoice.SINGLE]


def test_whoever_opens_the_mail_programs_address_gets_the_choices(engine, client, cast, link):
    page = text_of(client.get(make_unsubscribe_url("", SECRET, link)))

    assert f'action="{make_choice_url("", SECRET, link)}"' in page


def test_a_link_that_was_tampered_with_or_made_for_something_else_is_not_found(client, cast, link):
    answer_url = make_answer_url("", SECRET, link=AnswerLink(cast.council.id, 1, cast.bo.id))
    token = answer_url.split("?")[0].rpartition("/")[2]

    assert read_choice_token(SECRET, make_choice_token(SECRET, link)) == link
    for address in (f"/choice/{token}", "/choice/nonsense", "/choice/nonsense/unsubscribe"):
        assert client.get(address).status_code == 404
    assert client.post("/choice/nonsense/unsubscribe", data=ONE_CLICK).status_code == 404


def test_whoever_has_left_is_told_that_nothing_comes(engine, client, cast, link):
    with transaction(engine) as session:
        session.get_one(Person, cast.bo.id).is_disabled = True

    page = text_of(client.get(make_choice_url("", SECRET, link)))

    assert "Du får inte längre några utskick från rådet." in page
