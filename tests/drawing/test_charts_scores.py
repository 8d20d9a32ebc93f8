"""How far scorers are apart: a dot for each, and nothing drawn from a single one."""

import pytest

from tests.drawing.samples import BOTH_WIDTHS, checked, drawn_texts, scores
from tracker.domain.terms import Criterion
from tracker.drawing import charts
from tracker.drawing.charts_scores import DOT, stacked

pytestmark = pytest.mark.usefixtures("in_swedish")
TOO_FEW = "För få skattningar för ett diagram: det behövs minst två bedömare."


def scores_figure(*values, **named):
    return checked(charts.scores_figure(*values, **named))


def all_scores_figure(*values, **named):
    return checked(charts.all_scores_figure(*values, **named))


def thick_lines(figure):
    """Return (start, end) of the spans and medians along the scale."""
    return [
        (shape.x0, shape.x1)
        for shape in figure.layout.shapes
        if shape.type == "line" and shape.line.width == 2.4
    ]


@BOTH_WIDTHS
def test_every_scorer_is_a_dot_at_the_score(narrow):
    (dots,) = scores_figure(scores(1, 3, 3, 5), narrow=narrow).data
    assert dots.customdata == (1, 3, 3, 5)
    assert [round(x) for x in dots.x] == [1, 3, 3, 5]
    assert dots.meta == "harmful"


@BOTH_WIDTHS
def test_the_line_reaches_from_lowest_to_highest_and_the_median_is_marked(narrow):
    figure = scores_figure(scores(1, 2, 4, 4), narrow=narrow)
    assert thick_lines(figure) == [(1, 4), (3, 3)]
    assert "median 3, 1–4" in drawn_texts(figure)


@pytest.mark.parametrize("count", range(2, 40))
def test_no_dot_lies_on_another(count):
    places = stacked(count)
    assert len(places) == count
    for number, (x, y) in enumerate(places):
        for other_x, other_y in places[number + 1 :]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 > DOT**2


@BOTH_WIDTHS
def test_disagreement_is_said_in_a_word(narrow):
    texts = " ".join(drawn_texts(scores_figure(scores(1, 1, 5, 5), narrow=narrow)))
    assert "<b>Oense</b>" in texts
    texts = " ".join(drawn_texts(scores_figure(scores(3, 3, 4, 4), narrow=narrow)))
    assert "Oense" not in texts
    assert "Ense" in texts


@BOTH_WIDTHS
def test_a_criterion_with_one_opinion_keeps_its_row_without_a_mark(narrow):
    given = scores(2, 4)
    given["Bedömare 0"] = {**given["Bedömare 0"], Criterion.COSTLY: 5}
    figure = scores_figure(given, narrow=narrow)
    assert [trace.meta for trace in figure.data] == ["harmful"]
    assert "Bara en har en uppfattning" in drawn_texts(figure)


@BOTH_WIDTHS
@pytest.mark.parametrize("given", [{}, scores(4)], ids=["none", "one"])
def test_one_scorer_is_not_drawn_but_said(given, narrow):
    assert scores_figure(given, narrow=narrow) is None
    assert charts.scores_summary(given) == TOO_FEW
    assert all_scores_figure([("Hatbrott", given)], narrow=narrow) is None
    assert charts.all_scores_summary([("Hatbrott", given)]) == TOO_FEW


def test_the_table_holds_the_same_numbers_and_every_criterion():
    rows = charts.scores_table(scores(1, 3, 3, 5)).rows
    assert len(rows) == 9
    assert ("Skadligt", "1, 3, 3, 5", "4", "3", "1–5", "Ense") in rows
    assert rows[0][1:5] == ("–", "0", "–", "–")


def test_no_scorer_is_named_anywhere():
    given = scores(1, 3, 3, 5)
    said = [charts.scores_summary(given), str(charts.scores_table(given))]
    said += [charts.scores_figure(given).to_json()]
    said += [charts.all_scores_figure([("Hatbrott", given)]).to_json()]
    assert not [text for text in said if "Bedömare 1" in text]


def test_the_summary_names_what_the_scorers_disagree_on():
    assert "Bedömarna är oense om: Skadligt." in charts.scores_summary(scores(1, 1, 5, 5))
    assert "oense" not in charts.scores_summary(scores(3, 3, 3, 4))


@BOTH_WIDTHS
def test_all_needs_stand_beside_each_other_with_the_number_as_the_dots_area(narrow):
    needs = [("Hatbrott", scores(1, 5, 5, 5, 5)), ("Stöld", scores(2, 2)), ("Rån", scores(3))]
    figure = all_scores_figure(needs, narrow=narrow)
    scales, spans, medians, dots = figure.data
    assert dots.customdata == (1, 4, 2)
    assert [len(lines.x) for lines in (scales, spans, medians)] == [6, 6, 6]
    assert spans.x[1] - spans.x[0] == scales.x[1] - scales.x[0]
    assert medians.x[0] == dots.x[1]
    assert (dots.marker.size[1] / dots.marker.size[0]) ** 2 == pytest.approx(4, rel=0.05)
    texts = " ".join(drawn_texts(figure))
    assert all(name in texts for name in ("Hatbrott", "Stöld", "Rån"))
    assert texts.count("För få skattningar: det behövs minst två bedömare.") == 1


@BOTH_WIDTHS
def test_a_field_with_fewer_than_two_opinions_has_a_dash(narrow):
    figure = all_scores_figure([("Stöld", scores(2, 2)), ("Rån", scores(3))], narrow=narrow)
    assert drawn_texts(figure).count("–") == 8


def test_all_needs_table_names_need_and_criterion():
    needs = [("Hatbrott", scores(1, 5)), ("Stöld", scores(2, 2))]
    rows = charts.all_scores_table(needs).rows
    assert len(rows) == 18
    assert ("Stöld", "Skadligt", "2, 2", "2", "2", "2", "Ense") in rows


def test_all_needs_summary_says_where_there_is_something_to_talk_about():
    apart, agreed = scores(1, 1, 5, 5), scores(3, 3)
    summary = charts.all_scores_summary([("Hatbrott", apart), ("Stöld", agreed)])
    assert summary == "2 problem är skattade. Hatbrott: bedömarna är oense om Skadligt."
    summary = charts.all_scores_summary([("Stöld", agreed)])
    assert summary == "1 problem är skattat. Bedömarna är i stort sett ense."
