"""The jobs process itself, as it is started and ended."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from jobs.__main__ import make_clock
from tests.conftest import SECRET
from tests.jobs.post import EVERYONE

BEFORE_MEETING = "2026-11-17T07:30:00+01:00"


def start_for(post, tmp_path, *arguments):
    return start(
        tmp_path,
        *arguments,
        ARSHJUL_DATABASE_URL=post.engine.url.render_as_string(hide_password=False),
        ARSHJUL_SMTP__HOST="127.0.0.1",
        ARSHJUL_SMTP__PORT=str(post.port),
    )


def start(tmp_path, *arguments, **changes):
    environment = {
        **os.environ,
        "ARSHJUL_DATA_FOLDER": str(tmp_path / "data"),
        "ARSHJUL_BASE_URL": "http://localhost",
        "ARSHJUL_SECRET_KEY": SECRET,
        "ARSHJUL_SMTP__SENDER": "arshjul@alvstad.example",
        **changes,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "jobs", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_one_round_at_a_pretended_moment_delivers_and_ends(post, tmp_path):
    process = start_for(post, tmp_path, "--once", "--at", BEFORE_MEETING)
    said, logged = process.communicate(timeout=60)

    assert process.returncode == 0, logged
    assert json.loads(said)["sent"] == len(EVERYONE)
    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)
    assert all(json.loads(line) for line in logged.splitlines())
    assert "@alvstad" not in logged


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_goes_on_until_it_is_asked_to_end(post, tmp_path, number):
    process = start_for(post, tmp_path, "--at", BEFORE_MEETING)
    ends = time.monotonic() + 60
    while sum(post.server.addresses().values()) < len(EVERYONE) and time.monotonic() < ends:
        time.sleep(0.1)

    process.send_signal(number)
    _said, logged = process.communicate(timeout=10)

    assert process.returncode == 0, logged
    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)
    assert "Traceback" not in logged


@pytest.mark.parametrize(
    ("arguments", "changes", "said"),
    [
        (["--at", "2026-11-17T07:30:00"], {}, "offset"),
        (["--at", "tomorrow"], {}, "tomorrow"),
        ([], {"ARSHJUL_SECRET_KEY": "short"}, "ARSHJUL_SECRET_KEY"),
        ([], {"ARSHJUL_SMTP__SENDER": "nobody"}, "address"),
    ],
)
def test_what_is_wrong_with_its_settings_is_said(tmp_path, arguments, changes, said):
    process = start(tmp_path, "--once", *arguments, **changes)
    _said, logged = process.communicate(timeout=60)

    assert process.returncode == 1
    assert said in logged
    assert "Traceback" not in logged


def test_a_pretended_clock_goes_on():
    now = make_clock("2026-11-17T07:30:00+01:00")

    first = now()
    time.sleep(0.02)

    assert now() > first
    assert (first - datetime(2026, 11, 17, 6, 30, tzinfo=UTC)).total_seconds() < 1
