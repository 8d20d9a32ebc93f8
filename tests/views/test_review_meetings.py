"""The slides that a council goes through on its meeting day."""

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, save, shown_on, text_of
from tests.views.review_scene import address_of, measure, show, words_of
from tracker.db import open_session, transaction
from tracker.domain.terms import Decision, Role
from tracker.models import AreaConclusion, Council, NeedAssessment, Review


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def need(engine, review):
    with transaction(engine) as session:
        return factories.make_need(
            session,
            review=review,
            name="Bedrägeri",
            causes="Ensamhet.",
            note="Mörkertalet är stort.",
        )


def area_slide(area):
    return f"present/area-{area.id}"


def need_slide(need):
    return f"present/need-{need.id}"


def conclusions(engine):
    with open_session(engine) as session:
        return [row.text for row in session.exec(select(AreaConclusion))]


def stored_need(engine, need):
    with open_session(engine) as session:
        return session.get_one(NeedAssessment, need.id)


def last_time(engine, cast, area):
    """Save the review before, with a conclusion and a decision."""
    with transaction(engine) as session:
        before = factories.make_review(
            session, council=cast.council, first_year=2022, last_year=2023
        )
        factories.make_area_conclusion(session, review=before, area=area, text="Det såg illa ut.")
        factories.make_need(
            session,
            review=before,
            name="bedrägeri",
            decision=Decision.NEW,
            reason="Ingen insats pågick.",
        )


def test_an_areas_slide_shows_all_that_a_conclusion_needs(alice, engine, cast, area, review):
    measure(engine, area, (400, 400, 300, 300), title="Anmälda brott")
    last_time(engine, cast, area)

    page = show(alice, review, page=area_slide(area))
    seen = words_of(page)

    assert "Förändrat åt önskat håll 1 av 1 indikatorer kan sägas ha ändrats" in seen
    assert "−25 %" in seen
    assert "800 → 600." in seen
    assert "Svagt underlag." in seen
    assert "utgångsperiod under tre år" in seen
    assert "Förra gången (2022–2023) Det såg illa ut." in seen
    assert 'class="forest-row"' in page
    assert "site-nav" not in page


def test_slides_lead_on_by_links_from_the_areas_to_the_needs_and_the_end(alice, area, review, need):
    first = show(alice, review, page="present")
    second = show(alice, review, page=need_slide(need))
    last = show(alice, review, page="present/summary")

    assert f'rel="next" href="{address_of(review, page=need_slide(need))}"' in first
    assert 'rel="prev"' not in first
    assert f'rel="prev" href="{address_of(review, page=area_slide(area))}"' in second
    assert f'rel="next" href="{address_of(review, page="present/summary")}"' in second
    assert 'rel="next"' not in last
    assert "Områden utan slutsats: Barn och unga." in last
    assert "Behov utan beslut: Bedrägeri." in last
    assert alice.get(address_of(review, page="present/area-999")).status_code == 404


def test_a_conclusion_is_written_on_the_slide_and_the_next_one_is_shown(
    alice, engine, area, review, need
):
    address = address_of(review, page=area_slide(area))
    answer = save(alice, address, text="Läget är bättre.", go=f"need-{need.id}")

    assert answer.location == address_of(review, page=need_slide(need))
    assert conclusions(engine) == ["Läget är bättre."]
    assert "Läget är bättre." in show(alice, review)

    answer = save(alice, address, text="Läget är mycket bättre.", go="https://annan.example")
    assert answer.location == address
    assert conclusions(engine) == ["Läget är mycket bättre."]


def test_two_who_conclude_at_once_both_see_both_texts(alice, engine, area, review):
    address = address_of(review, page=area_slide(area))
    shown = shown_on(show(alice, review, page=area_slide(area)))
    save(alice, address, text="Den första.")

    page = text_of(post(alice, address, shown=shown, text="Den andra."))

    assert "Någon annan har skrivit en slutsats under tiden" in page
    assert "Den första." in page
    assert ">\r\nDen andra.</textarea>" in page
    assert "data-unsaved" in page
    assert conclusions(engine) == ["Den första."]
    post(alice, address, shown=shown_on(page), text="Den andra.")
    assert conclusions(engine) == ["Den andra."]


def test_a_slide_that_is_sent_twice_is_no_conflict_with_oneself(alice, engine, area, review, need):
    sent = (
        (area_slide(area), {"text": "Färre anmälda brott."}),
        (need_slide(need), {"decision": "keep", "reason": "Det räcker."}),
    )
    for slide, typed in sent:
        address, page = address_of(review, page=slide), show(alice, review, page=slide)
        for _click in range(2):
            answer = post(alice, address, shown=shown_on(page), go="summary", **typed)

            assert answer.location == address_of(review, page="present/summary")

    assert conclusions(engine) == ["Färre anmälda brott."]
    assert stored_need(engine, need).reason == "Det räcker."


def test_a_needs_slide_shows_where_it_stands_and_what_was_decided_last_time(
    alice, engine, cast, area, review, need
):
    last_time(engine, cast, area)

    seen = words_of(show(alice, review, page=need_slide(need)))

    assert "Orsaker Ensamhet. Mörkertalet är stort." in seen
    assert "Ingen insats är kopplad till det." in seen
    assert "Förra gången (2022–2023) Börja med något nytt Ingen insats pågick." in seen
    assert "Placeringen är förra analysens." in seen


def test_a_decision_is_made_on_the_slide_and_the_rest_of_the_need_is_kept(
    alice, engine, review, need
):
    with transaction(engine) as session:
        council = session.get_one(Council, review.council_id)
        intervention = factories.make_intervention(session, council=council, title="Fältgruppen")
        factories.make_need_link(session, need=need, to=intervention)
    address = address_of(review, page=need_slide(need))

    answer = save(alice, address, decision="change", reason="Fler kvällar.", go="summary")

    assert answer.location == address_of(review, page="present/summary")
    saved = stored_need(engine, need)
    assert (saved.decision, saved.reason) == (Decision.CHANGE, "Fler kvällar.")
    assert (saved.causes, saved.note) == ("Ensamhet.", "Mörkertalet är stort.")
    assert "Fältgruppen" in show(alice, review, page=need_slide(need))


def test_a_decision_without_its_reason_is_asked_for_and_nothing_is_lost(
    alice, engine, review, need
):
    page = text_of(save(alice, address_of(review, page=need_slide(need)), decision="stop"))

    assert "Skriv varför." in page
    assert '<option selected value="stop">' in page
    assert stored_need(engine, need).decision is None


def test_members_read_the_slides_and_write_nothing(sign_in_as, engine, area, review, need):
    member = sign_in_as(Role.MEMBER)

    assert "<form" not in show(member, review, page=area_slide(area))
    assert "<form" not in show(member, review, page=need_slide(need))
    for slide in (area_slide(area), need_slide(need)):
        assert post(member, address_of(review, page=slide), text="x").status_code == 403
    assert conclusions(engine) == []


def test_an_adopted_review_is_shown_and_not_written_in(alice, engine, area, review, need):
    with transaction(engine) as session:
        session.get_one(Review, review.id).adopted_on = factories.NOW.date()

    for slide in (area_slide(area), need_slide(need)):
        assert "<form" not in show(alice, review, page=slide)
        assert post(alice, address_of(review, page=slide), text="x").status_code == 409


def test_an_area_without_values_is_no_error(alice, area, review):
    seen = words_of(show(alice, review, page=area_slide(area)))

    assert "Området har ingen indikator med värden." in seen
