"""The one table of what happens by the clock."""

from datetime import timedelta

import pytest

from jobs.schedule import JOBS, Job, make_scheduler, run_once, tick
from tests.jobs.post import EVERYONE, INVITATION
from tests.services.test_sign_in import ALVA_AT
from tracker.db import transaction
from tracker.models import SignInToken


@pytest.fixture
def scheduled(away):
    scheduler = make_scheduler(away.worker())
    return {job.id: job for job, _store, _replace in scheduler._pending_jobs}


def test_every_job_is_scheduled_once(scheduled):
    assert set(scheduled) == {job.id for job in JOBS}
    assert len(scheduled) == len(JOBS)


def test_no_job_runs_twice_at_once_or_is_lost_by_being_late(away):
    scheduler = make_scheduler(away.worker())

    assert scheduler._job_defaults["max_instances"] == 1
    assert scheduler._job_defaults["coalesce"] is True
    assert scheduler._job_defaults["misfire_grace_time"] >= 60


def test_what_is_due_is_looked_for_at_least_every_quarter_of_a_minute(scheduled):
    assert scheduled["send_due"].trigger.interval <= timedelta(seconds=15)


def test_a_job_that_fails_is_logged_without_what_it_quotes_and_ends_nothing(away, caplog):
    def fail(_worker):
        raise RuntimeError(f"the row of {ALVA_AT}")

    tick(Job("broken", fail, timedelta(seconds=1)), away.worker())

    (record,) = caplog.records
    assert (record.getMessage(), record.job, record.kind) == (
        "job failed",
        "broken",
        "RuntimeError",
    )
    assert ALVA_AT not in str(vars(record))


def test_one_round_plans_sends_and_tidies(post):
    post.now = INVITATION
    with transaction(post.engine) as session:
        session.add(
            SignInToken(
                person_id=post.people["Alva Berg"].id,
                token_hash="used up",
                expires_at=INVITATION - timedelta(hours=1),
            )
        )

    counts = run_once(post.worker())

    assert ALVA_AT in post.server.addresses()
    assert counts["sent"] == len(EVERYONE)
    assert counts["planned"] == 1
    assert counts["forgotten"] == 1
