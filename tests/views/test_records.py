"""Entering, correcting and removing each kind of simple record, as a browser does."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, save, text_of
from tracker.db import open_session, transaction
from tracker.domain.terms import Direction, IndicatorKind, Role
from tracker.models import (
    ActionPlan,
    Goal,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    NeedAssessment,
    Organisation,
    Review,
)
from tracker.views.record_kinds import KINDS

HOSTILE = '<script>alert("1")</script>'
DAYS = {"starts_on": "2026-02-23", "ends_on": "2026-03-01"}


@dataclass(frozen=True)
class Case:
    """What is typed for one kind, and one correction of it."""

    fields: dict[str, str]
    correction: dict[str, str]
    #: Where one is afterwards, {} standing for the record's number and {parent} for its parent's.
    page: str
    #: Where one is when it is removed, when that is another page.
    page_after_removal: str = ""


CASES = {
    "agenda-items": Case(
        {"position": "1", "title": "Mötet öppnas", "minutes": "5"},
        {"title": "Öppnande"},
        "/alvstad/meetings/{parent}",
    ),
    "questions": Case(
        {"position": "1", "text": "Vad har fungerat?"},
        {"text": "Vad har inte fungerat?"},
        "/alvstad/meetings/{parent}",
    ),
    "contributions": Case(
        {"text": "Belysningen.", "said_by": "Polisen"},
        {"said_by": "Skolan"},
        "/alvstad/meetings/{meeting}#discussion",
    ),
    "action-items": Case(
        {"text": "Se över belysningen.", "state": "ongoing", "due_on": "2026-12-01"},
        {"state": "done"},
        "/alvstad/meetings/{parent}",
    ),
    "programmes": Case(
        {"name": "Tryggt Älvstad", "first_year": "2028", "last_year": "2031"},
        {"registry_number": "KF 2027/12"},
        "/alvstad/programme/?programme={}",
        "/alvstad/programme/",
    ),
    "areas": Case(
        {"number": "7", "name": "Barn och unga"},
        {"name": "Unga"},
        "/alvstad/programme/?programme={programme}",
    ),
    "goals": Case(
        {"number": "9", "title": "Färre unga begår brott"},
        {"title": "Färre unga dras in"},
        "/alvstad/programme/?programme={programme}#goal-{}",
    ),
    "assessments": Case(
        {"year": "2025", "fulfilment": "partly", "comment": "Nära."},
        {"fulfilment": ""},
        "/alvstad/programme/?programme={programme}&year=2025#goal-{goal}",
    ),
    "indicators": Case(
        {"title": "Rån", "kind": "count", "direction": "lower_better", "target": "1 234,5"},
        {"unit": "per år"},
        "/alvstad/programme/indicators/{}",
        "/alvstad/programme/?programme={programme}#goal-{goal}",
    ),
    "measurements": Case(
        {"starts_on": "2024-01-01", "ends_on": "2024-12-31", "count": "1 204"},
        {"count": "1210"},
        "/alvstad/programme/indicators/{parent}",
    ),
    "interventions": Case(
        {"title": "Fältgruppen", "state": "ongoing"},
        {"state": "stopped"},
        "/alvstad/programme/interventions/{}",
        "/alvstad/programme/",
    ),
    "follow-ups": Case(
        {"year": "2025", "production": "40 kvällar", "process": "Gick bra"},
        {"lesson": "Börja tidigare"},
        "/alvstad/programme/interventions/{parent}",
    ),
    "situation-reports": Case(
        {"title": "Lägesbild 2026", "decided_on": "2026-03-12"},
        {"link": "https://alvstad.example/lagesbild"},
        "/alvstad/law/#situation_report",
    ),
    "action-plans": Case(
        {"title": "Åtgärdsplan", "decided_on": "2025-05-20"},
        {"followed_up_on": "2026-11-03"},
        "/alvstad/law/#plan_decided",
    ),
    "agreements": Case(
        {"partner": "Polisen", "purpose": "Centrum", "signed_on": "2025-01-14"},
        {"ends_on": "2027-12-31"},
        "/alvstad/law/#agreements",
    ),
    "assembly-reports": Case(
        {"title": "Arbetet 2025", "reported_on": "2026-02-20"},
        {"registry_number": "KF 31"},
        "/alvstad/law/#assembly_report",
    ),
    "duty-evidence": Case(
        {"duty": "integration", "title": "Riktlinjer", "decided_on": "2025-06-17"},
        {"note": "Lägesbilden är ett underlag i budgeten."},
        "/alvstad/law/#integration",
    ),
    "organisations": Case(
        {"name": "Fritidsnämnden", "is_municipal": "y"},
        {"short_name": "Fritid"},
        "/alvstad/people/#organisations",
    ),
    "school-breaks": Case({"name": "Sportlov", **DAYS}, {"name": "Lov"}, "/alvstad/2026#calendar"),
    "steering-events": Case(
        {"name": "Delårsrapport", **DAYS}, {"name": "Delår"}, "/alvstad/2026#calendar"
    ),
    "needs": Case(
        {"name": "Bedrägerier", "per_10_000": "12,5", "harm": "40"},
        {"harm": "60"},
        "/alvstad/reviews/{parent}/needs/{}",
        "/alvstad/reviews/{parent}#needs",
    ),
}


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def parents(engine, cast):
    """One row of every table that records belong to, by the table's name."""
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council)
        area = factories.make_area(session, programme=programme, number=1)
        goal = factories.make_goal(session, area=area, number=1)
        question = factories.make_question(
            session, meeting=factories.make_meeting(session, council=cast.council)
        )
        review = factories.make_review(session, council=cast.council)
        return {
            "meeting": question.meeting_id,
            "question": question.id,
            "programme": programme.id,
            "priority_area": area.id,
            "goal": goal.id,
            "indicator": factories.make_indicator(session, goal=goal).id,
            "intervention": factories.make_intervention(session, goal=goal).id,
            "review": review.id,
        }


