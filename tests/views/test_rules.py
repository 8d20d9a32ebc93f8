"""The rules that messages follow, as the coordinator changes them."""

from datetime import time, timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, save, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import DeliveryKind, MeetingKind, Recipients, Role
from tracker.models import Delivery, ReminderRule
from tracker.services import reminders

RULES = "/alvstad/messages/rules/"
FIELDS = {
    "days": "20",
    "direction": "before",
    "at_local": "08:15",
    "recipients": "all",
    "is_active": "y",
    "subject": "",
    "text": "",
}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def meeting(engine, cast):
    """Save a meeting in three weeks, and the rules, for the first council of the cast."""
    with transaction(engine) as session:
        reminders.start_with_default_rules(session, council=cast.council)
        meeting = factories.make_meeting(
            session, council=cast.council, starts_at=clock.now() + timedelta(days=25)
        )
        reminders.plan(session, council=cast.council, meeting=meeting, now=clock.now())
        return meeting


@pytest.fixture
def coordinator(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


def find_rule(engine, cast, kind=DeliveryKind.INVITATION, meeting_kind=MeetingKind.THEME):
    with open_session(engine, read_only=True) as session:
        return session.exec(
            select(ReminderRule).where(
                ReminderRule.council_id == cast.council.id,
                ReminderRule.kind == kind,
                ReminderRule.meeting_kind == meeting_kind,
            )
        ).one()


def address(rule):
    return f"{RULES}{rule.id}"


def test_every_rule_says_when_and_to_whom(coordinator, meeting):
    page = text_of(coordinator.get(RULES))

    assert "21 dagar före, kl.\xa007.30" in page
    assert "7 dagar före sista dagen för det som ska göras, kl.\xa007.30" in page
    assert "3 dagar efter, kl.\xa007.30" in page
    assert "Föredragande" in page
    assert page.count("Begäran om uppföljning av insatser</th>") == 1


def test_the_messages_page_leads_to_the_rules(coordinator, meeting):
    page = text_of(coordinator.get("/alvstad/messages/", query_string={"year": 2026}))
    assert f'href="{RULES}"' in page


def test_a_saved_rule_moves_what_is_planned_and_says_how_much(engine, cast, coordinator, meeting):
    rule = find_rule(engine, cast)
    assert 'value="21"' in text_of(coordinator.get(address(rule)))

    answer = save(coordinator, address(rule), **FIELDS)

    assert answer.status_code == 303
    assert "2 planerade utskick har ändrats" in text_of(coordinator.get(RULES))
    saved = find_rule(engine, cast)
    assert (saved.days, saved.at_local, saved.is_active) == (-20, time(8, 15), True)
    with open_session(engine, read_only=True) as session:
        rows = session.exec(select(Delivery).where(Delivery.kind == DeliveryKind.INVITATION)).all()
    assert {row.due_at.minute for row in rows} == {15}


def test_a_rule_that_is_not_ticked_is_out_of_use(engine, cast, coordinator, meeting):
    rule = find_rule(engine, cast)

    save(coordinator, address(rule), **{**FIELDS, "is_active": ""})

    assert not find_rule(engine, cast).is_active
    assert "Skickas inte." in text_of(coordinator.get(RULES))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("days", "-1"),
        ("days", "366"),
        ("days", "tre"),
        ("direction", "after"),
        ("direction", "sideways"),
        ("at_local", "25:00"),
        ("recipients", "presenters"),
        ("recipients", "coming"),
        ("subject", "a" * 151),
        ("subject", "Hej\nBcc: x"),
        ("text", "a" * 3001),
    ],
)
def test_a_rule_that_makes_no_sense_is_not_saved(engine, cast, coordinator, meeting, field, value):
    rule = find_rule(engine, cast)

    answer = save(coordinator, address(rule), **{**FIELDS, field: value})

    assert answer.status_code == 200
    assert "behöver rättas" in text_of(answer)
    assert find_rule(engine, cast).days == -21


