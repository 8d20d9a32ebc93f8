"""What is tidied by the clock."""

import logging
from collections import Counter

from jobs.worker import Worker
from tracker.db import transaction
from tracker.services import sign_in

log = logging.getLogger(__name__)


def forget_links(worker: Worker) -> Counter[str]:
    """Remove sign-in links that no longer work."""
    with transaction(worker.engine) as session:
        gone = sign_in.forget_old_links(session, now=worker.clock())
    if gone:
        log.info("forgot sign-in links", extra={"number": gone})
    return Counter(forgotten=gone)
