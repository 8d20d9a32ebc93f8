"""The demo's interventions are told of whole, by eight departments and partners."""

from tracker.demo.intervention_details import DETAILS
from tracker.demo.interventions import INTERVENTIONS
from tracker.demo.people import CONTRIBUTORS, EVERYBODY, MEMBERS
from tracker.domain.terms import InterventionState, Role


def test_thirty_interventions_in_eight_departments_and_partners():
    assert len(INTERVENTIONS) == 30
    assert len({one.organisation for one in INTERVENTIONS}) == 8


def test_each_intervention_has_its_details_and_none_is_left_over():
    assert set(DETAILS) == {one.title for one in INTERVENTIONS}


def test_whoever_answers_for_something_works_there_or_nobody_does_yet():
    works_at = {one.name: one.organisation for one in EVERYBODY}
    for one in INTERVENTIONS:
        name = DETAILS[one.title].responsible
        assert not name or works_at[name] == one.organisation
    without = [one for one in INTERVENTIONS if not DETAILS[one.title].responsible]
    assert {one.state for one in without} == {InterventionState.NOT_STARTED}


def test_contributors_are_no_members():
    assert {one.role for one in CONTRIBUTORS} == {Role.CONTRIBUTOR}
    assert len(MEMBERS) == 31
    asked = {detail.responsible for detail in DETAILS.values()}
    assert {one.name for one in CONTRIBUTORS} <= asked
