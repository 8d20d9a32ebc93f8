"""What the columns of tables from elsewhere hold, by what stands above them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.derived_populations import per_inhabitants
from tracker.domain.indicator_template import TEMPLATE_HEADERS
from tracker.importing.periods import Period, read_period


class Role(StrEnum):
    """What a column, or a cell, holds."""

    NAME = "name"
    KPI = "kpi"
    PLACE = "place"
    CODE = "code"
    PERIOD = "period"
    MONTH = "month"
    STARTS = "starts"
    ENDS = "ends"
    UNIT = "unit"
    GENDER = "gender"
    PRELIMINARY = "preliminary"
    BREAK = "break"
    SOURCE = "source"
    DEFINITION = "definition"
    FETCHED = "fetched"
    # What is measured; the rest says what it is.
    COUNT = "count"
    VALUE = "value"
    LOW = "low"
    HIGH = "high"
    SAMPLE = "sample"
    POPULATION = "population"


MEASURED = (Role.COUNT, Role.VALUE, Role.LOW, Role.HIGH, Role.SAMPLE, Role.POPULATION)
#: What alone makes a value.
MAIN = (Role.COUNT, Role.VALUE)

_WORDS: dict[Role, tuple[str, ...]] = {
    Role.NAME: (
        *("variabel", "variable", "brott", "brottstyp", "brottskategori", "indikator", "mått"),
        *("nyckeltal", "fråga", "indicator", "kpi_title", "kpi title", "crime", "crime type"),
    ),
    Role.KPI: ("kpi", "kpi_id", "kpi-id", "nyckeltals-id"),
    Role.PLACE: (
        *("geografi", "kommun", "region", "municipality", "plats", "place", "område", "län"),
        *("kommun/region", "kommun/län", "region/kommun", "kommunnamn", "geography"),
    ),
    Role.CODE: ("municipality_id", "kommunkod", "regionkod", "kommun_id", "municipality code"),
    Role.PERIOD: ("ar", "år", "year", "period", "tid", "mätår", "undersökningsår", "årtal"),
    Role.MONTH: ("månad", "month"),
    Role.STARTS: ("period_start", "från och med", "från", "startar", "from", "starts", "start"),
    Role.ENDS: ("period_slut", "till och med", "till", "slutar", "to", "ends", "slut", "end"),
    Role.UNIT: ("enhet", "unit"),
    Role.GENDER: ("gender", "kön"),
    Role.PRELIMINARY: ("preliminär", "preliminärt", "preliminary"),
    Role.BREAK: ("seriebrott", "tidsseriebrott", "series break"),
    Role.SOURCE: ("kalla", "källa", "source"),
    Role.DEFINITION: ("definition",),
    Role.FETCHED: ("download", "hämtad", "hämtat", "fetched", "hämtningsdatum"),
    Role.COUNT: (
        *("antal", "count", "numcrimes", "antal brott", "antal anmälda brott", "anmälda brott"),
        *("antal anmälningar",),
    ),
    Role.VALUE: ("varde", "värde", "value", "crimesrelative", "andel", "resultat"),
    Role.LOW: ("low", "lower", "undre", "nedre", "undre gräns", "lower limit"),
    Role.HIGH: ("high", "upper", "övre", "övre gräns", "upper limit"),
    Role.SAMPLE: (
        "sample_size",
        "sample size",
        "n",
        "antal svar",
        "respondents",
        "respondenter",
        "svarande",
    ),
    Role.POPULATION: (
        *("population", "folkmängd", "befolkning", "invånare", "antal invånare", "medelfolkmängd"),
    ),
}
_BY_WORD = {word: role for role, words in _WORDS.items() for word in words} | {
    header.casefold(): Role(field) for field, headers in TEMPLATE_HEADERS for header in headers
}
#: A column called so holds places, or names, as the other columns leave room for.
_EITHER = "name"
#: Units whose header alone says them.
_UNITS = {"crimesrelative": "per 100 000", "per100000": "per 100 000"}
_BOUNDS = (
    (re.compile(r"\b(?:undre|nedre) gräns|\blower (?:limit|bound)"), Role.LOW),
    (re.compile(r"\b(?:övre gräns)|\bupper (?:limit|bound)"), Role.HIGH),
    (re.compile(r"^antal svarande|\bantal (?:svarande|intervjuade|respondenter)"), Role.SAMPLE),
    (re.compile(r"^folkmängd|^medelfolkmängd|^population\b|^befolkning\b"), Role.POPULATION),
)
_PERCENT = re.compile(r"%|\bprocent\b|\bpercent\b")
_SHARE = re.compile(r"%|\bprocent\b|\bpercent\b|\bandel\b|\bshare\b")
_PERIOD_WITHIN = re.compile(
    r"(?:år )?\b(?:19|20)\d{2}(?: ?[-–/] ?(?:(?:19|20)\d{2}|\d{2})\b)?(?: ?\(?prel\w*\.?\)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heading:
    """What stands above a column, taken apart."""

    role: Role | None = None
    unit: str = ""
    period: Period | None = None
    #: What is left: a crime type, a question.
    name: str = ""


def read_role(header: str, *, may_be_place: bool = True) -> Role | None:
    """Return what a column of a long table holds, or None when its header says nothing known."""
    plain = _plain(header)
    if plain == _EITHER:
        return Role.PLACE if may_be_place else Role.NAME
    if plain in _BY_WORD:
        return _BY_WORD[plain]
    return read_unit(header)


def read_unit(text: str) -> Role | None:
    """Return what a unit says that a value is: a rate, a bound, a number of answers, a count."""
    plain = _plain(text)
    for pattern, role in _BOUNDS:
        if pattern.search(plain):
            return role
    if plain in _UNITS or per_inhabitants(plain) or _SHARE.search(plain):
        return Role.VALUE
    return Role.COUNT if plain in _WORDS[Role.COUNT] else None


def unit_of_header(header: str) -> str:
    """Return the unit that a column's header says by itself: "Antal per 100 000 inv"."""
    plain = _plain(header)
    if plain in _UNITS:
        return _UNITS[plain]
    return header if per_inhabitants(plain) or _SHARE.search(plain) else ""


