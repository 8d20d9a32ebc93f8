"""What stands in a cell, and what a person's way of writing it means."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.programme_tables import (
    COMPARISON_AREAS,
    INDICATORS,
    INTERVENTIONS,
    MEASUREMENTS,
    TABLES,
    TableColumn,
)
from tracker.domain.table_cells import as_text, canonical, check, is_same, read, write
from tracker.domain.terms import Direction
from tracker.text import LANGUAGES, speaking

VALUE, COUNT = MEASUREMENTS.column("value"), MEASUREMENTS.column("count")
DAY, TICK = MEASUREMENTS.column("starts_on"), MEASUREMENTS.column("is_preliminary")
TITLE, TEXT = INTERVENTIONS.column("title"), INTERVENTIONS.column("description")
DIRECTION = INDICATORS.column("direction")


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (VALUE, "1 234,5", 1234.5),
        (VALUE, "1\N{NO-BREAK SPACE}234.5", 1234.5),
        (VALUE, "\N{MINUS SIGN}3,5", -3.5),
        (VALUE, "83 %", 0.83),
        (VALUE, "..", None),
        (VALUE, "-", None),
        (VALUE, "", None),
        (COUNT, "1 910", 1910),
        (COUNT, "0", 0),
        (DAY, "2026-12-08", date(2026, 12, 8)),
        (DAY, "2026-12-08 00:00", date(2026, 12, 8)),
        (TICK, "Ja", True),
        (TICK, "yes", True),
        (TICK, "", False),
        (DIRECTION, "lägre är bättre", Direction.LOWER_BETTER),
        (DIRECTION, "Lower is better", Direction.LOWER_BETTER),
        (COMPARISON_AREAS.column("code"), "617", "0617"),
        (COMPARISON_AREAS.column("code"), "0", "0000"),
        (TITLE, " Nattvandring \x07\n", "Nattvandring"),
        (TEXT, "två\r\nrader", "två\nrader"),
        (
            MEASUREMENTS.column("fetched_at"),
            "2026-01-26T07:00:00+01:00",
            datetime(2026, 1, 26, 6, tzinfo=UTC),
        ),
    ],
)
def test_a_cell_means_what_people_mean(column: TableColumn, text, value):
    assert read(column, text) == value


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        (VALUE, "många", "Skriv ett tal"),
        (VALUE, "1_000", "Skriv ett tal"),
        (VALUE, "nan", "Skriv ett tal"),
        (VALUE, "1e999", "Skriv ett tal"),
        (COUNT, "1,5", "Skriv ett heltal"),
        (COUNT, "50 %", "Skriv ett heltal"),
        (DAY, "8/12", "Skriv datumet som"),
        (DAY, "2026-02-30", "Datumet finns inte"),
        (TICK, "kanske", "Skriv ja eller nej"),
        (DIRECTION, "nedåt", "Skriv något av: Lägre är bättre, Högre är bättre"),
    ],
)
def test_what_cannot_be_used_is_said_with_what_to_write(column: TableColumn, text, words):
    with pytest.raises(ValueError, match=words):
        read(column, text)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (TITLE, "", "Fyll i"),
        (TITLE, "x" * 201, "för lång"),
        (COUNT, -1, "minst 0"),
        (MEASUREMENTS.column("population"), 0, "minst 1"),
        (COUNT, 2**31, "högst"),
        (INDICATORS.column("target_year"), 20260, "från 2000 till 2100"),
    ],
)
def test_a_value_that_its_column_may_not_hold_is_refused(column: TableColumn, value, words):
    with pytest.raises(ValueError, match=words):
        check(column, value)


@given(st.floats(-1e12, 1e12))
def test_a_number_is_the_same_after_a_spreadsheet_has_shortened_it(number):
    for comma in (True, False):
        text = as_text(write(VALUE, number), comma=comma)
        assert is_same(VALUE, number, read(VALUE, text))


def test_numbers_that_differ_in_the_tenth_digit_are_not_the_same():
    assert not is_same(VALUE, 0.1234567891, 0.1234567892)


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        (VALUE, "0,5", "0.50"),
        (COUNT, "1 910", "1910.0"),
        (DAY, "2026-12-08", "2026-12-8"),
        (TICK, "Ja", "yes"),
        (TICK, "", "Nej"),
        (DIRECTION, "Lägre är bättre", "Lower is better"),
    ],
)
def test_what_a_spreadsheet_shows_another_way_is_the_same(column: TableColumn, one, other):
    assert canonical(column, one) == canonical(column, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_columns_or_alternatives_have_one_name(language):
    with speaking(language):
        for table in TABLES:
            headers = [column.header.casefold() for column in table.columns]
            assert len(set(headers)) == len(headers), table.key
            for column in table.columns:
                words = [write(column, member) for member in column.words]
                assert len(set(words)) == len(words), (table.key, column.key)
        assert len({table.title for table in TABLES}) == len(TABLES)
