"""What a coordinator sees of one message to many, and does with it."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlmodel import select

from tests import factories
from tests.conftest import SECRET
from tests.views.browsing import post, save, shown_on, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, DeliveryState, Role
from tracker.models import Delivery
from tracker.queries.deliveries import load_occasion
from tracker.services import reminders
from tracker.services.answer_links import AnswerLink, make_answer_url
from tracker.services.letters import Stationery, write_letter

KEY = re.compile(r"/answer/[\w-]+\.")


@pytest.fixture
def meeting(engine, cast):
    """Save a meeting in four weeks, with its messages planned to Alice and Bo."""
    with transaction(engine) as session:
        reminders.start_with_default_rules(session, council=cast.council)
        meeting = factories.make_meeting(
            session, council=cast.council, starts_at=clock.now() + timedelta(days=30)
        )
        reminders.plan(session, council=cast.council, meeting=meeting, now=clock.now())
        return meeting


@pytest.fixture
def coordinator(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


def address(meeting, *more, kind="invitation"):
    return "/".join(["/alvstad/messages", str(meeting.id), kind, "0", *more])


def rows(engine, kind=DeliveryKind.INVITATION):
    with open_session(engine, read_only=True) as session:
        found = session.exec(select(Delivery).where(Delivery.kind == kind)).all()
        return {row.person_id: row for row in found}


def set_row(engine, person, **values):
    with transaction(engine) as session:
        row = session.exec(
            select(Delivery).where(
                Delivery.person_id == person.id, Delivery.kind == DeliveryKind.INVITATION
            )
        ).one()
        for name, value in values.items():
            setattr(row, name, value)
        return row


def test_the_page_says_who_gets_it_and_how_that_stands(engine, cast, coordinator, meeting):
    set_row(engine, cast.bo, state=DeliveryState.FAILED, attempts=1, reason="550 no such user")

    page = text_of(coordinator.get(address(meeting), query_string={"person": cast.bo.id}))

    assert "Bo Ek" in page
    assert "Alice Ek" in page
    assert "2 mottagare" in page
    assert "Planerat: 1" in page
    assert "Misslyckades: 1" in page
    assert "550 no such user" in page


def test_the_first_recipients_message_is_shown_unless_another_is_asked_for(
    cast, coordinator, meeting
):
    first = text_of(coordinator.get(address(meeting)))
    other = text_of(coordinator.get(address(meeting), query_string={"person": cast.bo.id}))

    assert "Som det ser ut för Alice Ek" in first
    assert "Som det ser ut för Bo Ek" in other
    assert "Bo Ek &lt;bo@alvstad.example&gt;" in other
    assert "Lägger in mötet i mottagarens kalender" in other


def test_the_preview_is_a_page_that_can_do_nothing(cast, coordinator, meeting):
    answer = coordinator.get(address(meeting, "page"), query_string={"person": cast.bo.id})

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src")
    assert meeting.theme in text_of(answer)
    frame = text_of(coordinator.get(address(meeting), query_string={"person": cast.bo.id}))
    assert 'sandbox="allow-top-navigation-by-user-activation"' in frame
    assert f"{address(meeting, 'page')}?person={cast.bo.id}" in frame


def key_of(person, meeting):
    link = AnswerLink(meeting.council_id, meeting.id, person.id)
    return make_answer_url("", SECRET, link=link).split("?")[0].removeprefix("/answer/")


def send_invitation_to(engine, cast, meeting, settings):
    """Store the very letter that Bo would have got, with his own links."""
    with transaction(engine) as session:
        row = session.exec(
            select(Delivery).where(
                Delivery.person_id == cast.bo.id, Delivery.kind == DeliveryKind.INVITATION
            )
        ).one()
        occasion = load_occasion(
            session, council_id=row.council_id, meeting_id=meeting.id, person_id=cast.bo.id
        )
        row.message = write_letter(
            occasion,
            kind=row.kind,
            due_at=row.due_at,
            stationery=Stationery.of(settings),
            now=clock.now(),
        )
        row.state, row.sent_at, row.told_sequence = DeliveryState.SENT, clock.now(), 0
        return row.message


@pytest.mark.parametrize("is_sent", [False, True], ids=["planned", "sent"])
def test_a_members_own_links_are_never_shown(engine, cast, coordinator, meeting, settings, is_sent):
    """With one of them anybody could answer in Bo's name."""
    letter = send_invitation_to(engine, cast, meeting, settings)
    key = key_of(cast.bo, meeting)
    assert key.encode() in letter.replace(b"=\r\n", b"")
    if not is_sent:
        set_row(engine, cast.bo, state=DeliveryState.PLANNED, message=None, told_sequence=None)

    query = {"person": cast.bo.id}
    shown = text_of(coordinator.get(address(meeting), query_string=query)) + text_of(
        coordinator.get(address(meeting, "page"), query_string=query)
    )

    assert "Jag kommer" in shown
    assert key not in shown
    assert quote(key) not in shown
    assert not KEY.search(shown)


