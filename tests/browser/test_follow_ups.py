"""A round of 30 interventions in 8 departments, from the mail's link to the coordinator's list.

On a phone, as those who do the work meet it; and what happens to their text when things go wrong.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import Session, select

from jobs.reminders import plan_coming, send_due
from jobs.worker import Worker
from tests import factories
from tests.browser.conftest import Live, serve
from tests.conftest import SECRET
from tracker import clock
from tracker.db import create_engine, open_session, transaction
from tracker.domain.follow_ups import followed_up_year
from tracker.domain.terms import InterventionState, MeetingKind, Role
from tracker.mail.sink import Sink, list_messages, read_message
from tracker.mail.smtp import SmtpSettings
from tracker.models import Council, FollowUp, FollowUpDraft, Intervention, Person
from tracker.services import reminders
from tracker.services.follow_up_links import FollowUpLink, make_follow_up_url
from tracker.services.letters import Stationery

PHONE = {"width": 390, "height": 844}
DEPARTMENTS = (
    ("Fritidsförvaltningen", 4),
    ("Gatuförvaltningen", 3),
    ("Kommunledningen", 2),
    ("Kvinnojouren", 2),
    ("Polisen", 5),
    ("Skolförvaltningen", 6),
    ("Socialförvaltningen", 5),
    ("Älvstadshem", 3),
)
IN_ALL = sum(number for _name, number in DEPARTMENTS)
LINK = re.compile(r"http://127\.0\.0\.1:\d+/follow-up/[\w.-]+")
NOWHERE = re.compile(r"No connection|Ingen kontakt")


@dataclass(frozen=True)
class Round:
    """A council about to follow up its year, and the phones that answer."""

    live: Live
    browser: Browser
    year: int
    #: Where the list of who has answered is.
    page: str
    mail: Path

    def phone(self, **options: object) -> BrowserContext:
        """Take out a phone that nobody has signed in with."""
        return self.browser.new_context(
            viewport=PHONE, base_url=self.live.url, locale="sv-SE", has_touch=True, **options
        )

    def link_of(self, name: str) -> str:
        """Return the personal link of somebody."""
        with open_session(self.live.engine, read_only=True) as session:
            council = session.exec(select(Council)).one()
            person = session.exec(select(Person).where(Person.name == name)).one()
            link = FollowUpLink(council.id, person.id, self.year)
        return make_follow_up_url(self.live.url, SECRET, link=link)

    def answers(self) -> list[FollowUp]:
        with open_session(self.live.engine, read_only=True) as session:
            return list(session.exec(select(FollowUp)))

    def typed(self) -> list[dict[str, str]]:
        """Return what lies as drafts."""
        with open_session(self.live.engine, read_only=True) as session:
            return [draft.typed for draft in session.exec(select(FollowUpDraft))]

    def send_mail(self) -> list[str]:
        """Let the jobs plan today and send in some days, and return the links in the mail."""
        with Sink(self.mail) as sink:
            plan_coming(self._worker(sink.port, days=0))
            send_due(self._worker(sink.port, days=3))
        texts = [read_message(self.mail, one.key).text for one in list_messages(self.mail)]
        return sorted({found[0] for text in texts if (found := LINK.search(text))})

    def _worker(self, port: int, *, days: int) -> Worker:
        now = clock.now() + timedelta(days=days)
        return Worker(
            engine=self.live.engine,
            clock=lambda: now,
            started_at=now,
            data_folder=self.mail.parent,
            stationery=Stationery(self.live.url, SECRET, "arshjul@alvstad.example"),
            smtp=SmtpSettings("127.0.0.1", port, security="none", timeout=5),
        )


@pytest.fixture
def followed_up(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Round]:
    """Serve a council of its own: 30 interventions in 8 departments, a meeting in ten days."""
    shutil.copy(sqlite_template, tmp_path / "arshjul.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'arshjul.db'}")
    starts_at = clock.now() + timedelta(days=10)
    year = followed_up_year(starts_at.date())
    with transaction(engine) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        reminders.start_with_default_rules(session, council=council)
        factories.make_member(session, council=council, role=Role.COORDINATOR, name="Jonas Ek")
        factories.make_meeting(
            session, council=council, kind=MeetingKind.FOLLOW_UP, starts_at=starts_at
        )
        for department, number in DEPARTMENTS:
            _fill(session, council, department, number, year)
    with serve(engine, tmp_path) as live:
        yield Round(live, browser, year, f"/alvstad/follow-up/{year}", tmp_path / "post")
    engine.dispose()


def _fill(session: Session, council: Council, department: str, number: int, year: int) -> None:
    """Give a department its interventions, two to a person. The last has no address."""
    place = factories.make_organisation(session, council=council, name=department)
    person = None
    for turn in range(number):
        if turn % 2 == 0:
            is_by_phone = (department, turn) == ("Polisen", 4)
            address = {"email": None} if is_by_phone else {}
            person = factories.make_member(
                session,
                council=council,
                role=Role.CONTRIBUTOR,
                name=f"{department} {turn // 2 + 1}",
                **address,
            )
        row = factories.make_intervention(
            session,
            council=council,
            title=f"{department[:5]} insats {turn + 1}",
            organisation_id=place.id,
            responsible_id=person.id if person else None,
            state=InterventionState.ONGOING,
        )
        factories.make_follow_up(
            session, intervention=row, year=year - 1, reached=50 + turn, lesson="Börja tidigare."
        )


def fits(page: Page) -> bool:
    """Tell whether nothing lies outside the phone's width."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def answer(page: Page, *, carried_out: str = "Ja, som planerat", **typed: str) -> None:
    """Tap and type as on a phone."""
    page.get_by_role("radio", name=carried_out).tap()
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)


