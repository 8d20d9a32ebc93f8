"""Which goals somebody works on."""

import pytest

from tests.drawing.samples import goals, intervention, interventions
from tracker.domain.goal_coverage import Cover, goal_coverages, without_goal


@pytest.mark.parametrize(
    ("states", "cover"),
    [
        ((), Cover.NONE),
        (("not_started",), Cover.NONE_ONGOING),
        (("done", "stopped"), Cover.NONE_ONGOING),
        (("stopped", "ongoing"), Cover.ONGOING),
    ],
)
def test_a_goal_is_worked_on_only_while_an_intervention_is_ongoing(states, cover):
    found = [intervention(state, state, "1.1") for state in states]

    assert goal_coverages(goals(), found)[0].cover is cover


def test_an_intervention_serves_each_of_its_goals():
    found = goal_coverages(goals(), interventions())

    assert [[one.title for one in goal.interventions] for goal in found] == [
        ["Sociala insatsgrupper", "Väktare"],
        ["Platssamverkan", "Väktare"],
        [],
    ]


def test_an_intervention_for_a_goal_of_another_programme_serves_none_of_these():
    other = intervention("Gammal insats", "ongoing", "9.9")

    assert without_goal(goals(), [*interventions(), other]) == (interventions()[3], other)
