"""Scoring a problem and deciding on it: whole, once each, and never in an adopted review."""

from datetime import date

import pytest
from sqlmodel import col, select

from tests import factories
from tracker.db import open_session, transaction
from tracker.domain.terms import Criterion, Decision
from tracker.models import AuditEvent, NeedAssessment, Review
from tracker.queries.needs import Sheet, list_links, list_scored, list_sheets
from tracker.services import needs
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict
from tracker.services.records import Adopted

BY = Act(person_id=None, at=factories.NOW)
HARMFUL, COMMON = Criterion.HARMFUL, Criterion.COMMON


@pytest.fixture
def need(session):
    return factories.make_need(session)


def sheets_of(session, need):
    found = list_sheets(session, council_id=need.council_id, need_id=need.id)
    return {sheet.scorer: sheet for sheet in found}


def save(session, need, sheet, *, was=None):
    """Save a sheet over what is there now."""
    before = sheets_of(session, need).get(was)
    return needs.save_sheet(
        session, need=need, was=was, sheet=sheet, shown=needs.sheet_as_shown(before), by=BY
    )


def decide(session, need, **judged):
    needs.decide(
        session,
        need=need,
        judgement=needs.Judgement(**judged),
        shown=needs.as_shown(session, need),
        by=BY,
    )


def acts(session):
    return session.exec(select(AuditEvent.action).order_by(col(AuditEvent.id))).all()


def adopt(session, need):
    session.get_one(Review, need.review_id).adopted_on = date(2026, 1, 20)
    session.flush()


# Scoring ---------------------------------------------------------------------------------


def test_all_of_a_scorers_opinions_are_saved_together_and_written_down(session, need):
    before = save(session, need, Sheet(scorer="Polisen", scores={HARMFUL: 5, COMMON: 2}))

    assert before is None
    assert sheets_of(session, need)["Polisen"].scores == {HARMFUL: 5, COMMON: 2}
    assert acts(session) == ["score_need"]


def test_a_changed_sheet_takes_the_place_of_the_old_one_which_is_returned(session, need):
    save(session, need, Sheet(scorer="Polisen", scores={HARMFUL: 5, COMMON: 2}))

    before = save(session, need, Sheet(scorer="Polisen", scores={HARMFUL: 1}), was="Polisen")

    assert before.scores == {HARMFUL: 5, COMMON: 2}
    assert sheets_of(session, need)["Polisen"].scores == {HARMFUL: 1}


def test_a_scorer_can_be_given_another_name(session, need):
    save(session, need, Sheet(scorer="Polis", scores={HARMFUL: 5}))

    save(session, need, Sheet(scorer="Polisen", scores={HARMFUL: 5}), was="Polis")

    assert list(sheets_of(session, need)) == ["Polisen"]


def test_a_sheet_without_scores_is_removed_and_others_stay(session, need):
    save(session, need, Sheet(scorer="Polisen", scores={HARMFUL: 5}))
    save(session, need, Sheet(scorer="Skolan", scores={HARMFUL: 2}))

    save(session, need, Sheet(scorer="Polisen"), was="Polisen")

    assert list(sheets_of(session, need)) == ["Skolan"]
    assert acts(session)[-1] == "remove_need_scores"


def test_an_empty_new_sheet_leaves_no_trace(session, need):
    save(session, need, Sheet(scorer="Polisen"))

    assert sheets_of(session, need) == {}
    assert acts(session) == []


@pytest.mark.parametrize("name", ["Polisen", "POLISEN"])
def test_two_sheets_cannot_stand_in_one_name(session, need, name):
    save(session, need, Sheet(scorer="Polisen", scores={HARMFUL: 5}))

    with pytest.raises(needs.NameTaken):
        save(session, need, Sheet(scorer=name, scores={HARMFUL: 1}))


def test_a_member_is_not_counted_twice_under_two_names(session, need):
    anna = factories.make_person(session)
    save(session, need, Sheet(scorer="Anna Ek", person_id=anna.id, scores={HARMFUL: 5}))

    with pytest.raises(needs.NameTaken):
        save(session, need, Sheet(scorer="A. Ek", person_id=anna.id, scores={HARMFUL: 1}))


