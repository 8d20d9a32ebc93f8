"""Running the product: web server and jobs together, started and ended as one."""

import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM
from types import FrameType

from flask import Flask

from tracker.config import Settings

#: How long the jobs may take to finish what they are sending.
PATIENCE_SECONDS = 10
#: How soon a jobs process that died is started again.
RESTART_SECONDS = 2

log = logging.getLogger(__name__)


def own_secret_key(settings: Settings) -> Path:
    """Return the file of a secret made for this data folder, made the first time.

    For the demo and trials on one's own machine; a real installation names its own.
    """
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    path = settings.data_folder / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    return path


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment that gives another process the same settings."""
    smtp = settings.smtp
    named = {
        "ARSHJUL_PORT": str(settings.port),
        "ARSHJUL_BASE_URL": settings.public_url,
        "ARSHJUL_DATA_FOLDER": str(settings.data_folder.resolve()),
        "ARSHJUL_SECRET_KEY_FILE": str(settings.secret_key_file or ""),
        "ARSHJUL_SMTP__HOST": smtp.host,
        "ARSHJUL_SMTP__PORT": str(smtp.port),
        "ARSHJUL_SMTP__SECURITY": smtp.security,
        "ARSHJUL_SMTP__SENDER": smtp.sender,
    }
    return {**os.environ, **{name: value for name, value in named.items() if value}}


class PortIsTaken(Exception):
    """Another program listens there."""


@contextmanager
def listening(app: Flask, settings: Settings) -> Iterator[Callable[[], None]]:
    """Take the port at once, and yield the function that answers until interrupted.

    Raises:
        PortIsTaken: something listens there already.
    """
    from waitress import create_server

    try:
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=8,
            ident=None,
            # Behind stated proxies their headers are for ProxyFix to judge; otherwise nobody's.
            clear_untrusted_proxy_headers=not settings.proxies,
        )
    except OSError as error:
        raise PortIsTaken from error
    try:
        yield server.run
    finally:
        server.close()


class _Jobs:
    """The jobs process, started again when it dies."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._ending = threading.Event()
        self._changing = threading.Lock()
        self._process = self._start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "jobs", "--with-parent"],
            env=self._environment,
            stdin=subprocess.PIPE,  # closes when we are gone, however that happened
            start_new_session=True,  # Ctrl-C reaches us alone; we end it in order
        )

    def _watch(self) -> None:
        while True:
            status = self._process.wait()
            if self._ending.is_set():
                return
            log.error("the jobs process died", extra={"exit_status": status})
            self._ending.wait(RESTART_SECONDS)
            with self._changing:
                if self._ending.is_set():
                    return
                self._process = self._start()

    def end(self) -> None:
        with self._changing:
            self._ending.set()
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._watcher.join()


@contextmanager
def jobs_beside(environment: Mapping[str, str]) -> Iterator[None]:
    """Run the jobs process within the block, again whenever it dies; end it in order."""
    jobs = _Jobs(environment)
    try:
        yield
    finally:
        jobs.end()


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let Ctrl-C, a request to end and a closed terminal end the block, without a traceback."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    # SIGINT too: a shell that starts us in the background has it ignored. SIGHUP: the terminal
    # was closed.
    before = {number: signal.signal(number, interrupt) for number in (SIGINT, SIGTERM, SIGHUP)}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
