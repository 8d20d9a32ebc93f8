"""When an answer is wanted, and that everything has a name."""

from datetime import date

import pytest

from tracker.domain.deliveries import AUDIENCES, KIND_WORDS, RECIPIENT_WORDS, STATE_WORDS, reply_by
from tracker.domain.reminders import DEFAULT_RULES
from tracker.domain.terms import DeliveryKind, DeliveryState, Recipients

AUTUMN = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        (date(2026, 12, 10), date(2026, 12, 7)),  # a Thursday: the Monday before
        (date(2026, 12, 8), date(2026, 12, 4)),  # a Tuesday: not on Saturday, but on Friday
        (date(2027, 1, 9), date(2027, 1, 5)),  # Epiphany is free
    ],
)
def test_an_answer_is_wanted_on_a_working_day_three_days_before(meeting, expected):
    assert reply_by(meeting, AUTUMN) == expected


def test_no_day_is_named_when_it_has_passed():
    assert reply_by(date(2026, 12, 10), date(2026, 12, 7)) == date(2026, 12, 7)
    assert reply_by(date(2026, 12, 10), date(2026, 12, 8)) is None


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (KIND_WORDS, DeliveryKind),
        (STATE_WORDS, DeliveryState),
        (RECIPIENT_WORDS, Recipients),
    ],
)
def test_every_member_has_a_word_of_its_own(words, members):
    assert set(words) == set(members)
    assert len(set(words.values())) == len(members)


def test_every_starting_rule_goes_to_recipients_that_can_be_chosen():
    for rules in DEFAULT_RULES.values():
        assert all(rule.recipients in AUDIENCES[rule.kind] for rule in rules)
