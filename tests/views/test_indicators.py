"""An indicator's page: target against actual, and every value, as a browser meets them."""

import re
from calendar import monthrange
from datetime import date

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import text_of
from tracker.db import transaction
from tracker.domain.terms import Direction, ImportKind, ImportState, IndicatorKind, Role
from tracker.models import DataImport, ImportChange, Measurement


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def make(engine, cast):
    """Add an indicator of this year's programme, with values, and return its page's address."""

    def made(*measurements, **values):
        with transaction(engine) as session:
            programme = factories.make_programme(session, council=cast.council)
            area = factories.make_area(session, programme=programme, number=3)
            goal = factories.make_goal(session, area=area, number=1)
            indicator = factories.make_indicator(session, goal=goal, **values)
            for columns in measurements:
                factories.make_measurement(session, indicator=indicator, **columns)
            return f"/alvstad/programme/indicators/{indicator.id}"

    return made


def words_of(response) -> str:
    page = re.sub(r"<(script|style).*?</\1>", " ", text_of(response), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace("\N{NO-BREAK SPACE}", " ")


def part_of(page: str, section: str) -> str:
    """Return the words of one panel."""
    found = re.search(rf'<section[^>]*labelledby="{section}".*?</section>', page, flags=re.DOTALL)
    assert found, section
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()).replace("\N{NO-BREAK SPACE}", " ")


def months(year, count):
    return [
        {
            "starts_on": date(year, month, 1),
            "ends_on": date(year, month, monthrange(year, month)[1]),
            "count": count,
        }
        for month in range(1, 13)
    ]


def test_target_baseline_and_actual_stand_together(alice, make):
    address = make(
        *(
            {"year": year, "count": count}
            for year, count in ((2021, 240), (2022, 260), (2025, 210))
        ),
        title="Våldsbrott",
        target=190.0,
        target_year=2027,
        baseline_first_year=2021,
        baseline_last_year=2023,
    )

    words = part_of(text_of(alice.get(address)), "target")

    assert "Utgångsvärde, medel 2021–2023 250 Mättes inte: 2023." in words
    assert "Utfall, 2025 210" in words
    assert "Ska nås till 2027 Mål högst 190 20 över målet" in words
    assert "Ett enskilt år kan skilja sig från målet av en slump." in words


def test_every_year_stands_against_the_target_in_the_table(alice, make):
    address = make({"year": 2024, "count": 150}, {"year": 2025, "count": 210}, target=190.0)

    words = part_of(text_of(alice.get(address)), "own")

    assert "2025 210 20 över målet" in words
    assert "2024 150 Når målet" in words


def test_the_sources_own_interval_stands_beside_its_value(alice, make):
    address = make(
        {"year": 2025, "value": 0.854, "low": 0.83, "high": 0.88, "sample_size": 412},
        kind=IndicatorKind.SHARE,
        direction=Direction.HIGHER_BETTER,
        target=0.87,
    )
    page = text_of(alice.get(address))

    assert "85,4 % 83,0 % till 88,0 % " in part_of(page, "own")
    assert "inom felmarginalen" in part_of(page, "own")
    assert "Intervall 95 %: 83,0 % till 88,0 %" in part_of(page, "target")


def test_a_year_of_months_is_added_up_and_the_months_stand_behind(alice, make):
    page = text_of(alice.get(make(*months(2024, 7))))

    assert "2024 84" in part_of(page, "own")
    assert "Summan av 12 värden för delar av året" in part_of(page, "own")
    assert "12 värden för delar av år" in part_of(page, "own")
    assert part_of(page, "own").index("2024 84") < part_of(page, "own").index("december 2024 7")


def test_half_a_year_without_its_other_half_stands_by_its_name(alice, make):
    half = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30), "count": 61}
    words = part_of(
        text_of(alice.get(make({"year": 2025, "count": 120}, half, target=100.0))), "own"
    )

    assert words.index("första halvåret 2026 61") < words.index("2025 120 20 över målet")
    assert "61 39 under" not in words


def test_preliminary_values_breaks_and_the_definition_are_said(alice, make):
    address = make(
        {"year": 2024, "count": 80, "is_series_break": True},
        {"year": 2025, "count": 90, "is_preliminary": True},
        definition="Anmälda brott, utom försök.",
        kpi="N07403",
        kpi_title="Anmälda våldsbrott",
        baseline_first_year=2023,
        baseline_last_year=2025,
        target=70.0,
    )
    words = words_of(alice.get(address))

    assert "Anmälda brott, utom försök." in words
    assert "Kolada N07403: Anmälda våldsbrott" in words
    assert "Tidsseriebrott inom utgångsåren" in words
    assert "Utfall, 2025 90 Preliminärt" in words


def test_a_neutral_indicator_is_given_no_verdict(alice, make):
    address = make({"year": 2025, "count": 120}, direction=Direction.NEUTRAL, target=100.0)
    words = words_of(alice.get(address))

    assert "20 över målet" in words
    assert "Når målet" not in words
    assert "En förändring måste tolkas" in words


def test_without_target_and_baseline_nothing_is_set_against(alice, make):
    page = text_of(alice.get(make({"year": 2025, "count": 120})))

    assert 'id="target"' not in page


def test_key_indicators_stand_first_on_the_programmes_page(alice, engine, make):
    make({"year": 2025, "count": 210}, title="Våld i centrum", is_key=True, target=190.0)
    page = text_of(alice.get("/alvstad/programme/"))

    assert "3.1 Våld i centrum 210 2025 Mål högst 190 20 över målet" in part_of(page, "key")
    assert page.index('id="key"') < page.index('id="area-3"')


def test_a_revised_value_stands_with_what_it_was(alice, engine, cast, make):
    address = make({"year": 2025, "count": 214})
    with transaction(engine) as session:
        measurement = session.exec(select(Measurement)).one()
        came_in = factories.add(
            session,
            DataImport(
                council_id=cast.council.id,
                kind=ImportKind.FILE,
                state=ImportState.APPLIED,
                name="brott.xlsx",
                content=b"",
                made_at=factories.NOW,
                applied_at=factories.NOW,
            ),
        )
        session.add(
            ImportChange(
                council_id=cast.council.id,
                import_id=came_in.id,
                position=1,
                thing="measurement",
                thing_id=measurement.id,
                before={"count": 210},
                after={"count": 214},
            )
        )

    words = part_of(text_of(alice.get(address)), "revisions")

    assert "2025" in words
    assert "210 214" in words
    assert "brott.xlsx" in words
