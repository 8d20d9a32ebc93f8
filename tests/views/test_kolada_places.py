"""The page of the places that a council compares itself with."""

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tracker.db import open_session, transaction
from tracker.domain.terms import Role
from tracker.models import ComparisonArea, Council

AT = "/alvstad/kolada"


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def council(engine, cast):
    with transaction(engine) as session:
        council = session.get_one(Council, cast.council.id)
        council.municipality, council.municipality_code = "Umeå", "2480"
        return council


def areas(engine):
    with open_session(engine, read_only=True) as session:
        return session.exec(select(ComparisonArea).order_by(ComparisonArea.id)).all()


def test_places_are_chosen_from_the_register(alice, engine, council):
    for name in ("Skellefteå kommun", "Västerbottens län", "riket"):
        post(alice, f"{AT}/places", place=name)

    assert [(one.name, one.code) for one in areas(engine)] == [
        ("Skellefteå", "2482"),
        ("Västerbottens län", "0024"),
        ("Riket", "0000"),
    ]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Skelefteå", "Menade du Skellefteå"),
        ("Mordor", "Ingen plats i registret har det namnet."),
        ("Umeå kommun", "Det är er egen kommun."),
        ("", "Fyll i det här fältet."),
    ],
)
def test_a_place_that_cannot_be_added_is_explained(alice, engine, council, written, words):
    assert words in text_of(post(alice, f"{AT}/places", place=written))
    assert areas(engine) == []


def test_a_place_known_by_name_gets_its_code_and_is_not_doubled(alice, engine, council):
    with transaction(engine) as session:
        session.add(ComparisonArea(council_id=council.id, name="Skellefteå"))

    post(alice, f"{AT}/places", place="Skellefteå")
    post(alice, f"{AT}/places", place="2482")

    assert [one.code for one in areas(engine)] == ["2482"]


def test_a_place_is_taken_away_and_its_values_stay(alice, engine, council):
    post(alice, f"{AT}/places", place="Skellefteå")
    with transaction(engine) as session:
        goal = factories.make_goal(
            session,
            area=factories.make_area(
                session, programme=factories.make_programme(session, council=council)
            ),
        )
        indicator = factories.make_indicator(session, goal=goal)
        factories.make_measurement(session, indicator=indicator, municipality="Skellefteå")
    (area,) = areas(engine)

    post(alice, f"{AT}/places/{area.id}/remove")

    assert areas(engine) == []
    assert "har värden men hämtas inte" in text_of(alice.get(f"{AT}/places"))


def test_another_councils_place_cannot_be_taken_away(alice, engine, cast):
    with transaction(engine) as session:
        theirs = ComparisonArea(council_id=cast.other_council.id, name="Riket", code="0000")
        session.add(theirs)

    assert post(alice, f"{AT}/places/{theirs.id}/remove").status_code == 404
