"""The demo's past invitations, and requests for follow-up, really travel by SMTP."""

from collections import Counter
from zoneinfo import ZoneInfo

from sqlmodel import select

from tests.conftest import make_settings
from tests.factories import NOW
from tracker.config import Smtp
from tracker.db import transaction
from tracker.demo.post import send_past_invitations
from tracker.demo.seed import fill_demo
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.mail.sink import Sink, list_messages, read_message
from tracker.models import Delivery


def test_everything_that_was_sent_lies_in_the_post_office(sqlite_engine, tmp_path):
    mail = tmp_path / "mail"
    with Sink(mail) as sink, transaction(sqlite_engine) as session:
        smtp = Smtp(host=sink.host, port=sink.port, sender="arshjul@alvstad.example")
        settings = make_settings(sqlite_engine, tmp_path / "data", smtp=smtp)
        fill_demo(session, today=NOW.astimezone(ZoneInfo("Europe/Stockholm")).date(), now=NOW)
        sent = send_past_invitations(session, settings=settings)
        again = send_past_invitations(session, settings=settings)
        stored = session.exec(
            select(Delivery.kind, Delivery.message).where(Delivery.state == DeliveryState.SENT)
        ).all()

    messages = list_messages(mail)
    kinds = Counter(kind for kind, _message in stored)
    assert kinds == {DeliveryKind.INVITATION: 33, DeliveryKind.REPORT_REQUEST: 13}
    assert (sent, again) == (46, 0)
    assert len(messages) == 46
    assert all(message for _kind, message in stored)
    invitation = next(one for one in messages if one.subject.startswith("Kallelse: "))
    assert "METHOD:REQUEST" in read_message(mail, invitation.key).ics
    assert sum(one.subject.startswith("Följ upp dina insatser") for one in messages) == 13
