"""What a calendar's answer and a bounce may change, and what they may not."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.conftest import SECRET
from tests.mail.post_from_elsewhere import (
    BO,
    MESSAGE_ID,
    UID,
    google_reply,
    outlook_reply,
    postfix_bounce,
)
from tracker.domain.incoming import Outcome
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, MeetingStatus
from tracker.models import AuditEvent, Delivery, IncomingMail
from tracker.services import incoming, sign_in
from tracker.services.letters import Stationery

#: When the replies were given, and when they are read.
GIVEN_AT = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
NOW = GIVEN_AT + timedelta(minutes=1)
LETTER = f"To: Bo Ek <{BO}>\r\nMessage-ID: {MESSAGE_ID}\r\n\r\nKallelse\r\n".encode()
WORDS = "550 5.1.1 <bo@nordmark.example>: Recipient address rejected: User unknown in virtual"


@pytest.fixture
def council(session):
    return factories.make_council(session)


@pytest.fixture
def bo(session, council):
    return factories.make_member(session, council=council, name="Bo Ek", email=BO)


@pytest.fixture
def meeting(session, council):
    return factories.make_meeting(
        session, council=council, uid=UID, sequence=2, starts_at=NOW + timedelta(days=7)
    )


@pytest.fixture
def place(session, meeting, bo):
    return factories.make_participation(session, meeting=meeting, person=bo)


@pytest.fixture
def sent(session, meeting, bo):
    """Return a message that the mail server has taken."""
    return factories.make_delivery(
        session,
        meeting=meeting,
        person=bo,
        state=DeliveryState.SENT,
        message=LETTER,
        message_id=MESSAGE_ID,
        told_sequence=2,
        sent_at=NOW - timedelta(minutes=5),
    )


def read(session, raw, *, key="a message", now=NOW):
    return incoming.read_mail(session, key=key, raw=raw, now=now)


# Replies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "answer"), [("ACCEPTED", Answer.COMING), ("DECLINED", Answer.NOT_COMING)]
)
def test_an_answer_from_a_calendar_is_recorded_as_the_persons_own(
    session, place, bo, written, answer
):
    assert read(session, google_reply(answer=written)) is Outcome.ANSWERED
    assert (place.answer, place.answered_at) == (answer, GIVEN_AT)
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "answer")).one()
    assert event.person_id == bo.id


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"uid": "another@arshjul"}, Outcome.UNKNOWN_MEETING),
        ({"attendee": "nobody@nordmark.example"}, Outcome.NOT_INVITED),
        ({"sender": "else@nordmark.example"}, Outcome.OTHER_SENDER),
        ({"answer": "TENTATIVE"}, Outcome.UNDECIDED),
        ({"sequence": 1}, Outcome.OTHER_TIME),
        ({"sequence": 3}, Outcome.OTHER_TIME),
    ],
)
def test_an_answer_that_is_not_this_persons_to_this_meeting_as_it_is_counts_for_nothing(
    session, place, facts, outcome
):
    assert read(session, outlook_reply(**facts)) is outcome
    assert (place.answer, place.answered_at) == (Answer.NONE, None)


def test_somebody_of_another_council_cannot_answer(session, place):
    factories.make_member(
        session, council=factories.make_council(session), email="dan@backby.example"
    )
    raw = outlook_reply(sender="dan@backby.example", attendee="dan@backby.example")

    assert read(session, raw) is Outcome.NOT_INVITED


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": NOW - timedelta(minutes=1)},
        {"status": MeetingStatus.CANCELLED},
    ],
)
def test_nobody_answers_once_the_meeting_has_begun_or_is_cancelled(session, meeting, place, change):
    for name, value in change.items():
        setattr(meeting, name, value)
    session.flush()

    assert read(session, outlook_reply()) is Outcome.NOT_NOW
    assert place.answer is Answer.NONE


def test_a_second_thought_counts_whichever_mail_is_read_first(session, place):
    late = outlook_reply(answer="DECLINED", stamp="20261201T083010Z")

    assert read(session, late, key="late") is Outcome.ANSWERED
    assert read(session, outlook_reply(), key="early") is Outcome.OLDER
    assert place.answer is Answer.NOT_COMING


def test_both_answers_count_in_the_order_they_were_given_though_read_at_once(session, place):
    read(session, outlook_reply(), key="early")
    read(session, outlook_reply(answer="DECLINED", stamp="20261201T083010Z"), key="late")

    assert place.answer is Answer.NOT_COMING


def test_a_clock_that_is_fast_does_not_shut_out_later_answers(session, place):
    read(session, outlook_reply(stamp="20991231T000000Z"))

    assert place.answered_at == NOW


def test_a_substitute_stays_named_when_the_answer_stays_no(session, place):
    place.substitute_name = "Eva Lind"
    place.answer = Answer.NOT_COMING
    session.flush()

    read(session, outlook_reply(answer="DECLINED"))

    assert place.substitute_name == "Eva Lind"


# Bounces ---------------------------------------------------------------------------------


def test_a_bounce_is_shown_as_a_failure_and_at_the_member(session, sent, bo):
    assert read(session, postfix_bounce()) is Outcome.BOUNCED
    assert sent.state is DeliveryState.FAILED
    assert sent.reason.startswith(WORDS)
    assert bo.bounced_at == NOW
    assert bo.bounce_words.startswith(WORDS)


def test_what_came_back_has_told_nobody_anything(session, sent):
    read(session, postfix_bounce())

    assert (sent.message, sent.told_sequence, sent.sent_at) == (None, None, None)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"recipient": "alva@nordmark.example"}, Outcome.OTHER_ADDRESS),
        ({"message_id": "<ffff@alvstad.example>"}, Outcome.UNKNOWN_MESSAGE),
        ({"action": "delayed"}, Outcome.DELAYED),
    ],
)
def test_a_forged_or_early_bounce_does_nothing(session, sent, bo, facts, outcome):
    factories.make_person(session, email="alva@nordmark.example")

    assert read(session, postfix_bounce(**facts)) is outcome
    assert sent.state is DeliveryState.SENT
    assert bo.bounced_at is None


def test_a_bounce_from_an_address_that_was_corrected_since_leaves_no_mark(session, sent, bo):
    bo.email = "bo.ek@nordmark.example"
    session.flush()

    assert read(session, postfix_bounce()) is Outcome.BOUNCED
    assert sent.state is DeliveryState.FAILED
    assert bo.bounced_at is None


def test_a_sign_in_link_that_comes_back_marks_the_address_too(session, bo):
    sign_in.ask_for_link(session, email=BO, now=NOW)
    sign_in.answer_request(
        session,
        request=sign_in.take_request(session),
        stationery=Stationery("https://arshjul.alvstad.example", SECRET, "arshjul@alvstad.example"),
        now=NOW,
    )
    link = session.exec(select(Delivery).where(Delivery.kind == DeliveryKind.SIGN_IN)).one()
    link.state, link.message = DeliveryState.SENT, None  # a key is forgotten when it is sent
    session.flush()

    assert read(session, postfix_bounce(message_id=link.message_id)) is Outcome.BOUNCED
    assert bo.bounced_at == NOW


def test_a_bounce_that_comes_before_its_message_is_recorded_as_sent_waits(session, sent):
    sent.state = DeliveryState.SENDING
    session.flush()

    assert read(session, postfix_bounce()) is None
    assert session.exec(select(IncomingMail)).all() == []


def test_a_late_bounce_does_not_stop_the_message_that_is_on_its_way_again(session, sent, bo):
    sent.state, sent.message = DeliveryState.PLANNED, None
    session.flush()

    assert read(session, postfix_bounce()) is Outcome.UNKNOWN_MESSAGE
    assert sent.state is DeliveryState.PLANNED


def test_the_mark_goes_a_week_after_a_later_message_that_did_not_come_back(session, sent, bo):
    bo.bounced_at, bo.bounce_words = sent.sent_at - timedelta(days=1), "550"
    session.commit()

    incoming.forget_old_bounces(session, now=sent.sent_at + timedelta(days=7, seconds=-1))
    session.refresh(bo)
    assert bo.bounced_at is not None

    incoming.forget_old_bounces(session, now=sent.sent_at + timedelta(days=7))
    session.refresh(bo)
    assert (bo.bounced_at, bo.bounce_words) == (None, "")


def test_the_mark_stays_while_nothing_later_has_arrived(session, sent, bo):
    bo.bounced_at = sent.sent_at + timedelta(days=1)
    session.commit()

    incoming.forget_old_bounces(session, now=NOW + timedelta(days=100))
    session.refresh(bo)

    assert bo.bounced_at is not None


# Once ------------------------------------------------------------------------------------


def test_every_message_is_remembered_with_what_it_was_taken_for(session, place):
    read(session, outlook_reply())
    read(session, b"Hej", key="another")

    rows = session.exec(select(IncomingMail).order_by(IncomingMail.id)).all()
    assert [(row.key, row.outcome) for row in rows] == [
        ("a message", "answered"),
        ("another", "not_ours"),
    ]


def test_a_message_is_read_once(session, place):
    read(session, outlook_reply())

    with pytest.raises(incoming.AlreadyRead):
        read(session, outlook_reply())
