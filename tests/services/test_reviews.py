"""Opening, concluding, adopting and correcting a review."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from tests import factories
from tracker.domain.indicators import Period
from tracker.domain.review_content import thaw
from tracker.domain.terms import Criterion, Decision
from tracker.models import (
    AreaConclusion,
    AuditEvent,
    Measurement,
    NeedAssessment,
    NeedIntervention,
    ReviewEdition,
)
from tracker.queries import reviews as queries
from tracker.services import reviews as services
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict, fingerprint
from tracker.services.records import Adopted, AlreadyThere

NOW = datetime(2026, 1, 20, 9, 0, tzinfo=UTC)
ADOPTED_ON = date(2026, 1, 19)
BY = Act(person_id=None, at=NOW)
PLAN = services.ReviewPlan(now=Period(2024, 2025), before=Period(2021, 2023))


@pytest.fixture
def council(session):
    return factories.make_council(session)


@pytest.fixture
def area(session, council):
    programme = factories.make_programme(session, council=council, first_year=2024)
    return factories.make_area(session, programme=programme, number=1)


@pytest.fixture
def measured(session, area):
    """The last of five years of values: 400 a year, and 300 in the last two."""
    indicator = factories.make_indicator(session, goal=factories.make_goal(session, area=area))
    rows = [
        factories.make_measurement(session, indicator=indicator, year=year, count=count)
        for year, count in zip(range(2021, 2026), (400, 400, 400, 300, 300), strict=True)
    ]
    return rows[-1]


@pytest.fixture
def review(session, council, area):
    return services.open_review(session, council=council, plan=PLAN, by=BY)


def adopt(session, council, review, number="KS 2026/12"):
    return services.adopt(
        session,
        council=council,
        review=review,
        adopted_on=ADOPTED_ON,
        registry_number=number,
        now=NOW,
        by=BY,
    )


def correction(**values):
    return services.Correction(
        **{
            "adopted_on": date(2026, 3, 2),
            "registry_number": "KS 2026/12",
            "changes": "Polisen har rättat 2025.",
            "method_notes": "Siffrorna hämtades på nytt.",
            "conclusions": {},
            "replaces": 1,
            **values,
        }
    )


def conclude(session, review, area, text, shown=""):
    return services.save_conclusion(
        session, review=review, area=area, text=text, shown=shown, by=BY
    )


def after(session, council, review, number=None):
    shown = queries.shown_content(session, council=council, review=review, number=number)
    return shown.indicators[0].change.after


def actions(session):
    return [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.id))]


# Opening ---------------------------------------------------------------------------------


def test_a_review_starts_from_the_needs_of_the_one_before_undecided(session, council, area):
    old = factories.make_review(session, council=council, first_year=2022, last_year=2023)
    need = factories.make_need(
        session,
        review=old,
        name="Bedrägeri",
        priority_area_id=area.id,
        per_10_000=18.0,
        harm=50.0,
        causes="Många äldre är ensamma.",
        decision=Decision.NEW,
        reason="Ingen insats pågår.",
    )
    intervention = factories.make_intervention(session, council=council)
    factories.make_need_link(session, need=need, to=intervention)

    review = services.open_review(session, council=council, plan=PLAN, by=BY)

    carried = session.exec(
        select(NeedAssessment).where(NeedAssessment.review_id == review.id)
    ).one()
    assert (carried.name, carried.per_10_000, carried.harm) == ("Bedrägeri", 18.0, 50.0)
    assert (carried.causes, carried.priority_area_id) == ("Många äldre är ensamma.", area.id)
    assert (carried.decision, carried.reason) == (None, "")
    links = session.exec(
        select(NeedIntervention.intervention_id).where(NeedIntervention.need_id == carried.id)
    ).all()
    assert links == [intervention.id]
    [shown] = queries.load_content(session, council=council, review=review).needs
    assert shown.need.previous == (18.0, 50.0)


def test_the_first_review_starts_empty(session, council, review):
    assert queries.load_content(session, council=council, review=review).needs == ()
    assert actions(session) == ["open_review"]


def test_the_same_years_are_not_reviewed_twice(session, council, review):
    session.commit()

    with pytest.raises(AlreadyThere):
        services.open_review(session, council=council, plan=PLAN, by=BY)


# A draft ---------------------------------------------------------------------------------


def test_a_conclusion_is_written_and_rewritten(session, review, area):
    first = conclude(session, review, area, "Läget är bättre.")
    conclude(session, review, area, "Läget är mycket bättre.", fingerprint(first))

    [row] = session.exec(select(AreaConclusion)).all()
    assert row.text == "Läget är mycket bättre."


def test_nobody_writes_over_a_conclusion_that_they_have_not_seen(session, review, area):
    conclude(session, review, area, "Läget är bättre.")

    with pytest.raises(EditConflict):
        conclude(session, review, area, "Läget är sämre.", shown="")


def test_a_drafts_years_and_notes_can_be_changed(session, review):
    plan = services.ReviewPlan(
        now=Period(2024, 2025),
        before=Period(2020, 2023),
        decision_on=date(2026, 2, 3),
        method_notes="Fyra år, då 2021 var ovanligt.",
    )
    shown = fingerprint(review)
    services.change_review(session, review=review, plan=plan, shown=shown, by=BY)

    assert (review.baseline_first_year, review.decision_on) == (2020, date(2026, 2, 3))
    with pytest.raises(EditConflict):
        services.change_review(session, review=review, plan=PLAN, shown=shown, by=BY)


def test_what_is_done_with_a_review_is_written_down(session, council, review, area):
    services.mark_checked(session, review=review, on=ADOPTED_ON, by=BY)
    services.set_adjusted(session, review=review, is_adjusted=True, by=BY)
    conclude(session, review, area, "Bättre.")
    adopt(session, council, review)
    services.correct(
        session, council=council, review=review, correction=correction(), now=NOW, by=BY
    )

    assert review.data_checked_on == ADOPTED_ON
    assert review.is_adjusted
    assert actions(session) == [
        "open_review",
        "check_review_data",
        "adjust_review",
        "save_conclusion",
        "adopt_review",
        "correct_review",
    ]


# Adopted ---------------------------------------------------------------------------------


def test_an_adopted_review_is_frozen_with_its_data(session, council, review, area, measured):
    conclude(session, review, area, "Färre brott.")
    edition = adopt(session, council, review)
    frozen = queries.shown_content(session, council=council, review=review)

    measured.count = 900
    session.add(measured)
    session.flush()

    assert (edition.number, edition.frozen_at, edition.changes) == (1, NOW, "")
    assert queries.shown_content(session, council=council, review=review) == frozen
    assert after(session, council, review) == 600
    assert (frozen.adopted_on, frozen.registry_number) == (ADOPTED_ON, "KS 2026/12")
    assert frozen.areas[0].conclusion == "Färre brott."


def test_removing_the_indicators_values_does_not_reach_the_frozen_review(
    session, council, review, measured
):
    adopt(session, council, review)
    for row in session.exec(select(Measurement)).all():
        session.delete(row)
    session.flush()

    assert after(session, council, review) == 600


def test_nothing_of_an_adopted_review_can_be_changed(session, council, review, area):
    adopt(session, council, review)

    tries = (
        lambda: conclude(session, review, area, "Sent."),
        lambda: services.mark_checked(session, review=review, on=None, by=BY),
        lambda: services.set_adjusted(session, review=review, is_adjusted=True, by=BY),
        lambda: services.change_review(
            session, review=review, plan=PLAN, shown=fingerprint(review), by=BY
        ),
        lambda: adopt(session, council, review, "KS 2026/99"),
    )
    for change in tries:
        with pytest.raises(Adopted):
            change()
    assert review.registry_number == "KS 2026/12"
    assert len(session.exec(select(ReviewEdition)).all()) == 1


def test_a_correction_is_a_new_version_beside_the_old(session, council, review, area, measured):
    conclude(session, review, area, "Färre brott.")
    adopt(session, council, review)
    measured.count = 350
    session.add(measured)
    session.flush()

    edition = services.correct(
        session,
        council=council,
        review=review,
        correction=correction(conclusions={area.id: "Något färre brott."}),
        now=NOW,
        by=BY,
    )

    assert (edition.number, edition.changes) == (2, "Polisen har rättat 2025.")
    assert after(session, council, review) == 650
    assert after(session, council, review, number=1) == 600
    latest = thaw(edition.content, edition.content_hash)
    assert latest.areas[0].conclusion == "Något färre brott."
    assert latest.adopted_on == date(2026, 3, 2)
    assert latest.method_notes == "Siffrorna hämtades på nytt."


def test_a_correction_can_mend_a_decision(session, council, review):
    need, other = (
        factories.make_need(session, review=review, decision=Decision.STOP, reason="Fel rad.")
        for _number in range(2)
    )
    adopt(session, council, review)

    edition = services.correct(
        session,
        council=council,
        review=review,
        correction=correction(decisions={need.id: (Decision.KEEP, "Arbetet behöver tid.")}),
        now=NOW,
        by=BY,
    )

    latest = {one.id: one.need for one in thaw(edition.content, edition.content_hash).needs}
    assert (latest[need.id].decision, latest[need.id].reason) == (
        Decision.KEEP,
        "Arbetet behöver tid.",
    )
    assert latest[other.id].decision is Decision.STOP


def test_a_correction_touches_no_other_reviews_decisions(session, council, review):
    elsewhere = factories.make_need(session, decision=Decision.STOP, reason="Klart.")
    adopt(session, council, review)

    services.correct(
        session,
        council=council,
        review=review,
        correction=correction(decisions={elsewhere.id: (Decision.NEW, "Nej.")}),
        now=NOW,
        by=BY,
    )

    session.refresh(elsewhere)
    assert elsewhere.decision is Decision.STOP


def test_of_two_corrections_of_one_version_the_second_is_refused(session, council, review):
    adopt(session, council, review)
    said = {"council": council, "review": review, "now": NOW, "by": BY}
    services.correct(session, correction=correction(), **said)

    with pytest.raises(EditConflict):
        services.correct(session, correction=correction(changes="Något annat."), **said)


def test_an_adopted_review_does_not_keep_who_gave_which_score(session, council, review):
    need = factories.make_need(session, review=review)
    factories.make_need_scores(session, need=need, scorer="Alva Alm", scores={Criterion.COMMON: 2})

    edition = adopt(session, council, review)

    [kept] = thaw(edition.content, edition.content_hash).needs
    assert list(kept.scores.values()) == [{Criterion.COMMON: 2}]
    assert "Alva" not in repr(kept)


def test_a_draft_is_not_corrected_but_changed(session, council, review):
    with pytest.raises(services.NotAdopted):
        services.correct(
            session, council=council, review=review, correction=correction(), now=NOW, by=BY
        )


def test_a_review_from_before_versions_were_kept_gets_its_first(session, council, measured):
    review = factories.make_review(session, council=council, adopted_on=date(2025, 1, 8))

    edition = services.correct(
        session, council=council, review=review, correction=correction(replaces=0), now=NOW, by=BY
    )

    assert edition.number == 1
