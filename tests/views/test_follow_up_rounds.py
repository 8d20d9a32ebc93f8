"""The round as the coordinator looks after it: who has answered, the phone, the mail, the file."""

import csv
import io
from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.conftest import SECRET
from tests.views.browsing import post, shown_on, text_of
from tests.views.test_follow_ups import FILLED, YEAR, adopt, intervene, press, rows
from tracker import clock
from tracker.db import transaction
from tracker.domain.follow_ups import followed_up_year
from tracker.domain.terms import DeliveryKind, MeetingKind, Role
from tracker.models import Delivery, FollowUp, Membership
from tracker.services.follow_up_links import FollowUpLink, make_follow_up_url

ROUND = f"/alvstad/follow-up/{YEAR}"


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def one(engine, cast):
    with transaction(engine) as session:
        place = factories.make_organisation(session, council=cast.council, name="Skolan")
    return intervene(
        engine, cast, "Närvaroteam", responsible_id=cast.bo.id, organisation_id=place.id
    )


@pytest.fixture
def meeting(engine, cast):
    """A follow-up meeting that is ahead, and looks back at a year."""
    starts_at = clock.now() + timedelta(days=10)
    with transaction(engine) as session:
        return factories.make_meeting(
            session, council=cast.council, starts_at=starts_at, kind=MeetingKind.FOLLOW_UP
        )


def test_the_round_stands_by_department_with_who_has_answered(engine, cast, alice, one):
    intervene(engine, cast, "Utan ansvarig")
    press(alice, f"{ROUND}/{one.id}", one, "send", who="Bo Ek", **FILLED)

    page = text_of(alice.get(ROUND))

    assert "1 av 2 besvarade" in page
    assert page.index("Skolan") < page.index("Ingen förvaltning eller samarbetspart")
    assert "Ingen är ansvarig" in page
    assert "Bo Ek, nedtecknat av Alice Ek" in page


def test_the_follow_up_meeting_leads_the_coordinator_alone_to_its_round(alice, sign_in_as, meeting):
    looked_back_at = followed_up_year(meeting.starts_at.date())
    way = f'href="/alvstad/follow-up/{looked_back_at}"'
    address = f"/alvstad/meetings/{meeting.id}"

    assert way in text_of(alice.get(address))
    assert way not in text_of(sign_in_as(Role.MEMBER).get(address))


def test_a_round_without_interventions_says_what_to_do(alice):
    page = text_of(alice.get(ROUND))

    assert f"Ingen insats pågick under {YEAR}" in page
    assert "/alvstad/records/interventions/new" in page


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_only_coordinators_see_who_has_not_answered(sign_in_as, one, role):
    for address in (ROUND, f"{ROUND}.csv", f"{ROUND}/{one.id}"):
        assert sign_in_as(role).get(address).status_code == 403


def test_an_answer_is_written_down_on_the_phone(engine, alice, one):
    page = text_of(alice.get(f"{ROUND}/{one.id}"))
    assert 'value="Bo Ek"' in page
    assert "Någon annan bör svara" not in page

    answer = press(alice, f"{ROUND}/{one.id}", one, "send", who="Eva på skolan", **FILLED)

    assert answer.location == f"{ROUND}#intervention-{one.id}"
    [row] = rows(engine, FollowUp)
    assert row.answered_by == "Eva på skolan, nedtecknat av Alice Ek"


def test_whoever_answers_on_the_phone_must_be_named(engine, alice, one):
    page = text_of(press(alice, f"{ROUND}/{one.id}", one, "send", who="", **FILLED))

    assert "Fyll i det här fältet." in page
    assert not rows(engine, FollowUp)


def test_a_draft_of_a_phone_call_is_there_again(alice, one):
    desk = f"{ROUND}/{one.id}"
    answer = press(alice, desk, one, "save", lesson="Halva")
    saved = post(
        alice, f"{desk}/save", shown=shown_on(text_of(alice.get(desk))), lesson="Halva samtalet"
    )

    assert answer.location == desk
    assert saved.status_code == 200
    assert "Halva samtalet</textarea>" in text_of(alice.get(desk))


def test_an_adopted_years_answers_are_closed_to_coordinators_too(engine, cast, alice, one):
    adopt(engine, cast)

    assert alice.get(f"{ROUND}/{one.id}").status_code == 409
    assert f"{ROUND}/{one.id}" not in text_of(alice.get(ROUND))


