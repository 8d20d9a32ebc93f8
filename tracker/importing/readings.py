"""Cells of any table become series: the same rules for each form that a file can have.

A reader of a form says what each cell stands for. Here its number is read, what cannot be is
said, and counts, rates, bounds and numbers of answers of the same thing are put together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.domain.derived_populations import per_inhabitants
from tracker.domain.found_data import CellProblem, FoundPopulation, FoundSeries, FoundValue
from tracker.domain.import_matching import fold_place
from tracker.importing.cell_rules import read_cell, settle_unit
from tracker.importing.headers import MAIN, Role, is_percent
from tracker.importing.known_breaks import mark_known
from tracker.importing.numbers import is_missing
from tracker.importing.periods import Period
from tracker.importing.places import find_place
from tracker.importing.rows import NotReadable
from tracker.text import _

MOST_VALUES = 60_000


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one cell stands for, and what is written there. None is a formula."""

    name: str
    place: str
    period: Period | None
    role: Role
    text: str | None
    where: str
    unit: str = ""
    kpi: str = ""
    definition: str = ""
    source: str = ""
    fetched_on: date | None = None
    is_preliminary: bool = False
    is_series_break: bool = False


@dataclass
class Read:
    """What a reader of one form found in a sheet."""

    form: str
    readings: list[Reading] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, where: str, raw: str, words: str) -> None:
        """Say that something is not understood."""
        self.problems.append(CellProblem(where=where, raw=raw, words=words))


#: A place and a period: what a value is of.
_Spot = tuple[str, Period]
_SeriesKey = tuple[str, str, str]


@dataclass(frozen=True)
class _Cell:
    """A reading with its number."""

    reading: Reading
    number: float


@dataclass
class Assembled:
    """Series, populations and problems."""

    series: tuple[FoundSeries, ...] = ()
    populations: tuple[FoundPopulation, ...] = ()
    problems: list[CellProblem] = field(default_factory=list)
    lacks_year: bool = False


def assemble(readings: Sequence[Reading], *, year: int | None) -> Assembled:
    """Put readings together as series.

    Args:
        readings: each cell that was found, in the order of the file.
        year: which year is meant where the file names none.

    Raises:
        NotReadable: there are too many.
    """
    if len(readings) > MOST_VALUES:
        raise NotReadable(
            _("The file has too many values. Send at most %(most)s at a time.", most="60 000")
        )
    given = Period(date(year, 1, 1), date(year, 12, 31)) if year else None
    dated = [reading if reading.period else replace(reading, period=given) for reading in readings]
    found = Assembled(lacks_year=any(reading.period is None for reading in dated))
    answers, rest = _part_answers(dated)
    found.populations = tuple(_populations(rest, found.problems))
    groups: dict[_SeriesKey, list[Reading]] = defaultdict(list)
    for reading in rest:
        if reading.role is not Role.POPULATION or _has_series(reading):
            groups[reading.name, reading.kpi, reading.definition].append(reading)
    samples = _read_samples(answers, found.problems)
    found.series = tuple(
        mark_known(series)
        for group in groups.values()
        for part in _split_by_unit(group)
        for series in [_make_series(part, samples, found.problems)]
    )
    return found


def _has_series(reading: Reading) -> bool:
    return bool(reading.name)


def _part_answers(readings: Iterable[Reading]) -> tuple[list[Reading], list[Reading]]:
    """Part the numbers of answers that are a whole survey's from what belongs to a question."""
    answers: list[Reading] = []
    rest: list[Reading] = []
    for reading in readings:
        is_whole = reading.role is Role.SAMPLE and not reading.name
        (answers if is_whole else rest).append(reading)
    return answers, rest


def _populations(
    readings: Iterable[Reading], problems: list[CellProblem]
) -> Iterator[FoundPopulation]:
    seen: dict[_Spot, Reading] = {}
    for reading in readings:
        if reading.role is not Role.POPULATION or _has_series(reading) or not reading.period:
            continue
        number = read_cell(reading, problems)
        if number is None:
            if is_missing(reading.text or ""):
                _say_missing(reading, problems)
            continue
        spot = (_place_key(reading.place), reading.period)
        if spot in seen:
            problems.append(_repeated(reading, seen[spot]))
            continue
        seen[spot] = reading
        yield FoundPopulation(
            place=reading.place,
            year=reading.period.ends_on.year,
            inhabitants=round(number),
            where=reading.where,
        )


