"""The access table: complete, and obeyed by every route for everyone."""

import pytest

from tests import factories
from tests.views.browsing import post, text_of
from tracker.db import open_session, transaction
from tracker.domain.terms import Role
from tracker.models import AuditEvent, Meeting
from tracker.views.access import ANYONE, SIGNED_IN, TABLE

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes(app):
    """Yield (endpoint, method, address) of every route of a council, filled in with 1."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & set(METHODS)):
            values = {
                name: {"slug": "alvstad", "year": 2026, "kind": "goals"}.get(name, 1)
                for name in rule.arguments
            }
            yield (
                rule.endpoint,
                method,
                app.url_map.bind("localhost").build(rule.endpoint, values, method),
            )


def test_every_route_stands_in_the_table_with_its_methods(app):
    missing = [
        f"{method} {endpoint}"
        for endpoint, method, _address in routes(app)
        if method not in TABLE.get(endpoint, {})
    ]

    assert not missing


def test_the_table_names_no_route_that_is_not_there(app):
    there = {(endpoint, method) for endpoint, method, _address in routes(app)}
    named = {(endpoint, method) for endpoint, methods in TABLE.items() for method in methods}

    assert not named - there


def test_a_route_that_the_table_lacks_is_denied(app, sign_in_as):
    app.add_url_rule("/<slug>/forgotten", endpoint="forgotten", view_func=lambda: "secret")

    assert sign_in_as(Role.COORDINATOR).get("/alvstad/forgotten").status_code == 403


def test_whoever_has_not_signed_in_is_asked_to(app, cast):
    client = app.test_client()
    for endpoint, method, address in routes(app):
        if TABLE[endpoint][method] in (ANYONE, SIGNED_IN):
            continue
        response = client.open(address, method=method)
        assert response.status_code == (302 if method == "GET" else 401), (endpoint, method)
        way = response.location if method == "GET" else text_of(response)
        assert "/sign-in/" in way, (endpoint, method)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MEMBER, Role.MANAGEMENT])
def test_each_role_may_do_what_the_table_says(app, sign_in_as, role):
    for endpoint, method, address in routes(app):
        rule = TABLE[endpoint][method]
        if rule.anyone or rule.signed_in:
            continue
        status = sign_in_as(role).open(address, method=method).status_code
        # 400 is the missing form token and 404 the missing row: both come after the door.
        expected = {200, 302, 400, 404} if role in rule.roles else {403}
        assert status in expected, (endpoint, method, role, status)


def test_head_answers_as_get_does_and_nothing_more(app, sign_in_as):
    client = sign_in_as(Role.COORDINATOR)
    for endpoint, method, address in routes(app):
        if method == "GET":
            asked = client.head(address)
            assert asked.status_code == client.get(address).status_code, endpoint
            assert not asked.data


def test_another_councils_coordinator_finds_nothing(app, sign_in_as, cast):
    client = sign_in_as(cast.dan)
    for endpoint, method, address in routes(app):
        if not TABLE[endpoint][method].anyone and address.startswith("/alvstad"):
            assert client.open(address, method=method).status_code == 404, (endpoint, method)


def test_another_councils_rows_are_not_reached_through_ones_own_address(engine, sign_in_as, cast):
    with transaction(engine) as session:
        meeting = factories.make_meeting(session, council=cast.council)
    dan = sign_in_as(cast.dan)

    for address in (f"/backby/meetings/{meeting.id}", f"/backby/meetings/{meeting.id}/edit"):
        assert dan.get(address).status_code == 404
    assert post(dan, f"/backby/meetings/{meeting.id}/cancel").status_code == 404
    with open_session(engine) as session:
        assert session.get_one(Meeting, meeting.id).status == "planned"


def test_a_person_whose_mandate_has_ended_is_outside(engine, sign_in_as, cast):
    with transaction(engine) as session:
        gone = factories.make_person(session, name="Eva Ek")
        factories.make_membership(
            session,
            council=cast.council,
            person=gone,
            ends_on=factories.NOW.date().replace(year=2020),
        )

    assert sign_in_as(gone).get("/alvstad/meetings/").status_code == 404


def test_a_disabled_person_is_signed_out(engine, sign_in_as, cast):
    client = sign_in_as(cast.bo)
    with transaction(engine) as session:
        session.merge(cast.bo).is_disabled = True

    assert client.get("/alvstad/meetings/").status_code == 302


def test_a_change_without_the_forms_token_is_refused(engine, sign_in_as, cast):
    client = sign_in_as(Role.COORDINATOR)

    assert client.post("/alvstad/2027").status_code == 400
    with open_session(engine) as session:
        assert session.get(AuditEvent, 1) is None


def test_an_unknown_council_is_not_found(client, cast):
    assert client.get("/nowhere/meetings/").status_code == 404


def test_another_host_name_is_refused(client):
    assert client.get("/sign-in/", base_url="http://evil.example").status_code == 400


def test_every_page_carries_the_protecting_headers(client):
    headers = client.get("/sign-in/").headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
