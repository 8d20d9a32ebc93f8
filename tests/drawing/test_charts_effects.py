"""The forest chart: the same numbers as its table, and words beside every colour."""

import re
from dataclasses import replace

import pytest

from tests.drawing.samples import EVERY_LAYOUT, change_of, changes, checked, drawn_texts
from tracker.domain.effects import Against, Caution, compare
from tracker.domain.indicators import Observation
from tracker.domain.terms import Finding, IndicatorKind
from tracker.domain.verdicts import caution_word
from tracker.drawing import charts
from tracker.drawing.style import WHITE

pytestmark = pytest.mark.usefixtures("in_swedish")


def effect_figure(*values, **named):
    return checked(charts.effect_figure(*values, **named))


@EVERY_LAYOUT
def test_the_forest_chart_and_its_table_hold_the_same_numbers(layout):
    figure = effect_figure(changes(), area="Älvstad", **layout)
    lines = [trace for trace in figure.data if trace.meta == "change"]
    rows = [row for row in charts.effect_table(changes()).rows if row[3] != "–"]
    assert len(lines) == len(rows) == 2
    for trace, row in zip(lines, rows, strict=True):
        low, middle, high = (f"{value:+.0f}".replace("-", "−") for value in trace.x)
        assert trace.name == row[0]
        assert row[3] == f"{middle}\N{NO-BREAK SPACE}%"
        assert row[4] == f"{low} till {high}"


def test_the_comparison_is_a_hollow_diamond_below_the_line():
    figure = effect_figure(changes(), area="Älvstad")
    own = next(trace for trace in figure.data if trace.meta == "change")
    (diamond,) = [trace for trace in figure.data if trace.meta == "comparison"]
    assert (diamond.marker.symbol, diamond.marker.color) == ("diamond", WHITE)
    assert diamond.y[0] == own.y[0] + 10
    assert diamond.mode == "markers"
    assert charts.effect_table(changes()).rows[0][5] == "−5\N{NO-BREAK SPACE}%"
    assert diamond.x[0] == pytest.approx(-5)


@EVERY_LAYOUT
def test_too_few_events_keep_their_row_without_a_mark(layout):
    figure = effect_figure(changes(), area="Älvstad", **layout)
    texts = " ".join(drawn_texts(figure))
    assert "6.1 Felaktiga utbetalningar" in texts
    assert "Färre än 10 händelser i en period. Visas inte." in texts
    assert "6.1 Felaktiga utbetalningar" not in {trace.name for trace in figure.data}


@EVERY_LAYOUT
def test_a_finding_is_told_by_its_word_and_not_by_colour_alone(layout):
    texts = " ".join(drawn_texts(effect_figure(changes(), area="Älvstad", **layout)))
    assert "Minskat" in texts
    assert "önskat" in texts
    assert "Kan inte bedömas" in texts


def test_a_line_longer_than_the_axis_is_cut_by_an_arrow():
    figure = effect_figure([change_of(5, 6, 40, 45)], area="Älvstad")
    (arrow,) = [trace for trace in figure.data if trace.meta == "cut"]
    assert arrow.marker.symbol == "triangle-right"
    assert arrow.x[0] == figure.layout.xaxis.range[1]


def test_changes_without_any_interval_are_not_drawn_but_said():
    few = [change_of(5, 4, 5, 4)]
    assert effect_figure(few, area="Älvstad") is None
    assert "För lite underlag" in charts.effect_summary(few)
    assert charts.effect_table(few).rows[0][1:3] == ("9", "9")


def test_no_indicators_at_all_are_said():
    assert effect_figure([], area="Älvstad") is None
    assert charts.effect_summary([]) == "Det finns inga indikatorer att jämföra än."
    assert charts.effect_table([]).rows == ()


def test_the_summary_tells_what_changed_and_how_many_cannot_be_assessed():
    summary = charts.effect_summary(changes())
    assert "3.1 Våldsbrott i centrum: Minskat, önskat, −25\N{NO-BREAK SPACE}%" in summary
    assert "1 har för få händelser." in summary


def test_a_caution_that_every_row_has_stands_once_under_the_figure():
    texts = drawn_texts(effect_figure(changes(), area="Älvstad"))
    assert not [text for text in texts if "Utgångsperiod" in text]
    assert any("kortare än tre år" in note for note in charts.effect_notes(changes()))
    assert charts.effect_notes(changes())[-1].startswith("En förändring visar inte ensam")


def test_a_caution_of_one_row_stands_in_it():
    one, other = changes()[:2]
    last = replace(other.series.observations[-1], preliminary=True)
    told = replace(other.series, observations=(*other.series.observations[:-1], last))
    other = compare(told, before=other.period_before, after=other.period_after)
    texts = drawn_texts(effect_figure([one, other], area="Älvstad"))
    assert "Preliminära siffror" in texts


def against(change, stands):
    return replace(change, against=stands)


@EVERY_LAYOUT
@pytest.mark.parametrize(
    ("stands", "words"),
    [
        (Against.LOWER, "mer nedåt än jämförelsen"),
        (Against.HIGHER, "mer uppåt än jämförelsen"),
        (Against.NO_DIFFERENCE, "kan inte skiljas från jämförelsen"),
    ],
)
def test_a_change_is_set_against_the_comparison_in_words(layout, stands, words):
    compared = against(changes()[0], stands)
    assert words in drawn_texts(effect_figure([compared], area="Älvstad", **layout))
    assert charts.effect_table([compared]).rows[0][6] == words


