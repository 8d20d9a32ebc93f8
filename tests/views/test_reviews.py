"""The review's pages, as a browser meets them."""

import json
import re

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import text_of
from tracker.db import transaction
from tracker.domain.terms import Decision, Direction, IndicatorKind, Role
from tracker.models import PriorityArea
from tracker.text import speaking
from tracker.views.figures import FigureStore, chart

HOSTILE = "</script><script>alert(1)</script>"
NOT_PROOF = "En förändring visar inte ensam att en insats har haft effekt."
YEARS = (2022, 2023, 2024, 2025)
DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def review(engine, cast):
    """A draft that compares 2024–2025 with 2022–2023, in a programme with one area."""
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council, first_year=2024)
        factories.make_area(session, programme=programme, number=1, name="Barn och unga")
        return factories.make_review(session, council=cast.council, first_year=2024, last_year=2025)


@pytest.fixture
def area(engine, review):
    with transaction(engine) as session:
        return session.exec(select(PriorityArea)).one()


def measure(engine, area, counts, *, number=1, **values):
    with transaction(engine) as session:
        goal = factories.make_goal(session, area=area, number=number)
        indicator = factories.make_indicator(session, goal=goal, **{"is_key": True, **values})
        for year, count in zip(YEARS, counts, strict=True):
            factories.make_measurement(
                session, indicator=indicator, year=year, count=count, population=60_000
            )
        return indicator


def show(client, review):
    return text_of(client.get(f"/alvstad/reviews/{review.id}"))


def words_of(page: str) -> str:
    """Return what a reader sees, with single spaces."""
    seen = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


def test_without_a_review_the_coordinator_is_shown_how_to_open_one(alice, sign_in_as):
    page = text_of(alice.get("/alvstad/reviews/"))

    assert "Det finns ingen analys än." in page
    assert "/alvstad/records/reviews/new" in page
    assert "/new" not in text_of(sign_in_as(Role.MEMBER).get("/alvstad/reviews/"))


def test_the_list_leads_to_each_review(alice, review):
    page = text_of(alice.get("/alvstad/reviews/"))

    assert f'href="/alvstad/reviews/{review.id}"' in page
    assert "2024–2025" in page
    assert "Utkast" in page


def test_a_review_without_any_value_says_what_to_do(alice, review):
    page = show(alice, review)

    assert "Ingen indikator har värden för båda perioderna än." in page
    assert 'class="chart"' not in page
    assert NOT_PROOF in page


def test_an_indicator_without_values_is_linked_for_the_coordinator_only(
    alice, sign_in_as, engine, area, review
):
    with transaction(engine) as session:
        goal = factories.make_goal(session, area=area)
        indicator = factories.make_indicator(session, goal=goal, title="Otrygghet")
    address = f"/alvstad/programme/indicators/{indicator.id}"

    assert address in show(alice, review)
    assert address not in show(sign_in_as(Role.MEMBER), review)


def test_a_clear_change_is_told_with_its_direction_and_basis(alice, engine, area, review):
    measure(engine, area, (400, 400, 300, 300))
    measure(engine, area, (40, 42, 39, 41), number=2)

    seen = words_of(show(alice, review))

    assert "Minskat önskat 1 av 2 indikatorer har ändrats" in seen


def test_an_interval_that_covers_no_change_gives_no_verdict(alice, engine, area, review):
    measure(engine, area, (40, 42, 39, 41))

    seen = words_of(show(alice, review))

    assert "Kan inte bedömas 0 av 1 indikatorer har ändrats" in seen
    assert "Minskat" not in seen.split("Effekt: vad har förändrats?")[0]


def test_a_neutral_change_is_never_called_wanted(alice, engine, area, review):
    measure(engine, area, (300, 300, 400, 400), direction=Direction.NEUTRAL)

    seen = words_of(show(alice, review))

    assert "Ökat måste tolkas" in seen
    assert "önskat" not in seen.split("Effekt: vad har förändrats?")[0]


def test_each_chart_stands_with_its_words_and_the_same_numbers_as_a_table(
    alice, engine, area, review
):
    indicator = measure(engine, area, (400, 400, 300, 300), title="Anmälda brott")
    with transaction(engine) as session:
        factories.make_need(session, review=review, name="Bedrägeri")

    page = show(alice, review)

    assert 'id="effect" role="img" aria-label="1 indikator jämförd.' in page
    assert f'id="series-{indicator.id}" role="img"' in page
    assert 'id="needs-matrix" role="img"' in page
    for table in ("effect-table", "series-table", "needs-table"):
        assert f'data-table="{table}"' in page
        assert f'<details class="as-table" id="{table}">' in page
    assert "−25" in words_of(page)