def _split_by_unit(group: Sequence[Reading]) -> Iterator[list[Reading]]:
    """Part a group that holds several units: only a rate belongs together with its count."""
    units = dict.fromkeys(r.unit for r in group if r.role is Role.VALUE)
    counts = [r for r in group if r.role in (Role.COUNT, Role.POPULATION)]
    has_counts = any(r.role is Role.COUNT for r in counts)
    rates = [unit for unit in units if per_inhabitants(unit)]
    joined = rates[0] if len(rates) == 1 else None
    if has_counts and joined is None and units:
        yield counts
        counts = []
    for place, unit in enumerate(units or [""]):
        others = [r for r in group if r.role in (Role.LOW, Role.HIGH, Role.SAMPLE)]
        mine = [r for r in others if place == 0 or r.unit == unit]
        values = [r for r in group if r.role is Role.VALUE and r.unit == unit]
        with_counts = counts if unit == joined or not has_counts or not units else []
        if values or with_counts:
            yield [*values, *with_counts, *mine]


def _make_series(
    group: Sequence[Reading], samples: dict[_Spot, int], problems: list[CellProblem]
) -> FoundSeries:
    first = group[0]
    unit = next((r.unit for r in group if r.role is Role.VALUE and r.unit), "")
    if not unit and any(r.role is Role.VALUE and (r.text or "").endswith("%") for r in group):
        unit = "%"
    unit = settle_unit(unit, [r.text or "" for r in group if r.role is Role.VALUE])
    cells = _read_cells(
        [replace(r, unit=unit) if r.role in _IN_UNIT else r for r in group], problems
    )
    values = tuple(_make_value(spot, parts, problems) for spot, parts in cells.items())
    values = tuple(value for value in values if value.value is not None or value.count is not None)
    values, notes = _with_samples(values, samples)
    return FoundSeries(
        name=first.name,
        unit=unit or next((r.unit for r in group if r.unit), ""),
        kpi=first.kpi,
        definition=first.definition,
        source=next((r.source for r in group if r.source), ""),
        fetched_on=first.fetched_on,
        values=values,
        notes=(*notes, *_doubts(unit, values)),
    )


_IN_UNIT = (Role.VALUE, Role.LOW, Role.HIGH)


def _read_cells(
    group: Sequence[Reading], problems: list[CellProblem]
) -> dict[_Spot, dict[Role, _Cell]]:
    """Read each cell's number; what is missing, wrong or written twice is said and left out."""
    spots: dict[_Spot, dict[Role, list[_Cell]]] = {}
    blanks: dict[_Spot, Reading] = {}
    for reading in group:
        if reading.period is None:
            continue
        spot = (_place_key(reading.place), _bare(reading.period))
        parts = spots.setdefault(spot, defaultdict(list))
        if reading.text is not None and is_missing(reading.text):
            if reading.role in MAIN and reading.text.strip():
                _say_missing(reading, problems)
            elif reading.role in MAIN:
                blanks.setdefault(spot, reading)
            continue
        number = read_cell(reading, problems)
        if number is not None:
            parts[reading.role].append(_Cell(reading, number))
    for spot, reading in blanks.items():
        if not any(spots[spot].get(role) for role in MAIN):
            _say_missing(reading, problems)
    return {
        spot: {role: cell for role, found in parts.items() for cell in _only(found, problems)}
        for spot, parts in spots.items()
    }


def _only(cells: list[_Cell], problems: list[CellProblem]) -> list[_Cell]:
    """Return the one number there is. When the file says two different ones, neither is used."""
    if len(cells) < 2:
        return cells
    first = cells[0].reading
    problems.extend(_repeated(cell.reading, first) for cell in cells[1:])
    if len({cell.number for cell in cells}) == 1:
        return cells[:1]
    problems.append(_repeated(first, cells[1].reading))
    return []


def _repeated(reading: Reading, other: Reading) -> CellProblem:
    return CellProblem(
        where=reading.where,
        raw=reading.text or "",
        words=_(
            "%(place)s has another value for the same period at %(where)s. Keep one of them.",
            place=reading.place or reading.name,
            where=other.where,
        ),
    )


