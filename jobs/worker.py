"""What the rounds work with, and how they say what went wrong."""

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from tracker.config import Settings
from tracker.mail.smtp import SmtpSettings
from tracker.services.letters import Stationery, mail_server

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Worker:
    """What the rounds work with."""

    engine: Engine
    clock: Clock
    stationery: Stationery
    smtp: SmtpSettings
    data_folder: Path
    started_at: datetime
    #: Where our own mail arrives; None where nothing is read.
    mailbox: Path | None = None
    #: Where figures are fetched from; empty where nothing is.
    kolada_url: str = ""
    #: What tells this process from others.
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    #: Set when the process is to end: the recipient at hand is finished, no new one begun.
    stopping: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def of(cls, settings: Settings, engine: Engine, clock: Clock) -> "Worker":
        """Return a worker for one installation.

        Raises:
            SettingsError: the secret key is missing or unsafe.
            ValueError: the sender's address cannot be used.
        """
        return cls(
            engine=engine,
            clock=clock,
            stationery=Stationery.of(settings),
            smtp=mail_server(settings),
            data_folder=settings.data_folder,
            started_at=clock(),
            mailbox=Path(settings.mailbox) if settings.mailbox else None,
            kolada_url=settings.kolada_url,
        )


def log_failure(what: str, error: Exception, **details: object) -> None:
    """Log the kind and the place of an error; its message may quote a name or an address."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
    log.error(what, extra={"kind": type(error).__name__, "place": place, **details})
