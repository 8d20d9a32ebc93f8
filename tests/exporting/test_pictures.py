"""Pictures without a real browser: what is kept, and what happens when drawing fails."""

import json
import logging
import os
import threading
import time
from pathlib import Path
from typing import ClassVar

import pytest

from tracker.exporting import pictures
from tracker.exporting.pictures import Drawing, PictureMaker, find_browser

SVG = b"<svg/>"


def drawing(name="Rån", **changes):
    figure = json.dumps({"data": [], "layout": {"title": {"text": name}}})
    values = {"title": name, "alt": f"{name} har minskat.", "figure": figure, "width": 300}
    return Drawing(**(values | changes))


class FakeBrowser:
    """Draws at once and counts. `breaks` makes it fail."""

    drawn: ClassVar[list[str]] = []
    started = 0
    breaks = False

    def __init__(self, path):
        self.is_running = True

    def start(self, deadline):
        type(self).started += 1

    def draw(self, one, deadline):
        if self.breaks:
            raise RuntimeError(f"cannot draw {one.title}")
        time.sleep(0.01)
        self.drawn.append(one.title)
        return SVG

    def close(self, *, by_force):
        self.is_running = False


@pytest.fixture
def fake(monkeypatch):
    class Fake(FakeBrowser):
        drawn: ClassVar[list[str]] = []

    monkeypatch.setattr(pictures, "_Browser", Fake)
    return Fake


@pytest.fixture
def maker(fake, tmp_path):
    maker = PictureMaker(tmp_path / "pictures", browser="/bin/sh")
    yield maker
    maker.close()


def script(folder: Path, body: str) -> str:
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_picture_carries_what_was_said_about_it(maker):
    made = maker.make({"one": drawing(is_small=True, notes=("Få år.",))})

    picture = made["one"]
    assert (picture.title, picture.alt) == ("Rån", "Rån har minskat.")
    assert (picture.content, picture.format, picture.is_small) == (SVG, "svg", True)
    assert picture.notes == ("Få år.",)


def test_the_same_figure_is_drawn_once_and_another_width_anew(maker, fake):
    maker.make({"one": drawing()})
    maker.make({"one": drawing(alt="Sagt på ett annat sätt.")})
    assert len(fake.drawn) == 1

    maker.make({"one": drawing(width=301)})
    assert len(fake.drawn) == 2


def test_threads_that_ask_at_the_same_time_share_one_browser_and_its_pictures(maker, fake):
    answers = []
    wanted = {name: drawing(name) for name in ("Rån", "Våld", "Stöld")}
    threads = [
        threading.Thread(target=lambda: answers.append(maker.make(wanted))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [sorted(answer) for answer in answers] == [sorted(wanted)] * 8
    assert sorted(fake.drawn) == sorted(wanted)
    assert fake.started == 1


def test_a_browser_that_has_ended_is_started_again(maker, fake):
    maker.make({"one": drawing("Rån")})
    maker._browser.is_running = False

    assert maker.make({"two": drawing("Våld")})
    assert fake.started == 2


def test_only_so_many_pictures_are_kept_and_the_oldest_goes(maker, monkeypatch, tmp_path):
    monkeypatch.setattr(pictures, "KEPT", 2)
    maker.make({"old": drawing("Gammal")})
    (old,) = (tmp_path / "pictures").iterdir()
    os.utime(old, (1, 1))

    maker.make({name: drawing(name) for name in ("Ny", "Nyare")})

    assert not old.exists()
    assert len(list((tmp_path / "pictures").iterdir())) == 2


def test_nothing_to_draw_needs_no_browser(tmp_path):
    assert PictureMaker(tmp_path, browser="/no/such/browser").make({}) == {}


def test_without_a_browser_there_are_no_pictures(tmp_path, caplog):
    maker = PictureMaker(tmp_path, browser="/no/such/browser")

    assert maker.make({"one": drawing()}) is None
    assert [record.kind for record in caplog.records] == ["NoBrowser"]


def test_a_failure_is_logged_without_what_the_figure_says(maker, fake, caplog):
    fake.breaks = True

    with caplog.at_level(logging.DEBUG):
        assert maker.make({"one": drawing("Hemligt mål")}) is None

    assert [record.kind for record in caplog.records] == ["RuntimeError"]
    assert "Hemligt" not in caplog.text


def test_after_a_failure_the_next_documents_do_not_wait(maker, fake, monkeypatch):
    fake.breaks = True
    maker.make({"one": drawing()})
    fake.breaks = False

    assert maker.make({"one": drawing()}) is None
    monkeypatch.setattr(pictures, "RETRY_SECONDS", 0)
    assert maker.make({"one": drawing()}) is not None


def test_what_was_drawn_before_a_failure_is_kept(maker, fake, monkeypatch):
    monkeypatch.setattr(pictures, "RETRY_SECONDS", 0)
    maker.make({"one": drawing("Rån")})
    fake.breaks = True

    assert maker.make({"one": drawing("Rån"), "two": drawing("Våld")}) is None
    assert maker.make({"one": drawing("Rån")}) is not None


def test_a_browser_that_hangs_is_given_up_in_time_and_killed(tmp_path):
    pid_file = tmp_path / "pid"
    browser = script(tmp_path, f"echo $$ > {pid_file}.new; mv {pid_file}.new {pid_file}; sleep 600")
    maker = PictureMaker(tmp_path / "pictures", browser=browser, limit_seconds=4)
    began = time.monotonic()

    assert maker.make({"one": drawing()}) is None

    assert time.monotonic() - began < 15
    assert not is_alive(int(pid_file.read_text()))
    assert [thread.name for thread in threading.enumerate() if thread.name == "pictures"] == []


def test_a_browser_that_ends_at_once_gives_no_pictures(tmp_path):
    maker = PictureMaker(tmp_path / "pictures", browser=script(tmp_path, "exit 1"))

    assert maker.make({"one": drawing()}) is None


def test_the_browser_that_the_settings_name_goes_before_those_found(tmp_path, monkeypatch):
    named = script(tmp_path, "exit 0")
    found = tmp_path / "chromium-browser"
    found.write_text("#!/bin/sh\n")
    found.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_browser() == str(found)
    assert find_browser(named) == named
    assert find_browser(str(tmp_path / "missing")) is None
