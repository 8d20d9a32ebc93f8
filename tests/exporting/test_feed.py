"""The calendar to subscribe to, read back by two readers that know nothing of each other."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tracker.exporting.feed import FeedMeeting, calendar_feed
from tracker.text import speaking

STOCKHOLM = ZoneInfo("Europe/Stockholm")
#: The clocks go forward on 2026-03-29 and back on 2026-10-25.
BOTH_SIDES = ("2026-03-27", "2026-03-30", "2026-10-23", "2026-10-26")


def meeting(day="2026-12-08", **changes):
    starts_at = datetime.fromisoformat(f"{day}T15:00").replace(tzinfo=STOCKHOLM)
    return FeedMeeting(
        **{
            "uid": f"{day}@alvstad.example",
            "sequence": 0,
            "title": "Trygg skola",
            "place": "Stadshuset, sal B",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=90),
            "changed_at": datetime(2026, 1, 7, 9, 30, 0, 5, tzinfo=UTC),
            **changes,
        }
    )


def events(content):
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_a_meeting_has_title_time_and_place_and_nothing_more():
    [event] = events(calendar_feed("Älvstads Brå", [meeting(sequence=3)]))

    assert sorted(event) == [
        "DTEND", "DTSTAMP", "DTSTART", "LOCATION", "SEQUENCE", "STATUS", "SUMMARY", "UID",
    ]  # fmt: skip
    assert event["SUMMARY"] == "Älvstads Brå: Trygg skola"
    assert event["LOCATION"] == "Stadshuset, sal B"
    assert event["UID"] == "2026-12-08@alvstad.example"
    assert event["SEQUENCE"] == 3
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTAMP"].to_ical() == b"20260107T093000Z"


def test_a_cancelled_meeting_says_so_to_programs_and_to_people():
    with speaking("sv"):
        [event] = events(calendar_feed("Älvstads Brå", [meeting(is_cancelled=True)]))

    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "Inställt: Älvstads Brå: Trygg skola"


def test_the_same_meetings_give_the_same_bytes():
    assert calendar_feed("Brå", [meeting()]) == calendar_feed("Brå", [meeting()])


def test_a_calendar_without_meetings_can_be_read():
    calendar = icalendar.Calendar.from_ical(calendar_feed("Älvstads Brå", []))

    assert calendar["X-WR-CALNAME"] == "Älvstads Brå"
    assert "METHOD" not in calendar  # to be subscribed to, not an invitation
    assert calendar.walk("VEVENT") == []


def test_line_breaks_in_a_title_do_not_reach_the_calendar():
    [event] = events(calendar_feed("Brå", [meeting(title="Ett\r\nDTSTART:20000101T000000Z")]))

    assert event["SUMMARY"] == "Brå: Ett DTSTART:20000101T000000Z"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        calendar_feed("Brå", [meeting(starts_at=datetime(2026, 12, 8, 15))])  # noqa: DTZ001


def test_icalendar_reads_the_right_local_times_on_both_sides_of_both_clock_changes():
    found = events(calendar_feed("Brå", map(meeting, BOTH_SIDES)))

    local = [event.decoded("DTSTART").astimezone(STOCKHOLM) for event in found]
    assert [f"{start:%Y-%m-%d %H:%M}" for start in local] == [f"{day} 15:00" for day in BOTH_SIDES]


@pytest.fixture
def khal(tmp_path):
    """Return a function that puts a calendar in a folder of khal's and asks khal what it holds."""
    folder = tmp_path / "calendar"
    folder.mkdir()
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[council]]\npath = {folder}\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Europe/Stockholm\ndefault_timezone = Europe/Stockholm\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        encoding="utf-8",
    )
    environment = {
        "HOME": str(tmp_path), "PATH": "", "PYTHONUTF8": "1",
        "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
    }  # fmt: skip

    def run(*words):
        command = [str(Path(sys.executable).parent / "khal"), "-c", str(config), *words]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(content):
        file = tmp_path / "feed.ics"
        file.write_bytes(content)
        run("import", "--batch", "-a", "council", str(file))
        return run(
            "list", "--format", "{start} {end-time} {title} | {location}", "--day-format", "",
            "2026-01-01", "365d",
        )  # fmt: skip

    return ask


def test_khal_reads_the_right_local_times_on_both_sides_of_both_clock_changes(khal):
    listed = khal(calendar_feed("Älvstads Brå", map(meeting, BOTH_SIDES)))

    assert listed.splitlines() == [
        f"{day} 15:00 16:30 Älvstads Brå: Trygg skola | Stadshuset, sal B" for day in BOTH_SIDES
    ]
