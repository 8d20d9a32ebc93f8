"""Two jobs processes, one of which is killed again and again: `python -m tests.chaos.monkey`.

It imports everything once and then forks, so that a new process is at work within milliseconds. It
plans meetings as fast as they are sent, so that each kill meets a process that has work to do.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlmodel import func, select

from tests import factories
from tests.chaos.worker import Orders, shorten_leases, work
from tracker import clock
from tracker.db import create_engine, open_session, transaction
from tracker.domain.meetings import MeetingPlan
from tracker.domain.terms import DeliveryState, MeetingKind
from tracker.models import Council, Delivery
from tracker.queries.deliveries import WAITING
from tracker.services import meetings, reminders
from tracker.services.audit import Act

PROCESSES = 2
PEOPLE = 30
#: Seconds between two kills.
SHORTEST, LONGEST = 0.01, 0.2
#: Seconds that what is left may take once nobody is killed any more.
PATIENCE = 120


@dataclass(frozen=True)
class Story:
    """What was done, as told to the test."""

    #: The processes that were killed.
    killed: list[int]
    #: How often a kill met an outbox with something to send.
    busy: int
    meetings: list[str]
    #: How many messages stand in each state at the end.
    states: dict[str, int]
    seconds: float


class Monkey:
    """Plans, starts, kills and waits. Keeps no connection while it forks."""

    def __init__(self, orders: Orders, seed: int) -> None:
        self._orders = orders
        self._engine = create_engine(orders.database_url)
        self._chance = random.Random(seed)  # noqa: S311 -- chaos, not secrets
        self._processes: list[int] = []
        self._meetings: list[str] = []

    def set_up(self) -> None:
        with transaction(self._engine) as session:
            council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
            reminders.start_with_default_rules(session, council=council)
            for number in range(PEOPLE):
                email = f"member{number}@alvstad.example"
                factories.make_member(session, council=council, name=f"Nr {number}", email=email)

    def run(self, kills: int, at_least: int) -> Story:
        begins = time.monotonic()
        self.set_up()
        self._plan(at_least)
        for _number in range(PROCESSES):
            self._start()
        killed, busy = [], 0
        while len(killed) < kills:
            time.sleep(self._chance.uniform(SHORTEST, LONGEST))
            if self._count_planned() < PEOPLE:
                self._plan(1)
            busy += self._count_planned() > 0
            killed.append(self._kill())
            self._start()
        self._wait_until_done()
        self._end()
        return Story(killed, busy, self._meetings, self._states(), time.monotonic() - begins)

    def _plan(self, number: int) -> None:
        """Plan meetings whose invitations are due at once."""
        now = clock.now()
        starts_at = now + timedelta(days=10)
        for _number in range(number):
            plan = MeetingPlan(
                theme="Trygg vår",
                kind=MeetingKind.THEME,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=1),
            )
            with transaction(self._engine) as session:
                council = session.exec(select(Council)).one()
                act = Act(None, now)
                meeting = meetings.plan_meeting(session, council=council, plan=plan, by=act)
                self._meetings.append(meeting.uid)
        self._engine.dispose()

    def _states(self) -> dict[str, int]:
        with open_session(self._engine, read_only=True) as session:
            counts = session.exec(
                select(Delivery.state, func.count())
                .where(Delivery.try_at <= clock.now())
                .group_by(Delivery.state)
            ).all()
        self._engine.dispose()
        return {state.value: number for state, number in counts}

    def _count_planned(self) -> int:
        return self._states().get(DeliveryState.PLANNED.value, 0)

    def _start(self) -> None:
        pid = os.fork()
        if pid == 0:
            try:
                shorten_leases()
                work(self._orders)
            finally:
                os._exit(0)  # nothing of the parent's must be tidied by the child
        self._processes.append(pid)

    def _kill(self) -> int:
        pid = self._processes.pop(self._chance.randrange(len(self._processes)))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return pid

    def _wait_until_done(self) -> None:
        gives_up = time.monotonic() + PATIENCE
        waiting = {state.value for state in WAITING}
        while time.monotonic() < gives_up and waiting & set(self._states()):
            time.sleep(0.1)

    def _end(self) -> None:
        for pid in self._processes:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)


def unleash(orders: Orders, *, kills: int, at_least: int, seed: int) -> tuple[Story, str]:
    """Run it all in a process of its own. Return what was done and what was logged."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.chaos.monkey"],
        input=json.dumps(
            {"orders": asdict(orders), "kills": kills, "at_least": at_least, "seed": seed}
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return Story(**json.loads(process.stdout)), process.stderr


def main() -> None:
    wanted = json.load(sys.stdin)
    monkey = Monkey(Orders(**wanted["orders"]), wanted["seed"])
    story = monkey.run(wanted["kills"], wanted["at_least"])
    json.dump(asdict(story), sys.stdout)


if __name__ == "__main__":
    main()
