"""What a coordinator may do with a message, by where it stands, and which processes matter."""

from datetime import timedelta

import pytest

from tests.factories import NOW
from tracker.domain.deliveries import (
    BECOMES,
    OWN_KINDS,
    STAGE_WORDS,
    Process,
    Stage,
    Standing,
    Step,
    allows,
    current_processes,
    stage_of,
)
from tracker.domain.terms import DeliveryKind, DeliveryState

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def standing(state=DeliveryState.PLANNED, kind=DeliveryKind.INVITATION, **values):
    defaults = {"try_at": NOW + HOUR, "starts_at": NOW + DAY}
    return Standing(kind, state, **{**defaults, **values})


def steps(of):
    return {step for step in Step if allows(step, of, NOW)}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (DeliveryState.PLANNED, {Step.HOLD, Step.SKIP, Step.SEND_NOW}),
        (DeliveryState.HELD, {Step.RELEASE, Step.SKIP, Step.SEND_NOW}),
        (DeliveryState.SKIPPED, {Step.TAKE_BACK}),
        (DeliveryState.SENDING, set()),
        (DeliveryState.SENT, set()),
        (DeliveryState.FAILED, set()),
        (DeliveryState.MISSED, set()),
        (DeliveryState.NOT_NEEDED, set()),
    ],
)
def test_only_what_has_not_gone_can_be_held_released_skipped_or_sent(state, expected):
    assert steps(standing(state)) == expected


def test_what_is_due_already_cannot_be_sent_sooner_but_still_be_stopped():
    assert steps(standing(try_at=NOW)) == {Step.HOLD, Step.SKIP}


def test_what_is_held_can_be_sent_now_although_its_time_has_passed():
    assert Step.SEND_NOW in steps(standing(DeliveryState.HELD, try_at=NOW - HOUR))


@pytest.mark.parametrize(
    "state", [DeliveryState.PLANNED, DeliveryState.HELD, DeliveryState.SKIPPED]
)
def test_nothing_is_offered_when_the_meeting_has_begun(state):
    assert steps(standing(state, starts_at=NOW)) == set()


@pytest.mark.parametrize("kind", [DeliveryKind.NOTES, DeliveryKind.ACTION_REMINDER])
def test_what_follows_a_meeting_is_in_hand_when_it_has_begun(kind):
    assert Step.HOLD in steps(standing(kind=kind, starts_at=NOW - DAY))


def test_what_is_about_no_meeting_is_always_in_time():
    assert Step.HOLD in steps(standing(kind=DeliveryKind.DIGEST, starts_at=None))


@pytest.mark.parametrize("kind", OWN_KINDS)
def test_what_somebody_has_just_asked_for_is_nobody_elses(kind):
    assert steps(standing(kind=kind)) == set()


def test_each_step_and_its_undoing_lead_back():
    assert BECOMES[Step.RELEASE] is BECOMES[Step.TAKE_BACK] is DeliveryState.PLANNED
    assert Step.RELEASE in steps(standing(BECOMES[Step.HOLD]))
    assert Step.TAKE_BACK in steps(standing(BECOMES[Step.SKIP]))


def test_a_message_that_was_tried_waits_and_is_not_merely_planned():
    assert stage_of(DeliveryState.PLANNED, 0) is Stage.PLANNED
    assert stage_of(DeliveryState.PLANNED, 1) is Stage.WAITING
    assert stage_of(DeliveryState.SENT, 3) is Stage.SENT


def test_every_stage_has_a_name_of_its_own():
    assert len(set(STAGE_WORDS.values())) == len(Stage) == len(STAGE_WORDS)
    assert {stage_of(state, 0) for state in DeliveryState} <= set(Stage)


def process(host, ago, started=DAY):
    return Process(host, NOW - started, NOW - ago, None)


def test_a_process_is_silent_after_five_minutes():
    assert not process("a", timedelta(minutes=5)).is_silent(NOW)
    assert process("a", timedelta(minutes=5, seconds=1)).is_silent(NOW)


def test_every_process_that_works_is_shown_and_of_each_dead_machine_the_last():
    alive = [process("a", timedelta(seconds=9)), process("a", timedelta(seconds=8), HOUR)]
    restarted = process("a", HOUR)
    dead = [process("b", 2 * HOUR), process("b", HOUR)]

    shown = current_processes([*dead, restarted, *alive], NOW)

    assert shown == [*alive, dead[1]]
