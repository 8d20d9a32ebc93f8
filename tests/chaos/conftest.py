"""How much chaos: a little in `make test`, all of it in `make chaos`."""

import os

import pytest

from tests.chaos.sink import judging
from tests.jobs.conftest import away, post  # noqa: F401 -- fixtures


@pytest.fixture(scope="session")
def is_full():
    """Tell whether the long version was asked for."""
    return os.environ.get("CHAOS") == "full"


@pytest.fixture
def judge(tmp_path):
    """Return a mail server that outlives whoever sends to it."""
    with judging(tmp_path) as judge:
        yield judge


FIGURES = pytest.StashKey[list[str]]()


def pytest_configure(config):
    config.stash[FIGURES] = []


def pytest_terminal_summary(terminalreporter, config):
    for figure in config.stash[FIGURES]:
        terminalreporter.write_line(figure)


@pytest.fixture
def tell(request, is_full):
    """Return a function that keeps a figure of the long version, to be printed at the end."""
    return request.config.stash[FIGURES].append if is_full else lambda _figure: None
