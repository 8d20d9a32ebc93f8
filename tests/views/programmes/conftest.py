"""A programme with one area, one goal and one indicator, and the page where it is edited."""

import pytest

from tests import factories
from tests.views.programmes.tree_form import THIS_YEAR
from tracker.db import transaction
from tracker.domain.terms import Role


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def programme(engine, cast):
    with transaction(engine) as session:
        return factories.make_programme(
            session, council=cast.council, first_year=THIS_YEAR - 1, last_year=THIS_YEAR + 2
        )


@pytest.fixture
def area(engine, programme):
    with transaction(engine) as session:
        return factories.make_area(session, programme=programme, number=3, name="Trygga platser")


@pytest.fixture
def goal(engine, area):
    with transaction(engine) as session:
        return factories.make_goal(session, area=area, number=1, title="Mindre våld")


@pytest.fixture
def indicator(engine, goal):
    with transaction(engine) as session:
        return factories.make_indicator(session, goal=goal, title="Våldsbrott", target=190.0)


@pytest.fixture
def address(programme):
    return f"/alvstad/programme/{programme.id}/edit"
