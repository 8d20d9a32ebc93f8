"""Numbers as Swedish files write them."""

import math
import re
from dataclasses import dataclass

from tracker.text import _

#: What sources write where there is no value. It is never zero.
MISSING = frozenset(
    (
        *(
            "",
            "-",
            "\N{EN DASH}",
            "\N{EM DASH}",
            "\N{MINUS SIGN}",
            ".",
            "..",
            "...",
            "…",
            "x",
            "xx",
        ),
        *("missing", "nan", "na", "n/a", "null", "none", "saknas", "uppgift saknas", "#n/a"),
    )
)
_LONGEST = 40
_MINUSES = str.maketrans(dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{FIGURE DASH}", "-"))
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
_DECIMAL = r"(?:[.,][0-9]+)?"
_FORMS = (
    (re.compile(rf"[+-]?[0-9]+{_DECIMAL}"), ""),
    (re.compile(rf"[+-]?[0-9]{{1,3}}(?: [0-9]{{3}})+{_DECIMAL}"), " "),
    (re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"), "."),
    (re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}"), "."),
    (re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+"), ","),
    (re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}"), ""),
)


@dataclass(frozen=True)
class Number:
    """A number as written."""

    value: float
    #: A per cent sign stands after it.
    is_percent: bool = False


def is_missing(text: str) -> bool:
    """Say whether a source means that it has no value."""
    return text.strip(_SPACES).casefold() in MISSING


def read_number(text: str) -> Number | None:
    """Read a number: 1 234,5, 1234.5, −3, 15 %. None where the source says it has none.

    Spaces part thousands only; a single point is a decimal point, as programs write it.

    Raises:
        ValueError: no number is written. The message is for the person.
    """
    if is_missing(text):
        return None
    plain = text.strip(_SPACES).translate(_MINUSES)
    is_percent = plain.endswith("%")
    plain = " ".join(plain.removesuffix("%").split())
    for form, separator in _FORMS if len(plain) <= _LONGEST else ():
        if form.fullmatch(plain):
            digits = plain.replace(separator, "") if separator else plain
            value = float(digits.replace(",", "."))
            if math.isfinite(value):
                return Number(value, is_percent=is_percent)
    raise ValueError(_("No number is written here. Write only the number, such as 1 234,5."))
