"""A programme pasted as lines becomes areas, goals and indicators."""

import pytest

from tracker.domain.programme_outline import OutlineArea, OutlineGoal, read_goals, read_outline

NUMBERED = """\
1 Trygga platser
1.1 Färre våldsbrott i centrum
- Anmälda våldsbrott per år
1.2 Fler är trygga på kvällen

2. Barn och unga
2.1. Färre unga begår brott
"""
INDENTED = """\
Trygga platser
    Färre våldsbrott i centrum
    - Anmälda våldsbrott per år
\tFler är trygga på kvällen
\n
Barn och unga
    Färre unga begår brott
"""
DASHED = """\
Trygga platser
- Färre våldsbrott i centrum
– Fler är trygga på kvällen

Barn och unga
• Färre unga begår brott
"""
PLAIN = """\
Trygga platser
Färre våldsbrott i centrum
Fler är trygga på kvällen

Barn och unga
Färre unga begår brott
"""


def shape(areas):
    return [(area.name, [goal.title for goal in area.goals]) for area in areas]


@pytest.mark.parametrize(
    "text", [NUMBERED, INDENTED, DASHED, PLAIN], ids=["numbers", "indents", "dashes", "plain"]
)
def test_however_it_is_written_the_goals_come_under_their_areas(text):
    assert shape(read_outline(text)) == [
        ("Trygga platser", ["Färre våldsbrott i centrum", "Fler är trygga på kvällen"]),
        ("Barn och unga", ["Färre unga begår brott"]),
    ]


@pytest.mark.parametrize("text", [NUMBERED, INDENTED], ids=["numbers", "indents"])
def test_a_dash_below_a_goal_is_its_indicator(text):
    assert read_outline(text)[0].goals[0].indicators == ["Anmälda våldsbrott per år"]


def test_written_numbers_are_kept():
    assert [
        (area.number, [goal.number for goal in area.goals]) for area in read_outline(NUMBERED)
    ] == [
        (1, [1, 2]),
        (2, [1]),
    ]
    assert read_outline("Område 3: Narkotika")[0] == OutlineArea("Narkotika", 3)


@pytest.mark.parametrize("text", ["", "  \n\n", "-", "\t"])
def test_nothing_written_is_no_area(text):
    assert shape(read_outline(text)) in ([], [("-", [])])
    assert read_goals("") == []


def test_a_goal_before_any_area_is_not_lost():
    assert shape(read_outline("- Färre rån\n- Fler trygga")) == [("Färre rån", ["Fler trygga"])]


@pytest.mark.parametrize(
    ("line", "goal"),
    [
        ("Färre rån", OutlineGoal("Färre rån")),
        ("3.2 Färre rån", OutlineGoal("Färre rån", 2)),
        ("2) Färre rån", OutlineGoal("Färre rån", 2)),
        ("- Färre rån", OutlineGoal("Färre rån")),
        ("2 Färre rån", OutlineGoal("Färre rån", 2)),
        ("10 procent färre rån", OutlineGoal("10 procent färre rån")),
        ("100 procent av skolorna har en plan", OutlineGoal("100 procent av skolorna har en plan")),
        ("2027 ska rånen ha halverats", OutlineGoal("2027 ska rånen ha halverats")),
    ],
)
def test_an_areas_lines_are_goals(line, goal):
    assert read_goals(line) == [goal]


def test_an_areas_dashed_lines_are_indicators_of_the_goal_above():
    goals = read_goals("Färre rån\n- Anmälda rån\n- Utsatta, %\n\nFler trygga")

    assert goals == [
        OutlineGoal("Färre rån", indicators=["Anmälda rån", "Utsatta, %"]),
        OutlineGoal("Fler trygga"),
    ]


def test_what_a_pdf_breaks_over_two_lines_is_one_and_page_numbers_are_none():
    text = (
        "1 Trygg uppväxt\n1.1 Fler fullföljer skolan och\nfår ett arbete\n"
        "\uf0b7 Elever med behörighet till\ngymnasiet\nSida 12 (30)\n12\n1.2 Färre rån"
    )

    assert read_outline(text) == [
        OutlineArea(
            "Trygg uppväxt",
            1,
            [
                OutlineGoal(
                    "Fler fullföljer skolan och får ett arbete",
                    1,
                    ["Elever med behörighet till gymnasiet"],
                ),
                OutlineGoal("Färre rån", 2),
            ],
        )
    ]


def test_goals_written_in_small_letters_stay_apart():
    assert [goal.title for goal in read_goals("färre rån\nfler trygga")] == [
        "färre rån",
        "fler trygga",
    ]
