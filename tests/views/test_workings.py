"""How a review's figures were worked out, as a browser meets it."""

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from tests import factories
from tests.views.browsing import text_of
from tracker import clock
from tracker.db import transaction
from tracker.domain.terms import IndicatorKind, Role
from tracker.models import Council, Measurement, Review
from tracker.services import reviews as services
from tracker.services.audit import Act

RULES = "/alvstad/reviews/how-we-judge"
YEARS = (2022, 2023, 2024, 2025)
HOSTILE = '=HYPERLINK("http://example.org","<b>")'


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def area(engine, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council, first_year=2024)
        return factories.make_area(session, programme=programme, number=1, name="Barn och unga")


@pytest.fixture
def review(engine, cast, area):
    """A draft that compares 2024–2025 with 2022–2023."""
    with transaction(engine) as session:
        return factories.make_review(session, council=cast.council, first_year=2024, last_year=2025)


def measure(engine, area, counts, *, number=1, population=60_000, **values):
    with transaction(engine) as session:
        goal = factories.make_goal(session, area=area, number=number)
        indicator = factories.make_indicator(session, goal=goal, **values)
        for year, count in zip(YEARS, counts, strict=True):
            factories.make_measurement(
                session, indicator=indicator, year=year, count=count, population=population
            )
        return indicator


def address(review, indicator):
    return f"/alvstad/reviews/{review.id}/indicators/{indicator.id}"


def words_of(response):
    """Return what a reader sees, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def adopt(engine, cast, review):
    with transaction(engine) as session:
        act = Act(person_id=cast.alice.id, at=clock.now())
        services.adopt(
            session,
            council=session.get(Council, cast.council.id),
            review=session.get(Review, review.id),
            adopted_on=date(2026, 5, 5),
            registry_number="KS 2026/17",
            now=clock.now(),
            by=act,
        )


def test_the_page_says_in_three_sentences_how_it_was_worked_out(alice, engine, area, review):
    indicator = measure(engine, area, (400, 400, 300, 300), title="Skadegörelse")

    seen = words_of(alice.get(address(review, indicator)))

    assert "Antalet händelser i Älvstad var 800 under 2022–2023" in seen
    assert "Räknat per invånare och år är förändringen −25 %" in seen
    assert "Hela osäkerheten ligger under noll, så bedömningen blir: Minskat, önskat." in seen
    assert "En förändring visar inte ensam att en insats har haft effekt." in seen


def test_the_formula_stands_with_its_numbers_filled_in(alice, engine, area, review):
    indicator = measure(engine, area, (400, 400, 300, 300))

    seen = words_of(alice.get(address(review, indicator)))

    assert "x₁ = 400 + 400 = 800" in seen
    assert "BETA.INV(0,025; 600; 800 + 1)" in seen
    assert "Jämför 2024–2025 med 2022–2023." in seen


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_all_who_read_reviews_can_read_the_workings(sign_in_as, engine, area, review, role):
    indicator = measure(engine, area, (400, 400, 300, 300))
    reader = sign_in_as(role)

    assert reader.get(address(review, indicator)).status_code == 200
    assert reader.get(RULES).status_code == 200
    assert reader.get(f"/alvstad/reviews/{review.id}/workbook.xlsx").status_code == 200


def test_without_signing_in_nothing_is_shown(client, engine, area, review):
    indicator = measure(engine, area, (400, 400, 300, 300), title="Skadegörelse")

    for place in (address(review, indicator), f"/alvstad/reviews/{review.id}/workbook.xlsx"):
        assert b"Skadeg" not in client.get(place).data


def test_another_councils_workings_are_not_found(alice, engine, cast, area, review):
    with transaction(engine) as session:
        other = factories.make_review(session, council=cast.other_council)
    indicator = measure(engine, area, (400, 400, 300, 300))

    assert alice.get(address(other, indicator)).status_code == 404
    assert alice.get(f"/alvstad/reviews/{other.id}/workbook.xlsx").status_code == 404


def test_an_indicator_outside_the_review_is_not_found(alice, review):
    assert alice.get(f"/alvstad/reviews/{review.id}/indicators/4711").status_code == 404


def test_the_pages_lead_to_their_neighbours(alice, engine, area, review):
    first = measure(engine, area, (400, 400, 300, 300), title="Först")
    second = measure(engine, area, (40, 41, 42, 43), number=2, title="Sedan")

    page, last = (text_of(alice.get(address(review, one))) for one in (first, second))

    assert f'rel="next" href="{address(review, second)}"' in page
    assert 'rel="prev"' not in page
    assert f'rel="prev" href="{address(review, first)}"' in last
    assert 'rel="next"' not in last


def test_an_adopted_review_shows_the_figures_it_was_adopted_with(alice, engine, cast, area, review):
    indicator = measure(engine, area, (400, 400, 300, 300))
    adopt(engine, cast, review)
    with transaction(engine) as session:
        for row in session.exec(select(Measurement)):
            row.count = 7

    seen = words_of(alice.get(address(review, indicator)))

    assert "x₁ = 400 + 400 = 800" in seen
    assert "Siffrorna är de som analysen fastställdes med 2026-05-05." in seen


def test_an_edition_that_does_not_exist_is_not_found(alice, engine, cast, area, review):
    indicator = measure(engine, area, (400, 400, 300, 300))
    adopt(engine, cast, review)

    first = text_of(alice.get(f"{address(review, indicator)}?edition=1"))
    assert f"/alvstad/reviews/{review.id}/workbook.xlsx?edition=1" in first
    assert alice.get(f"{address(review, indicator)}?edition=2").status_code == 404


@pytest.mark.parametrize(
    ("counts", "values", "said"),
    [
        ((0, 0, 0, 0), {}, "slumpen ensam flyttar sådana tal mycket"),
        ((40, 50, 40, 45), {"population": None}, "Folkmängden saknas för något år"),
        ((None, None, None, 30), {}, "saknar värden för någon av perioderna"),
        ((None, None, None, None), {"kind": IndicatorKind.RATE}, "saknar värden"),
    ],
)
def test_figures_that_say_little_give_a_helpful_page(
    alice, engine, area, review, counts, values, said
):
    indicator = measure(engine, area, counts, **values)

    assert said in words_of(alice.get(address(review, indicator)))


def test_what_people_wrote_is_shown_and_not_run(alice, engine, area, review):
    indicator = measure(engine, area, (400, 400, 300, 300), title=HOSTILE, source=HOSTILE)

    assert "<b>" not in text_of(alice.get(address(review, indicator)))


def test_the_workbook_holds_the_review_as_a_file(alice, engine, area, review):
    measure(engine, area, (400, 400, 300, 300), title="Skadegörelse")

    response = alice.get(f"/alvstad/reviews/{review.id}/workbook.xlsx")
    book = load_workbook(io.BytesIO(response.data))

    assert response.headers["Content-Disposition"] == (
        'attachment; filename="analys-2024-2025.xlsx"'
    )
    assert book.sheetnames[:3] == ["Läs mig", "Resultat", "Förändring"]
    assert any("Skadegörelse" in str(cell.value) for cell in book["Resultat"]["B"])


def test_the_workbook_of_an_empty_programme_opens(alice, review):
    response = alice.get(f"/alvstad/reviews/{review.id}/workbook.xlsx")

    assert "Läs mig" in load_workbook(io.BytesIO(response.data)).sheetnames


def test_the_rules_stand_in_words_with_their_sources(alice):
    seen = words_of(alice.get(RULES))

    assert "färre än 10 händelser" in seen
    assert "Fem frågor" in seen
    assert "Gill & Spriggs (2005)" in seen.replace("&amp;", "&")
