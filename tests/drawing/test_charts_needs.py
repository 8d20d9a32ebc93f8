"""The needs matrix: places, sizes and movements as its table says."""

import pytest

from tests.drawing.samples import BOTH_WIDTHS, checked, drawn_texts, need, needs
from tracker.drawing import charts
from tracker.drawing.label_places import Box, place_labels

pytestmark = pytest.mark.usefixtures("in_swedish")


def needs_figure(*values, **named):
    return checked(charts.needs_figure(*values, **named))


@BOTH_WIDTHS
def test_the_matrix_and_its_table_hold_the_same_numbers(narrow):
    figure = needs_figure(needs(), narrow=narrow)
    assert figure.layout.xaxis.type == "log"
    (now,) = [trace for trace in figure.data if trace.meta == "now"]
    drawn = dict(zip(now.customdata, zip(now.x, now.y, strict=True), strict=True))
    rows = {int(row[0].split(".")[0]): row for row in charts.needs_table(needs()).rows}
    assert set(drawn) == {1, 2, 3}
    for number, (per_10_000, harm) in drawn.items():
        assert rows[number][1] == f"{per_10_000:.1f}".replace(".", ",")
        assert rows[number][3] == f"{harm:.0f}"


def test_a_bubbles_area_shows_the_number_affected():
    now = needs_figure(needs()).data[0]
    sizes = dict(zip(now.customdata, now.marker.size, strict=True))
    assert (sizes[2] / sizes[1]) ** 2 == pytest.approx(760 / 190, rel=0.02)


def test_an_arrow_leads_from_the_earlier_place():
    figure = needs_figure([need()])
    (arrow,) = [n for n in figure.layout.annotations if n.showarrow and n.axref == "x"]
    assert (10**arrow.ax, arrow.ay) == pytest.approx((17, 40))
    assert (10**arrow.x, arrow.y) == pytest.approx((26, 60))


def test_an_uncertain_need_is_dashed_and_has_no_arrow():
    figure = needs_figure([need(events=9)])
    assert [shape for shape in figure.layout.shapes if shape.line.dash == "3px,2px"]
    assert not [note for note in figure.layout.annotations if note.showarrow]
    assert any("9 händelser, osäkert" in text for text in drawn_texts(figure))


def test_the_narrow_matrix_numbers_its_bubbles_for_the_list_below():
    texts = drawn_texts(needs_figure(needs(), narrow=True))
    assert {"<b>1</b>", "<b>2</b>", "<b>3</b>"} <= set(texts)
    assert charts.needs_legend(needs())[1] == ("2", "Skadegörelse, 760 drabbade")


def test_needs_that_cannot_be_placed_are_not_drawn_but_said():
    unknown = [need(per_10_000=None)]
    assert needs_figure(unknown) is None
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
