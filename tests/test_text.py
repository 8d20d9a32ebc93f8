"""How dates, times and numbers are written in Swedish and English."""

from datetime import UTC, date, datetime, time

import pytest

from tracker import text

TUESDAY = date(2026, 12, 8)


def both(call):
    with text.speaking("sv"):
        swedish = call()
    with text.speaking("en"):
        return swedish, call()


@pytest.mark.parametrize(
    ("call", "swedish", "english"),
    [
        (lambda: text.format_date(TUESDAY), "2026-12-08", "2026-12-08"),
        (lambda: text.format_date(datetime(2026, 12, 8, tzinfo=UTC)), "2026-12-08", "2026-12-08"),
        (lambda: text.format_short_date(TUESDAY), "8\xa0dec", "8\xa0Dec"),
        (lambda: text.format_short_date(date(2026, 5, 7)), "7\xa0maj", "7\xa0May"),
        (lambda: text.format_short_date(date(2026, 9, 7)), "7\xa0sep", "7\xa0Sep"),
        (lambda: text.format_weekday(TUESDAY), "tisdag", "Tuesday"),
        (lambda: text.format_long_date(TUESDAY), "tisdag 8 december", "Tuesday 8 December"),
        (lambda: text.format_month(TUESDAY), "december", "December"),
        (lambda: text.format_week(TUESDAY), "v.\xa050", "week\xa050"),
        (lambda: text.format_week(date(2027, 1, 1)), "v.\xa053", "week\xa053"),
        (lambda: text.format_clock(time(9, 5)), "09.05", "09:05"),
        (lambda: text.format_times(time(15), time(16, 30)), "kl.\xa015.00–16.30", "15:00–16:30"),
        (lambda: text.format_times(time(15)), "kl.\xa015.00", "15:00"),
        (lambda: text.format_number(1910), "1\xa0910", "1\xa0910"),
        (lambda: text.format_number(-1234567.25, 1), "−1\xa0234\xa0567,2", "−1\xa0234\xa0567.2"),
        (lambda: text.format_number(-0.04, 1), "0,0", "0.0"),
        (lambda: text.format_signed(5), "+5", "+5"),
        (lambda: text.format_signed(-19), "−19", "−19"),
        (lambda: text.format_signed(0.001, 1), "0,0", "0.0"),
        (lambda: text.format_percent(0.83), "83\xa0%", "83\xa0%"),
        (lambda: text.format_change(-0.19), "−19\xa0%", "−19\xa0%"),
    ],
)
def test_it_is_written_as_each_language_does(call, swedish, english):
    assert both(call) == (swedish, english)


def test_an_unknown_language_becomes_swedish():
    with text.speaking("fi"):
        assert text.current_language() == "sv"


def test_the_language_is_the_former_one_after_the_block():
    with text.speaking("en"):
        with text.speaking("sv"):
            pass
        assert text.current_language() == "en"


def test_an_english_text_stands_for_itself():
    with text.speaking("en"):
        assert text.gettext("week %(number)s", number=8) == "week 8"
        assert text.ngettext("%(num)s day", "%(num)s days", 1) == "1 day"
        assert text.ngettext("%(num)s day", "%(num)s days", 3) == "3 days"


def test_a_marked_text_is_the_text():
    assert text.mark("week %(number)s") == "week %(number)s"
