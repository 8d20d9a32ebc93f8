"""The demo's two reviews: what they show, and that their words say what the figures say."""

from datetime import UTC, datetime
from statistics import fmean

import pytest
from sqlmodel import Session, select

from tests.demo.test_seed import TODAY, filled
from tracker import models
from tracker.demo.need_scores import DISAGREED, MEMBER_SCORER, ONLY_SCORED_BY, SCORERS
from tracker.demo.review import NEEDS
from tracker.domain.effects import Against, Caution
from tracker.domain.evidence import EvidenceGrade
from tracker.domain.need_scores import Agreement, spreads
from tracker.domain.review_content import ReviewContent
from tracker.domain.terms import Criterion, Finding
from tracker.domain.time_series import interrupted
from tracker.domain.verdict_rules import SHORTEST_BASELINE
from tracker.queries.reviews import list_editions, load_content, shown_content


@pytest.fixture(scope="module")
def session():
    with filled(TODAY) as session:
        session.expire_all()
        yield session


@pytest.fixture(scope="module")
def council(session: Session) -> models.Council:
    return session.exec(select(models.Council)).one()


@pytest.fixture(scope="module")
def reviews(session: Session) -> list[models.Review]:
    return list(session.exec(select(models.Review).order_by(models.Review.last_year)))


@pytest.fixture(scope="module")
def finished(session, council, reviews) -> ReviewContent:
    return shown_content(session, council=council, review=reviews[0])


@pytest.fixture(scope="module")
def draft(session, council, reviews) -> ReviewContent:
    return shown_content(session, council=council, review=reviews[1])


def changes(content: ReviewContent):
    return {change.series.title: change for change in content.changes}


def disagreed(need) -> set[Criterion]:
    """Return the criteria by which the scorers disagree."""
    return {
        spread.criterion
        for spread in spreads(need.scores)
        if spread.agreement is Agreement.DISAGREE
    }


def test_the_finished_review_was_frozen_the_day_it_was_adopted(session, council, reviews):
    [edition] = list_editions(session, council_id=council.id, review_id=reviews[0].id)
    assert edition.number == 1
    assert edition.adopted_on == reviews[0].adopted_on == edition.frozen_at.date()
    assert edition.registry_number == reviews[0].registry_number != ""
    assert edition.frozen_at < datetime.combine(TODAY, datetime.min.time(), UTC)
    assert not list_editions(session, council_id=council.id, review_id=reviews[1].id)


def test_the_edition_knows_nothing_later_than_its_years(finished):
    years = {
        one.year
        for change in finished.changes
        for observations in (change.series.observations, *change.series.comparisons.values())
        for one in observations
    }
    assert max(years) == finished.now.last


def test_every_need_under_way_is_scored_and_one_is_disagreed_on(draft):
    needs = {one.need.name: one for one in draft.needs}
    assert set(needs) == {need.name for need in NEEDS}
    for name, need in needs.items():
        assert tuple(need.scores) == tuple(sorted(ONLY_SCORED_BY.get(name, SCORERS)))
    expected = {name: set(criteria) for name, criteria in DISAGREED.items()}
    assert {name: found for name, need in needs.items() if (found := disagreed(need))} == expected
    # nor do all think the same of any need
    assert all(
        any(len(set(spread.scores)) > 1 for spread in spreads(need.scores))
        for need in needs.values()
    )


def test_one_scorer_is_a_member_and_none_is_a_stranger_who_is_said_to_be_one(session):
    rows = session.exec(select(models.NeedScore)).all()
    people = {person.id: person.name for person in session.exec(select(models.Person))}
    alone = {(row.scorer, people[row.person_id]) for row in rows if row.person_id}
    assert alone == {(MEMBER_SCORER, MEMBER_SCORER)}
    assert all(row.person_id for row in rows if row.scorer == MEMBER_SCORER)


def test_the_fraud_that_the_council_calls_new_has_no_intervention(draft):
    without = {one.need.name for one in draft.needs if not one.intervention_ids}
    assert without == {"Bedrägeri mot äldre", "Stöld i butik"}
    known = {one.id for one in draft.interventions}
    assert {number for one in draft.needs for number in one.intervention_ids} <= known
    assert all(one.causes for one in draft.needs if one.intervention_ids)


def test_the_plan_rests_on_the_finished_review(session, reviews):
    [plan] = session.exec(select(models.ActionPlan))
    assert plan.review_id == reviews[0].id
    assert plan.decided_on > reviews[0].adopted_on


def test_some_follow_ups_say_that_it_went_as_planned_and_some_that_it_did_not(session):
    rows = session.exec(select(models.FollowUp)).all()
    assert {row.is_as_planned for row in rows} == {True, False, None}
    assert {row.is_as_planned for row in rows if "enligt plan" in row.process} == {True}
    assert True not in {row.is_as_planned for row in rows if "än planerat" in row.process}


