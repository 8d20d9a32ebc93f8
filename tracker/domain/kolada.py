"""Kolada's measures (nyckeltal): what each is counted in, when it is another, when to try again.

Kolada is the municipalities' and regions' open database. Its measures may be revised, renamed or
taken away without notice, so a measure is joined to earlier values only while its title and its
definition are those that it was tied with.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tracker.domain.found_data import CellProblem, FoundPopulation, FoundSeries, FoundValue
from tracker.domain.terms import IndicatorKind
from tracker.text import _, format_number, ngettext

#: As it is credited beside its values.
SOURCE = "Kolada"
#: How many measures, municipalities or years one question may name.
MOST_AT_ONCE = 25
#: How many years are asked for: as many as one question may name.
YEARS = MOST_AT_ONCE
#: How long to wait after each failed attempt. After the last there are no more.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
)
#: What Kolada may ask us to wait, at most.
LONGEST_PAUSE = timedelta(hours=6)

_ID = re.compile(r"[NU]\d{5}")
_PER_INHABITANTS = re.compile(r"(?:/|\bper)\s*(1|10|100)[\s.]?000(?!\d)", re.IGNORECASE)
_SHARE = re.compile(r"\bandel\b|\(?%\)?\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\bantal\)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One of Kolada's measures."""

    #: Such as N07403.
    id: str
    title: str
    definition: str = ""


#: How many live in a place: what counts are divided by.
POPULATION = Kpi(id="N01951", title="Invånare totalt, antal")


@dataclass(frozen=True, kw_only=True)
class KpiValue:
    """A measure's value for everybody in one place and year. None means missing, never zero."""

    kpi: str
    code: str
    year: int
    value: float | None
    #: Kolada has taken the value away.
    is_deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class Tied:
    """An indicator that takes its values from a measure, and what the measure was when tied."""

    indicator_id: int
    title: str
    kpi: Kpi


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """An indicator that was not fetched, since its measure is another now."""

    tied: Tied
    #: What the measure is now; None: Kolada has it no more.
    now: Kpi | None


@dataclass(frozen=True, kw_only=True)
class Area:
    """A place whose values are asked for: Kolada's code, and the name its values are kept by."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """All that one fetch asks for."""

    #: The council's own municipality first.
    areas: tuple[Area, ...]
    tied: tuple[Tied, ...]
    years: range

    @property
    def batches(self) -> list[tuple[Area, ...]]:
        """The places, as many at a time as one question may name."""
        return [
            self.areas[at : at + MOST_AT_ONCE] for at in range(0, len(self.areas), MOST_AT_ONCE)
        ]

    @property
    def steps(self) -> int:
        """How many measures there are to ask for, the population among them."""
        return len(self.tied) + 1


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What a measure is counted in, as its title says."""

    kind: IndicatorKind
    unit: str


def is_kpi_id(text: str) -> bool:
    """Tell whether a text is written as a measure's number: N07403."""
    return _ID.fullmatch(text) is not None


def measure_of(title: str) -> Measure:
    """Return what a measure is counted in. Kolada says it last in the title."""
    per = _PER_INHABITANTS.search(title)
    if per:
        return Measure(kind=IndicatorKind.RATE, unit=f"per {per[1]} 000 invånare")
    if _SHARE.search(title):
        return Measure(kind=IndicatorKind.SHARE, unit="procent")
    if _NUMBER.search(title):
        return Measure(kind=IndicatorKind.COUNT, unit="antal")
    return Measure(kind=IndicatorKind.SCALE, unit="")


class CannotTie(Exception):
    """The indicator cannot take the measure's values. The message is for the person."""


def refuse_other_kind(kind: IndicatorKind, unit: str, kpi: Kpi) -> None:
    """Refuse to tie an indicator to a measure of another kind of number.

    A rate and a scale value are kept alike, and a title does not always tell them apart.

    Raises:
        CannotTie: the indicator is of another kind, or per another number of inhabitants.
    """
    alike = {IndicatorKind.RATE, IndicatorKind.SCALE}
    measure = measure_of(kpi.title)
    if kind is not measure.kind and not {kind, measure.kind} <= alike:
        raise CannotTie(
            _("The measure is another kind of number than the indicator. Make a new indicator.")
        )
    mine, theirs = _rate_base(unit), _rate_base(measure.unit)
    if mine and theirs and mine != theirs:
        raise CannotTie(
            _(
                "The measure is per %(theirs)s inhabitants, and the indicator per %(mine)s. Make "
                "a new indicator.",
                theirs=format_number(theirs),
                mine=format_number(mine),
            )
        )


def _rate_base(unit: str) -> int | None:
    found = _PER_INHABITANTS.search(unit)
    return int(found[1]) * 1000 if found else None


def is_same(tied: Kpi, now: Kpi) -> bool:
    """Tell whether a measure still is what it was when it was tied, but for spaces."""
    return (_plain(tied.title), _plain(tied.definition)) == (
        _plain(now.title),
        _plain(now.definition),
    )


