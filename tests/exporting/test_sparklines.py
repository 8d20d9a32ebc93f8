"""Small drawings of a series."""

import re

import pytest

from tracker.exporting.sparklines import HEIGHT, WIDTH, sparkline


def draw(*points):
    return sparkline(points, finding="Minskar, önskat")


@pytest.mark.parametrize("points", [(), ((2020, 5.0),), ((2020, None), (2021, 3.0))])
def test_fewer_than_two_measured_years_are_not_drawn(points):
    assert draw(*points) is None


def test_a_missing_year_leaves_a_gap_and_is_never_zero():
    svg = draw((2020, 5.0), (2021, 6.0), (2022, None), (2023, 7.0), (2024, 8.0))["svg"]
    assert svg.count("<polyline") == 2
    assert draw((2020, 5.0), (2021, 6.0), (2022, 7.0))["svg"].count("<polyline") == 1


def test_a_lone_year_between_gaps_is_a_dot():
    svg = draw((2020, 5.0), (2021, None), (2022, 7.0))["svg"]
    assert (svg.count("<polyline"), svg.count("<circle")) == (0, 3)


def test_every_point_stays_inside_the_picture():
    svg = draw((2020, -1e9), (2021, 0.0), (2022, 1e9), (2023, 3.0))["svg"]
    points = re.findall(r"([\d.-]+),([\d.-]+)", " ".join(re.findall(r'points="(.*?)"', svg)))
    assert len(points) == 4
    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in points)


def test_a_level_series_is_a_level_line():
    svg = draw((2020, 4.0), (2021, 4.0))["svg"]
    assert len(set(re.findall(r",([\d.]+)", re.search(r'points="(.*?)"', svg)[1]))) == 1


def test_years_in_any_order_are_drawn_and_told_in_time():
    drawn = draw((2022, 3.0), (2020, 1.5), (2021, 2.0))
    assert drawn["alt"] == "2020: 1,5. 2022: 3,0. Minskar, önskat."
    assert drawn == draw((2020, 1.5), (2021, 2.0), (2022, 3.0))
