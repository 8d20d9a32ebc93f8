"""The yearly report's pages and document, as a browser meets them."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from tests import factories
from tests.exporting.pdf_reading import read as pdf
from tests.exporting.pdf_reading import text_of as pdf_text
from tests.views.browsing import post, save, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import Fulfilment, InterventionState, MeetingStatus, Role
from tracker.models import AuditEvent, Person, PriorityArea, YearReport

YEAR = clock.now().year
ADDRESS = f"/alvstad/reports/{YEAR}"


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def goal(engine, cast):
    """Goal 1.1 of this year's programme, met, with nobody to answer for it."""
    with transaction(engine) as session:
        programme = factories.make_programme(
            session, council=cast.council, first_year=YEAR - 1, last_year=YEAR + 2
        )
        area = factories.make_area(session, programme=programme, number=1, name="Barn och unga")
        goal = factories.make_goal(session, area=area, number=1, title="Färre unga begår brott")
        factories.make_goal_assessment(session, goal=goal, year=YEAR, fulfilment=Fulfilment.MET)
        return goal


def words_of(page: str) -> str:
    """Return what a reader sees, with single spaces."""
    seen = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


def saved(engine) -> YearReport | None:
    with open_session(engine, read_only=True) as session:
        return session.exec(select(YearReport)).first()


def test_the_list_names_each_begun_year(alice, engine, cast):
    assert "Det finns inget år att rapportera än." in text_of(alice.get("/alvstad/reports/"))
    with transaction(engine) as session:
        factories.make_wheel(session, council=cast.council, year=YEAR)

    page = text_of(alice.get("/alvstad/reports/"))

    assert f'href="{ADDRESS}"' in page
    assert f'href="{ADDRESS}.pdf"' in page


def test_a_year_without_anything_has_a_page_and_a_document(alice):
    seen = words_of(text_of(alice.get(ADDRESS)))

    assert "Programmet har inga mål i år." in seen
    assert "Inga möten är registrerade." in seen
    assert alice.get(f"{ADDRESS}.pdf").data.startswith(b"%PDF")


def test_the_page_begins_with_the_answer(alice, goal):
    seen = words_of(text_of(alice.get(ADDRESS)))

    assert "Det enda målet är uppfyllt." in seen
    assert "1 uppfyllt" in seen


def test_a_goal_that_cannot_be_assessed_says_so_to_who_listens(alice, goal):
    page = text_of(alice.get(ADDRESS))

    assert '<span class="visually-hidden">Kan inte bedömas</span>' in page
    assert "Ingen utsedd" in page


def test_a_sparkline_is_silent_beside_its_numbers(alice, engine, goal):
    with transaction(engine) as session:
        indicator = factories.make_indicator(session, goal=goal, target=210.0)
        for year in range(YEAR - 4, YEAR):
            factories.make_measurement(session, indicator=indicator, year=year, count=200)

    page = text_of(alice.get(ADDRESS))

    assert '<span aria-hidden="true"><svg' in page
    assert "200, mål högst 210" in words_of(page)


def test_page_and_document_keep_the_reservations_beside_the_trends_and_under_them(
    alice, engine, goal
):
    with transaction(engine) as session:
        area = session.get(PriorityArea, goal.priority_area_id)
        other = factories.make_goal(session, area=area, number=2)
        for measured, counts in (
            (goal, (300, 310, 305, 200, 210)),
            (other, (90, 400, 95, 99, 420)),
        ):
            indicator = factories.make_indicator(session, goal=measured, is_key=True)
            for year, count in enumerate(counts, start=YEAR - 5):
                factories.make_measurement(session, indicator=indicator, year=year, count=count)

    page = text_of(alice.get(ADDRESS))
    file = pdf(alice.get(f"{ADDRESS}.pdf").data)
    document = " ".join(pdf_text(file).split())

    first, second = re.findall(r'<td class="goal-trend.*?</td>', page, flags=re.DOTALL)
    assert "Minskar" in first
    assert "Varierar mycket" not in first
    assert words_of(second) == "Kan inte bedömas Varierar mycket mellan åren"
    assert (
        "Olika långa perioder, varierar mycket mellan åren"
        in file.attachments["mal.csv"][0].decode()
    )
    under = f"Trenden jämför {YEAR - 2}–{YEAR - 1} med {YEAR - 5}–{YEAR - 3}."
    for said in (
        under,
        "Perioderna är olika långa. Förändringen räknas per år.",
        "1 av 2 prövade indikatorer ser förändrade ut var för sig.",
        "En förändring visar inte ensam att en insats har haft effekt.",
        "Varierar mycket mellan åren",
        "Förbehållen om utvecklingen står vid tabellen över målen.",
    ):
        assert words_of(page).count(said) == 1, said
        assert said in document, said


