"""The charts of a review: drawn for the room they have, and never the only way to the numbers."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

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

    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
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


def test_a_chart_in_something_closed_is_drawn_when_that_is_opened(page):
    open_review(page)
    page.wait_for_timeout(1800)  # by then everything else is drawn
    chart = page.locator("#all-scores")
    expect(chart.locator(".js-plotly-plot")).to_have_count(0)

    page.locator("details:has(#all-scores) > summary").click()

    expect(chart.locator(".js-plotly-plot")).to_have_count(1)
    assert chart.evaluate("chart => chart.querySelector('.main-svg').clientWidth") > 300


# What can be taken home


def save(page: Page, chart: str, name: str) -> Download:
    """Download one of a chart's files."""
    files = page.locator(f"#{chart} ~ .chart-tools").first.locator(".chart-files")
    if files.get_attribute("open") is None:
        files.locator("summary").click()
    with page.expect_download() as saved:
        files.get_by_text(name).click()
    return saved.value


@pytest.mark.parametrize("chart", ["effect", "needs-matrix", "coverage-chart"])
def test_a_chart_is_saved_as_a_picture_with_its_heading_whatever_the_screen(page, chart, tmp_path):
    troubles = []
    page.on("console", lambda message: troubles.append(message.text))
    page.set_viewport_size(NARROW)
    open_review(page)

    picture = save(page, chart, "Bild (SVG)")
    picture.save_as(tmp_path / "picture.svg")
    svg = (tmp_path / "picture.svg").read_text()
    width = re.search(r'<svg[^>]* width="(\d+)"', svg)
    words = re.sub(r"<[^>]*>", "", svg)

    heading = page.locator(f"button[data-chart='{chart}']").first.get_attribute("data-file")
    assert picture.suggested_filename == f"{heading}.svg"
    assert heading.partition("-")[0] in words.casefold()
    assert int(width[1]) > NARROW["width"] * 2
    assert troubles == []


def test_a_picture_for_documents_is_as_sharp_as_print(page, tmp_path):
    open_review(page)

    save(page, "effect", "Bild (PNG)").save_as(tmp_path / "picture.png")

    content = Path(tmp_path / "picture.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20]) > 2500  # pixels across


def test_a_picture_that_cannot_be_made_is_said(page):
    open_review(page)
    page.wait_for_function("window.Plotly")
    page.evaluate("() => { Plotly.toImage = () => Promise.reject(new Error('no canvas')); }")
    files = page.locator("#effect ~ .chart-tools").first.locator(".chart-files")
    files.locator("summary").click()

    files.get_by_text("Bild (PNG)").click()

    expect(files.locator(".picture-failed")).to_be_visible()


def test_the_data_is_saved_without_any_script(browser, live, tmp_path):
    context = browser.new_context(base_url=live.url, locale="sv-SE", java_script_enabled=False)
    live.sign_in(context, Role.MEMBER)
    page = context.new_page()
    page.goto("/alvstad/reviews/")
    page.locator("main table a").first.click()
    expect(page.locator("#effect-table table")).to_have_count(1)
    shown = page.locator("#effect-table tbody tr").count()
    expect(page.get_by_text("Bild (PNG)").first).to_be_hidden()

    saved = save(page, "effect", "Data (CSV)")
    saved.save_as(tmp_path / "data.csv")
    context.close()

    text = (tmp_path / "data.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert saved.suggested_filename.startswith("älvstad-förändring-från-")
    assert rows[0][0] == "Indikator"
    assert len(rows) == shown + 1


# By keyboard


def test_a_chart_is_reached_by_keyboard_and_says_its_numbers(page):
    open_review(page)
    chart = page.locator("#effect")

    for _key in range(80):
        page.keyboard.press("Tab")
        if chart.evaluate("chart => chart === document.activeElement"):
            break

    expect(chart).to_be_focused()
    expect(chart).to_have_role("img")
    expect(chart).to_have_accessible_name(page.locator("#effect").get_attribute("aria-label"))
    assert "indikatorer jämförda" in chart.get_attribute("aria-label")
    outline = chart.evaluate("chart => getComputedStyle(chart).outlineStyle")
    assert outline != "none"


def test_the_table_is_one_key_from_the_chart_and_opens(page):
    open_review(page)
    page.locator("#effect").focus()
    page.keyboard.press("Tab")

    page.keyboard.press("Enter")

    expect(page.locator("#effect-table table")).to_be_visible()
    expect(page.locator("#effect-table summary")).to_be_focused()


def test_a_picture_is_saved_by_keyboard_alone(page):
    open_review(page)
    page.locator("#effect").focus()
    for key in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(key)

    with page.expect_download() as saved:
        page.keyboard.press("Enter")

    assert saved.value.suggested_filename.endswith(".png")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_words_of_a_chart_are_cut_at_its_edges(page, size):
    page.set_viewport_size(size)
    open_review(page)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    page.wait_for_timeout(2000)

    cut = page.evaluate(
        """() => [...document.querySelectorAll(".chart .annotation-text")].filter(text => {
          const room = text.closest(".chart-place").getBoundingClientRect();
          const box = text.getBoundingClientRect();
          return box.width && (box.left < room.left - 1 || box.right > room.right + 1
            || box.top < room.top - 1 || box.bottom > room.bottom + 1);
        }).map(text => text.textContent)"""
    )

    assert page.locator(".chart .annotation-text").count() > 100
    assert cut == []