@pytest.mark.parametrize("field", ["subject", "text"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Hej {nam}", "{nam} kan inte fyllas i. Använd {tema}, {dag}"),
        ("Hej {0.__class__}", "{0.__class__} kan inte fyllas i."),
        ("Hej {namn", "En klammer står ensam: {."),
    ],
)
def test_a_placeholder_that_cannot_be_filled_is_named_and_what_was_typed_stays(
    engine, cast, coordinator, meeting, field, typed, said
):
    rule = find_rule(engine, cast)

    page = text_of(save(coordinator, address(rule), **{**FIELDS, field: typed}))

    assert said in page
    assert "{svara_senast}" in page
    assert page.count(typed) >= 1
    saved = find_rule(engine, cast)
    assert (saved.subject, saved.text) == ("", "")


def test_a_preview_shows_the_words_filled_and_saves_nothing(engine, cast, coordinator, meeting):
    rule = find_rule(engine, cast)
    typed = {"subject": "Möte i {råd}", "text": f"Hej {{namn}}! {HOSTILE} {{tema}}"}

    page = text_of(save(coordinator, address(rule), **{**FIELDS, **typed}, preview="1"))

    assert f"Möte i {cast.council.name}" in page
    assert f"Hej {cast.alice.name}! &lt;script&gt;" in page
    assert HOSTILE not in page
    assert "Det här är inte sparat än." in page
    assert "Möte i {råd}" in page  # still in its field
    assert find_rule(engine, cast).subject == ""


def test_saved_words_are_shown_in_the_preview(engine, cast, coordinator, meeting):
    rule = find_rule(engine, cast)
    save(coordinator, address(rule), **{**FIELDS, "text": "Välkommen till {tema}"})

    page = text_of(coordinator.get(address(rule)))

    assert f"Välkommen till {meeting.theme}" in page
    assert "inte sparat än" not in page
    assert "Egen text" in text_of(coordinator.get(RULES))


def test_somebody_elses_change_in_between_is_shown_beside_what_was_typed(
    engine, cast, coordinator, meeting
):
    rule = find_rule(engine, cast)
    save(coordinator, address(rule), **{**FIELDS, "text": "Deras text"})

    page = text_of(post(coordinator, address(rule), shown="old", **{**FIELDS, "text": "Min text"}))

    assert "Någon annan har ändrat regeln" in page
    assert "Deras text" in page
    assert "Min text" in page
    assert find_rule(engine, cast).text == "Deras text"


def test_a_rule_goes_back_to_the_usual(engine, cast, coordinator, meeting):
    rule = find_rule(engine, cast)
    save(coordinator, address(rule), **{**FIELDS, "text": "Egen"})

    assert post(coordinator, f"{address(rule)}/reset").status_code == 303

    saved = find_rule(engine, cast)
    assert (saved.days, saved.at_local, saved.text) == (-21, time(7, 30), "")


def test_a_reminder_of_action_items_may_go_after_its_day(engine, cast, coordinator, meeting):
    rule = find_rule(engine, cast, DeliveryKind.ACTION_REMINDER)
    typed = {**FIELDS, "days": "1", "direction": "after", "recipients": "owners"}

    assert save(coordinator, address(rule), **typed).status_code == 303

    saved = find_rule(engine, cast, DeliveryKind.ACTION_REMINDER)
    assert (saved.days, saved.recipients) == (1, Recipients.OWNERS)
    assert "Dagen efter sista dagen" in text_of(coordinator.get(RULES))


def test_a_rule_for_a_kind_without_meetings_says_that_nothing_can_be_shown(
    engine, cast, coordinator, meeting
):
    rule = find_rule(engine, cast, DeliveryKind.REPORT_REQUEST, MeetingKind.FOLLOW_UP)
    assert "Det finns inget möte av det här slaget" in text_of(coordinator.get(address(rule)))


def test_another_councils_rule_cannot_be_reached(engine, cast, sign_in_as, meeting):
    rule = find_rule(engine, cast)
    dan = sign_in_as(cast.dan)

    assert dan.get(f"/backby/messages/rules/{rule.id}").status_code == 404
    assert post(dan, f"/backby/messages/rules/{rule.id}/reset").status_code == 404


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_only_the_coordinator_sees_the_rules(sign_in_as, meeting, role):
    assert sign_in_as(role).get(RULES).status_code == 403
