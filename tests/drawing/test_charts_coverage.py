"""Interventions by goals: each state has its mark and its word, and each gap is said."""

import json

import pytest

from tests.drawing.samples import (
    AREAS,
    checked,
    drawn_texts,
    goals,
    intervention,
    interventions,
)
from tracker.drawing import charts
from tracker.drawing.charts_coverage import state_mark
from tracker.drawing.style import AREA_COLOURS, INK_2

pytestmark = pytest.mark.usefixtures("in_swedish")
WIDTHS = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])


def coverage_figure(*, served_by=None, narrow=False):
    found = interventions() if served_by is None else served_by
    return checked(charts.coverage_figure(goals(), found, areas=AREAS, narrow=narrow))


def cells(figure):
    """Return (column, colour, is filled) of every mark in the grid."""
    marks = [shape for shape in figure.layout.shapes if shape.type == "path" and shape.xref == "x"]
    return [
        (mark.xanchor, mark.fillcolor or mark.line.color, bool(mark.fillcolor)) for mark in marks
    ]


def test_every_link_has_a_mark_in_its_goals_column_and_colour():
    barn, platser = AREA_COLOURS[0], AREA_COLOURS[2]
    assert sorted(cells(coverage_figure())) == [
        (0, barn, False),
        (0, barn, False),
        (1, platser, False),
        (1, platser, True),
    ]


def test_no_two_states_have_the_same_mark():
    marks = [state_mark(one.state, 0, 0, colour="#000000") for one in interventions()]
    assert len({json.dumps(mark) for mark in marks}) == 4
    assert all(mark["path"] for mark in marks)


@WIDTHS
def test_each_state_is_said_in_a_word_too(narrow):
    texts = " ".join(drawn_texts(coverage_figure(narrow=narrow))).lower()
    for word in ("pågår", "klar", "avbruten", "inte påbörjad"):
        assert word in texts


@WIDTHS
def test_a_goal_that_nobody_works_on_is_said_and_marked(narrow):
    figure = coverage_figure(narrow=narrow)
    texts = drawn_texts(figure)
    assert sum("Ingen insats" in text for text in texts) == 1
    if not narrow:
        (frame,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
        assert frame.x0 < 2 < frame.x1
        assert frame.line.dash == "4px,3px"


@WIDTHS
def test_a_goal_where_nothing_is_ongoing_is_said(narrow):
    texts = drawn_texts(coverage_figure(narrow=narrow))
    assert sum("Ingen pågår" in text for text in texts) == 1


def test_the_table_holds_every_link_every_gap_and_what_serves_no_goal():
    rows = charts.coverage_table(goals(), interventions()).rows
    assert rows == (
        ("1.1 Färre unga misstänks", "Sociala insatsgrupper", "–", "Klar"),
        ("1.1 Färre unga misstänks", "Väktare", "Socialtjänsten", "Avbruten"),
        ("3.1 Trygg stadskärna", "Platssamverkan", "Socialtjänsten", "Pågår"),
        ("3.1 Trygg stadskärna", "Väktare", "Socialtjänsten", "Avbruten"),
        ("4.2 Färre överlåtelser av narkotika", "Ingen insats", "–", "–"),
        ("Utan mål", "Kartläggning", "Socialtjänsten", "Inte påbörjad"),
    )


def test_the_summary_names_every_gap():
    summary = charts.coverage_summary(goals(), interventions())
    assert summary.startswith("4 insatser. ")
    assert "Mål utan någon insats: 4.2 Färre överlåtelser av narkotika." in summary
    assert "Mål där ingen insats pågår: 1.1 Färre unga misstänks." in summary
    assert "Insatser utan mål: Kartläggning." in summary


def test_a_programme_without_gaps_is_said_to_have_none():
    found = [intervention("Allt", "ongoing", "1.1", "3.1", "4.2")]
    assert charts.coverage_summary(goals(), found).endswith("Varje mål har en insats som pågår.")
    assert charts.gap_sentences(goals(), found) == ()


@WIDTHS
def test_a_programme_without_interventions_is_not_drawn_but_said(narrow):
    assert coverage_figure(served_by=[], narrow=narrow) is None
    assert charts.coverage_summary(goals(), []) == (
        "Ingen insats är inskriven. Inget mål har någon."
    )
    assert {row[1] for row in charts.coverage_table(goals(), []).rows} == {"Ingen insats"}


def test_a_programme_without_goals_is_not_drawn_but_said():
    assert charts.coverage_figure([], interventions(), areas=AREAS) is None
    assert charts.coverage_summary([], interventions()) == "Programmet har inga mål än."


def test_the_interventions_stand_below_the_area_of_their_first_goal():
    texts = drawn_texts(coverage_figure())
    order = [
        texts.index(text)
        for text in (
            "<b>Barn och unga</b>",
            "Sociala insatsgrupper",
            "Väktare",
            "<b>Trygga platser</b>",
            "Platssamverkan",
            "<b>Utan mål</b>",
            "Kartläggning",
        )
    ]
    assert order == sorted(order)


def test_a_long_programme_says_the_goals_again_below_the_grid():
    found = [intervention(f"Insats {number}", "ongoing", "1.1") for number in range(20)]
    assert drawn_texts(coverage_figure(served_by=found)).count("<b>1.1</b>") == 2
    assert drawn_texts(coverage_figure()).count("<b>1.1</b>") == 1


def test_the_words_of_a_row_are_in_ink_and_not_in_an_areas_colour():
    figure = coverage_figure()
    states = [note for note in figure.layout.annotations if note.text == "Avbruten"]
    assert states
    assert all(note.font.color in {None, INK_2} for note in states)
