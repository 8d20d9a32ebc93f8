"""The form that a mail's link opens, without an account: shown, saved, sent, and refused kindly."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from tests import factories
from tests.conftest import SECRET
from tests.views.browsing import post, shown_on, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.follow_ups import followed_up_year
from tracker.domain.terms import InterventionState, Role, SeenEffect
from tracker.models import AuditEvent, FollowUp, FollowUpDraft, Intervention, Membership, YearReport
from tracker.services.follow_up_links import FollowUpLink, make_follow_up_url

YEAR = followed_up_year(clock.now().date())
FILLED = {
    "carried_out": "partly",
    "how_often": "varje vecka",
    "reached": "1 234",
    "seen_effect": "better",
    "lesson": "Ring först.",
    "cost": "40 000",
    "process": "Bra.",
}


@pytest.fixture
def lena(engine, cast):
    """Somebody who answers for interventions and has no account."""
    with transaction(engine) as session:
        return factories.make_member(
            session, council=cast.council, role=Role.CONTRIBUTOR, name="Lena Ek"
        )


@pytest.fixture
def one(engine, cast, lena):
    return intervene(engine, cast, "Närvaroteam", responsible_id=lena.id)


@pytest.fixture
def link(cast, lena):
    return FollowUpLink(cast.council.id, lena.id, YEAR)


@pytest.fixture
def page(link):
    return address_of(link)


def intervene(engine, cast, title, **values):
    with transaction(engine) as session:
        return factories.make_intervention(
            session,
            council=cast.council,
            title=title,
            **{"state": InterventionState.ONGOING, **values},
        )


def address_of(link):
    return make_follow_up_url("", SECRET, link=link)


def rows(engine, model):
    with open_session(engine) as session:
        return session.exec(select(model)).all()


def press(client, page, one, do, *, shown=None, **fields):
    """Open the page as it is, and press one of its buttons."""
    opened = text_of(client.get(f"{page}?about={one.id}"))
    token = shown_on(opened) if shown is None else shown
    return post(client, page, about=one.id, do=do, shown=token, **fields)


def follow(client, answer):
    return text_of(client.get(answer.location))


def adopt(engine, cast):
    with transaction(engine) as session:
        session.add(
            YearReport(council_id=cast.council.id, year=YEAR, adopted_on=date(YEAR + 1, 3, 1))
        )


# Opening ----------------------------------------------------------------------------------


def test_the_link_opens_the_form_without_an_account(client, page, one):
    words = text_of(client.get(page))

    assert "Lena Ek, du har en insats att svara om." in words
    assert "Närvaroteam" in words
    assert "Genomfördes insatsen?" in words
    assert "/records/" not in words


def test_it_says_who_reads_it_and_how_long_the_link_opens(client, page, one):
    words = text_of(client.get(page))

    assert "Samordnaren, rådets ledamöter och kommunens ledning läser ditt svar." in words
    assert "inte ditt. Svaret blir en allmän handling" in words
    assert f'<span class="nowrap">{YEAR + 1}-06-30</span>' in words
    assert "alice@alvstad.example" in words


def test_opening_changes_nothing(engine, client, page, one):
    for _turn in range(2):
        client.get(page)
        client.head(page)

    for model in (FollowUp, FollowUpDraft, AuditEvent):
        assert not rows(engine, model)


def test_what_was_answered_last_year_stands_beside(engine, client, page, one):
    with transaction(engine) as session:
        factories.make_follow_up(
            session,
            intervention=one,
            year=YEAR - 1,
            reached=1234,
            seen_effect=SeenEffect.WORSE,
            lesson="Börja tidigare.",
        )

    words = text_of(client.get(page))

    assert f"Svaret för {YEAR - 1} står vid varje fråga." in words
    for said in ("1\xa0234", "Börja tidigare.", "Ja, till det sämre"):
        assert f'<span class="pre-line">{said}</span>' in words


def test_the_first_that_waits_is_asked_about_first(engine, cast, client, lena, page, one):
    intervene(engine, cast, "Ärende", responsible_id=lena.id)
    press(client, page, one, "send", **FILLED)

    words = text_of(client.get(page))

    assert '<h2 id="about">Ärende</h2>' in words
    assert f'id="intervention-{one.id}"' in words


def test_only_ones_own_interventions_are_shown_and_taken(engine, cast, client, page, one):
    other = intervene(engine, cast, "Polisens", responsible_id=cast.bo.id)

    words = text_of(client.get(f"{page}?about={other.id}"))
    answer = post(client, page, about=other.id, do="send", shown="0_", **FILLED)

    assert "Polisens" not in words
    assert answer.status_code == 409
    assert not rows(engine, FollowUp)


def test_whoever_has_nothing_to_answer_is_told_so(client, link, page):
    assert "Det finns inget för dig att svara på, Lena Ek." in text_of(client.get(page))


# Links that lead nowhere ------------------------------------------------------------------


@pytest.mark.parametrize("token", ["1", "x" * 40, "WzEsMSwyMDI2XQ.made-up-by-somebody"])
def test_a_made_up_link_is_met_kindly(client, cast, token):
    for answer in (client.get(f"/follow-up/{token}"), post(client, f"/follow-up/{token}")):
        assert answer.status_code == 404
        assert "Länken går inte att läsa" in text_of(answer)
        assert "svara på mejlet" in text_of(answer)


def test_a_link_signed_for_something_else_does_not_open(client, cast, lena, one):
    answering = make_follow_up_url("", SECRET + "x", link=FollowUpLink(1, lena.id, YEAR))

    assert client.get(answering).status_code == 404


def test_a_link_closes_after_the_june_that_follows(monkeypatch, client, page, one):
    days = {datetime(YEAR + 1, 6, 30, 12, 0, tzinfo=UTC): 200}
    days[datetime(YEAR + 1, 7, 1, 12, 0, tzinfo=UTC)] = 410
    for moment, status in days.items():
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert client.get(page).status_code == status

    assert "Det årets uppföljning är avslutad" in text_of(client.get(page))


@pytest.mark.parametrize("ending", ["mandate", "person"])
def test_a_link_of_somebody_who_has_left_no_longer_opens(engine, client, lena, page, one, ending):
    with transaction(engine) as session:
        if ending == "person":
            session.merge(lena).is_disabled = True
        else:
            found = session.exec(select(Membership).where(Membership.person_id == lena.id)).one()
            found.ends_on = date(2020, 1, 1)

    answer = client.get(page)

    assert answer.status_code == 410
    assert "Länken fungerar inte längre" in text_of(answer)
    assert client.post(f"{page}/save").status_code in (400, 410)


def test_a_link_cannot_be_changed_into_another_persons(cast, client, link, page, one):
    theirs = address_of(replace(link, person_id=cast.bo.id))
    mixed = f"{theirs.rpartition('.')[0]}.{page.rpartition('.')[2]}"

    assert client.get(theirs).status_code == 200
    assert client.get(mixed).status_code == 404


# Saving and sending -----------------------------------------------------------------------


def test_a_draft_is_saved_by_a_button_and_is_there_again(engine, client, page, one):
    answer = press(client, page, one, "save", lesson="Ring först.", reached="typ 40")

    words = follow(client, answer)
    assert "Utkastet är sparat. Det räknas först när du skickar det." in words
    assert "Ring först.</textarea>" in words
    assert 'value="typ 40"' in words
    assert not rows(engine, FollowUp)


def test_what_is_sent_is_saved_as_it_was_meant(engine, client, lena, page, one):
    answer = press(client, page, one, "send", **FILLED)

    assert "Tack. Svaret om Närvaroteam är skickat." in follow(client, answer)
    [row] = rows(engine, FollowUp)
    assert (row.carried_out, row.reached, row.cost) == ("partly", 1234, 40_000)
    assert (row.lesson, row.process, row.effect) == ("Ring först.", "Bra.", "")
    assert (row.seen_effect, row.is_as_planned, row.answered_by) == ("better", False, "Lena Ek")
    [event] = rows(engine, AuditEvent)
    assert (event.action, event.person_id) == ("send_follow_up", lena.id)


def test_the_first_question_alone_is_enough(engine, client, page, one):
    press(client, page, one, "send", carried_out="no")

    [row] = rows(engine, FollowUp)
    assert (row.carried_out, row.seen_effect, row.reached, row.lesson) == ("no", None, None, "")


def test_when_all_is_sent_the_page_says_thank_you_and_offers_to_correct(client, page, one):
    press(client, page, one, "send", **FILLED)

    words = text_of(client.get(page))
    corrected = text_of(client.get(f"{page}?about={one.id}"))

    assert "Tack, Lena Ek. Det finns inget mer att svara på." in words
    assert f"?about={one.id}" in words
    assert "Skicka ändringen" in corrected
    assert 'value="1234"' in corrected
    assert 'value="partly" checked' in corrected


def test_a_sent_answer_is_corrected_by_sending_again(engine, client, page, one):
    press(client, page, one, "send", **FILLED)
    press(client, page, one, "send", **{**FILLED, "lesson": "Ring två gånger."})

    [row] = rows(engine, FollowUp)
    assert row.lesson == "Ring två gånger."


def test_what_cannot_be_used_is_explained_and_kept_as_a_draft(engine, client, page, one):
    words = text_of(press(client, page, one, "send", reached="typ 40", lesson="Ring."))

    assert "Inget är skickat än. Det du har skrivit är sparat som utkast." in words
    assert "Skriv ett heltal." in words
    assert 'value="typ 40"' in words
    assert not rows(engine, FollowUp)
    [draft] = rows(engine, FollowUpDraft)
    assert draft.typed["lesson"] == "Ring."


def test_a_program_that_presses_every_button_of_an_empty_form_leaves_nothing(
    engine, client, page, one
):
    for button in ("save", "send", "pass_on"):
        press(client, page, one, button)

    for model in (FollowUp, FollowUpDraft, AuditEvent):
        assert not rows(engine, model)


def test_what_somebody_else_saved_meanwhile_is_shown_beside_what_was_typed(
    engine, client, sign_in_as, page, one
):
    opened = shown_on(text_of(client.get(page)))
    desk = f"/alvstad/follow-up/{YEAR}/{one.id}"
    press(sign_in_as(Role.COORDINATOR), desk, one, "save", lesson="Alices text")

    answer = press(client, page, one, "send", shown=opened, **FILLED)

    words = text_of(answer)
    assert "Svaret har ändrats på annat håll sedan du öppnade sidan" in words
    assert "Alices text" in words
    assert "Ring först.</textarea>" in words
    assert not rows(engine, FollowUp)
    kept = post(client, page, about=one.id, do="send", shown=shown_on(words), **FILLED)
    assert kept.status_code == 303
    assert rows(engine, FollowUp)[0].lesson == "Ring först."


def test_when_the_report_is_decided_the_answers_are_closed_and_the_text_is_kept(
    engine, cast, client, page, one
):
    opened = shown_on(text_of(client.get(page)))
    adopt(engine, cast)

    answer = post(client, page, about=one.id, do="send", shown=opened, **FILLED)

    assert answer.status_code == 409
    assert "Årsrapporten är beslutad" in text_of(answer)
    assert "Ring först." in text_of(answer)
    assert "Svaren kan inte längre ändras" in text_of(client.get(page))
    assert "<textarea" not in text_of(client.get(page))


def test_when_somebody_else_was_named_meanwhile_the_text_is_kept(engine, cast, client, page, one):
    opened = shown_on(text_of(client.get(page)))
    with transaction(engine) as session:
        session.get_one(Intervention, one.id).responsible_id = cast.bo.id

    answer = post(client, page, about=one.id, do="send", shown=opened, **FILLED)

    assert answer.status_code == 409
    assert "Någon annan svarar för insatsen nu" in text_of(answer)
    assert "Ring först." in text_of(answer)


def test_a_change_without_the_pages_token_is_refused(engine, client, page, one):
    assert client.post(page, data={"about": one.id, "do": "send", **FILLED}).status_code == 400
    assert not rows(engine, FollowUp)


def test_a_nul_in_what_is_typed_is_no_error_of_ours(engine, client, page, one):
    answer = press(client, page, one, "save", lesson="a\0b")

    assert answer.status_code == 303
    assert rows(engine, FollowUpDraft)[0].typed["lesson"] == "ab"


# Somebody else should answer --------------------------------------------------------------


def test_somebody_else_can_be_named(engine, client, sign_in_as, page, one):
    answer = press(client, page, one, "pass_on", passed_on="Maja Sandell", lesson="Påbörjat")

    assert "Tack. Samordnaren får veta vem som bör tillfrågas" in follow(client, answer)
    [draft] = rows(engine, FollowUpDraft)
    assert (draft.passed_on, draft.typed["lesson"]) == ("Maja Sandell", "Påbörjat")
    seen = text_of(sign_in_as(Role.COORDINATOR).get(f"/alvstad/follow-up/{YEAR}"))
    assert "”Maja Sandell”, säger Lena Ek" in seen


def test_the_one_who_was_named_is_asked_with_what_was_begun_and_not_told_it_was_they(
    engine, cast, client, link, page, one
):
    press(client, page, one, "pass_on", passed_on="Bo Ek", lesson="Påbörjat")
    assert "Du har bett samordnaren fråga Bo Ek." in text_of(client.get(f"{page}?about={one.id}"))
    with transaction(engine) as session:
        session.get_one(Intervention, one.id).responsible_id = cast.bo.id

    words = text_of(client.get(address_of(replace(link, person_id=cast.bo.id))))

    assert "Påbörjat</textarea>" in words
    assert "Du har bett samordnaren" not in words


def test_nobody_is_named_without_a_name(engine, client, page, one):
    words = text_of(press(client, page, one, "pass_on", lesson="Påbörjat"))

    assert "Fyll i det här fältet." in words
    assert [draft.passed_on for draft in rows(engine, FollowUpDraft)] == [""]
