"""Scoring problems: for a group, for oneself, in turn, and the way back."""

from datetime import date

import pytest
from sqlmodel import select

from tests.views.browsing import post, save, shown_on, text_of
from tests.views.needs.scene import (
    CHECKED,
    COMMON,
    HARMFUL,
    address,
    change,
    scored,
    seen,
    stored_scores,
    words_of,
)
from tracker.db import open_session, transaction
from tracker.models import NeedScore
from tracker.services.needs import NameTaken


def test_a_coordinator_scores_for_a_group_by_all_criteria_at_once(alice, engine, need):
    answer = save(
        alice, address(need, "/score"), scorer=" Polisen ", harmful="5", common="2", costly=""
    )

    assert answer.location == f"{address(need)}#scores"
    assert stored_scores(engine) == {(need.id, "Polisen"): {HARMFUL: 5, COMMON: 2}}


def test_a_groups_scores_can_be_changed(alice, engine, need):
    scored(engine, need, harmful=5, common=2)
    page = address(need, "/score?scorer=Polisen")
    assert dict(CHECKED.findall(text_of(alice.get(page))))["harmful"] == "5"

    save(alice, page, scorer="Polismyndigheten", harmful="4")

    assert stored_scores(engine) == {(need.id, "Polismyndigheten"): {HARMFUL: 4}}


def test_a_scorer_who_has_scored_is_not_entered_twice(alice, engine, need):
    scored(engine, need, harmful=5)

    answer = save(alice, address(need, "/score"), scorer="polisen", harmful="1")

    page = text_of(answer)
    assert 'id="scorer-error"' in page
    assert "Den bedömaren har redan skattat problemet." in page
    assert dict(CHECKED.findall(page))["harmful"] == "1"
    assert stored_scores(engine) == {(need.id, "Polisen"): {HARMFUL: 5}}


@pytest.mark.parametrize(
    ("typed", "place"),
    [({"scorer": ""}, "scorer"), ({"harmful": "6"}, "harmful"), ({"harmful": "x"}, "harmful")],
)
def test_what_cannot_be_read_gets_a_message_and_the_rest_stays(alice, engine, need, typed, place):
    fields = {"scorer": "Polisen", "harmful": "3", "common": "4", **typed}

    page = text_of(save(alice, address(need, "/score"), **fields))

    assert f'<a href="#{place}">' in page
    assert dict(CHECKED.findall(page))["common"] == "4"
    assert stored_scores(engine) == {}


def test_a_member_scores_alone_in_the_own_name(bo, engine, cast, need):
    page = text_of(bo.get(address(need, "/score")))
    assert 'name="scorer"' not in page

    save(bo, address(need, "/score?scorer=Polisen"), scorer="Polisen", harmful="3")

    with open_session(engine) as session:
        row = session.exec(select(NeedScore)).one()
    assert (row.scorer, row.person_id, row.score) == (cast.bo.name, cast.bo.id, 3)


def test_a_member_cannot_touch_the_scores_of_others(bo, engine, need):
    scored(engine, need, harmful=5)

    save(bo, address(need, "/score?scorer=Polisen"), harmful="1")
    save(bo, address(need, "/score?scorer=Polisen"), remove="1")

    assert stored_scores(engine) == {(need.id, "Polisen"): {HARMFUL: 5}}


def test_a_member_who_sends_twice_at_once_is_refused_the_second_time(bo, need, monkeypatch):
    def lost_the_race(*_args, **_values):
        raise NameTaken

    page = address(need, "/score")
    shown = shown_on(text_of(bo.get(page)))
    monkeypatch.setattr("tracker.services.needs.save_sheet", lost_the_race)

    assert post(bo, page, shown=shown, harmful="4").status_code == 409


def test_a_member_whose_name_a_coordinator_used_is_the_same_scorer(alice, bo, engine, cast, need):
    save(alice, address(need, "/score"), scorer=cast.bo.name, harmful="5")

    assert dict(CHECKED.findall(text_of(bo.get(address(need, "/score")))))["harmful"] == "5"
    save(bo, address(need, "/score"), harmful="2")

    assert stored_scores(engine) == {(need.id, cast.bo.name): {HARMFUL: 2}}


def test_scoring_in_turn_goes_on_to_the_next_problem_and_ends_at_the_overview(
    bo, engine, need, second
):
    answer = save(bo, address(need, "/score"), harmful="3", go_on="1")
    assert answer.location == address(second, "/score")
    assert "Problem 2 av 2" in seen(bo, answer.location)

    answer = save(bo, address(second, "/score"), go_on="1")

    overview = f"/alvstad/reviews/{need.review_id}/scoring"
    assert answer.location == overview
    page = seen(bo, overview)
    assert "Inget värde valdes." in page
    assert "1 av 2 problem skattade" in page
    assert "Våld i centrum Skattat Klotter Inte skattat än" in page


def test_a_coordinator_keeps_the_scorer_from_problem_to_problem(alice, engine, need, second):
    answer = save(alice, address(need, "/score"), scorer="Södra skolan", harmful="3", go_on="1")

    assert answer.location == address(second, "/score?scorer=S%C3%B6dra+skolan")
    assert 'value="Södra skolan"' in text_of(alice.get(answer.location))