def test_a_charts_data_is_json_that_no_name_can_break_out_of(alice, engine, area, review):
    measure(engine, area, (400, 400, 300, 300), title=HOSTILE)

    page = show(alice, review)

    assert "<script>alert(1)" not in page
    figures = [json.loads(found) for found in DATA.findall(page)]
    assert [set(figure) for figure in figures] == [{"wide", "narrow"}] * 2
    assert figures[0]["wide"]["layout"]["height"] > 0


def test_a_conclusion_is_shown_and_a_missing_one_can_be_written(alice, engine, area, review):
    address = f"/alvstad/records/conclusions/new?parent={review.id}&amp;area={area.id}"
    assert address in show(alice, review)
    form = text_of(alice.get(address.replace("&amp;", "&")))
    assert f'<option selected value="{area.id}">' in form
    with transaction(engine) as session:
        written = factories.make_area_conclusion(
            session, review=review, area=area, text="Läget är bättre."
        )

    page = show(alice, review)

    assert "Läget är bättre." in page
    assert f"/alvstad/records/conclusions/{written.id}" in page


def test_a_need_stands_with_its_decision_and_movement(alice, engine, cast, review):
    with transaction(engine) as session:
        before = factories.make_review(
            session, council=cast.council, first_year=2022, last_year=2023
        )
        factories.make_need(session, review=before, name="Bedrägeri", per_10_000=10, harm=40)
        factories.make_need(
            session,
            review=review,
            name="Bedrägeri",
            per_10_000=10,
            harm=60,
            affected=500,
            decision=Decision.NEW,
            reason="Ingen insats pågår.",
        )

    seen = words_of(show(alice, review))

    assert "Bedrägeri Börja med något nytt Ungefär lika vanligt, mer skadligt." in seen
    assert "Ingen insats pågår." in seen


def test_an_older_review_does_not_change_when_later_values_come(alice, engine, cast, area, review):
    with transaction(engine) as session:
        older = factories.make_review(
            session,
            council=cast.council,
            first_year=2023,
            last_year=2023,
            baseline_first_year=2022,
            baseline_last_year=2022,
        )
        factories.make_area_conclusion(session, review=older, area=area)
    measure(engine, area, (400, 410, 300, 777))

    page = show(alice, older)

    assert "777" not in words_of(page)
    assert "410" in words_of(page)


def test_shares_and_rates_have_their_page_too(alice, engine, area, review):
    with transaction(engine) as session:
        goal = factories.make_goal(session, area=area)
        for kind in (IndicatorKind.SHARE, IndicatorKind.RATE, IndicatorKind.SCALE):
            indicator = factories.make_indicator(session, goal=goal, kind=kind)
            for year in YEARS:
                factories.make_measurement(session, indicator=indicator, year=year, value=0.5)

    assert "Kan inte bedömas" in show(alice, review)


def test_another_councils_review_is_not_there(sign_in_as, cast, review):
    assert sign_in_as(cast.dan).get(f"/backby/reviews/{review.id}").status_code == 404


def test_the_page_keeps_to_a_few_queries(alice, engine, area, review, count_queries):
    for number in range(1, 5):
        measure(engine, area, (400, 400, 300, 300), number=number)
    show(alice, review)

    with count_queries() as counted:
        show(alice, review)

    assert counted.count <= 20


class Figure:
    def to_json(self) -> str:
        return '{"data":[]}'


def test_a_figure_is_drawn_once_for_the_same_data_and_language():
    drawn = []

    def draw(*values, **named):
        drawn.append((values, named))
        return Figure()

    store = FigureStore(most=2)
    for _turn in range(2):
        store.json(draw, 1, area="Älvstad")
    assert len(drawn) == 1
    store.json(draw, 2, area="Älvstad")
    with speaking("en"):
        store.json(draw, 1, area="Älvstad")
    assert len(drawn) == 3
    store.json(draw, 1, area="Älvstad")  # the least used had to go
    assert len(drawn) == 4


def test_a_chart_with_too_little_to_draw_has_no_data():
    found = chart("x", lambda **_named: None, summary="För lite underlag.", wide_from=0)

    assert found.data is None
