"""Data and sources: what is missing, and the form that mends it, as a browser meets them."""

import re

import pytest

from tests import factories
from tests.views.browsing import text_of
from tracker import clock
from tracker.db import transaction
from tracker.domain.data_quality import Definition, Flaw, Gap, IndicatorFacts
from tracker.domain.indicators import IndicatorSeries
from tracker.domain.terms import Direction, IndicatorKind, InterventionState, Role
from tracker.models import Indicator, Programme
from tracker.queries.data_quality import DataQuality
from tracker.views import data_quality as views

PAGE = "/alvstad/data/"
LAST_YEAR = clock.now().year - 1


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def goal(engine, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council, name="Tryggt Älvstad")
        area = factories.make_area(session, programme=programme, number=3)
        return factories.make_goal(session, area=area, number=1, title="Mindre våld")


@pytest.fixture
def flawed(engine, goal):
    """An indicator without target and comparison, whose counts lack two years and a population."""
    with transaction(engine) as session:
        indicator = factories.make_indicator(session, goal=goal, title="Våldsbrott", source="Brå")
        rows = [
            factories.make_measurement(session, indicator=indicator, year=year, population=people)
            for year, people in (
                (LAST_YEAR - 5, 60_000),
                (LAST_YEAR - 4, None),
                (LAST_YEAR - 3, 60_000),
                (LAST_YEAR - 1, 60_000),
                (LAST_YEAR, 60_000),
            )
        ]
        return indicator.id, rows[1].id


def panel(page: str, gap: Gap) -> str:
    found = re.search(rf'<section[^>]*labelledby="{gap}".*?</section>', page, flags=re.DOTALL)
    assert found, gap
    return found[0]


def test_each_flaw_leads_to_the_very_form_that_mends_it(alice, engine, goal, flawed):
    indicator_id, unpeopled = flawed
    with transaction(engine) as session:
        intervention = factories.make_intervention(
            session, goal=goal, title="Fältgruppen", state=InterventionState.ONGOING
        )
    page = text_of(alice.get(PAGE))

    for gap, address in (
        (
            Gap.MISSING_YEARS,
            f"/records/measurements/new?parent={indicator_id}&amp;year={LAST_YEAR - 2}",
        ),
        (Gap.NO_POPULATION, f"/records/measurements/{unpeopled}"),
        (Gap.NO_TARGET, f"/records/indicators/{indicator_id}"),
        (Gap.NO_OWNER, f"/records/goals/{goal.id}"),
        (Gap.NO_RESPONSIBLE, f"/records/interventions/{intervention.id}"),
        (Gap.NO_COMPARISON, "/alvstad/imports/new"),
    ):
        assert address in panel(page, gap), gap
    assert str(LAST_YEAR - 2) in panel(page, Gap.MISSING_YEARS)
    for address in re.findall(r'href="(/alvstad/records/[^"]+)"', page):
        assert alice.get(address.replace("&amp;", "&")).status_code == 200, address


def test_what_comes_from_kolada_is_mended_there(alice, engine, flawed):
    with transaction(engine) as session:
        session.get_one(Indicator, flawed[0]).kpi = "N07403"

    assert "/alvstad/kolada/places" in panel(text_of(alice.get(PAGE)), Gap.NO_COMPARISON)


def test_an_entered_year_is_the_one_that_was_missing(alice, flawed):
    indicator_id, _row = flawed
    address = f"/alvstad/records/measurements/new?parent={indicator_id}&year={LAST_YEAR - 2}"

    assert f'value="{LAST_YEAR - 2}-01-01"' in text_of(alice.get(address))


def test_when_all_is_mended_the_page_says_so(alice, engine, cast, goal):
    with transaction(engine) as session:
        owner = factories.make_organisation(session, council=cast.council)
        session.get_one(type(goal), goal.id).owner_id = owner.id
        indicator = factories.make_indicator(session, goal=goal, target=10.0)
        for place in ("", "Granvik"):
            factories.make_measurement(
                session, indicator=indicator, year=LAST_YEAR, municipality=place
            )

    assert "Tryggt Älvstad: inget saknas." in text_of(alice.get(PAGE))
    assert "Data: inget saknas för någon indikator." in text_of(alice.get("/alvstad/programme/"))


def test_without_a_programme_the_page_says_where_to_begin(alice):
    page = text_of(alice.get(PAGE))

    assert "Inget program är inlagt." in page
    assert "/alvstad/programme/" in page


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_others_read_what_is_missing_but_are_offered_no_forms(role, sign_in_as, flawed):
    answer = sign_in_as(role).get(PAGE)
    page = text_of(answer)

    assert answer.status_code == 200
    assert "Inget mål" in page
    for offered in ("/records/", "/imports/", "/kolada/"):
        assert offered not in page


def test_the_programmes_page_says_what_is_missing_in_one_line(alice, flawed):
    page = text_of(alice.get("/alvstad/programme/"))

    assert "Data att se över:" in page
    assert "/alvstad/data/#missing_years" in page


def test_what_holds_for_every_indicator_is_said_once(alice, engine, goal):
    with transaction(engine) as session:
        for _number in range(7):
            indicator = factories.make_indicator(session, goal=goal, target=10.0)
            factories.make_measurement(
                session, indicator=indicator, year=LAST_YEAR, is_preliminary=True
            )

    assert "Alla 7 indikatorer" in panel(text_of(alice.get(PAGE)), Gap.PRELIMINARY)


def test_the_sources_stand_with_what_they_give(alice, flawed):
    assert re.search(rf"Brå.*{LAST_YEAR}", text_of(alice.get(PAGE)), flags=re.DOTALL)


def test_another_councils_data_is_not_shown(sign_in_as, cast, flawed):
    assert "Våldsbrott" not in text_of(sign_in_as(cast.dan).get("/backby/data/"))


def test_every_flaw_that_can_be_found_has_a_heading_and_a_way_to_mend_it(alice, app):
    series = IndicatorSeries(
        code="1.1",
        title="Våld",
        unit="",
        kind=IndicatorKind.COUNT,
        direction=Direction.LOWER_BETTER,
        area_number=1,
    )
    facts = IndicatorFacts(id=1, series=series, definition=Definition(kpi="N07403"))
    quality = DataQuality(
        programme=Programme(council_id=1, name="", first_year=1, last_year=2),
        flaws=(),
        indicators=(facts,),
    )
    with app.test_request_context("/alvstad/data/"):
        app.preprocess_request()
        for gap in set(views.GAP_HEADINGS) - {Gap.NO_OWNER, Gap.NO_RESPONSIBLE}:
            words, form = views._mend(quality, facts, Flaw(gap, 1, (2024,)))
            assert words, gap
            assert form.startswith("/alvstad/"), gap
    assert set(views.GAP_HEADINGS) == set(views.GAP_ADVICE)
    assert set(Gap) - set(views.GAP_HEADINGS) == {Gap.OVERLAPPING, Gap.COMPARISON_INCOMPLETE}
