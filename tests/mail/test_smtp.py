"""What the mail server does, told as one of four outcomes. The server is a real one."""

import asyncio
import contextlib
import socket
import threading
import time
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tracker.mail.smtp import (
    Accepted,
    Connection,
    PermanentFailure,
    SmtpSettings,
    TemporaryFailure,
    Unknown,
    Unreachable,
    send,
)

SENDER = "arshjul@alvstad.example"
ALVA = "alva.berg@alvstad.example"
MESSAGE = b"Subject: Kallelse\r\n\r\nHej Alva\r\n.\r\n..och en punkt\r\n"


class Handler:
    """A server's behaviour: keeps what it accepts, and counts its sessions."""

    def __init__(self, rcpt="250 OK", data="250 Kept", mail="250 OK"):
        self.answers = {"rcpt": rcpt, "data": data, "mail": mail}
        self.kept = []
        self.sessions = set()

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        self.sessions.add(session.peer)
        if self.answers["mail"].startswith("2"):
            envelope.mail_from = address
        return self.answers["mail"]

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        refusal = self.answers["rcpt"]
        if address == ALVA or refusal.startswith("2"):
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return refusal

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answers["data"].startswith("2"):
            self.kept.append((envelope.rcpt_tos[0], envelope.original_content))
        return self.answers["data"]


class DropsAtTheDot(Handler):
    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await super().handle_DATA(server, session, envelope)
        server.transport.abort()
        return "250 Kept"


class AnswersTooLate(Handler):
    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.6)
        return "250 Kept"


class DropsBeforeTheDot(SMTP):
    async def smtp_DATA(self, arg):  # noqa: N802
        self.transport.abort()


class GivesUpAfterOneMessage(Handler):
    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        asyncio.get_running_loop().call_later(0.02, server.transport.close)
        return answer


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def a_server(handler, protocol=SMTP):
    class Server(Controller):
        def factory(self):
            return protocol(self.handler, **self.SMTP_kwargs)

    server = Server(handler, hostname="127.0.0.1", port=free_port(), server_hostname="mx.localhost")
    server.start()
    try:
        yield settings_for(server.port)
    finally:
        server.stop(no_assert=True)


def settings_for(port, **changes):
    return SmtpSettings("127.0.0.1", port, **{"security": "none", "timeout": 5, **changes})


def send_one(settings, recipient=ALVA, message=MESSAGE):
    with Connection(settings) as connection:
        return send(connection, SENDER, recipient, message)


def test_an_accepted_message_arrives_byte_for_byte():
    handler = Handler()
    with a_server(handler) as settings:
        outcome = send_one(settings)
    assert outcome == Accepted("250 Kept")
    assert handler.kept == [(ALVA, MESSAGE)]


def test_many_messages_share_one_connection():
    handler = Handler()
    with a_server(handler) as settings, Connection(settings) as connection:
        outcomes = [send(connection, SENDER, ALVA, MESSAGE) for _ in range(5)]
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert len(handler.kept) == 5
    assert len(handler.sessions) == 1


def test_a_connection_the_server_has_closed_is_opened_again():
    handler = GivesUpAfterOneMessage()
    with a_server(handler) as settings, Connection(settings) as connection:
        first = send(connection, SENDER, ALVA, MESSAGE)
        asyncio.run(asyncio.sleep(0.1))
        second = send(connection, SENDER, ALVA, MESSAGE)
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert len(handler.sessions) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("450 4.2.1 Mailbox busy", TemporaryFailure("450 4.2.1 Mailbox busy")),
        ("550 5.1.1 No such user", PermanentFailure("550 5.1.1 No such user")),
    ],
)
def test_a_refused_recipient_is_temporary_or_permanent_as_the_code_says(words, expected):
    with a_server(Handler(rcpt=words)) as settings:
        assert send_one(settings, "erik.wall@alvstad.example") == expected


def test_a_refused_recipient_does_not_stop_the_next():
    handler = Handler(rcpt="550 5.1.1 No such user")
    with a_server(handler) as settings, Connection(settings) as connection:
        refused = send(connection, SENDER, "erik.wall@alvstad.example", MESSAGE)
        accepted = send(connection, SENDER, ALVA, MESSAGE)
    assert isinstance(refused, PermanentFailure)
    assert isinstance(accepted, Accepted)
    assert len(handler.sessions) == 1


@pytest.mark.parametrize(
    ("words", "kind"),
    [("451 4.3.0 Try later", TemporaryFailure), ("554 5.7.1 Not wanted", PermanentFailure)],
)
def test_a_refusal_after_the_message_keeps_the_servers_words(words, kind):
    with a_server(Handler(data=words)) as settings:
        assert send_one(settings) == kind(words)


