"""The small charts of years: true heights, and gaps, breaks and doubts that can be seen."""

from dataclasses import replace
from datetime import date

import pytest

from tests.drawing.samples import checked, drawn_texts, indicator
from tracker.domain.indicators import InterventionPeriod, Period
from tracker.drawing import charts
from tracker.drawing.style import AREA_COLOURS, WHITE

pytestmark = pytest.mark.usefixtures("in_swedish")


def series_figure(*values, **named):
    return checked(charts.series_figure(*values, **named))


def test_the_series_and_its_table_hold_the_same_numbers():
    one = indicator(212, 220, 190, 163, target=190)
    figure = series_figure(one)
    drawn = [value for trace in figure.data for value in trace.customdata]
    assert drawn == [212, 220, 190, 163]
    (row,) = charts.series_table([one]).rows
    assert row[2:6] == ("212", "220", "190", "163")
    texts = drawn_texts(figure)
    assert {"212", "<b>163</b>", "Mål högst 190"} <= set(texts)


def test_heights_are_in_proportion_from_zero():
    (trace,) = series_figure(indicator(100, 200, 50, 100)).data
    assert trace.y[1] == pytest.approx(2 * trace.y[0], rel=1e-3)
    assert trace.y[2] == pytest.approx(0.5 * trace.y[0], rel=1e-3)


def test_a_missing_year_is_left_blank_and_never_drawn_as_zero():
    one = indicator(10, 12, None, 14, 15)
    figure = series_figure(one)
    assert [tuple(trace.x) for trace in figure.data] == [(2018, 2019), (2021, 2022)]
    assert charts.series_table([one]).rows[0][4] == "–"
    assert "Mättes inte: 2020." in charts.series_summary(one)


def test_a_late_start_is_said_in_words():
    one = indicator(10, 12, 14)
    figure = series_figure(one, years=Period(2014, 2020))
    assert "<i>Mättes inte före 2018</i>" in drawn_texts(figure)


def test_a_new_way_of_measuring_parts_the_line_and_is_named():
    one = indicator(10, 12, 30, 31)
    broken = tuple(replace(o, series_break=o.year == 2020) for o in one.observations)
    figure = series_figure(replace(one, observations=broken))
    assert [tuple(trace.x) for trace in figure.data] == [(2018, 2019), (2020, 2021)]
    assert "<i>Ny mätning</i>" in drawn_texts(figure)
    dashed = [shape for shape in figure.layout.shapes if shape.x0 == shape.x1 == 2019.5]
    assert dashed
    assert charts.series_table([replace(one, observations=broken)]).rows[0][4] == "30†"


def test_a_preliminary_last_value_is_hollow_and_named():
    one = indicator(10, 12, 30)
    last = replace(one.observations[-1], preliminary=True)
    figure = series_figure(replace(one, observations=(*one.observations[:-1], last)))
    assert figure.data[0].marker.color == (AREA_COLOURS[2], AREA_COLOURS[2], WHITE)
    assert "preliminärt" in drawn_texts(figure)


