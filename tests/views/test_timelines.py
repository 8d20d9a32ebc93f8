"""The messages of a year and of a meeting in time order, and what needs somebody first."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, shown_on, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, DeliveryState, Role
from tracker.models import Council, Delivery, JobsProcess
from tracker.services import reminders

#: In the minute that a test takes, nothing of this is due.
AHEAD = timedelta(days=40)


@pytest.fixture
def meeting(engine, cast):
    """Save a meeting in six weeks, with its messages planned to Alice and Bo."""
    with transaction(engine) as session:
        reminders.start_with_default_rules(session, council=cast.council)
        meeting = factories.make_meeting(
            session,
            council=cast.council,
            theme="Trygga platser",
            starts_at=clock.now() + AHEAD,
        )
        reminders.plan(session, council=cast.council, meeting=meeting, now=clock.now())
        return meeting


@pytest.fixture
def coordinator(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


def year_page(client, about, **query):
    query = {"year": about.starts_at.year, **query}
    return text_of(client.get("/alvstad/messages/", query_string=query))


def set_rows(engine, kind, **values):
    with transaction(engine) as session:
        for row in session.exec(select(Delivery).where(Delivery.kind == kind)):
            for name, value in values.items():
                setattr(row, name, value)


def test_messages_stand_in_the_order_they_go_each_leading_to_its_page(coordinator, meeting):
    page = year_page(coordinator, meeting)

    links = [
        page.index(f"/alvstad/messages/{meeting.id}/{kind}/0")
        for kind in ("invitation", "answer_reminder", "practical_reminder")
    ]
    assert links == sorted(links)


def test_whom_a_message_goes_to_can_be_unfolded_without_script(coordinator, meeting):
    page = year_page(coordinator, meeting, kind="invitation")

    unfolded = page.split("<details")[-1].split("</details>")[0]
    assert "Planerat: 2" in unfolded
    assert "Alice Ek, Bo Ek" in unfolded


def test_what_has_gone_is_folded_below_what_is_coming(engine, coordinator, meeting):
    past = clock.now() - timedelta(days=1)
    set_rows(engine, DeliveryKind.INVITATION, state=DeliveryState.SENT, due_at=past, try_at=past)

    page = year_page(coordinator, meeting)

    head = page.index("Redan avklarat")
    assert '<details class="panel past">' in page
    assert page.index("/answer_reminder/0") < head < page.index("/invitation/0")


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"kind": "invitation"}, "/invitation/0", "/answer_reminder/0"),
        ({"state": "held"}, "/invitation/0", "/answer_reminder/0"),
        ({"state": "planned"}, "/answer_reminder/0", "/invitation/0"),
        ({"state": "nonsense", "kind": "nonsense"}, "/invitation/0", "nothing"),
        ({"meeting": "x"}, "/invitation/0", "nothing"),
    ],
)
def test_the_year_can_be_narrowed_down(engine, coordinator, meeting, query, shown, hidden):
    set_rows(engine, DeliveryKind.INVITATION, state=DeliveryState.HELD)

    page = year_page(coordinator, meeting, **query)

    assert shown in page
    assert hidden not in page


def test_another_meetings_messages_are_left_out_when_one_is_asked_for(
    engine, cast, coordinator, meeting
):
    with transaction(engine) as session:
        other = factories.make_meeting(
            session, council=cast.council, starts_at=meeting.starts_at + timedelta(hours=2)
        )
        reminders.plan(session, council=cast.council, meeting=other, now=clock.now())

    page = year_page(coordinator, meeting, meeting=other.id)

    assert f"/messages/{other.id}/invitation/0" in page
    assert f"/messages/{meeting.id}/invitation/0" not in page
    assert "selected" in page


def test_a_choice_that_nothing_matches_says_so(coordinator, meeting):
    assert "stämmer med urvalet" in year_page(coordinator, meeting, state="planned", meeting=9999)


def test_a_held_row_has_a_mark_of_its_own(engine, coordinator, meeting):
    set_rows(engine, DeliveryKind.INVITATION, state=DeliveryState.HELD)

    page = year_page(coordinator, meeting)

    assert 'class="timeline-held"' in page
    assert "Väntar på besked: 2" in page


def test_an_address_that_mail_came_back_from_stands_with_the_servers_words(
    engine, cast, coordinator, meeting
):
    with transaction(engine) as session:
        bo = session.merge(cast.bo)
        bo.bounced_at, bo.bounce_words = clock.now(), "550 5.2.2 Mailbox full"
        dan = session.merge(cast.dan)  # in another council
        dan.bounced_at, dan.bounce_words = clock.now(), "not ours"

    page = year_page(coordinator, meeting)

    assert "Kom inte fram" in page
    assert "550 5.2.2 Mailbox full" in page
    assert "not ours" not in page


def test_each_machine_that_sends_is_shown_and_which_is_silent(engine, coordinator, meeting):
    with transaction(engine) as session:
        for host, minutes in (("arshjul-1", 0), ("arshjul-2", 60)):
            at = clock.now() - timedelta(minutes=minutes)
            session.add(JobsProcess(name=host, host=host, started_at=at, last_round_at=at))

    page = year_page(coordinator, meeting)

    first, second = page.index("arshjul-1"), page.index("arshjul-2")
    assert first < page.index("Arbetar") < second < page.index("Tyst")
    assert "Utskicken står stilla" not in page


@pytest.mark.parametrize("number", [31])
def test_a_large_council_and_a_full_year_make_a_small_page_and_few_statements(
    engine, cast, coordinator, meeting, count_queries, number
):
    with count_queries() as few:
        year_page(coordinator, meeting)
    with transaction(engine) as session:
        people = [
            factories.make_member(session, council=cast.council, name=f"Ledamot Nummer {place}")
            for place in range(number)
        ]
        for place in range(5):
            later = factories.make_meeting(
                session, council=cast.council, starts_at=meeting.starts_at + timedelta(hours=place)
            )
            for kind in list(DeliveryKind)[:6]:
                session.add_all(
                    Delivery(
                        council_id=cast.council.id,
                        meeting_id=later.id,
                        person_id=person.id,
                        kind=kind,
                        due_at=clock.now() + timedelta(days=place + 1),
                        try_at=clock.now() + timedelta(days=place + 1),
                    )
                    for person in people
                )
    with count_queries() as many:
        page = year_page(coordinator, meeting)

    assert many.count == few.count
    assert page.count("Ledamot Nummer") == number * 5 * 6
    assert len(page) < 100_000


# The meeting's page ----------------------------------------------------------------------


def test_a_meetings_page_shows_its_messages_as_the_years_does(coordinator, meeting):
    page = text_of(coordinator.get(f"/alvstad/meetings/{meeting.id}"))

    assert f"/alvstad/messages/{meeting.id}/invitation/0" in page
    assert "Planerat: 2" in page
    assert "Alice Ek, Bo Ek" in page


def test_members_see_when_messages_go_but_not_to_whom_nor_their_pages(engine, sign_in_as, meeting):
    set_rows(engine, DeliveryKind.INVITATION, state=DeliveryState.FAILED, reason="550 <bo@x.se>")

    page = text_of(sign_in_as(Role.MEMBER).get(f"/alvstad/meetings/{meeting.id}"))

    assert "Misslyckades: 2" in page
    assert "/alvstad/messages/" not in page
    assert "Alice Ek, Bo Ek" not in page
    assert "bo@x.se" not in page


# After a restored backup -----------------------------------------------------------------


@pytest.fixture
def held(engine, cast, meeting):
    """Hold the council's mail, with invitations and reminders that are due."""
    due_at = clock.now() - timedelta(days=1)
    with transaction(engine) as session:
        session.merge(cast.council).mail_held_at = clock.now()
    for kind in (DeliveryKind.INVITATION, DeliveryKind.ANSWER_REMINDER):
        set_rows(engine, kind, due_at=due_at, try_at=due_at)


