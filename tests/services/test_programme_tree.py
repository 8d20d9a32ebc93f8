"""Many changes of a programme at once: all of them, or none."""

import gzip

import pytest
from sqlmodel import select

from tests import factories
from tracker.models import Goal, Indicator, PriorityArea, Programme, ProgrammeVersion
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict
from tracker.services.programme_tree import RowEdit, save_tree

BY = Act(person_id=None, at=factories.NOW)


@pytest.fixture
def area(session):
    return factories.make_area(session, number=1)


@pytest.fixture
def goals(session, area):
    return [factories.make_goal(session, area=area, number=number) for number in (1, 2, 3)]


def save(session, area, *edits, from_year=None):
    return save_tree(
        session,
        programme=session.get_one(Programme, area.programme_id),
        edits=edits,
        from_year=from_year,
        changes="",
        by=BY,
    )


def test_numbers_may_be_passed_around(session, area, goals):
    edits = [
        RowEdit(Goal, {"number": number}, area, goal)
        for number, goal in zip((2, 3, 1), goals, strict=True)
    ]

    assert save(session, area, *edits) == 3

    session.expire_all()
    assert [goal.number for goal in goals] == [2, 3, 1]


def test_new_rows_belong_to_the_new_rows_above_them(session, area):
    programme = session.get_one(Programme, area.programme_id)
    new_area = RowEdit(PriorityArea, {"number": 2, "name": "Ny"}, programme)
    new_goal = RowEdit(Goal, {"number": 1, "title": "Nytt"}, new_area)
    kinds = {"kind": "count", "direction": "neutral"}
    new_indicator = RowEdit(Indicator, {"title": "Ny", **kinds}, new_goal)

    save(session, area, new_area, new_goal, new_indicator)

    goal = session.exec(select(Goal)).one()
    assert (
        goal.priority_area_id
        == session.exec(select(PriorityArea.id).where(PriorityArea.name == "Ny")).one()
    )
    assert session.exec(select(Indicator)).one().goal_id == goal.id


def test_a_number_that_somebody_took_meanwhile_is_a_conflict(session, area, goals):
    with pytest.raises(EditConflict):
        save(session, area, RowEdit(Goal, {"number": 2, "title": "Nytt"}, area))
    session.rollback()


@pytest.mark.usefixtures("goals")
def test_what_changes_nothing_is_not_saved_and_keeps_no_wording(session, area, goals):
    same = RowEdit(Goal, {"title": goals[0].title, "number": 1}, area, goals[0])

    assert save(session, area, same, from_year=factories.YEAR) == 0
    assert session.exec(select(ProgrammeVersion)).all() == []


def test_the_kept_wording_is_that_before_the_changes(session, area, goals):
    programme = session.get_one(Programme, area.programme_id)
    edit = RowEdit(Goal, {"title": "Nytt"}, area, goals[0])

    save(session, area, edit, from_year=programme.first_year + 1)

    [version] = session.exec(select(ProgrammeVersion)).all()
    assert b"Nytt" not in gzip.decompress(version.content)
