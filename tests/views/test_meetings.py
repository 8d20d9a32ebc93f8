"""The meeting pages, as a browser meets them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, save, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import Answer, MeetingStatus, Role
from tracker.models import Meeting, MeetingGoal, MinutesRevision, Participation

HOSTILE = "<script>alert(1)</script>"
FIELDS = {
    "theme": "Trygg sommar",
    "kind": "theme",
    "day": "2027-05-11",
    "starts": "15:00",
    "ends": "16:30",
    "place": "Stadshuset",
    "version": "1",
}


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def meeting(engine, cast):
    """A coming meeting at which Bo has a place."""
    with transaction(engine) as session:
        meeting = factories.make_meeting(
            session, council=cast.council, starts_at=clock.now() + timedelta(days=10)
        )
        factories.make_participation(session, meeting=meeting, person=cast.bo)
        return meeting


def stored(engine, model=Meeting):
    with open_session(engine) as session:
        return session.exec(select(model)).all()


def test_a_meeting_is_planned_in_the_councils_wall_time(engine, alice):
    response = post(alice, "/alvstad/meetings/new", **FIELDS)

    [meeting] = stored(engine)
    assert response.location.endswith(f"/alvstad/meetings/{meeting.id}")
    assert meeting.starts_at == datetime(2027, 5, 11, 13, 0, tzinfo=UTC)
    assert "Mötet är sparat: 2027-05-11" in text_of(alice.get(response.location))


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("ends", "14:00", "Mötet måste sluta efter att det börjar."),
        ("day", "2027-02-30", "Skriv datumet som 2026-12-08."),
        ("day", "20271-05-11", "Skriv datumet som 2026-12-08."),
        ("day", "1827-05-11", "Året 1827 kan inte stämma."),
        ("theme", "", "Fyll i det här fältet."),
        ("theme", "a" * 121, "Texten är för lång."),
        ("starts", "kvart i", "Skriv tiden som 15:00."),
        ("kind", "party", "Välj ett av alternativen."),
    ],
)
def test_bad_input_is_explained_and_what_was_typed_stays(engine, alice, field, typed, message):
    response = post(alice, "/alvstad/meetings/new", **{**FIELDS, field: typed})

    page = text_of(response)
    assert message in page
    assert "Inget är sparat än." in page
    assert 'value="Stadshuset"' in page
    assert not typed or field == "kind" or f'value="{typed}"' in page
    assert not stored(engine)


def test_an_hour_that_the_clocks_skip_is_refused(engine, alice):
    fields = {**FIELDS, "day": "2027-03-28", "starts": "02:30", "ends": "04:00"}

    page = text_of(post(alice, "/alvstad/meetings/new", **fields))

    assert "Klockan hoppar över den timmen 2027-03-28." in page
    assert not stored(engine)


def test_another_programmes_or_councils_goal_is_refused(engine, alice, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.other_council)
        goal = factories.make_goal(session, area=factories.make_area(session, programme=programme))

    page = text_of(post(alice, "/alvstad/meetings/new", **FIELDS, goals=str(goal.id)))

    assert "Inget är sparat än." in page
    assert not stored(engine)


def test_two_people_editing_at_once_see_both_texts(engine, alice, meeting):
    address = f"/alvstad/meetings/{meeting.id}/edit"
    post(alice, address, **{**FIELDS, "theme": "Den första"})

    page = text_of(post(alice, address, **{**FIELDS, "theme": "Den andra"}))

    assert "Någon annan har ändrat mötet" in page
    assert "Den första" in page
    assert 'value="Den andra"' in page
    assert stored(engine)[0].theme == "Den första"
    post(alice, address, **{**FIELDS, "theme": "Den andra", "version": "2"})
    assert stored(engine)[0].theme == "Den andra"


def test_cancelling_asks_first_and_can_be_undone(engine, alice, meeting):
    address = f"/alvstad/meetings/{meeting.id}/cancel"
    assert "Planerade påminnelser stoppas." in text_of(alice.get(address))
    assert stored(engine)[0].status is MeetingStatus.PLANNED

    post(alice, address)
    assert stored(engine)[0].status is MeetingStatus.CANCELLED
    post(alice, address)
    assert stored(engine)[0].status is MeetingStatus.PLANNED


def test_a_meeting_that_nobody_was_told_of_can_be_removed(engine, alice, meeting):
    address = f"/alvstad/meetings/{meeting.id}/cancel"
    assert "Ta bort det helt" in text_of(alice.get(address))

    post(alice, address, remove="1")

    assert not stored(engine)


def test_a_meeting_that_somebody_was_told_of_cannot_be_removed(engine, alice, meeting, cast):
    with transaction(engine) as session:
        factories.make_delivery(session, meeting=meeting, person=cast.bo, state="sent")
    address = f"/alvstad/meetings/{meeting.id}/cancel"
    assert "Ta bort det helt" not in text_of(alice.get(address))

    assert post(alice, address, remove="1").status_code == 409
    assert len(stored(engine)) == 1


def test_a_meeting_that_was_held_cannot_be_moved_ahead(engine, alice, meeting):
    with transaction(engine) as session:
        session.merge(meeting).status = MeetingStatus.HELD

    page = text_of(post(alice, f"/alvstad/meetings/{meeting.id}/edit", **FIELDS))

    assert "Mötet har hållits. Dagen kan inte ligga framåt i tiden." in page
    assert 'value="Trygg sommar"' in page


def test_a_member_answers_on_the_page(engine, sign_in_as, meeting):
    bo = sign_in_as(Role.MEMBER)

    post(bo, f"/alvstad/meetings/{meeting.id}/answer", answer="not_coming")

    [place] = [row for row in stored(engine, Participation) if row.answer is not Answer.NONE]
    assert place.answer is Answer.NOT_COMING
    page = text_of(bo.get(f"/alvstad/meetings/{meeting.id}"))
    assert "Du har svarat att du inte kommer." in page
    assert "Skicka en ersättare" in page


def test_attendance_is_taken_for_a_meeting_that_has_begun(engine, alice, cast):
    with transaction(engine) as session:
        meeting = factories.make_meeting(
            session, council=cast.council, starts_at=clock.now() - timedelta(hours=1)
        )
        factories.make_participation(session, meeting=meeting, person=cast.bo)
    line = f"person-{cast.bo.id}-"

    post(
        alice,
        f"/alvstad/meetings/{meeting.id}/attendance",
        attendance_shown="1",
        **{f"{line}answer": "coming", f"{line}was_answer": "none", f"{line}attended": "y"},
    )

    assert stored(engine, Participation)[0].attended is True
    assert stored(engine)[0].status is MeetingStatus.HELD


def test_a_list_shown_before_the_start_and_saved_after_it_takes_no_attendance(engine, alice, cast):
    with transaction(engine) as session:
        meeting = factories.make_meeting(
            session, council=cast.council, starts_at=clock.now() - timedelta(hours=1)
        )
        factories.make_participation(session, meeting=meeting, person=cast.bo)
    line = f"person-{cast.bo.id}-"

    post(
        alice,
        f"/alvstad/meetings/{meeting.id}/attendance",
        **{f"{line}answer": "coming", f"{line}was_answer": "none"},
    )

    assert stored(engine, Participation)[0].attended is None
    assert stored(engine)[0].status is MeetingStatus.PLANNED


def test_an_answer_that_came_while_the_list_was_open_stays(
    engine, alice, sign_in_as, meeting, cast
):
    address = f"/alvstad/meetings/{meeting.id}"
    alice.get(f"{address}/attendance")
    bo = sign_in_as(Role.MEMBER)
    post(bo, f"{address}/answer", answer="not_coming")
    line = f"person-{cast.bo.id}-"

    post(
        alice,
        f"{address}/attendance",
        **{f"{line}answer": "none", f"{line}was_answer": "none", f"{line}substitute": ""},
    )

    [place] = [row for row in stored(engine, Participation) if row.person_id == cast.bo.id]
    assert place.answer is Answer.NOT_COMING


@pytest.mark.parametrize("status", [MeetingStatus.PLANNED, MeetingStatus.CANCELLED])
def test_notes_of_a_meeting_that_was_not_held_cannot_be_approved(engine, alice, meeting, status):
    with transaction(engine) as session:
        session.merge(meeting).status = status
    post(alice, f"/alvstad/meetings/{meeting.id}/minutes", text="Utkast", note_taker="Bo")

    post(alice, f"/alvstad/meetings/{meeting.id}/approve", number="1")

    assert stored(engine)[0].status is status
    assert stored(engine, MinutesRevision)[0].approved_on is None


def test_the_goals_of_a_meeting_in_another_programmes_years_are_kept(engine, alice, cast):
    next_year = clock.now().year + 1
    with transaction(engine) as session:
        for first, last in ((next_year - 4, next_year - 1), (next_year, next_year + 3)):
            programme = factories.make_programme(
                session, council=cast.council, first_year=first, last_year=last
            )
            area = factories.make_area(session, programme=programme)
            goal = factories.make_goal(session, area=area, title=f"Mål från {first}")
        starts = datetime(next_year, 5, 4, 13, 0, tzinfo=UTC)
        meeting = factories.make_meeting(
            session, council=cast.council, starts_at=starts, goals=(goal,)
        )
    address = f"/alvstad/meetings/{meeting.id}/edit"

    page = text_of(alice.get(address))
    assert f"Mål från {next_year}" in page
    fields = {**FIELDS, "day": f"{next_year}-05-04", "goals": str(goal.id)}
    post(alice, address, **fields)
    assert [row.goal_id for row in stored(engine, MeetingGoal)] == [goal.id]


def test_notes_are_written_approved_and_then_only_amended(engine, alice, meeting):
    with transaction(engine) as session:
        session.merge(meeting).status = MeetingStatus.HELD
    address = f"/alvstad/meetings/{meeting.id}"
    save(alice, f"{address}/minutes", text="Så blev det.", note_taker="Bo")
    save(alice, f"{address}/approve", page=address)

    refused = text_of(save(alice, f"{address}/minutes", text="Nytt.", note_taker="Bo"))
    assert "Skriv vad ändringen gäller." in refused
    assert "Nytt." in refused
    save(alice, f"{address}/minutes", text="Nytt.", note_taker="Bo", amendment="Fel ort")
    assert len(stored(engine, MinutesRevision)) == 2
    page = text_of(alice.get(address))
    assert "Tillägg: Fel ort" in page
    assert "Så blev det." in page


def test_a_member_sees_no_buttons_that_would_be_refused(sign_in_as, meeting):
    page = text_of(sign_in_as(Role.MEMBER).get(f"/alvstad/meetings/{meeting.id}"))

    assert "/edit" not in page
    assert "/remind" not in page
    assert "/records/" not in page


def test_hostile_text_is_shown_as_text(engine, alice, cast):
    with transaction(engine) as session:
        meeting = factories.make_meeting(
            session, council=cast.council, theme=HOSTILE, place=HOSTILE, description=HOSTILE
        )
        factories.make_agenda_item(session, meeting=meeting, title=HOSTILE, notes=HOSTILE)
        question = factories.make_question(session, meeting=meeting, text=HOSTILE)
        factories.make_contribution(session, question=question, text=HOSTILE, said_by=HOSTILE)
        factories.make_action_item(session, meeting=meeting, text=HOSTILE)
        factories.make_minutes(session, meeting=meeting, text=HOSTILE)

    for address in (
        f"/alvstad/meetings/{meeting.id}",
        "/alvstad/2026",
        "/alvstad/meetings/?year=2026",
    ):
        page = text_of(alice.get(address))
        assert HOSTILE not in page
        assert "&lt;script&gt;" in page


def test_the_list_of_an_empty_year_says_what_to_do(alice):
    page = text_of(alice.get("/alvstad/meetings/?year=2031"))

    assert "Inga möten är planerade för 2031." in page
    assert "Lägg till det första mötet" in page


def test_the_page_of_a_meeting_takes_few_queries_however_many_come(
    engine, alice, cast, meeting, count_queries
):
    address = f"/alvstad/meetings/{meeting.id}"
    with count_queries() as few:
        alice.get(address)
    with transaction(engine) as session:
        for number in range(30):
            person = factories.make_member(session, council=cast.council, name=f"Person {number}")
            factories.make_participation(session, meeting=meeting, person=person)
            factories.make_agenda_item(session, meeting=meeting)
    with count_queries() as many:
        alice.get(address)

    assert many.count == few.count < 25


def test_nobody_is_reminded_of_an_invitation_that_has_not_gone_out(alice, meeting):
    answer = post(alice, f"/alvstad/meetings/{meeting.id}/remind")

    assert "Kallelsen har inte gått ut än." in text_of(alice.get(answer.location))
