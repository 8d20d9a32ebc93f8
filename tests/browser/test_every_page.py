"""Every page, as a person meets it: in a browser, wide and narrow, by eye and by ear."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Live
from tests.walk import ENDPOINTS, is_for_anyone
from tracker.domain.terms import Role

WIDE, NARROW = 1440, 390
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: Attributes that name other elements of the page by their id.
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers")
DEMO_ROLES = (Role.MEMBER, Role.MANAGEMENT)


@dataclass
class Visit:
    """A browser window and what went wrong in it."""

    page: Page
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("requestfailed", lambda request: self.troubles.append(request.url))

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def context(request, browser: Browser, live: Live) -> Iterator[BrowserContext]:
    """Open a browser that starts from nothing. The page's own CSP holds."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, base_url=live.url, locale="sv-SE"
    )
    yield context
    context.close()


class Outline(HTMLParser):
    """Collects ids, and references to ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointed_at: set[str] = set()
        self.language = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in POINTERS:
                self.pointed_at.update((value or "").split())
            elif name == "href" and (value or "").startswith("#") and value != "#":
                self.pointed_at.add((value or "")[1:])
            elif name == "lang" and tag == "html":
                self.language = value or ""


def list_faults_of_markup(html: str) -> list[str]:
    """Return what a strict reader finds wrong with a page's markup."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    faults = [f"line {place[0]}: {kind} {detail}" for place, kind, detail in parser.errors]
    outline = Outline(html)
    faults += [
        f"id {name} is there twice"
        for name in sorted(set(outline.ids))
        if outline.ids.count(name) > 1
    ]
    faults += [f"nothing has the id {name}" for name in sorted(outline.pointed_at - {*outline.ids})]
    if outline.language not in ("sv", "en"):
        faults.append("the page does not say its language")
    return faults


def list_faults(visit: Visit, address: str, *, status: int = 200) -> list[str]:
    """Visit a page and return everything that is wrong with it."""
    answer = visit.page.context.request.get(address)
    if answer.status != status:
        return [f"{address} answers {answer.status}"]
    if "text/html" not in answer.headers["content-type"]:
        return [] if answer.body() else [f"{address} is empty"]
    faults = list_faults_of_markup(answer.text())
    visit.page.goto(address)
    visit.page.evaluate("document.fonts.ready")
    overflow = visit.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if overflow > 0:
        faults.append(f"the page is {overflow} px wider than the window")
    faults += list_axe_faults(visit.page)
    if visit.page.evaluate(OPEN_ALL):
        faults += list_axe_faults(visit.page)
    expected = "Failed to load resource" if status >= 400 else None
    faults += [text for text in visit.troubles if not (expected and expected in text)]
    return [f"{address}: {fault}" for fault in dict.fromkeys(faults)]


OPEN_ALL = """() => {
  const closed = document.querySelectorAll("details:not([open])");
  closed.forEach(part => part.open = true);
  return closed.length;
}"""


def list_axe_faults(page: Page) -> list[str]:
    """Return what axe finds that keeps people out."""
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_page_can_be_used_by_everyone(endpoint, context, live):
    if not is_for_anyone(endpoint):
        live.sign_in(context, Role.COORDINATOR)
    walk = live.open_walk()
    addresses = walk.list_addresses(endpoint)
    walk.session.close()

    faults = []
    for address in addresses:
        page = context.new_page()
        faults += list_faults(Visit(page), address)
        page.close()

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", DEMO_ROLES)
@pytest.mark.parametrize("endpoint", ["year_wheels.current", "meetings.show", "reports.show"])
def test_the_main_pages_can_be_used_by_those_who_only_read(endpoint, role, context, live):
    live.sign_in(context, role)
    walk = live.open_walk()
    addresses = walk.list_addresses(endpoint)
    walk.session.close()
    page = context.new_page()

    faults = [fault for address in addresses for fault in list_faults(Visit(page), address)]

    assert not faults, "\n".join(faults)


def test_the_front_page_can_be_used_in_english(context, live):
    live.sign_in(context, Role.COORDINATOR)
    context.add_cookies([{"name": "language", "value": "en", "url": live.url}])
    page = context.new_page()

    faults = list_faults(Visit(page), "/")

    assert not faults, "\n".join(faults)
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_page_that_does_not_exist_can_be_used(context):
    faults = list_faults(Visit(context.new_page()), "/no-such-page", status=404)

    assert not faults, "\n".join(faults)


BAD_PAGE = """<!doctype html><html lang="sv"><head><title>Fel</title></head><body><main>
<h1>Fel</h1><p id="a" style="color:#bbb;background:#fff">Svag text</p><p id="a">Igen</p>
<label for="nowhere">Namn</label><input><div style="width:2000px">bred</div>
<script>throw new Error("trasig")</script></main></body></html>"""


@pytest.mark.parametrize(
    "fault",
    [
        "color-contrast",
        "id a is there twice",
        "nothing has the id nowhere",
        "label (",
        "wider than the window",
        "trasig",
    ],
)
def test_each_kind_of_fault_would_be_found(fault, context, live):
    context.route("**/bad", lambda route: route.fulfill(body=BAD_PAGE, content_type="text/html"))
    page = context.new_page()
    visit = Visit(page)
    page.goto("/bad")
    overflow = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = [
        *list_faults_of_markup(BAD_PAGE),
        *list_axe_faults(page),
        *visit.troubles,
        *(["wider than the window"] if overflow else []),
    ]

    assert any(fault in text for text in found), found