def test_what_was_sent_is_shown_as_it_was_sent(engine, cast, coordinator, meeting, settings):
    send_invitation_to(engine, cast, meeting, settings)
    with transaction(engine) as session:
        session.merge(meeting).theme = "Ett annat tema sedan dess"

    query = {"person": cast.bo.id}
    page = text_of(coordinator.get(address(meeting), query_string=query))
    framed = text_of(coordinator.get(address(meeting, "page"), query_string=query))

    assert "Som det skickades till Bo Ek" in page
    assert meeting.theme in framed
    assert "Ett annat tema sedan dess" not in framed


def test_looking_at_a_message_stores_nothing(engine, coordinator, meeting):
    coordinator.get(address(meeting))
    coordinator.get(address(meeting, "page"))

    assert {row.message for row in rows(engine).values()} == {None}


def test_somebody_without_an_address_is_said_to_have_none(engine, cast, coordinator, meeting):
    with transaction(engine) as session:
        session.merge(cast.bo).email = None
    query = {"person": cast.bo.id}

    page = text_of(coordinator.get(address(meeting), query_string=query))

    assert "Bo Ek saknar e-postadress" in page
    assert coordinator.get(address(meeting, "page"), query_string=query).status_code == 404


STEPS = [
    ("hold", "Ska 2 mejl vänta?", DeliveryState.HELD),
    ("skip", "Hoppa över 2 mejl?", DeliveryState.SKIPPED),
    ("send-now", "Skicka 2 mejl nu?", DeliveryState.PLANNED),
]


@pytest.mark.parametrize(("step", "question", "state"), STEPS)
def test_a_step_is_asked_about_first_and_then_taken(
    engine, coordinator, meeting, step, question, state
):
    before = rows(engine)

    assert question in text_of(coordinator.get(address(meeting, step)))
    assert rows(engine) == before

    answer = save(coordinator, address(meeting, step))
    assert answer.status_code == 303
    assert {row.state for row in rows(engine).values()} == {state}


def test_sending_now_makes_them_due(engine, coordinator, meeting):
    save(coordinator, address(meeting, "send-now"))

    assert all(row.try_at <= clock.now() for row in rows(engine).values())


@pytest.mark.parametrize(("step", "back"), [("hold", "release"), ("skip", "take-back")])
def test_a_step_is_undone_and_the_page_says_who_took_it(engine, coordinator, meeting, step, back):
    before = rows(engine)
    save(coordinator, address(meeting, step))

    page = text_of(coordinator.get(address(meeting)))
    assert f'{address(meeting, back)}"' in page
    assert "av Alice Ek" in page

    assert save(coordinator, address(meeting, back)).status_code == 303
    assert rows(engine) == before


def test_one_persons_message_is_held_alone(engine, cast, coordinator, meeting):
    where = f"{address(meeting, 'hold')}?person={cast.bo.id}"

    assert "Bara till Bo Ek." in text_of(coordinator.get(where))
    save(coordinator, where)

    found = rows(engine)
    assert found[cast.bo.id].state is DeliveryState.HELD
    assert found[cast.alice.id].state is DeliveryState.PLANNED


def test_those_who_are_not_touched_are_counted(engine, cast, coordinator, meeting):
    set_row(engine, cast.bo, state=DeliveryState.SENT)

    page = text_of(coordinator.get(address(meeting, "hold")))

    assert "Ska ett mejl vänta?" in page
    assert "En annan mottagare av mejlet berörs inte." in page


def test_sending_now_says_how_many_have_no_need_of_it(coordinator, meeting):
    page = text_of(coordinator.get(address(meeting, "send-now", kind="practical_reminder")))

    assert "Skicka 0 mejl nu?" in page
    assert "2 skickas inte: har inte svarat att de kommer." in page


