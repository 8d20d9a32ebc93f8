"""The slides of a review: turned by keys, and nothing typed is lost on the way."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from tests.browser.conftest import Live
from tracker.db import open_session, transaction
from tracker.domain.terms import Role
from tracker.models import AreaConclusion, PriorityArea, Review


@pytest.fixture
def review(live: Live) -> Review:
    with open_session(live.engine, read_only=True) as session:
        return session.exec(select(Review).where(col(Review.adopted_on).is_(None))).one()


@pytest.fixture
def conclusions(live: Live, review: Review) -> Iterator[list[str]]:
    """Return the draft's conclusions by area, and put them back afterwards."""

    def rows(session):
        return session.exec(
            select(AreaConclusion)
            .join(PriorityArea, col(PriorityArea.id) == col(AreaConclusion.priority_area_id))
            .where(AreaConclusion.review_id == review.id)
            .order_by(col(PriorityArea.number))
        ).all()

    with open_session(live.engine, read_only=True) as session:
        before = [row.text for row in rows(session)]
    yield before
    with transaction(live.engine) as session:
        for row, text in zip(rows(session), before, strict=True):
            row.text = text


@pytest.fixture
def make_page(browser: Browser, live: Live, review: Review):
    """Return a function that opens the first slide, with or without script."""
    contexts = []

    def open_slide(*, has_script: bool = True, width: int = 1920) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 1080},
            base_url=live.url,
            locale="sv-SE",
            java_script_enabled=has_script,
        )
        contexts.append(context)
        live.sign_in(context, Role.COORDINATOR)
        page = context.new_page()
        page.goto(f"/alvstad/reviews/{review.id}/present")
        return page

    yield open_slide
    for context in contexts:
        context.close()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text().strip()


def test_arrow_keys_turn_the_slides_both_ways(make_page):
    page = make_page()
    first = heading(page)

    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/present/*")
    expect(page.locator("h1")).not_to_have_text(first)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_have_text(first)


def test_arrow_keys_in_a_text_move_in_the_text(make_page, conclusions):
    page = make_page()
    first = heading(page)

    page.locator("textarea").focus()
    page.keyboard.press("ArrowRight")

    page.wait_for_timeout(300)
    assert heading(page) == first


def test_what_is_typed_is_saved_when_the_slide_is_turned(make_page, conclusions):
    page = make_page()
    first = heading(page)
    page.locator("textarea").fill("Det går åt rätt håll.")
    page.locator("h1").click()

    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).not_to_have_text(first)
    page.keyboard.press("ArrowLeft")

    expect(page.locator("h1")).to_have_text(first)
    expect(page.locator("textarea")).to_have_value("Det går åt rätt håll.")


def test_closing_with_something_unsaved_asks_first(make_page, conclusions):
    page = make_page()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("textarea").press_sequentially("Mer.")

    page.get_by_role("link", name="Stäng").click()

    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert "/present" in page.url


def test_without_script_links_and_buttons_do_the_same(make_page, conclusions):
    page = make_page(has_script=False)
    first = heading(page)
    page.locator("textarea").fill("Det går åt rätt håll.")

    page.get_by_role("button", name="Spara och gå vidare").click()
    expect(page.locator("h1")).not_to_have_text(first)
    page.get_by_role("link", name="Föregående").click()

    expect(page.locator("textarea")).to_have_value("Det går åt rätt håll.")


@pytest.mark.parametrize("width", [390, 1920])
def test_slides_fit_the_width_and_a_projectors_letters_are_large(make_page, width):
    page = make_page(width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate(
        "[...document.querySelectorAll('.present-words, .present-change, .finding-word')]"
        ".map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    # On a screen 1,5 m high the smallest capitals are then 2 cm: 14 arc-minutes from 5 m.
    assert min(sizes) >= (20 if width == 1920 else 12)
