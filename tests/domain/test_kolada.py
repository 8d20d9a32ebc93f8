from datetime import timedelta

import pytest

from tests.factories import NOW
from tracker.domain import kolada
from tracker.domain.kolada import (
    LONGEST_PAUSE,
    PAUSES,
    CannotTie,
    Kpi,
    KpiValue,
    kolada_code,
    measure_of,
    next_pause,
    series_of,
)
from tracker.domain.terms import IndicatorKind

AREAS = (kolada.Area(code="2480", name="Umeå"), kolada.Area(code="0000", name="Riket"))


def kpi(title: str) -> Kpi:
    return Kpi(id="N07540", title=title)


def value(number: float | None, code: str = "2480", year: int = 2024) -> KpiValue:
    return KpiValue(kpi="N07540", code=code, year=year, value=number)


@pytest.mark.parametrize(
    ("title", "kind", "unit"),
    [
        ("Anmälda brott, antal/100 000 inv", IndicatorKind.RATE, "per 100 000 invånare"),
        ("Anmälda brott, antal/100\xa0000 inv", IndicatorKind.RATE, "per 100 000 invånare"),
        ("Stölder, antal/1000 invånare", IndicatorKind.RATE, "per 1 000 invånare"),
        ("Otrygga, andel (%)", IndicatorKind.SHARE, "procent"),
        ("Elever som trivs, andel", IndicatorKind.SHARE, "procent"),
        ("Invånare totalt, antal", IndicatorKind.COUNT, "antal"),
        ("Nöjdhet, index", IndicatorKind.SCALE, ""),
        ("Landstingets index för andelstal", IndicatorKind.SCALE, ""),
    ],
)
def test_what_a_measure_is_counted_in_is_read_from_its_title(title, kind, unit):
    measure = measure_of(title)

    assert (measure.kind, measure.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("kind", "unit", "may"),
    [
        (IndicatorKind.RATE, "per 100 000 invånare", True),
        (IndicatorKind.RATE, "brott/100 000 inv", True),
        (IndicatorKind.RATE, "", True),
        (IndicatorKind.SCALE, "", True),
        (IndicatorKind.RATE, "per 10 000 invånare", False),
        (IndicatorKind.RATE, "per 1 000 invånare", False),
        (IndicatorKind.COUNT, "antal", False),
        (IndicatorKind.SHARE, "procent", False),
    ],
)
def test_only_the_same_kind_of_number_may_be_tied(kind, unit, may):
    measure = kpi("Anmälda brott, antal/100 000 inv")

    if may:
        kolada.refuse_other_kind(kind, unit, measure)
    else:
        with pytest.raises(CannotTie):
            kolada.refuse_other_kind(kind, unit, measure)


def test_a_county_and_the_country_are_asked_for_as_kolada_writes_them():
    assert [kolada_code(code) for code in ("00", "24", "2480", "0024")] == [
        "0000",
        "0024",
        "2480",
        "0024",
    ]


def test_each_pause_is_longer_and_then_it_gives_up():
    pauses = [next_pause(attempts) for attempts in range(1, len(PAUSES) + 2)]

    assert pauses[:-1] == sorted(PAUSES)
    assert pauses[-1] is None


def test_a_wish_to_wait_never_shortens_the_pause_and_never_exceeds_a_working_day():
    assert next_pause(3, timedelta(seconds=1)) == PAUSES[2]
    assert next_pause(1, timedelta(days=30)) == LONGEST_PAUSE


def test_a_share_is_divided_without_crumbs():
    found = series_of(kpi("Otrygga, andel (%)"), [value(45.3)], areas=AREAS, fetched_on=NOW.date())

    assert found.values[0].value == 0.453


def test_a_count_is_a_whole_number():
    found = series_of(kpi("Brott, antal"), [value(33.0)], areas=AREAS, fetched_on=NOW.date())

    assert (found.values[0].count, found.values[0].value) == (33, None)


def test_values_stand_place_by_place_in_order_of_year():
    values = [value(1.0, "0000", 2023), value(2.0, "2480", 2024), value(3.0, "2480", 2023)]

    found = series_of(kpi("Index"), values, areas=AREAS, fetched_on=NOW.date())

    assert [(one.place, one.ends_on.year) for one in found.values] == [
        ("Umeå", 2023),
        ("Umeå", 2024),
        ("Riket", 2023),
    ]


def test_a_measure_is_the_same_but_for_spaces():
    tied = Kpi(id="N07540", title="Anmälda brott", definition="Antal brott.")

    assert kolada.is_same(
        tied, Kpi(id="N07540", title=" Anmälda  brott", definition="Antal\nbrott.")
    )
    assert not kolada.is_same(tied, Kpi(id="N07540", title="Anmälda brott", definition="Antal."))
    assert not kolada.is_same(tied, Kpi(id="N07540", title="Brott", definition="Antal brott."))


def test_a_missing_value_is_left_out_and_said_and_a_deleted_one_is_told():
    gone = KpiValue(kpi="N07540", code="0000", year=2023, value=None, is_deleted=True)
    values = [value(None), gone]

    found = series_of(kpi("Index"), values, areas=AREAS, fetched_on=NOW.date())
    missing = kolada.missing_of(kpi("Index"), values, areas=AREAS)

    assert found.values == ()
    assert found.notes == (
        "Kolada har tagit bort värdet för Riket 2023. Det sparade värdet står kvar.",
    )
    assert [(one.where, one.is_missing) for one in missing] == [("N07540 Umeå 2024", True)]
