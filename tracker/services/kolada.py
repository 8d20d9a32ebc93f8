"""Tying indicators to Kolada's measures, choosing the places, and reading their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from tracker.domain.found_data import CellProblem, FoundData, FoundSeries
from tracker.domain.kolada import (
    POPULATION,
    SOURCE,
    Asked,
    CannotTie,
    Kpi,
    KpiValue,
    Stopped,
    is_same,
    measure_of,
    missing_of,
    populations_of,
    refuse_other_kind,
    series_of,
)
from tracker.domain.terms import Direction
from tracker.importing.known_breaks import mark_known
from tracker.importing.kolada import Kolada
from tracker.importing.places import Place, find_place
from tracker.models import ComparisonArea, Council, Indicator
from tracker.queries import kolada as queries
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import flush_first
from tracker.text import _

#: Called with how many measures have been read.
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Gathered:
    """What a fetch brought."""

    found: FoundData
    #: Each series' indicator.
    indicator_ids: tuple[int, ...]
    #: The indicators that were not fetched.
    stopped: tuple[Stopped, ...]


def own_place(council: Council) -> Place | None:
    """Return the council's municipality as the register knows it."""
    return find_place(council.municipality_code) or find_place(council.municipality)


def gather(
    kolada: Kolada, *, asked: Asked, fetched_on: date, tell: Tell = lambda _done: None
) -> Gathered:
    """Read every tied measure's values. One that is another now is left out, and said.

    Raises:
        KoladaProblem: Kolada gives no answer that can be used.
    """
    now = {kpi.id: kpi for kpi in kolada.load_kpis([one.kpi.id for one in asked.tied])}
    stopped = tuple(
        Stopped(tied=one, now=now.get(one.kpi.id))
        for one in asked.tied
        if one.kpi.id not in now or not is_same(one.kpi, now[one.kpi.id])
    )
    left = {one.tied.indicator_id for one in stopped}
    taken = [one for one in asked.tied if one.indicator_id not in left]
    series: list[FoundSeries] = []
    problems: list[CellProblem] = []
    for number, tied in enumerate(taken):
        tell(len(stopped) + number)
        kpi = now[tied.kpi.id]
        values = _load(kolada, kpi, asked)
        series.append(_series(kpi, values, asked, fetched_on))
        problems += missing_of(kpi, values, areas=asked.areas)
    tell(len(asked.tied))
    counted = _load(kolada, POPULATION, asked) if _counts_people(kolada) else ()
    found = FoundData(
        form=_("Kolada: one measure, one place, one year"),
        series=tuple(series),
        populations=populations_of(counted, areas=asked.areas),
        problems=tuple(problems),
    )
    return Gathered(found, tuple(one.indicator_id for one in taken), stopped)


def tie(session: Session, *, indicator: Indicator, kpi: Kpi, by: Act) -> None:
    """Let an indicator take its values from a measure, as the measure is now.

    Raises:
        CannotTie: it is another kind of number, the measure is taken, or the indicator already
            has values of another measure.
    """
    session.refresh(indicator, with_for_update=True)
    refuse_other_kind(indicator.kind, indicator.unit, kpi)
    _refuse_taken(session, indicator.council_id, kpi, by, but=indicator.id)
    tied = queries.tied_of(indicator).kpi
    has_values = indicator.id in queries.load_fetched(session, council_id=indicator.council_id)
    if has_values and (tied.id != kpi.id or not is_same(tied, kpi)):
        raise CannotTie(
            _(
                "The indicator already has values of another measure, or of this one as it was "
                "defined before. They are not joined. Make a new indicator."
            )
        )
    _put(indicator, kpi)
    session.add(indicator)
    session.flush()
    _write_down(session, indicator, "tie_indicator", by)


def make_tied(
    session: Session, *, council: Council, goal_id: int, kpi: Kpi, direction: Direction, by: Act
) -> Indicator:
    """Make an indicator of a measure, under one of the council's goals.

    Raises:
        CannotTie: another indicator takes the measure's values.
    """
    _refuse_taken(session, council.id, kpi, by, but=None)
    columns = {"council_id": council.id, "goal_id": goal_id, "direction": direction}
    return _make(session, kpi, by, columns)


