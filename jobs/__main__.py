"""The one jobs process: `python -m jobs`, or `arshjul jobs`."""

import argparse
import json
import os
import signal
import sys
import threading
from datetime import datetime, timedelta
from time import monotonic
from types import FrameType
from typing import NoReturn

from apscheduler.events import EVENT_SCHEDULER_STARTED
from pydantic import ValidationError

from jobs.schedule import make_scheduler, run_once
from jobs.worker import Clock, Worker
from tracker import clock
from tracker.config import Settings, SettingsError
from tracker.db import create_engine
from tracker.logs import set_up_logs
from tracker.migrations import upgrade_database


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m jobs", description=__doc__)
    parser.add_argument("--once", action="store_true", help="do one round and stop")
    parser.add_argument("--at", metavar="TIME", help="pretend that it is this moment (ISO)")
    parser.add_argument(
        "--with-parent", action="store_true", help="end when standard input is closed"
    )
    chosen = parser.parse_args()
    run(once=chosen.once, at=chosen.at, with_parent=chosen.with_parent)


def run(*, once: bool, at: str | None, with_parent: bool = False) -> None:
    """Send what is due, once or until the process is asked to end."""
    set_up_logs()
    try:
        now = make_clock(at)
        settings = Settings()
        settings.data_folder.mkdir(parents=True, exist_ok=True)
        engine = create_engine(settings.database)
        worker = Worker.of(settings, engine, now)
    except (SettingsError, ValidationError, ValueError) as error:
        _stop(str(error))
    upgrade_database(engine)
    try:
        if once:
            sys.stdout.write(json.dumps(run_once(worker)) + "\n")
        else:
            if with_parent:
                threading.Thread(target=_end_with_parent, args=[worker], daemon=True).start()
            _run_until_asked_to_end(worker)
    finally:
        engine.dispose()


def make_clock(at: str | None) -> Clock:
    """Return a clock that shows the true time, or one that goes on from a pretended moment.

    Raises:
        ValueError: the moment is not ISO with an offset, such as 2026-12-01T07:30+01:00.
    """
    if at is None:
        return clock.now
    moment = datetime.fromisoformat(at)
    if moment.utcoffset() is None:
        raise ValueError(f"{at} needs an offset from UTC, such as {at}+01:00")
    started = monotonic()
    return lambda: moment + timedelta(seconds=monotonic() - started)


def _run_until_asked_to_end(worker: Worker) -> None:
    scheduler = make_scheduler(worker)
    is_up = threading.Event()
    scheduler.add_listener(lambda _event: is_up.set(), EVENT_SCHEDULER_STARTED)

    def ask_to_end(_number: int, _frame: FrameType | None) -> None:
        worker.stopping.set()

    def end_when_asked() -> None:
        # Not in the signal handler: the thread that it interrupts may hold the scheduler's locks.
        worker.stopping.wait()
        is_up.wait()  # asked while starting: what is not up cannot be shut down
        scheduler.shutdown(wait=True)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_end)
    threading.Thread(target=end_when_asked, daemon=True).start()
    scheduler.start()


def _end_with_parent(worker: Worker) -> None:
    # Empty when the parent is gone, even if it was killed. Not through sys.stdin, whose lock a
    # thread that still waits would hold when the process ends.
    while os.read(0, 1):
        pass
    worker.stopping.set()


def _stop(message: str) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
