"""Answering from the mail: following a link changes nothing, pressing the button does."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.conftest import SECRET
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import Answer, MeetingStatus, Role
from tracker.models import Membership, Participation, Person, SignInToken
from tracker.services.answer_links import AnswerLink, make_answer_url
from tracker.services.letters import Stationery
from tracker.services.sign_in import answer_request, ask_for_link, take_request

#: How long a quick person reads before pressing.
READING = timedelta(seconds=3)
SERVED = re.compile(r'name="served" value="([^"]+)"')


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


@pytest.fixture
def clock_at(monkeypatch):
    """Return a function that lets time pass."""
    moment = clock.now()

    def move(by=timedelta()):
        nonlocal moment
        moment += by
        monkeypatch.setattr(clock, "now", lambda: moment)

    move()
    return move


@pytest.fixture
def give(client, link, clock_at):
    """Return a function that opens the page, reads for a while and presses a button."""

    def press(after=READING, address=link, **fields):
        page = text_of(client.get(address))
        clock_at(after)
        return post(client, address, **{"served": SERVED.search(page)[1], **fields})

    return press


def answers(engine, person):
    with open_session(engine) as session:
        rows = session.exec(select(Participation).where(Participation.person_id == person.id))
        return [row.answer for row in rows]


def stored(engine, query):
    with open_session(engine, read_only=True) as session:
        return session.exec(query).all()


def link_of(meeting, person):
    place = AnswerLink(council_id=meeting.council_id, meeting_id=meeting.id, person_id=person.id)
    return make_answer_url("", SECRET, link=place)


def buttons(page):
    """Return the answers' buttons in their order: (whether it is the big one, its value)."""
    return re.findall(r'<button class="button( primary)?" name="answer" value="(\w+)"', page)


def test_one_answers_with_one_button_and_no_sign_in(engine, client, cast, link, give):
    assert "Du har inte svarat än." in text_of(client.get(link))

    response = give(answer="coming")

    assert answers(engine, cast.bo) == [Answer.COMING]
    page = text_of(client.get(response.location))
    assert "Tack, ditt svar är sparat." in page
    assert "Du har svarat att du kommer." in page


@pytest.mark.parametrize("suggested", ["coming", "not_coming"])
def test_the_answer_that_the_mails_button_suggested_stands_first(client, link, suggested):
    page = text_of(client.get(link.replace("=coming", f"={suggested}")))

    assert buttons(page)[0] == (" primary", suggested)
    assert [is_big for is_big, _value in buttons(page)].count(" primary") == 1


def test_following_the_link_changes_nothing(engine, client, cast, link):
    for _ in range(20):
        client.get(link)
        client.head(link)

    assert answers(engine, cast.bo) == [Answer.NONE]


# Programs --------------------------------------------------------------------------------


def test_an_answer_quicker_than_anyone_reads_is_asked_for_again(engine, cast, give):
    page = text_of(give(after=timedelta(seconds=1), answer="not_coming"))

    assert "Svaret kom snabbare än någon hinner läsa sidan" in page
    assert buttons(page)[0] == (" primary", "not_coming")
    assert answers(engine, cast.bo) == [Answer.NONE]


def test_what_was_typed_too_quickly_is_still_there(engine, cast, give):
    page = text_of(give(after=timedelta(), answer="substitute", name="Eva Lind", email="eva@"))

    assert 'value="Eva Lind"' in page
    assert 'value="eva@"' in page


def test_a_page_that_was_left_open_is_asked_on_again(engine, cast, give):
    page = text_of(give(after=timedelta(hours=13), answer="coming"))

    assert "Sidan hade varit öppen för länge" in page
    assert answers(engine, cast.bo) == [Answer.NONE]


@pytest.mark.parametrize("served", ["", "made-up", "WzEsMSwxXQ.x"])
def test_a_moment_that_is_made_up_counts_for_nothing(engine, cast, give, served):
    assert "Tryck en gång till." in text_of(give(answer="coming", served=served))
    assert answers(engine, cast.bo) == [Answer.NONE]


