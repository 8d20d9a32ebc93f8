"""The whole programme as one form: typed in place, saved at once, nothing lost."""

import pytest

from tests import factories
from tests.views.browsing import text_of
from tests.views.programmes.tree_form import THIS_YEAR, fields_of, opened, send, stored, titles
from tracker.db import transaction
from tracker.domain.terms import Direction, IndicatorKind
from tracker.models import AuditEvent, Goal, Indicator, PriorityArea

# Editing in place ------------------------------------------------------------------------


@pytest.mark.usefixtures("indicator")
def test_nothing_typed_changes_nothing(alice, engine, address):
    before = stored(engine, Goal) + stored(engine, Indicator) + stored(engine, PriorityArea)

    answer = send(alice, address, opened(alice, address))

    assert answer.status_code == 303
    assert stored(engine, Goal) + stored(engine, Indicator) + stored(engine, PriorityArea) == before
    assert stored(engine, AuditEvent) == []


def test_every_row_is_changed_in_one_save(alice, engine, address, area, goal, indicator):
    fields = opened(alice, address)
    fields[f"a{area.id}-name"] = "Trygghet"
    fields[f"g{goal.id}-title"] = "Halverat våld"
    fields[f"g{goal.id}-last_year"] = str(THIS_YEAR + 1)
    fields[f"i{indicator.id}-target"] = "1 095,5"
    fields[f"i{indicator.id}-is_key"] = "y"

    assert send(alice, address, fields).status_code == 303

    assert stored(engine, PriorityArea)[0].name == "Trygghet"
    [saved] = stored(engine, Goal)
    assert (saved.title, saved.last_year) == ("Halverat våld", THIS_YEAR + 1)
    [saved] = stored(engine, Indicator)
    assert (saved.target, saved.is_key, saved.title) == (1095.5, True, "Våldsbrott")
    assert saved.unit == "anmälningar per år"
    assert len(stored(engine, AuditEvent)) == 3


def test_what_the_page_does_not_show_is_left_alone(alice, engine, address, indicator):
    with transaction(engine) as session:
        session.get_one(Indicator, indicator.id).source = "Brå"

    fields = opened(alice, address)
    fields[f"i{indicator.id}-title"] = "Våld"
    send(alice, address, fields)

    assert stored(engine, Indicator)[0].source == "Brå"


def test_two_goals_may_take_each_others_number(alice, engine, address, area, goal):
    with transaction(engine) as session:
        other = factories.make_goal(session, area=area, number=2, title="Fler trygga")
    fields = opened(alice, address)
    fields[f"g{goal.id}-number"], fields[f"g{other.id}-number"] = "2", "1"

    assert send(alice, address, fields).status_code == 303

    assert titles(engine) == [(2, "Mindre våld"), (1, "Fler trygga")]


def test_two_goals_with_one_number_are_told_at_the_row(alice, engine, address, area, goal):
    with transaction(engine) as session:
        other = factories.make_goal(session, area=area, number=2, title="Fler trygga")
    fields = opened(alice, address)
    fields[f"g{other.id}-number"] = "1"

    page = text_of(send(alice, address, fields))

    assert f'href="#g{other.id}-number"' in page
    assert "Numret är redan taget. Ändra ett av dem." in page
    assert titles(engine) == [(1, "Mindre våld"), (2, "Fler trygga")]


def test_what_is_wrong_is_told_where_it_stands_and_what_was_typed_is_kept(
    alice, engine, address, goal, indicator
):
    fields = opened(alice, address)
    fields[f"g{goal.id}-title"] = ""
    fields[f"g{goal.id}-last_year"] = "19"
    fields[f"i{indicator.id}-target"] = "många"
    fields[f"i{indicator.id}-unit"] = "fall"

    answer = send(alice, address, fields)
    page = text_of(answer)

    assert answer.status_code == 200
    assert "3 saker behöver rättas" in page
    for name in (f"g{goal.id}-title", f"g{goal.id}-last_year", f"i{indicator.id}-target"):
        assert f'id="{name}-error"' in page
    kept = fields_of(page)
    assert kept[f"i{indicator.id}-target"] == "många"
    assert kept[f"i{indicator.id}-unit"] == "fall"
    assert stored(engine, Indicator)[0].unit == "anmälningar per år"


# Adding ----------------------------------------------------------------------------------


def test_an_empty_programme_is_pasted_seen_and_then_saved(alice, engine, address, programme):
    fields = opened(alice, address)
    fields["lines-all"] = (
        "1 Trygga platser\n1.1 Färre våldsbrott\n- Anmälda våldsbrott\n1.2 Fler trygga\n\n"
        "2 Barn och unga\n2.1 Färre unga begår brott"
    )

    page = text_of(alice.post(address, data=fields))

    assert "Raderna ligger nu i formuläret." in page
    assert stored(engine, PriorityArea) == []
    fields = fields_of(page)
    assert fields["lines-all"] == ""
    assert send(alice, address, fields).status_code == 303
    areas = stored(engine, PriorityArea)
    assert [(one.number, one.name, one.programme_id) for one in areas] == [
        (1, "Trygga platser", programme.id),
        (2, "Barn och unga", programme.id),
    ]
    goals = stored(engine, Goal)
    assert [(one.priority_area_id, one.number, one.title) for one in goals] == [
        (areas[0].id, 1, "Färre våldsbrott"),
        (areas[0].id, 2, "Fler trygga"),
        (areas[1].id, 1, "Färre unga begår brott"),
    ]
    [indicator] = stored(engine, Indicator)
    assert (indicator.goal_id, indicator.title) == (goals[0].id, "Anmälda våldsbrott")
    assert (indicator.kind, indicator.direction) == (
        IndicatorKind.COUNT,
        Direction.LOWER_BETTER,
    )