def send(page: Page) -> None:
    title = page.locator("#about").inner_text()
    page.get_by_role("button", name="Skicka svaret").tap()
    thanks = page.get_by_role("status").filter(has_text=f"Tack. Svaret om {title} är skickat.")
    expect(thanks).to_be_visible()


def test_a_whole_round_is_answered_on_phones_and_seen_in_the_coordinators_list(followed_up):
    links = followed_up.send_mail()
    before = {row.id for row in followed_up.answers()}
    for turn, link in enumerate(links):
        phone = followed_up.phone()
        page = phone.new_page()
        page.goto(link)
        while page.get_by_role("button", name="Skicka svaret").count():
            assert fits(page)
            expect(page.get_by_text("Börja tidigare.")).to_be_visible()
            answer(page, how_often="varje vecka", reached=str(40 + turn), lesson="Ring först.")
            send(page)
        expect(page.get_by_text("Det finns inget mer att svara på.")).to_be_visible()
        phone.close()

    desk = followed_up.phone()
    followed_up.live.sign_in(desk, Role.COORDINATOR)
    page = desk.new_page()
    page.goto(followed_up.page)
    assert fits(page)
    expect(page.get_by_role("heading", name=f"Uppföljning {followed_up.year}")).to_be_visible()
    expect(page.get_by_text(f"{IN_ALL - 1} av {IN_ALL} besvarade")).to_be_visible()
    expect(page.locator("tr.group")).to_have_count(len(DEPARTMENTS))
    expect(page.locator("tr.group", has_text="Polisen")).to_contain_text("4 av 5 besvarade")

    page.get_by_role("link", name="Svara åt dem Polis insats 5").tap()
    expect(page.get_by_label("Vem svarar?")).to_have_value("Polisen 3")
    assert fits(page)
    answer(page, carried_out="Delvis", hindrances="Två vakanser.")
    page.get_by_role("button", name="Skicka svaret").tap()
    expect(page.get_by_text(f"{IN_ALL} av {IN_ALL} besvarade")).to_be_visible()
    expect(page.get_by_text("Polisen 3, nedtecknat av Jonas Ek")).to_be_visible()

    sent = [row for row in followed_up.answers() if row.id not in before]
    assert len(sent) == IN_ALL
    assert {row.year for row in sent} == {followed_up.year}
    assert sum(row.lesson == "Ring först." for row in sent) == IN_ALL - 1
    desk.close()


def test_what_is_typed_saves_itself_and_is_found_on_another_phone(followed_up):
    first, second = followed_up.phone(), followed_up.phone()
    page = first.new_page()
    page.goto(followed_up.link_of("Skolförvaltningen 1"))
    page.get_by_role("radio", name="Delvis").tap()
    page.locator("[name=lesson]").press_sequentially("Ring hem samma dag.")
    expect(page.get_by_text("Sparat som utkast kl.")).to_be_visible()
    first.close()

    page = second.new_page()
    page.goto(followed_up.link_of("Skolförvaltningen 1"))

    expect(page.locator("[name=lesson]")).to_have_value("Ring hem samma dag.")
    expect(page.get_by_role("radio", name="Delvis")).to_be_checked()
    second.close()


def test_without_a_connection_it_is_said_and_nothing_is_lost(followed_up):
    phone = followed_up.phone()
    page = phone.new_page()
    link = followed_up.link_of("Polisen 1")
    page.goto(link)
    phone.set_offline(True)
    answer(page, lesson="Skrivet i källaren.")
    expect(page.get_by_text(NOWHERE).and_(page.locator("[data-status]"))).to_be_visible()
    page.get_by_role("button", name="Skicka svaret").tap()
    expect(page.locator("[name=lesson]")).to_have_value("Skrivet i källaren.")
    page.locator("[name=proposed_change]").fill("Och lite till.")
    assert not followed_up.typed()
    assert "Och lite till." in page.evaluate("JSON.stringify(localStorage)")

    page.close()  # the phone puts the page away
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(link)
    expect(page.locator("[name=lesson]")).to_have_value("Skrivet i källaren.")
    expect(page.locator("[name=proposed_change]")).to_have_value("Och lite till.")
    # Either the page's own last attempt came through as it was put away, or the phone kept it.
    expect(page.locator("[data-status]")).to_have_text(
        re.compile(r"^Sparat som utkast kl\.|^Utkastet är sparat\.")
    )
    send(page)
    [sent] = [row for row in followed_up.answers() if row.year == followed_up.year]
    assert (sent.lesson, sent.proposed_change) == ("Skrivet i källaren.", "Och lite till.")
    phone.close()