def start_over(session: Session, *, indicator: Indicator, kpi: Kpi, by: Act) -> Indicator:
    """Follow a measure that is another now with a new indicator; the old one ends, values and all.

    Raises:
        CannotTie: the measure is as it was, or another indicator takes its values.
    """
    session.refresh(indicator, with_for_update=True)
    if indicator.kpi != kpi.id or is_same(queries.tied_of(indicator).kpi, kpi):
        raise CannotTie(_("The measure is as it was. Nothing was changed."))
    _refuse_taken(session, indicator.council_id, kpi, by, but=indicator.id)
    # Its title and definition stay, as what its values were; its number is the new one's.
    indicator.last_year, indicator.kpi = by.at.year - 1, ""
    session.add(indicator)
    _write_down(session, indicator, "end_indicator", by)
    kept = ("council_id", "goal_id", "direction", "is_key", "nearby")
    return _make(session, kpi, by, {name: getattr(indicator, name) for name in kept})


def untie(session: Session, *, indicator: Indicator, by: Act) -> None:
    """Let an indicator take no more values from Kolada. Its values and definition stay."""
    session.refresh(indicator, with_for_update=True)
    indicator.kpi = indicator.kpi_title = ""
    session.add(indicator)
    session.flush()
    _write_down(session, indicator, "untie_indicator", by)


def add_area(session: Session, *, council: Council, place: Place, by: Act) -> ComparisonArea:
    """Compare the council with a place. One that is there by its name gets its code.

    Raises:
        EditConflict: somebody else added it a moment ago.
    """
    area = session.exec(
        select(ComparisonArea).where(
            ComparisonArea.council_id == council.id, ComparisonArea.name == place.name
        )
    ).first() or ComparisonArea(council_id=council.id, name=place.name)
    area.code = place.code.rjust(4, "0")
    session.add(area)
    flush_first(session)
    _write_down_area(session, area, "add_area", by)
    return area


def remove_area(session: Session, *, area: ComparisonArea, by: Act) -> None:
    """Fetch no more values for a place. Those that are there stay."""
    _write_down_area(session, area, "remove_area", by)
    session.delete(area)
    session.flush()


def _load(kolada: Kolada, kpi: Kpi, asked: Asked) -> tuple[KpiValue, ...]:
    return tuple(
        value
        for areas in asked.batches
        for value in kolada.load_values(kpi.id, [area.code for area in areas], asked.years)
    )


def _series(kpi: Kpi, values: tuple[KpiValue, ...], asked: Asked, fetched_on: date) -> FoundSeries:
    return mark_known(series_of(kpi, values, areas=asked.areas, fetched_on=fetched_on))


def _counts_people(kolada: Kolada) -> bool:
    """Tell whether the population's number still means the population."""
    return any(kpi.title == POPULATION.title for kpi in kolada.load_kpis([POPULATION.id]))


def _make(session: Session, kpi: Kpi, by: Act, columns: Mapping[str, Any]) -> Indicator:
    measure = measure_of(kpi.title)
    indicator = Indicator(
        title=kpi.title, unit=measure.unit, kind=measure.kind, source=SOURCE, **columns
    )
    _put(indicator, kpi)
    session.add(indicator)
    session.flush()
    _write_down(session, indicator, "make_indicator", by)
    return indicator


def _put(indicator: Indicator, kpi: Kpi) -> None:
    indicator.kpi, indicator.kpi_title, indicator.definition = kpi.id, kpi.title, kpi.definition


def _refuse_taken(session: Session, council_id: int, kpi: Kpi, by: Act, *, but: int | None) -> None:
    for one in queries.list_tied(session, council_id=council_id, year=by.at.year):
        if one.kpi.id == kpi.id and one.indicator_id != but:
            raise CannotTie(
                _("%(indicator)s already takes the values of this measure.", indicator=one.title)
            )


def _write_down(session: Session, indicator: Indicator, action: str, by: Act) -> None:
    write_down(
        session,
        council_id=indicator.council_id,
        action=action,
        thing="indicator",
        thing_id=indicator.id,
        by=by,
    )


def _write_down_area(session: Session, area: ComparisonArea, action: str, by: Act) -> None:
    write_down(
        session,
        council_id=area.council_id,
        action=action,
        thing="comparison_area",
        thing_id=area.id,
        by=by,
    )
