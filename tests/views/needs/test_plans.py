"""The basis of the next action plan."""

import io
from datetime import date

import openpyxl
import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tests.views.needs.scene import (
    address,
    change,
    plan_of,
    seen,
    words_of,
)
from tracker.db import open_session, transaction
from tracker.domain.terms import Decision
from tracker.models import ActionPlan, NeedAssessment


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
    assert "För vidare besluten i analysen 2024–2025" in seen(alice, "/alvstad/law/")
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
