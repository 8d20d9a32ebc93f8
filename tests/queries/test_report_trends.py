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
from tracker.domain.effects import Caution, compare_all
from tracker.domain.indicators import Period
from tracker.domain.review_process import propose_baseline
from tracker.domain.terms import Direction, Finding
from tracker.domain.verdicts import figure_before_after
from tracker.models import Measurement
from tracker.queries import reports
from tracker.queries.indicators import load_indicators
from tracker.queries.reviews import load_content
from tracker.text import speaking

TODAY = date(2026, 11, 24)
ADOPTED_ON = date(2026, 3, 4)
#: Down from either 2022–2023 or 2021–2023 to 2024–2025.
COUNTS = {2021: 430, 2022: 400, 2023: 400, 2024: 300, 2025: 300}


@pytest.fixture
def council(session):
    return make_council(session)


@pytest.fixture
def programme(session, council):
    return make_programme(session, council=council)


@pytest.fixture
def area(session, programme):
    return make_area(session, programme=programme, number=1)


@pytest.fixture
def indicator(session, area):
    return measured(session, area, number=1)


def measured(session, area, number, counts=COUNTS):
    """Return the key indicator of a new goal, with values."""
    goal = make_goal(session, area=area, number=number)
    indicator = make_indicator(session, goal=goal, is_key=True)
    for year, count in counts.items():
        make_measurement(session, indicator=indicator, year=year, count=count)
    return indicator


def revise(session, indicator):
    """Let the source revise every year, so that the decrease is gone."""
    for row in session.exec(select(Measurement).where(Measurement.indicator_id == indicator.id)):
        row.count = 400
    session.flush()


def load(session, council, year=2025):
    with speaking("en"):
        return reports.load_report(session, council=council, year=year, today=TODAY)


def report_says(session, council):
    """Return the only goal's trend and change, and the notes; the charts show the same change."""
    report = load(session, council)
    key = reports.load_key_indicators(session, council=council, year=2025)
    (goal,) = report.goals
    assert key.changes == (goal.change,)
    return goal.trend, goal.change, " ".join(report.notes)


def adopt(session, council, **values):
    review = make_review(session, council=council, adopted_on=ADOPTED_ON, **values)
    content = load_content(session, council=council, review=review)
    return make_edition(session, review=review, content=content)


def periods(report):
    """Return the years compared, the earlier first, as said and as worked out: the same."""
    (before, after), changes = report.trend_periods, [goal.change for goal in report.goals]
    assert {(one.period_before, one.period_after) for one in changes} == {(before, after)}
    return str(before), str(after)


@pytest.mark.usefixtures("indicator")
@pytest.mark.parametrize("baseline", [2020, 2021, 2022])
def test_the_report_says_what_the_draft_review_up_to_the_latest_year_says(
    session, council, baseline
):
    review = make_review(session, council=council, baseline_first_year=baseline)
    (one,) = load_content(session, council=council, review=review).indicators

    trend, change, notes = report_says(session, council)

    assert change == one.change
    assert trend.finding is Finding.DECREASED
    assert periods(load(session, council)) == (f"{baseline}–2023", "2024–2025")
    assert "the effect-and-needs review of 2024–2025, which is a draft." in notes


@pytest.mark.usefixtures("indicator")
def test_a_review_of_three_years_is_followed_too(session, council):
    make_review(
        session,
        council=council,
        first_year=2023,
        baseline_first_year=2021,
        baseline_last_year=2022,
    )

    assert periods(load(session, council)) == ("2021–2022", "2023–2025")


@pytest.mark.usefixtures("indicator")
def test_periods_of_unequal_length_show_figures_per_year_and_say_so(session, council):
    make_review(session, council=council, baseline_first_year=2021)

    _trend, change, _notes = report_says(session, council)

    with speaking("en"):
        assert figure_before_after(change) == ("410/year", "300/year")
    assert Caution.UNEQUAL_PERIODS in change.cautions