def test_when_the_server_answers_again_the_page_saves_by_itself(followed_up):
    phone = followed_up.phone()
    page = phone.new_page()
    page.goto(followed_up.link_of("Polisen 1"))
    page.route("**/save", lambda route: route.abort())
    answer(page, lesson="I tunneln.")
    expect(page.get_by_text(NOWHERE).and_(page.locator("[data-status]"))).to_be_visible()

    page.unroute("**/save")

    expect(page.get_by_text("Sparat som utkast kl.")).to_be_visible(timeout=10_000)
    assert followed_up.typed()[0]["lesson"] == "I tunneln."
    phone.close()


def test_text_that_waits_on_the_phone_does_not_replace_what_was_written_since(followed_up):
    phone, desk = followed_up.phone(), followed_up.phone()
    link = followed_up.link_of("Polisen 1")
    page = phone.new_page()
    page.goto(link)
    phone.set_offline(True)
    answer(page, lesson="I telefonen.")
    expect(page.get_by_text(NOWHERE).and_(page.locator("[data-status]"))).to_be_visible()
    page.close()
    other = desk.new_page()
    other.goto(link)
    answer(other, lesson="Vid datorn.")
    expect(other.get_by_text("Sparat som utkast kl.")).to_be_visible()

    phone.set_offline(False)
    page = phone.new_page()
    page.goto(link)

    expect(page.locator("[name=lesson]")).to_have_value("Vid datorn.")
    page.get_by_role("button", name="Ta fram den").tap()
    expect(page.locator("[name=lesson]")).to_have_value("I telefonen.")
    phone.close()
    desk.close()


def test_what_a_coordinator_wrote_meanwhile_is_said_and_both_are_shown(followed_up):
    phone, desk = followed_up.phone(), followed_up.phone()
    page = phone.new_page()
    page.goto(followed_up.link_of("Kvinnojouren 1"))
    followed_up.live.sign_in(desk, Role.COORDINATOR)
    other = desk.new_page()
    other.goto(followed_up.page)
    other.get_by_role("link", name="Svara åt dem Kvinn insats 1").tap()
    answer(other, lesson="Sagt per telefon.")
    expect(other.get_by_text("Sparat som utkast kl.")).to_be_visible()

    answer(page, lesson="Skrivet själv.")
    expect(page.get_by_text("Välj Spara utkast för att se båda.")).to_be_visible()
    page.get_by_role("button", name="Spara utkast").last.tap()

    expect(page.get_by_role("alert")).to_contain_text("Sagt per telefon.")
    expect(page.locator("[name=lesson]")).to_have_value("Skrivet själv.")
    send(page)
    assert any(row.lesson == "Skrivet själv." for row in followed_up.answers())
    phone.close()
    desk.close()


def test_the_form_is_filled_in_by_keyboard_and_enter_sends_nothing(followed_up):
    phone = followed_up.phone()
    page = phone.new_page()
    page.goto(followed_up.link_of("Polisen 1"))
    before = len(followed_up.answers())
    page.get_by_role("radio", name="Ja, som planerat").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("varje dag")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Utkastet är sparat.").first).to_be_visible()

    assert len(followed_up.answers()) == before
    expect(page.locator("[name=how_often]")).to_have_value("varje dag")
    phone.close()


def test_without_script_a_draft_is_saved_and_the_answer_sent_by_buttons(followed_up):
    phone = followed_up.phone(java_script_enabled=False)
    page = phone.new_page()
    page.goto(followed_up.link_of("Polisen 1"))
    answer(page, carried_out="Delvis", lesson="Utan skript.")
    page.get_by_role("button", name="Spara utkast").last.click()
    expect(page.locator("[name=lesson]")).to_have_value("Utan skript.")
    page.get_by_role("button", name="Skicka svaret").click()

    expect(page.get_by_role("status").filter(has_text="Tack. Svaret om")).to_be_visible()
    assert any(row.lesson == "Utan skript." for row in followed_up.answers())
    phone.close()


def test_a_mails_link_to_one_of_several_leads_to_that_one(followed_up):
    phone = followed_up.phone()
    page = phone.new_page()
    with open_session(followed_up.live.engine, read_only=True) as session:
        one = session.exec(select(Intervention).where(Intervention.title == "Skolf insats 2")).one()
    page.goto(f"{followed_up.link_of('Skolförvaltningen 1')}#intervention-{one.id}")

    expect(page.locator("#about")).to_have_text("Skolf insats 2")
    phone.close()