def unit_of_title(title: str) -> str:
    """Return the unit that ends a title, as Kolada writes them: "…, antal/100 000 inv"."""
    unit = title.rpartition(", ")[2] if ", " in title else ""
    return unit if per_inhabitants(unit) or _SHARE.search(_plain(unit)) else ""


def is_percent(unit: str) -> bool:
    """Say whether values in the unit are per cent."""
    return bool(_PERCENT.search(_plain(unit)))


def is_share(unit: str) -> bool:
    """Say whether values in the unit are shares, however they are written."""
    return bool(_SHARE.search(_plain(unit))) and not per_inhabitants(unit)


def read_heading(text: str) -> Heading:
    """Take a wide table's heading apart: "2019 prel. Antal per 100 000" has a period and a unit."""
    if period := read_period(text):
        return Heading(period=period)
    within = _PERIOD_WITHIN.search(text)
    found = read_period(within[0]) if within else None
    rest = text.replace(within[0], " ") if within and found else text
    rest = " ".join(rest.split()).strip(" ,:;-–")
    role = read_unit(rest) or _bare_role(rest)
    is_unit = role in MEASURED and len(rest) <= _LONGEST_UNIT
    return Heading(
        role=role if is_unit else None,
        unit=unit_of_header(rest) if is_unit else "",
        period=found,
        name="" if is_unit else rest,
    )


_LONGEST_UNIT = 60


def _bare_role(text: str) -> Role | None:
    role = _BY_WORD.get(_plain(text))
    return role if role in MEASURED else None


def without_period(title: str) -> str:
    """Return a title without the year that it may hold."""
    return " ".join(_PERIOD_WITHIN.sub(" ", title).split()).strip(" ,:;-–")


def period_within(text: str) -> Period | None:
    """Return the only period that a title names."""
    found = {period for part in _PERIOD_WITHIN.findall(text) if (period := read_period(part))}
    return found.pop() if len(found) == 1 else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .:")
