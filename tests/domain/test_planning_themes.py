from datetime import date
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.planning_builders import make_goal, make_goals
from tracker.domain.planning_themes import share_goals

programmes = st.lists(st.integers(1, 4), min_size=1, max_size=5).map(
    lambda counts: make_goals(*counts)
)


def areas_of(share):
    return {goal.area_number for goal in share}


def meets_itself(shares):
    return any(areas_of(one) & areas_of(other) for one, other in pairwise(shares))


@given(programmes, st.integers(1, 20))
def test_every_goal_gets_a_meeting_and_every_meeting_a_goal(goals, meetings):
    shares = share_goals(goals, meetings)

    assert len(shares) == meetings
    assert {goal for share in shares for goal in share} == set(goals)
    assert all(shares)


@given(programmes, st.integers(1, 20))
def test_areas_share_a_meeting_only_when_they_are_more_than_the_meetings(goals, meetings):
    shares = share_goals(goals, meetings)

    is_shared = any(len(areas_of(share)) > 1 for share in shares)
    assert is_shared == (meetings < len(areas_of(goals)))


@settings(max_examples=60, deadline=None)
@given(programmes, st.integers(1, 6))
def test_an_area_comes_twice_in_a_row_only_when_that_cannot_be_avoided(goals, meetings):
    shares = share_goals(goals, meetings)

    if meets_itself(shares):
        assert all(meets_itself(order) for order in permutations(shares))


def test_no_goals_leave_the_meetings_empty():
    assert share_goals((), 3) == ((), (), ())


def test_a_divided_area_gives_its_longest_waiting_goals_the_first_meeting():
    goals = (
        make_goal(1, 1, last_met_on=date(2026, 1, 1)),
        make_goal(1, 2, last_met_on=date(2024, 1, 1)),
        make_goal(2, 1, last_met_on=date(2026, 6, 1)),
    )

    shares = share_goals(goals, 3)

    assert [[goal.code for goal in share] for share in shares] == [["1.2"], ["2.1"], ["1.1"]]


@pytest.mark.parametrize(("meetings", "most"), [(2, 8), (3, 6), (4, 5), (5, 3)])
def test_goals_are_shared_evenly(meetings, most):
    shares = share_goals(make_goals(3, 3, 3, 3, 2), meetings)

    assert max(map(len, shares)) == most
