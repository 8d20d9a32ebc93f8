"""Numbers are read as Swedish files write them, and nothing else is taken for one."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.importing.numbers import Number, is_missing, read_number
from tracker.text import format_number, speaking

SPACES = [" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}"]


@given(
    hundredths=st.integers(min_value=-10_000_000_000, max_value=10_000_000_000),
    decimals=st.integers(min_value=0, max_value=2),
    space=st.sampled_from(SPACES),
    language=st.sampled_from(["sv", "en"]),
)
def test_every_number_that_we_write_is_read_again(hundredths, decimals, space, language):
    value = round(hundredths / 100, decimals)
    with speaking(language):
        written = format_number(value, decimals).replace("\N{NO-BREAK SPACE}", space)
    if "," in written and "." not in written and language == "en":
        return  # 1,234 is a decimal in Swedish

    assert read_number(written) == Number(value)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_every_number_that_a_program_writes_is_read_again(value):
    assert read_number(repr(value)) == Number(value)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_missing_or_refused_in_words(text):
    with suppress(ValueError):  # which other tests look at
        assert (read_number(text) is None) == is_missing(text)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1 234,5", 1234.5),
        ("12 345 678", 12345678),
        ("1.234,5", 1234.5),
        ("1.234.567", 1234567),
        ("1,234.5", 1234.5),
        ("0,15", 0.15),
        ("931.49087", 931.49087),
        ("−3,5", -3.5),
        ("+7", 7),
        ("007", 7),
        ("1e-05", 0.00001),
    ],
)
def test_a_number_is_read(written, value):
    assert read_number(written) == Number(value)


@pytest.mark.parametrize("written", ["15 %", "15%", "15\N{NO-BREAK SPACE}%"])
def test_a_per_cent_sign_is_noticed(written):
    assert read_number(written) == Number(15, is_percent=True)


@pytest.mark.parametrize(
    "written", ["", " ", "..", ".", "-", "–", "−", "XX", "xx", "Missing", "missing", "NaN", "#N/A"]
)
def test_what_a_source_writes_for_no_value_is_missing_and_never_zero(written):
    assert read_number(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "cirka 12",
        "12 st",
        "1 2",
        "12 34",
        "1 2345",
        "1,2,3",
        "1..2",
        "--3",
        "٣",
        "inf",
        "1e999",
        "%",
    ],
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValueError, match="inget tal"):
        read_number(written)
