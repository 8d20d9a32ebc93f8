"""What the forms of indicators and follow-ups ask for the review's sake."""

import re

import pytest

from tests import factories
from tests.views.browsing import save, text_of
from tracker.db import open_session, transaction
from tracker.domain.terms import Role
from tracker.models import FollowUp, Indicator


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def indicator(engine, cast):
    """An indicator, with values for two other places; another council has a third."""
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council)
        goal = factories.make_goal(session, area=factories.make_area(session, programme=programme))
        indicator = factories.make_indicator(session, goal=goal, nearby="Granby")
        for place in ("Granby", "Ekvik", ""):
            factories.make_measurement(session, indicator=indicator, municipality=place)
        factories.make_measurement(session, municipality="Backby")  # another council's
        return indicator


@pytest.fixture
def follow_up(engine, cast):
    with transaction(engine) as session:
        intervention = factories.make_intervention(session, council=cast.council)
        return factories.make_follow_up(session, intervention=intervention)


def stored(engine, row):
    with open_session(engine) as session:
        return session.get_one(type(row), row.id)


def options(page, name):
    """Return what a choice offers, and which of it is chosen."""
    found = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)
    assert found
    offered = re.findall(r'<option( selected)? value="([^"]*)"', found[0])
    return [value for _chosen, value in offered], [value for chosen, value in offered if chosen]


def test_the_nearby_place_is_one_that_the_council_has_values_for(alice, indicator):
    page = text_of(alice.get(f"/alvstad/records/indicators/{indicator.id}"))

    assert options(page, "nearby") == (["", "Ekvik", "Granby"], ["Granby"])


@pytest.mark.parametrize(("chosen", "kept"), [("Ekvik", "Ekvik"), ("", ""), ("Backby", "Granby")])
def test_another_nearby_place_is_saved_when_it_is_one_of_them(
    alice, engine, indicator, chosen, kept
):
    address = f"/alvstad/records/indicators/{indicator.id}"
    fields = {"title": "Inbrott", "kind": "count", "direction": "lower_better"}

    answer = save(alice, address, **fields, nearby=chosen)

    found = stored(engine, indicator)
    assert isinstance(found, Indicator)
    assert found.nearby == kept
    assert ("Välj ett av alternativen." in text_of(answer)) == (chosen == "Backby")


def test_the_indicators_page_names_the_nearby_place(alice, indicator):
    page = text_of(alice.get(f"/alvstad/programme/indicators/{indicator.id}"))

    assert "Närliggande område: Granby" in page


@pytest.mark.parametrize(
    ("chosen", "kept", "word"),
    [("True", True, "Ja"), ("False", False, "Nej"), ("", None, "inte angivet")],
)
def test_a_follow_up_says_whether_the_intervention_was_carried_out_as_planned(
    alice, engine, follow_up, chosen, kept, word
):
    address = f"/alvstad/records/follow-ups/{follow_up.id}"

    save(alice, address, year="2025", is_as_planned=chosen)

    found = stored(engine, follow_up)
    assert isinstance(found, FollowUp)
    assert found.is_as_planned is kept
    assert options(text_of(alice.get(address)), "is_as_planned")[1] == [chosen]
    page = text_of(alice.get(f"/alvstad/programme/interventions/{found.intervention_id}"))
    assert re.search(rf"Genomförd som planerat\?</span></th>\s*<td[^>]*>{word}</td>", page)


def test_an_answer_that_is_neither_yes_nor_no_is_refused(alice, engine, follow_up):
    answer = save(
        alice, f"/alvstad/records/follow-ups/{follow_up.id}", year="2025", is_as_planned="kanske"
    )

    assert "Välj ett av alternativen." in text_of(answer)
    assert stored(engine, follow_up).is_as_planned is None