RESTORED = "/alvstad/messages/restored"


def states(engine, kind):
    with open_session(engine, read_only=True) as session:
        found = session.exec(select(Delivery.state).where(Delivery.kind == kind)).all()
        return set(found)


def is_held(engine):
    with open_session(engine, read_only=True) as session:
        query = select(Council.mail_held_at).where(Council.slug == "alvstad")
        return session.exec(query).one() is not None


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("where", ["/alvstad/messages/", "/alvstad/meetings/", "/alvstad/"])
def test_coordinators_are_told_everywhere_that_nothing_goes_out(coordinator, where):
    page = text_of(coordinator.get(where, follow_redirects=True))

    assert "Utskicken är stoppade" in page
    assert RESTORED in page


@pytest.mark.usefixtures("held")
def test_members_are_not_troubled_with_it(sign_in_as):
    page = text_of(sign_in_as(Role.MEMBER).get("/alvstad/meetings/"))

    assert "Utskicken är stoppade" not in page


@pytest.mark.usefixtures("held")
def test_what_would_go_at_once_is_listed_with_how_many(coordinator, meeting):
    page = text_of(coordinator.get(RESTORED))

    assert f'value="{meeting.id}-invitation-0"' in page
    assert f'value="{meeting.id}-answer_reminder-0"' in page
    assert "practical_reminder" not in page


@pytest.mark.usefixtures("held")
def test_mail_is_let_out_after_a_question_but_for_what_was_ticked(engine, coordinator, meeting):
    skip = f"{meeting.id}-answer_reminder-0"
    shown = shown_on(text_of(coordinator.get(RESTORED)))

    asked = text_of(post(coordinator, RESTORED, shown=shown, skip=skip, ask=1))
    assert "2 mejl skickas inom en minut." in asked
    assert "2 mejl skickas aldrig." in asked
    assert f'name="skip" value="{skip}"' in asked
    assert is_held(engine)

    answer = post(coordinator, RESTORED, shown=shown_on(asked), skip=skip, confirm=1)
    assert answer.status_code == 303
    assert not is_held(engine)
    assert states(engine, DeliveryKind.INVITATION) == {DeliveryState.PLANNED}
    assert states(engine, DeliveryKind.ANSWER_REMINDER) == {DeliveryState.SKIPPED}
    page = text_of(coordinator.get(answer.headers["Location"]))
    assert "Utskicken är igång igen. 2 mejl skickas inom en minut. 2 mejl skickas inte." in page


@pytest.mark.usefixtures("held")
def test_nothing_is_let_out_when_more_would_go_than_was_shown(engine, coordinator):
    shown = shown_on(text_of(coordinator.get(RESTORED)))
    set_rows(engine, DeliveryKind.PRACTICAL_REMINDER, try_at=clock.now() - timedelta(days=1))

    page = text_of(post(coordinator, RESTORED, shown=shown, confirm=1))

    assert "Mejlen har ändrats" in page
    assert "practical_reminder-0" in page
    assert is_held(engine)


def test_when_nothing_is_held_there_is_nothing_to_let_out(coordinator, meeting):
    assert "Mejlen skickas som vanligt." in text_of(coordinator.get(RESTORED))
    assert "Mejlen skickas som vanligt." in text_of(post(coordinator, RESTORED, confirm=1))