def test_another_links_moment_counts_for_nothing(engine, client, cast, meeting, give):
    with transaction(engine) as session:
        factories.make_participation(session, meeting=meeting, person=cast.alice)
    page = text_of(client.get(link_of(meeting, cast.alice)))

    assert "Tryck en gång till." in text_of(give(answer="coming", served=SERVED.search(page)[1]))
    assert answers(engine, cast.bo) == [Answer.NONE]


def test_the_button_that_people_do_not_find_gives_no_answer(engine, cast, give):
    give(answer="coming")
    page = text_of(give(everything="1"))

    assert "Flera svar kom tätt" in page
    assert "Du har inte svarat än." in page
    assert answers(engine, cast.bo) == [Answer.NONE]


def test_the_button_that_people_do_not_find_cannot_be_reached_by_key_or_ear(client, link):
    page = text_of(client.get(link))

    hidden = re.search(r'<div class="off-screen" aria-hidden="true"><button (.*?)>', page)
    assert 'tabindex="-1"' in hidden[1]


def test_two_different_answers_within_seconds_leave_the_former(engine, cast, give, clock_at):
    give(answer="not_coming")
    clock_at(timedelta(hours=1))

    give(answer="coming")
    page = text_of(give(answer="not_coming"))

    assert "Inget av dem är sparat." in page
    assert "Du har svarat att du inte kommer." in page
    assert answers(engine, cast.bo) == [Answer.NOT_COMING]


def test_whoever_waits_after_a_filter_can_answer(engine, cast, give):
    give(answer="coming")
    give(answer="not_coming")

    give(after=timedelta(seconds=31), answer="coming")

    assert answers(engine, cast.bo) == [Answer.COMING]


# Substitutes -----------------------------------------------------------------------------


def test_a_substitute_without_an_address_is_named_with_the_answer(client, give):
    response = give(answer="substitute", name="Eva Lind")

    page = text_of(client.get(response.location))
    assert "Eva Lind kommer i stället." in page
    assert "Säg själv till Eva Lind om mötet." in page


def test_a_substitute_with_an_address_is_invited(engine, client, cast, give):
    response = give(answer="substitute", name="Eva Lind", email="Eva@Alvstad.example")

    page = text_of(client.get(response.location))
    assert "Eva Lind får en kallelse med e-post." in page
    assert "Eva Lind är kallad i ditt ställe, men har inte svarat än." in page
    [eva] = stored(engine, select(Person).where(Person.email == "eva@alvstad.example"))
    assert answers(engine, eva) == [Answer.NONE]


def test_an_address_that_is_none_is_refused_at_its_place(engine, give):
    page = text_of(give(answer="substitute", name="Eva Lind", email="eva at home"))

    assert "Det här är ingen e-postadress." in page
    assert 'value="eva at home"' in page
    assert 'value="Eva Lind"' in page
    assert 'id="email-error"' in page


def test_a_substitute_needs_a_name(engine, cast, give):
    assert "Skriv vem som kommer i ditt ställe." in text_of(give(answer="substitute"))
    assert answers(engine, cast.bo) == [Answer.NONE]


def test_the_name_behind_an_address_is_not_told(engine, client, cast, give):
    response = give(answer="substitute", name="Eva Lind", email=cast.dan.email)

    page = text_of(client.get(response.location))
    assert "Eva Lind får en kallelse" in page
    assert cast.dan.name not in page


def test_somebody_who_comes_already_is_not_a_substitute(engine, cast, give):
    page = text_of(give(answer="substitute", name="Alice", email=cast.alice.email))

    assert "Den personen kommer redan till mötet." in page
    assert f'value="{cast.alice.email}"' in page
    assert answers(engine, cast.bo) == [Answer.NONE]


def test_the_councils_own_substitutes_are_offered_the_members_first(engine, client, cast, link):
    with transaction(engine) as session:
        for name, member in (("Anna Ek", None), ("Örjan Ek", cast.bo)):
            factories.make_membership(
                session,
                council=cast.council,
                person=factories.make_person(session, name=name),
                role=Role.SUBSTITUTE,
                substitute_for_id=member.id if member else None,
            )
        factories.make_member(session, council=cast.other_council, role=Role.SUBSTITUTE, name="X")

    offered = re.findall(r'<option value="\d+">(.*?)</option>', text_of(client.get(link)))

    assert offered == ["Örjan Ek", "Anna Ek"]


