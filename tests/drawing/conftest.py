"""What the drawing tests share."""

import pytest

from tracker.text import speaking


@pytest.fixture
def in_swedish():
    with speaking("sv"):
        yield
