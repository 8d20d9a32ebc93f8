"""Changing the rules that messages follow: what is planned follows at once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests import factories
from tests.services.reminder_scene import AUTUMN, START, make_scene
from tracker.domain.own_words import USUAL, Wording
from tracker.domain.reminders import ReminderRule as PlainRule
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingKind, MeetingStatus, Recipients
from tracker.queries import reminders as queries
from tracker.services import rules as services
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict, fingerprint


@pytest.fixture
def scene(session):
    return make_scene(session)


def change_rule(scene, rule, now=AUTUMN, shown=None, **values):
    wanted = PlainRule(rule.kind, values.pop("days", rule.days), rule.at_local, rule.recipients)
    return services.change_rule(
        scene.session,
        council=scene.council,
        rule=rule,
        wanted=wanted,
        wording=values.pop("wording", USUAL),
        is_active=values.pop("is_active", True),
        shown=fingerprint(rule) if shown is None else shown,
        by=Act(scene.bo.id, now),
    )


def rule_for(scene, kind, meeting_kind=MeetingKind.THEME):
    rules = queries.list_rules(
        scene.session, council_id=scene.council.id, meeting_kind=meeting_kind
    )
    return next(rule for rule in rules if rule.kind is kind)


def test_a_changed_rule_moves_what_is_planned(scene):
    scene.plan()

    change_rule(scene, rule_for(scene, DeliveryKind.INVITATION), days=-14)

    (row,) = scene.rows(scene.alva, kind=DeliveryKind.INVITATION)
    assert row.due_at == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def test_a_rule_put_out_of_use_stops_what_is_planned_and_back_in_use_plans_it_again(scene):
    scene.plan()
    rule = rule_for(scene, DeliveryKind.PRACTICAL_REMINDER)

    change_rule(scene, rule, is_active=False)
    (row,) = scene.rows(scene.alva, kind=DeliveryKind.PRACTICAL_REMINDER)
    assert (row.state, row.reason) == (DeliveryState.NOT_NEEDED, "no_rule")

    change_rule(scene, rule, is_active=True)
    assert row.state is DeliveryState.PLANNED


def test_a_rule_for_another_kind_of_meeting_leaves_this_one_alone(scene):
    scene.plan()
    rule = rule_for(scene, DeliveryKind.INVITATION, MeetingKind.EXTRA)

    change_rule(scene, rule, days=-3)

    assert scene.rows(scene.alva)[0].due_at == datetime(2026, 11, 17, 6, 30, tzinfo=UTC)


def test_a_rule_keeps_its_wall_time_across_the_change_of_clocks(scene):
    rule = rule_for(scene, DeliveryKind.INVITATION)
    rule.at_local, rule.recipients = time(7, 30), Recipients.ALL
    change_rule(scene, rule, days=-60)

    scene.plan(AUTUMN)

    (row,) = scene.rows(scene.alva, kind=DeliveryKind.INVITATION)
    assert row.due_at == datetime(2026, 10, 9, 5, 30, tzinfo=UTC)  # summer time still


def test_it_is_told_how_many_messages_a_changed_rule_moves(scene):
    scene.plan()
    rule = rule_for(scene, DeliveryKind.INVITATION)

    assert change_rule(scene, rule, days=-14) == 2
    assert change_rule(scene, rule, days=-14) == 0


def test_a_rule_that_somebody_else_has_changed_is_not_saved_over(scene):
    rule = rule_for(scene, DeliveryKind.INVITATION)
    before = fingerprint(rule)
    change_rule(scene, rule, days=-14)

    with pytest.raises(EditConflict):
        change_rule(scene, rule, days=-10, shown=before)
    assert rule.days == -14


def test_own_words_are_saved_and_taken_away_by_going_back_to_the_usual(scene):
    scene.plan()
    rule = rule_for(scene, DeliveryKind.CALL_FOR_ITEMS)
    change_rule(
        scene,
        rule,
        days=-3,
        wording=Wording("Hej {namn}", "Välkommen till {tema}"),
        is_active=False,
    )
    assert (rule.subject, rule.text) == ("Hej {namn}", "Välkommen till {tema}")

    services.reset_rule(
        scene.session, council=scene.council, rule=rule, by=Act(scene.bo.id, AUTUMN)
    )

    assert (rule.subject, rule.text, rule.days, rule.is_active) == ("", "", -14, True)
    assert (rule.at_local, rule.recipients) == (time(7, 30), Recipients.PRESENTERS)


def test_a_rule_for_what_comes_after_a_meeting_reaches_those_that_have_been(scene):
    now = START + timedelta(days=1)
    scene.meeting.status = MeetingStatus.HELD
    factories.make_action_item(
        scene.session,
        meeting=scene.meeting,
        responsible_id=scene.alva.id,
        due_on=date(2027, 1, 15),
    )
    scene.plan(now)
    (row,) = scene.rows(scene.alva, kind=DeliveryKind.ACTION_REMINDER)

    assert change_rule(scene, rule_for(scene, DeliveryKind.ACTION_REMINDER), now, days=-3) == 1
    assert row.due_at == datetime(2027, 1, 12, 6, 30, tzinfo=UTC)


def test_own_words_are_shown_with_the_next_meeting_of_the_kind(scene):
    rule = rule_for(scene, DeliveryKind.INVITATION)
    words = Wording("{tema} {datum}", "Hej {namn}! {dag} {tid} i {plats}, {råd}. {0.__class__}")

    def preview(kind_rule, now=AUTUMN):
        return services.preview(
            scene.session,
            council=scene.council,
            rule=kind_rule,
            wording=words,
            reader=scene.bo,
            now=now,
        )

    shown = preview(rule)
    assert shown.subject == f"{scene.meeting.theme} 2026-12-08"
    assert shown.text == (
        f"Hej {scene.bo.name}! tisdag kl.\xa015.00–16.30 i {scene.meeting.place}, "
        f"{scene.council.name}. {{0.__class__}}"
    )
    assert preview(rule, START + timedelta(days=1)) == shown
    assert preview(rule_for(scene, DeliveryKind.REPORT_REQUEST, MeetingKind.FOLLOW_UP)) is None