def kolada_code(code: str) -> str:
    """Return a place's code as Kolada writes it: a county's two digits after two noughts."""
    return code.rjust(4, "0")


def years_until(year: int) -> range:
    """Return the years to ask for."""
    return range(year - YEARS + 1, year + 1)


def next_pause(attempts: int, wished: timedelta | None = None) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None when it is time to give up.

    Args:
        attempts: how many have failed, 1 or more.
        wished: how long Kolada asks us to wait, if it does.
    """
    if attempts > len(PAUSES):
        return None
    return max(PAUSES[attempts - 1], min(wished or timedelta(0), LONGEST_PAUSE))


def in_batches(ids: Sequence[str]) -> list[Sequence[str]]:
    """Return as many at a time as one question may name."""
    return [ids[at : at + MOST_AT_ONCE] for at in range(0, len(ids), MOST_AT_ONCE)]


def series_of(
    kpi: Kpi, values: Sequence[KpiValue], *, areas: Sequence[Area], fetched_on: date
) -> FoundSeries:
    """Return a measure's values as what was found, each in its place and year."""
    names = {area.code: area.name for area in areas}
    measure = measure_of(kpi.title)
    deleted = [one for one in values if one.is_deleted]
    return FoundSeries(
        name=kpi.title,
        unit=measure.unit,
        kpi=kpi.id,
        definition=kpi.definition,
        source=SOURCE,
        fetched_on=fetched_on,
        values=tuple(
            _found_value(one, names[one.code], measure.kind)
            for one in sorted(values, key=lambda one: (list(names).index(one.code), one.year))
            if one.value is not None
        ),
        notes=tuple(
            _(
                "Kolada has taken away the value for %(place)s %(year)s. What is saved stays.",
                place=names[one.code],
                year=one.year,
            )
            for one in deleted
        ),
    )


def missing_of(
    kpi: Kpi, values: Sequence[KpiValue], *, areas: Sequence[Area]
) -> tuple[CellProblem, ...]:
    """Return the values that Kolada says that it lacks."""
    names = {area.code: area.name for area in areas}
    return tuple(
        CellProblem(
            where=f"{kpi.id} {names[one.code]} {one.year}",
            raw="",
            words=_("Kolada has no value."),
            is_missing=True,
        )
        for one in values
        if one.value is None and not one.is_deleted
    )


def populations_of(
    values: Sequence[KpiValue], *, areas: Sequence[Area]
) -> tuple[FoundPopulation, ...]:
    """Return how many live in each place and year."""
    names = {area.code: area.name for area in areas}
    return tuple(
        FoundPopulation(
            place=names[one.code],
            year=one.year,
            inhabitants=round(one.value),
            where=f"{POPULATION.id} {names[one.code]} {one.year}",
        )
        for one in values
        if one.value is not None and round(one.value) > 0
    )


def stopped_words(stopped: Stopped) -> str:
    """Say why an indicator was not fetched, and what to do."""
    tied, now = stopped.tied, stopped.now
    if now is None:
        return _(
            "%(kpi)s is no longer in Kolada. The values of %(indicator)s stay. Make a new "
            "indicator of another measure, or let it be.",
            kpi=tied.kpi.id,
            indicator=tied.title,
        )
    if _plain(now.title) != _plain(tied.kpi.title):
        return _(
            "%(kpi)s is now called %(now)s, and was called %(then)s when %(indicator)s was tied to "
            "it. Its values are not joined to the old ones. Make a new indicator of it.",
            kpi=tied.kpi.id,
            now=now.title,
            then=tied.kpi.title,
            indicator=tied.title,
        )
    return _(
        "%(kpi)s is described in another way than when %(indicator)s was tied to it. Its values "
        "are not joined to the old ones. Compare the descriptions, and make a new indicator of it.",
        kpi=tied.kpi.id,
        indicator=tied.title,
    )


def news_words(new: int, changed: int) -> str:
    """Say what a fetch brought."""
    if not new and not changed:
        return _("Nothing new. All values are as they were.")
    parts = [ngettext("One new value.", "%(num)s new values.", new)] if new else []
    parts += [ngettext("One revised value.", "%(num)s revised values.", changed)] if changed else []
    return " ".join(parts)


def _found_value(one: KpiValue, place: str, kind: IndicatorKind) -> FoundValue:
    value = one.value
    is_whole = value is not None and value.is_integer() and value >= 0
    is_count = kind is IndicatorKind.COUNT and is_whole
    if value is not None and kind is IndicatorKind.SHARE:
        value = float(Decimal(str(value)) / 100)
    return FoundValue(
        place=place,
        starts_on=date(one.year, 1, 1),
        ends_on=date(one.year, 12, 31),
        value=None if is_count else value,
        count=round(value) if is_count and value is not None else None,
        where=f"{one.kpi} {place} {one.year}",
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
