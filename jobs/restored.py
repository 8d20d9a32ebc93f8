"""Before anything is sent: is this the database that this machine last sent from?

Asked at the start of each round that sends, and each minute besides, before the process says that
it has worked: so a database that has long been silent is still seen to be so. The database counts,
and a file in the data folder, the witness, holds the last count. It is written after the
database's commit and before the first message, so it is never ahead of the database that it was
made with. When it is ahead, the database is an older one.
"""

import json
import logging
import os
import threading
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from jobs.worker import Worker
from tracker.db import transaction
from tracker.domain.restored import Mark
from tracker.services import restored

log = logging.getLogger(__name__)

WITNESS = "outbox-mark.json"

#: The jobs of one process run in several threads and share the file.
_writing = threading.Lock()


def before_sending(worker: Worker) -> None:
    """Count a round, and hold all mail if the database is older than what has been sent.

    Raises:
        OSError: the witness cannot be written. Then nothing may be sent.
    """
    begin_round(worker.engine, worker.data_folder, worker.clock())


def begin_round(engine: Engine, folder: Path, now: datetime) -> None:
    """Do the same for a database and a data folder."""
    witness = read_witness(folder)  # first: the database may go on meanwhile, and be ahead
    with transaction(engine) as session:
        mark, suspicion = restored.begin_round(session, witness=witness, now=now)
    if suspicion:
        log.error("mail is held: %s", suspicion.value)
    keep_witness(folder, mark)


def read_witness(folder: Path) -> Mark | None:
    """Return what this machine remembers, or None when it knows no database."""
    try:
        found = json.loads((folder / WITNESS).read_text(encoding="utf-8"))
        return Mark(str(found["identity"]), int(found["number"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def keep_witness(folder: Path, mark: Mark) -> None:
    """Write the mark, so that it survives a power cut, unless a later one is there already."""
    with _writing:
        there = read_witness(folder)
        if there and there.identity == mark.identity and there.number >= mark.number:
            return
        beside = folder / f".{WITNESS}.{os.getpid()}"
        with beside.open("w", encoding="utf-8") as file:
            json.dump({"identity": mark.identity, "number": mark.number}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / WITNESS)
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Make the new name last. Only where folders can be opened, which Windows does not let us."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
