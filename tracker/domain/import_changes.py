"""The rows that an import would write, from what was found and chosen."""

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.domain.data_imports import NewRow, RowChange
from tracker.domain.derived_populations import per_inhabitants
from tracker.domain.import_diff import CellState
from tracker.domain.import_matching import KnownPlace, PlaceMatch, is_other_definition, short_code
from tracker.domain.import_plans import ImportPlan, LinePlan, PopulationCell, Target
from tracker.domain.terms import Direction, IndicatorKind
from tracker.text import _


def list_changes(plan: ImportPlan, *, compared: Sequence[KnownPlace]) -> tuple[RowChange, ...]:
    """Return every row that a plan makes or changes, what others hang on first.

    Args:
        plan: the plan.
        compared: the places that the council has said that it compares itself with.
    """
    return (
        *_new_areas(plan, compared),
        *(change for line in plan.lines for change in _indicator(plan, line)),
        *(change for line in plan.lines for change in _values(line)),
        *(change for one in plan.populations for change in _population(plan, one)),
    )


def _new_areas(plan: ImportPlan, compared: Sequence[KnownPlace]) -> Iterator[RowChange]:
    used = {cell.place for line in plan.lines for cell in line.written}
    used |= {one.place for one in plan.populations if one.state is not CellState.SAME}
    known = {one.name for one in compared}
    for name, match in {one.name: one for one in plan.places if one.name}.items():
        if name in used and name not in known:
            yield RowChange(thing="comparison_area", after={"name": name, "code": _code(match)})


def _code(match: PlaceMatch) -> str:
    """Return a place's code as Kolada writes it, which is how areas bear it."""
    return short_code(match.code).zfill(4) if match.code else ""


def _indicator(plan: ImportPlan, line: LinePlan) -> Iterator[RowChange]:
    target = line.target
    if target.goal_id is not None and any(line.written):
        yield RowChange(thing="indicator", key=target.key, after=_new_indicator(plan, target))
    elif target.indicator is not None and line.cells:
        yield from _remember(target)


def _new_indicator(plan: ImportPlan, target: Target) -> dict[str, Any]:
    series = target.series
    has_twin = sum(one.name == series.name for one in plan.found.series) > 1
    return {
        "goal_id": target.goal_id,
        "title": f"{series.name} ({series.unit})" if has_twin and series.unit else series.name,
        "unit": _unit(target),
        "kind": target.kind.value,
        # Nobody has said which way is better: it must be interpreted until somebody does.
        "direction": Direction.NEUTRAL.value,
        "definition": series.definition,
        "source_name": series.name,
        "kpi": series.kpi,
        "kpi_title": series.name if series.kpi else "",
        "source": series.source,
    }


def _unit(target: Target) -> str:
    """Return a new indicator's unit. A count that came with its rate bears the rate's."""
    is_count = target.kind is IndicatorKind.COUNT
    if is_count and per_inhabitants(target.series.unit):
        return _("number")
    return target.series.unit


def _remember(target: Target) -> Iterator[RowChange]:
    """Remember what an indicator is called in its source, to know it again the next time."""
    series, indicator = target.series, target.indicator
    if indicator is None:
        return
    after = {"source_name": series.name}
    if series.kpi and indicator.kpi in ("", series.kpi):
        is_answered = is_other_definition(series, indicator)
        after["kpi"] = series.kpi
        after["kpi_title"] = series.name if is_answered else indicator.kpi_title or series.name
        after["definition"] = (
            series.definition if is_answered and series.definition else indicator.definition
        ) or series.definition
    before = {name: getattr(indicator, name) for name in after}
    changed = {name for name in after if after[name] != before[name]}
    if changed:
        yield RowChange(
            thing="indicator",
            thing_id=indicator.id,
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )


def _values(line: LinePlan) -> Iterator[RowChange]:
    target = line.target
    owner = target.indicator.id if target.indicator is not None else NewRow(target.key)
    for cell in line.written:
        if cell.saved is None:
            spot = {
                "indicator_id": owner,
                "municipality": cell.place,
                "starts_on": cell.starts_on.isoformat(),
                "ends_on": cell.ends_on.isoformat(),
            }
            yield RowChange(thing="measurement", after={**spot, **cell.after, **_origin(target)})
        else:
            yield RowChange(
                thing="measurement",
                thing_id=cell.saved.id,
                before=cell.before,
                after={**cell.after, **_origin(target)},
            )


def _origin(target: Target) -> dict[str, Any]:
    series = target.series
    origin: dict[str, Any] = {"source": series.source} if series.source else {}
    if series.fetched_on is not None:
        # At noon: no time zone of ours makes another day of it.
        origin["fetched_at"] = f"{series.fetched_on.isoformat()}T12:00:00Z"
    return origin


def _population(plan: ImportPlan, one: PopulationCell) -> Iterator[RowChange]:
    source = next((series.source for series in plan.found.series if series.source), "")
    if one.saved is None:
        yield RowChange(
            thing="population_count",
            after={
                "municipality": one.place,
                "year": one.year,
                "inhabitants": one.inhabitants,
                "source": source,
            },
        )
    elif one.saved.inhabitants != one.inhabitants:
        yield RowChange(
            thing="population_count",
            thing_id=one.saved.id,
            before={"inhabitants": one.saved.inhabitants},
            after={"inhabitants": one.inhabitants},
        )
    touched = {cell.saved.id for line in plan.lines for cell in line.written if cell.saved}
    for measurement_id in one.filled:
        if measurement_id not in touched:
            yield RowChange(
                thing="measurement",
                thing_id=measurement_id,
                before={"population": None},
                after={"population": one.inhabitants},
            )
