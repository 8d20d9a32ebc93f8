"""The product as a whole: started, reached, ended, with the real parts."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import make_settings
from tracker.app import create_app
from tracker.mail.sink import list_messages
from tracker.running import listening

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


def jobs_of(process):
    """Return the process id of the jobs process beside a web server, if it runs."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")  # any thread may have begun it
    for child in [int(number) for task in tasks for number in task.read_text().split()]:
        words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        if b"jobs" in words:
            return child
    return None


def is_running(number):
    try:
        state = Path(f"/proc/{number}/stat").read_text().split(")")[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_jobs_that_die_are_started_again_and_none_outlives_the_server(start):
    port = free_port()
    process = start(port)
    read(f"http://localhost:{port}/sign-in/")
    first = jobs_of(process)

    os.kill(first, signal.SIGKILL)
    wait_for(lambda: jobs_of(process) not in (None, first))
    second = jobs_of(process)
    time.sleep(1)  # it must have come up to see its input close
    process.kill()
    process.wait()

    wait_for(lambda: not is_running(second), patience=20)
    assert not is_running(first)


def test_the_demo_is_refused_where_a_real_council_is(start, tmp_path):
    words = ["council", "riktig", "--name", "Riktigt råd", "--municipality", "Älvstad"]
    person = ["--coordinator", "Alice Ek", "--email", "alice@alvstad.example"]
    environment = {**os.environ, "ARSHJUL_DATA_FOLDER": str(tmp_path / "data")}
    subprocess.run(
        [sys.executable, "-m", "tracker.cli", *words, *person],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )

    process = start(free_port())
    output, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "This data folder holds a real council" in output


@pytest.mark.parametrize(("proxies", "is_secure"), [(1, True), (0, False)])
def test_a_stated_proxy_is_believed_and_nobody_else(sqlite_engine, tmp_path, proxies, is_secure):
    """Asked through the real server, since it may take the headers away before we see them."""
    settings = make_settings(sqlite_engine, tmp_path / "data", port=free_port(), proxies=proxies)
    app = create_app(settings, engine=sqlite_engine)
    with listening(app, settings) as answer:
        thread = threading.Thread(target=until_closed, args=[answer], daemon=True)
        thread.start()
        request = urllib.request.Request(
            f"http://127.0.0.1:{settings.port}/sign-in/",
            headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"},
        )
        headers = urllib.request.urlopen(request, timeout=10).headers

    assert ("Strict-Transport-Security" in headers) is is_secure
    thread.join(10)


def until_closed(answer):
    with suppress(OSError, ValueError):  # what it listens on is closed under it
        answer()