def stored(engine, model) -> dict[int, Any]:
    with open_session(engine) as session:
        return {row.id: row for row in session.exec(select(model))}


def parent_of(kind, parents) -> int | None:
    model = KINDS[kind].parent_model
    return parents[str(model.__tablename__)] if model else None


def new_address(kind, parents) -> str:
    parent = parent_of(kind, parents)
    return f"/alvstad/records/{kind}/new" + (f"?parent={parent}" if parent else "")


def fields_of(kind) -> dict[str, str]:
    return CASES[kind].fields


def enter(client, engine, kind, parents, more=None, /, **fields):
    """Enter a record and return it with the answer."""
    before = stored(engine, KINDS[kind].model)
    answer = post(client, new_address(kind, parents), **fields_of(kind) | (more or fields))
    after = stored(engine, KINDS[kind].model)
    added = [row for number, row in after.items() if number not in before]
    return (added[0] if added else None), answer


def page_of(pattern, row, kind, parents) -> str:
    return pattern.format(
        row.id,
        parent=parent_of(kind, parents),
        meeting=parents["meeting"],
        programme=parents["programme"],
        goal=parents["goal"],
    )


def test_every_kind_is_tried_here():
    assert set(CASES) == set(KINDS)


@pytest.mark.parametrize("kind", CASES)
def test_a_record_is_entered_corrected_and_removed(kind, alice, engine, parents):
    case, model = CASES[kind], KINDS[kind].model

    row, answer = enter(alice, engine, kind, parents)
    assert answer.location == page_of(case.page, row, kind, parents)
    address = f"/alvstad/records/{kind}/{row.id}"
    assert "Redigera: " in text_of(alice.get(address))

    answer = save(alice, address, **fields_of(kind) | case.correction)
    assert answer.location == page_of(case.page, row, kind, parents)
    changed = stored(engine, model)[row.id]
    assert [name for name in case.correction if getattr(changed, name) != getattr(row, name)] == [
        name for name in case.correction if name != "is_municipal"
    ]

    assert alice.get(f"{address}/remove").status_code == 200
    assert row.id in stored(engine, model)
    answer = post(alice, f"{address}/remove")
    assert answer.location == page_of(case.page_after_removal or case.page, row, kind, parents)
    assert row.id not in stored(engine, model)


