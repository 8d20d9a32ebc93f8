"""What surrounds a review: the one before it, and its meeting."""

from datetime import UTC, datetime

import pytest

from tests import factories
from tracker.domain.indicators import Period
from tracker.domain.terms import Decision, MeetingKind, MeetingStatus
from tracker.queries.review_process import find_review_meeting, load_last_time


@pytest.fixture
def council(session):
    return factories.make_council(session)


@pytest.fixture
def review(session, council):
    return factories.make_review(session, council=council, first_year=2024, last_year=2025)


def meet(session, council, year, **values):
    return factories.make_meeting(
        session,
        council=council,
        starts_at=datetime(year, 11, 3, 14, tzinfo=UTC),
        **{"kind": MeetingKind.REVIEW, **values},
    )


def meeting_of(session, council, review):
    return find_review_meeting(session, council_id=council.id, review=review)


def test_last_time_is_found_by_name_also_when_the_programme_is_new(session, council, review):
    before = factories.make_review(session, council=council, first_year=2022, last_year=2023)
    old = factories.make_programme(session, council=council, first_year=2020, last_year=2023)
    area = factories.make_area(session, programme=old, number=3, name="Trygga platser")
    factories.make_area_conclusion(session, review=before, area=area, text="Det såg illa ut.")
    factories.make_need(
        session, review=before, name="Bedrägeri", decision=Decision.STOP, reason="Hjälpte inte."
    )
    factories.make_need(session, review=before, name="Klotter")

    found = load_last_time(session, council_id=council.id, review=review)

    assert found is not None
    assert found.period == Period(2022, 2023)
    assert found.conclusion("TRYGGA PLATSER") == "Det såg illa ut."
    assert found.conclusion("Narkotika") == ""
    assert found.decision("bedrägeri") == (Decision.STOP, "Hjälpte inte.")
    assert found.decision("Klotter") is None


def test_the_first_review_has_no_last_time(session, council, review):
    factories.make_review(session, first_year=2020, last_year=2021)  # another council's

    assert load_last_time(session, council_id=council.id, review=review) is None


def test_the_reviews_meeting_is_the_first_of_its_kind_from_its_last_year(session, council, review):
    meet(session, council, 2024)
    meet(session, council, 2025, kind=MeetingKind.THEME)
    meet(session, council, 2025, status=MeetingStatus.CANCELLED)
    meet(session, factories.make_council(session), 2025)
    assert meeting_of(session, council, review) is None

    wanted = meet(session, council, 2026)
    assert meeting_of(session, council, review) == wanted


def test_the_meeting_of_the_next_review_is_not_taken_for_this_ones(session, council, review):
    meet(session, council, 2027)

    assert meeting_of(session, council, review) is None
