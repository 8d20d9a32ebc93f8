"""Periods are read as sources write them."""

from datetime import date

import pytest

from tracker.importing.periods import Period, read_period


@pytest.mark.parametrize(
    ("written", "starts_on", "ends_on"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024.0", date(2024, 1, 1), date(2024, 12, 31)),
        ("År 2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2017/2018", date(2017, 1, 1), date(2018, 12, 31)),
        ("2017–2018", date(2017, 1, 1), date(2018, 12, 31)),
        ("2017 - 2018", date(2017, 1, 1), date(2018, 12, 31)),
        ("2017/18", date(2017, 1, 1), date(2018, 12, 31)),
        ("2017-18", date(2017, 1, 1), date(2018, 12, 31)),
        ("1999/00", date(1999, 1, 1), date(2000, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026M08", date(2026, 8, 1), date(2026, 8, 31)),
        ("aug 2026", date(2026, 8, 1), date(2026, 8, 31)),
        ("2026, Augusti", date(2026, 8, 1), date(2026, 8, 31)),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("halvår 2 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("1:a halvåret 2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026K3", date(2026, 7, 1), date(2026, 9, 30)),
        ("kvartal 4 2026", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_read(written, starts_on, ends_on):
    assert read_period(written) == Period(starts_on, ends_on)


@pytest.mark.parametrize("written", ["2024 prel.", "2024 (prel)", "2024 preliminär", "2024*"])
def test_a_preliminary_year_is_one(written):
    assert read_period(written) == Period(date(2024, 1, 1), date(2024, 12, 31), is_preliminary=True)


@pytest.mark.parametrize(
    "written",
    ["", "24", "1234", "3024", "2018/2017", "2000-2024", "2024-13", "Umeå", "maj", "2024 " * 20],
)
def test_what_is_no_period_is_none(written):
    assert read_period(written) is None
