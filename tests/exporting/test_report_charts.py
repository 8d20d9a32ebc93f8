"""The report's charts before they are drawn: which there are, and what stands in them."""

import json
import re

import pytest

from tests.drawing.samples import change_of, indicator
from tracker.exporting import report_charts
from tracker.exporting.fonts import shown_characters
from tracker.exporting.report_charts import report_drawings
from tracker.text import speaking

COUNTS = (225, 225, 170, 169)


@pytest.fixture(autouse=True)
def _in_swedish():
    with speaking("sv"):
        yield


def drawings(*shown):
    """Return the drawings of (title, area) pairs."""
    return report_drawings(
        [(indicator(*COUNTS, title=title, area_number=area), ()) for title, area in shown],
        [change_of(*COUNTS, title=title, area_number=area) for title, area in shown],
        area="Älvstad",
    )


def texts(drawing):
    return [note["text"] for note in json.loads(drawing.figure)["layout"]["annotations"]]


def test_all_changes_stand_in_one_picture_before_each_indicator_over_the_years():
    made = drawings(("Rån", 3), ("Stöld", 3))

    assert list(made) == ["effect-1", "series-0", "series-1"]
    assert [one.is_small for one in made.values()] == [False, True, True]
    assert made["effect-1"].title == "Förändring av varje måls nyckelindikator"
    assert "3.1 Rån: Minskat, önskat" in made["effect-1"].alt
    assert made["series-0"].alt.startswith("3.1 Rån")


def test_what_all_changes_of_a_picture_share_stands_under_it_and_that_they_prove_nothing():
    made = drawings(("Rån", 3), ("Stöld", 3))

    notes = made["effect-1"].notes
    assert "Den första perioden är kortare än tre år." in " ".join(notes)
    assert notes[-1] == "En förändring visar inte ensam att en insats har haft effekt."
    assert made["series-0"].notes == ()


def test_many_changes_are_parted_between_areas_so_that_each_part_stands_on_a_page():
    made = drawings(*[(f"Mål {number}", 1 + number // 5) for number in range(20)])

    parts = [one for name, one in made.items() if name.startswith("effect")]
    assert [one.title.partition(", ")[2] for one in parts] == ["del 1 av 2", "del 2 av 2"]
    assert [" ".join(texts(one)).count("Minskat") for one in parts] == [10, 10]


def test_an_area_with_more_than_fits_on_a_page_is_parted_too():
    pages = report_charts._pages([change_of(*COUNTS, area_number=1) for _ in range(30)])

    assert [len(page) for page in pages] == [13, 13, 4]


def test_what_has_too_little_data_is_left_out():
    assert report_drawings([(indicator(5, 6), ())], [], area="Älvstad") == {}
    assert report_drawings([], [], area="Älvstad") == {}


def test_only_letters_that_the_document_has_are_drawn_and_tags_stay_whole():
    made = drawings(("Våld 😀 och " + "x" * 60, 3))

    for one in made.values():
        for text in texts(one):
            words = re.sub(r"</?[bi]>|<br>|<span style=\"[^\"]*\">|</span>", "", text)
            assert "<" not in words
            assert {ord(letter) for letter in words} <= shown_characters()
    assert "◊" in " ".join(texts(made["series-0"]))


def test_the_same_numbers_give_the_same_figure():
    assert drawings(("Rån", 3)) == drawings(("Rån", 3))
    assert drawings(("Rån", 3)) != drawings(("Rån", 4))