def test_the_same_scorer_may_score_every_problem(session, need):
    other = factories.make_need(session, review=session.get_one(Review, need.review_id))
    for one in (need, other):
        save(session, one, Sheet(scorer="Polisen", scores={HARMFUL: 5}))

    found = list_scored(session, council_id=need.council_id, review_id=need.review_id)
    assert [(need_id, scorer) for need_id, scorer, _person in found] == [
        (need.id, "Polisen"),
        (other.id, "Polisen"),
    ]


def test_a_sheet_that_was_saved_meanwhile_is_not_overwritten(session, need):
    save(session, need, Sheet(scorer="Polisen", scores={HARMFUL: 5}))
    shown = needs.sheet_as_shown(sheets_of(session, need)["Polisen"])
    save(session, need, Sheet(scorer="Polisen", scores={HARMFUL: 4}), was="Polisen")

    with pytest.raises(EditConflict):
        needs.save_sheet(
            session,
            need=need,
            was="Polisen",
            sheet=Sheet(scorer="Polisen", scores={HARMFUL: 1}),
            shown=shown,
            by=BY,
        )


def test_the_scores_of_an_adopted_review_stay(session, need):
    adopt(session, need)

    with pytest.raises(Adopted):
        save(session, need, Sheet(scorer="Polisen", scores={HARMFUL: 5}))


def test_an_adoption_since_the_problem_was_read_is_seen(engine):
    with transaction(engine) as session:
        need = factories.make_need(session)
    with open_session(engine) as session:
        mine = session.merge(need)
        session.get_one(Review, need.review_id)
        session.commit()  # both are kept in memory, and grow old
        with transaction(engine) as other:
            other.get_one(Review, need.review_id).adopted_on = date(2026, 1, 20)

        with pytest.raises(Adopted):
            save(session, mine, Sheet(scorer="Polisen", scores={HARMFUL: 5}))


def test_a_name_that_is_taken_gets_a_number():
    others = [Sheet(scorer="Anna Ek"), Sheet(scorer="anna ek (2)")]

    assert needs.free_name("Anna Ek", others) == "Anna Ek (3)"
    assert needs.free_name("Bo Al", others) == "Bo Al"


# Deciding --------------------------------------------------------------------------------


def test_causes_interventions_and_decision_are_saved_together(session, need):
    council = factories.make_council(session)
    light = factories.make_intervention(session, council=council)

    decide(
        session,
        need,
        causes="Mörkt.",
        note="Fråga skolan.",
        intervention_ids=[light.id, light.id],
        decision=Decision.KEEP,
        reason="Det hjälper.",
    )

    saved = session.get_one(NeedAssessment, need.id)
    assert (saved.causes, saved.note) == ("Mörkt.", "Fråga skolan.")
    assert (saved.decision, saved.reason) == (Decision.KEEP, "Det hjälper.")
    assert list_links(session, council_id=need.council_id, need_id=need.id) == [light.id]
    assert acts(session) == ["decide_need"]


def test_interventions_that_are_no_longer_ticked_are_unlinked(session, need):
    light = factories.make_intervention(session)
    decide(session, need, intervention_ids=[light.id])

    decide(session, need)

    assert list_links(session, council_id=need.council_id, need_id=need.id) == []


def test_a_decision_without_its_reason_is_never_saved(session, need):
    with pytest.raises(ValueError, match="together with its reason"):
        decide(session, need, decision=Decision.STOP)


def test_a_link_that_somebody_else_made_meanwhile_is_seen(session, need):
    shown = needs.as_shown(session, need)
    decide(session, need, intervention_ids=[factories.make_intervention(session).id])

    with pytest.raises(EditConflict):
        needs.decide(session, need=need, judgement=needs.Judgement(), shown=shown, by=BY)


def test_the_decisions_of_an_adopted_review_stay(session, need):
    adopt(session, need)

    with pytest.raises(Adopted):
        decide(session, need, decision=Decision.KEEP, reason="Därför.")