def test_what_is_adopted_stands_in_the_report_whatever_is_revised(session, council, indicator):
    adopt(session, council, baseline_first_year=2021)
    revise(session, indicator)

    trend, change, notes = report_says(session, council)

    assert (trend.finding, change.after) == (Finding.DECREASED, 600)
    assert periods(load(session, council)) == ("2021–2023", "2024–2025")
    assert "the effect-and-needs review adopted 2026-03-04." in notes
    assert "draft" not in notes


def test_a_trend_stays_wanted_as_adopted_though_the_direction_was_changed_since(
    session, council, indicator
):
    adopt(session, council)
    indicator.direction = Direction.HIGHER_BETTER
    session.flush()

    assert report_says(session, council)[0].is_wanted is True


def test_of_two_reviews_up_to_the_latest_year_the_adopted_one_is_followed(
    session, council, indicator
):
    adopt(session, council)
    make_review(session, council=council, first_year=2023, baseline_last_year=2022)

    assert periods(load(session, council)) == ("2022–2023", "2024–2025")


@pytest.mark.parametrize("last_year", [2024, 2026])
def test_a_review_up_to_another_year_says_nothing_of_this_one(
    session, council, indicator, last_year
):
    adopt(session, council, first_year=last_year - 1, last_year=last_year, baseline_last_year=2022)
    revise(session, indicator)

    trend, change, notes = report_says(session, council)

    assert (trend, change.after) == (None, 800)
    assert "review" not in notes


@pytest.mark.usefixtures("indicator")
def test_another_councils_review_says_nothing_here(session, council):
    make_review(session, baseline_first_year=2022)

    assert periods(load(session, council)) == ("2021–2023", "2024–2025")


@pytest.mark.usefixtures("indicator")
def test_without_a_review_the_years_are_those_that_one_is_proposed_to_compare(session, council):
    proposed = propose_baseline(Period(2024, 2025))

    assert periods(load(session, council)) == (str(proposed), "2024–2025")
    assert periods(load(session, council, 2024)) == ("2020–2022", "2023–2024")


@pytest.mark.usefixtures("indicator")
def test_a_finding_that_the_reviews_adjustment_sets_aside_is_no_trend_in_the_report(
    session, council, area, programme
):
    # Seen alone the second has changed, but not when twelve are judged together.
    nearly = {2022: 200, 2023: 200, 2024: 172, 2025: 170}
    flat = dict.fromkeys(nearly, 200)
    for number, counts in enumerate([nearly, *[flat] * 10], start=2):
        measured(session, area, number, counts)
    review = make_review(session, council=council, is_adjusted=False)
    assert load(session, council).goals[1].trend is not None

    review.is_adjusted = True
    session.flush()
    adjusted = load(session, council).goals[1]

    assert adjusted.trend is None
    assert Caution.SET_ASIDE in adjusted.change.cautions
    rows = load_indicators(session, council_id=council.id, programme_id=programme.id)
    before, after = Period(2022, 2023), Period(2024, 2025)
    alike = compare_all([row.series for row in rows], before=before, after=after, is_adjusted=True)
    assert [goal.change for goal in load(session, council).goals] == list(alike)


def test_an_indicator_that_the_review_does_not_have_is_worked_out_and_named(
    session, council, area, indicator
):
    adopt(session, council, is_adjusted=True)
    later = measured(session, area, number=2)
    revise(session, indicator)
    revise(session, later)

    report = load(session, council)

    assert [goal.change.after for goal in report.goals] == [600, 800]
    assert all(goal.change.is_adjusted for goal in report.goals)
    assert periods(report) == ("2022–2023", "2024–2025")
    notes = " ".join(report.notes)
    assert "adopted 2026-03-04." in notes
    assert "The indicator of goal 1.2 is not in the review." in notes


def test_a_review_with_none_of_the_indicators_is_not_named_as_their_source(
    session, council, indicator
):
    edition = adopt(session, council)
    other = make_council(session)
    content = load_content(session, council=other, review=make_review(session, council=other))
    frozen = replace(content, now=Period(2024, 2025), before=Period(2022, 2023), indicators=())
    empty = make_edition(session, review=make_review(session), content=frozen)
    edition.content, edition.content_hash = empty.content, empty.content_hash
    session.flush()
    revise(session, indicator)

    _trend, change, notes = report_says(session, council)

    assert change.after == 800
    assert "review" not in notes
