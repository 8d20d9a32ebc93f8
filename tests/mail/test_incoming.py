"""Reading what others send us: replies and bounces as they really look, and what is hostile."""

import resource
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.builders import composed
from tests.mail.post_from_elsewhere import (
    BO,
    MESSAGE_ID,
    UID,
    apple_reply,
    exchange_bounce,
    gmail_bounce,
    google_reply,
    outlook_reply,
    postfix_bounce,
)
from tracker.domain.incoming import Bounce, Other, Outcome, Reply
from tracker.domain.terms import Answer
from tracker.mail.incoming import MAX_BYTES, read_incoming

ANSWERED_AT = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)

# Replies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("reply", [outlook_reply, google_reply, apple_reply])
def test_the_calendars_in_use_are_understood_when_they_accept(reply):
    assert read_incoming(reply()) == Reply(
        uid=UID,
        sequence=2,
        attendee=BO,
        sender=BO,
        stamped_at=ANSWERED_AT,
        answer=Answer.COMING,
    )


@pytest.mark.parametrize("reply", [outlook_reply, google_reply, apple_reply])
def test_the_calendars_in_use_are_understood_when_they_decline(reply):
    assert read_incoming(reply(answer="DECLINED")).answer is Answer.NOT_COMING


@pytest.mark.parametrize("answer", ["TENTATIVE", "NEEDS-ACTION", "DELEGATED", "x"])
def test_what_is_neither_yes_nor_no_is_no_answer(answer):
    assert read_incoming(outlook_reply(answer=answer)).answer is None


def test_the_subject_does_not_matter():
    for subject in ("Zugesagt: Trygghet i centrum", "=?utf-8?B?/////w==?=", "", "Avböjt: möte"):
        assert read_incoming(outlook_reply(subject=subject)).answer is Answer.COMING


def test_an_invitation_that_comes_back_is_no_reply():
    for method in ("REQUEST", "COUNTER", "CANCEL", ""):
        assert read_incoming(outlook_reply(method=method)) == Other(Outcome.NOT_OURS)


def test_who_sent_it_is_kept_apart_from_who_answers():
    found = read_incoming(outlook_reply(sender="sekreterare@nordmark.example"))

    assert (found.sender, found.attendee) == ("sekreterare@nordmark.example", BO)


@pytest.mark.parametrize(
    "facts",
    [
        {"stamp": "20261201T083000"},  # whose clock?
        {"stamp": "20261399T083000Z"},
        {"sequence": "-1"},
        {"sequence": "två"},
    ],
)
def test_a_reply_whose_numbers_cannot_be_read_is_left(facts):
    assert read_incoming(outlook_reply(**facts)) == Other(Outcome.NOT_READABLE)


def test_an_answer_for_one_occasion_of_a_series_is_left():
    facts = {"uid": f"{UID}\r\nRECURRENCE-ID:20261208T140000Z"}

    assert read_incoming(outlook_reply(**facts)) == Other(Outcome.NOT_OURS)


def test_an_answer_in_the_name_of_two_is_left():
    facts = {"uid": f"{UID}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:alva@nordmark.example"}

    assert read_incoming(outlook_reply(**facts)) == Other(Outcome.NOT_READABLE)


# Bounces ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounce", "words"),
    [
        (
            postfix_bounce,
            (
                "550 5.1.1 <bo@nordmark.example>: Recipient address rejected: "
                "User unknown in virtual mailbox table"
            ),
        ),
        (
            exchange_bounce,
            (
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bo@nordmark.example not "
                "found by SMTP address lookup"
            ),
        ),
        (
            gmail_bounce,
            (
                "550-5.1.1 The email account that you tried to reach does not exist. Please try "
                "550-5.1.1 double-checking the recipient's email address for typos or "
                "550 5.1.1 unnecessary spaces."
            ),
        ),
    ],
)
def test_the_reports_of_the_servers_in_use_are_understood(bounce, words):
    assert read_incoming(bounce()) == Bounce(MESSAGE_ID, frozenset({BO}), words)


def test_a_report_reads_the_same_in_any_language():
    for subject in ("Olevererbart: Kallelse", "=?utf-8?B?T2xldmVyZXJiYXJ0?=", "Unzustellbar"):
        assert isinstance(read_incoming(exchange_bounce(subject=subject)), Bounce)