def test_meetings_and_interventions_are_counted_in_words_too(alice, engine, cast, goal):
    with transaction(engine) as session:
        meeting = factories.make_meeting(
            session,
            council=cast.council,
            theme="Unga i riskzon",
            starts_at=datetime(YEAR, 3, 3, 14, tzinfo=UTC),
            status=MeetingStatus.HELD,
        )
        for attended in (True, False):
            person = factories.make_person(session)
            factories.make_participation(session, meeting=meeting, person=person, attended=attended)
        factories.make_intervention(session, goal=goal, state=InterventionState.DONE)

    seen = words_of(text_of(alice.get(ADDRESS)))

    assert f"{YEAR}-03-03 Unga i riskzon 1 av 2" in seen
    assert "1 klara, 0 pågår, 0 inte påbörjade, 0 avbrutna" in seen


def test_the_document_is_a_pdf_named_after_council_and_year(sign_in_as, goal):
    response = sign_in_as(Role.MANAGEMENT).get(f"{ADDRESS}.pdf")

    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="arsrapport-alvstad-{YEAR}.pdf"'
    )
    assert response.data.startswith(b"%PDF-1.7")


def test_the_document_says_what_its_charts_lack(alice, engine, goal):
    with transaction(engine) as session:
        indicator = factories.make_indicator(session, goal=goal)
        for year in range(YEAR - 4, YEAR):
            factories.make_measurement(session, indicator=indicator, year=year, count=200)

    document = pdf_text(pdf(alice.get(f"{ADDRESS}.pdf").data))

    assert "Installera Chromium eller ange en webbläsare" in document
    assert "Utfall" in document


def test_a_document_without_values_asks_for_no_browser(alice, goal):
    document = pdf_text(pdf(alice.get(f"{ADDRESS}.pdf").data))

    assert "för få värden att rita" in document
    assert "Chromium" not in document


def test_what_the_coordinator_writes_takes_the_place_of_the_suggestions(alice, engine, goal):
    assert "Utse ansvarig för mål 1.1" in words_of(text_of(alice.get(ADDRESS)))

    answer = save(
        alice,
        f"{ADDRESS}/edit",
        summary="Ett bra år.",
        proposed_decisions="Fortsätt som nu: allt går bra.",
        registry_number=f"KS {YEAR}/7",
        decision_on=f"{YEAR}-12-15",
    )

    assert (answer.status_code, answer.location) == (303, ADDRESS)
    seen = words_of(text_of(alice.get(ADDRESS)))
    assert "Ett bra år." in seen
    assert "1. Fortsätt som nu allt går bra." in seen
    assert "Utse ansvarig" not in seen
    assert f"{YEAR}-12-15" in seen
    row = saved(engine)
    assert row is not None
    assert (row.registry_number, row.decision_on) == (f"KS {YEAR}/7", date(YEAR, 12, 15))


def test_what_was_written_is_there_to_go_on_with(alice, engine):
    save(alice, f"{ADDRESS}/edit", summary="Ett bra år.")

    assert "Ett bra år.</textarea>" in text_of(alice.get(f"{ADDRESS}/edit"))


def test_an_adopted_report_is_locked(alice, engine, cast):
    today = clock.now().date()
    save(alice, f"{ADDRESS}/edit", summary="Så blev det.", adopted_on=today.isoformat())

    locked = text_of(alice.get(f"{ADDRESS}/edit"))
    refused = post(alice, f"{ADDRESS}/edit", summary="Något annat.")

    assert "kan inte längre ändras" in locked
    assert "<textarea" not in locked
    assert refused.status_code == 409
    row = saved(engine)
    assert row is not None
    assert (row.summary, row.adopted_on) == ("Så blev det.", today)
    assert f"{ADDRESS}/edit" not in text_of(alice.get(ADDRESS))
    with open_session(engine, read_only=True) as session:
        who = session.get(Person, cast.alice.id)
        acts = session.exec(select(AuditEvent).where(AuditEvent.thing == "year_report")).all()
    assert who is not None
    assert [(act.action, act.person_id) for act in acts] == [
        ("save_report", who.id),
        ("adopt_report", who.id),
    ]


def test_a_report_cannot_be_adopted_on_a_day_that_has_not_come(alice, engine):
    answer = post(alice, f"{ADDRESS}/edit", summary="Kvar.", adopted_on="2099-01-01")

    assert answer.status_code == 200
    page = text_of(answer)
    assert "en dag som inte har varit" in page
    assert "Kvar.</textarea>" in page
    assert saved(engine) is None


def test_a_member_reads_and_does_not_write(sign_in_as):
    bo = sign_in_as(Role.MEMBER)

    assert f"{ADDRESS}/edit" not in text_of(bo.get(ADDRESS))
    assert bo.get(f"{ADDRESS}/edit").status_code == 403


@pytest.mark.parametrize("ending", ["", ".pdf", "/edit"])
def test_a_year_out_of_reach_is_not_there(alice, ending):
    assert alice.get(f"/alvstad/reports/1850{ending}").status_code == 404