@EVERY_LAYOUT
def test_the_words_against_the_comparison_speak_of_the_change_and_not_of_the_level(layout):
    for stands in (Against.LOWER, Against.HIGHER):
        drawn = drawn_texts(effect_figure([against(changes()[0], stands)], area="Älv", **layout))
        assert not [text for text in drawn if re.search("lägre|högre", text)]


def percent_drawn(change, layout):
    """Return the annotation that holds a change's percentage."""
    figure = effect_figure([change], area="Älvstad", **layout)
    (percentage,) = charts.effect_table([change]).rows[0][3:4]
    notes = [note for note in figure.layout.annotations if percentage in note.text]
    return notes[-1]


@EVERY_LAYOUT
def test_a_percentage_is_bold_where_there_is_a_finding(layout):
    drawn = percent_drawn(replace(changes()[0], comparison=None), layout)
    assert drawn.text == "<b>−25\N{NO-BREAK SPACE}%</b>"


@EVERY_LAYOUT
@pytest.mark.parametrize("case", ["cannot be assessed", "set aside"])
def test_a_percentage_without_a_finding_is_as_quiet_as_its_interval(layout, case):
    change = changes()[1]
    if case == "set aside":
        aside = {"finding": Finding.CANNOT_BE_ASSESSED, "wanted": None, "is_set_aside": True}
        change = replace(changes()[0], comparison=None, **aside)
    figure = effect_figure([change], area="Älvstad", **layout)
    percentage, interval = charts.effect_table([change]).rows[0][3:5]
    (limits,) = [note for note in figure.layout.annotations if note.text == interval]
    # Not bold: the text is nothing but the percentage.
    drawn = percent_drawn(change, layout)
    assert drawn.text == percentage
    assert drawn.font == limits.font


def rated(kind, unit):
    values = tuple(Observation(year=year, value=0.5) for year in range(2018, 2022))
    return change_of(kind=kind, unit=unit, code="5.1", title="Trivsel", observations=values)


@EVERY_LAYOUT
@pytest.mark.parametrize("kind", [IndicatorKind.RATE, IndicatorKind.SCALE])
def test_a_figure_that_is_no_count_has_its_unit_by_the_title(layout, kind):
    one = rated(kind, "per 100 000 invånare")
    figure = effect_figure([changes()[0], one], area="Älvstad", **layout)
    below = {note.text: note.y for note in figure.layout.annotations}
    assert 10 < below["per 100 000 invånare"] - below["5.1 Trivsel"] < 25
    assert charts.effect_table([one]).rows[0][0] == "5.1 Trivsel (per 100 000 invånare)"


@EVERY_LAYOUT
def test_counts_and_what_bears_its_percent_sign_are_not_told_their_unit(layout):
    share = rated(IndicatorKind.SHARE, "procent av eleverna")
    figure = effect_figure([changes()[0], share], area="Älvstad", **layout)
    assert not {"Anmälningar per år", "procent av eleverna"} & set(drawn_texts(figure))


@EVERY_LAYOUT
def test_a_row_has_room_for_its_unit(layout):
    without, told = (rated(IndicatorKind.SCALE, unit) for unit in ("", "medelvärde 1–10"))
    heights = [
        effect_figure([changes()[0], *[one] * 3], area="Älvstad", **layout).layout.height
        for one in (replace_title(without), replace_title(told))
    ]
    assert heights[1] - heights[0] == 3 * 16


def replace_title(change):
    """Give a change a name of several lines, so that the least height does not hide the rest."""
    return replace(change, series=replace(change.series, title="Trivsel i centrum " * 4))


def test_a_change_without_a_comparison_is_set_against_nothing():
    alone = against(changes()[1], Against.NO_DIFFERENCE)
    assert charts.effect_table([alone]).rows[0][5:7] == ("–", "–")
    texts = " ".join(drawn_texts(effect_figure([alone], area="Älvstad")))
    assert "jämförelsen" not in texts


@EVERY_LAYOUT
def test_however_many_cautions_a_row_has_none_is_cut(layout):
    one, other = changes()[:2]
    every = tuple(set(Caution) - {Caution.SERIES_BREAK, Caution.NO_INTERVAL})
    told = replace(other, cautions=every)
    few = replace(one, cautions=())
    drawn = drawn_texts(effect_figure([few, told], area="Älvstad", **layout))
    texts = [text.replace("-<br>", "").replace("<br>", " ").lower() for text in drawn]
    words = [caution_word(one).lower() for one in every]
    assert [text for text in texts if all(word in text for word in words)]


def test_a_row_grows_with_its_words_so_that_rows_never_overlap():
    short, long = changes()[:2]
    long = replace(long, cautions=tuple(Caution)[2:9])
    one = effect_figure([replace(short, cautions=())], area="Älvstad").layout.height
    both = effect_figure([replace(short, cautions=()), long], area="Älvstad").layout.height
    assert both - one > 80
