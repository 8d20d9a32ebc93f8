"""Cells that no spreadsheet runs, and what they were before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.inert_cells import inert, revived

_CELLS = st.text(st.sampled_from("'=+-@\t\r 1a"), max_size=6) | st.text(max_size=6)


@given(_CELLS)
def test_every_cell_is_given_back_as_it_was(cell):
    assert revived(inert(cell)) == cell


@given(_CELLS)
def test_no_cell_stays_live(cell):
    assert not inert(cell).lstrip(" ").startswith(("=", "@", "\t", "\r"))


@pytest.mark.parametrize("cell", ["-19", "'tis", "''", "Mål 3.2", ""])
def test_plain_words_and_numbers_have_nothing_to_give_back(cell):
    assert inert(cell) == revived(cell) == cell
