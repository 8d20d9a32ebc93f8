import pytest

from tests.jobs.post import serving, set_up


@pytest.fixture
def away(engine, tmp_path):
    """Return the post while its mail server is down."""
    return set_up(engine, tmp_path)


@pytest.fixture
def post(away):
    with serving(away.server, away.port):
        yield away
