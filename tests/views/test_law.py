"""The Act, duty by duty, as a browser meets it."""

import re
from datetime import date

import pytest

from tests import factories
from tests.views.browsing import post, text_of
from tracker.db import transaction
from tracker.domain.law import DutyKey
from tracker.domain.terms import Role
from tracker.models import ActionPlan, Agreement, DutyEvidence, SituationReport

HOSTILE = "<script>alert(1)</script>"
PAGE = "/alvstad/law/"


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def papers(engine, cast):
    """An old situation report, a plan, an agreement and two documents, one of them hostile."""
    ours = {"council_id": cast.council.id}
    with transaction(engine) as session:
        session.add_all(
            [
                SituationReport(
                    title="Lägesbild 2020",
                    decided_on=date(2020, 3, 12),
                    registry_number="KS 2020/143",
                    link="https://alvstad.example/lagesbild",
                    has_mapping=True,
                    has_analysis=False,
                    **ours,
                ),
                ActionPlan(
                    title="Åtgärdsplan",
                    decided_on=date(2025, 5, 20),
                    link="javascript:alert(1)",
                    **ours,
                ),
                Agreement(partner="Polisen", purpose=HOSTILE, signed_on=date(2025, 1, 14), **ours),
                DutyEvidence(
                    duty=DutyKey.INTEGRATION,
                    title="Riktlinjer för budget",
                    decided_on=date(2025, 6, 17),
                    note="Lägesbilden är ett underlag.",
                    **ours,
                ),
            ]
        )


def card(page: str, key: DutyKey) -> str:
    """Return the words of one duty, with single spaces."""
    found = re.search(rf'<article[^>]* id="{key.value}".*?</article>', page, flags=re.DOTALL)
    assert found, key
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_every_duty_has_a_card_with_what_the_act_asks_and_how_it_stands(alice):
    page = text_of(alice.get(PAGE))

    for key in DutyKey:
        assert "§" in card(page, key)
    assert "0 av 11 krav" not in page  # Alice coordinates
    assert "1 av 11 krav är i ordning." in page
    assert "Kommunen ska ha en samordningsfunktion" in card(page, DutyKey.COORDINATION)
    assert "11–12 §§. " in card(page, DutyKey.COORDINATION)


def test_documents_stand_under_their_duty_with_date_number_and_link(alice, papers):
    answer = alice.get(PAGE)
    page = text_of(answer)

    report = card(page, DutyKey.SITUATION_REPORT)
    assert "Beslutad eller uppdaterad 2020-03-12. Diarienummer KS 2020/143. Dokumentet" in report
    assert "Försenad" in report
    assert "Undertecknad 2025-01-14." in card(page, DutyKey.AGREEMENTS)
    assert "Samordnare: Alice Ek." in card(page, DutyKey.COORDINATION)
    assert "Riktlinjer för budget, 2025-06-17." in card(page, DutyKey.INTEGRATION)
    assert "Lägesbilden är ett underlag." in card(page, DutyKey.INTEGRATION)
    assert '<a href="https://alvstad.example/lagesbild"' in page
    assert 'href="javascript:' not in page
    assert HOSTILE not in page


def test_what_the_situation_report_lacks_and_what_is_unsaid_are_two_things(alice, papers):
    words = card(text_of(alice.get(PAGE)), DutyKey.MAPPING)

    assert "Lägesbild 2020, 2020-03-12, saknar: analys." in words
    assert "Det är inte registrerat om Lägesbild 2020 innehåller: annan information." in words


def test_our_own_reading_is_never_said_to_be_the_acts(alice):
    page = text_of(alice.get(PAGE))

    for key in (DutyKey.POSITION, DutyKey.SITUATION_REPORT, DutyKey.COUNCIL):
        assert "Vår läsning: " in card(page, key)
    assert "månader" not in card(page, DutyKey.SITUATION_REPORT).split("Vår läsning:")[0]


def test_each_duty_leads_to_the_form_that_mends_it(alice, papers):
    page = text_of(alice.get(PAGE))

    for address in (
        "/alvstad/records/duty-evidence/new?duty=local_coordination",
        "/alvstad/records/situation-reports/new",
        "/alvstad/records/assembly-reports/new",
    ):
        assert address in page
    form = text_of(alice.get("/alvstad/records/duty-evidence/new?duty=local_coordination"))
    assert re.search(r'<option[^>]* selected[^>]* value="local_coordination"', form) or re.search(
        r'value="local_coordination"[^>]* selected', form
    )
    assert alice.get("/alvstad/records/duty-evidence/new?duty=what").status_code == 200


def test_a_document_moves_its_duty_into_order_at_once(alice, engine):
    before = card(text_of(alice.get(PAGE)), DutyKey.INTEGRATION)
    answer = post(
        alice,
        "/alvstad/records/duty-evidence/new",
        duty="integration",
        title="Riktlinjer",
        decided_on="2025-06-17",
    )

    assert answer.location == "/alvstad/law/#integration"
    after = card(text_of(alice.get(PAGE)), DutyKey.INTEGRATION)
    assert "Inte registrerad" in before
    assert "Inte registrerad" not in after


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_others_read_the_duties_but_are_offered_no_changes(role, sign_in_as, papers):
    answer = sign_in_as(role).get(PAGE)

    assert answer.status_code == 200
    assert "/records/" not in text_of(answer)


def test_the_programme_and_the_wheel_name_what_is_not_in_order_and_lead_here(
    alice, engine, cast, papers
):
    with transaction(engine) as session:
        factories.make_programme(session, council=cast.council)
    for page in ("/alvstad/programme/", "/alvstad/2026"):
        words = text_of(alice.get(page))
        assert "/alvstad/law/#situation_report" in words
        assert "Uppdatering av lägesbilden" in words


def test_another_councils_documents_are_not_shown(alice, sign_in_as, cast, papers):
    page = text_of(sign_in_as(cast.dan).get("/backby/law/"))

    assert "Riktlinjer för budget" not in page


def test_an_agreement_without_areas_is_said_and_one_with_both_is_not(alice, engine, cast):
    with transaction(engine) as session:
        for areas in ("", "Centrum"):
            session.add(
                Agreement(
                    council_id=cast.council.id,
                    partner="Polisen",
                    purpose="Mindre våld",
                    areas=areas,
                    signed_on=date(2025, 1, 14),
                )
            )

    words = card(text_of(alice.get(PAGE)), DutyKey.AGREEMENTS)

    assert "För 1 av dem är syften eller områden inte registrerade." in words
    assert "Områden: Centrum" in words


def test_an_adopted_review_is_the_position_of_its_own_council_only(alice, engine, cast, sign_in_as):
    with transaction(engine) as session:
        factories.make_review(session, council=cast.council, adopted_on=date(2025, 3, 4))
        factories.make_review(session, council=cast.other_council)

    ours = card(text_of(alice.get(PAGE)), DutyKey.POSITION)
    theirs = card(text_of(sign_in_as(cast.dan).get("/backby/law/")), DutyKey.POSITION)

    assert "2025-03-04" in ours
    assert "Ingen fastställd analys och inget beslut är registrerat." in theirs


def test_a_draft_of_a_review_is_no_position(alice, engine, cast):
    with transaction(engine) as session:
        factories.make_review(session, council=cast.council)

    assert "Inte registrerad" in card(text_of(alice.get(PAGE)), DutyKey.POSITION)
