"""Sharing the wheel: files, the public page, several years."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryState, MeetingKind, MeetingStatus, Role
from tracker.models import AuditEvent

YEAR = clock.now().year
PUBLIC = f"/alvstad/public/{YEAR}"


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def meeting(engine, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(
            session, council=cast.council, first_year=YEAR - 2, last_year=YEAR + 1, name="BFP"
        )
        area = factories.make_area(session, programme=programme, number=1, name="Barn och unga")
        return factories.make_meeting(
            session,
            council=cast.council,
            starts_at=datetime(YEAR, 5, 6, 13, 0, tzinfo=UTC),
            theme="Trygg skola",
            description="Ta med underlag",
            goals=(factories.make_goal(session, area=area, number=1),),
        )


def open_to_all(alice):
    assert post(alice, "/alvstad/share", public="yes").status_code == 303


# The public page -------------------------------------------------------------------------


def test_nobody_sees_the_wheel_until_the_coordinator_opens_it(alice, client, meeting):
    assert client.get(PUBLIC).status_code == 404

    open_to_all(alice)
    page = text_of(client.get(PUBLIC))
    assert "Älvstads Brå: årshjul" in page
    assert page.count("Trygg skola") >= 3  # both wheels and the list
    assert "Barn och unga" in page
    assert "15.00–16.30" in page

    post(alice, "/alvstad/share", public="no")
    assert client.get(PUBLIC).status_code == 404


def test_the_public_page_leads_nowhere_that_needs_signing_in(alice, client, meeting):
    open_to_all(alice)
    page = text_of(client.get(PUBLIC))

    assert f'href="#meeting-{meeting.id}"' in page
    assert f'id="meeting-{meeting.id}"' in page
    assert not any(word in page for word in ("/meetings/", "<form", "<script", "Logga in"))


def test_what_only_members_should_know_is_not_on_the_public_page(
    alice, client, meeting, engine, cast
):
    with transaction(engine) as session:
        factories.make_situation_report(
            session, council=cast.council, decided_on=date(YEAR - 2, 3, 12)
        )
        factories.make_delivery(session, meeting=meeting, person=cast.bo, state=DeliveryState.SENT)
    open_to_all(alice)
    page = text_of(client.get(PUBLIC))

    assert not any(word in page for word in ("Bo Ek", "underlag", "lägesbild", "kallat"))
    within = text_of(alice.get(f"/alvstad/{YEAR}"))
    assert "lägesbild" in within
    assert "kallat" in within


def test_only_the_open_public_page_may_stand_in_other_sites_pages(alice, client, meeting):
    closed = client.get(PUBLIC).headers["Content-Security-Policy"]
    open_to_all(alice)
    opened = client.get(PUBLIC).headers["Content-Security-Policy"]
    member = alice.get(f"/alvstad/{YEAR}").headers["Content-Security-Policy"]

    assert "frame-ancestors *" in opened
    assert "default-src 'none'" in opened
    assert "script-src" not in opened
    assert "frame-ancestors 'self'" in closed
    assert "frame-ancestors 'self'" in member


def test_one_councils_public_page_opens_no_other(alice, client, cast):
    open_to_all(alice)

    assert client.get(f"/backby/public/{YEAR}").status_code == 404


def test_an_empty_public_year_says_so(alice, client, cast):
    open_to_all(alice)

    assert "Inga möten är planerade för 2040." in text_of(client.get("/alvstad/public/2040"))
    assert client.get("/alvstad/public/1999").status_code == 404


def test_a_cancelled_meeting_is_marked_for_the_public(alice, client, engine, cast):
    with transaction(engine) as session:
        factories.make_meeting(
            session,
            council=cast.council,
            starts_at=datetime(YEAR, 5, 6, 13, 0, tzinfo=UTC),
            status=MeetingStatus.CANCELLED,
        )
    open_to_all(alice)

    assert "Inställt" in text_of(client.get(PUBLIC))


def test_opening_is_written_down_once(alice, engine, cast):
    open_to_all(alice)
    open_to_all(alice)

    with open_session(engine) as session:
        acts = session.exec(select(AuditEvent).where(AuditEvent.action == "open_wheel")).all()
    assert [act.person_id for act in acts] == [cast.alice.id]


def test_an_unclear_wish_changes_nothing(alice, client, cast):
    assert post(alice, "/alvstad/share", public="perhaps").status_code == 400
    assert client.get(PUBLIC).status_code == 404


def test_members_are_not_offered_what_only_the_coordinator_may_do(alice, sign_in_as, cast):
    bo = sign_in_as(Role.MEMBER)
    assert "Samordnaren kan öppna en sida för alla." in text_of(bo.get("/alvstad/share"))
    open_to_all(alice)

    page = text_of(bo.get("/alvstad/share"))
    assert f"http://localhost/alvstad/public/{YEAR}" in page
    assert "Stäng den öppna sidan" not in page
    assert "Stäng den öppna sidan" in text_of(alice.get("/alvstad/share"))


# Files -----------------------------------------------------------------------------------


def test_the_drawing_comes_as_a_file_whose_petals_lead_back(alice, meeting):
    response = alice.get(f"/alvstad/{YEAR}/wheel.svg")
    root = ET.fromstring(response.get_data())  # noqa: S314  (drawn by us)

    assert response.mimetype == "image/svg+xml"
    assert f"arshjul-alvstad-{YEAR}.svg" in response.headers["Content-Disposition"]
    links = [link.get("href") for link in root.iter("{http://www.w3.org/2000/svg}a")]
    assert links == [f"http://localhost/alvstad/meetings/{meeting.id}"]


def test_without_a_browser_on_the_server_the_page_says_what_to_take_instead(alice, cast):
    answer = alice.get(f"/alvstad/{YEAR}/wheel.png", follow_redirects=True)

    assert answer.status_code == 200
    assert "Bilden kunde inte göras" in text_of(answer)
    assert f"/alvstad/{YEAR}/wheel.svg" in text_of(answer)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_years_that_cannot_be_have_no_files(alice, cast, kind):
    assert alice.get(f"/alvstad/1999/wheel.{kind}").status_code == 404


# Several years ---------------------------------------------------------------------------


def test_several_years_show_programme_reviews_and_updates(alice, engine, cast, meeting):
    with transaction(engine) as session:
        factories.make_review(
            session, council=cast.council, first_year=YEAR - 4, last_year=YEAR - 3,
            baseline_first_year=YEAR - 6, baseline_last_year=YEAR - 5,
            adopted_on=date(YEAR - 2, 12, 10),
        )  # fmt: skip
        factories.make_review(session, council=cast.council, decision_on=date(YEAR, 12, 8))
        factories.make_situation_report(
            session, council=cast.council, decided_on=date(YEAR - 1, 12, 30)
        )
        factories.make_meeting(
            session,
            council=cast.council,
            starts_at=datetime(YEAR, 5, 7, 13, 0, tzinfo=UTC),
            kind=MeetingKind.THEME,
            status=MeetingStatus.CANCELLED,
        )
    words = text_of(alice.get("/alvstad/years"))

    assert "BFP" in words
    assert f'klart <span class="nowrap">{YEAR - 2}-12-10' in words
    assert f'planerat <span class="nowrap">{YEAR}-12-08' in words
    assert "väntas" in words
    assert f'senast <span class="nowrap">{YEAR + 1}-12-30' in words
    assert 'data-label="Möten">1<' in words  # the cancelled one does not count


def test_an_update_whose_day_has_passed_is_said_to_be_late(alice, engine, cast):
    with transaction(engine) as session:
        factories.make_situation_report(
            session, council=cast.council, decided_on=clock.now().date() - timedelta(days=900)
        )

    assert "skulle ha gjorts senast" in text_of(alice.get("/alvstad/years"))


def test_several_years_of_an_empty_council_can_be_seen(sign_in_as, cast):
    assert "År för år" in text_of(sign_in_as(Role.MEMBER).get("/alvstad/years"))
