"""A chart on a page: what its script reads, and what can be taken home without one."""

import base64
import json

import pytest

from tests.drawing.samples import (
    change_of,
    goals,
    indicator,
    interventions,
    need,
    scores,
)
from tracker.domain.evidence import Evidence, EvidenceGrade
from tracker.domain.indicators import Period
from tracker.domain.review_content import (
    ReviewContent,
    ReviewedArea,
    ReviewedIndicator,
    ReviewedNeed,
)
from tracker.domain.tables import Table
from tracker.drawing.chart_style import Figure
from tracker.text import speaking
from tracker.views import review_charts
from tracker.views.figures import Caption, chart

HOSTILE = "</script><script>alert(1)</script>"
TABLE = Table(caption="", headers=("Mål", "Antal"), rows=(("=1+1", "−5"), ("Åldrar", "1 640")))


@pytest.fixture(autouse=True)
def _in_swedish():
    with speaking("sv"):
        yield


def drawn(*, narrow=False, title="Rån"):
    layout = {"margin": {"l": 1, "r": 1, "t": 1, "b": 1}, "height": 9, "title": title}
    return Figure(data=[], layout=layout | {"narrow": narrow})


def make(draw=drawn, title="Rån i centrum", table=TABLE, **named):
    caption = Caption(title=title, summary="För lite underlag.", notes=["Preliminärt."])
    return chart("x", draw, caption=caption, table=table, picture_width=500, **named)


def content(**changes):
    told = {
        "council": "Älvstads Brå",
        "municipality": "Älvstad",
        "before": Period(2018, 2019),
        "now": Period(2020, 2021),
        "areas": (ReviewedArea(id=1, number=1, name="Barn och unga"),),
    }
    return ReviewContent(**(told | changes))


def reviewed(number, *, is_key):
    return ReviewedIndicator(
        id=number,
        goal_id=1,
        is_key=is_key,
        series=indicator(225, 225, 170, 169),
        change=change_of(225, 225, 170, 169),
        evidence=Evidence(answers={}, grade=EvidenceGrade.WEAK),
    )


def test_a_chart_with_too_little_to_draw_has_no_data_but_its_summary_and_its_table():
    found = make(lambda **_named: None)

    assert found.data is None
    assert found.summary == "För lite underlag."
    assert found.table is TABLE


def test_a_chart_holds_its_wide_and_narrow_figures_and_the_frame_of_a_picture():
    data = json.loads(make().data)

    assert [data[width]["layout"]["narrow"] for width in ("wide", "narrow")] == [False, True]
    assert data["frame"]["annotations"][0]["text"] == "<b>Rån i centrum</b>"
    assert data["frame"]["annotations"][-1]["text"] == "Preliminärt."
    assert json.loads(make(has_narrow=False).data)["narrow"] is None


def test_no_text_can_end_the_script_element_that_the_figure_stands_in():
    found = make(title=HOSTILE, draw=lambda **_named: drawn(title=HOSTILE))

    assert not set("<>&") & set(found.data)
    assert json.loads(found.data)["wide"]["layout"]["title"] == HOSTILE


def test_the_data_can_be_saved_without_a_script_and_without_formulas():
    start, _comma, packed = make().csv_address.partition(",")
    text = base64.b64decode(packed).decode("utf-8-sig")

    assert start == "data:text/csv;charset=utf-8;base64"
    assert text == "Mål;Antal\r\n'=1+1;−5\r\nÅldrar;1 640\r\n"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Älvstad: förändring 2023–2024", "älvstad-förändring-2023-2024"),
        ("3.1 Rån / stöld", "3-1-rån-stöld"),
        ("../../etc", "etc"),
    ],
)
def test_a_file_is_named_by_the_charts_title(title, name):
    assert make(title=title).file_name == name


def test_a_review_without_anything_in_it_has_no_charts():
    empty = content()

    assert review_charts.effect_chart(empty) is None
    assert review_charts.series_cards(empty) == []
    assert review_charts.needs_chart(empty) is None
    assert review_charts.coverage_chart(empty) is None
    assert review_charts.scores_chart(empty) is None
    assert review_charts.scores_chart(empty, 1) is None


def test_only_the_key_indicators_are_shown_over_the_years_where_some_are_named():
    both = [reviewed(1, is_key=True), reviewed(2, is_key=False)]
    neither = [reviewed(1, is_key=False), reviewed(2, is_key=False)]

    def shown(indicators):
        cards = review_charts.series_cards(content(indicators=tuple(indicators)))
        return [card.indicator_id for card in cards]

    assert shown(both) == [1]
    assert shown(neither) == [1, 2]


def test_a_small_chart_says_which_periods_the_review_compares():
    (card,) = review_charts.series_cards(content(indicators=(reviewed(1, is_key=True),)))

    assert "Jämförs: 2018–2019 och 2020–2021." in str(json.loads(card.chart.data)["frame"])


def test_a_picture_of_the_changes_keeps_the_sentence_that_they_prove_no_effect():
    found = review_charts.effect_chart(content(indicators=(reviewed(1, is_key=True),)))
    notes = json.loads(found.data)["frame"]["annotations"][-1]["text"].replace("<br>", " ")

    assert "visar inte ensam att en insats har haft effekt" in notes
    assert found.title == "Älvstad: förändring från 2018–2019 till 2020–2021"


def test_the_coverage_is_drawn_from_the_programme_and_says_its_gaps():
    found = review_charts.coverage_chart(
        content(goals=tuple(goals()), interventions=tuple(interventions()))
    )

    assert found.data is not None
    assert "Mål utan någon insats: 4.2" in str(json.loads(found.data)["frame"])
    none = review_charts.coverage_chart(content(goals=tuple(goals())))
    assert none.data is None
    assert none.summary == "Ingen insats är inskriven. Inget mål har någon."


def test_scores_are_drawn_for_one_need_or_for_all_that_have_any():
    needs = (
        ReviewedNeed(id=7, need=need(1, name="Hatbrott"), scores=scores(1, 5)),
        ReviewedNeed(id=8, need=need(2, name="Stöld"), scores=scores(4)),
        ReviewedNeed(id=9, need=need(3, name="Rån")),
    )
    found = content(needs=needs)

    assert review_charts.scores_chart(found, 7).title == "Hatbrott: bedömarnas skattning"
    assert review_charts.scores_chart(found, 8).data is None
    assert review_charts.scores_chart(found, 9) is None
    assert review_charts.scores_chart(found, 10) is None
    everyone = review_charts.scores_chart(found)
    assert {row[0] for row in everyone.table.rows} == {"Hatbrott", "Stöld"}


def test_no_two_charts_of_a_review_have_the_same_id():
    needs = tuple(
        ReviewedNeed(id=number, need=need(number), scores=scores(1, 5)) for number in (1, 2)
    )
    found = content(
        goals=tuple(goals()),
        interventions=tuple(interventions()),
        needs=needs,
        indicators=(reviewed(1, is_key=True), reviewed(2, is_key=True)),
    )
    made = [
        review_charts.effect_chart(found),
        *(card.chart for card in review_charts.series_cards(found)),
        review_charts.needs_chart(found),
        review_charts.coverage_chart(found),
        review_charts.scores_chart(found),
        *(review_charts.scores_chart(found, number) for number in (1, 2)),
    ]

    assert len({one.id for one in made}) == len(made) == 8
    assert all(one.title and one.summary and one.table.rows for one in made)