def test_a_chosen_substitute_is_invited(engine, client, cast, give):
    with transaction(engine) as session:
        ida = factories.make_member(
            session, council=cast.council, role=Role.SUBSTITUTE, name="Ida Ek"
        )

    give(answer="substitute", person_id=str(ida.id))

    assert answers(engine, ida) == [Answer.NONE]


def test_a_substitute_answers_on_the_same_page_and_sends_nobody(
    engine, client, cast, meeting, give
):
    give(answer="substitute", name="Eva Lind", email="eva@alvstad.example")
    [eva] = stored(engine, select(Person).where(Person.email == "eva@alvstad.example"))
    address = link_of(meeting, eva)

    page = text_of(client.get(address))
    assert "Du är kallad i stället för Bo Ek." in page
    assert "Skicka en ersättare" not in page
    assert (
        give(address=address, answer="substitute", name="G", email="g@b.example").status_code == 409
    )
    give(address=address, answer="not_coming")

    assert answers(engine, eva) == [Answer.NOT_COMING]
    assert "Eva Lind kan inte komma i ditt ställe." in text_of(
        client.get(link_of(meeting, cast.bo))
    )


def test_a_substitute_who_is_no_member_sees_nothing_else(engine, app, cast, meeting, give):
    give(answer="substitute", name="Eva Lind", email="eva@alvstad.example")
    [eva] = stored(engine, select(Person).where(Person.email == "eva@alvstad.example"))
    with app.test_client() as client:
        with client.session_transaction() as web_session:
            web_session["_user_id"] = str(eva.id)
            web_session["_fresh"] = True

        assert client.get(f"/alvstad/meetings/{meeting.id}").status_code == 404
    with transaction(engine) as session:
        ask_for_link(session, email=eva.email, now=clock.now())
        request = take_request(session)
        answer_request(
            session,
            request=request,
            stationery=Stationery("http://localhost", SECRET, "a@b.example"),
            now=clock.now(),
        )
        assert not session.exec(select(SignInToken)).all()


def test_a_substitute_who_is_sent_home_has_no_place_any_more(engine, client, cast, meeting, give):
    give(answer="substitute", name="Eva Lind", email="eva@alvstad.example")
    [eva] = stored(engine, select(Person).where(Person.email == "eva@alvstad.example"))
    give(after=timedelta(minutes=1), answer="nobody")

    page = text_of(client.get(link_of(meeting, eva)))

    assert "Du har inte längre någon plats" in page
    assert "Läget i centrum" not in page


def test_the_councils_own_substitute_answers_on_the_meetings_page(
    engine, cast, meeting, sign_in_as, give
):
    with transaction(engine) as session:
        ida = factories.make_member(
            session, council=cast.council, role=Role.SUBSTITUTE, name="Ida Ek"
        )
    give(answer="substitute", person_id=str(ida.id))
    address = f"/alvstad/meetings/{meeting.id}"

    assert "Du är kallad i stället för Bo Ek." in text_of(sign_in_as(ida).get(address))
    post(sign_in_as(ida), f"{address}/answer", answer="coming")

    assert answers(engine, ida) == [Answer.COMING]


def test_the_meetings_page_shows_who_comes_for_whom(engine, cast, meeting, sign_in_as, give):
    give(answer="substitute", name="Eva Lind", email="eva@alvstad.example")

    page = text_of(sign_in_as(cast.alice).get(f"/alvstad/meetings/{meeting.id}"))
    assert "Eva Lind (ersätter Bo Ek)" in page

    [eva] = stored(engine, select(Person).where(Person.email == "eva@alvstad.example"))
    give(address=link_of(meeting, eva), answer="not_coming")
    page = text_of(sign_in_as(cast.alice).get(f"/alvstad/meetings/{meeting.id}"))
    assert "1 kommer inte" in page


# Links -----------------------------------------------------------------------------------


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


def test_whoever_answered_and_then_left_the_council_has_no_place(engine, client, cast, link, give):
    give(answer="coming")
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
