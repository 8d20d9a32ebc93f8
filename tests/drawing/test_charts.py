"""All charts: inert texts, letters that can be read, and JSON that every browser takes."""

import json
import re
from datetime import date

import pytest

from tests.drawing.samples import (
    BOTH_WIDTHS,
    change_of,
    changes,
    checked,
    drawn_texts,
    indicator,
    intervention,
    letter_sizes,
    need,
    scores,
)
from tracker.domain.indicators import InterventionPeriod
from tracker.domain.review_content import ReviewedGoal
from tracker.domain.tables import Table
from tracker.domain.terms import InterventionState
from tracker.drawing import charts
from tracker.drawing.chart_style import Figure, inert, picture_frame
from tracker.text import speaking

pytestmark = pytest.mark.usefixtures("in_swedish")

HOSTILE = "<b>Fet</b> <a href='javascript:alert(1)'>stöld</a> &lt;i&gt; $x^2$"
OUR_TAGS = re.compile(
    r'</?[bi]>|<br>|<span style="(?:font-size:\d+px;)?color:#[0-9A-F]{6}">|</span>'
)


def every_figure(narrow, name="Älvstad"):
    title = {"title": name}
    change = change_of(225, 225, 170, 169, **title)
    drawn = [
        charts.effect_figure([change], area=name, narrow=narrow),
        charts.effect_figure([change], area=name, paper=True),
        charts.series_figure(
            indicator(9, 8, 7, 6, target=5, unit=name, **title),
            interventions=[InterventionPeriod(title=name, started_on=date(2020, 1, 1))],
            titled=True,
            narrow=narrow,
        ),
        charts.needs_figure([need(name=name)], previous=name, narrow=narrow),
        charts.coverage_figure(
            [ReviewedGoal(id=1, code="1.1", title=name, area_number=1)],
            [intervention(name, state, "1.1", organisation=name) for state in InterventionState],
            areas={1: name},
            narrow=narrow,
        ),
        charts.scores_figure(scores(1, 5, 5), narrow=narrow),
        charts.all_scores_figure([(name, scores(1, 5, 5))], narrow=narrow),
    ]
    return [checked(one) for one in drawn]


@BOTH_WIDTHS
def test_a_hostile_title_is_drawn_as_it_was_typed(narrow):
    for figure in every_figure(narrow, HOSTILE):
        for text in drawn_texts(figure):
            rest = OUR_TAGS.sub("", text)
            assert "<" not in rest
            assert ">" not in rest
            assert "$" not in rest
            assert "Fet" not in text or "&lt;b&gt;" in text


def test_every_special_letter_is_made_inert():
    assert inert('<a href="x">&amp;\n$y$') == '&lt;a href="x"&gt;&amp;amp; &#36;y&#36;'


@BOTH_WIDTHS
def test_no_letter_is_smaller_than_twelve_pixels(narrow):
    for figure in every_figure(narrow):
        assert min(letter_sizes(json.loads(figure.to_json()))) >= 12


@BOTH_WIDTHS
def test_a_figure_is_valid_json_with_swedish_separators(narrow):
    for figure in every_figure(narrow):
        text = figure.to_json()
        assert "NaN" not in text
        assert "Infinity" not in text
        assert figure.layout.separators == ",\N{NO-BREAK SPACE}"


def test_an_english_reader_gets_english_words_and_separators():
    with speaking("en"):
        figure = checked(charts.effect_figure(changes(), area="Älvstad"))
        assert figure.layout.separators == ".,"
        assert any("Decreased" in text for text in drawn_texts(figure))


def test_a_table_with_a_ragged_row_is_refused():
    with pytest.raises(ValueError, match="1 cells under 2 headers"):
        Table(caption="", headers=("A", "B"), rows=(("a",),))


def test_a_tables_rows_can_be_read_by_header():
    table = Table(caption="", headers=("A", "B"), rows=(("a", "b"),))
    assert table.as_records() == [{"A": "a", "B": "b"}]


@pytest.mark.parametrize("notes", [(), ("Preliminärt: 2024.", "Källa: Brå.")])
def test_a_picture_that_stands_alone_has_a_heading_and_notes_outside_the_figure(notes):
    wide = charts.effect_figure(changes(), area="Älvstad")
    frame = picture_frame(
        wide, title="Förändring i Älvstad", unit="Procent", notes=notes, width=1000
    )
    texts = [part["text"] for part in frame["annotations"]]
    assert texts == [
        "<b>Förändring i Älvstad</b>",
        "Procent",
        *([" ".join(notes)] if notes else []),
    ]
    checked(Figure(data=wide.data, layout=wide.layout | {"annotations": frame["annotations"]}))
    heading = frame["annotations"][0]
    assert heading["yshift"] < frame["above"] + wide.layout["margin"]["t"]
    assert heading["xshift"] == -wide.layout["margin"]["l"]
    assert frame["width"] == 1000 + 2 * frame["side"]


def test_a_hostile_heading_of_a_picture_is_drawn_as_it_was_typed():
    wide = charts.effect_figure(changes(), area="Älvstad")
    frame = picture_frame(wide, title=HOSTILE, unit=HOSTILE, notes=[HOSTILE], width=2000)
    for part in frame["annotations"]:
        rest = OUR_TAGS.sub("", part["text"])
        assert not set("<>$") & set(rest)


def test_the_title_of_a_picture_may_take_two_lines_and_long_notes_many():
    wide = charts.effect_figure(changes(), area="Älvstad")
    short = picture_frame(wide, title="Kort", unit="", notes=["Kort."], width=400)
    long = picture_frame(wide, title="Långt namn " * 6, unit="", notes=["Ord. " * 99], width=400)
    assert long["above"] - short["above"] == 24
    assert long["below"] > short["below"] + 60
