"""Utkorgen: the demo's mail, shown safely, and nowhere else."""

import mailbox

import pytest

from tests.conftest import make_settings
from tests.mail.builders import composed, event_facts, mail_facts
from tests.views.browsing import text_of
from tracker.app import create_app
from tracker.domain.terms import DeliveryKind
from tracker.mail.calendar import invite
from tracker.views.mailbox import LATEST
from tracker.views.web import DemoMail


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mail"


@pytest.fixture
def visitor(sqlite_engine, tmp_path, folder):
    settings = make_settings(sqlite_engine, tmp_path / "data")
    return create_app(settings, engine=sqlite_engine, demo=DemoMail(folder)).test_client()


def put(folder, message):
    return mailbox.Maildir(folder, create=True).add(message)


def test_there_is_no_mailbox_outside_the_demo(client):
    for path in ("/mailbox/", "/mailbox/1", "/mailbox/1/page"):
        assert client.get(path).status_code == 404


def test_before_anything_is_sent_the_page_says_what_to_do(visitor):
    assert "Inget har skickats än" in text_of(visitor.get("/mailbox/"))


def test_the_list_is_open_and_says_so(visitor, folder):
    put(folder, composed())

    page = text_of(visitor.get("/mailbox/"))

    assert "alla som kan öppna demonstrationen kan läsa det" in page
    assert "Kallelse: Årlig uppföljning" in page
    assert "mattias.oberg@alvstad.example" in page


def test_the_list_is_limited_to_the_latest(visitor, folder):
    for number in range(LATEST + 1):
        put(folder, composed(message_id=f"<{number}@alvstad.example>"))

    page = text_of(visitor.get("/mailbox/"))

    assert page.count('<th scope="row">') == LATEST
    assert "De senaste 100 av 101 mejl visas." in page


def test_a_message_is_shown_with_its_text_and_its_calendar_part(visitor, folder):
    key = put(folder, composed(ics=invite(event_facts(sequence=3))))

    page = text_of(visitor.get(f"/mailbox/{key}"))

    assert f'src="/mailbox/{key}/page"' in page
    assert "Stadshuset, sal Forsen" in page
    assert "REQUEST" in page
    assert "<dd>3</dd>" in page
    assert "kl.\N{NO-BREAK SPACE}15.00" in page


def test_a_cancellation_is_told_apart(visitor, folder):
    ics = invite(event_facts(is_cancelled=True))
    key = put(folder, composed(mail_facts(DeliveryKind.CANCELLATION), ics=ics))

    assert "Tar bort mötet ur mottagarens kalender." in text_of(visitor.get(f"/mailbox/{key}"))


def test_the_frame_runs_no_script_and_fetches_nothing(visitor, folder):
    key = put(folder, composed())

    assert 'sandbox="allow-top-navigation-by-user-activation"' in text_of(
        visitor.get(f"/mailbox/{key}")
    )
    policy = visitor.get(f"/mailbox/{key}/page").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "form-action 'none'" in policy


def test_links_in_the_frame_open_in_the_whole_window(visitor, folder):
    key = put(folder, composed())

    assert '<head><base target="_top">' in text_of(visitor.get(f"/mailbox/{key}/page"))


def test_a_message_without_html_or_calendar_is_shown(visitor, folder):
    key = put(folder, b"From: a@b.example\r\nSubject: <b>Hej</b>\r\n\r\nBara text\r\n")

    page = text_of(visitor.get(f"/mailbox/{key}"))

    assert "Bara text" in page
    assert "&lt;b&gt;Hej&lt;/b&gt;" in page
    assert "<iframe" not in page
    assert visitor.get(f"/mailbox/{key}/page").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "..", "..%2f..%2fetc%2fpasswd"])
def test_what_is_not_in_the_mailbox_is_not_found(visitor, folder, key):
    put(folder, composed())

    assert visitor.get(f"/mailbox/{key}").status_code == 404
