"""A jobs process with the table of jobs as it is, only quicker, so that minutes take a second."""

import json
import os
import signal
import sys
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Engine

from jobs.schedule import JOBS, tick
from jobs.worker import Worker
from tests.conftest import SECRET
from tracker import clock
from tracker.config import Settings, Smtp
from tracker.db import create_engine
from tracker.logs import set_up_logs
from tracker.services import claims, deliveries

SENDER = "arshjul@alvstad.example"
#: How much sooner than in production each job comes again.
SPEED = 100
#: Seconds, in the same order as in production: a talk is over well before its lease is.
TALK, NEEDED, LEASE = 2.0, 3.0, 5.0
#: Messages held at a time: few, so that a process that dies leaves some for the others.
BATCH = 10


@dataclass(frozen=True)
class Orders:
    """Where a jobs process works."""

    database_url: str
    data_folder: str
    port: int
    connections: int


def make_worker(orders: Orders, engine: Engine) -> Worker:
    smtp = Smtp(host="127.0.0.1", port=orders.port, sender=SENDER)
    settings = Settings(
        data_folder=Path(orders.data_folder),
        database_url=orders.database_url,
        secret_key=SECRET,
        smtp=smtp,
    )
    worker = Worker.of(settings, engine, clock.now)
    impatient = replace(
        worker.smtp,
        helo=name_of(os.getpid()),
        timeout=TALK,
        talk=TALK,
        connections=orders.connections,
    )
    return replace(worker, smtp=impatient)


def name_of(pid: int) -> str:
    """Return what a process calls itself to the mail server."""
    return f"process-{pid}.localhost"


def shorten_leases() -> None:
    """Let what a dead process held come again within seconds."""
    claims.NEEDED = timedelta(seconds=NEEDED)
    lease = timedelta(seconds=LEASE)
    claims.take = partial(claims.take, limit=BATCH, lease=lease)
    deliveries.prepare = partial(deliveries.prepare, lease=lease)


def work(orders: Orders) -> None:
    """Do every job in its turn until asked to end."""
    worker = make_worker(orders, create_engine(orders.database_url))
    signal.signal(signal.SIGTERM, lambda *_: worker.stopping.set())
    due = dict.fromkeys(JOBS, 0.0)
    while not worker.stopping.is_set():
        for job in JOBS:
            if time.monotonic() >= due[job]:
                tick(job, worker)
                due[job] = time.monotonic() + job.every.total_seconds() / SPEED
        worker.stopping.wait(0.01)


def main() -> None:
    """Work with leases as long as in production."""
    set_up_logs()
    claims.take = partial(claims.take, limit=BATCH)
    work(Orders(**json.loads(sys.argv[1])))


if __name__ == "__main__":
    main()
