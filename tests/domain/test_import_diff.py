"""Tests of what each value that came in does to what is saved."""

from datetime import date
from typing import Any

from tests.domain.import_builders import found_series, found_value, missing_value
from tracker.domain.found_data import FoundValue
from tracker.domain.import_diff import Cell, CellState, Inhabitants, SavedValue, diff, levels_differ
from tracker.domain.terms import IndicatorKind

SPOT = ("", date(2024, 1, 1), date(2024, 12, 31))
COUNT, SHARE, RATE = IndicatorKind.COUNT, IndicatorKind.SHARE, IndicatorKind.RATE


def cells(
    *values: FoundValue,
    kind: IndicatorKind = COUNT,
    inhabitants: Inhabitants | None = None,
    **saved: Any,
) -> tuple[Cell, ...]:
    return diff(
        found_series(*values),
        kind=kind,
        names={"Älvstad": "", "Älvstads kommun": "", "Granvik": None},
        saved={SPOT: SavedValue(id=7, **saved)} if saved else {},
        inhabitants=inhabitants or Inhabitants(),
    )


def only(*values: FoundValue, **facts: Any) -> Cell:
    (cell,) = cells(*values, **facts)
    return cell


def test_a_value_that_is_not_saved_is_new() -> None:
    cell = only(found_value(count=120, population=60_000))
    assert (cell.state, cell.place, cell.where) == (CellState.NEW, "", "rad 24")
    assert cell.after == {
        "count": 120,
        "population": 60_000,
        "is_preliminary": False,
        "is_series_break": False,
    }


def test_a_changed_value_says_only_what_changes() -> None:
    cell = only(found_value(count=118, population=60_000), count=120, population=60_000)
    assert cell.state is CellState.CHANGED
    assert (cell.before, cell.after) == ({"count": 120}, {"count": 118})


def test_the_same_value_does_nothing() -> None:
    assert only(found_value(count=120), count=120).state is CellState.SAME


def test_what_the_file_does_not_say_stays() -> None:
    cell = only(found_value(count=118), count=120, population=60_000)
    assert cell.becomes("population") == 60_000
    assert "population" not in cell.after


def test_a_number_read_from_text_is_the_same_in_spite_of_its_last_bits() -> None:
    cell = only(found_value(value=0.1 + 0.2), kind=SHARE, value=0.3)
    assert cell.state is CellState.SAME


def test_a_missing_value_is_no_zero_and_leaves_the_saved_one() -> None:
    assert only(missing_value()).state is CellState.MISSING
    cell = only(missing_value(), count=120)
    assert (cell.state, cell.after) == (CellState.MISSING, {})


def test_a_count_of_zero_is_a_value() -> None:
    assert only(found_value(count=0)).after["count"] == 0


def test_a_place_that_is_left_out_is_not_compared() -> None:
    assert cells(found_value(place="Granvik")) == ()


def test_a_value_that_is_final_now_is_changed() -> None:
    cell = only(found_value(count=120), count=120, is_preliminary=True)
    assert cell.after == {"is_preliminary": False}


def test_a_break_that_somebody_has_marked_stays() -> None:
    cell = only(found_value(count=118), count=120, is_series_break=True)
    assert cell.after == {"count": 118}


def test_the_same_place_under_two_names_is_told_when_the_values_differ() -> None:
    twice = (found_value(count=120), found_value(count=99, place="Älvstads kommun", where="rad 40"))
    first, second = cells(*twice)
    assert (first.state, first.after["count"]) == (CellState.NEW, 120)
    assert (second.state, second.where) == (CellState.PROBLEM, "rad 40")
    assert "rad 24" in second.words


def test_the_same_value_twice_is_one() -> None:
    assert len(cells(found_value(), found_value(place="Älvstads kommun"))) == 1


def test_a_share_keeps_its_interval_and_respondents() -> None:
    cell = only(found_value(value=0.31, low=0.28, high=0.34, sample_size=526), kind=SHARE)
    assert {name: cell.after[name] for name in ("value", "low", "high", "sample_size")} == {
        "value": 0.31,
        "low": 0.28,
        "high": 0.34,
        "sample_size": 526,
    }


def test_the_indicator_decides_which_of_two_numbers_is_taken() -> None:
    both = found_value(count=120, value=200.0)
    assert "value" not in only(both, kind=COUNT).after
    assert "count" not in only(both, kind=RATE).after


def test_a_count_without_population_gets_the_known_one() -> None:
    spot = ("Älvstad", *SPOT[1:])
    inhabitants = Inhabitants(known={("", 2024): 60_100}, derived={spot: 60_000})
    cell = only(found_value(count=120), inhabitants=inhabitants)
    assert (cell.after["population"], cell.is_derived) == (60_100, False)


def test_a_population_that_is_worked_out_is_said_to_be() -> None:
    inhabitants = Inhabitants(derived={("Älvstad", *SPOT[1:]): 60_000})
    cell = only(found_value(count=120), inhabitants=inhabitants)
    assert (cell.after["population"], cell.is_derived) == (60_000, True)


def test_a_count_among_some_inhabitants_does_not_get_everybody_as_its_population() -> None:
    # 40 cases, 133 per 100 000 of some 30 000 women
    found = found_series(
        found_value(count=40, value=133.0),
        found_value(2023, count=0, value=0.0),
        unit="Antal per 100 000 kvinnor",
    )
    inhabitants = Inhabitants(known={("", 2024): 60_100, ("", 2023): 60_000})
    parts = diff(found, kind=COUNT, names={"Älvstad": ""}, saved={}, inhabitants=inhabitants)
    assert [cell.after.get("population") for cell in parts] == [None, None]


def test_a_saved_population_is_not_replaced_by_one_from_elsewhere() -> None:
    inhabitants = Inhabitants(known={("", 2024): 60_100})
    cell = only(found_value(count=120), inhabitants=inhabitants, count=120, population=60_000)
    assert cell.state is CellState.SAME


def level(old: float, new: float, kind: IndicatorKind = RATE) -> float | None:
    column = "count" if kind is COUNT else "value"
    was: dict[str, Any] = {column: old}
    now: dict[str, Any] = {column: new}
    return levels_differ(cells(found_value(**now), kind=kind, **was), kind)


def test_a_level_more_than_three_times_another_is_told() -> None:
    assert level(613.3, 5.42) is not None
    assert level(100.0, 301.0) == 3.01
    assert level(100.0, 300.0) is None
    assert level(100.0, 34.0) is None


def test_small_counts_may_differ_by_chance() -> None:
    assert level(2, 9, COUNT) is None
    assert level(2, 10, COUNT) == 5
