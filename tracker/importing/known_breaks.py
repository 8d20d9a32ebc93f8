"""What is known about series from outside and does not stand in their files.

Each was read in its source's own description. A value is marked; nothing is corrected.
"""

from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.found_data import FoundSeries
from tracker.text import _, mark


@dataclass(frozen=True)
class KnownBreak:
    """From a year on, a series is not comparable with the years before."""

    kpi: str
    year: int
    #: An English source string.
    why: str


KNOWN_BREAKS = (
    KnownBreak(
        "N07403",
        2015,
        mark(
            "Series break 2015: from then on only crimes that can be placed in the municipality "
            "are counted."
        ),
    ),
)
#: Numbers in Kolada that have stood for something else: the mean of three years per 1,000.
REDEFINED = frozenset({"U07417", "U07452"})


def find_break(kpi: str) -> KnownBreak | None:
    """Return where a series from Kolada breaks."""
    return next((known for known in KNOWN_BREAKS if known.kpi == kpi), None)


def mark_known(series: FoundSeries) -> FoundSeries:
    """Mark the values where a series is known to break, and say what is known about it."""
    known = find_break(series.kpi)
    values = series.values
    notes = list(series.notes)
    if known:
        first = date(known.year, 1, 1)
        notes.append(_(known.why))
        values = tuple(
            replace(value, is_series_break=True) if value.starts_on == first else value
            for value in values
        )
    if series.kpi in REDEFINED:
        notes.append(
            _(
                "This number in Kolada got a new meaning in 2024. Older files with it hold the "
                "mean of three years per 1,000 inhabitants: do not join the two."
            )
        )
    if "bedräg" in series.name.lower() and "självrapport" not in series.name.lower():
        notes.append(
            _(
                "Many frauds lack a place of crime, so a municipality's figures are incomplete. "
                "Interpret them with care."
            )
        )
    return replace(series, values=values, notes=tuple(notes))
