"""The programme's pages, as a browser meets them."""

import re
from datetime import date

import pytest

from tests import factories
from tests.views.browsing import text_of
from tracker import clock
from tracker.db import transaction
from tracker.domain.terms import Direction, Fulfilment, IndicatorKind, InterventionState, Role

HOSTILE = "<script>alert(1)</script>"
THIS_YEAR = clock.now().year


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def goal(engine, cast):
    """Goal 3.1 of this year's programme."""
    with transaction(engine) as session:
        programme = factories.make_programme(
            session,
            council=cast.council,
            name="Tryggt Älvstad",
            first_year=THIS_YEAR - 1,
            last_year=THIS_YEAR + 2,
        )
        area = factories.make_area(session, programme=programme, number=3, name="Trygga platser")
        return factories.make_goal(session, area=area, number=1, title="Mindre våld i centrum")


def words_of(response) -> str:
    """Return what a reader sees, with single spaces."""
    page = re.sub(r"<(script|style).*?</\1>", " ", text_of(response), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_without_a_programme_the_coordinator_is_shown_where_to_begin(alice, sign_in_as):
    assert "/alvstad/records/programmes/new" in text_of(alice.get("/alvstad/programme/"))
    page = text_of(sign_in_as(Role.MEMBER).get("/alvstad/programme/"))
    assert "Inget program är inlagt." in page
    assert "/new" not in page


def test_a_goal_stands_with_its_latest_value_target_and_interventions(alice, engine, goal):
    with transaction(engine) as session:
        indicator = factories.make_indicator(
            session, goal=goal, title="Våldsbrott", target=190.0, target_year=2027
        )
        for year, count in ((2023, 250), (2025, 1910), (2024, 260)):
            factories.make_measurement(session, indicator=indicator, year=year, count=count)
        factories.make_measurement(
            session, indicator=indicator, year=2026, count=7, municipality="Granby"
        )
        factories.make_intervention(
            session, goal=goal, title="Fältgruppen", state=InterventionState.ONGOING
        )

    words = words_of(alice.get("/alvstad/programme/"))

    assert "3. Trygga platser" in words
    assert "3.1 Mindre våld i centrum" in words
    assert "Våldsbrott anmälningar per år 1 910 2025 Mål högst 190 till 2027" in words
    assert "Lägre är bättre" in words
    assert "En insats Fältgruppen Pågår" in words
    assert "Ingen utsedd som ansvarig" in words


def test_shares_are_percent_and_doubtful_values_are_said(alice, engine, goal):
    with transaction(engine) as session:
        indicator = factories.make_indicator(
            session,
            goal=goal,
            title="Trygga elever",
            kind=IndicatorKind.SHARE,
            direction=Direction.HIGHER_BETTER,
            target=0.87,
        )
        factories.make_measurement(
            session,
            indicator=indicator,
            year=2025,
            value=0.854,
            sample_size=412,
            is_preliminary=True,
            is_series_break=True,
        )

    for address in ("/alvstad/programme/", f"/alvstad/programme/indicators/{indicator.id}"):
        words = words_of(alice.get(address))
        assert "85,4 %" in words
        assert "Mål minst 87 %" in words
        assert "Preliminärt" in words
        assert "Tidsseriebrott" in words
    assert "412" in words


@pytest.mark.parametrize(
    ("fulfilment", "word"),
    [
        (Fulfilment.MET, "Uppfyllt"),
        (Fulfilment.PARTLY, "Delvis uppfyllt"),
        (Fulfilment.NOT_MET, "Ej uppfyllt"),
        (None, "Kan inte bedömas"),
    ],
)
def test_a_years_fulfilment_is_shown_in_words(alice, engine, goal, fulfilment, word):
    with transaction(engine) as session:
        factories.make_goal_assessment(session, goal=goal, year=THIS_YEAR, fulfilment=fulfilment)

    assert word in words_of(alice.get("/alvstad/programme/"))
    earlier = words_of(alice.get(f"/alvstad/programme/?year={THIS_YEAR - 1}"))
    assert word not in earlier
    assert f"Bedöm {THIS_YEAR - 1}" in earlier


def test_a_goal_without_intervention_or_indicator_says_so(alice, goal):
    words = words_of(alice.get("/alvstad/programme/"))

    assert "Ingen insats kopplad till målet." in words
    assert "Ingen indikator visar om målet nås." in words


def test_new_goals_and_areas_are_offered_the_next_number(alice, goal):
    page = text_of(alice.get("/alvstad/programme/"))

    assert f"/alvstad/records/goals/new?parent={goal.priority_area_id}&amp;next=2" in page
    assert "&amp;next=4" in page


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_others_read_but_are_offered_no_changes(role, sign_in_as, engine, goal):
    with transaction(engine) as session:
        indicator = factories.make_indicator(session, goal=goal)
        factories.make_measurement(session, indicator=indicator)
        intervention = factories.make_intervention(session, goal=goal)
        factories.make_follow_up(session, intervention=intervention, production="40 kvällar")
    reader = sign_in_as(role)

    for page in ("", f"indicators/{indicator.id}", f"interventions/{intervention.id}"):
        answer = reader.get(f"/alvstad/programme/{page}")
        assert answer.status_code == 200
        assert "/records/" not in text_of(answer)


def test_an_interventions_last_two_years_stand_side_by_side(alice, engine, goal):
    with transaction(engine) as session:
        intervention = factories.make_intervention(
            session, goal=goal, target_group="Unga 13–20", starts_on=date(2024, 3, 15)
        )
        for year in (2023, 2025, 2024):
            factories.make_follow_up(
                session, intervention=intervention, year=year, production=f"{year} kvällar"
            )

    words = words_of(alice.get(f"/alvstad/programme/interventions/{intervention.id}"))

    assert "2025 kvällar 2024 kvällar" in words
    assert words.index("2023 kvällar") > words.index("Tidigare år")
    assert "Unga 13–20" in words
    assert "från 2024-03-15" in words


def test_an_indicators_values_stand_latest_first_with_numbers_behind(alice, engine, goal):
    with transaction(engine) as session:
        indicator = factories.make_indicator(session, goal=goal, source="Brå")
        for year in (2023, 2024, 2025):
            factories.make_measurement(session, indicator=indicator, year=year, count=year - 1900)
        factories.make_measurement(session, indicator=indicator, municipality="Granby", count=55)
        factories.make_measurement(
            session,
            indicator=indicator,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 6, 30),
            count=61,
        )

    words = words_of(alice.get(f"/alvstad/programme/indicators/{indicator.id}"))

    assert "första halvåret 2026 61" in words
    assert "2025 125 60 000 20,8" in words
    assert words.index("2025 125") < words.index("2024 124") < words.index("2023 123")
    assert words.index("Granby") > words.index("Jämförelsekommuner")


