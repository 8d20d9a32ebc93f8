"""Signing in by a mailed link, and the demo's three buttons."""

import re
import statistics
import time
from email import message_from_bytes
from email.policy import default

import pytest
from sqlmodel import select

from tests import factories
from tests.services.test_sign_in import answer_requests
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.app import create_app
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, Role
from tracker.models import Delivery
from tracker.views.web import DemoMail


def mailed_link(engine):
    """Answer what was asked for, and return the path of the newest sign-in link in the outbox."""
    answer_requests(engine, clock.now())
    with open_session(engine) as session:
        rows = session.exec(select(Delivery).where(Delivery.kind == DeliveryKind.SIGN_IN)).all()
    message = message_from_bytes(rows[-1].message, policy=default)
    text = message.get_body(("plain",)).get_content()
    return re.search(r"http://localhost(/sign-in/\S+)", text)[1]


def is_signed_in(client):
    return client.get("/alvstad/meetings/").status_code == 200


def test_the_link_in_the_mail_signs_in_when_its_button_is_pressed(engine, client, cast):
    post(client, "/sign-in/", email=" BO@alvstad.example ")
    link = mailed_link(engine)

    assert "Tryck på knappen" in text_of(client.get(link))
    assert not is_signed_in(client)
    post(client, link)
    assert is_signed_in(client)


def test_a_link_works_once(engine, app, client, cast):
    post(client, "/sign-in/", email="bo@alvstad.example")
    link = mailed_link(engine)
    post(client, link)

    another = app.test_client()
    assert "Länken fungerar inte längre" in text_of(post(another, link))
    assert not is_signed_in(another)


def test_a_scanner_that_follows_the_link_uses_nothing_up(engine, app, client, cast):
    post(client, "/sign-in/", email="bo@alvstad.example")
    link = mailed_link(engine)
    scanner = app.test_client()
    for _ in range(20):
        scanner.get(link)
        scanner.head(link)

    post(client, link)

    assert is_signed_in(client)
    assert not is_signed_in(scanner)


def test_known_and_unknown_addresses_get_the_same_answer(app, engine, cast):
    answers = {
        text_of(post(app.test_client(), "/sign-in/", email=email)).split("csrf")[0]
        for email in ("bo@alvstad.example", "nobody@alvstad.example")
    }

    assert len(answers) == 1
    assert "Titta i din mejl" in answers.pop()
    answer_requests(engine, clock.now())
    with open_session(engine) as session:
        assert len(session.exec(select(Delivery)).all()) == 1


def test_known_and_unknown_addresses_take_the_same_work(app, cast, count_queries):
    counts = []
    for email in ("bo@alvstad.example", "nobody@alvstad.example"):
        client = app.test_client()
        with count_queries() as counted:
            post(client, "/sign-in/", email=email)
        counts.append(counted.count)

    assert counts[0] == counts[1]


def test_the_time_an_answer_takes_does_not_tell_whether_an_address_is_known(app, cast):
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False
    took = {"bo@alvstad.example": [], "nobody@alvstad.example": []}
    client = app.test_client()
    for _ in range(30):
        for email, times in took.items():
            token = token_on(client.get("/sign-in/"))
            begins = time.perf_counter()
            client.post("/sign-in/", data={"csrf_token": token, "email": email})
            times.append(time.perf_counter() - begins)

    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.005


def token_on(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text_of(page))[1]


def test_what_is_no_address_is_explained_and_kept(client, cast):
    page = text_of(post(client, "/sign-in/", email="bo på alvstad"))

    assert "Skriv en e-postadress" in page
    assert 'value="bo på alvstad"' in page


def test_after_signing_in_one_comes_where_one_was_going(engine, client, cast):
    client.get(client.get("/alvstad/meetings/").location)
    post(client, "/sign-in/", email="bo@alvstad.example")

    assert post(client, mailed_link(engine)).location == "/alvstad/meetings/"


@pytest.mark.parametrize("evil", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_on_to_another_site(engine, client, cast, evil):
    client.get("/sign-in/", query_string={"next": evil})
    post(client, "/sign-in/", email="bo@alvstad.example")

    assert post(client, mailed_link(engine)).location == "/"


def test_many_attempts_are_slowed_down(client, cast):
    codes = [post(client, "/sign-in/", email="bo@alvstad.example").status_code for _ in range(22)]

    assert codes[0] == 200
    assert codes[-1] == 429


def test_signing_out_ends_it(sign_in_as):
    client = sign_in_as(Role.MEMBER)
    post(client, "/sign-in/out")

    assert not is_signed_in(client)


def test_the_demos_buttons_are_not_there_outside_the_demo(client, cast):
    assert "demonstrationen som" not in text_of(client.get("/sign-in/"))
    assert post(client, "/sign-in/demo", role="coordinator").status_code == 404


@pytest.fixture
def demo_client(settings, engine, tmp_path, cast):
    return create_app(settings, engine=engine, demo=DemoMail(tmp_path / "mail")).test_client()


def test_in_the_demo_one_looks_around_as_a_role(engine, demo_client):
    with transaction(engine) as session:
        council = factories.make_council(session, slug="demo", is_demo=True)
        factories.make_member(
            session, council=council, role=Role.MANAGEMENT, email="lea@demo.example"
        )

    assert "demonstrationen som" in text_of(demo_client.get("/sign-in/"))
    post(demo_client, "/sign-in/demo", role="management")
    assert demo_client.get("/demo/reports/").status_code == 200


def test_the_demos_buttons_never_open_a_real_council(demo_client):
    assert post(demo_client, "/sign-in/demo", role="coordinator").status_code == 404
