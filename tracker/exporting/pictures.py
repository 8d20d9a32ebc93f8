"""Figures as crisp pictures for documents, drawn by a Chrome or Chromium on the machine.

A picture is kept by what it was drawn from, so the browser starts only when something is new. It
then stays, since starting takes seconds and drawing a moment, and ends with this process. It
reaches no network.

Kaleido's own server is not used: it waits for ever when its browser does not answer, and may mix
up the answers of threads that ask at the same time.
"""

import asyncio
import atexit
import hashlib
import json
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from tracker.exporting.report_document import ChartPicture

log = logging.getLogger(__name__)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: How long one document's pictures may take, the browser's start included.
LIMIT_SECONDS = 30.0
#: How long to do without pictures after a failure, so that not every document waits in vain.
RETRY_SECONDS = 60.0
#: How long the browser may take to end by itself.
PATIENCE_SECONDS = 3.0
#: How many pictures are kept; a report has about a dozen.
KEPT = 500
OFFLINE = (
    "--disable-background-networking",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A figure to draw, as Plotly's JSON, and what stands with it. `width` is in pixels."""

    title: str
    alt: str
    figure: str
    width: int
    is_small: bool = False
    #: What must be read with it, as sentences under it.
    notes: tuple[str, ...] = ()


def find_browser(named: str = "") -> str | None:
    """Return the browser that the settings name, or else the first one found on the machine."""
    return next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)


@cache
def picture_maker(folder: Path, browser: str) -> "PictureMaker":
    """Return this process' only maker for a folder and a browser as the settings name it."""
    return PictureMaker(folder, browser=browser)


class PictureMaker:
    """Draws figures as SVG and keeps them in a folder. May be used by many threads."""

    def __init__(
        self, folder: Path, *, browser: str = "", limit_seconds: float = LIMIT_SECONDS
    ) -> None:
        """Make ready; nothing is started until a picture is missing."""
        self._folder = folder
        self._named = browser
        self._limit = limit_seconds
        self._lock = Lock()
        self._browser: _Browser | None = None
        self._failed_at: float | None = None

    def make(self, drawings: Mapping[str, Drawing]) -> dict[str, ChartPicture] | None:
        """Return every drawing as a picture, or None when one of them could not be made.

        Waits for the limit at most, and as long again where another thread is drawing.
        """
        missing = [one for one in drawings.values() if self._read(one) is None]
        if missing and not self._draw(missing):
            return None
        contents = {name: self._read(one) for name, one in drawings.items()}
        return {
            name: ChartPicture(
                one.title, one.alt, content, "svg", is_small=one.is_small, notes=one.notes
            )
            for name, one in drawings.items()
            if (content := contents[name]) is not None
        }

    def close(self, *, by_force: bool = False) -> None:
        """End the browser, if one was started. By force when it does not answer."""
        browser, self._browser = self._browser, None
        if browser:
            atexit.unregister(self.close)
            browser.close(by_force=by_force)

    # Keeping -----------------------------------------------------------------------------

    def _path(self, drawing: Drawing) -> Path:
        said = [drawing.figure, drawing.width, *_versions()]
        return self._folder / f"{hashlib.sha256(json.dumps(said).encode()).hexdigest()}.svg"

    def _read(self, drawing: Drawing) -> bytes | None:
        try:
            return self._path(drawing).read_bytes()
        except FileNotFoundError:
            return None

    def _keep(self, drawing: Drawing, content: bytes) -> None:
        """Write a picture whole or not at all, and let the oldest go."""
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".new")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(self._path(drawing))
        kept = sorted(self._folder.glob("*.svg"), key=_age)
        for old in kept[KEPT:]:
            old.unlink(missing_ok=True)

    # Drawing -----------------------------------------------------------------------------

    def _draw(self, drawings: Sequence[Drawing]) -> bool:
        """Draw what is missing, one thread at a time. Tell whether everything was drawn."""
        if not self._lock.acquire(timeout=self._limit):
            return False
        try:
            missing = [one for one in drawings if self._read(one) is None]
            if not missing:
                return True
            if self._failed_at and time.monotonic() - self._failed_at < RETRY_SECONDS:
                return False
            return self._try(missing)
        finally:
            self._lock.release()

    def _try(self, drawings: Iterable[Drawing]) -> bool:
        path = find_browser(self._named)
        if path is None:
            log.warning("no pictures", extra={"kind": "NoBrowser"})
            return False
        deadline = time.monotonic() + self._limit
        try:
            if self._browser is None or not self._browser.is_running:
                self.close()
                atexit.register(self.close)
                self._browser = _Browser(path)
                self._browser.start(deadline)
            for one in drawings:
                self._keep(one, self._browser.draw(one, deadline))
        except Exception as error:  # noqa: BLE001  (a document without pictures beats none)
            # Only the kind: the message may quote what the figure says.
            log.warning("no pictures", extra={"kind": type(error).__name__})
            self._failed_at = time.monotonic()
            self.close(by_force=True)
            return False
        self._failed_at = None
        return True


