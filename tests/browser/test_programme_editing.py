"""The programme is edited by keyboard, on a phone, and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, delete, select

from tests.browser.conftest import Live
from tracker.db import open_session, transaction
from tracker.domain.terms import Role
from tracker.models import Council, Goal, Indicator, PriorityArea, Programme

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def programme(live: Live) -> Iterator[Programme]:
    """An empty programme, far from the demo's own."""
    with transaction(live.engine) as session:
        council = session.exec(select(Council)).first()
        assert council
        programme = Programme(
            council_id=council.id, name="Nytt program", first_year=2090, last_year=2093
        )
        session.add(programme)
    yield programme
    with transaction(live.engine) as session:
        session.exec(delete(Programme).where(col(Programme.id) == programme.id))


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, browser: Browser, live: Live) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=request.param)
    live.sign_in(context, Role.COORDINATOR)
    yield context.new_page()
    context.close()


def goals(live: Live, programme: Programme) -> list[tuple[int, str]]:
    with open_session(live.engine, read_only=True) as session:
        return list(
            session.exec(
                select(Goal.number, Goal.title)
                .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
                .where(PriorityArea.programme_id == programme.id)
                .order_by(col(PriorityArea.number), col(Goal.number))
            )
        )


def test_a_whole_programme_is_entered_on_a_phone(
    page: Page, live: Live, programme: Programme
) -> None:
    page.goto(f"{live.url}/alvstad/programme/{programme.id}/edit")
    twelve = "\n".join(f"1.{number} Mål nummer {number}" for number in range(1, 13))
    page.get_by_label("Klistra in hela programmet").fill(
        f"1 Trygga platser\n{twelve}\n- Anmälda rån"
    )
    page.get_by_role("button", name="Gör rader av dem").last.click()

    expect(page.get_by_text("Raderna ligger nu i formuläret.")).to_be_visible()
    expect(page.get_by_label("Mål", exact=True).nth(11)).to_have_value("Mål nummer 12")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".save-bar").get_by_role("button", name="Spara").click()

    expect(page.get_by_text("14 rader i programmet är sparade.")).to_be_visible()
    assert goals(live, programme) == [(number, f"Mål nummer {number}") for number in range(1, 13)]
    with open_session(live.engine, read_only=True) as session:
        found = session.exec(select(Indicator).where(Indicator.title == "Anmälda rån")).all()
        assert len(found) == 1


def test_enter_in_a_field_saves_and_wrong_input_stays_in_its_place(
    page: Page, live: Live, programme: Programme
) -> None:
    with transaction(live.engine) as session:
        area = PriorityArea(
            council_id=programme.council_id, programme_id=programme.id, number=1, name="Område"
        )
        session.add(area)
        session.flush()
        session.add(
            Goal(council_id=area.council_id, priority_area_id=area.id, number=1, title="Förut")
        )
    page.goto(f"{live.url}/alvstad/programme/{programme.id}/edit")
    number = page.get_by_label("Nummer", exact=True).nth(1)
    number.fill("hundra")
    number.press("Enter")

    number = page.get_by_label("Nummer", exact=True).nth(1)
    expect(number).to_have_value("hundra")
    expect(number).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="Skriv ett heltal").click()
    expect(number).to_be_focused()
    number.fill("4")
    page.keyboard.press("Tab")
    page.keyboard.type("Efteråt")
    page.keyboard.press("Enter")

    expect(page.get_by_text("En rad i programmet är sparad.")).to_be_visible()
    assert goals(live, programme) == [(4, "Efteråt")]