def test_a_stale_page_does_nothing_and_says_so(engine, cast, coordinator, meeting):
    page = text_of(coordinator.get(address(meeting, "hold")))
    set_row(engine, cast.bo, state=DeliveryState.SENT)

    answer = post(coordinator, address(meeting, "hold"), shown=shown_on(page))

    assert answer.status_code == 200
    assert "Mejlen har ändrats" in text_of(answer)
    assert rows(engine)[cast.alice.id].state is DeliveryState.PLANNED
    again = post(coordinator, address(meeting, "hold"), shown=shown_on(text_of(answer)))
    assert again.status_code == 303
    assert rows(engine)[cast.alice.id].state is DeliveryState.HELD


def test_what_has_been_sent_is_in_nobodys_hand(engine, cast, coordinator, meeting):
    for person in (cast.alice, cast.bo):
        set_row(engine, person, state=DeliveryState.SENT)

    page = text_of(coordinator.get(address(meeting)))
    assert f"{address(meeting)}/" not in page.replace(address(meeting, "page"), "").replace(
        address(meeting, "copy"), ""
    )
    assert "Det finns inget att göra" in text_of(coordinator.get(address(meeting, "send-now")))
    answer = post(coordinator, address(meeting, "send-now"), shown="")
    assert "Mejlen har ändrats" in text_of(answer)
    assert {row.state for row in rows(engine).values()} == {DeliveryState.SENT}


def test_a_copy_is_sent_to_the_one_who_asks(engine, cast, coordinator, meeting):
    answer = post(coordinator, f"{address(meeting, 'copy')}?person={cast.bo.id}")

    assert answer.status_code == 303
    copies = rows(engine, DeliveryKind.COPY)
    assert list(copies) == [cast.alice.id]
    page = text_of(coordinator.get(answer.headers["Location"]))
    assert "En kopia skickas till alice@alvstad.example" in page


def test_without_an_address_no_copy_is_sent(engine, cast, coordinator, meeting):
    with transaction(engine) as session:
        session.merge(cast.alice).email = None

    answer = post(coordinator, f"{address(meeting, 'copy')}?person={cast.bo.id}")

    assert not rows(engine, DeliveryKind.COPY)
    page = text_of(coordinator.get(answer.headers["Location"]))
    assert "Du har ingen e-postadress" in page


@pytest.mark.parametrize(
    "where",
    [
        "/alvstad/messages/{id}/invitation/7",
        "/alvstad/messages/{id}/sign_in/0",
        "/alvstad/messages/{id}/copy/0",
        "/alvstad/messages/{id}/letter/0",
        "/alvstad/messages/0/digest/202648",
        "/alvstad/messages/999999/invitation/0",
        "/alvstad/messages/{id}/invitation/0?person=999999",
        "/alvstad/messages/{id}/invitation/0?person=x",
        "/alvstad/messages/{id}/invitation/0/burn",
        "/alvstad/messages/{id}/invitation/0/hold?person=999999",
    ],
)
def test_what_is_not_there_is_not_found(coordinator, meeting, where):
    assert coordinator.get(where.format(id=meeting.id)).status_code == 404


def test_another_councils_messages_are_not_found(sign_in_as, cast, meeting):
    dan = sign_in_as(cast.dan)

    assert dan.get(address(meeting).replace("alvstad", "backby")).status_code == 404
    assert dan.get(address(meeting)).status_code == 404


def add_digest(engine, council, person):
    with transaction(engine) as session:
        session.add(
            Delivery(
                council_id=council.id,
                person_id=person.id,
                kind=DeliveryKind.DIGEST,
                revision=202648,
                due_at=clock.now() + timedelta(days=1),
                try_at=clock.now() + timedelta(days=1),
            )
        )


def test_another_councils_digests_are_not_found(engine, cast, coordinator):
    add_digest(engine, cast.other_council, cast.dan)

    assert coordinator.get("/alvstad/messages/0/digest/202648").status_code == 404


def test_a_message_about_no_meeting_has_a_page(engine, cast, coordinator, meeting):
    add_digest(engine, cast.council, cast.bo)

    page = text_of(coordinator.get("/alvstad/messages/0/digest/202648"))

    assert "Ett veckobrev skrivs när det skickas" in page
    assert "/alvstad/messages/0/digest/202648/hold" in page
    assert save(coordinator, "/alvstad/messages/0/digest/202648/hold").status_code == 303
