"""The pages for planning a year."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import MeetingKind, Role
from tracker.models import Meeting

YEAR = clock.now().year + 2
ASKED = {"meetings": "4", "weekday": "1", "starts": "13:00", "ends": "15:00", "place": "Sal B"}
CHOICE = re.compile(r'name="chosen" value="([\w-]+)"')
PLAN = f"/alvstad/{YEAR}/plan/"


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def goal(engine, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(
            session, council=cast.council, first_year=YEAR - 1, last_year=YEAR + 2
        )
        area = factories.make_area(session, programme=programme, number=1, name="Barn och unga")
        return factories.make_goal(session, area=area, number=1, title="Fler är trygga")


def make_last_year(engine, cast, *, goals=()):
    with transaction(engine) as session:
        factories.make_meeting(
            session,
            council=cast.council,
            starts_at=datetime(YEAR - 1, 5, 12, 13, tzinfo=UTC),
            theme="Trygg sommar",
            goals=goals,
        )


def stored(engine):
    with open_session(engine) as session:
        return session.exec(select(Meeting).order_by(Meeting.starts_at)).all()


def test_the_page_suggests_a_year_in_words_and_saves_nothing(engine, alice, goal):
    page = text_of(alice.get(PLAN, query_string=ASKED))

    assert len(CHOICE.findall(page)) == 4
    assert "Barn och unga" in page
    assert "Tisdag som vanligt." in page
    assert "Sal B" in page
    assert not stored(engine)


def test_the_first_suggestion_is_made_from_last_years_meetings(engine, cast, alice, goal):
    make_last_year(engine, cast)

    page = text_of(alice.get(PLAN))

    assert 'value="Stadshuset, sal B"' in page
    assert len(CHOICE.findall(page)) == 1


def test_without_programme_and_breaks_the_page_says_so(alice, cast):
    page = text_of(alice.get(PLAN))

    assert "Det som inte gick att uppfylla" in page
    assert f"Inga skollov är inlagda för {YEAR}." in page


def test_months_left_out_get_no_meeting(alice, goal):
    months = [str(month) for month in range(1, 13) if month not in (7, 9, 10)]
    page = text_of(alice.get(PLAN, query_string={**ASKED, "months_off": months}))

    found = CHOICE.findall(page)
    assert found
    assert {choice[5:7] for choice in found} <= {"09", "10"}


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("meetings", "0", "Skriv ett tal från 1 till 24."),
        ("meetings", "många", "Skriv ett heltal."),
        ("weekday", "6", "Välj ett av alternativen."),
        ("ends", "12:00", "Mötet måste sluta efter att det börjar."),
        ("starts", "kvart i", "Skriv tiden som 15:00."),
        ("months_off", "13", "Välj ett av alternativen."),
    ],
)
def test_what_cannot_be_asked_is_explained_and_the_rest_stays(alice, goal, field, typed, message):
    page = text_of(alice.get(PLAN, query_string={**ASKED, field: typed}))

    assert message in page
    assert 'value="Sal B"' in page
    assert not CHOICE.findall(page)


def test_ticked_meetings_are_planned_and_the_others_are_not(engine, alice, goal):
    choices = CHOICE.findall(text_of(alice.get(PLAN, query_string=ASKED)))

    response = post(alice, f"{PLAN}accept", **ASKED, chosen=choices[:2])

    assert response.status_code == 303
    meetings = stored(engine)
    assert [meeting.starts_at.date().isoformat() for meeting in meetings] == [
        choice[:10] for choice in choices[:2]
    ]
    assert {meeting.place for meeting in meetings} == {"Sal B"}
    assert "2 möten är planerade." in text_of(alice.get(response.location))
    assert alice.get(f"/alvstad/meetings/{meetings[0].id}/edit").status_code == 200


@pytest.mark.parametrize("forged", [f"{YEAR}-07-06_theme", f"{YEAR}-02-01_extra"])
def test_a_meeting_that_was_not_suggested_is_never_saved(engine, alice, goal, forged):
    choices = CHOICE.findall(text_of(alice.get(PLAN, query_string=ASKED)))

    response = post(alice, f"{PLAN}accept", **ASKED, chosen=[choices[0], forged])

    page = text_of(alice.get(response.location))
    assert "Året har ändrats sedan sidan visades." in page
    assert 'value="Sal B"' in page
    assert not stored(engine)


def test_sending_the_same_page_twice_plans_nothing_twice(engine, alice, goal):
    choices = CHOICE.findall(text_of(alice.get(PLAN, query_string=ASKED)))

    post(alice, f"{PLAN}accept", **ASKED, chosen=choices)
    response = post(alice, f"{PLAN}accept", **ASKED, chosen=choices)

    assert "Inget är sparat." in text_of(alice.get(response.location))
    assert len(stored(engine)) == 4


@pytest.mark.parametrize("address", [f"{PLAN}accept", f"{PLAN}roll-over"])
def test_without_a_tick_nothing_is_saved(engine, alice, goal, address):
    response = post(alice, address, **ASKED)

    assert "Kryssa för de möten som ska planeras." in text_of(alice.get(response.location))
    assert not stored(engine)


def test_what_names_no_meeting_at_all_is_a_bad_request(alice, goal):
    assert post(alice, f"{PLAN}accept", **ASKED, chosen="all").status_code == 400


@pytest.fixture
def follow_up(engine, cast):
    with transaction(engine) as session:
        for year in (YEAR - 1, YEAR):
            factories.make_meeting(
                session,
                council=cast.council,
                starts_at=datetime(year, 12, 7, 14, tzinfo=UTC),
                kind=MeetingKind.FOLLOW_UP,
            )


def test_a_kind_that_the_year_has_is_not_suggested_again(alice, goal, follow_up):
    page = text_of(alice.get(PLAN, query_string=ASKED))

    found = CHOICE.findall(page)
    assert len(found) == 4
    assert not [choice for choice in found if choice.endswith("follow_up")]
    assert f"{YEAR} har redan 1 möte." in page


def test_a_kind_that_the_year_has_is_carried_over_without_a_tick(alice, follow_up):
    page = text_of(alice.get(f"{PLAN}roll-over"))

    [box] = re.findall(r'<input type="checkbox" name="chosen" value="[\d-]+_follow_up"[^>]*>', page)
    assert "checked" not in box
    assert "Året har redan ett sådant möte." in page


def test_last_year_is_shown_as_a_difference_and_carried_over(engine, cast, alice, goal):
    make_last_year(engine, cast, goals=(goal,))
    page = text_of(alice.get(f"{PLAN}roll-over"))
    choices = [choice for choice in CHOICE.findall(page) if choice.endswith("theme")]

    assert "Trygg sommar" in page
    assert "Behålls" in page
    assert f"{YEAR - 1}-05-12" in page

    response = post(alice, f"{PLAN}roll-over", chosen=choices)

    assert "1 möte är planerat." in text_of(alice.get(response.location))
    _last, carried = stored(engine)
    assert carried.theme == "Trygg sommar"
    again = post(alice, f"{PLAN}roll-over", chosen=choices)
    assert "Inget är sparat." in text_of(alice.get(again.location))
    assert len(stored(engine)) == 2


def test_a_year_without_anything_to_copy_leads_to_a_suggestion(alice, cast):
    page = text_of(alice.get(f"{PLAN}roll-over"))

    assert f"{YEAR - 1} har inga möten att kopiera." in page
    assert f'href="{PLAN}"' in page


@pytest.mark.parametrize("page", ["", "roll-over"])
def test_a_year_that_has_passed_is_not_planned(alice, cast, page):
    past = clock.now().year - 1

    assert f"{past} har passerat." in text_of(alice.get(f"/alvstad/{past}/plan/{page}"))


@pytest.mark.parametrize("year", [1999, 2000, 2101])
def test_years_without_a_wheel_are_not_found(alice, cast, year):
    assert alice.get(f"/alvstad/{year}/plan/").status_code == 404


def test_an_empty_year_offers_both_ways_to_a_coordinator_alone(alice, sign_in_as):
    assert f'href="{PLAN}"' in text_of(alice.get(f"/alvstad/{YEAR}"))
    assert f"Kopiera från {YEAR - 1}" in text_of(alice.get(f"/alvstad/{YEAR}"))
    assert PLAN not in text_of(sign_in_as(Role.MEMBER).get(f"/alvstad/{YEAR}"))


def test_a_planned_year_does_not_offer_a_plan(engine, cast, alice):
    with transaction(engine) as session:
        for month in (2, 4, 9, 11):
            factories.make_meeting(
                session, council=cast.council, starts_at=datetime(YEAR, month, 3, 13, tzinfo=UTC)
            )

    assert PLAN not in text_of(alice.get(f"/alvstad/{YEAR}"))
