"""Running the product: web server and jobs together, started and ended as one."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT, SIGTERM
from types import FrameType

from flask import Flask

from tracker.config import Settings

#: How long the jobs may take to finish what they are sending.
PATIENCE_SECONDS = 10


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
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise PortIsTaken from error
    try:
        yield server.run
    finally:
        server.close()


@contextmanager
def jobs_beside(environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the jobs process within the block, and end it cleanly afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jobs"],
        env=dict(environment),
        start_new_session=True,  # Ctrl-C reaches us alone; we end it in order
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let Ctrl-C and a polite request to end (SIGTERM) end the block, without a traceback."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    # SIGINT too: a shell that starts us in the background has it ignored.
    before = {number: signal.signal(number, interrupt) for number in (SIGINT, SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
