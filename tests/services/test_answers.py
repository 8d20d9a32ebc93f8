"""Answers and substitutes as stored, and what the outbox makes of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.factories import NOW
from tracker.db import open_session, transaction
from tracker.domain.meetings import MeetingPlan, count_answers
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, MeetingKind, Role
from tracker.models import Delivery, Membership, Participation, Person
from tracker.queries import meetings as queries
from tracker.queries.deliveries import load_occasion
from tracker.services import answers, meetings, people, reminders
from tracker.services.answers import NOBODY, Substitute
from tracker.services.audit import Act
from tracker.services.places import list_recipients

STARTS = NOW + timedelta(days=10)
EVA = Substitute("Eva Lind", email="eva@alvstad.example")
SECOND, INSTANT = timedelta(seconds=1), timedelta(microseconds=1)


@pytest.fixture
def council(session):
    council = factories.make_council(session)
    reminders.start_with_default_rules(session, council=council)
    return council


@pytest.fixture
def bo(session, council):
    return factories.make_member(session, council=council, name="Bo Ek", email="bo@alvstad.example")


@pytest.fixture
def cilla(session, council):
    return factories.make_member(session, council=council, name="Cilla Ek")


@pytest.fixture
def meeting(session, council, bo, cilla):
    plan = MeetingPlan("Trygg sommar", MeetingKind.THEME, STARTS, STARTS + timedelta(minutes=90))
    return meetings.plan_meeting(session, council=council, plan=plan, by=Act(None, NOW))


@pytest.fixture
def say(session, council, meeting, bo):
    """Return a function that answers for Bo, so long from now."""

    def answer(answer, substitute=None, *, person=bo, after=timedelta()):
        answers.answer(
            session,
            council=council,
            meeting=meeting,
            person_id=person.id,
            answer=answer,
            substitute=substitute,
            by=Act(person.id, NOW + after),
        )

    return answer


@pytest.fixture
def press(session, council, meeting, bo):
    """Return a function that answers for Bo through a link, so long from now."""

    def answer(answer, substitute=None, *, after=timedelta()):
        return answers.answer_by_link(
            session,
            council=council,
            meeting=meeting,
            person_id=bo.id,
            answer=answer,
            substitute=substitute,
            by=Act(bo.id, NOW + after),
        )

    return answer


def place_of(session, person):
    return session.exec(
        select(Participation).where(Participation.person_id == person.id)
    ).one_or_none()


def eva_in(session):
    return session.exec(select(Person).where(Person.email == EVA.email)).one()


def messages_to(session, person, *kinds):
    rows = session.exec(
        select(Delivery).where(Delivery.person_id == person.id).order_by(Delivery.id)
    )
    return {row.kind: row.state for row in rows if not kinds or row.kind in kinds}


def tell(session, person):
    """Let the invitation have been sent."""
    for row in session.exec(select(Delivery).where(Delivery.person_id == person.id)):
        if row.kind is DeliveryKind.INVITATION:
            row.state, row.message, row.told_sequence = DeliveryState.SENT, b"invited", 0
    session.flush()


def seats_of(session, council, meeting):
    return {
        seat.name: seat
        for seat in queries.list_seats(session, council_id=council.id, meeting_id=meeting.id)
    }


def test_an_answer_can_be_changed_until_the_meeting(session, bo, say):
    say(Answer.COMING)
    say(Answer.NOT_COMING)

    assert place_of(session, bo).answer is Answer.NOT_COMING
    with pytest.raises(meetings.NotNow):
        say(Answer.COMING, after=STARTS - NOW)


def test_somebody_without_a_place_cannot_answer(session, say):
    with pytest.raises(meetings.NotNow):
        say(Answer.COMING, person=factories.make_person(session))


def test_a_member_whose_mandate_has_ended_cannot_answer(session, bo, say):
    session.exec(select(Membership).where(Membership.person_id == bo.id)).one().ends_on = NOW.date()

    with pytest.raises(meetings.NotNow):
        say(Answer.COMING)


def test_a_substitute_with_an_address_is_invited_like_anyone(session, bo, say):
    say(Answer.NOT_COMING, EVA)

    eva = eva_in(session)
    assert place_of(session, bo).substitute_id == eva.id
    assert place_of(session, eva).stands_in_for_id == bo.id
    assert messages_to(session, eva)[DeliveryKind.INVITATION] is DeliveryState.PLANNED
    assert DeliveryKind.PRACTICAL_REMINDER in messages_to(session, eva)


def test_a_substitute_without_an_address_is_only_named(session, bo, say):
    say(Answer.NOT_COMING, Substitute("Eva Lind"))

    place = place_of(session, bo)
    assert (place.substitute_name, place.substitute_id) == ("Eva Lind", None)
    assert not session.exec(select(Person).where(Person.name == "Eva Lind")).all()


def test_somebody_known_elsewhere_keeps_their_name_and_the_member_sees_what_was_typed(
    session, council, meeting, bo, say
):
    elsewhere = factories.make_member(
        session,
        council=factories.make_council(session),
        name="Eva Hemlig",
        email=EVA.email,
    )

    say(Answer.NOT_COMING, EVA)

    seat = seats_of(session, council, meeting)["Bo Ek"]
    assert (seat.substitute_name, seat.substitute_id) == ("Eva Lind", elsewhere.id)
    assert "Eva Hemlig" not in seats_of(session, council, meeting)
    assert elsewhere.name == "Eva Hemlig"


def test_a_substitute_gets_no_role_from_being_sent(session, say):
    say(Answer.NOT_COMING, EVA)

    assert not session.exec(
        select(Membership).where(Membership.person_id == eva_in(session).id)
    ).all()


def test_the_councils_own_substitute_is_sent(session, council, bo, say):
    own = factories.make_person(session, name="Ida Ek")
    factories.make_membership(
        session, council=council, person=own, role=Role.SUBSTITUTE, substitute_for_id=bo.id
    )

    say(Answer.NOT_COMING, Substitute("Ida Ek", person_id=own.id))

    assert place_of(session, own).stands_in_for_id == bo.id


def test_another_councils_substitute_cannot_be_sent(session, say):
    theirs = factories.make_member(
        session, council=factories.make_council(session), role=Role.SUBSTITUTE
    )

    with pytest.raises(answers.AlreadyInvited):
        say(Answer.NOT_COMING, Substitute("X", person_id=theirs.id))
    assert place_of(session, theirs) is None


def test_somebody_who_comes_already_cannot_be_sent(session, cilla, say):
    with pytest.raises(answers.AlreadyInvited):
        say(Answer.NOT_COMING, Substitute("C", email=cilla.email))

    say(Answer.NOT_COMING, EVA)
    with pytest.raises(answers.AlreadyInvited):
        say(Answer.NOT_COMING, EVA, person=cilla)


def test_a_substitute_sends_nobody(session, say):
    say(Answer.NOT_COMING, EVA)

    with pytest.raises(meetings.NotNow):
        say(Answer.NOT_COMING, Substitute("G", email="g@b.example"), person=eva_in(session))


@pytest.mark.parametrize(
    ("answer", "substitute"),
    [
        (Answer.COMING, None),
        (Answer.NOT_COMING, NOBODY),
        (Answer.NOT_COMING, Substitute("Olle Sund", email="olle@alvstad.example")),
        (Answer.NOT_COMING, Substitute("Olle Sund")),
    ],
)
def test_the_former_substitute_gets_a_cancellation(session, say, bo, answer, substitute):
    say(Answer.NOT_COMING, EVA)
    eva = eva_in(session)
    tell(session, eva)

    say(answer, substitute)

    assert messages_to(session, eva, DeliveryKind.CANCELLATION) == {
        DeliveryKind.CANCELLATION: DeliveryState.PLANNED
    }
    assert place_of(session, bo).substitute_id != eva.id


def test_a_substitute_who_was_not_told_yet_is_told_nothing(session, say):
    say(Answer.NOT_COMING, EVA)
    eva = eva_in(session)

    say(Answer.COMING)

    assert set(messages_to(session, eva).values()) == {DeliveryState.NOT_NEEDED}
    assert place_of(session, eva) is None


def test_saying_again_that_one_does_not_come_keeps_the_substitute(session, bo, say):
    say(Answer.NOT_COMING, EVA)
    say(Answer.NOT_COMING)

    assert place_of(session, bo).substitute_id == eva_in(session).id


def test_the_substitute_answers_for_the_place(session, council, meeting, say):
    say(Answer.NOT_COMING, EVA)
    assert seats_of(session, council, meeting)["Bo Ek"].standing is Answer.NONE

    say(Answer.NOT_COMING, person=eva_in(session))

    seats = seats_of(session, council, meeting)
    assert set(seats) == {"Bo Ek", "Cilla Ek"}
    assert seats["Bo Ek"].standing is Answer.NOT_COMING
    assert count_answers(list(seats.values())).not_coming == 1


def test_a_substitute_is_no_longer_invited_when_the_member_leaves(
    session, council, meeting, bo, say
):
    say(Answer.NOT_COMING, EVA)
    eva = eva_in(session)
    tell(session, eva)
    session.exec(select(Membership).where(Membership.person_id == bo.id)).one().ends_on = NOW.date()

    reminders.plan(session, council=council, meeting=meeting, now=NOW)

    assert DeliveryKind.CANCELLATION in messages_to(session, eva)
    occasion = load_occasion(
        session, council_id=council.id, meeting_id=meeting.id, person_id=eva.id
    )
    assert not occasion.is_invited


def test_a_message_to_a_substitute_is_judged_as_to_somebody_invited(session, council, meeting, say):
    say(Answer.NOT_COMING, EVA)
    eva = eva_in(session)

    occasion = load_occasion(
        session, council_id=council.id, meeting_id=meeting.id, person_id=eva.id
    )

    assert occasion.is_invited
    [recipient] = [
        one
        for one in list_recipients(session, council=council, meeting=meeting, now=NOW)
        if one.person_id == eva.id
    ]
    assert (recipient.active, recipient.email) == (True, EVA.email)


def test_a_substitute_who_becomes_a_member_comes_for_themselves(session, council, meeting, bo, say):
    say(Answer.NOT_COMING, EVA)
    people.add_member(
        session,
        council=council,
        details=people.MemberDetails("Eva Lind", Role.MEMBER, email=EVA.email),
        by=Act(None, NOW),
    )

    seats = seats_of(session, council, meeting)
    assert set(seats) == {"Bo Ek", "Cilla Ek", "Eva Lind"}
    assert place_of(session, bo).substitute_id is None


def test_the_substitutes_presence_fills_the_place(session, council, meeting, bo, say):
    say(Answer.NOT_COMING, EVA)

    meetings.take_attendance(
        session,
        meeting=meeting,
        lines=[meetings.AttendanceLine(bo.id, attended=True)],
        by=Act(None, STARTS),
    )

    assert (place_of(session, bo).attended, place_of(session, eva_in(session)).attended) == (
        False,
        True,
    )
    assert queries.count_attendance(session, council_id=council.id, year=STARTS.year) == {
        meeting.id: (1, 1)
    }


def test_a_substitute_who_did_not_come_fills_no_place(session, council, meeting, bo, say):
    say(Answer.NOT_COMING, EVA)

    meetings.take_attendance(
        session,
        meeting=meeting,
        lines=[meetings.AttendanceLine(bo.id, attended=False)],
        by=Act(None, STARTS),
    )

    assert queries.count_attendance(session, council_id=council.id, year=STARTS.year) == {
        meeting.id: (0, 1)
    }


def test_a_coordinator_who_hears_that_the_member_comes_sends_the_substitute_home(
    session, meeting, bo, say
):
    say(Answer.NOT_COMING, EVA)
    eva = eva_in(session)
    tell(session, eva)

    meetings.take_attendance(
        session,
        meeting=meeting,
        lines=[meetings.AttendanceLine(bo.id, answer=Answer.COMING)],
        by=Act(None, NOW),
    )

    assert DeliveryKind.CANCELLATION in messages_to(session, eva)


def test_a_link_that_went_astray_invites_only_so_many(session, say):
    for number in range(answers.MOST_SUBSTITUTES):
        say(Answer.NOT_COMING, Substitute("S", email=f"s{number}@alvstad.example"))

    with pytest.raises(answers.TooManySubstitutes):
        say(Answer.NOT_COMING, EVA)


# Through links ---------------------------------------------------------------------------


def test_both_answers_through_links_leave_the_former_one_with_its_substitute(session, bo, press):
    press(Answer.NOT_COMING, EVA)
    eva = eva_in(session)
    tell(session, eva)
    answered_at = place_of(session, bo).answered_at

    assert press(Answer.COMING, after=timedelta(hours=1))
    assert DeliveryState.PLANNED is messages_to(session, eva)[DeliveryKind.CANCELLATION]
    assert not press(Answer.NOT_COMING, after=timedelta(hours=1, seconds=5))

    place = place_of(session, bo)
    assert (place.answer, place.answered_at) == (Answer.NOT_COMING, answered_at)
    assert (place.substitute_id, place.substitute_name) == (eva.id, "Eva Lind")
    assert place_of(session, eva).stands_in_for_id == bo.id
    assert DeliveryState.NOT_NEEDED is messages_to(session, eva)[DeliveryKind.CANCELLATION]


def test_the_substitutes_answer_survives_a_filter_that_presses_everything(session, say, press):
    press(Answer.NOT_COMING, EVA)
    eva = eva_in(session)
    say(Answer.COMING, person=eva)

    for number, answer in enumerate([Answer.COMING, None, Answer.NOT_COMING]):
        press(answer, after=timedelta(hours=1, seconds=5 * number))

    assert place_of(session, eva).answer is Answer.COMING


def test_the_button_that_only_programs_find_takes_back_what_came_before_it(session, bo, press):
    assert press(Answer.COMING)
    assert not press(None, after=5 * SECOND)
    assert not press(Answer.COMING, after=10 * SECOND)

    assert place_of(session, bo).answer is Answer.NONE


def test_both_answers_at_the_same_instant_are_not_kept(engine):
    with transaction(engine) as session:
        council = factories.make_council(session)
        bo = factories.make_member(session, council=council)
        meeting = factories.make_meeting(session, council=council, starts_at=STARTS)
        factories.make_participation(session, meeting=meeting, person=bo)
    both_ready = threading.Barrier(2)

    def press_at_once(answer, at):
        both_ready.wait()
        with transaction(engine) as session:
            return answers.answer_by_link(
                session,
                council=session.merge(council),
                meeting=session.merge(meeting),
                person_id=bo.id,
                answer=answer,
                by=Act(bo.id, at),
            )

    with ThreadPoolExecutor(2) as pool:
        kept = list(
            pool.map(press_at_once, [Answer.COMING, Answer.NOT_COMING], [NOW, NOW + INSTANT])
        )

    assert sorted(kept) == [False, True]
    with open_session(engine, read_only=True) as session:
        assert place_of(session, bo).answer is Answer.NONE


def test_an_answer_on_the_meetings_page_is_not_taken_back_by_a_filter(session, bo, say, press):
    press(Answer.COMING)
    say(Answer.NOT_COMING, after=5 * SECOND)
    press(None, after=10 * SECOND)

    assert place_of(session, bo).answer is Answer.NOT_COMING
