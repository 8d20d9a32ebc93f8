"""The whole municipality's interventions: every department's, counted, and chosen among."""

import re
from datetime import date

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import save, text_of
from tracker.db import open_session, transaction
from tracker.domain.terms import Approach, InterventionState, Role, Term
from tracker.models import Intervention

PAGE = "/alvstad/programme/interventions/"
#: What the form of an intervention cannot do without.
NEEDED = {"title": "Orosguide", "state": "ongoing"}
ROW = re.compile(r'<th scope="row"><a class="theme" href="[^"]+">([^<]+)</a>')
HEADING = re.compile(r'<h2 id="department-\d+">([^<]+)</h2><span class="meta">([^<]*)</span>')


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


def listed(page):
    return ROW.findall(page)


@pytest.fixture
def work(engine, cast):
    """Two departments, a partner and one that nobody is named for, on two areas' goals."""
    with transaction(engine) as session:
        here = {"council": cast.council}
        programme = factories.make_programme(session, **here)
        young, places = (
            factories.make_area(session, programme=programme, number=number, name=name)
            for number, name in ((1, "Barn och unga"), (3, "Trygga platser"))
        )
        goals = [factories.make_goal(session, area=area, number=1) for area in (young, places)]
        street = factories.make_organisation(session, **here, name="Ängsförvaltningen")
        school = factories.make_organisation(session, **here, name="Utbildningsförvaltningen")
        watch = factories.make_organisation(
            session, **here, name="Älvstads nattvandrare", is_municipal=False
        )
        factories.make_intervention(
            session,
            goal=goals[1],
            title="Belysning",
            organisation_id=street.id,
            approach=Approach.SITUATIONAL,
            term=Term.SHORT,
            state=InterventionState.DONE,
            starts_on=date(2024, 2, 1),
            ends_on=date(2025, 6, 30),
        )
        factories.make_intervention(
            session,
            goal=goals[0],
            title="Närvaroteam",
            organisation_id=school.id,
            approach=Approach.SOCIAL,
            state=InterventionState.ONGOING,
            responsible_id=cast.bo.id,
        )
        walks = factories.make_intervention(
            session,
            goal=goals[0],
            title="Nattvandring",
            organisation_id=watch.id,
            state=InterventionState.ONGOING,
            starts_on=date(2024, 2, 1),
        )
        factories.make_follow_up(session, intervention=walks, year=2024)
        factories.make_follow_up(session, intervention=walks, year=2025)
        factories.make_intervention(session, **here, title="Orosguide")
        factories.make_intervention(session, council=cast.other_council, title="Annans")
    return {"street": street.id, "places": places.id}


def test_departments_come_first_then_partners_and_last_what_belongs_to_none(alice, work):
    page = text_of(alice.get(PAGE))

    assert [name for name, _counts in HEADING.findall(page)] == [
        "Utbildningsförvaltningen",
        "Ängsförvaltningen",
        "Älvstads nattvandrare",
        "Ingen förvaltning eller samarbetspart är angiven",
    ]
    assert listed(page) == ["Närvaroteam", "Belysning", "Nattvandring", "Orosguide"]
    assert "Annans" not in page


def test_a_department_counts_its_interventions_in_whole_words(alice, engine, cast):
    with transaction(engine) as session:
        street = factories.make_organisation(session, council=cast.council)
        goal = factories.make_goal(
            session,
            area=factories.make_area(
                session, programme=factories.make_programme(session, council=cast.council), number=1
            ),
            number=1,
        )
        for state in (*[InterventionState.DONE] * 2, InterventionState.STOPPED):
            factories.make_intervention(session, goal=goal, organisation_id=street.id, state=state)

    page = text_of(alice.get(PAGE))

    assert [counts for _name, counts in HEADING.findall(page)] == ["2 klara, en avbruten"]