def test_an_empty_form_says_what_is_missing_and_saves_nothing(alice, engine, parents):
    for kind in CASES:
        before = stored(engine, KINDS[kind].model)

        answer = post(alice, new_address(kind, parents))

        assert answer.status_code == 200, kind
        assert 'aria-invalid="true"' in text_of(answer), kind
        assert stored(engine, KINDS[kind].model).keys() == before.keys(), kind


def test_another_councils_record_does_not_exist(alice, sign_in_as, cast, engine, parents):
    dan = sign_in_as(cast.dan)
    for kind in CASES:
        row, _answer = enter(alice, engine, kind, parents)
        address = f"/backby/records/{kind}/{row.id}"
        parent = parent_of(kind, parents)

        assert dan.get(address).status_code == 404, kind
        assert post(dan, address, **fields_of(kind)).status_code == 404, kind
        assert post(dan, f"{address}/remove").status_code == 404, kind
        assert row.id in stored(engine, KINDS[kind].model), kind
        if parent:
            answer = dan.get(f"/backby/records/{kind}/new?parent={parent}")
            assert answer.status_code == 404, kind


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_only_coordinators_change_records(role, sign_in_as, alice, engine, parents):
    row, _answer = enter(alice, engine, "goals", parents)
    reader = sign_in_as(role)
    address = f"/alvstad/records/goals/{row.id}"

    assert reader.get(address).status_code == 403
    assert post(reader, f"{address}/remove").status_code == 403
    assert row.id in stored(engine, Goal)


def test_a_kind_that_does_not_exist_is_not_found(alice):
    assert alice.get("/alvstad/records/secrets/new").status_code == 404


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("goals", {"number": "två"}, "Skriv ett heltal."),
        ("goals", {"number": "0"}, "Skriv ett tal från 1 till 99."),
        ("goals", {"title": " "}, "Fyll i det här fältet."),
        ("indicators", {"target": "många"}, "Skriv ett tal, till exempel 12,5."),
        ("indicators", {"target": "1e999"}, "Skriv ett tal, till exempel 12,5."),
        ("indicators", {"kind": "guess"}, "Välj ett av alternativen."),
        ("indicators", {"kind": "share", "target": "87"}, "En andel skrivs som 0,83 eller 83 %"),
        ("indicators", {"baseline_first_year": "2020"}, "Fyll i både det första och det sista"),
        ("indicators", {"baseline_last_year": "2020"}, "Fyll i både det första och det sista"),
        (
            "indicators",
            {"baseline_first_year": "2023", "baseline_last_year": "2021"},
            "Det sista året ligger före det första.",
        ),
        ("measurements", {"low": "3"}, "Fyll i båda gränserna, eller ingen av dem."),
        ("measurements", {"high": "3"}, "Fyll i båda gränserna, eller ingen av dem."),
        ("measurements", {"low": "4", "high": "3"}, "Den övre gränsen ligger under den nedre."),
        ("measurements", {"population": "0"}, "Skriv ett tal som är minst 1."),
        ("assessments", {"fulfilment": "superb"}, "Välj ett av alternativen."),
        ("measurements", {"ends_on": "2023-12-31"}, "Den sista dagen ligger före den första."),
        ("measurements", {"ends_on": "9999-12-31"}, "Året 9999 kan inte stämma."),
        ("measurements", {"starts_on": "0024-01-01"}, "Året 24 kan inte stämma."),
        ("measurements", {"starts_on": "i fjol"}, "Skriv datumet som 2026-12-08."),
        ("measurements", {"count": "99999999999"}, "Skriv ett tal som är högst 2147483647."),
        ("measurements", {"count": "−1"}, "Skriv ett tal som är minst 0."),
        ("measurements", {"count": ""}, "Fyll i antal händelser eller ett värde."),
        ("interventions", {"link_goals": "999999"}, "Välj ett av alternativen."),
        ("interventions", {"link_goals": "alla"}, "Välj ett av alternativen."),
        ("interventions", {"title": "två\nrader"}, "Skriv det på en rad."),
        ("interventions", {"organisation_id": "999999"}, "Välj ett av alternativen."),
        ("action-plans", {"link": "javascript:alert(1)"}, "Skriv en webbadress som börjar med"),
        ("action-plans", {"link": "https://x y.example"}, "Skriv en webbadress som börjar med"),
        ("programmes", {"last_year": "2027"}, "Det sista året ligger före det första."),
        ("needs", {"harm": "101"}, "Skriv ett tal från 0 till 100."),
        ("needs", {"per_10_000": "0"}, "Skriv ett tal som är minst 0.01."),
    ],
)
def test_bad_input_is_explained_and_what_was_typed_stays(
    kind, typed, message, alice, engine, parents
):
    row, answer = enter(alice, engine, kind, parents, typed)

    page = text_of(answer)
    assert row is None
    assert message in page
    assert page.count(message) == 2  # above the form and at the field, once each
    kept = fields_of(kind) | typed
    for name in set(kept) - {"kind", "direction", "fulfilment", "state", "is_municipal"}:
        if name in ("link_goals", "organisation_id", "priority_area_id") or not kept[name].strip():
            continue
        assert kept[name].replace("\n", "") in page.replace("\n", ""), name


