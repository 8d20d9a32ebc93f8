"""A form that is sent after the session has ended: nothing typed is lost."""

import re
from html import unescape

import pytest

from tests import factories
from tests.views.browsing import TOKEN, post, shown_on, text_of
from tests.views.test_sign_in import mailed_link
from tracker.db import transaction
from tracker.domain.terms import Role
from tracker.models import Goal

OURS = {"Origin": "http://localhost"}
TYPED = 'Färre "unga" <begår> brott'


@pytest.fixture
def goal(engine, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council)
        area = factories.make_area(session, programme=programme)
        return factories.make_goal(session, area=area, number=1)


def hidden(page: str) -> dict[str, str]:
    main = page[page.index("<main") : page.index("</main")]
    return {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', main)
    }


def test_what_was_typed_is_saved_after_signing_in_in_another_tab(engine, sign_in_as, cast, goal):
    client = sign_in_as(Role.COORDINATOR)
    address = f"/alvstad/records/goals/{goal.id}"
    opened = text_of(client.get(address))
    post(client, "/sign-in/out")

    fields = {"csrf_token": TOKEN.search(opened)[1], "shown": shown_on(opened)}
    answer = client.post(address, data={**fields, "number": "1", "title": TYPED}, headers=OURS)

    page = text_of(answer)
    assert answer.status_code == 401
    assert "Du är inte längre inloggad" in page
    assert re.search(r'<a href="/sign-in/" target="_blank" rel="noopener">', page)
    post(client, "/sign-in/", email=cast.alice.email)
    post(client, mailed_link(engine))
    assert client.post(address, data=hidden(page)).status_code == 303
    with transaction(engine) as session:
        assert session.get_one(Goal, goal.id).title == TYPED


def test_what_another_site_sends_is_not_kept_for_later(app, cast):
    answer = app.test_client().post(
        "/alvstad/records/goals/new",
        data={"title": TYPED},
        headers={"Origin": "https://evil.example"},
    )

    assert answer.status_code == 401
    assert "Färre" not in text_of(answer)
