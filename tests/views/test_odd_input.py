"""Numbers and characters that no link of ours holds lead nowhere, and never to an error of ours."""

import re

import pytest

from tests.views.browsing import post
from tests.walk import Walk, put_mail
from tracker import clock
from tracker.db import open_session, transaction
from tracker.demo.seed import fill_demo
from tracker.domain.terms import Role
from tracker.queries import councils
from tracker.views.access import TABLE
from tracker.views.web import DemoMail

ODD_NUMBERS = (0, -1, 10_000, 2**31, 2**63, 2**70, "9" * 5000, "x", "%00")
KNOWN = {"kind": "goals", "slug": "alvstad"}
NUMBERS = ("year", "programme", "parent", "goal", "area", "next")


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


def addresses(app, number):
    """Yield (method, address) of every route, each argument but the council odd."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or not rule.arguments:
            continue
        address = re.sub(
            r"<(?:\w+:)?(\w+)>", lambda name: KNOWN.get(name[1], str(number)), rule.rule
        )
        for method in TABLE[rule.endpoint]:
            yield method, address


def test_odd_numbers_in_an_address_are_no_error_of_ours(app, alice):
    for number in ODD_NUMBERS:
        for method, address in addresses(app, number):
            answer = alice.get(address) if method == "GET" else post(alice, address)
            assert answer.status_code < 500, (method, address[:80])


def test_a_nul_in_an_address_is_not_found(app, alice):
    for address in ("/a%00b/2026", "/alvstad%00/meetings/", "/alvstad/records/a%00b/new",
                    "/sign-in/a%00b", "/answer/a%00b"):  # fmt: skip
        assert alice.get(address).status_code == 404, address


@pytest.fixture
def walk(engine, tmp_path):
    from tests.conftest import make_settings
    from tracker.app import create_app

    with transaction(engine) as session:
        fill_demo(session, today=clock.now().date(), now=clock.now())
    put_mail(tmp_path / "mail")
    app = create_app(
        make_settings(engine, tmp_path / "data"), demo=DemoMail(tmp_path / "mail"), engine=engine
    )
    with open_session(engine, read_only=True) as session:
        yield Walk(app, session, councils.list_councils(session)[0], tmp_path / "mail")


def test_odd_numbers_in_a_query_are_as_none(walk):
    client = walk.app.test_client()
    with client.session_transaction() as web_session:
        web_session["_user_id"] = str(walk.find_person(Role.COORDINATOR).id)
        web_session["_fresh"] = True
    asking = ["meetings.index", "outbox.index", "programmes.show", "meetings.new", "records.new"]
    paths = [path for name in asking for path in walk.list_addresses(name)]
    for path in paths:
        for number in ODD_NUMBERS:
            query = "&".join(f"{name}={number}" for name in NUMBERS if f"{name}=" not in path)
            odd = f"{path}{'&' if '?' in path else '?'}{query}"
            assert client.get(odd).status_code in (200, 404), odd[:120]
    assert client.get(f"/{walk.council.slug}/meetings/?year={2**70}").status_code == 200