@pytest.mark.parametrize(
    "typed", [{"value": "83"}, {"value": "-0,1"}, {"value": "101 %"}, {"low": "0,8", "high": "85"}]
)
def test_a_share_outside_its_bounds_is_explained_and_not_saved(typed, alice, engine, parents):
    with transaction(engine) as session:
        session.get_one(Indicator, parents["indicator"]).kind = IndicatorKind.SHARE

    row, answer = enter(alice, engine, "measurements", parents, {"value": "0,83"} | typed)

    assert row is None
    assert "En andel skrivs som 0,83 eller 83 %, från 0 till 100 %" in text_of(answer)


def test_a_share_may_be_written_in_percent(alice, engine, parents):
    with transaction(engine) as session:
        session.get_one(Indicator, parents["indicator"]).kind = IndicatorKind.SHARE
    typed = {"value": "83,3 %", "low": "81,9%", "high": "0,85"}

    row, _answer = enter(alice, engine, "measurements", parents, typed)

    assert row is not None
    assert (row.value, row.low, row.high) == (0.833, 0.819, 0.85)


def test_only_a_share_is_written_in_percent(alice, engine, parents):
    row, answer = enter(alice, engine, "measurements", parents, {"value": "83 %"})

    assert row is None
    assert "Bara en andel skrivs med %" in text_of(answer)


def test_numbers_are_read_as_people_write_them(alice, engine, parents):
    indicator, _answer = enter(alice, engine, "indicators", parents)
    measurement, _answer = enter(
        alice, engine, "measurements", parents, population="60 000", value="0.83"
    )

    assert indicator.target == 1234.5
    assert (measurement.count, measurement.population) == (1204, 60_000)
    assert measurement.value == 0.83
    assert 'value="1234,5"' in text_of(alice.get(f"/alvstad/records/indicators/{indicator.id}"))


def test_a_follow_up_is_shown_as_it_was_entered(alice, engine, parents):
    row, _answer = enter(alice, engine, "follow-ups", parents)

    assert row.process == "Gick bra"
    page = text_of(alice.get(f"/alvstad/records/follow-ups/{row.id}"))
    assert re.search(r'<textarea[^>]* name="process"[^>]*>\s*Gick bra</textarea>', page)


def test_a_text_with_a_nul_character_can_be_saved(alice, engine, parents):
    row, _answer = enter(alice, engine, "goals", parents, description="före\0efter")

    assert row.description == "föreefter"


def test_a_record_that_is_there_already_is_refused_with_advice(alice, engine, parents):
    enter(alice, engine, "assessments", parents)

    row, answer = enter(alice, engine, "assessments", parents, comment="Den andra gången")

    assert row is None
    assert "Det finns redan en likadan." in text_of(answer)
    assert "Den andra gången" in text_of(answer)


def test_a_correction_that_collides_leaves_the_record_as_it_was(alice, engine, parents):
    enter(alice, engine, "organisations", parents)
    row, _answer = enter(alice, engine, "organisations", parents, name="Skolnämnden")

    answer = save(alice, f"/alvstad/records/organisations/{row.id}", name="Fritidsnämnden")

    assert "Det finns redan en likadan." in text_of(answer)
    assert stored(engine, Organisation)[row.id].name == "Skolnämnden"


