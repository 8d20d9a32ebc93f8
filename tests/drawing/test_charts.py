"""Charts: the same numbers as their tables, inert texts, and nothing drawn from too little."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from tracker.domain.effects import compare
from tracker.domain.indicators import (
    IndicatorSeries,
    InterventionPeriod,
    Observation,
    Period,
)
from tracker.domain.needs import Need
from tracker.domain.tables import Table
from tracker.domain.terms import Direction, IndicatorKind
from tracker.drawing import charts
from tracker.drawing.chart_style import inert
from tracker.drawing.label_places import Box, place_labels
from tracker.drawing.style import AREA_COLOURS, WHITE
from tracker.text import speaking

HOSTILE = "<b>Fet</b> <a href='javascript:alert(1)'>stöld</a> &lt;i&gt; $x^2$"
OUR_TAGS = re.compile(
    r'</?[bi]>|<br>|<span style="(?:font-size:\d+px;)?color:#[0-9A-F]{6}">|</span>'
)
BOTH_WIDTHS = pytest.mark.parametrize("narrow", [False, True])
EVERY_LAYOUT = pytest.mark.parametrize(
    "layout", [{}, {"narrow": True}, {"paper": True}], ids=["wide", "narrow", "paper"]
)


@pytest.fixture(autouse=True)
def _in_swedish():
    with speaking("sv"):
        yield


def observations(*counts, first=2018):
    return tuple(
        Observation(year=first + place, count=count, population=50_000)
        for place, count in enumerate(counts)
        if count is not None
    )


def indicator(*counts, code="3.1", title="Våldsbrott i centrum", **changes):
    told = {
        "unit": "Anmälningar per år",
        "kind": IndicatorKind.COUNT,
        "direction": Direction.LOWER_BETTER,
        "area_number": 3,
        "observations": observations(*counts),
    }
    return IndicatorSeries(code=code, title=title, **(told | changes))


def change_of(*counts, **changes):
    one = indicator(*counts, **changes)
    return compare(one, before=Period(2018, 2019), after=Period(2020, 2021))


def changes():
    return [
        change_of(225, 225, 170, 169, comparisons={"Granås": observations(300, 300, 290, 280)}),
        change_of(60, 63, 66, 70, code="4.2", title="Överlåtelse av narkotika", area_number=4),
        change_of(5, 4, 5, 4, code="6.1", title="Felaktiga utbetalningar", area_number=6),
    ]


def need(number=1, **changes):
    told = {
        "name": "Stöld i butik",
        "area_number": 3,
        "events": 260,
        "population": 50_000,
        "per_10_000": 26.0,
        "harm": 60.0,
        "affected": 190,
        "previous": (17.0, 40.0),
    }
    return Need(number=number, **(told | changes))


def needs():
    return [
        need(),
        need(2, name="Skadegörelse", per_10_000=110.0, harm=20.0, affected=760, previous=None),
        need(3, name="Felaktiga utbetalningar", events=9, per_10_000=1.2, affected=9),
        need(4, name="Hatbrott", per_10_000=None),
    ]


def drawn_texts(figure):
    """Return every string of a figure that Plotly may read as its pseudo-HTML."""
    drawn = json.loads(figure.to_json())
    layout = drawn["layout"]
    texts = [note.get("text", "") for note in layout["annotations"]]
    texts += [str(trace.get("name", "")) for trace in drawn["data"]]
    for axis in ("xaxis", "yaxis"):
        texts += [layout[axis].get("title", {}).get("text", ""), *layout[axis].get("ticktext", [])]
    return texts


def letter_sizes(part):
    """Return every font size anywhere in a figure."""
    if isinstance(part, dict):
        own = [part["font"]["size"]] if "size" in part.get("font", {}) else []
        own += [part["tickfont"]["size"]] if "tickfont" in part else []
        return own + [size for value in part.values() for size in letter_sizes(value)]
    if isinstance(part, list):
        return [size for value in part for size in letter_sizes(value)]
    return [int(size) for size in re.findall(r"font-size:(\d+)px", str(part))]


def every_figure(narrow, name="Älvstad"):
    title = {"title": name}
    change = change_of(225, 225, 170, 169, **title)
    return [
        charts.effect_figure([change], area=name, narrow=narrow),
        charts.effect_figure([change], area=name, paper=True),
        charts.series_figure(
            indicator(9, 8, 7, 6, target=5, unit=name, **title),
            interventions=[InterventionPeriod(title=name, started_on=date(2020, 1, 1))],
            titled=True,
            narrow=narrow,
        ),
        charts.needs_figure([need(name=name)], previous=name, narrow=narrow),
    ]


# Effects


@EVERY_LAYOUT
def test_the_forest_chart_and_its_table_hold_the_same_numbers(layout):
    figure = charts.effect_figure(changes(), area="Älvstad", **layout)
    lines = [trace for trace in figure.data if trace.meta == "change"]
    rows = [row for row in charts.effect_table(changes()).rows if row[3] != "–"]
    assert len(lines) == len(rows) == 2
    for trace, row in zip(lines, rows, strict=True):
        low, middle, high = (f"{value:+.0f}".replace("-", "−") for value in trace.x)
        assert trace.name == row[0]
        assert row[3] == f"{middle}\N{NO-BREAK SPACE}%"
        assert row[4] == f"{low} till {high}"


def test_the_comparison_is_a_hollow_diamond_below_the_line():
    figure = charts.effect_figure(changes(), area="Älvstad")
    own = next(trace for trace in figure.data if trace.meta == "change")
    (diamond,) = [trace for trace in figure.data if trace.meta == "comparison"]
    assert (diamond.marker.symbol, diamond.marker.color) == ("diamond", WHITE)
    assert diamond.y[0] == own.y[0] + 10
    assert diamond.mode == "markers"
    assert charts.effect_table(changes()).rows[0][5] == "−5\N{NO-BREAK SPACE}%"
    assert diamond.x[0] == pytest.approx(-5)


@EVERY_LAYOUT
def test_too_few_events_keep_their_row_without_a_mark(layout):
    figure = charts.effect_figure(changes(), area="Älvstad", **layout)
    texts = " ".join(drawn_texts(figure))
    assert "6.1 Felaktiga utbetalningar" in texts
    assert "Färre än 10 händelser per period. Visas inte." in texts
    assert "6.1 Felaktiga utbetalningar" not in {trace.name for trace in figure.data}


@EVERY_LAYOUT
def test_a_finding_is_told_by_its_word_and_not_by_colour_alone(layout):
    texts = " ".join(drawn_texts(charts.effect_figure(changes(), area="Älvstad", **layout)))
    assert "Minskat" in texts
    assert "önskat" in texts
    assert "Kan inte bedömas" in texts


def test_a_line_longer_than_the_axis_is_cut_by_an_arrow():
    figure = charts.effect_figure([change_of(5, 6, 40, 45)], area="Älvstad")
    (arrow,) = [trace for trace in figure.data if trace.meta == "cut"]
    assert arrow.marker.symbol == "triangle-right"
    assert arrow.x[0] == figure.layout.xaxis.range[1]


def test_changes_without_any_interval_are_not_drawn_but_said():
    few = [change_of(5, 4, 5, 4)]
    assert charts.effect_figure(few, area="Älvstad") is None
    assert "För lite underlag" in charts.effect_summary(few)
    assert charts.effect_table(few).rows[0][1:3] == ("9", "9")


def test_no_indicators_at_all_are_said():
    assert charts.effect_figure([], area="Älvstad") is None
    assert charts.effect_summary([]) == "Det finns inga indikatorer att jämföra än."
    assert charts.effect_table([]).rows == ()


def test_the_summary_tells_what_changed_and_how_many_cannot_be_assessed():
    summary = charts.effect_summary(changes())
    assert "3.1 Våldsbrott i centrum: Minskat, önskat, −25\N{NO-BREAK SPACE}%" in summary
    assert "1 har för få händelser." in summary


def test_a_caution_that_every_row_has_stands_once_under_the_figure():
    texts = drawn_texts(charts.effect_figure(changes(), area="Älvstad"))
    assert not [text for text in texts if "Utgångsperiod" in text]
    assert any("kortare än tre år" in note for note in charts.effect_notes(changes()))
    assert charts.effect_notes(changes())[-1].startswith("En förändring visar inte ensam")


def test_a_caution_of_one_row_stands_in_it():
    one, other = changes()[:2]
    last = replace(other.series.observations[-1], preliminary=True)
    told = replace(other.series, observations=(*other.series.observations[:-1], last))
    other = compare(told, before=other.period_before, after=other.period_after)
    texts = drawn_texts(charts.effect_figure([one, other], area="Älvstad"))
    assert "Preliminära siffror" in texts


# Series


def test_the_series_and_its_table_hold_the_same_numbers():
    one = indicator(212, 220, 190, 163, target=190)
    figure = charts.series_figure(one)
    drawn = [value for trace in figure.data for value in trace.customdata]
    assert drawn == [212, 220, 190, 163]
    (row,) = charts.series_table([one]).rows
    assert row[2:6] == ("212", "220", "190", "163")
    texts = drawn_texts(figure)
    assert {"212", "<b>163</b>", "Mål högst 190"} <= set(texts)


def test_heights_are_in_proportion_from_zero():
    (trace,) = charts.series_figure(indicator(100, 200, 50, 100)).data
    assert trace.y[1] == pytest.approx(2 * trace.y[0], rel=1e-3)
    assert trace.y[2] == pytest.approx(0.5 * trace.y[0], rel=1e-3)


def test_a_missing_year_is_left_blank_and_never_drawn_as_zero():
    one = indicator(10, 12, None, 14, 15)
    figure = charts.series_figure(one)
    assert [tuple(trace.x) for trace in figure.data] == [(2018, 2019), (2021, 2022)]
    assert charts.series_table([one]).rows[0][4] == "–"
    assert "Mättes inte: 2020." in charts.series_summary(one)


def test_a_late_start_is_said_in_words():
    one = indicator(10, 12, 14)
    figure = charts.series_figure(one, years=Period(2014, 2020))
    assert "<i>Mättes inte före 2018</i>" in drawn_texts(figure)


def test_a_new_way_of_measuring_parts_the_line_and_is_named():
    one = indicator(10, 12, 30, 31)
    broken = tuple(replace(o, series_break=o.year == 2020) for o in one.observations)
    figure = charts.series_figure(replace(one, observations=broken))
    assert [tuple(trace.x) for trace in figure.data] == [(2018, 2019), (2020, 2021)]
    assert "<i>Ny mätning</i>" in drawn_texts(figure)
    dashed = [shape for shape in figure.layout.shapes if shape.x0 == shape.x1 == 2019.5]
    assert dashed
    assert charts.series_table([replace(one, observations=broken)]).rows[0][4] == "30†"


def test_a_preliminary_last_value_is_hollow_and_named():
    one = indicator(10, 12, 30)
    last = replace(one.observations[-1], preliminary=True)
    figure = charts.series_figure(replace(one, observations=(*one.observations[:-1], last)))
    assert figure.data[0].marker.color == (AREA_COLOURS[2], AREA_COLOURS[2], WHITE)
    assert "preliminärt" in drawn_texts(figure)


def test_an_intervention_is_a_shaded_time_with_its_name():
    spell = InterventionPeriod(title="Platssamverkan", started_on=date(2020, 1, 1))
    figure = charts.series_figure(indicator(10, 12, 30, 31), interventions=[spell])
    (band,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert (band.x0, band.x1) == (2019, figure.layout.xaxis.range[1])
    assert "Platssamverkan" in drawn_texts(figure)


def test_an_intervention_outside_the_years_is_not_drawn():
    past = InterventionPeriod(
        title="Platssamverkan", started_on=date(2001, 1, 1), ended_on=date(2003, 1, 1)
    )
    texts = drawn_texts(charts.series_figure(indicator(10, 12, 30), interventions=[past]))
    assert "<i>Ingen insats</i>" in texts


def test_two_measured_years_are_not_drawn_but_said():
    short = indicator(10, 12)
    assert charts.series_figure(short) is None
    assert "för få uppmätta år" in charts.series_summary(short)
    assert charts.series_table([short]).rows[0][2:4] == ("10", "12")


def test_zeros_everywhere_are_drawn_on_the_baseline():
    (trace,) = charts.series_figure(indicator(0, 0, 0)).data
    assert trace.y == (0, 0, 0)


def test_a_table_of_no_series_has_no_rows():
    assert charts.series_table([]).rows == ()


# Needs


@BOTH_WIDTHS
def test_the_matrix_and_its_table_hold_the_same_numbers(narrow):
    figure = charts.needs_figure(needs(), narrow=narrow)
    assert figure.layout.xaxis.type == "log"
    (now,) = [trace for trace in figure.data if trace.meta == "now"]
    drawn = dict(zip(now.customdata, zip(now.x, now.y, strict=True), strict=True))
    rows = {int(row[0].split(".")[0]): row for row in charts.needs_table(needs()).rows}
    assert set(drawn) == {1, 2, 3}
    for number, (per_10_000, harm) in drawn.items():
        assert rows[number][1] == f"{per_10_000:.1f}".replace(".", ",")
        assert rows[number][3] == f"{harm:.0f}"


def test_a_bubbles_area_shows_the_number_affected():
    now = charts.needs_figure(needs()).data[0]
    sizes = dict(zip(now.customdata, now.marker.size, strict=True))
    assert (sizes[2] / sizes[1]) ** 2 == pytest.approx(760 / 190, rel=0.02)


def test_an_arrow_leads_from_the_earlier_place():
    figure = charts.needs_figure([need()])
    (arrow,) = [n for n in figure.layout.annotations if n.showarrow and n.axref == "x"]
    assert (10**arrow.ax, arrow.ay) == pytest.approx((17, 40))
    assert (10**arrow.x, arrow.y) == pytest.approx((26, 60))


def test_an_uncertain_need_is_dashed_and_has_no_arrow():
    figure = charts.needs_figure([need(events=9)])
    assert [shape for shape in figure.layout.shapes if shape.line.dash == "3px,2px"]
    assert not [note for note in figure.layout.annotations if note.showarrow]
    assert any("9 händelser, osäkert" in text for text in drawn_texts(figure))


def test_the_narrow_matrix_numbers_its_bubbles_for_the_list_below():
    texts = drawn_texts(charts.needs_figure(needs(), narrow=True))
    assert {"<b>1</b>", "<b>2</b>", "<b>3</b>"} <= set(texts)
    assert charts.needs_legend(needs())[1] == ("2", "Skadegörelse, 760 drabbade")


def test_needs_that_cannot_be_placed_are_not_drawn_but_said():
    unknown = [need(per_10_000=None)]
    assert charts.needs_figure(unknown) is None
    assert "Inget behov kan placeras än." in charts.needs_summary(unknown)
    assert charts.needs_table(unknown).rows[0][6] == "Inte placerat"


def test_the_summary_of_needs_names_those_left_out():
    summary = charts.needs_summary(needs())
    assert "Vanligt och skadligt: prioritera: Stöld i butik." in summary
    assert "Inte placerade: Hatbrott." in summary


def test_labels_keep_clear_of_each_other_and_of_the_points():
    points = [(100.0 + 60 * (n % 3), 100.0 + 50 * (n // 3), 12.0) for n in range(9)]
    bubbles = [Box(x, y, x, y).grown(radius) for x, y, radius in points]
    places = place_labels(points, [(40.0, 14.0)] * 9, bubbles, Box(0, 0, 400, 400))
    boxes = [place.box for place in places]
    for number, box in enumerate(boxes):
        assert not any(box.overlap(other) for other in boxes[number + 1 :])
        assert not any(box.overlap(bubble) for bubble in bubbles)


# All of them


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
        figure = charts.effect_figure(changes(), area="Älvstad")
        assert figure.layout.separators == ".,"
        assert any("Decreased" in text for text in drawn_texts(figure))


def test_a_table_with_a_ragged_row_is_refused():
    with pytest.raises(ValueError, match="1 cells under 2 headers"):
        Table(caption="", headers=("A", "B"), rows=(("a",),))


def test_a_tables_rows_can_be_read_by_header():
    table = Table(caption="", headers=("A", "B"), rows=(("a", "b"),))
    assert table.as_records() == [{"A": "a", "B": "b"}]