def test_removed_scores_can_be_put_back(alice, engine, need):
    scored(engine, need, harmful=5, common=2)
    page = address(need, "/score?scorer=Polisen")

    save(alice, page, remove="1")
    assert stored_scores(engine) == {}
    assert "Skattningen från Polisen är borttagen. Ångra" in seen(alice, address(need))
    answer = post(alice, address(need, "/undo"))

    assert answer.location == f"{address(need)}#scores"
    assert stored_scores(engine) == {(need.id, "Polisen"): {HARMFUL: 5, COMMON: 2}}
    assert "Ångra" not in seen(alice, address(need))


def test_an_undo_that_is_pressed_twice_is_made_once(alice, engine, need):
    scored(engine, need, harmful=5)
    save(alice, address(need, "/score?scorer=Polisen"), scorer="Polisen", harmful="1")

    for _click in range(2):
        answer = post(alice, address(need, "/undo"))

        assert answer.location == f"{address(need)}#scores"
    assert stored_scores(engine) == {(need.id, "Polisen"): {HARMFUL: 5}}


def test_changed_scores_can_be_put_back_and_new_ones_taken_away(alice, engine, need):
    save(alice, address(need, "/score"), scorer="Polisen", harmful="5")
    save(alice, address(need, "/score?scorer=Polisen"), scorer="Polis", harmful="1")

    post(alice, address(need, "/undo"))
    assert stored_scores(engine) == {(need.id, "Polisen"): {HARMFUL: 5}}
    save(alice, address(need, "/score"), scorer="Skolan", harmful="2")
    post(alice, address(need, "/undo"))

    assert stored_scores(engine) == {(need.id, "Polisen"): {HARMFUL: 5}}


def test_a_change_that_somebody_else_has_changed_since_is_not_undone(alice, engine, need):
    save(alice, address(need, "/score"), scorer="Polisen", harmful="5")
    with transaction(engine) as session:
        session.exec(select(NeedScore)).one().score = 4

    assert "Ångra" not in seen(alice, address(need))
    assert post(alice, address(need, "/undo")).status_code == 409
    assert stored_scores(engine) == {(need.id, "Polisen"): {HARMFUL: 4}}


def test_a_member_can_undo_and_nobody_else_who_signs_in_there_can(bo, cast, engine, need):
    save(bo, address(need, "/score"), harmful="5")
    save(bo, address(need, "/score"), remove="1")
    with bo.session_transaction() as web_session:
        web_session["_user_id"] = str(cast.cilla.id)
    assert post(bo, address(need, "/undo")).status_code == 409
    with bo.session_transaction() as web_session:
        web_session["_user_id"] = str(cast.bo.id)

    post(bo, address(need, "/undo"))

    assert stored_scores(engine) == {(need.id, cast.bo.name): {HARMFUL: 5}}


def test_an_undo_after_the_adoption_is_refused(alice, engine, review, need):
    save(alice, address(need, "/score"), scorer="Polisen", harmful="5")
    change(engine, review, adopted_on=date(2026, 1, 20))

    assert "Ångra" not in seen(alice, address(need))
    assert post(alice, address(need, "/undo")).status_code == 409
    assert stored_scores(engine) == {(need.id, "Polisen"): {HARMFUL: 5}}


def test_two_who_score_for_one_group_at_once_both_see_both(alice, engine, need):
    scored(engine, need, harmful=5)
    page = address(need, "/score?scorer=Polisen")
    shown = shown_on(text_of(alice.get(page)))
    with transaction(engine) as session:
        session.exec(select(NeedScore)).one().score = 4

    answer = text_of(post(alice, page, shown=shown, scorer="Polisen", harmful="1"))

    assert "Någon annan har ändrat det här under tiden" in answer
    assert '<dt>Skadligt</dt><dd class="pre-line">4</dd>' in answer
    assert dict(CHECKED.findall(answer))["harmful"] == "1"


@pytest.mark.parametrize(
    ("query", "typed", "left"),
    [
        ("", {"scorer": "Skolan", "harmful": "1"}, {"Polisen": 5, "Skolan": 1}),
        ("?scorer=Polisen", {"scorer": "Polisen", "harmful": "1"}, {"Polisen": 1}),
        ("?scorer=Polisen", {"scorer": "Polisen", "harmful": "5", "remove": "1"}, {}),
    ],
)
def test_scores_that_are_sent_twice_are_no_conflict_with_oneself(
    alice, engine, need, query, typed, left
):
    scored(engine, need, harmful=5)
    page = address(need, f"/score{query}")
    shown = shown_on(text_of(alice.get(page)))

    for _click in range(2):
        answer = post(alice, page, shown=shown, **typed)

        assert answer.location == f"{address(need)}#scores"
    assert stored_scores(engine) == {
        (need.id, scorer): {HARMFUL: score} for scorer, score in left.items()
    }


def test_the_overview_tells_a_coordinator_how_far_each_has_come(alice, bo, engine, need, second):
    scored(engine, need, "Polisen", harmful=5)
    overview = f"/alvstad/reviews/{need.review_id}/scoring"

    page = text_of(alice.get(overview))

    assert "Polisen 1 av 2 problem skattade" in words_of(page)
    assert address(second, "/score?scorer=Polisen") in page
    assert "Polisen" not in seen(bo, overview)


def test_the_overview_of_a_review_without_problems_says_so(alice, review):
    assert "Inget behov är inlagt än." in seen(alice, f"/alvstad/reviews/{review.id}/scoring")


def test_the_overview_of_an_adopted_review_says_that_it_is_over(bo, engine, review, need):
    change(engine, review, adopted_on=date(2026, 1, 20))

    page = text_of(bo.get(f"/alvstad/reviews/{review.id}/scoring"))

    assert "Analysen är fastställd." in words_of(page)
    assert "/score" not in page
