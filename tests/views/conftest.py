"""What only the views' tests ask for."""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import event
from sqlmodel import select

from tests import factories
from tracker.db import transaction
from tracker.models import PriorityArea


@dataclass
class Counted:
    """How many statements were run."""

    count: int = 0


@pytest.fixture
def count_queries(engine):
    """Return a context manager that counts the statements run within it."""

    @contextmanager
    def counting():
        counted = Counted()

        def count(*_arguments):
            counted.count += 1

        event.listen(engine, "before_cursor_execute", count)
        try:
            yield counted
        finally:
            event.remove(engine, "before_cursor_execute", count)

    return counting


@pytest.fixture
def review(engine, cast):
    """A draft that compares 2024–2025 with 2022–2023, in a programme with one area."""
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council, first_year=2024)
        factories.make_area(session, programme=programme, number=1, name="Barn och unga")
        return factories.make_review(session, council=cast.council, first_year=2024, last_year=2025)


@pytest.fixture
def area(engine, review):
    """Return the area of the programme that the draft is about."""
    with transaction(engine) as session:
        return session.exec(select(PriorityArea)).one()
