"""What the page's script asks while somebody types, and what it hears."""

import pytest

from tests import factories
from tests.views.browsing import post, shown_on, text_of
from tests.views.test_follow_ups import YEAR, address_of, adopt, intervene, rows
from tracker.db import transaction
from tracker.domain.follow_ups import FIELDS
from tracker.domain.terms import Role
from tracker.models import FollowUpDraft
from tracker.services.follow_up_links import FollowUpLink


@pytest.fixture
def lena(engine, cast):
    with transaction(engine) as session:
        return factories.make_member(session, council=cast.council, role=Role.CONTRIBUTOR)


@pytest.fixture
def one(engine, cast, lena):
    return intervene(engine, cast, "Närvaroteam", responsible_id=lena.id)


@pytest.fixture
def page(cast, lena):
    return address_of(FollowUpLink(cast.council.id, lena.id, YEAR))


def test_what_is_typed_is_saved_meanwhile(engine, client, page, one):
    opened = shown_on(text_of(client.get(page)))
    first = post(client, f"{page}/save", about=one.id, shown=opened, lesson="Ri", page="p")
    then = post(
        client, f"{page}/save", about=one.id, shown=first.json["shown"], lesson="Ring", page="p"
    )

    assert first.json["said"].startswith("Sparat som utkast kl. ")
    assert then.status_code == 200
    [draft] = rows(engine, FollowUpDraft)
    assert set(draft.typed) == {*FIELDS, "page"}
    assert (draft.typed["lesson"], draft.version) == ("Ring", 2)


def test_the_script_hears_in_words_why_nothing_could_be_saved(engine, cast, client, page, one):
    opened = shown_on(text_of(client.get(page)))
    save = f"{page}/save"
    long = post(client, save, about=one.id, shown=opened, lesson="x" * 100_001)
    old = post(client, save, about=one.id, shown="9_", lesson="x")
    strange = post(client, save, about=one.id + 1, shown=opened, lesson="x")
    unknown = post(client, "/follow-up/made-up/save", about=one.id)
    adopt(engine, cast)
    closed = post(client, save, about=one.id, shown=opened, lesson="x")

    answers = [long, old, strange, unknown, closed]
    assert [answer.status_code for answer in answers] == [413, 409, 409, 404, 410]
    assert all(answer.json["said"] for answer in answers)
    assert not rows(engine, FollowUpDraft)