def test_an_intervention_is_a_shaded_time_with_its_name():
    spell = InterventionPeriod(title="Platssamverkan", started_on=date(2020, 1, 1))
    figure = series_figure(indicator(10, 12, 30, 31), interventions=[spell])
    (band,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert (band.x0, band.x1) == (2019, figure.layout.xaxis.range[1])
    assert "Platssamverkan" in drawn_texts(figure)


def test_an_intervention_outside_the_years_is_not_drawn():
    past = InterventionPeriod(
        title="Platssamverkan", started_on=date(2001, 1, 1), ended_on=date(2003, 1, 1)
    )
    texts = drawn_texts(series_figure(indicator(10, 12, 30), interventions=[past]))
    assert "<i>Ingen insats</i>" in texts


def test_two_measured_years_are_not_drawn_but_said():
    short = indicator(10, 12)
    assert series_figure(short) is None
    assert "för få uppmätta år" in charts.series_summary(short)
    assert charts.series_table([short]).rows[0][2:4] == ("10", "12")


def test_zeros_everywhere_are_drawn_on_the_baseline():
    (trace,) = series_figure(indicator(0, 0, 0)).data
    assert trace.y == (0, 0, 0)


def test_a_table_of_no_series_has_no_rows():
    assert charts.series_table([]).rows == ()


COMPARED = (Period(2018, 2019), Period(2020, 2021))


def test_the_two_periods_that_are_compared_are_marked_and_named_below_the_axis():
    figure = series_figure(indicator(10, 12, 30, 31), compared=COMPARED)
    bars = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.line.width == 4]
    assert bars == [(2018, 2019.4), (2019.6, figure.layout.xaxis.range[1])]
    assert {"före", "efter"} <= set(drawn_texts(figure))
    assert "Jämförs: 2018–2019 och 2020–2021." in charts.series_notes(
        indicator(10), compared=COMPARED
    )


def test_a_period_before_the_axis_is_not_marked():
    figure = series_figure(
        indicator(10, 12, 30, 31), compared=(Period(2010, 2011), Period(2020, 2021))
    )
    assert "före" not in drawn_texts(figure)
    assert "efter" in drawn_texts(figure)


def test_a_picture_of_a_series_keeps_its_reservations_and_its_source():
    one = indicator(10, 12, 30, target=5, source="Brå")
    last = replace(one.observations[-1], preliminary=True)
    one = replace(one, observations=(*one.observations[:-1], last))
    notes = charts.series_notes(one)
    assert notes == ("Den streckade linjen är målet.", "Preliminärt: 2020.", "Källa: Brå.")


@pytest.mark.parametrize(
    ("counts", "is_above"),
    [((100, 180, 180), False), ((100, 20, 20), True), ((100, 100, 100), True)],
    ids=["rising", "falling", "level"],
)
def test_the_first_figure_stands_clear_of_the_line(counts, is_above):
    figure = series_figure(indicator(*counts))
    (note,) = [note for note in figure.layout.annotations if note.text == "100" and note.x == 2018]
    assert (note.y > figure.data[0].y[0]) == is_above


def test_the_first_figure_stands_clear_of_the_target():
    figure = series_figure(indicator(100, 104, 100, 101, target=112))
    (note,) = [note for note in figure.layout.annotations if note.text == "100" and note.x == 2018]
    assert note.y < figure.data[0].y[0]


def test_the_target_stands_clear_of_the_first_figure():
    figure = series_figure(indicator(26, 16, 20, 25, 33, 39, 41, 35, 56, 48, target=30))
    notes = {note.text: note for note in figure.layout.annotations}
    first, target = notes["26"], notes["Mål högst 30"]

    assert target.x > first.x + 1 or abs(target.y - first.y) >= 12


def test_the_sources_own_intervals_are_drawn_in_proportion_and_stand_in_the_table():
    one = indicator(100, 200, 150)
    seen = tuple(replace(o, low=180, high=240) if o.year == 2019 else o for o in one.observations)
    one = replace(one, observations=seen)
    (trace,) = series_figure(one).data
    assert trace.error_y.array[0] == trace.error_y.arrayminus[0] == 0
    assert trace.error_y.array[1] == pytest.approx(2 * trace.error_y.arrayminus[1], rel=1e-3)
    assert trace.error_y.array[1] == pytest.approx(0.2 * trace.y[1], rel=1e-3)
    assert max(trace.y) + trace.error_y.array[1] < 150
    assert charts.series_table([one]).rows[0][3] == "200 (180 till 240)"
    assert any("95-procentsintervall" in note for note in charts.series_notes(one))


def test_without_intervals_none_are_drawn_or_spoken_of():
    one = indicator(100, 200, 150)
    (trace,) = series_figure(one).data
    assert trace.error_y.array is None
    assert not any("95-procentsintervall" in note for note in charts.series_notes(one))
