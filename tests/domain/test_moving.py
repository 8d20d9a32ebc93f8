"""Which of a meeting's messages go out at other times when it is moved."""

from datetime import UTC, datetime, timedelta

from tracker.domain.moving import MessageChange, compare_messages
from tracker.domain.reminder_rows import ExistingDelivery
from tracker.domain.terms import DeliveryKind, DeliveryState

EARLY = datetime(2027, 3, 2, 6, 30, tzinfo=UTC)
LATE = EARLY + timedelta(days=7)


def message(person=1, kind=DeliveryKind.INVITATION, due_at=EARLY, **values):
    return ExistingDelivery(
        **{
            "person_id": person,
            "kind": kind,
            "revision": 0,
            "state": DeliveryState.PLANNED,
            "due_at": due_at,
            **values,
        }
    )


def test_people_whose_messages_change_alike_are_counted_together():
    before = [message(1), message(2)]
    after = [message(1, due_at=LATE), message(2, due_at=LATE)]

    assert compare_messages(before, after) == (
        MessageChange(DeliveryKind.INVITATION, EARLY, LATE, 2),
    )


def test_a_message_that_stays_is_no_change():
    assert compare_messages([message()], [message()]) == ()


def test_what_has_been_sent_is_no_change_even_if_it_is_replaced():
    sent = message(state=DeliveryState.SENT)
    update = message(kind=DeliveryKind.UPDATE, revision=1, due_at=LATE)

    assert compare_messages([sent], [sent, update]) == (
        MessageChange(DeliveryKind.UPDATE, None, LATE, 1),
    )


def test_what_is_stopped_comes_last():
    reminder = message(kind=DeliveryKind.ANSWER_REMINDER)
    stopped = message(kind=DeliveryKind.ANSWER_REMINDER, state=DeliveryState.NOT_NEEDED)

    changes = compare_messages([message(), reminder], [message(due_at=LATE), stopped])

    assert [(change.kind, change.becomes) for change in changes] == [
        (DeliveryKind.INVITATION, LATE),
        (DeliveryKind.ANSWER_REMINDER, None),
    ]
