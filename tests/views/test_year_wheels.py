"""The wheel page: the year, what comes next, what is missing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import factories
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import transaction
from tracker.domain.terms import Role

YEAR = 2031


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def goals(engine, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(
            session, council=cast.council, first_year=YEAR, last_year=YEAR + 3
        )
        area = factories.make_area(session, programme=programme, number=1, name="Barn och unga")
        covered = factories.make_goal(session, area=area, number=1, title="Färre begår brott")
        missing = factories.make_goal(session, area=area, number=2, title="Fler är trygga")
        factories.make_meeting(
            session,
            council=cast.council,
            starts_at=datetime(YEAR, 5, 6, 13, 0, tzinfo=UTC),
            theme="Trygg skola",
            goals=(covered,),
        )
        return covered, missing


def test_the_address_leads_straight_to_the_only_councils_wheel(engine, app, sign_in_as, cast):
    bo = sign_in_as(Role.MEMBER)

    assert bo.get("/").location == "/alvstad/"
    assert bo.get("/alvstad/").location.endswith(f"/alvstad/{clock.now().year}")


def test_somebody_in_two_councils_chooses(engine, sign_in_as, cast):
    with transaction(engine) as session:
        factories.make_membership(session, council=cast.other_council, person=cast.bo)

    page = text_of(sign_in_as(Role.MEMBER).get("/"))
    assert "Älvstads Brå" in page
    assert "Backby Brå" in page


def test_every_meeting_stands_on_the_wheel_and_in_the_list(alice, goals):
    page = text_of(alice.get(f"/alvstad/{YEAR}"))

    assert page.count("Trygg skola") >= 3  # both wheels and the list
    assert f"{YEAR}-05-06" in page


def test_goals_without_a_meeting_stand_out_and_can_be_planned(alice, goals):
    covered, missing = goals
    page = text_of(alice.get(f"/alvstad/{YEAR}"))

    assert "1 av 2 mål saknar eget möte i år." in page
    assert f"/meetings/new?goal={missing.id}" in page
    assert f"/meetings/new?goal={covered.id}" not in page


def test_an_overdue_duty_says_how_late_it_is(engine, alice, cast):
    with transaction(engine) as session:
        factories.make_situation_report(
            session, council=cast.council, decided_on=clock.now().date() - timedelta(days=1000)
        )

    assert "Försenad" in text_of(alice.get(f"/alvstad/{clock.now().year}"))


def test_an_empty_year_says_what_to_do_next(alice, cast):
    page = text_of(alice.get("/alvstad/2040"))

    assert "Inga möten är planerade för 2040." in page
    assert "Lägg till det första mötet" in page


def test_a_member_of_an_empty_council_is_offered_nothing_they_may_not_do(sign_in_as, cast):
    page = text_of(sign_in_as(Role.MEMBER).get("/alvstad/2040"))

    assert "Inga möten är planerade för 2040." in page
    assert "/meetings/new" not in page


def test_a_year_is_begun_empty(alice, cast):
    assert post(alice, "/alvstad/2040").location.endswith("/alvstad/2040")
    assert "Året 2040 är påbörjat." in text_of(alice.get("/alvstad/2040"))


@pytest.mark.parametrize("year", ["1999", "2101", "0"])
def test_years_that_cannot_be_are_not_found(alice, year):
    assert alice.get(f"/alvstad/{year}").status_code == 404


def test_school_breaks_and_the_municipal_year_stand_around_the_wheel(engine, alice, cast):
    post(
        alice,
        "/alvstad/records/school-breaks/new",
        name="Sportlov",
        starts_on=str(date(YEAR, 3, 3)),
        ends_on=str(date(YEAR, 3, 7)),
    )

    assert "Sportlov" in text_of(alice.get(f"/alvstad/{YEAR}"))


def test_the_page_speaks_english_when_asked(alice, cast):
    post(alice, "/language", language="en", next="/alvstad/2040")
    page = text_of(alice.get("/alvstad/2040"))

    assert '<html lang="en">' in page
    assert "No meetings are planned for 2040." in page


def test_the_whole_page_is_small(alice, goals):
    import gzip

    assert len(gzip.compress(alice.get(f"/alvstad/{YEAR}").get_data())) < 40_000
