"""Fetching figures that somebody has asked for. Kolada is asked outside every transaction."""

import logging
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from jobs.worker import Worker, log_failure
from tracker.db import open_session, transaction
from tracker.domain.terms import FetchState
from tracker.importing.kolada import Kolada, KoladaAway, KoladaRefused
from tracker.queries import councils
from tracker.queries import kolada as queries
from tracker.services import kolada as services
from tracker.services import kolada_fetches as fetches
from tracker.services.audit import Act
from tracker.services.kolada_fetches import Held
from tracker.text import _

log = logging.getLogger(__name__)


class Ending(Exception):
    """The process is to end: the fetch is left to the next one."""


@dataclass
class _Round:
    """One fetch while we hold it."""

    worker: Worker
    held: Held
    in_all: int = 0

    def tell(self, done: int) -> None:
        """Say how far we have come, and hold the fetch on."""
        if self.worker.stopping.is_set():
            raise Ending
        with transaction(self.worker.engine) as session:
            self.held = fetches.tell(
                session,
                held=self.held,
                done=done,
                in_all=self.in_all,
                now=self.worker.clock(),
            )


def fetch_asked(worker: Worker) -> Counter[str]:
    """Fetch what is due, one council at a time."""
    counts: Counter[str] = Counter()
    while worker.kolada_url and not worker.stopping.is_set():
        held = _take(worker)
        if held is None:
            break
        counts[_fetch(_Round(worker, held))] += 1
    if counts:
        log.info("fetched from Kolada", extra=dict(counts))
    return counts


def _take(worker: Worker) -> Held | None:
    with open_session(worker.engine, read_only=True) as session:
        if queries.find_due(session, now=worker.clock()) is None:
            return None  # most often, so nothing is locked for it
    with transaction(worker.engine) as session:
        return fetches.take_due(session, now=worker.clock())


def _fetch(going: _Round) -> str:
    """Do one fetch, and say what became of it."""
    try:
        return _gather(going)
    except KoladaAway as away:
        return _put_off(going, str(away), away)
    except (KoladaRefused, fetches.CannotFetch) as refused:
        with transaction(going.worker.engine) as session:
            state = fetches.give_up(
                session, held=going.held, words=str(refused), now=going.worker.clock()
            )
        return f"fetch_{state.value}"
    except Ending:
        with transaction(going.worker.engine) as session:
            fetches.let_go(session, held=going.held, now=going.worker.clock())
        return "fetch_left"
    except fetches.Lost:
        return "fetch_lost"
    except Exception as error:  # noqa: BLE001 -- it must not stand as going on for ever
        log_failure("a fetch failed", error)
        return _put_off(going, _("Something went wrong with us."))


def _gather(going: _Round) -> str:
    worker = going.worker
    with open_session(worker.engine, read_only=True) as session:
        council = councils.get_council(session, council_id=going.held.council_id)
        asked = fetches.load_asked(session, council=council, now=worker.clock())
    going.in_all = asked.steps
    going.tell(0)
    with Kolada(worker.kolada_url) as kolada:
        today = worker.clock().astimezone(ZoneInfo(council.time_zone)).date()
        gathered = services.gather(kolada, asked=asked, fetched_on=today, tell=going.tell)
    with transaction(worker.engine) as session:
        council = councils.get_council(session, council_id=going.held.council_id)
        by = Act(going.held.asked_by_id, worker.clock())
        fetches.finish(session, held=going.held, council=council, gathered=gathered, by=by)
    return f"fetch_{FetchState.DONE.value}"


def _put_off(going: _Round, words: str, away: KoladaAway | None = None) -> str:
    with transaction(going.worker.engine) as session:
        state = fetches.put_off(
            session,
            held=going.held,
            words=words,
            now=going.worker.clock(),
            wait=away.wait if away else None,
        )
    return f"fetch_{state.value}"
