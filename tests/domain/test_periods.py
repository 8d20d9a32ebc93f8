"""What people call a period."""

from datetime import date

import pytest

from tracker.domain.periods import period_words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2017, 1, 1), date(2018, 12, 31), "2017–2018"),
        (date(2024, 2, 1), date(2024, 2, 29), "februari 2024"),
        (date(2026, 1, 1), date(2026, 6, 30), "första halvåret 2026"),
        (date(2026, 7, 1), date(2026, 12, 31), "andra halvåret 2026"),
        (date(2026, 4, 1), date(2026, 6, 30), "kvartal 2 2026"),
        (date(2026, 2, 1), date(2026, 4, 30), "februari–april 2026"),
        (date(2026, 1, 1), date(2026, 8, 31), "januari–augusti 2026"),
        (date(2024, 10, 1), date(2025, 9, 30), "oktober 2024–september 2025"),
        (date(2026, 1, 1), date(2026, 6, 29), "2026-01-01–2026-06-29"),
        (date(2023, 2, 1), date(2023, 2, 27), "2023-02-01–2023-02-27"),
    ],
)
def test_a_period_is_called_what_people_call_it(first, last, words):
    assert period_words(first, last) == words
