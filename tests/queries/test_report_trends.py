"""The yearly report and the review of the same years say the same."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from tests.factories import (
    make_area,
    make_council,
    make_edition,
    make_goal,
    make_indicator,
    make_measurement,
    make_programme,
    make_review,
)
from tracker.domain.terms import Finding
from tracker.models import Measurement
from tracker.queries import reports
from tracker.queries.reviews import load_content
from tracker.text import speaking

TODAY = date(2026, 11, 24)
ADOPTED_ON = date(2026, 3, 4)


@pytest.fixture
def council(session):
    return make_council(session)


@pytest.fixture
def indicator(session, council):
    """An indicator that went down from 2022–2023 to 2024–2025."""
    programme = make_programme(session, council=council)
    goal = make_goal(session, area=make_area(session, programme=programme, number=1), number=1)
    indicator = make_indicator(session, goal=goal, is_key=True)
    for year, count in {2022: 400, 2023: 400, 2024: 300, 2025: 300}.items():
        make_measurement(session, indicator=indicator, year=year, count=count)
    return indicator


def revise(session, indicator):
    """Let the source revise the later years, so that the decrease is gone."""
    for row in session.exec(select(Measurement).where(Measurement.indicator_id == indicator.id)):
        row.count = 400
    session.flush()


def report_says(session, council):
    """Return the goal's trend, the chart's change, and the notes."""
    with speaking("en"):
        report = reports.load_report(session, council=council, year=2025, today=TODAY)
    key = reports.load_key_indicators(session, council_id=council.id, year=2025)
    (goal,), (change,) = report.goals, key.changes
    return goal.trend, change, " ".join(report.notes)


def adopt(session, council, **values):
    review = make_review(session, council=council, adopted_on=ADOPTED_ON, **values)
    content = load_content(session, council=council, review=review)
    return make_edition(session, review=review, content=content)


@pytest.mark.usefixtures("indicator")
def test_the_report_says_what_the_draft_review_of_the_same_years_says(session, council):
    review = make_review(session, council=council)
    (one,) = load_content(session, council=council, review=review).indicators

    trend, change, notes = report_says(session, council)

    assert change == one.change
    assert trend.finding is Finding.DECREASED
    assert "review" not in notes


def test_what_is_adopted_stands_in_the_report_whatever_is_revised(session, council, indicator):
    adopt(session, council)
    revise(session, indicator)

    trend, change, notes = report_says(session, council)

    assert (trend.finding, change.after) == (Finding.DECREASED, 600)
    assert "the effect-and-needs review adopted 2026-03-04." in notes


def test_an_adopted_review_of_other_years_says_nothing_of_these(session, council, indicator):
    adopt(session, council, baseline_first_year=2021)
    revise(session, indicator)

    trend, change, notes = report_says(session, council)

    assert (trend, change.after) == (None, 800)
    assert "review" not in notes


def test_an_indicator_that_the_review_did_not_have_is_worked_out(session, council, indicator):
    edition = adopt(session, council)
    review = make_review(session, council=make_council(session))
    content = load_content(session, council=council, review=review)
    empty = make_edition(session, review=review, content=replace(content, indicators=()))
    edition.content, edition.content_hash = empty.content, empty.content_hash
    session.flush()
    revise(session, indicator)

    assert report_says(session, council)[1].after == 800