class _Browser:
    """A browser that draws, with an event loop in a thread of its own."""

    def __init__(self, path: str) -> None:
        # Heavy, and most processes never draw.
        from kaleido import Kaleido

        for name in ("choreographer", "kaleido"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # they quote what they draw
        self._kaleido: Any = Kaleido(
            path=path,
            mathjax=False,
            browser_cls=_offline_chromium(),
            enable_extensions=False,
            enable_sandbox=os.geteuid() != 0,  # Chrome's sandbox refuses root
        )
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_log_kind)
        self._thread = Thread(target=self._loop.run_forever, name="pictures", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the browser still is there to draw."""
        process = self._process
        return process is not None and process.poll() is None

    @property
    def _process(self) -> subprocess.Popen[bytes] | None:
        return getattr(self._kaleido, "subprocess", None)

    def start(self, deadline: float) -> None:
        """Start the browser before a moment of the monotonic clock.

        Raises:
            TimeoutError: it did not answer in time.
        """
        self._wait(self._kaleido.open(), deadline)

    def draw(self, drawing: Drawing, deadline: float) -> bytes:
        """Draw one picture before a moment of the monotonic clock.

        Raises:
            TimeoutError: it was not drawn in time.
        """
        options = {"format": "svg", "width": drawing.width}
        figure = json.loads(drawing.figure)
        content: bytes = self._wait(self._kaleido.calc_fig(figure, options), deadline)
        return content

    def close(self, *, by_force: bool) -> None:
        """End the browser and its thread, by force too where it does not end by itself."""
        if by_force:
            self._kill()
        self._finish(self._kaleido.close())  # folders and pipes too
        self._kill()
        self._finish(_settle())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, Any], deadline: float) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(max(0.0, deadline - time.monotonic()))
        except BaseException:
            future.cancel()
            raise

    def _finish(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do the last work, as far as it goes."""
        try:
            self._wait(work, time.monotonic() + PATIENCE_SECONDS)
        except Exception as error:  # noqa: BLE001  (all that matters is that the process ends)
            log.warning("unclean end", extra={"kind": type(error).__name__})

    def _kill(self) -> None:
        """Kill the browser with its children: they are a group of their own."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        try:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE_SECONDS)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            log.warning("unclean end", extra={"kind": "StillThere"})


def _log_kind(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what went wrong in the background of the loop, without its message."""
    log.warning("in the background", extra={"kind": type(context.get("exception")).__name__})


async def _settle() -> None:
    """Let what still runs in the loop end."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@cache
def _offline_chromium() -> type:
    """Return choreographer's Chromium without network and without our secrets."""
    from choreographer.browsers.chromium import Chromium

    class OfflineChromium(Chromium):
        def get_cli(self) -> Sequence[str]:
            return [*super().get_cli(), *OFFLINE]

        def get_env(self) -> dict[str, str]:
            return {
                name: value
                for name, value in super().get_env().items()
                if not name.startswith("ARSHJUL_")
            }

    return OfflineChromium


@cache
def _versions() -> tuple[str, str]:
    return version("kaleido"), version("plotly")


def _age(path: Path) -> float:
    """Return a file's age for sorting, the youngest first."""
    try:
        return -path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
