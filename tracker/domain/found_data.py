"""What was read from a file or another system, before anyone has said what it is to become.

Readers (importing) make it, the services compare it with what is saved, and it is stored as
compressed JSON while it waits, so that what was received is never lost.
"""

import gzip
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class FoundValue:
    """One value of a series. None means missing, never zero.

    `value` is a share as 0–1, a rate or a scale value; `count` is a number of events. `low` and
    `high` are the source's own 95 % interval, in the value's unit.
    """

    #: The place as written: "Arjeplogs kommun".
    place: str
    starts_on: date
    ends_on: date
    value: float | None = None
    count: int | None = None
    population: int | None = None
    sample_size: int | None = None
    low: float | None = None
    high: float | None = None
    is_preliminary: bool = False
    is_series_break: bool = False
    #: Where it stands, as a person finds it: "Blad1 C7", or "rad 12".
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class FoundSeries:
    """One thing measured, for some places and periods."""

    #: What the source calls it.
    name: str
    unit: str = ""
    #: Its number in Kolada, such as N07403.
    kpi: str = ""
    #: What is counted, as the source says; another definition is another indicator.
    definition: str = ""
    source: str = ""
    fetched_on: date | None = None
    values: tuple[FoundValue, ...] = ()
    #: What the reader of the file should know about the series.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FoundPopulation:
    """How many lived in a place in a year."""

    place: str
    year: int
    inhabitants: int
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class CellProblem:
    """A cell that is not understood, or is missing. It is left out, and said."""

    where: str
    #: What stands there.
    raw: str
    #: What is wrong and what to do, for the person. A missing value is said to be missing.
    words: str
    #: The source says that there is no value ("..", "-", "XX", empty): nothing to mend.
    is_missing: bool = False


@dataclass(frozen=True, kw_only=True)
class FoundData:
    """All that a file or a fetch held."""

    #: Which form it has, as a person knows it: "Brå: antal och tal per 100 000, en kommun".
    form: str
    series: tuple[FoundSeries, ...] = ()
    populations: tuple[FoundPopulation, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    notes: tuple[str, ...] = ()
    #: The file names no year: the person must say which.
    lacks_year: bool = False


_ADAPTER = TypeAdapter(FoundData)


def pack(found: FoundData) -> bytes:
    """Return what was found as compressed JSON. The same always gives the same bytes."""
    return gzip.compress(_ADAPTER.dump_json(found), mtime=0)


def unpack(packed: bytes) -> FoundData:
    """Return what was packed."""
    return _ADAPTER.validate_json(gzip.decompress(packed))
