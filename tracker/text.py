"""What people read: translation, and Swedish ways to write dates, times and numbers.

Source strings are English; the Swedish catalogue is one `.po` file a feature in
`translations/sv/`. The language is a context variable and not a Flask matter, so that mail,
pictures and reports speak it too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from babel.dates import format_date as babel_format_date
from babel.messages.pofile import read_po

LANGUAGES = ("sv", "en")
DEFAULT_LANGUAGE = "sv"
CATALOGUES = Path(__file__).parent / "translations"

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use one language within the block."""
    token = _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


def set_language(language: str) -> None:
    """Use one language for the rest of this context, such as one web request."""
    _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)


def current_language() -> str:
    """Return "sv" or "en"."""
    return _language.get()


@cache
def load_catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    """Return {English source: translation}; for plurals {singular source: (one, many)}."""
    messages: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((CATALOGUES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                source = message.id if isinstance(message.id, str) else message.id[0]
                if source and message.string:
                    said = message.string
                    messages[source] = said if isinstance(said, str) else tuple(said)
    return messages


def gettext(source: str, **values: object) -> str:
    """Translate an English source string and fill in its %(named)s values."""
    found = load_catalogue(current_language()).get(source, source)
    text = found if isinstance(found, str) else found[0]
    return text % values if values else text


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Translate by number. %(num)s is the number."""
    found = load_catalogue(current_language()).get(one, (one, many))
    forms = (found, found) if isinstance(found, str) else found
    return forms[0 if number == 1 else 1] % {"num": number, **values}


_ = gettext


def mark(source: str) -> str:
    """Mark a string for translation where it stands, to be translated when it is shown."""
    return source


# Dates and times -------------------------------------------------------------------------


def format_date(day: date) -> str:
    """2026-12-08."""
    return day.isoformat()[:10]


def format_short_date(day: date) -> str:
    """8 dec (as on a petal of the wheel)."""
    month = babel_format_date(day, "MMM", locale=current_language()).rstrip(".")
    return f"{day.day}{NO_BREAK_SPACE}{month[:3]}"


def format_weekday(day: date) -> str:
    """Give the weekday, in lower case: tisdag."""
    return babel_format_date(day, "EEEE", locale=current_language())


def format_long_date(day: date) -> str:
    """Tisdag 8 december, with the weekday in lower case."""
    pattern = "EEEE d MMMM"
    return babel_format_date(day, pattern, locale=current_language())


def format_month(day: date) -> str:
    """December."""
    return babel_format_date(day, "LLLL", locale=current_language())


def format_week(day: date) -> str:
    """Week 50 as "v. 50" (ISO week)."""
    return _("week %(number)s", number=day.isocalendar().week).replace(" ", NO_BREAK_SPACE)


def format_clock(moment: time | datetime) -> str:
    """15.00 in Swedish, 15:00 in English."""
    mark_between = "." if current_language() == "sv" else ":"
    return f"{moment.hour:02}{mark_between}{moment.minute:02}"


def format_times(starts: time | datetime, ends: time | datetime | None = None) -> str:
    """Kl. 15.00–16.30 in Swedish, 15:00–16:30 in English."""
    span = format_clock(starts) + (f"{EN_DASH}{format_clock(ends)}" if ends else "")
    return f"kl.{NO_BREAK_SPACE}{span}" if current_language() == "sv" else span


# Numbers ---------------------------------------------------------------------------------


def format_number(value: float, decimals: int = 0) -> str:
    """1 910 and 83,0, with no-break space, decimal comma (Swedish) and a true minus."""
    text = f"{abs(value):,.{decimals}f}".replace(",", NO_BREAK_SPACE)
    if current_language() == "sv":
        text = text.replace(".", ",")
    is_negative = value < 0 and any(digit in "123456789" for digit in text)
    return (MINUS if is_negative else "") + text


def format_signed(value: float, decimals: int = 0) -> str:
    """+5, −19 and 0: the sign is always said."""
    text = format_number(value, decimals)
    has_value = any(digit in "123456789" for digit in text)
    return f"+{text}" if value > 0 and has_value else text


def format_percent(share: float, decimals: int = 0) -> str:
    """0.83 → 83 % (with a no-break space)."""
    return f"{format_number(share * 100, decimals)}{NO_BREAK_SPACE}%"


def format_change(share: float, decimals: int = 0) -> str:
    """−0.19 → −19 %."""
    return f"{format_signed(share * 100, decimals)}{NO_BREAK_SPACE}%"
