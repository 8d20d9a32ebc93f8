"""Scoring the problems on a phone, with the keyboard alone, as the page is and without script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, delete, select

from tests.browser.conftest import Live
from tracker.db import open_session, transaction
from tracker.domain.terms import Criterion, Role
from tracker.models import NeedAssessment, NeedScore, Review


@pytest.fixture
def member_id(live: Live) -> int:
    walk = live.open_walk()
    person = walk.find_person(Role.MEMBER)
    walk.session.close()
    return person.id


@pytest.fixture
def needs(live: Live, member_id: int) -> Iterator[list[NeedAssessment]]:
    """Return the draft's problems, and take away afterwards what the member scored."""
    mine = delete(NeedScore).where(col(NeedScore.person_id) == member_id)
    with transaction(live.engine) as session:
        session.execute(mine)
    with open_session(live.engine, read_only=True) as session:
        yield list(
            session.exec(
                select(NeedAssessment)
                .join(Review, col(Review.id) == col(NeedAssessment.review_id))
                .where(col(Review.adopted_on).is_(None))
                .order_by(col(NeedAssessment.id))
            )
        )
    with transaction(live.engine) as session:
        session.execute(mine)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, browser: Browser, live: Live) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 800},
        base_url=live.url,
        locale="sv-SE",
        java_script_enabled=request.param,
    )
    live.sign_in(context, Role.MEMBER)
    yield context.new_page()
    context.close()


def test_a_member_scores_problem_after_problem_with_the_keyboard(live, page, needs, member_id):
    page.goto(f"/alvstad/reviews/{needs[0].review_id}/scoring")
    page.get_by_role("link", name="Börja").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(needs[0].name)
    for score in range(1, 6):
        page.keyboard.press("Tab")
        while not page.locator("fieldset input:focus").count():
            page.keyboard.press("Tab")
        for _step in range(score):  # from “no opinion”, the last, round to the first
            page.keyboard.press("ArrowRight")
    while not page.locator("button[name=go_on]:focus").count():
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(needs[1].name)
    expect(page.get_by_role("status")).to_contain_text(f"Skattningen av {needs[0].name} är sparad.")
    with open_session(live.engine, read_only=True) as session:
        rows = session.exec(select(NeedScore).where(NeedScore.person_id == member_id)).all()
    mine = {(row.need_id, row.criterion): row.score for row in rows}
    assert mine == {
        (needs[0].id, criterion): score
        for score, criterion in zip(range(1, 6), Criterion, strict=False)
    }


def test_a_thumb_finds_every_score(page, needs):
    page.goto(f"/alvstad/reviews/{needs[0].review_id}/needs/{needs[0].id}/score")

    boxes = [one.bounding_box() for one in page.locator(".score-step input").all()]

    assert len(boxes) == 6 * len(Criterion)
    assert all(box and box["width"] >= 44 and box["height"] >= 36 for box in boxes)
    assert re.search(r"Problem 1 av \d+", page.locator(".need-steps").inner_text())
