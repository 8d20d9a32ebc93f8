"""The personal links to the answering page."""

import pytest

from tests.conftest import SECRET
from tracker.domain.terms import Answer
from tracker.services.answer_links import AnswerLink, make_answer_url, read_answer_token

LINK = AnswerLink(council_id=1, meeting_id=20, person_id=300)
URL = "https://arshjul.alvstad.example"


def token_of(address):
    return address.removeprefix(f"{URL}/answer/").partition("?")[0]


def test_a_link_leads_back_to_whose_answer_it_is():
    address = make_answer_url(URL, SECRET, link=LINK)

    assert address.startswith(f"{URL}/answer/")
    assert read_answer_token(SECRET, token_of(address)) == LINK


@pytest.mark.parametrize("answer", [Answer.COMING, Answer.NOT_COMING])
def test_a_link_carries_the_suggested_answer(answer):
    address = make_answer_url(URL, SECRET, link=LINK, answer=answer)

    assert address.endswith(f"?answer={answer}")


def test_a_link_signed_with_another_key_is_refused():
    token = token_of(make_answer_url(URL, "another key, just as long as it should be", link=LINK))

    assert read_answer_token(SECRET, token) is None


@pytest.mark.parametrize("place", [0, 5, -2])
def test_a_link_that_was_tampered_with_is_refused(place):
    token = list(token_of(make_answer_url(URL, SECRET, link=LINK)))
    token[place] = "A" if token[place] != "A" else "B"

    assert read_answer_token(SECRET, "".join(token)) is None


@pytest.mark.parametrize("token", ["", ".", "nonsense", "å" * 40, "a.b.c"])
def test_nonsense_is_refused(token):
    assert read_answer_token(SECRET, token) is None
