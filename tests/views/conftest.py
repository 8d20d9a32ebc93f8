"""What only the views' tests ask for."""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import event


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
