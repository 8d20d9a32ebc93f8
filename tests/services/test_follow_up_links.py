"""The personal links to the form where a responsible follows up."""

import pytest

from tests.conftest import SECRET
from tracker.services.answer_links import AnswerLink, make_answer_token
from tracker.services.follow_up_links import (
    FollowUpLink,
    make_follow_up_url,
    read_follow_up_token,
)

LINK = FollowUpLink(council_id=1, person_id=300, year=2026)
URL = "https://arshjul.alvstad.example"


def token_of(address):
    return address.removeprefix(f"{URL}/follow-up/")


def test_a_link_leads_back_to_whose_follow_up_of_which_year_it_is():
    address = make_follow_up_url(URL, SECRET, link=LINK)

    assert address.startswith(f"{URL}/follow-up/")
    assert read_follow_up_token(SECRET, token_of(address)) == LINK


def test_a_link_signed_with_another_key_is_refused():
    address = make_follow_up_url(URL, "another key, just as long as it should be", link=LINK)

    assert read_follow_up_token(SECRET, token_of(address)) is None


def test_the_key_to_an_answer_is_no_key_to_the_follow_up():
    token = make_answer_token(SECRET, AnswerLink(council_id=1, meeting_id=300, person_id=2026))

    assert read_follow_up_token(SECRET, token) is None


@pytest.mark.parametrize("place", [0, 5, -2])
def test_a_link_that_was_tampered_with_is_refused(place):
    token = list(token_of(make_follow_up_url(URL, SECRET, link=LINK)))
    token[place] = "A" if token[place] != "A" else "B"

    assert read_follow_up_token(SECRET, "".join(token)) is None


@pytest.mark.parametrize("token", ["", ".", "nonsense", "å" * 40, "a.b.c"])
def test_nonsense_is_refused(token):
    assert read_follow_up_token(SECRET, token) is None
