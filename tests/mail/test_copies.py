"""A copy of a message, and what a page may show of one."""

from email import message_from_bytes
from email.policy import default

import pytest

from tests.mail.builders import composed, event_facts
from tracker.domain.terms import Answer
from tracker.mail.calendar import invite
from tracker.mail.copies import TAKEN_OUT, as_copy, without_keys
from tracker.mail.reading import read_message
from tracker.services.answer_links import AnswerLink, make_answer_url
from tracker.services.choice_links import ChoiceLink, make_choice_url, make_unsubscribe_url
from tracker.services.follow_up_links import FollowUpLink, make_follow_up_url

INVITATION = composed(ics=invite(event_facts()))
SECRET = "a secret that only the tests know, long enough"
SITE = "https://arshjul.alvstad.example"
URL = make_answer_url(
    SITE,
    SECRET,
    link=AnswerLink(1, 2, 3),
    answer=Answer.NOT_COMING,
)
KEY = URL.rpartition("/")[2].partition("?")[0]


def test_a_copy_says_so_and_leaves_calendars_alone():
    original = read_message(INVITATION)
    copy = as_copy(INVITATION, prefix="Kopia: ")

    read = read_message(copy)
    assert read.subject == f"Kopia: {original.subject}"
    assert original.event is not None
    assert read.event is None
    assert b"text/calendar" not in copy
    assert (read.text, read.html) == (original.text, original.html)
    assert read.recipient == original.recipient


def test_a_copy_is_a_message_that_mail_servers_take():
    copy = as_copy(INVITATION, prefix="Kopia: ")

    assert b"\r\n" in copy
    assert copy.count(b"\n") == copy.count(b"\r\n")
    assert max(len(line) for line in copy.split(b"\r\n")) <= 998
    assert not message_from_bytes(copy, policy=default).defects


def test_a_link_with_a_key_is_no_link_where_it_is_shown():
    shown = without_keys(f'<p><a class="b" href="{URL}" id="x">Kommer</a></p>')

    assert shown == '<p><a class="b" id="x">Kommer</a></p>'


@pytest.mark.parametrize(
    "url",
    [
        make_choice_url(SITE, SECRET, ChoiceLink(1, 3)),
        make_unsubscribe_url(SITE, SECRET, ChoiceLink(1, 3)),
        make_follow_up_url(SITE, SECRET, link=FollowUpLink(1, 3, 2026)) + "?about=4",
    ],
)
def test_every_other_personal_link_is_a_key_too(url):
    assert without_keys(f'<a href="{url}">Ändra</a>') == "<a>Ändra</a>"
    assert url.split("/")[4] not in without_keys(url)


def test_a_key_is_taken_out_of_the_text():
    shown = without_keys(f"Svara här: {URL}")

    assert KEY not in shown
    assert (
        shown == f"Svara här: https://arshjul.alvstad.example/answer{TAKEN_OUT}?answer=not_coming"
    )


@pytest.mark.parametrize(
    "harmless",
    [
        "https://arshjul.alvstad-kommunforbund.example/alvstad/meetings/3",
        '<a href="https://www.ett-riktigt-langt-kommunnamn.example/">x</a>',
        "Se bilaga.pdf och http://alvstad.example/filer/rapport.pdf",
        "alice.ek-med-ett-ganska-langt-namn@alvstad.example",
    ],
)
def test_what_opens_for_anyone_stays(harmless):
    assert without_keys(harmless) == harmless
