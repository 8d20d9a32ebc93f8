"""A problem's page and the decision on it, as a browser meets them."""

from datetime import date

import pytest

from tests import factories
from tests.views.browsing import post, save, shown_on, text_of
from tests.views.needs.scene import (
    HOSTILE,
    address,
    change,
    plan_of,
    scored,
    seen,
    stored_scores,
    words_of,
)
from tracker.db import open_session, transaction
from tracker.domain.terms import Decision
from tracker.models import NeedAssessment, Review
from tracker.queries.needs import list_links
from tracker.services.audit import Act
from tracker.services.reviews import adopt

# The page --------------------------------------------------------------------------------


def test_a_problem_stands_with_its_place_now_and_in_the_last_review(alice, engine, cast, need):
    with transaction(engine) as session:
        before = factories.make_review(
            session, council=cast.council, first_year=2022, last_year=2023
        )
        factories.make_need(session, review=before, name="våld i centrum", per_10_000=10, harm=60)
    change(engine, need, per_10_000=20.0, harm=62.0, affected=900)

    page = seen(alice, address(need))

    assert "Nu, 2024–2025 Vanligt och skadligt: prioritera 20,0 händelser" in page
    assert "Förra analysen, 2022–2023 10,0 händelser per 10 000 invånare och år." in page
    assert "Sedan dess Vanligare, lika skadligt." in page


def test_a_new_problem_is_said_to_be_new(alice, need):
    assert "Problemet fanns inte i förra analysen." in seen(alice, address(need))


def test_a_problem_that_nobody_scored_says_how_to_begin(alice, bo, need):
    assert "Ingen har skattat problemet." in seen(alice, address(need))
    assert f"/alvstad/reviews/{need.review_id}/scoring" in text_of(bo.get(address(need)))


def test_the_spread_is_told_for_each_criterion_and_disagreement_in_words(alice, engine, need):
    scored(engine, need, "Polisen", harmful=5, common=3)
    scored(engine, need, "Skolan", harmful=1, common=3)

    page = seen(alice, address(need))

    assert "Gruppen är oense om ”skadligt”: från 1 till 5." in page
    assert "Skadligt Hur svårt skadas de som drabbas? 3 1–5 2 Oense" in page
    assert "Vanligt Hur ofta händer det här? 3 3 2 Ense" in page
    assert "Signalbrott" in page
    assert "Kriterierna läggs aldrig ihop och rangordnar inte problemen" in page


def test_no_total_and_no_mean_over_the_criteria_is_shown(alice, engine, need):
    scored(engine, need, harmful=5, common=2)

    page = seen(alice, address(need)).casefold()

    assert not {"summa", "totalt", "medelvärde", "poäng"} & set(page.split())


def test_only_coordinators_see_who_has_scored(alice, bo, engine, need):
    scored(engine, need, "Gunilla Berg", harmful=5)
    scored(engine, need, "Polisen", harmful=1)

    assert "Gunilla Berg" in text_of(alice.get(address(need)))
    page = text_of(bo.get(address(need)))
    assert "Gunilla" not in page
    assert "Polisen" not in page
    assert "Skadligt" in page


def test_what_was_typed_is_shown_as_text(alice, engine, need):
    scored(engine, need, HOSTILE, harmful=5)
    scored(engine, need, "Skolan", harmful=1)
    change(engine, need, causes=HOSTILE, note=HOSTILE, decision=Decision.KEEP, reason=HOSTILE)

    for page in (address(need), address(need, "/decision"), f"{plan_of(need)}"):
        assert HOSTILE not in text_of(alice.get(page))


def test_a_member_is_offered_no_change_but_the_own_scores(bo, need):
    page = text_of(bo.get(address(need)))

    assert "/records/" not in page
    assert "/decision" not in page
    assert address(need, "/score") in page


def test_the_page_of_an_adopted_review_offers_no_change(alice, engine, review, need):
    scored(engine, need, harmful=5)
    change(engine, review, adopted_on=date(2026, 1, 20))

    page = text_of(alice.get(address(need)))

    assert "Analysen fastställdes 2026-01-20" in page
    for part in ("/score", "/decision", f"/records/needs/{need.id}"):
        assert f'{part}"' not in page
    assert "Polisen" in page


def test_an_adopted_review_shows_the_problem_and_the_basis_as_they_were_adopted(
    alice, engine, cast, review, need
):
    scored(engine, need, harmful=5)
    change(engine, need, decision=Decision.KEEP, reason="Som det var.")
    with transaction(engine) as session:
        adopt(
            session,
            council=cast.council,
            review=session.get_one(Review, review.id),
            adopted_on=date(2026, 1, 20),
            registry_number="KS 2026/1",
            now=factories.NOW,
            by=Act(person_id=None, at=factories.NOW),
        )
    scored(engine, need, "Skolan", harmful=1)
    change(engine, need, reason="Ändrat efteråt.")

    for page in (address(need), plan_of(need)):
        assert "Som det var." in seen(alice, page)
        assert "Ändrat efteråt." not in seen(alice, page)
    assert "Skolan" not in seen(alice, address(need))


