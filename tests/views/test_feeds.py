"""The calendar's secret address: made, shown once, followed and revoked."""

import re
from datetime import timedelta

import icalendar
import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import MeetingStatus, Role
from tracker.models import FeedLink, Membership, Person

PAGE = "/alvstad/calendar-feed"
ADDRESS = re.compile(r'value="http://localhost(/calendar/[\w-]{43}\.ics)"')


@pytest.fixture
def bo(sign_in_as):
    return sign_in_as(Role.MEMBER)


def make(client):
    """Make an address as somebody does, and return its path."""
    found = ADDRESS.search(text_of(post(client, PAGE)))
    assert found
    return found[1]


def read(response):
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(response.get_data()).walk("VEVENT")


def test_the_address_is_shown_once_and_only_its_hash_is_kept(bo, engine):
    assert "Du har ingen adress än." in text_of(bo.get(PAGE))
    path = make(bo)

    page = text_of(bo.get(PAGE))
    assert "Du har en adress sedan" in page
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in page
    with open_session(engine) as session:
        [link] = session.exec(select(FeedLink)).all()
    assert token not in str(link.model_dump())


def test_whoever_has_the_address_reads_the_councils_meetings(bo, client, engine, cast):
    with transaction(engine) as session:
        soon = clock.now() + timedelta(days=20)
        mine = factories.make_meeting(
            session, council=cast.council, starts_at=soon, sequence=2, description="Hemligt"
        )
        factories.make_participation(session, meeting=mine, person=cast.bo)
        factories.make_meeting(
            session, council=cast.council, starts_at=soon, status=MeetingStatus.CANCELLED
        )
        factories.make_meeting(session, council=cast.other_council, starts_at=soon, theme="Annat")

    response = client.get(make(bo))
    first, second = read(response)

    assert response.mimetype == "text/calendar"
    assert (first["UID"], first["SEQUENCE"]) == (mine.uid, 2)
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "CANCELLED")
    body = text_of(response)
    assert not any(
        word in body for word in ("Bo Ek", "alvstad.example\r\nMAIL", "Hemligt", "Annat")
    )
    assert "ATTENDEE" not in body


def test_the_calendar_reaches_one_year_back(bo, client, engine, cast):
    with transaction(engine) as session:
        for days in (364, 367):
            factories.make_meeting(
                session,
                council=cast.council,
                starts_at=clock.now() - timedelta(days=days),
                theme=f"{days} dagar",
            )

    assert [event["SUMMARY"] for event in read(client.get(make(bo)))] == ["Älvstads Brå: 364 dagar"]


def test_a_reader_that_has_the_newest_is_told_so_until_something_changes(bo, client, engine, cast):
    path = make(bo)
    first = client.get(path)
    unchanged = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    with transaction(engine) as session:
        factories.make_meeting(session, council=cast.council, starts_at=clock.now())
    changed = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, max-age=900"
    assert changed.status_code == 200


def test_the_address_works_until_it_is_revoked(bo, client):
    path = make(bo)
    assert client.get(path).status_code == 200

    post(bo, f"{PAGE}/revoke")

    gone = client.get(path)
    assert gone.status_code == 404
    assert gone.headers["Cache-Control"] == "no-store"
    assert "Du har ingen adress än." in text_of(bo.get(PAGE))


def test_a_new_address_replaces_the_old_one(bo, client):
    old, new = make(bo), make(bo)

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


def test_revoking_leaves_other_peoples_addresses_alone(bo, client, sign_in_as):
    path = make(sign_in_as(Role.COORDINATOR))
    make(bo)
    post(bo, f"{PAGE}/revoke")

    assert client.get(path).status_code == 200


def test_the_address_ends_with_the_mandate(bo, client, engine, cast):
    path = make(bo)
    with transaction(engine) as session:
        mandate = session.exec(select(Membership).where(Membership.person_id == cast.bo.id)).one()
        mandate.ends_on = clock.now().date() - timedelta(days=2)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.PRESENTER])
def test_the_address_ends_when_only_a_role_without_pages_is_left(bo, client, engine, cast, role):
    path = make(bo)
    with transaction(engine) as session:
        mandate = session.exec(select(Membership).where(Membership.person_id == cast.bo.id)).one()
        mandate.role = role

    assert client.get(path).status_code == 404


def test_the_address_of_somebody_disabled_leads_nowhere(bo, client, engine, cast):
    path = make(bo)
    with transaction(engine) as session:
        session.get_one(Person, cast.bo.id).is_disabled = True

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43, "å%20b"])
def test_an_address_that_nobody_has_made_leads_nowhere(client, token):
    assert client.get(f"/calendar/{token}.ics").status_code == 404
