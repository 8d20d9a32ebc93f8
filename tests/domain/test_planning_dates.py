from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.planning_builders import FOLLOW_UP, REVIEW, THEME, TUESDAY, make_wishes
from tracker.domain.planning_dates import Slot, place
from tracker.domain.planning_days import Season, possible_days

DAYS = possible_days(make_wishes(2027))
FEW_DAYS = DAYS[::17]

days = st.sampled_from(FEW_DAYS)
slots = st.builds(
    lambda first, last, best, due: Slot(
        THEME, Season(min(first, last), max(first, last), best), before=due
    ),
    days,
    days,
    days,
    st.just(()) | days.map(lambda day: (day,)),
)


def judge(chosen, wanted):
    """Count what gives way, the gravest first, without the weights under test."""
    pairs = list(zip(chosen, wanted, strict=True))
    return (
        sum(day >= due for day, slot in pairs for due in slot.before),
        sum(not slot.season.first <= day <= slot.season.last for day, slot in pairs),
        sum(day.weekday() != TUESDAY for day in chosen),
        sum((day - slot.season.best).days ** 2 for day, slot in pairs),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(slots, min_size=1, max_size=4))
def test_no_other_choice_of_days_is_better(wanted):
    found = place(wanted, FEW_DAYS, make_wishes(2027))

    ways = (
        chosen
        for chosen in combinations(FEW_DAYS, len(wanted))
        if all((later - earlier).days >= found.gap_days for earlier, later in pairwise(chosen))
    )
    assert judge(found.days, wanted) == min(judge(chosen, wanted) for chosen in ways)


def test_meetings_come_closer_before_one_leaves_its_season():
    january = Season(date(2027, 1, 11), date(2027, 1, 29), date(2027, 1, 12))

    found = place([Slot(THEME, january), Slot(THEME, january)], DAYS, make_wishes(2027))

    assert [day.month for day in found.days] == [1, 1]
    assert found.gap_days == 14


def test_the_review_keeps_three_weeks_to_the_follow_up_in_a_dense_year():
    autumn = Season(date(2027, 11, 15), date(2027, 12, 20), date(2027, 12, 1))
    dense = [Slot(THEME, autumn), Slot(REVIEW, autumn), Slot(FOLLOW_UP, autumn)]

    found = place(dense, DAYS, make_wishes(2027))

    assert found.gap_days == 14
    assert found.days[2] - found.days[1] >= timedelta(days=21)


def test_no_slots_take_no_days():
    assert place([], DAYS, make_wishes(2027)).days == ()
