"""Two who edit the programme at once: nothing is lost, and nobody writes over the other."""

from tests import factories
from tests.views.browsing import text_of
from tests.views.programmes.tree_form import fields_of, opened, send, stored, titles
from tracker.db import transaction
from tracker.models import Goal, Indicator, PriorityArea

# Two at once -----------------------------------------------------------------------------


def test_a_row_that_both_changed_shows_both_and_then_decides(alice, engine, address, goal):
    fields = opened(alice, address)
    with transaction(engine) as session:
        session.get_one(Goal, goal.id).title = "Den andras"
    fields[f"g{goal.id}-title"] = "Mitt"

    page = text_of(alice.post(address, data=fields))

    assert "Någon annan har ändrat det här under tiden." in page
    assert '<dd class="pre-line">Den andras</dd>' in page
    assert f'<a href="#g{goal.id}">Mitt</a>' in page  # the way there, on a long page
    assert stored(engine, Goal)[0].title == "Den andras"
    fields = fields_of(page)
    assert fields[f"g{goal.id}-title"] == "Mitt"
    assert send(alice, address, fields).status_code == 303
    assert stored(engine, Goal)[0].title == "Mitt"


def test_rows_that_only_the_other_changed_are_kept_as_theirs(
    alice, engine, address, area, goal, indicator
):
    fields = opened(alice, address)
    with transaction(engine) as session:
        session.get_one(Goal, goal.id).title = "Den andras"
        factories.make_goal(session, area=area, number=2, title="Den andras nya")
    fields[f"i{indicator.id}-title"] = "Mitt"

    assert send(alice, address, fields).status_code == 303

    assert titles(engine) == [(1, "Den andras"), (2, "Den andras nya")]
    assert stored(engine, Indicator)[0].title == "Mitt"


def test_both_typing_the_same_is_no_conflict(alice, engine, address, goal):
    fields = opened(alice, address)
    with transaction(engine) as session:
        session.get_one(Goal, goal.id).title = "Samma"
    fields[f"g{goal.id}-title"] = "Samma"

    assert send(alice, address, fields).status_code == 303


def test_what_was_typed_in_a_removed_row_is_told(alice, engine, address, area, goal):
    with transaction(engine) as session:
        other = factories.make_goal(session, area=area, number=2, title="Orört")
    fields = opened(alice, address)
    with transaction(engine) as session:
        for row in (goal, other):
            session.delete(session.get_one(Goal, row.id))
    fields[f"g{goal.id}-title"] = "Omskrivet"

    page = text_of(alice.post(address, data=fields))

    assert "De här har någon annan tagit bort." in page
    assert "<li>Omskrivet</li>" in page
    assert "Orört" not in page
    assert send(alice, address, fields_of(page)).status_code == 303
    assert stored(engine, Goal) == []


def test_a_page_shown_again_shows_what_somebody_else_saved_in_other_rows(
    alice, engine, address, goal, indicator
):
    fields = opened(alice, address)
    with transaction(engine) as session:
        session.get_one(Goal, goal.id).title = "Den andras"
    fields[f"i{indicator.id}-title"] = ""

    kept = fields_of(text_of(alice.post(address, data=fields)))

    assert kept[f"g{goal.id}-title"] == "Den andras"


def test_what_was_added_to_a_row_that_is_gone_is_told_and_not_saved(alice, engine, address, area):
    fields = opened(alice, address)
    with transaction(engine) as session:
        session.delete(session.get_one(PriorityArea, area.id))
    fields.add("row", f"a{area.id}.gn901")
    fields |= {"gn901-number": "1", "gn901-title": "Nytt mål"}

    page = text_of(alice.post(address, data=fields))

    assert "<li>Nytt mål</li>" in page
    assert stored(engine, Goal) == []
