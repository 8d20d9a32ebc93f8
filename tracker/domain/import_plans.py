"""All that an import would do, and what somebody must say first."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tracker.domain.derived_populations import derive_populations
from tracker.domain.found_data import FoundData, FoundPopulation, FoundSeries
from tracker.domain.import_diff import Cell, CellState, Inhabitants, SavedValue, Spot, diff
from tracker.domain.import_matching import (
    KnownIndicator,
    KnownPlace,
    PlaceMatch,
    WrittenPlace,
    kind_of,
    match_places,
    suggest_indicator,
)
from tracker.domain.terms import IndicatorKind

#: What a series can be chosen to be: "tie:" and an indicator, "new:" and a goal, or neither.
TIE, NEW, SKIP = "tie:", "new:", "skip"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What somebody has said of an import. What is not there is as suggested."""

    #: The year of a file that names none.
    year: int | None = None
    #: {series' key: TIE or NEW with a number, or SKIP}.
    lines: Mapping[str, str] = field(default_factory=dict)
    #: {place as written: what it is to be}.
    places: Mapping[str, str] = field(default_factory=dict)
    #: The keys of the questions that are answered yes.
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a series is to become: an indicator there is, a new one, or nothing."""

    #: The series' place in the file.
    key: str
    series: FoundSeries
    indicator: KnownIndicator | None = None
    goal_id: int | None = None

    @property
    def choice(self) -> str:
        """As it is chosen."""
        if self.indicator is not None:
            return f"{TIE}{self.indicator.id}"
        return SKIP if self.goal_id is None else f"{NEW}{self.goal_id}"

    @property
    def is_taken(self) -> bool:
        """Tell whether its values are wanted."""
        return self.choice != SKIP

    @property
    def kind(self) -> IndicatorKind:
        """What the indicator counts."""
        return self.indicator.kind if self.indicator is not None else kind_of(self.series)


@dataclass(frozen=True, kw_only=True)
class KnownPopulation:
    """A population that is saved."""

    id: int
    inhabitants: int


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is saved, as far as an import has to do with it."""

    own: KnownPlace
    #: Those that the council compares itself with.
    compared: Sequence[KnownPlace] = ()
    #: The file's places as the register knows them.
    places: Sequence[WrittenPlace] = ()
    #: {indicator: {place and period: value}}.
    saved: Mapping[int, Mapping[Spot, SavedValue]] = field(default_factory=dict)
    #: {(place, year): population}.
    populations: Mapping[tuple[str, int], KnownPopulation] = field(default_factory=dict)
    #: {(place, year): the counts that lack a population}.
    lacking: Mapping[tuple[str, int], Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LinePlan:
    """A series with what its values would do."""

    target: Target
    cells: tuple[Cell, ...] = ()

    @property
    def counts(self) -> Counter[CellState]:
        """How many values are new, changed, the same, missing and not understood."""
        return Counter(cell.state for cell in self.cells)

    @property
    def written(self) -> Iterator[Cell]:
        """The values that would be saved."""
        return (cell for cell in self.cells if cell.is_written)


@dataclass(frozen=True, kw_only=True)
class PopulationCell:
    """A population that came in."""

    state: CellState
    place: str
    year: int
    inhabitants: int
    where: str = ""
    saved: KnownPopulation | None = None
    #: The counts that get it.
    filled: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody must say before anything is saved."""

    key: str
    #: What has been seen.
    words: str
    #: What a tick says.
    answer: str
    is_answered: bool = False


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """All that an import would do."""

    found: FoundData
    lines: tuple[LinePlan, ...]
    places: tuple[PlaceMatch, ...]
    populations: tuple[PopulationCell, ...] = ()
    questions: tuple[Question, ...] = ()
    lacks_year: bool = False

    @property
    def counts(self) -> Counter[CellState]:
        """How many values of all series are new, changed and so on."""
        counts = sum((line.counts for line in self.lines), Counter[CellState]())
        for problem in self.found.problems:
            counts[CellState.MISSING if problem.is_missing else CellState.PROBLEM] += 1
        return counts

    @property
    def counts_of_all(self) -> Counter[CellState]:
        """How many values and populations are new, changed and so on."""
        return self.counts + Counter(one.state for one in self.populations)

    @property
    def is_news(self) -> bool:
        """Tell whether any value or population would be saved."""
        cells = (cell.is_written for line in self.lines for cell in line.cells)
        return any(cells) or any(one.state is not CellState.SAME for one in self.populations)

    @property
    def open_places(self) -> tuple[PlaceMatch, ...]:
        """The places that nobody has said anything about."""
        return tuple(one for one in self.places if one.is_open)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """What is not answered."""
        return tuple(one for one in self.questions if not one.is_answered)

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be saved as it is."""
        return not (self.open_places or self.open_questions or self.lacks_year)


def choose_targets(
    found: FoundData,
    *,
    choices: Choices,
    indicators: Sequence[KnownIndicator],
    goal_ids: Sequence[int],
) -> tuple[Target, ...]:
    """Return what each series is to become: as chosen, or else as it is known again."""
    by_id = {one.id: one for one in indicators}
    keyed = [(str(number), series) for number, series in enumerate(found.series)]
    chosen = {key: choices.lines[key] for key, _series in keyed if key in choices.lines}
    taken = {int(choice.removeprefix(TIE)) for choice in chosen.values() if choice.startswith(TIE)}
    targets = []
    for key, series in keyed:
        choice = chosen.get(key)
        if choice is None:
            indicator = suggest_indicator(series, indicators, taken=taken)
            taken |= {indicator.id} if indicator else set()
            targets.append(Target(key=key, series=series, indicator=indicator))
            continue
        number = int(choice.partition(":")[2] or 0)
        targets.append(
            Target(
                key=key,
                series=series,
                indicator=by_id.get(number) if choice.startswith(TIE) else None,
                goal_id=number if choice.startswith(NEW) and number in goal_ids else None,
            )
        )
    return tuple(targets)


def plan_lines(
    found: FoundData, *, targets: Sequence[Target], known: Known, choices: Choices
) -> tuple[tuple[LinePlan, ...], tuple[PlaceMatch, ...], tuple[PopulationCell, ...]]:
    """Compare everything that is wanted with what is saved."""
    places = match_places(
        known.places, own=known.own, compared=known.compared, chosen=choices.places
    )
    names = {one.place.written: one.name for one in places}
    populations = _populations(found.populations, names, known)
    inhabitants = {spot: one.inhabitants for spot, one in known.populations.items()}
    inhabitants |= {(one.place, one.year): one.inhabitants for one in populations}
    derived: dict[str, dict[Spot, int]] = defaultdict(dict)
    for (name, spot), number in derive_populations(found.series).items():
        derived[name][spot] = number
    lines = []
    for target in targets:
        cells: tuple[Cell, ...] = ()
        if target.is_taken:
            cells = diff(
                target.series,
                kind=target.kind,
                names=names,
                saved=known.saved.get(target.indicator.id, {}) if target.indicator else {},
                inhabitants=Inhabitants(
                    known=inhabitants, derived=derived.get(target.series.name, {})
                ),
            )
        lines.append(LinePlan(target=target, cells=cells))
    return tuple(lines), places, populations


def _populations(
    found: Sequence[FoundPopulation], names: Mapping[str, str | None], known: Known
) -> tuple[PopulationCell, ...]:
    cells: dict[tuple[str, int], PopulationCell] = {}
    for one in found:
        place = names.get(one.place)
        if place is None or (place, one.year) in cells:
            continue
        saved = known.populations.get((place, one.year))
        lacking = tuple(known.lacking.get((place, one.year), ()))
        if saved is None:
            state = CellState.NEW
        else:
            is_same = saved.inhabitants == one.inhabitants and not lacking
            state = CellState.SAME if is_same else CellState.CHANGED
        cells[place, one.year] = PopulationCell(
            state=state,
            place=place,
            year=one.year,
            inhabitants=one.inhabitants,
            where=one.where,
            saved=saved,
            filled=lacking,
        )
    return tuple(cells.values())


def list_places(found: FoundData) -> tuple[str, ...]:
    """Return every place that a file names, in its order."""
    written: dict[str, Any] = dict.fromkeys(
        one.place for series in found.series for one in series.values
    )
    return tuple(written | dict.fromkeys(one.place for one in found.populations))


def with_year(found: FoundData, year: int) -> FoundData:
    """Return what was found, as of the year that somebody has said of a file that names none."""
    if not found.lacks_year:
        return found
    series = tuple(
        replace(
            one,
            values=tuple(
                replace(
                    value,
                    starts_on=value.starts_on.replace(year=year),
                    ends_on=value.ends_on.replace(year=year),
                )
                for value in one.values
            ),
        )
        for one in found.series
    )
    populations = tuple(replace(one, year=year) for one in found.populations)
    return replace(found, series=series, populations=populations, lacks_year=False)


def list_years(found: FoundData) -> tuple[int, ...]:
    """Return every year in which a value's period ends or a population is given."""
    ends: set[date] = {one.ends_on for series in found.series for one in series.values}
    return tuple(sorted({day.year for day in ends} | {one.year for one in found.populations}))
