"""The product as a whole: started, reached, ended, with the real parts."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tracker.mail.sink import list_messages

ROOT = Path(__file__).parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(tmp_path):
    """Return a function that starts the demo and waits for its first page."""
    started = []

    def start(port):
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker.cli", "demo"],
            cwd=ROOT,
            env={
                **os.environ,
                "ARSHJUL_PORT": str(port),
                "ARSHJUL_DATA_FOLDER": str(tmp_path / "data"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def read(address, patience=60):
    """Return a page, waiting for the server to come up."""
    until = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def wait_for(condition, patience=60):
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.2)


def test_the_demo_serves_sends_mail_and_ends_in_order_with_ctrl_c(start, tmp_path):
    port = free_port()
    process = start(port)
    page = read(f"http://localhost:{port}/sign-in/")
    assert "demonstrationen som" in page

    # The whole way of a mail: page, outbox, jobs process, SMTP, post office.
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    form = browser.open(f"http://localhost:{port}/sign-in/").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)[1]
    fields = {"csrf_token": token, "email": "jonas.ekdahl@alvstad.example"}
    browser.open(
        f"http://localhost:{port}/sign-in/", urllib.parse.urlencode(fields).encode()
    ).read()
    wait_for(lambda: list_messages(tmp_path / "data" / "mail"))

    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 0, output
    assert "Ended." in output
    assert "Traceback" not in output
    assert "alvstad.example" not in output  # no address in any log line
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)


def test_a_second_start_keeps_the_data_and_a_taken_port_is_said_plainly(start, tmp_path):
    port = free_port()
    process = start(port)
    read(f"http://localhost:{port}/sign-in/")
    made_at = (tmp_path / "data" / "secret_key").stat().st_mtime

    output, _ = start(port).communicate(timeout=60)
    assert f"Port {port} is taken." in output
    assert "Traceback" not in output
    assert "Filling" not in output
    assert (tmp_path / "data" / "secret_key").stat().st_mtime == made_at
    process.terminate()
    assert process.wait(20) == 0
