"""The demo's mail server keeps what it gets, and its messages can be read."""

import threading

import pytest

from tests.mail.builders import SENT_AT, composed, event_facts, mail_facts
from tracker.domain.terms import DeliveryKind
from tracker.mail.calendar import invite
from tracker.mail.sink import Sink, list_messages, read_message, run_sink
from tracker.mail.smtp import Accepted, Connection, SmtpSettings, send

SENDER = "arshjul@alvstad.example"
ALVA = "alva.berg@alvstad.example"


def deliver(port, *messages):
    with Connection(SmtpSettings("127.0.0.1", port, security="none", timeout=5)) as connection:
        return [send(connection, SENDER, ALVA, message) for message in messages]


def test_a_message_sent_to_the_sink_can_be_listed_and_read(tmp_path):
    folder = tmp_path / "data" / "mail"
    with Sink(folder) as sink:
        [outcome] = deliver(sink.port, composed(ics=invite(event_facts())))
    assert isinstance(outcome, Accepted)
    [summary] = list_messages(folder)
    assert summary.sender == "Älvstads Brå <arshjul@alvstad.example>"
    assert summary.recipient == "Mattias Öberg <mattias.oberg@alvstad.example>"
    assert summary.subject == "Kallelse: Årlig uppföljning tisdag 2026-12-08"
    assert summary.sent_at == SENT_AT
    stored = read_message(folder, summary.key)
    assert "Jag kommer: https://" in stored.text
    assert "<h1" in stored.html
    assert "METHOD:REQUEST" in stored.ics


def test_the_stored_bytes_are_those_that_were_sent(tmp_path):
    sent = composed(ics=invite(event_facts()))
    with Sink(tmp_path / "mail") as sink:
        deliver(sink.port, sent, sent)
    stored = [path.read_bytes() for path in (tmp_path / "mail" / "new").iterdir()]
    assert stored == [sent, sent]


def test_messages_are_listed_newest_first(tmp_path):
    older = composed(mail_facts(theme="Trygga platser"), sent_at=SENT_AT.replace(year=2025))
    newer = composed(mail_facts(DeliveryKind.CANCELLATION))
    with Sink(tmp_path / "mail") as sink:
        deliver(sink.port, newer, older)
    subjects = [summary.subject for summary in list_messages(tmp_path / "mail")]
    assert subjects[0].startswith("Inställt")
    assert subjects[1].startswith("Kallelse: Trygga platser")


def test_an_empty_folder_lists_nothing(tmp_path):
    assert list_messages(tmp_path / "mail") == ()


@pytest.mark.parametrize("key", ["", "nothing", "../../etc/passwd", "new"])
def test_an_unknown_key_is_a_key_error(tmp_path, key):
    with pytest.raises(KeyError):
        read_message(tmp_path / "mail", key)


def test_a_message_without_parts_or_date_is_still_readable(tmp_path):
    with Sink(tmp_path / "mail") as sink:
        deliver(sink.port, b"Subject: Hej\r\n\r\nBara text.\r\n")
    [summary] = list_messages(tmp_path / "mail")
    stored = read_message(tmp_path / "mail", summary.key)
    assert stored.sent_at is None
    assert stored.text == "Bara text.\n"
    assert stored.html == ""
    assert stored.ics == ""


def test_the_sink_runs_until_it_is_told_to_stop(tmp_path):
    until = threading.Event()
    with Sink(tmp_path / "other") as reserved:
        port = reserved.port
    runner = threading.Thread(target=run_sink, args=("127.0.0.1", port, tmp_path / "mail", until))
    runner.start()
    try:
        for _ in range(100):
            [outcome] = deliver(port, composed())
            if isinstance(outcome, Accepted):
                break
            until.wait(0.02)
    finally:
        until.set()
        runner.join(5)
    assert not runner.is_alive()
    assert len(list_messages(tmp_path / "mail")) == 1