@pytest.mark.usefixtures("goal")
def test_twelve_goals_are_added_by_twelve_lines_and_one_save(alice, engine, address, area):
    fields = opened(alice, address)
    fields[f"lines-a{area.id}"] = "\n".join(f"Mål nummer {number}" for number in range(2, 14))

    assert send(alice, address, fields).status_code == 303

    assert titles(engine) == [(1, "Mindre våld")] + [
        (number, f"Mål nummer {number}") for number in range(2, 14)
    ]


@pytest.mark.usefixtures("goal")
def test_lines_can_be_looked_at_as_rows_before_they_are_saved(alice, engine, address, area):
    fields = opened(alice, address)
    fields[f"lines-a{area.id}"] = "3.7 Färre rån\n- Anmälda rån"
    fields["add"] = f"a{area.id}"

    page = text_of(alice.post(address, data=fields))
    rows = fields_of(page)

    assert len(stored(engine, Goal)) == 1
    assert "Färre rån" in rows.values()
    assert "7" in [value for name, value in rows.items() if name.endswith("-number")]
    assert send(alice, address, rows).status_code == 303
    assert titles(engine) == [(1, "Mindre våld"), (7, "Färre rån")]
    assert [one.title for one in stored(engine, Indicator)] == ["Anmälda rån"]


def test_the_blank_rows_add_one_of_each(alice, engine, address, area, goal):
    fields = opened(alice, address)
    paths = fields.getlist("row")
    new_area = next(path for path in paths if path.startswith("an"))
    new_goal = next(path.split(".")[1] for path in paths if path.startswith(f"a{area.id}.gn"))
    new_indicator = next(path.split(".")[2] for path in paths if f".g{goal.id}.in" in path)
    fields[f"{new_area}-name"] = "Narkotika"
    fields[f"{new_goal}-title"] = "Fler trygga"
    fields[f"{new_indicator}-title"] = "Andel trygga"
    fields[f"{new_indicator}-kind"] = "share"

    assert send(alice, address, fields).status_code == 303

    assert [(one.number, one.name) for one in stored(engine, PriorityArea)][1:] == [
        (4, "Narkotika")
    ]
    assert titles(engine)[1:] == [(2, "Fler trygga")]
    [indicator] = stored(engine, Indicator)
    assert (indicator.goal_id, indicator.kind) == (goal.id, IndicatorKind.SHARE)


def test_an_indicator_without_a_goal_asks_for_the_goal(alice, engine, address, area):
    fields = opened(alice, address)
    fields.add("row", f"a{area.id}.gn900")
    fields.add("row", f"a{area.id}.gn900.in901")
    fields |= {"gn900-number": "2", "in901-title": "Anmälda rån", "in901-kind": "count"}
    fields["in901-direction"] = "neutral"

    page = text_of(alice.post(address, data=fields))

    assert 'id="gn900-title-error"' in page
    assert "Anmälda rån" in fields_of(page).values()
    assert stored(engine, Indicator) == []


@pytest.mark.usefixtures("goal")
def test_too_many_lines_are_refused_and_kept(alice, engine, address, area):
    fields = opened(alice, address)
    typed = "\n".join(f"Mål {number}" for number in range(301))
    fields[f"lines-a{area.id}"] = typed

    page = text_of(alice.post(address, data=fields))

    assert "Högst 300 rader" in page
    assert fields_of(page)[f"lines-a{area.id}"] == typed
    assert len(stored(engine, Goal)) == 1


@pytest.mark.parametrize(
    "row", ["", "x1", "a1.g1.i1.i1", "a" + "9" * 10, "an1.in902", "g1", "a1;drop", "an1.gn1.gn1"]
)
def test_a_row_that_no_page_lists_is_left_out(alice, engine, address, goal, row):
    fields = opened(alice, address)
    fields.add("row", row)
    fields["in902-title"] = "Smuggel"

    assert alice.post(address, data=fields).status_code in (200, 303)
    assert titles(engine) == [(1, "Mindre våld")]
    assert stored(engine, Indicator) == []


def test_more_rows_than_any_programme_has_are_refused(alice, address):
    fields = opened(alice, address)
    fields.setlist("row", [f"an{number}" for number in range(2001)])

    assert alice.post(address, data=fields).status_code == 413


# Help ------------------------------------------------------------------------------------


def test_the_five_questions_stand_at_each_goal_and_stop_nobody(alice, engine, address, goal):
    page = text_of(alice.get(address))

    assert "Fem frågor om målet: uppgifterna besvarar 0" in page
    assert "Ingen svarar för målet ännu." in page
    fields = fields_of(page)
    fields[f"g{goal.id}-title"] = "x"
    assert send(alice, address, fields).status_code == 303


def test_a_share_in_percent_is_told_how_to_be_written(alice, address, indicator):
    fields = opened(alice, address)
    fields[f"i{indicator.id}-kind"], fields[f"i{indicator.id}-target"] = "share", "87"

    page = text_of(alice.post(address, data=fields))

    assert "En andel skrivs som 0,83 eller 83 %" in page