def test_an_intervention_without_a_goal_is_not_lost(alice, engine, goal, cast):
    with transaction(engine) as session:
        factories.make_intervention(session, council=cast.council, title="Herrelös")
        factories.make_intervention(session, council=cast.other_council, title="Andras")

    words = words_of(alice.get("/alvstad/programme/"))

    assert "Insatser utan mål Herrelös" in words
    assert "Andras" not in words


def test_another_councils_pages_do_not_exist_here(alice, sign_in_as, cast, engine, goal):
    with transaction(engine) as session:
        indicator = factories.make_indicator(session, goal=goal)
        intervention = factories.make_intervention(session, goal=goal)
    dan = sign_in_as(cast.dan)

    for page in (f"indicators/{indicator.id}", f"interventions/{intervention.id}", "?programme=1"):
        assert alice.get(f"/alvstad/programme/{page}").status_code == 200
        assert dan.get(f"/backby/programme/{page}").status_code == 404


def test_the_page_takes_few_queries_however_large_the_programme(alice, engine, goal, count_queries):
    with count_queries() as few:
        alice.get("/alvstad/programme/")
    with transaction(engine) as session:
        for _number in range(8):
            indicator = factories.make_indicator(session, goal=goal)
            factories.make_measurement(session, indicator=indicator)
            factories.make_intervention(session, goal=goal)
    with count_queries() as many:
        alice.get("/alvstad/programme/")

    assert many.count == few.count