def _say_missing(reading: Reading, problems: list[CellProblem]) -> None:
    problems.append(
        CellProblem(
            where=reading.where,
            raw=reading.text or "",
            words=_(
                "The source has no value for %(place)s. It is missing, not zero.",
                place=reading.place or reading.name,
            ),
            is_missing=True,
        )
    )


def _make_value(spot: _Spot, parts: dict[Role, _Cell], problems: list[CellProblem]) -> FoundValue:
    main = parts.get(Role.COUNT) or parts.get(Role.VALUE)
    said = [cell.reading for cell in parts.values()]
    low, high = _read_bounds(parts, problems)
    return FoundValue(
        place=main.reading.place if main else spot[0],
        starts_on=spot[1].starts_on,
        ends_on=spot[1].ends_on,
        value=_number(parts, Role.VALUE),
        count=_whole(parts, Role.COUNT),
        population=_whole(parts, Role.POPULATION),
        sample_size=_whole(parts, Role.SAMPLE),
        low=low,
        high=high,
        is_preliminary=any(_is_preliminary(reading) for reading in said),
        is_series_break=any(reading.is_series_break for reading in said),
        where=main.reading.where if main else "",
    )


def _read_bounds(
    parts: dict[Role, _Cell], problems: list[CellProblem]
) -> tuple[float | None, float | None]:
    """Return the interval, when it is one and holds its value."""
    low, value, high = (_number(parts, role) for role in (Role.LOW, Role.VALUE, Role.HIGH))
    if low is None or high is None or value is None:
        return None, None
    if low <= value <= high:
        return low, high
    reading = parts[Role.LOW].reading
    problems.append(
        CellProblem(
            where=reading.where,
            raw=f"{reading.text} – {parts[Role.HIGH].reading.text}",
            words=_("The interval does not hold its value. The value is read without it."),
        )
    )
    return None, None


def _number(parts: dict[Role, _Cell], role: Role) -> float | None:
    return parts[role].number if role in parts else None


def _whole(parts: dict[Role, _Cell], role: Role) -> int | None:
    return round(parts[role].number) if role in parts else None


def _is_preliminary(reading: Reading) -> bool:
    return reading.is_preliminary or bool(reading.period and reading.period.is_preliminary)


def _bare(period: Period) -> Period:
    return replace(period, is_preliminary=False)


def _place_key(written: str) -> str:
    place = find_place(written)
    return place.code if place else fold_place(written)


def _read_samples(answers: Iterable[Reading], problems: list[CellProblem]) -> dict[_Spot, int]:
    samples: dict[_Spot, int] = {}
    for reading in answers:
        number = None if is_missing(reading.text or "x") else read_cell(reading, problems)
        if number is not None and reading.period:
            samples[_place_key(reading.place), _bare(reading.period)] = round(number)
    return samples


def _with_samples(
    values: tuple[FoundValue, ...], samples: dict[_Spot, int]
) -> tuple[tuple[FoundValue, ...], tuple[str, ...]]:
    """Give values the number of answers to the whole survey.

    Questions about what happened the year before stand under that year, while the answers stand
    under the survey's own.
    """
    if not samples or not values or any(value.sample_size for value in values):
        return values, ()
    surveyed = {period.starts_on.year for _place, period in samples}
    asked = {value.starts_on.year for value in values}
    later = min(asked) + 1 == min(surveyed) and max(asked) + 1 == max(surveyed)
    found = tuple(
        replace(value, sample_size=samples.get(_survey_of(value, later=later))) for value in values
    )
    if not later:
        return found, ()
    return found, (
        _(
            "The years are those that the question is about. The numbers of answers are from the "
            "survey the year after."
        ),
    )


def _survey_of(value: FoundValue, *, later: bool) -> _Spot:
    years = 1 if later else 0
    return _place_key(value.place), Period(
        value.starts_on.replace(year=value.starts_on.year + years),
        value.ends_on.replace(year=value.ends_on.year + years),
    )


def _doubts(unit: str, values: Sequence[FoundValue]) -> Iterator[str]:
    shares = [value.value for value in values if value.value]
    if is_percent(unit) and shares and max(shares) <= 0.01:
        yield _(
            "No value is over 1 %. Check that they are written as per cent (15) and not as "
            "shares (0.15)."
        )
