"""The demo's past invitations really travel by SMTP."""

from zoneinfo import ZoneInfo

from sqlmodel import select

from tests.conftest import make_settings
from tests.factories import NOW
from tracker.config import Smtp
from tracker.db import transaction
from tracker.demo.post import send_past_invitations
from tracker.demo.seed import fill_demo
from tracker.domain.terms import DeliveryState
from tracker.mail.sink import Sink, list_messages, read_message
from tracker.models import Delivery


def test_every_invitation_that_was_sent_lies_in_the_post_office(sqlite_engine, tmp_path):
    mail = tmp_path / "mail"
    with Sink(mail) as sink, transaction(sqlite_engine) as session:
        smtp = Smtp(host=sink.host, port=sink.port, sender="arshjul@alvstad.example")
        settings = make_settings(sqlite_engine, tmp_path / "data", smtp=smtp)
        fill_demo(session, today=NOW.astimezone(ZoneInfo("Europe/Stockholm")).date(), now=NOW)
        sent = send_past_invitations(session, settings=settings)
        again = send_past_invitations(session, settings=settings)
        stored = session.exec(
            select(Delivery.message).where(Delivery.state == DeliveryState.SENT)
        ).all()

    messages = list_messages(mail)
    assert (sent, again) == (33, 0)
    assert len(messages) == len(stored) == 33
    assert None not in stored
    assert messages[0].subject.startswith("Kallelse: ")
    assert "METHOD:REQUEST" in read_message(mail, messages[0].key).ics