def test_what_the_year_does_not_ask_about_is_not_found(engine, cast, alice):
    later = intervene(
        engine, cast, "Kommer", starts_on=clock.now().date().replace(year=YEAR + 2, day=1)
    )

    assert alice.get(f"{ROUND}/{later.id}").status_code == 404
    assert alice.get("/alvstad/follow-up/9999").status_code == 404


def test_somebody_is_asked_now(engine, cast, alice, one, meeting):
    year = followed_up_year(meeting.starts_at.date())
    address = f"/alvstad/follow-up/{year}"
    assert f"{address}/ask/{cast.bo.id}" in text_of(alice.get(address))

    answer = post(alice, f"{address}/ask/{cast.bo.id}")

    assert "Bo Ek får frågan med mejl nu." in text_of(alice.get(answer.location))
    [row] = rows(engine, Delivery)
    assert (row.kind, row.person_id) == (DeliveryKind.REPORT_REQUEST, cast.bo.id)


def test_without_a_meeting_ahead_nobody_can_be_asked_by_mail(alice, cast, one):
    page = text_of(alice.get(ROUND))

    assert "Inget kommande uppföljningsmöte gäller det här året" in page
    assert "/ask/" not in page
    assert post(alice, f"{ROUND}/ask/{cast.bo.id}").status_code == 409


def test_whoever_owes_nothing_is_not_asked(engine, cast, alice, one, meeting):
    year = followed_up_year(meeting.starts_at.date())
    answer = post(alice, f"/alvstad/follow-up/{year}/ask/{cast.cilla.id}")

    assert "Inget mejl kan gå ut" in text_of(alice.get(answer.location))
    assert not rows(engine, Delivery)


def test_the_round_is_a_file_that_a_spreadsheet_opens_and_nothing_in_it_runs(
    engine, cast, alice, one
):
    intervene(engine, cast, "=1+1")

    answer = alice.get(f"{ROUND}.csv")

    table = list(csv.reader(io.StringIO(text_of(answer).lstrip("\ufeff")), delimiter=";"))
    assert f'filename="uppfoljning-alvstad-{YEAR}.csv"' in answer.headers["Content-Disposition"]
    assert table[0][:3] == ["Förvaltning eller samarbetspart", "Insats", "Ansvarig"]
    assert table[1][:5] == ["Skolan", "Närvaroteam", "Bo Ek", "bo@alvstad.example", "Inte besvarad"]
    assert table[2][1] == "'=1+1"


def test_a_round_of_any_size_asks_the_database_the_same_number_of_times(
    engine, cast, alice, one, count_queries
):
    with count_queries() as few:
        alice.get(ROUND)
    for number in range(12):
        intervene(engine, cast, f"Insats {number}", responsible_id=cast.cilla.id)
    with count_queries() as many:
        alice.get(ROUND)

    assert many.count == few.count


def test_the_intervention_leads_its_responsible_to_the_form(engine, cast, sign_in_as, one):
    page = f"/alvstad/programme/interventions/{one.id}"

    assert "/follow-up/" in text_of(sign_in_as(cast.bo).get(page))
    assert "/follow-up/" not in text_of(sign_in_as(cast.cilla).get(page))
    assert f"{ROUND}/{one.id}" in text_of(sign_in_as(cast.alice).get(page))


def test_who_answered_is_seen_by_coordinators_only(engine, cast, sign_in_as, alice, one):
    press(alice, f"{ROUND}/{one.id}", one, "send", who="Eva på skolan", **FILLED)
    page = f"/alvstad/programme/interventions/{one.id}"

    assert "Eva på skolan" in text_of(alice.get(page))
    assert "Eva på skolan" not in text_of(sign_in_as(cast.bo).get(page))
    assert "Ring först." in text_of(sign_in_as(cast.bo).get(page))


def test_the_link_works_for_a_contributor_who_may_read_nothing_else(engine, cast, sign_in_as, one):
    with transaction(engine) as session:
        member = session.exec(select(Membership).where(Membership.person_id == cast.bo.id)).one()
        member.role = Role.CONTRIBUTOR

    link = FollowUpLink(cast.council.id, cast.bo.id, YEAR)
    bo = sign_in_as(cast.bo)

    assert bo.get(make_follow_up_url("", SECRET, link=link)).status_code == 200
    assert bo.get(ROUND).status_code == 403