def test_a_message_that_is_only_delayed_has_not_bounced():
    assert read_incoming(postfix_bounce(action="delayed")) == Other(Outcome.DELAYED)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_a_receipt_is_no_bounce(action):
    assert read_incoming(postfix_bounce(action=action)) == Other(Outcome.NOT_OURS)


def test_without_words_the_code_stands():
    raw = postfix_bounce(status="5.2.2").replace(b"Diagnostic-Code: smtp;", b"X-Other:")

    assert read_incoming(raw).words == "5.2.2"


def test_a_report_that_does_not_say_which_message_is_left():
    raw = postfix_bounce().replace(b"Message-ID:", b"X-Other:")

    assert read_incoming(raw) == Other(Outcome.UNKNOWN_MESSAGE)


def test_a_receipt_that_somebody_has_read_a_message_is_no_bounce():
    raw = postfix_bounce().replace(b"delivery-status", b"disposition-notification")

    assert read_incoming(raw) == Other(Outcome.NOT_OURS)


# What is neither -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: bo@nordmark.example\r\nSubject: Hej\r\n\r\nJag kommer.\r\n",
        composed(),
    ],
)
def test_an_ordinary_letter_is_left(raw):
    assert read_incoming(raw) == Other(Outcome.NOT_OURS)


def test_a_report_within_a_letter_is_left():
    head = b"From: bo@nordmark.example\r\nContent-Type: message/rfc822\r\n\r\n"

    assert read_incoming(head + postfix_bounce()) == Other(Outcome.NOT_OURS)


# Hostile ---------------------------------------------------------------------------------


def _nested(kind, depth):
    return b"".join(
        b'Content-Type: %s; boundary="%d"\r\n\r\n--%d\r\n' % (kind, number, number)
        for number in range(depth)
    )


def _in_a_calendar(line):
    return b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n" + line


HOSTILE = {
    "deep": _nested(b"multipart/mixed", 15_000),
    "deep messages": b"Content-Type: message/rfc822\r\n\r\n" * 30_000,
    "many matchers": _nested(b"multipart/mixed", 55) + b"\r\n" * 39_000,
    "parameters": b"Content-Type: multipart/report" + b';a="' * 240_000 + b"\r\n\r\n",
    "folded parameters": b"Content-Type: text/plain" + b';a="\r\n ' * 39_000 + b"\r\n\r\n",
    "bare returns": b"X: y\rContent-Type: multipart/report" + b';a="' * 240_000 + b"\r\r",
    "headers": b"a:\r\n" * 39_000,
    "empty lines": b"\r\n" * 39_900,
    "one line": b"x" * (MAX_BYTES - 1),
    "a long From": b"From: " + b"<(" * 400_000 + b"\r\n" + outlook_reply(),
    "a long property": _in_a_calendar(b"ATTENDEE;" + b'CN="' * 12_000),
    "many properties": _in_a_calendar(b"END:\r\n" * 8_000),
    "many events": _in_a_calendar(b"METHOD:REPLY\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 1_700),
    "statuses": b"Content-Type: message/delivery-status\r\n\r\n" + b"a: b\r\n\r\n" * 19_000,
    "a wrong code": b"Content-Type: text/calendar; charset=zip\r\n"
    b"Content-Transfer-Encoding: uuencode\r\n\r\n" + b"M" * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_costs_little_and_says_nothing(name):
    raw = HOSTILE[name]
    assert len(raw) <= MAX_BYTES
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()

    found = read_incoming(raw)

    assert isinstance(found, Other) or found.sender == ""
    assert time.process_time() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def test_what_is_too_big_is_not_taken_apart():
    assert read_incoming(postfix_bounce() + b" " * MAX_BYTES) == Other(Outcome.TOO_BIG)


@given(st.binary(max_size=400), st.integers(0, 3_000), st.integers(0, 300))
def test_nothing_in_a_damaged_message_raises(noise, place, length):
    for whole in (outlook_reply(), gmail_bounce()):
        read_incoming(whole[:place] + noise + whole[place + length :])
