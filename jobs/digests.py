"""Planning the weekly digests."""

from collections import Counter

from sqlalchemy.exc import IntegrityError

from jobs.worker import Worker
from tracker.db import transaction
from tracker.services import digests


def plan_digests(worker: Worker) -> Counter[str]:
    """Put next week's digests in the outbox, as far as there is something to say in them."""
    try:
        with transaction(worker.engine) as session:
            number = digests.plan_digests(session, now=worker.clock())
    except IntegrityError:  # another process was quicker with one; the next round plans the rest
        return Counter()
    return +Counter(digests=number)