def test_each_row_says_who_when_and_how_far_it_is_followed_up(alice, work):
    page = text_of(alice.get(PAGE))

    assert "uppföljd 2025" in page
    assert "2024–2025" in page
    assert "från 2024" in page
    assert "Bo Ek" in page
    assert "3 insatser har ingen som får frågan" in page


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"department": "street"}, ["Belysning"]),
        ({"department": "none"}, ["Orosguide"]),
        ({"area": "places"}, ["Belysning"]),
        ({"area": "none"}, ["Orosguide"]),
        ({"state": "ongoing"}, ["Närvaroteam", "Nattvandring"]),
        ({"approach": "social"}, ["Närvaroteam"]),
        ({"approach": "none"}, ["Nattvandring", "Orosguide"]),
        ({"state": "ongoing", "approach": "none"}, ["Nattvandring"]),
        ({"state": "ongoing", "approach": "situational"}, []),
        ({"state": "", "area": "4711", "approach": "<script>"}, None),
    ],
)
def test_what_is_chosen_is_shown_and_what_is_unknown_is_left_out(alice, work, chosen, expected):
    given = {name: work.get(value, value) for name, value in chosen.items()}
    page = text_of(alice.get(PAGE, query_string=given))

    if expected is None:
        expected = ["Närvaroteam", "Belysning", "Nattvandring", "Orosguide"]
    assert listed(page) == expected
    assert ("Visa alla" in page) == (len(expected) < 4)
    assert ("Ingen insats stämmer" in page) == (not expected)


def test_each_alternative_says_how_many_it_would_leave(alice, work):
    page = text_of(alice.get(PAGE, query_string={"state": "ongoing"}))

    assert '<option value="ongoing" selected>Pågår (2)</option>' in page
    assert '<option value="done">Klar (1)</option>' in page  # instead of those ongoing
    assert '<option value="social">Social (1)</option>' in page  # of those ongoing
    assert '<option value="situational">Situationell (0)</option>' in page
    assert "2 av 4 insatser" in page


def test_a_member_reads_the_list_and_is_offered_no_changes(sign_in_as, work):
    page = text_of(sign_in_as(Role.MEMBER).get(PAGE))

    assert listed(page)
    assert "/new" not in page


def test_a_contributor_reads_nothing(engine, cast, sign_in_as):
    with transaction(engine) as session:
        eva = factories.make_member(session, council=cast.council, role=Role.CONTRIBUTOR)

    assert sign_in_as(eva).get(PAGE).status_code == 403


def test_a_council_without_interventions_is_told_why_they_matter(alice, cast):
    page = text_of(alice.get(PAGE))

    assert "inte bara rådets kansli" in page
    assert "<select" not in page


def test_sixty_interventions_in_ten_departments_are_read_in_as_many_queries_as_one(
    alice, engine, cast, count_queries
):
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council)
        goal = factories.make_goal(session, area=factories.make_area(session, programme=programme))
        factories.make_intervention(session, goal=goal)
    with count_queries() as few:
        alice.get(PAGE)
    with transaction(engine) as session:
        for _department in range(10):
            named = factories.make_organisation(session, council=cast.council)
            for _number in range(6):
                factories.make_intervention(session, goal=goal, organisation_id=named.id)

    with count_queries() as many:
        page = text_of(alice.get(PAGE))

    assert len(listed(page)) == 61
    assert len(HEADING.findall(page)) == 11
    assert many.count == few.count


def test_the_form_saves_kind_time_and_cost(alice, engine, work):
    with open_session(engine) as session:
        row = session.exec(select(Intervention).where(Intervention.title == "Orosguide")).one()
    fields = {**NEEDED, "approach": "both", "term": "long", "cost": "1 250 000"}

    save(alice, f"/alvstad/records/interventions/{row.id}", **fields)

    with open_session(engine) as session:
        saved = session.get_one(Intervention, row.id)
        assert (saved.approach, saved.term, saved.cost) == (Approach.BOTH, Term.LONG, 1_250_000)
    page = text_of(alice.get(f"/alvstad/programme/interventions/{row.id}"))
    assert "Situationell och social, på lång sikt" in page
    assert "1\N{NO-BREAK SPACE}250\N{NO-BREAK SPACE}000 kronor" in page


@pytest.mark.parametrize("cost", ["-1", "mycket"])
def test_a_cost_that_is_none_is_not_saved(alice, engine, work, cost):
    with open_session(engine) as session:
        row = session.exec(select(Intervention).where(Intervention.title == "Orosguide")).one()

    page = text_of(save(alice, f"/alvstad/records/interventions/{row.id}", **NEEDED, cost=cost))

    assert f'value="{cost}"' in page
    with open_session(engine) as session:
        assert session.get_one(Intervention, row.id).cost is None
