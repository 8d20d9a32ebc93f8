"""Reading our own mailbox: calendars' answers, and what could not be delivered.

Every message is a transaction of its own. Logs count them and never quote them.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from jobs.worker import Worker, log_failure
from tracker.db import open_session, transaction
from tracker.mail.mailboxes import Item, list_items
from tracker.queries import incoming as queries
from tracker.services import incoming

log = logging.getLogger(__name__)

#: So many are looked up at once. Those of a file are held in memory meanwhile.
_BATCH = 100


def read_mailbox(worker: Worker) -> Counter[str]:
    """Read what is new in our mailbox, if the settings name one. It is never changed."""
    counts: Counter[str] = Counter()
    if worker.mailbox is None:
        return counts
    if not worker.mailbox.exists():
        log.warning("the mailbox is not there")
        return counts
    for item in _list_new(worker, worker.mailbox):
        if worker.stopping.is_set():
            break
        counts[_read(worker, item)] += 1
    with transaction(worker.engine) as session:
        incoming.forget_old_bounces(session, now=worker.clock())
    if counts:
        log.info("read the mailbox", extra=dict(counts))
    return counts


def _list_new(worker: Worker, path: Path) -> Iterator[Item]:
    items = list_items(path)
    while batch := list(islice(items, _BATCH)):
        with open_session(worker.engine, read_only=True) as session:
            known = queries.list_read(session, keys={item.key for item in batch})
        yield from (item for item in batch if item.key not in known)


def _read(worker: Worker, item: Item) -> str:
    """Read one message, and say what became of it."""
    try:
        raw = item.read()
        if raw is None:
            return "gone"
        with transaction(worker.engine) as session:
            outcome = incoming.read_mail(session, key=item.key, raw=raw, now=worker.clock())
    except incoming.AlreadyRead:
        return "already_read"
    except Exception as error:  # noqa: BLE001 -- the next message must be read all the same
        log_failure("a message could not be read", error)
        return "put_aside"
    return outcome.value if outcome else "waits"
