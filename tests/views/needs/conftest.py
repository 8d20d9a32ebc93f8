"""A review with a problem, and those who meet it."""

import pytest

from tests import factories
from tracker.db import transaction
from tracker.domain.terms import Role
from tracker.models import Review


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def bo(sign_in_as, cast):
    return sign_in_as(cast.bo)


@pytest.fixture
def review(engine, cast):
    with transaction(engine) as session:
        return factories.make_review(session, council=cast.council, first_year=2024, last_year=2025)


@pytest.fixture
def need(engine, review):
    with transaction(engine) as session:
        review = session.get_one(Review, review.id)
        return factories.make_need(session, review=review, name="Våld i centrum")


@pytest.fixture
def second(engine, review, need):
    """A problem that is entered after the first."""
    with transaction(engine) as session:
        review = session.get_one(Review, review.id)
        return factories.make_need(session, review=review, name="Klotter")
