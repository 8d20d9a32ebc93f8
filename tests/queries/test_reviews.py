"""Which reviews there are, what one shows, and what was frozen of it."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.factories import (
    add,
    make_area,
    make_area_conclusion,
    make_council,
    make_edition,
    make_follow_up,
    make_goal,
    make_indicator,
    make_intervention,
    make_measurement,
    make_need,
    make_programme,
    make_review,
)
from tracker.domain.evidence import EvidenceQuestion
from tracker.domain.indicators import Period
from tracker.domain.review_content import ReviewContent
from tracker.domain.terms import Criterion, Finding, InterventionState
from tracker.models import (
    NeedIntervention,
    NeedScore,
    PriorityArea,
    Review,
)
from tracker.queries import reviews as queries

YEARS = {"now": Period(2024, 2025), "before": Period(2022, 2023)}


@pytest.fixture
def council(session):
    return make_council(session)


@pytest.fixture
def programme(session, council):
    return make_programme(session, council=council)


@pytest.fixture
def goal(session, programme):
    return make_goal(session, area=make_area(session, programme=programme, number=3), number=2)


def test_a_review_is_about_the_programme_that_it_draws_conclusions_on(session, council, goal):
    area = make_area(session, programme=make_programme(session, council=council, name="Äldre"))
    review = make_review(session, council=council)
    make_area_conclusion(session, review=review, area=area)

    found = queries.find_reviewed_programme(session, council_id=council.id, review=review)

    assert found is not None
    assert found.name == "Äldre"


def test_a_review_that_looks_back_past_the_programme_is_about_the_latest(session, programme):
    review = make_review(
        session,
        council=None,
        council_id=programme.council_id,
        first_year=2010,
        last_year=2011,
        baseline_first_year=2008,
        baseline_last_year=2009,
    )

    found = queries.find_reviewed_programme(session, council_id=programme.council_id, review=review)

    assert found == programme


# What a review shows ---------------------------------------------------------------------


@pytest.fixture
def review(session, council):
    """The years 2024–2025, compared with 2022–2023."""
    return make_review(session, council=council)


def measure(session, goal, counts=(400, 400, 300, 300), **values):
    """Add an indicator with counts from 2022 on."""
    indicator = make_indicator(session, goal=goal, **values)
    for year, count in enumerate(counts, 2022):
        make_measurement(session, indicator=indicator, year=year, count=count)
    return indicator


def content_of(session, council, review):
    return queries.load_content(session, council=council, review=review)


def test_a_review_shows_the_programme_with_changes_and_conclusions(
    session, council, programme, goal, review
):
    indicator = measure(session, goal, nearby="Granby")
    make_area_conclusion(session, review=review, area=area_of(session, goal), text="Färre.")

    content = content_of(session, council, review)

    assert (content.now, content.before) == (Period(2024, 2025), Period(2022, 2023))
    assert (content.council, content.programme) == (council.name, programme.name)
    assert [(one.number, one.conclusion) for one in content.areas] == [(3, "Färre.")]
    assert [one.code for one in content.goals] == ["3.2"]
    (one,) = content.indicators
    assert (one.id, one.series.nearby) == (indicator.id, "Granby")
    assert (one.change.before, one.change.after) == (800, 600)
    assert one.change.finding is Finding.DECREASED


def area_of(session, goal):
    return session.get_one(PriorityArea, goal.priority_area_id)


def test_a_review_knows_nothing_of_what_came_after_its_last_year(session, council, goal, review):
    indicator = measure(session, goal, counts=(400, 400, 300, 300, 9))
    for year in (2025, 2026):
        make_measurement(session, indicator=indicator, year=year, count=5, municipality="Granby")
        make_measurement(
            session,
            indicator=indicator,
            starts_on=date(year, 3, 1),
            ends_on=date(year, 3, 31),
            count=2,
        )
        make_intervention(
            session,
            goal=goal,
            title=f"Från {year}",
            state=InterventionState.ONGOING,
            starts_on=date(year, 5, 1),
        )

    (one,) = content_of(session, council, review).indicators

    assert [seen.year for seen in one.series.observations] == [2022, 2023, 2024, 2025]
    assert [seen.year for seen in one.series.comparisons["Granby"]] == [2025]
    assert [(month.year, month.month, month.count) for month in one.months] == [(2025, 3, 2)]
    assert [period.title for period in one.interventions] == ["Från 2025"]
    assert one.left_out == 0


@pytest.mark.parametrize(
    ("mechanism", "said", "answers"),
    [("Vuxna ser.", True, (True, True)), ("", False, (False, False)), ("", None, (False, None))],
)
def test_the_evidence_asks_the_goals_interventions(
    session, council, goal, review, mechanism, said, answers
):
    measure(session, goal)
    intervention = make_intervention(
        session, goal=goal, state=InterventionState.ONGOING, mechanism=mechanism
    )
    make_follow_up(session, intervention=intervention, year=2025, is_as_planned=said)

    (one,) = content_of(session, council, review).indicators

    found = one.evidence.answers
    assert (found[EvidenceQuestion.MECHANISM], found[EvidenceQuestion.AS_PLANNED]) == answers


def test_an_intervention_of_another_programme_comes_along_only_for_a_need(
    session, council, goal, review
):
    old = make_programme(session, council=council, first_year=2010, last_year=2013)
    old_goal = make_goal(session, area=make_area(session, programme=old))
    linked = make_intervention(session, goal=old_goal, title="Behövs ännu")
    make_intervention(session, goal=old_goal, title="Glömd")
    make_intervention(session, goal=goal, title="Programmets")
    make_intervention(session, council=council, title="Utan mål")
    need = make_need(session, review=review)
    add(
        session,
        NeedIntervention(council_id=council.id, need_id=need.id, intervention_id=linked.id),
    )

    content = content_of(session, council, review)

    assert [(one.title, one.goal_codes) for one in content.interventions] == [
        ("Behövs ännu", ()),
        ("Programmets", ("3.2",)),
        ("Utan mål", ()),
    ]
    assert content.needs[0].intervention_ids == (linked.id,)


def test_a_review_that_is_not_saved_shows_what_one_would(session, council, goal):
    measure(session, goal)
    made_up = Review(
        council_id=council.id,
        first_year=2024,
        last_year=2025,
        baseline_first_year=2023,
        baseline_last_year=2023,
    )

    content = content_of(session, council, made_up)

    assert content.indicators[0].change.before == 400
    assert (content.needs, content.adopted_on) == ((), None)


def test_a_council_without_a_programme_has_an_empty_review(session, council, review):
    content = content_of(session, council, review)

    assert (content.programme, content.areas, content.indicators) == ("", (), ())


def test_nothing_of_another_council_comes_along(session, council, review):
    other = make_council(session)
    goal = make_goal(
        session, area=make_area(session, programme=make_programme(session, council=other))
    )
    measure(session, goal)
    make_intervention(session, goal=goal)
    make_need(session, review=make_review(session, council=other))
    make_review(session, council=other, first_year=2022, last_year=2023)

    content = content_of(session, council, review)

    assert (content.indicators, content.interventions, content.needs) == ((), (), ())
    assert content.previous is None


def test_another_councils_review_cannot_be_shown_through_this_one(session, council, goal):
    theirs = make_review(session)
    make_need(session, review=theirs)
    theirs.adopted_on = date(2026, 3, 1)
    content = ReviewContent(council="Backby", municipality="Backby", **YEARS)
    make_edition(session, review=theirs, content=content)

    content = queries.shown_content(session, council=council, review=theirs)

    assert (content.council, content.needs) == (council.name, ())


def test_the_number_of_queries_stays_the_same_however_much_there_is(session, council, goal, review):
    def fill(times):
        for _ in range(times):
            measure(session, goal)
            intervention = make_intervention(session, goal=goal)
            make_follow_up(session, intervention=intervention, is_as_planned=True)
            need = make_need(session, review=review)
            ids = {"council_id": council.id, "need_id": need.id}
            add(session, NeedIntervention(**ids, intervention_id=intervention.id))
            add(session, NeedScore(**ids, scorer="Polisen", criterion=Criterion.COMMON, score=3))
        session.flush()

    def count_statements():
        session.expire_all()
        statements = []

        def listen(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        bind = session.get_bind()
        sa.event.listen(bind, "before_cursor_execute", listen)
        # What the caller has read already, and this test has made stale, is not counted.
        session.refresh(council)
        session.refresh(review)
        statements.clear()
        content = content_of(session, council, review)
        sa.event.remove(bind, "before_cursor_execute", listen)
        return len(content.indicators), len(content.needs), len(statements)

    fill(1)
    assert count_statements()[:2] == (1, 1)
    few = count_statements()[2]
    fill(6)

    assert count_statements() == (7, 7, few)
    assert few <= 17


# Editions --------------------------------------------------------------------------------


@pytest.fixture
def adopted(session, council):
    """An adopted review in two editions, named after their numbers."""
    review = make_review(session, council=council, adopted_on=date(2026, 3, 1))
    for number in (1, 2):
        content = ReviewContent(council=f"Utgåva {number}", municipality="Älvstad", **YEARS)
        make_edition(session, review=review, content=content, number=number)
    return review


@pytest.mark.parametrize(
    ("number", "shown"), [(None, "Utgåva 2"), (1, "Utgåva 1"), (2, "Utgåva 2")]
)
def test_an_adopted_review_is_shown_as_it_was_frozen(session, council, adopted, number, shown):
    found = queries.shown_content(session, council=council, review=adopted, number=number)

    assert found.council == shown


def test_an_edition_that_is_not_there_is_not_shown_as_another(session, council, adopted):
    with pytest.raises(LookupError):
        queries.shown_content(session, council=council, review=adopted, number=3)


def test_a_review_without_editions_shows_how_things_stand(session, council):
    review = make_review(session, council=council, adopted_on=date(2026, 3, 1))

    found = queries.shown_content(session, council=council, review=review)

    assert (found.council, found.adopted_on) == (council.name, date(2026, 3, 1))


def test_a_draft_shows_how_things_stand_even_when_it_once_was_adopted(session, council, adopted):
    adopted.adopted_on = None

    assert queries.shown_content(session, council=council, review=adopted).council == council.name


def test_an_edition_that_was_tampered_with_is_not_shown(session, council, adopted):
    edition = queries.find_edition(session, council_id=council.id, review_id=adopted.id)
    edition.content_hash = "0" * 64
    session.flush()

    with pytest.raises(ValueError, match="not as it was adopted"):
        queries.shown_content(session, council=council, review=adopted)


def test_editions_are_listed_latest_first_and_for_their_own_council(session, council, adopted):
    def numbers(council):
        ids = {"council_id": council.id, "review_id": adopted.id}
        return [one.number for one in queries.list_editions(session, **ids)]

    assert numbers(council) == [2, 1]
    assert numbers(make_council(session)) == []
