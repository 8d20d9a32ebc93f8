"""The year wheel standing alone: as SVG, and as PNG through a Chrome or Chromium on the machine.

The browser is started for the one picture, reaches no network, gets none of our secrets, and is
ended with its children when it takes too long.
"""

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock

from tracker.domain.year_wheel import YearWheel
from tracker.drawing.year_wheel import draw_year_wheel
from tracker.exporting.pictures import OFFLINE, find_browser

#: The wheel's side in CSS pixels, and how many of the picture's pixels each becomes.
SIDE, SCALE = 820, 2
#: How long the browser may take, its start included.
LIMIT_SECONDS = 30.0

_PAGE = (
    '<!doctype html><meta charset="utf-8"><title>-</title>'
    "<style>html,body{{margin:0;background:#fff;overflow:hidden}}svg{{display:block}}</style>{svg}"
)
_one_at_a_time = Lock()


class NoPicture(Exception):
    """The machine has no browser, or it did not draw in time."""


def wheel_svg(wheel: YearWheel) -> str:
    """Return the wheel as a file of its own."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{draw_year_wheel(wheel)}\n'


def wheel_png(
    wheel: YearWheel, *, browser: str = "", limit_seconds: float = LIMIT_SECONDS
) -> bytes:
    """Return the wheel as a picture of 1640 × 1640 pixels on white.

    Args:
        wheel: the year.
        browser: as the settings name it; empty for the first one found.
        limit_seconds: how long to wait.

    Raises:
        NoPicture: it cannot be drawn here; the SVG can.
    """
    path = find_browser(browser)
    if path is None:
        raise NoPicture
    if not _one_at_a_time.acquire(timeout=limit_seconds):
        raise NoPicture
    try:
        return _draw(draw_year_wheel(wheel), path, limit_seconds)
    finally:
        _one_at_a_time.release()


@lru_cache(maxsize=4)
def _draw(svg: str, browser: str, limit_seconds: float) -> bytes:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, picture = folder / "wheel.html", folder / "wheel.png"
        page.write_text(_PAGE.format(svg=svg), encoding="utf-8")
        _run(
            [
                browser,
                "--headless",
                *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chrome's refuses root
                "--disable-gpu",
                "--disable-sync",
                "--disable-component-update",
                "--no-first-run",
                "--hide-scrollbars",
                *OFFLINE,
                f"--user-data-dir={folder / 'profile'}",
                f"--window-size={SIDE},{SIDE}",
                f"--force-device-scale-factor={SCALE}",
                f"--screenshot={picture}",
                page.as_uri(),
            ],
            limit_seconds,
        )
        try:
            return picture.read_bytes()
        except FileNotFoundError:
            raise NoPicture from None


def _run(command: list[str], limit_seconds: float) -> None:
    """Run a browser to its end, and no longer than the limit."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("ARSHJUL_")
    }
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        raise NoPicture from None
    try:
        process.wait(limit_seconds)
    except subprocess.TimeoutExpired:
        raise NoPicture from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a browser with its children: they are a group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
