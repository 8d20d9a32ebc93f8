"""The charts of a review: drawn for the room they have, and never the only way to the numbers."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tracker.domain.terms import Role

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def page(browser: Browser, live):
    context = browser.new_context(viewport=WIDE, base_url=live.url, locale="sv-SE")
    live.sign_in(context, Role.MEMBER)
    yield context.new_page()
    context.close()


def open_review(page: Page) -> None:
    page.goto("/alvstad/reviews/")
    page.locator("main table a").first.click()
    page.wait_for_load_state("networkidle")


def test_each_chart_is_drawn_without_breaking_the_content_policy(page):
    troubles = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))

    open_review(page)

    charts = page.locator(".chart")
    expect(page.locator(".chart .js-plotly-plot")).to_have_count(charts.count())
    expect(page.locator("#effect")).to_have_attribute("data-layout", "wide")
    assert charts.count() > 10
    assert troubles == []


def test_a_chart_is_laid_out_anew_when_its_room_changes(page):
    open_review(page)
    expect(page.locator("#needs-matrix")).to_have_attribute("data-layout", "wide")
    expect(page.locator(".needs-legend")).to_be_hidden()

    page.set_viewport_size(NARROW)

    expect(page.locator("#needs-matrix")).to_have_attribute("data-layout", "narrow")
    expect(page.locator(".needs-legend")).to_be_visible()
    expect(page.locator("#effect .js-plotly-plot")).to_have_count(1)


def test_the_tables_are_opened_when_the_charts_cannot_be_drawn(page):
    page.route("**/assets/plotly.js*", lambda route: route.abort())

    open_review(page)

    expect(page.locator("#effect-table")).to_have_attribute("open", "")
    expect(page.locator("#series-table")).to_have_attribute("open", "")
    expect(page.locator(".chart-failed").first).to_be_visible()
    expect(page.locator("#effect")).to_be_hidden()