def test_a_problem_is_not_reached_through_another_review_or_council(
    engine, alice, sign_in_as, cast, need
):
    with transaction(engine) as session:
        other = factories.make_review(
            session, council=cast.council, last_year=2020, first_year=2019
        )

    wrong = f"/alvstad/reviews/{other.id}/needs/{need.id}"
    for part in ("", "/decision", "/score"):
        assert alice.get(wrong + part).status_code == 404
    dan = sign_in_as(cast.dan)
    assert dan.get(f"/backby/reviews/{need.review_id}/needs/{need.id}").status_code == 404
    assert dan.get(f"/backby/reviews/{need.review_id}/action-plan").status_code == 404


def test_the_page_keeps_to_a_few_queries(alice, engine, cast, need, count_queries):
    for scorer in ("Polisen", "Skolan", "Socialtjänsten"):
        scored(engine, need, scorer, harmful=3, common=4)
    alice.get(address(need))

    with count_queries() as counted:
        alice.get(address(need))

    assert counted.count <= 24


# Deciding --------------------------------------------------------------------------------


def test_a_decision_is_saved_with_its_reason_causes_and_interventions(alice, engine, cast, need):
    with transaction(engine) as session:
        light = factories.make_intervention(session, council=cast.council, title="Belysning")

    answer = save(
        alice,
        address(need, "/decision"),
        decision="change",
        reason="Det räcker inte.",
        causes="Mörkt och tomt.",
        note="Fråga polisen.",
        link_interventions=str(light.id),
    )

    assert answer.location == address(need)
    page = seen(alice, address(need))
    for said in ("Ändra", "Det räcker inte.", "Mörkt och tomt.", "Fråga polisen.", "Belysning"):
        assert said in page
    assert f'value="{light.id}"' in text_of(alice.get(address(need, "/decision")))


@pytest.mark.parametrize(
    ("typed", "message", "place"),
    [
        (
            {"decision": "keep", "reason": "  "},
            "Skriv varför. Ett beslut sparas tillsammans med sitt skäl.",
            "reason",
        ),
        (
            {"decision": "", "reason": "Därför att."},
            "Välj ett beslut också, eller skriv texten som en kommentar.",
            "decision",
        ),
        ({"decision": "burn", "reason": "x"}, "Välj ett av alternativen.", "decision"),
    ],
)
def test_half_a_decision_gets_a_message_at_its_place_and_nothing_is_lost(
    alice, engine, need, typed, message, place
):
    answer = save(alice, address(need, "/decision"), causes="Mycket text.", **typed)

    page = text_of(answer)
    assert answer.status_code == 200
    assert f'<a href="#{place}">{message}</a>' in page
    assert f'id="{place}-error"' in page
    assert "Mycket text." in page
    with open_session(engine) as session:
        assert session.get_one(NeedAssessment, need.id).causes == ""


def test_another_councils_intervention_cannot_be_linked(alice, engine, need):
    with transaction(engine) as session:
        other = factories.make_intervention(session)

    answer = save(alice, address(need, "/decision"), decision="", link_interventions=str(other.id))

    assert "Välj ett av alternativen." in text_of(answer)
    with open_session(engine) as session:
        assert not list_links(session, council_id=need.council_id, need_id=need.id)


def test_two_who_decide_at_once_both_see_both_texts(alice, engine, need):
    shown = shown_on(text_of(alice.get(address(need, "/decision"))))
    change(engine, need, causes="Den andras orsak.")

    answer = post(alice, address(need, "/decision"), shown=shown, causes="Min orsak.", decision="")

    page = text_of(answer)
    assert "Någon annan har ändrat det här under tiden" in page
    assert "Den andras orsak." in page
    assert "Min orsak." in page
    post(alice, address(need, "/decision"), shown=shown_on(page), causes="Min.", decision="")
    with open_session(engine) as session:
        assert session.get_one(NeedAssessment, need.id).causes == "Min."


def test_a_decision_that_is_sent_twice_is_no_conflict_with_oneself(alice, engine, cast, need):
    with transaction(engine) as session:
        linked = [
            factories.make_intervention(session, council=cast.council, title=title).id
            for title in ("Belysning", "Aktiv fritid")
        ]
    page = address(need, "/decision")
    typed = {"decision": "keep", "reason": "Det räcker.", "link_interventions": linked[::-1]}
    shown = shown_on(text_of(alice.get(page)))

    for _click in range(2):
        answer = post(alice, page, shown=shown, **typed)

        assert answer.location == address(need)
    assert "Det räcker." in seen(alice, address(need))


@pytest.mark.parametrize("part", ["/decision", "/score"])
def test_nothing_of_an_adopted_review_is_changed(alice, engine, review, need, part):
    change(engine, review, adopted_on=date(2026, 1, 20))

    assert "Analysen är fastställd." in seen(alice, address(need, part))
    answer = post(alice, address(need, part), decision="keep", reason="x", harmful="3", scorer="A")
    assert answer.status_code == 409
    assert stored_scores(engine) == {}


def test_a_problem_cannot_be_added_to_an_adopted_review(alice, engine, review):
    change(engine, review, adopted_on=date(2026, 1, 20))

    page = text_of(alice.get(f"/alvstad/records/needs/new?parent={review.id}"))

    assert "Analysen är fastställd." in words_of(page)
    assert f'href="/alvstad/reviews/{review.id}#needs"' in page


def test_only_coordinators_decide(bo, need):
    assert bo.get(address(need, "/decision")).status_code == 403
    assert post(bo, address(need, "/decision"), decision="keep", reason="x").status_code == 403