def test_a_refused_sender_is_temporary_since_the_recipient_is_not_at_fault():
    with a_server(Handler(mail="550 5.7.1 Who are you")) as settings:
        assert send_one(settings) == TemporaryFailure("550 5.7.1 Who are you")


def test_a_connection_lost_before_the_dot_is_a_temporary_failure():
    handler = Handler()
    with a_server(handler, DropsBeforeTheDot) as settings:
        outcome = send_one(settings)
    assert isinstance(outcome, TemporaryFailure)
    assert not handler.kept


def test_a_connection_lost_after_the_dot_is_unknown():
    handler = DropsAtTheDot()
    with a_server(handler) as settings:
        outcome = send_one(settings)
    assert isinstance(outcome, Unknown)
    assert handler.kept == [(ALVA, MESSAGE)]


def test_no_answer_after_the_dot_is_unknown():
    handler = AnswersTooLate()
    with a_server(handler) as settings:
        outcome = send_one(settings_for(settings.port, timeout=0.2))
        asyncio.run(asyncio.sleep(0.5))
    assert isinstance(outcome, Unknown)
    assert handler.kept


def test_after_an_unknown_outcome_the_next_message_gets_a_new_connection():
    handler = DropsAtTheDot()
    with a_server(handler) as settings, Connection(settings) as connection:
        send(connection, SENDER, ALVA, MESSAGE)
        send(connection, SENDER, ALVA, MESSAGE)
    assert len(handler.sessions) == 2


def test_a_server_that_is_away_is_a_temporary_failure():
    outcome = send_one(settings_for(free_port()))
    assert isinstance(outcome, Unreachable)
    assert isinstance(outcome, TemporaryFailure)
    assert outcome.words


def test_a_server_that_refuses_one_recipient_is_not_unreachable():
    with a_server(Handler(rcpt="450 Busy")) as settings:
        assert not isinstance(send_one(settings, "erik.wall@alvstad.example"), Unreachable)


@contextmanager
def a_server_that_dribbles(greeting, pause):
    """Serve one visitor, a letter at a time."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def dribble():
            visitor, _address = server.accept()
            with visitor, contextlib.suppress(OSError):
                for letter in greeting:
                    visitor.sendall(bytes([letter]))
                    time.sleep(pause)

        thread = threading.Thread(target=dribble)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_one_messages_whole_talk_ends_in_time_however_slowly_the_server_speaks(security):
    with a_server_that_dribbles(b"220-welcome to a very slow house" * 2, 0.05) as port:
        begins = time.monotonic()
        outcome = send_one(settings_for(port, security=security, timeout=0.2, talk=0.4))
        took = time.monotonic() - begins

    assert isinstance(outcome, TemporaryFailure)
    assert took < 1


def test_the_next_message_on_the_same_connection_has_its_own_time():
    handler = Handler()
    with a_server(handler) as settings:
        hurried = settings_for(settings.port, talk=0.5)
        with Connection(hurried) as connection:
            first = send(connection, SENDER, ALVA, MESSAGE)
            time.sleep(0.6)
            second = send(connection, SENDER, ALVA, MESSAGE)

    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert len(handler.sessions) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_sent_in_plain_text_when_encryption_is_asked_for(security):
    handler = Handler()
    with a_server(handler) as settings:
        outcome = send_one(settings_for(settings.port, security=security, timeout=1))
    assert isinstance(outcome, TemporaryFailure)
    assert not handler.kept
    assert not handler.sessions


def test_a_login_the_server_does_not_know_is_a_temporary_failure():
    handler = Handler()
    with a_server(handler) as settings:
        outcome = send_one(settings_for(settings.port, username="arshjul", password="hemligt"))
    assert isinstance(outcome, TemporaryFailure)
    assert not handler.kept


@pytest.mark.parametrize(
    "address", ["", "alva", "alva@a.example>\r\nRCPT TO:<b@c.example", "å@alvstad.example"]
)
def test_an_address_that_is_none_fails_at_once_without_a_server(address):
    assert isinstance(send_one(settings_for(1), address), PermanentFailure)


def test_line_ends_are_made_right_on_the_way():
    handler = Handler()
    with a_server(handler) as settings:
        send_one(settings, message=b"Subject: x\n\nrad ett\n.rad\xc3\xa5")
    assert handler.kept == [(ALVA, b"Subject: x\r\n\r\nrad ett\r\n.rad\xc3\xa5\r\n")]


def test_the_password_is_not_shown():
    assert "hemligt" not in repr(settings_for(25, username="arshjul", password="hemligt"))
