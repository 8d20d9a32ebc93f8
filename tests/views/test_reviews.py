"""The review's pages, as a browser meets them."""

import json
import re

import pytest

from tests import factories
from tests.views.browsing import post, text_of
from tests.views.review_scene import YEARS, measure, show, words_of
from tracker.db import transaction
from tracker.domain.terms import Decision, Direction, IndicatorKind, MeetingKind, Role

HOSTILE = "</script><script>alert(1)</script>"
NOT_PROOF = "En förändring visar inte ensam att en insats har haft effekt."
DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


def test_without_a_review_the_coordinator_is_shown_how_to_open_one(alice, sign_in_as):
    page = text_of(alice.get("/alvstad/reviews/"))

    assert "Det finns ingen analys än." in page
    assert "/alvstad/reviews/new" in page
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

    assert "Förändrat åt önskat håll 1 av 2 indikatorer kan sägas ha ändrats" in seen


def test_an_interval_that_covers_no_change_gives_no_verdict(alice, engine, area, review):
    measure(engine, area, (40, 42, 39, 41))

    seen = words_of(show(alice, review))

    assert "Kan inte bedömas 0 av 1 indikatorer kan sägas ha ändrats" in seen
    assert "Minskat" not in seen.split("Effekt: vad har förändrats?")[0]


def test_a_neutral_change_is_never_called_wanted(alice, engine, area, review):
    measure(engine, area, (300, 300, 400, 400), direction=Direction.NEUTRAL)

    seen = words_of(show(alice, review))

    assert "Förändrat måste tolkas" in seen
    assert "önskat" not in seen.split("Effekt: vad har förändrats?")[0]


def test_each_chart_stands_with_its_words_and_the_same_numbers_as_a_table(
    alice, engine, area, review
):
    indicator = measure(engine, area, (400, 400, 300, 300), title="Anmälda brott")
    with transaction(engine) as session:
        factories.make_need(session, review=review, name="Bedrägeri")

    page = show(alice, review)

    assert 'id="effect" role="img"' in page
    assert 'aria-label="1 indikator jämförd.' in page
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
    assert len(figures) >= 2
    assert all({"wide", "narrow"} <= set(figure) for figure in figures)
    assert figures[0]["wide"]["layout"]["height"] > 0


def test_a_conclusion_is_shown_and_a_missing_one_can_be_written(alice, engine, area, review):
    address = f"/alvstad/reviews/{review.id}/present/area-{area.id}"
    page = show(alice, review)
    assert address in page
    assert "Skriv en slutsats" in page
    with transaction(engine) as session:
        factories.make_area_conclusion(session, review=review, area=area, text="Läget är bättre.")

    page = show(alice, review)

    assert "Läget är bättre." in page
    assert "Skriv en slutsats" not in page
    assert address in page


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


# How much a figure can bear --------------------------------------------------------------


def test_each_indicator_has_its_evidence_its_warnings_and_its_workings(alice, engine, area, review):
    indicator = measure(engine, area, (400, 400, 300, 300))

    page = show(alice, review)
    seen = words_of(page)

    assert f'href="/alvstad/reviews/{review.id}/indicators/{indicator.id}"' in page
    assert "Svagt underlag" in seen
    assert "Den första perioden är kortare än tre år." in seen
    assert "Har inte jämförts med andra områden." in seen


def test_the_adjustment_is_turned_on_and_off_by_the_coordinator_alone(
    alice, sign_in_as, engine, area, review
):
    measure(engine, area, (400, 400, 300, 300))
    address = f"/alvstad/reviews/{review.id}/adjust"
    assert 'name="adjusted" value="y"' in show(alice, review)
    member = sign_in_as(Role.MEMBER)
    assert "Justera för många indikatorer" not in show(member, review)
    assert post(member, address).status_code == 403

    for _click in range(2):
        post(alice, address, adjusted="y")
    assert "Sluta justera för många indikatorer" in show(alice, review)
    assert "Bedömningarna är justerade" in show(member, review)
    post(alice, address)
    assert "Bedömningarna är justerade" not in show(member, review)


def test_the_page_leads_to_the_last_review_the_meeting_and_the_workbook(
    alice, engine, cast, area, review
):
    measure(engine, area, (400, 400, 300, 300))
    with transaction(engine) as session:
        before = factories.make_review(
            session, council=cast.council, first_year=2022, last_year=2023
        )
        meeting = factories.make_meeting(
            session,
            council=cast.council,
            kind=MeetingKind.REVIEW,
            starts_at=factories.NOW.replace(year=2025),
        )

    page = show(alice, review)

    assert f'href="/alvstad/reviews/{before.id}"' in page
    assert f'href="/alvstad/meetings/{meeting.id}"' in page
    assert f'href="/alvstad/reviews/{review.id}/workbook.xlsx"' in page


# Almost nothing to show ------------------------------------------------------------------


def test_a_council_without_a_programme_is_told_what_to_do(alice, engine, cast):
    with transaction(engine) as session:
        review = factories.make_review(session, council=cast.council)

    for page in ("", "check", "present", "adopt"):
        assert show(alice, review, page=page)
    assert "Programmet har inga områden för de här åren." in show(alice, review)
    assert "/alvstad/programme/" in show(alice, review)


def test_one_year_of_data_says_what_is_missing(alice, engine, area, review):
    with transaction(engine) as session:
        goal = factories.make_goal(session, area=area)
        indicator = factories.make_indicator(session, goal=goal, is_key=True)
        factories.make_measurement(session, indicator=indicator, year=2024)

    assert "Ingen indikator har värden för båda perioderna än." in words_of(show(alice, review))
    assert "Värden saknas för en av perioderna" in words_of(show(alice, review, page="check"))


def test_zeros_everywhere_are_too_few_and_not_a_decrease(alice, engine, area, review):
    measure(engine, area, (0, 0, 0, 0))

    seen = words_of(show(alice, review))

    assert "För få händelser" in seen
    assert "Minskat" not in seen.split("Effekt: vad har förändrats?")[0]


def test_a_missing_population_is_said_with_the_figure(alice, engine, area, review):
    measure(engine, area, (400, 400, 300, 300), population=None)

    assert "Förändringen räknas per år och inte per invånare." in words_of(show(alice, review))
    assert "Folkmängden saknas för något år" in words_of(show(alice, review, page="check"))
