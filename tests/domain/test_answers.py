"""What tells a person's answer from a program's."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.answers import (
    PAGE_LASTS,
    QUICKEST,
    TOGETHER,
    Doubt,
    Given,
    Press,
    doubt_moment,
    rule_on,
    with_stand_ins,
)
from tracker.domain.meetings import Seat, count_answers, sort_seats
from tracker.domain.terms import Answer

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
ANSWERED = [Answer.COMING, Answer.NOT_COMING]
EARLIER = Given(Answer.NOT_COMING, NOON - timedelta(days=1), "Eva Lind", 7)


def press_all(presses, recorded=Given()):  # noqa: B008 -- frozen
    """Press one button after another; return what is recorded in the end, and each ruling.

    Args:
        presses: (what the button says, how long after the one before).
        recorded: what is recorded before the first.
    """
    now, last, kept = NOON, None, []
    for pressed, pause in presses:
        now += pause
        ruling = rule_on(pressed, recorded=recorded, last=last, now=now)
        last = Press(now, ruling.before)
        recorded = Given(pressed, now) if ruling.is_kept else ruling.before
        kept.append(ruling.is_kept)
    return recorded, kept


@pytest.mark.parametrize(
    ("after", "doubt"),
    [
        (timedelta(), Doubt.TOO_SOON),
        (QUICKEST - INSTANT, Doubt.TOO_SOON),
        (QUICKEST, None),
        (PAGE_LASTS, None),
        (PAGE_LASTS + INSTANT, Doubt.STALE),
        (-INSTANT, Doubt.STALE),
    ],
)
def test_a_page_is_answered_after_reading_it_and_before_it_is_stale(after, doubt):
    assert doubt_moment(NOON, NOON + after) is doubt


def test_a_page_that_does_not_say_when_it_was_served_is_stale():
    assert doubt_moment(None, NOON) is Doubt.STALE


@pytest.mark.parametrize("answer", ANSWERED)
def test_one_answer_is_kept(answer):
    recorded, kept = press_all([(answer, timedelta())], EARLIER)

    assert kept == [True]
    assert recorded == Given(answer, NOON)


def test_the_same_answer_twice_is_kept():
    recorded, _kept = press_all([(Answer.COMING, timedelta()), (Answer.COMING, TOGETHER)])

    assert recorded.answer is Answer.COMING


def test_a_changed_mind_is_kept_after_a_while():
    recorded, kept = press_all(
        [(Answer.COMING, timedelta()), (Answer.NOT_COMING, TOGETHER + INSTANT)]
    )

    assert kept == [True, True]
    assert recorded.answer is Answer.NOT_COMING


def test_both_answers_at_once_leave_what_was_recorded_before():
    recorded, kept = press_all(
        [(Answer.COMING, timedelta()), (Answer.NOT_COMING, TOGETHER)], EARLIER
    )

    assert kept == [True, False]
    assert recorded == EARLIER


def test_after_both_answers_one_waits_and_then_answers():
    both = [(Answer.COMING, timedelta()), (Answer.NOT_COMING, timedelta(seconds=3))]

    assert press_all([*both, (Answer.COMING, TOGETHER)])[0] == Given()
    recorded, _kept = press_all([*both, (Answer.COMING, TOGETHER + INSTANT)])
    assert recorded.answer is Answer.COMING


def test_an_answer_given_otherwise_in_between_stays():
    last = Press(NOON, Given())
    by_telephone = Given(Answer.COMING, NOON + timedelta(seconds=5))

    ruling = rule_on(None, recorded=by_telephone, last=last, now=NOON + timedelta(seconds=10))

    assert ruling.before == by_telephone


def test_of_two_at_the_same_instant_neither_is_kept_whichever_is_judged_first():
    recorded = Given(Answer.COMING, NOON)
    last = Press(NOON, Given())

    for now in (NOON - INSTANT, NOON, NOON + INSTANT):
        ruling = rule_on(Answer.NOT_COMING, recorded=recorded, last=last, now=now)
        assert not ruling.is_kept
        assert ruling.before == Given()


presses = st.lists(
    st.tuples(
        st.sampled_from([*ANSWERED, None]),
        st.timedeltas(min_value=INSTANT, max_value=TOGETHER),
    ),
    min_size=1,
    max_size=12,
)


@given(presses=presses, recorded=st.sampled_from([Given(), EARLIER]))
def test_whoever_presses_more_than_one_button_in_a_row_changes_nothing(presses, recorded):
    buttons = {pressed for pressed, _pause in presses}

    left, _kept = press_all(presses, recorded)

    if buttons in ({Answer.COMING}, {Answer.NOT_COMING}):
        assert left.answer in buttons
    else:
        assert left == recorded


@given(presses=presses, answer=st.sampled_from(ANSWERED))
def test_whoever_answers_after_a_while_is_always_heard(presses, answer):
    left, kept = press_all([*presses, (answer, TOGETHER + INSTANT)])

    assert kept[-1]
    assert left.answer is answer


def test_a_substitute_is_invited_as_long_as_the_member_is():
    assert with_stand_ins({1, 2}, {8: 2, 9: 3}) == {1, 2, 8}


def seat(name, answer=Answer.NOT_COMING, **values):
    return Seat(
        **{
            "person_id": 1,
            "name": name,
            "organisation": "",
            "title": "",
            "answer": answer,
            "substitute_name": "",
            "attended": None,
            **values,
        }
    )


SEATS = [
    seat("Bo", Answer.COMING),
    seat("Cilla"),
    seat("Dan", substitute_name="Eva"),
    seat("Frida", substitute_name="Gun", substitute_id=5, substitute_answer=Answer.COMING),
    seat("Hans", substitute_name="Ida", substitute_id=6),
    seat("Jan", substitute_name="Kim", substitute_id=7, substitute_answer=Answer.NOT_COMING),
    seat("Lena", Answer.NONE),
]


def test_an_invited_substitute_answers_for_the_place():
    count = count_answers(SEATS)

    assert (count.coming, count.substitutes) == (3, 2)
    assert (count.not_coming, count.unanswered) == (2, 2)


def test_places_about_which_something_can_be_done_come_first():
    names = [found.name for found in sort_seats(reversed(SEATS))]

    assert names == ["Hans", "Lena", "Jan", "Cilla", "Dan", "Frida", "Bo"]


@pytest.mark.parametrize(
    ("values", "is_filled"),
    [
        ({"attended": True}, True),
        ({"attended": False}, False),
        ({"attended": False, "substitute_name": "Eva"}, True),
        ({"attended": False, "substitute_name": "Eva", "substitute_id": 5}, False),
        (
            {
                "attended": False,
                "substitute_name": "Eva",
                "substitute_id": 5,
                "substitute_attended": True,
            },
            True,
        ),
    ],
)
def test_a_place_is_filled_by_whoever_came(values, is_filled):
    assert seat("Bo", **values).was_filled is is_filled
