"""Moving a meeting: by pointer, by keyboard and by form, always with the same result."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import select

from tests.browser.conftest import Live
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.calendar import at_local_time, days_in_year
from tracker.domain.reminders import AFTER_MEETING_KINDS
from tracker.domain.terms import DeliveryKind, DeliveryState, Role
from tracker.models import Delivery, Meeting
from tracker.queries.councils import list_councils
from tracker.queries.meetings import list_coming_meetings
from tracker.services import reminders

ZONE = ZoneInfo("Europe/Stockholm")
DAYS = 3


@dataclass(frozen=True)
class Move:
    """A meeting, the day it lies on and the day it is to be moved to."""

    meeting_id: int
    starts: datetime  # local
    target: date

    @property
    def day(self) -> date:
        return self.starts.date()

    @property
    def days(self) -> int:
        return (self.target - self.day).days

    @property
    def page(self) -> str:
        return f"/alvstad/meetings/{self.meeting_id}"


@pytest.fixture
def move(live: Live) -> Iterator[Move]:
    """Choose the next meeting but today's, and put it back when the test is over."""
    with open_session(live.engine, read_only=True) as session:
        now = clock.now()
        council = list_councils(session)[0]
        meeting = next(
            meeting
            for meeting in list_coming_meetings(session, council_id=council.id, now=now)
            if meeting.starts_at.astimezone(ZONE).date() > now.astimezone(ZONE).date()
        )
        was = meeting.starts_at, meeting.ends_at
        starts = meeting.starts_at.astimezone(ZONE)
    target = starts.date() + timedelta(days=DAYS)
    if target.year != starts.year:
        target = starts.date() - timedelta(days=DAYS)
    yield Move(meeting.id, starts, target)
    with transaction(live.engine) as session:
        meeting = session.get_one(Meeting, meeting.id)
        meeting.starts_at, meeting.ends_at = was
        session.flush()
        council = list_councils(session)[0]
        reminders.plan(session, council=council, meeting=meeting, now=clock.now())


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 1100}, base_url=live.url, locale="sv-SE"
    )
    live.sign_in(context, Role.COORDINATOR)
    yield context.new_page()
    context.close()


def find_petal(page: Page, move: Move) -> Locator:
    """Open the meeting's year and return its petal."""
    page.goto(f"/alvstad/{move.day.year}")
    expect(page.locator("#moving-help")).to_be_visible()
    return page.locator(f'.wheel-desktop .wheel-petal[href="{move.page}"]')


def grab_and_turn(page: Page, petal: Locator, *, days: int, year: int) -> None:
    """Press the pointer on a petal and lead it so many days around the wheel."""
    body = petal.locator(".wheel-petal-body").bounding_box()
    wheel = page.locator(".wheel-desktop svg").bounding_box()
    assert body
    assert wheel
    centre = wheel["x"] + wheel["width"] / 2, wheel["y"] + wheel["width"] / 2
    x = body["x"] + body["width"] / 2 - centre[0]
    y = body["y"] + body["height"] / 2 - centre[1]
    page.mouse.move(centre[0] + x, centre[1] + y)
    page.mouse.down()
    steps = 6
    for step in range(1, steps + 1):
        turn = math.radians(days / days_in_year(year) * 360 * step / steps)
        page.mouse.move(
            centre[0] + x * math.cos(turn) - y * math.sin(turn),
            centre[1] + x * math.sin(turn) + y * math.cos(turn),
        )


def by_drag(page: Page, move: Move) -> None:
    petal = find_petal(page, move)
    grab_and_turn(page, petal, days=move.days, year=move.day.year)
    expect(page.locator(".moving-label")).to_contain_text(str(move.target))
    expect(page.locator(".moving-label")).to_contain_text(f"v. {move.target.isocalendar().week}")
    page.mouse.up()
    page.wait_for_url(f"**{move.page}/move?day={move.target}")


def by_keyboard(page: Page, move: Move) -> None:
    petal = find_petal(page, move)
    petal.focus()
    key = "Shift+ArrowRight" if move.days > 0 else "Shift+ArrowLeft"
    for _press in range(abs(move.days)):
        page.keyboard.press(key)
    expect(page.get_by_role("status").filter(has_text=str(move.target))).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{move.page}/move?day={move.target}")


def by_form(page: Page, move: Move) -> None:
    page.goto(move.page)
    page.get_by_role("link", name="Flytta", exact=True).click()
    page.get_by_label("Datum").fill(str(move.target))


@pytest.mark.parametrize("way", [by_drag, by_keyboard, by_form])
def test_drag_keyboard_and_form_lead_to_the_same_stored_meeting(way, page, live, move):
    troubles = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))

    way(page, move)
    expect(page.get_by_label("Datum")).to_have_value(str(move.target))
    assert stored_start(live, move) == move.starts  # nothing is saved yet
    page.get_by_role("button", name="Visa följderna").click()
    expect(page.get_by_role("heading", name="Följder")).to_be_visible()
    assert stored_start(live, move) == move.starts
    page.locator("button[name=confirm]").click()
    page.wait_for_url(f"**{move.page}")

    starts = stored_start(live, move)
    assert starts == at_local_time(move.target, move.starts.time(), ZONE)
    for kind, due_at in waiting(live, move):
        assert (due_at > starts) == (kind in AFTER_MEETING_KINDS)
    assert troubles == []


@pytest.mark.parametrize("way", ["pointer", "keys"])
def test_escape_leaves_the_meeting_where_it_is(way, page, live, move):
    petal = find_petal(page, move)
    address = page.url
    if way == "pointer":
        grab_and_turn(page, petal, days=move.days, year=move.day.year)
    else:
        petal.focus()
        page.keyboard.press("Shift+PageUp")
    expect(page.locator(".moving-label")).to_be_visible()

    page.keyboard.press("Escape")
    if way == "pointer":
        page.mouse.up()

    expect(page.locator(".moving-label")).to_have_text("Mötet ligger kvar.")
    assert petal.get_attribute("transform") is None
    assert page.url == address


def test_a_click_on_a_petal_still_leads_to_its_meeting(page, move):
    find_petal(page, move).locator(".wheel-petal-body").click()

    page.wait_for_url(f"**{move.page}")


def test_a_petal_is_not_led_out_of_its_year(page, move):
    petal = find_petal(page, move)
    petal.focus()
    for _press in range(53):
        page.keyboard.press("Shift+PageDown")

    expect(page.locator(".moving-label")).to_contain_text(f"{move.day.year}-12-31")


def stored_start(live: Live, move: Move) -> datetime:
    with open_session(live.engine, read_only=True) as session:
        return session.get_one(Meeting, move.meeting_id).starts_at


def waiting(live: Live, move: Move) -> list[tuple[DeliveryKind, datetime]]:
    """Return what the meeting's waiting messages are, and when they are due."""
    with open_session(live.engine, read_only=True) as session:
        return list(
            session.exec(
                select(Delivery.kind, Delivery.due_at).where(
                    Delivery.meeting_id == move.meeting_id, Delivery.state == DeliveryState.PLANNED
                )
            )
        )