def test_what_people_typed_is_escaped(alice, engine, parents):
    row, _answer = enter(alice, engine, "goals", parents, title=HOSTILE, description=HOSTILE)
    address = f"/alvstad/records/goals/{row.id}"

    for page in (address, f"{address}/remove", "/alvstad/programme/"):
        text = text_of(alice.get(page))
        assert HOSTILE not in text
        assert "&lt;script&gt;" in text


def test_an_intervention_keeps_the_goals_that_are_ticked(alice, engine, parents):
    goal = str(parents["goal"])
    row, _answer = enter(alice, engine, "interventions", parents, link_goals=[goal])

    page = text_of(alice.get(f"/alvstad/records/interventions/{row.id}"))
    assert re.search(rf'<input[^>]*checked[^>]*value="{goal}"', page)
    save(alice, f"/alvstad/records/interventions/{row.id}", title="Utan mål", state="ongoing")

    assert stored(engine, Intervention)[row.id].title == "Utan mål"
    links = stored(engine, InterventionGoal).values()
    assert row.id not in {link.intervention_id for link in links}


def test_removing_a_goal_removes_what_hangs_on_it(alice, engine, parents):
    enter(alice, engine, "measurements", parents)

    post(alice, f"/alvstad/records/goals/{parents['goal']}/remove")

    assert parents["indicator"] not in stored(engine, Indicator)
    assert stored(engine, Measurement) == {}
    assert parents["intervention"] in stored(engine, Intervention)


def test_a_form_starts_from_what_is_most_likely_meant(alice, parents):
    goal, area = parents["goal"], parents["priority_area"]

    assert 'value="4"' in text_of(alice.get(f"/alvstad/records/goals/new?parent={area}&next=4"))
    page = text_of(alice.get(f"/alvstad/records/assessments/new?parent={goal}&year=2025"))
    assert 'value="2025"' in page
    page = text_of(
        alice.get(f"/alvstad/records/measurements/new?parent={parents['indicator']}&year=2025")
    )
    assert 'value="2025-01-01"' in page
    assert 'value="2025-12-31"' in page
    page = text_of(alice.get(f"/alvstad/records/interventions/new?goal={goal}"))
    assert re.search(rf'<input[^>]*checked[^>]*value="{goal}"', page)


def test_a_form_without_what_it_belongs_to_is_not_found(alice):
    assert alice.get("/alvstad/records/goals/new").status_code == 404
    assert alice.get("/alvstad/records/goals/new?parent=0").status_code == 404


def test_enumerations_are_saved_as_what_was_chosen(alice, engine, parents):
    row, _answer = enter(
        alice,
        engine,
        "indicators",
        parents,
        {"direction": "neutral", "kind": "share", "target": "0,4"},
    )

    assert (row.direction, row.kind) == (Direction.NEUTRAL, IndicatorKind.SHARE)


def test_dates_are_saved_as_typed(alice, engine, parents):
    row, _answer = enter(alice, engine, "action-plans", parents)

    assert stored(engine, ActionPlan)[row.id].decided_on == date(2025, 5, 20)


def test_a_need_may_be_placed_in_an_area_of_the_reviewed_programme(alice, engine, parents):
    area = parents["priority_area"]
    row, _answer = enter(alice, engine, "needs", parents, priority_area_id=str(area))

    assert stored(engine, NeedAssessment)[row.id].priority_area_id == area


def test_a_need_of_an_adopted_review_stays_as_it_is(alice, engine, parents):
    need, _answer = enter(alice, engine, "needs", parents)
    with transaction(engine) as session:
        session.get_one(Review, parents["review"]).adopted_on = date(2026, 1, 20)
    address = f"/alvstad/records/needs/{need.id}"

    page = text_of(alice.get(address))
    assert "Analysen är fastställd." in page
    assert "<textarea" not in page
    assert post(alice, address, **fields_of("needs")).status_code == 409
    assert "Analysen är fastställd." in text_of(alice.get(f"{address}/remove"))
    assert post(alice, f"{address}/remove").status_code == 409
    assert post(alice, new_address("needs", parents), **fields_of("needs")).status_code == 409

    assert stored(engine, NeedAssessment) == {need.id: need}
