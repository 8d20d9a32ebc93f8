"""What workings are made of: the years behind a change, their sums, steps and sections."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.effects import Change, Method, spread_years
from tracker.domain.indicators import Observation, Period, format_value
from tracker.domain.period_samples import Parts, Years, measured, pool
from tracker.domain.tables import Table
from tracker.domain.verdict_rules import is_covering
from tracker.text import EN_DASH, _, format_number, mark

#: Rates are shown per so many inhabitants.
PER_INHABITANTS = 10_000


class Role(StrEnum):
    """What part a place takes in the comparison."""

    OWN = "own"
    NEARBY = "nearby"
    COMPARISON = "comparison"
    COVERING = "covering"  # it holds the own municipality, and others are there to compare with
    LEFT_OUT = "left_out"  # it lacks the same years, or its series is broken


_ROLES = {
    Role.OWN: mark("Own municipality"),
    Role.NEARBY: mark("Nearby place, where the problem may move"),
    Role.COMPARISON: mark("Comparison area"),
    Role.COVERING: mark("Holds the municipality, and is not counted"),
    Role.LEFT_OUT: mark("Left out of the comparison"),
}


def role_word(role: Role) -> str:
    """Return what part a place takes, in words."""
    return _(_ROLES[role])


@dataclass(frozen=True, kw_only=True)
class PlaceYears:
    """A place's measured years in each of the two periods."""

    place: str
    role: Role
    before: Years
    after: Years

    @property
    def sides(self) -> Parts:
        """Return the years of the earlier and of the later period."""
        return self.before, self.after


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a calculation: in words, and in symbols with the numbers filled in."""

    title: str
    words: str
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A place's figures, year by year; `sums` are the rows that sum the ones above them."""

    place: str
    role: Role
    table: Table
    sums: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the workings, to be shown under a heading."""

    id: str
    title: str
    intro: str = ""
    steps: tuple[Step, ...] = ()
    points: tuple[str, ...] = ()
    figures: tuple[Figures, ...] = ()
    table: Table | None = None


# The years behind a change ---------------------------------------------------------------


def list_places(change: Change, municipality: str) -> tuple[PlaceYears, ...]:
    """Return every place's years in the two periods: the own first, those left out last."""
    series = change.series

    def role(name: str) -> Role:
        if name == series.nearby:
            return Role.NEARBY
        if name in change.comparison_names:
            return Role.COMPARISON
        return Role.COVERING if is_covering(name) else Role.LEFT_OUT

    rows = [(municipality, Role.OWN, series.observations)]
    rows += [(name, role(name), values) for name, values in series.comparisons.items()]
    order = list(Role)
    return tuple(
        PlaceYears(
            place=name,
            role=part,
            before=measured(series, observations, change.period_before),
            after=measured(series, observations, change.period_after),
        )
        for name, part, observations in sorted(rows, key=lambda row: order.index(row[1]))
    )


def spread_runs(change: Change, own: PlaceYears) -> tuple[Years, ...]:
    """Return the runs of years within which the own years' spread is judged."""
    needs_population = pool(change.method, [own.sides]).has_population
    known = {one.year: one for one in change.series.observations}
    runs = (tuple(known[year] for year in run) for run in sorted(spread_years(change)))
    return tuple(run for run in runs if not needs_population or all(one.population for one in run))


# The figures as tables -------------------------------------------------------------------


def place_figures(change: Change, place: PlaceYears) -> Figures:
    """Return a place's yearly figures as a table, each period summed."""
    rows: list[tuple[str, ...]] = []
    sums: set[int] = set()
    for period, years in zip((change.period_before, change.period_after), place.sides, strict=True):
        known = {one.year: one for one in years}
        rows += [
            _year_row(change, year, known.get(year))
            for year in range(period.first, period.last + 1)
        ]
        if years and change.method is not Method.NONE:
            sums.add(len(rows))
            rows.append(_sum_row(change, period, years))
    headers, numeric = _headers(change)
    has_marks = any(row[-1] for row in rows)
    if not has_marks:
        headers, rows = headers[:-1], [row[:-1] for row in rows]
    table = Table(
        caption=place.place, headers=headers, rows=tuple(rows), numeric=frozenset(range(1, numeric))
    )
    return Figures(place=place.place, role=place.role, table=table, sums=frozenset(sums))


def _headers(change: Change) -> tuple[tuple[str, ...], int]:
    """Return the headings, and the first column after the numbers."""
    marks = _("To bear in mind")
    if change.method is Method.RATE_RATIO:
        return (
            (_("Year"), _("Number of events"), _("Population"), _("Per 10 000 inhabitants"), marks),
            4,
        )
    if change.method is Method.SHARE_RATIO:
        return (_("Year"), _("Share"), _("Respondents"), marks), 3
    return (_("Year"), _("Value"), marks), 2


def _year_row(change: Change, year: int, one: Observation | None) -> tuple[str, ...]:
    words = ", ".join(observation_marks(one)) if one else _("No value")
    if change.method is Method.RATE_RATIO:
        count, population = (one.count, one.population) if one else (None, None)
        rate = _rate(count, population) if count is not None and population else EN_DASH
        return (str(year), _whole(count), _whole(population), rate, words)
    value = format_value(change.series, one.value if one else None)
    if change.method is Method.SHARE_RATIO:
        return (str(year), value, _whole(one.sample_size if one else None), words)
    return (str(year), value, words)


def _sum_row(change: Change, period: Period, years: Sequence[Observation]) -> tuple[str, ...]:
    total = pool(change.method, [(tuple(years), ())])
    events, exposure = total.events[0], total.exposures[0]
    title = _("Sum %(period)s", period=period)
    if change.method is Method.SHARE_RATIO:
        return (title, format_value(change.series, events / exposure), _whole(exposure), "")
    if not total.has_population:
        return (title, _whole(events), EN_DASH, EN_DASH, "")
    return (title, _whole(events), _whole(exposure), _rate(events, exposure), "")


def observation_marks(one: Observation) -> list[str]:
    """Return what a reader must bear in mind about a year's figure."""
    words = []
    if one.preliminary:
        words.append(_("Preliminary"))
    if one.series_break:
        words.append(_("New way of measuring"))
    if one.spans_years > 1:
        words.append(_("Survey over %(years)s years", years=one.spans_years))
    return words


def _rate(events: float, exposure: float) -> str:
    return format_number(events / exposure * PER_INHABITANTS, 1)


def _whole(number: float | None) -> str:
    return EN_DASH if number is None else format_number(number)


# Numbers within formulas -----------------------------------------------------------------


def decimal(number: float, decimals: int = 3) -> str:
    """Write a number within a formula; infinity as such."""
    if number == float("inf"):
        return "∞"
    return format_number(number, decimals)


def whole(number: float) -> str:
    """Write a number of events or of answers: without decimals where it has none."""
    return format_number(number, 0 if abs(number - round(number)) < 1e-9 else 1)


def p_value(number: float) -> str:
    """Write a p-value: p = 0,012, and p < 0,001 below what three decimals can say."""
    return f"p < {format_number(0.001, 3)}" if number < 0.001 else f"p = {format_number(number, 3)}"
