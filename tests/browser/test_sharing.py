"""The wheel on paper, within another page, and several years on a phone."""

import io
import unicodedata

import pypdf
import pytest

from tracker import clock
from tracker.domain.terms import Role

YEAR = clock.now().year

#: Fill the list up to fourteen meetings, as in a crowded year.
CROWD = """() => {
  const rows = document.querySelector(".meeting-list tbody");
  while (rows.children.length < 14) rows.append(rows.children[1].cloneNode(true));
}"""


@pytest.fixture
def visit(browser, live):
    """Return a function that opens a page as a member, at a width."""
    contexts = []

    def open_page(address, width=1440):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=live.url, locale="sv-SE"
        )
        contexts.append(context)
        live.sign_in(context, Role.COORDINATOR)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_the_wheel_and_a_long_list_are_printed_on_one_page(visit):
    page = visit(f"/alvstad/{YEAR}")
    page.evaluate(CROWD)
    themes = page.locator(".meeting-list tbody th").all_inner_texts()

    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages

    assert len(themes) == 14
    assert len(printed) == 1
    assert abs(float(printed[0].mediabox.height) - 842) < 2  # A4 in points
    words = unicodedata.normalize("NFKC", "".join(printed[0].extract_text().split()))
    assert all("".join(theme.split()) in words for theme in set(themes))
    assert "Kringrådet" not in words


def test_several_years_stand_beside_each_other_on_a_phone(visit):
    page = visit("/alvstad/years", width=390)

    boxes = [cell.bounding_box() for cell in page.locator(".strip-year").all()]
    assert all(box["width"] >= 30 for box in boxes)
    assert len({box["y"] for box in boxes}) == 1


def test_a_petal_on_the_public_page_leads_to_its_row_in_the_list(visit):
    page = visit(f"/alvstad/public/{YEAR}")
    petal = page.locator(".wheel-desktop a").first
    target = petal.get_attribute("href")
    petal.focus()
    page.keyboard.press("Enter")

    assert page.evaluate("document.querySelector(':target').id") == target.removeprefix("#")
