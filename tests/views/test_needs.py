"""A problem's page, its scores, the decision and the basis of the plan, as a browser meets them."""

import io
import re
from datetime import date

import openpyxl
import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, save, shown_on, text_of
from tracker.db import open_session, transaction
from tracker.domain.terms import Criterion, Decision, Role
from tracker.models import ActionPlan, NeedAssessment, NeedScore, Review
from tracker.queries.needs import list_links
from tracker.services.audit import Act
from tracker.services.needs import NameTaken
from tracker.services.reviews import adopt

HARMFUL, COMMON = Criterion.HARMFUL, Criterion.COMMON
HOSTILE = "<script>alert(1)</script>"
CHECKED = re.compile(r'name="(\w+)" id="[\w-]+" value="(\w*)" checked')


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def bo(sign_in_as, cast):
    return sign_in_as(cast.bo)


@pytest.fixture
def review(engine, cast):
    with transaction(engine) as session:
        return factories.make_review(session, council=cast.council, first_year=2024, last_year=2025)


@pytest.fixture
def need(engine, review):
    with transaction(engine) as session:
        review = session.get_one(Review, review.id)
        return factories.make_need(session, review=review, name="Våld i centrum")


@pytest.fixture
def second(engine, review, need):
    """A problem that is entered after the first."""
    with transaction(engine) as session:
        review = session.get_one(Review, review.id)
        return factories.make_need(session, review=review, name="Klotter")


def address(need, part=""):
    return f"/alvstad/reviews/{need.review_id}/needs/{need.id}{part}"


def words_of(page: str) -> str:
    """Return what a reader sees, with single spaces."""
    seen = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


def seen(client, path):
    return words_of(text_of(client.get(path)))


def change(engine, row, **values):
    with transaction(engine) as session:
        found = session.get_one(type(row), row.id)
        for name, value in values.items():
            setattr(found, name, value)


def scored(engine, need, scorer="Polisen", **scores):
    with transaction(engine) as session:
        factories.make_need_scores(
            session,
            need=session.get_one(NeedAssessment, need.id),
            scorer=scorer,
            scores={Criterion(name): score for name, score in scores.items()},
        )


def stored_scores(engine):
    """Return {(problem, scorer): {criterion: score}}."""
    found = {}
    with open_session(engine) as session:
        for row in session.exec(select(NeedScore)):
            found.setdefault((row.need_id, row.scorer), {})[row.criterion] = row.score
    return found


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


# Scoring ---------------------------------------------------------------------------------


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


# The basis of the action plan ------------------------------------------------------------


def plan_of(need):
    return f"/alvstad/reviews/{need.review_id}/action-plan"


@pytest.fixture
def decided(engine, cast, need):
    """The problem, with a decision and an intervention."""
    with transaction(engine) as session:
        organisation = factories.make_organisation(
            session, council=cast.council, name="Gatukontoret"
        )
        light = factories.make_intervention(
            session,
            council=cast.council,
            title="=Belysning",
            organisation_id=organisation.id,
            starts_on=date(2025, 1, 1),
        )
        factories.make_need_link(session, need=session.get_one(NeedAssessment, need.id), to=light)
    change(engine, need, decision=Decision.CHANGE, reason="Det räcker inte.", causes="Mörkt.")
    return need


def test_the_plans_basis_holds_decision_reason_causes_and_interventions(bo, decided):
    page = seen(bo, plan_of(decided))

    for said in (
        "Inget område",
        "Våld i centrum",
        "Ändra",
        "Det räcker inte.",
        "Mörkt.",
        "=Belysning",
        "Gatukontoret, från 2025-01-01",
        "Analysen är ett utkast: besluten kan fortfarande ändras.",
    ):
        assert said in page


def test_a_problem_without_a_decision_leads_the_coordinator_to_decide(alice, bo, decided, second):
    page = text_of(alice.get(plan_of(decided)))

    assert "Ett problem saknar beslut" in words_of(page)
    assert address(second, "/decision") in page
    assert "/decision" not in text_of(bo.get(plan_of(decided)))


def test_a_review_without_decisions_has_a_helpful_page_and_an_empty_file(alice, need):
    page = text_of(alice.get(plan_of(need)))

    assert "Rådet har inte beslutat om något problem än." in words_of(page)
    assert "action-plan.xlsx" not in page
    assert alice.get(f"{plan_of(need)}.xlsx").status_code == 200


def test_the_basis_can_be_taken_home_as_a_spreadsheet_without_formulas(bo, decided):
    answer = bo.get(f"{plan_of(decided)}.xlsx")

    assert "underlag-atgardsplan-2024-2025.xlsx" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert "Underlag till åtgärdsplanen, analys 2024–2025" in sheet["A1"].value
    row = [cell.value for cell in sheet[5]]
    assert row[1:6] == ["Våld i centrum", "Ändra", "Det räcker inte.", "Mörkt.", "=Belysning"]
    assert sheet["F5"].data_type == "s"


def test_the_decided_plan_is_registered_with_its_review_which_the_law_page_shows(
    alice, engine, review, decided
):
    register = f"/alvstad/records/action-plans/new?review={review.id}"
    assert register in text_of(alice.get(plan_of(decided)))
    assert f'<option selected value="{review.id}">2024–2025' in text_of(alice.get(register))

    post(
        alice,
        register,
        title="Åtgärdsplan 2026",
        decided_on="2026-03-17",
        review_id=str(review.id),
    )

    with open_session(engine) as session:
        assert session.exec(select(ActionPlan)).one().review_id == review.id
    assert "För vidare besluten i analysen 2024–2025" in seen(alice, "/alvstad/programme/")
    assert "Åtgärdsplan 2026, beslutad 2026-03-17, för besluten vidare." in seen(
        alice, plan_of(decided)
    )


def test_a_plan_cannot_carry_on_another_councils_review(alice, engine):
    with transaction(engine) as session:
        other = factories.make_review(session)

    answer = post(
        alice,
        "/alvstad/records/action-plans/new",
        title="Plan",
        decided_on="2026-03-17",
        review_id=str(other.id),
    )

    assert "Välj ett av alternativen." in text_of(answer)
