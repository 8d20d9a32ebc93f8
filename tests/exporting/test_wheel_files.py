"""The wheel as a file of its own."""

import stat
import struct
import time
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from tracker.domain.terms import MeetingKind, MeetingStatus
from tracker.domain.year_wheel import WheelMeeting, YearWheel
from tracker.exporting.wheel_files import NoPicture, wheel_png, wheel_svg

MEETING = WheelMeeting(
    id=7,
    url="https://arshjul.example/alvstad/meetings/7",
    theme="Trygg <skola> & fritid",
    kind=MeetingKind.THEME,
    status=MeetingStatus.PLANNED,
    day=date(2026, 12, 8),
)
WHEEL = YearWheel(year=2026, today=date(2026, 11, 24), meetings=(MEETING,))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def browser(tmp_path):
    """Return a function that writes a program to be taken for a browser."""

    def make(script):
        path = tmp_path / "browser"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make


def test_the_drawing_is_whole_and_its_petals_lead_to_the_meetings():
    root = ET.fromstring(wheel_svg(WHEEL).encode())  # noqa: S314  (drawn by us)

    assert root.tag == f"{SVG}svg"
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == [MEETING.url]
    assert not list(root.iter(f"{SVG}image"))
    assert not list(root.iter(f"{SVG}script"))


def test_the_picture_is_drawn_sharp_by_the_machines_browser():
    content = wheel_png(WHEEL)

    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == (1640, 1640)


def test_without_a_browser_there_is_no_picture():
    with pytest.raises(NoPicture):
        wheel_png(WHEEL, browser="/no/browser")


def test_a_browser_that_draws_nothing_gives_no_picture(browser):
    with pytest.raises(NoPicture):
        wheel_png(WHEEL, browser=browser("exit 1"))


def test_a_browser_that_never_ends_is_ended(browser, tmp_path):
    began = time.monotonic()
    with pytest.raises(NoPicture):
        wheel_png(
            WHEEL, browser=browser(f"(sleep 60; touch {tmp_path}/late) & wait"), limit_seconds=0.3
        )

    assert time.monotonic() - began < 10


def test_the_browser_is_told_none_of_our_secrets(browser, monkeypatch, tmp_path):
    monkeypatch.setenv("ARSHJUL_SECRET_KEY", "hemlig")
    with pytest.raises(NoPicture):
        wheel_png(WHEEL, browser=browser(f"env > {tmp_path}/env"))

    assert "hemlig" not in (tmp_path / "env").read_text(encoding="utf-8")
