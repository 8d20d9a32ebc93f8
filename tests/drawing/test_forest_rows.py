"""One line of the forest chart, as the slides show it."""

import pytest

from tests.domain.effect_builders import compared, counted
from tracker.drawing.forest_rows import HIGHEST, LEAST, forest_row, row_scale

LESS = compared(counted(200, 200, 120, 120))
FEW = compared(counted(2, 1, 1, 0))
UNCERTAIN = compared(counted(10, 10, 60, 60))


def test_lines_on_one_slide_share_a_scale_that_holds_them_all():
    scale = row_scale([LESS, FEW])

    assert scale is not None
    assert scale.low <= (LESS.ratio.low - 1) * 100
    assert scale.high >= LEAST
    assert scale.x(scale.low) < scale.x(0) < scale.x(scale.high)


def test_without_any_interval_there_is_nothing_to_draw():
    assert row_scale([FEW]) is None
    with pytest.raises(ValueError, match="no interval"):
        forest_row(FEW, row_scale([LESS]))


def test_a_line_that_goes_on_beyond_the_scale_ends_in_an_arrow():
    scale = row_scale([UNCERTAIN])

    assert scale.high == HIGHEST
    assert "polygon" in forest_row(UNCERTAIN, scale)
    assert "polygon" not in forest_row(LESS, row_scale([LESS]))


def test_the_comparison_is_a_hollow_diamond():
    before = counted(200, 200, 120, 120)
    change = compared(counted(200, 200, 120, 120, comparisons={"Backby": before.observations}))

    drawn = forest_row(change, row_scale([change]))

    assert drawn.count("<polygon") == 1
    assert 'stroke-width="2"' in drawn