@pytest.mark.parametrize(
    ("need", "indicator"),
    [
        ("Våld i nära relation", "Anmält våld i nära relation"),
        ("Bedrägeri mot äldre", "Bedrägerier mot äldre, 65 år och uppåt"),
        ("Våld i centrum", "Våldsbrott i centrum"),
        ("Skadegörelse", "Skadegörelse"),
        ("Narkotikaförsäljning", "Överlåtelse av narkotika"),
        ("Sexualbrott mot barn på nätet", "Sexualbrott mot barn på nätet"),
        ("Kränkningar i skolan", "Anmälda kränkningar i skolan"),
    ],
)
def test_a_need_is_as_common_as_its_indicator_says(finished, draft, need, indicator):
    for content in (finished, draft):
        [placed] = [one.need for one in content.needs if one.need.name == need]
        per_10_000 = 10_000 * changes(content)[indicator].after / (2 * placed.population)
        assert placed.per_10_000 == pytest.approx(per_10_000, abs=0.06)


def test_the_violence_of_the_centre_may_have_moved_and_that_is_weighed(draft):
    shown = [change for change in draft.changes if change.displacement]
    assert [change.series.title for change in shown] == ["Våldsbrott i centrum"]
    [change] = shown
    assert change.displacement.nearby == "Stationsområdet"
    assert "Stationsområdet" not in change.comparison_names
    # fewer even when what may have moved is counted in
    assert change.displacement.difference.high < 0


def test_the_months_of_one_indicator_add_up_to_its_years_and_carry_a_time_series(draft):
    monthly = [one for one in draft.indicators if one.months]
    assert [one.series.title for one in monthly] == ["Skadegörelse"]
    [one] = monthly
    assert one.left_out == 0
    assert len(one.months) == 72
    counts = {row.year: row.count for row in one.series.observations}
    for year in {month.year for month in one.months}:
        assert sum(month.count for month in one.months if month.year == year) == counts[year]
    began = min(period.started_on for period in one.interventions)
    found = interrupted(one.months, began=began)
    assert found is not None


def test_the_season_is_seen_in_the_months(draft):
    [one] = [one for one in draft.indicators if one.months]

    def mean(*wanted: int) -> float:
        return fmean(month.count for month in one.months if month.month in wanted)

    assert mean(5, 6, 8) > 1.2 * mean(1, 2, 12)


@pytest.mark.parametrize(
    ("title", "finding", "against"),
    [
        # Färre unga misstänks för brott.
        ("Misstänkta 15–20 år", Finding.DECREASED, None),
        # Om eleverna känner sig tryggare går inte att säga.
        ("Trygga i skolan, årskurs 8", Finding.CANNOT_BE_ASSESSED, None),
        # Fler vuxna har fått stöd. Om våldet ökar eller minskar går inte att säga.
        ("Vuxna som fått stöd", Finding.INCREASED, None),
        ("Anmält våld i nära relation", Finding.CANNOT_BE_ASSESSED, None),
        # Våldet i centrum har minskat, tydligt mer än i jämförelsekommunerna.
        # Skadegörelsen minskar också.
        ("Våldsbrott i centrum", Finding.DECREASED, Against.LOWER),
        ("Skadegörelse", Finding.DECREASED, None),
        # Fler överlåtelser anmäls. Om färre unga provar kan inte bedömas.
        ("Överlåtelse av narkotika", Finding.INCREASED, None),
        ("Provat narkotika, gymnasiet år 2", Finding.CANNOT_BE_ASSESSED, None),
        ("Provat narkotika, årskurs 9", Finding.CANNOT_BE_ASSESSED, None),
        # Bedrägerierna mot äldre har ökat.
        ("Bedrägerier mot äldre, 65 år och uppåt", Finding.INCREASED, None),
    ],
)
def test_the_conclusions_under_way_say_what_the_figures_say(draft, title, finding, against):
    change = changes(draft)[title]
    assert change.finding is finding
    assert against is None or change.against is against


def test_the_two_reviews_warn_of_different_things(finished, draft):
    def warned(content: ReviewContent) -> set[Caution]:
        return {caution for change in content.changes for caution in change.cautions}

    assert Caution.SHORT_BASELINE in warned(finished)
    assert {Caution.PEAK_BASELINE, Caution.SERIES_BREAK, Caution.NO_INTERVAL} <= warned(finished)
    assert {Caution.PRELIMINARY, Caution.UNEQUAL_PERIODS, Caution.OVERDISPERSED} <= warned(draft)
    assert len(draft.before) == SHORTEST_BASELINE


def test_the_evidence_is_good_for_one_goal_and_weaker_for_the_others(draft):
    grades = {one.series.title: one.evidence.grade for one in draft.indicators}
    good = {title for title, grade in grades.items() if grade is EvidenceGrade.GOOD}
    assert good == {"Skadegörelse", "Klotter som sanerats inom ett dygn"}
    assert set(grades.values()) == set(EvidenceGrade)


def test_the_finished_review_judges_by_the_same_rules(session, council, reviews, finished):
    assert load_content(session, council=council, review=reviews[0]).changes == finished.changes
