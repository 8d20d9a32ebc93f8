"""A program that presses everything in a mail leaves no answer; a person leaves exactly one."""

import re
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy.engine import Engine
from sqlmodel import select
from werkzeug.serving import make_server

from tests import factories
from tests.conftest import SECRET, make_settings
from tracker import clock
from tracker.app import create_app
from tracker.db import create_engine, open_session, transaction
from tracker.domain.terms import Answer, DeliveryKind, Role
from tracker.mail.reading import read_message
from tracker.models import Delivery, Participation, Person
from tracker.queries.deliveries import load_occasion
from tracker.services.letters import Stationery, write_letter

#: Everything that something happens by pressing.
PRESSABLE = "main button, main input[type=submit], main a[href]"
FILL_IN = """() => {
  for (const field of document.querySelectorAll("main input[type=text]")) field.value = "Test";
  for (const field of document.querySelectorAll("main input[type=email]"))
    field.value = "test@alvstad.example";
  for (const choice of document.querySelectorAll("main select"))
    choice.selectedIndex = choice.options.length - 1;
}"""
READING = timedelta(seconds=3)


@dataclass
class Mailed:
    """A meeting that somebody has been invited to, and the links in the invitation."""

    engine: Engine
    person: Person
    links: list[str]
    monkeypatch: pytest.MonkeyPatch
    now: datetime = field(default_factory=clock.now)

    def wait(self, pause: timedelta) -> None:
        """Let time pass on the server."""
        self.now += pause
        self.monkeypatch.setattr(clock, "now", lambda: self.now)

    def places(self) -> list[Participation]:
        with open_session(self.engine, read_only=True) as session:
            return list(session.exec(select(Participation)))

    def answers(self) -> list[tuple[Answer, str]]:
        return [(place.answer, place.substitute_name) for place in self.places()]

    def waiting(self) -> list[Delivery]:
        """Return messages that would go to anybody but those who were invited at first."""
        with open_session(self.engine, read_only=True) as session:
            return [
                row
                for row in session.exec(select(Delivery).where(Delivery.state == "planned"))
                if row.person_id != self.person.id
            ]


@pytest.fixture
def mailed(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mailed]:
    """Serve a council with one meeting, and write its invitation to one member."""
    shutil.copy(sqlite_template, tmp_path / "arshjul.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'arshjul.db'}")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    now = clock.now()
    with transaction(engine) as session:
        council = factories.make_council(session)
        bo = factories.make_member(session, council=council, name="Bo Ek")
        factories.make_member(session, council=council, role=Role.SUBSTITUTE, name="Ida Ek")
        meeting = factories.make_meeting(
            session, council=council, starts_at=now + timedelta(days=10)
        )
        factories.make_participation(session, meeting=meeting, person=bo)
        occasion = load_occasion(
            session, council_id=council.id, meeting_id=meeting.id, person_id=bo.id
        )
    letter = write_letter(
        occasion,
        kind=DeliveryKind.INVITATION,
        due_at=now,
        stationery=Stationery(url, SECRET, "arshjul@alvstad.example"),
        now=now,
    )
    html = read_message(letter).html
    links = [unescape(link) for link in re.findall(r'href="([^"]+/answer/[^"]+)"', html)]
    settings = make_settings(engine, tmp_path / "data", base_url=url, port=port)
    server = make_server("127.0.0.1", port, create_app(settings, engine=engine), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    mailed = Mailed(engine, bo, links, monkeypatch)
    mailed.wait(timedelta())
    yield mailed
    server.shutdown()
    thread.join()
    server.server_close()
    engine.dispose()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="sv-SE")
    yield context
    context.close()


def press_everything(
    page: Page,
    mailed: Mailed,
    *,
    pause: timedelta,
    backwards: bool,
    fills_in: bool,
    things: str = PRESSABLE,
) -> int:
    """Open each link anew for each thing there is to press, and press it; return how many."""
    presses = 0
    for link in reversed(mailed.links) if backwards else mailed.links:
        page.goto(link)
        order = range(page.locator(things).count())
        for number in reversed(order) if backwards else order:
            page.goto(link)
            if fills_in:
                page.evaluate(FILL_IN)
            mailed.wait(pause)
            # As a script does it: also what cannot be seen.
            with page.expect_navigation():
                page.locator(things).nth(number).evaluate("thing => thing.click()")
            presses += 1
    return presses


def test_the_invitation_has_both_links(mailed):
    assert [link.partition("?")[2] for link in mailed.links] == [
        "answer=coming",
        "answer=not_coming",
    ]


def test_following_the_links_leaves_no_answer(mailed, context):
    for link in mailed.links:
        context.request.head(link)
        for _ in range(10):
            assert context.request.get(link).ok

    assert mailed.answers() == [(Answer.NONE, "")]


@pytest.mark.parametrize(
    ("seconds", "backwards", "fills_in"),
    [(0, False, True), (3, False, False), (3, True, True), (29, False, True), (29, True, False)],
)
def test_a_scanner_that_presses_everything_leaves_no_answer(
    mailed, context, seconds, backwards, fills_in
):
    page = context.new_page()

    presses = press_everything(
        page,
        mailed,
        pause=timedelta(seconds=seconds),
        backwards=backwards,
        fills_in=fills_in,
    )

    assert presses >= 8
    assert [answer for answer in mailed.answers() if answer != (Answer.NONE, "")] == []
    assert mailed.waiting() == []


@pytest.mark.parametrize("backwards", [False, True])
def test_a_scanner_that_presses_only_what_people_see_leaves_no_answer(mailed, context, backwards):
    press_everything(
        context.new_page(),
        mailed,
        pause=timedelta(seconds=10),
        backwards=backwards,
        fills_in=True,
        things="main button[name=answer]",
    )

    assert [answer for answer in mailed.answers() if answer != (Answer.NONE, "")] == []
    assert mailed.waiting() == []


def test_a_person_answers_after_a_scanner_and_without_script(mailed, browser, context):
    press_everything(context.new_page(), mailed, pause=READING, backwards=False, fills_in=False)
    person = browser.new_context(locale="sv-SE", java_script_enabled=False)
    page = person.new_page()

    mailed.wait(timedelta(minutes=1))
    page.goto(mailed.links[0])
    mailed.wait(READING)
    page.get_by_role("button", name="Jag kommer").click()

    assert page.get_by_text("Tack, ditt svar är sparat.").is_visible()
    assert mailed.answers() == [(Answer.COMING, "")]
    person.close()


def test_a_person_comes_by_key_to_the_suggested_answer_and_never_to_the_trap(mailed, context):
    page = context.new_page()
    page.goto(mailed.links[1])
    page.locator("main").focus()
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('value')"))

    assert reached[:2] == ["not_coming", "coming"]
    assert "substitute" in reached
    assert page.evaluate("document.querySelectorAll('[name=everything]').length") == 1
    assert "1" not in reached
