"""Choosing among the municipality's interventions, counting them, and grouping them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.interventions import (
    NOTHING,
    ListedIntervention,
    Quality,
    by_department,
    count_choices,
    select,
)
from tracker.domain.programmes import GoalRef
from tracker.domain.terms import Approach, InterventionState

DONE, ONGOING = InterventionState.DONE, InterventionState.ONGOING


def a_goal(area):
    return GoalRef(
        id=area * 10,
        programme_id=1,
        code=f"{area}.1",
        title="Mål",
        area_id=area,
        area_number=area,
        area_name="Område",
    )


def listed(number=1, **values):
    return ListedIntervention(
        **{
            "id": number,
            "title": f"Insats {number}",
            "target_group": "",
            "state": ONGOING,
            "approach": None,
            "term": None,
            "starts_on": None,
            "ends_on": None,
            "organisation_id": None,
            "organisation": "",
            "is_municipal": False,
            "responsible": "",
            "goals": (),
            "followed_up": None,
            **values,
        }
    )


NAMES = {1: ("Ängar", True), 2: ("Skolan", True), 3: ("Polisen", False), 4: ("Skolan", True)}


def of_department(number, department, **values):
    name, is_municipal = NAMES.get(department, ("", False))
    return listed(
        number,
        organisation_id=department,
        organisation=name,
        is_municipal=is_municipal,
        **values,
    )


some = st.lists(
    st.builds(
        of_department,
        st.integers(1, 999),
        st.sampled_from([*NAMES, None]),
        state=st.sampled_from(InterventionState),
        approach=st.sampled_from([*Approach, None]),
        goals=st.sets(st.integers(1, 4)).map(lambda areas: tuple(map(a_goal, sorted(areas)))),
    ),
    max_size=12,
)
choices = st.dictionaries(
    st.sampled_from(Quality), st.sampled_from([NOTHING, "1", "2", "ongoing", "social"])
)


@given(some, choices, st.sampled_from(Quality))
def test_each_alternative_leaves_as_many_as_it_says(rows, wanted, quality):
    for value, number in count_choices(rows, wanted, quality).items():
        assert len(select(rows, {**wanted, quality: value})) == number


@given(some)
def test_grouping_loses_none_and_names_each_department_once(rows):
    groups = by_department(rows)
    assert sorted(row.id for one in groups for row in one.rows) == sorted(row.id for row in rows)
    numbers = [one.rows[0].organisation_id for one in groups]
    assert len(numbers) == len(set(numbers))
    assert all(sum(one.states.values()) == len(one.rows) for one in groups)


def test_departments_stand_in_swedish_order_before_partners_and_before_none():
    rows = [of_department(number, number) for number in (3, 1, 2)] + [listed(9)]
    assert [one.name for one in by_department(rows)] == ["Skolan", "Ängar", "Polisen", ""]


def test_two_departments_of_the_same_name_are_two():
    groups = by_department([of_department(1, 2), of_department(2, 4), of_department(3, 2)])
    assert [[row.id for row in one.rows] for one in groups] == [[1, 3], [2]]


def test_one_that_serves_two_areas_is_found_under_both():
    row = listed(goals=(a_goal(1), a_goal(3)))
    for area in ("1", "3"):
        assert select([row], {Quality.AREA: area}) == [row]
    assert select([row], {Quality.AREA: "2"}) == []
    assert select([row], {Quality.AREA: NOTHING}) == []


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (date(2024, 2, 1), date(2025, 6, 30), "2024–2025"),
        (date(2024, 2, 1), date(2024, 6, 30), "2024"),
        (date(2024, 2, 1), None, "från 2024"),
        (None, date(2025, 6, 30), "till och med 2025"),
        (None, None, ""),
    ],
)
def test_it_is_said_in_which_years_it_goes_on(starts_on, ends_on, words):
    assert listed(starts_on=starts_on, ends_on=ends_on).years == words


def test_states_are_counted_in_their_own_order_and_only_those_that_occur():
    rows = [of_department(1, 1, state=DONE), of_department(2, 1), of_department(3, 1)]
    (group,) = by_department(rows)
    assert list(group.states.items()) == [(ONGOING, 2), (DONE, 1)]
