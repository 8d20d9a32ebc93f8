"""All that happens by the clock: one table. What is due lies in our own tables, in UTC.

Every job is a tick that looks for what is due, so a late or a lost tick loses nothing.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from jobs import digests, fetching, incoming, reminders, upkeep
from jobs.worker import Worker, log_failure
from tracker import clock


@dataclass(frozen=True)
class Job:
    """One job: its name, what it does, how often."""

    id: str
    function: Callable[[Worker], Counter[str]]
    every: timedelta


#: In the order in which one round does them.
JOBS = (
    Job("plan_coming", reminders.plan_coming, timedelta(seconds=60)),
    Job("plan_digests", digests.plan_digests, timedelta(seconds=60)),
    Job("read_mailbox", incoming.read_mailbox, timedelta(seconds=60)),
    Job("send_due", reminders.send_due, timedelta(seconds=5)),
    Job("fetch_asked", fetching.fetch_asked, timedelta(seconds=5)),
    Job("forget_links", upkeep.forget_links, timedelta(hours=1)),
)


def make_scheduler(worker: Worker) -> BlockingScheduler:
    """Return a scheduler, not started, that runs every job from now on, the first time at once.

    It runs in the main thread, so that it cannot die without anyone noticing.
    """
    scheduler = BlockingScheduler(
        executors={"default": ThreadPoolExecutor(len(JOBS))},
        job_defaults={
            "coalesce": True,  # after a pause one tick does the work of all that were lost
            "max_instances": 1,
            "misfire_grace_time": 60,
        },
        timezone="UTC",
    )
    for number, job in enumerate(JOBS):
        scheduler.add_job(
            tick,
            IntervalTrigger(seconds=int(job.every.total_seconds())),
            args=[job, worker],
            id=job.id,
            next_run_time=clock.now() + timedelta(seconds=number),
        )
    return scheduler


def tick(job: Job, worker: Worker) -> None:
    """Run a job. When it fails, as while the database is away, the next tick does its work."""
    try:
        job.function(worker)
    except Exception as error:  # noqa: BLE001 -- the scheduler would log what the error quotes
        log_failure("job failed", error, job=job.id)


def run_once(worker: Worker) -> Counter[str]:
    """Do one round of every job and return the counts."""
    counts: Counter[str] = Counter()
    for job in JOBS:
        counts += job.function(worker)
    return counts
