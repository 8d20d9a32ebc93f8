"""Reviews for the pages' tests: indicators with values, and what a reader sees."""

import re

from tests import factories
from tests.views.browsing import text_of
from tracker.db import transaction

YEARS = (2022, 2023, 2024, 2025)


def measure(engine, area, counts, *, number=1, population=60_000, **values):
    """Save a key indicator with a count for each year of 2022–2025."""
    with transaction(engine) as session:
        goal = factories.make_goal(session, area=area, number=number)
        indicator = factories.make_indicator(session, goal=goal, **{"is_key": True, **values})
        for year, count in zip(YEARS, counts, strict=True):
            factories.make_measurement(
                session, indicator=indicator, year=year, count=count, population=population
            )
        return indicator


def address_of(review, *, page=""):
    return f"/alvstad/reviews/{review.id}" + (f"/{page}" if page else "")


def show(client, review, *, page=""):
    """Return one of a review's pages, which must be there."""
    answer = client.get(address_of(review, page=page))
    assert answer.status_code == 200, answer.status
    return text_of(answer)


def words_of(page: str) -> str:
    """Return what a reader sees, with single spaces."""
    seen = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())
