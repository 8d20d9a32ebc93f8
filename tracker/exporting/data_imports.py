"""What an import would do, as JSON and as text for the command line."""

from collections.abc import Sequence
from typing import Any

from tracker.domain.import_diff import Cell, CellState
from tracker.domain.import_matching import LEFT_OUT
from tracker.domain.import_plans import ImportPlan, LinePlan, PopulationCell
from tracker.domain.import_words import (
    EN_DASH,
    STATE_WORDS,
    format_period,
    number_column,
    remarks_of,
    values_of,
)
from tracker.text import _, format_number, gettext

#: So many values of a series are printed. JSON has them all.
MOST_PRINTED = 20


def plan_as_json(plan: ImportPlan) -> dict[str, Any]:
    """Return a plan as plain JSON values, each value with the cell that it stands in."""
    return {
        "form": plan.found.form,
        "notes": list(plan.found.notes),
        "counts": {state.value: plan.counts_of_all[state] for state in CellState},
        "is_ready": plan.is_ready,
        "lacks_year": plan.lacks_year,
        "questions": [
            {"key": one.key, "words": one.words, "is_answered": one.is_answered}
            for one in plan.questions
        ],
        "places": [
            {"written": one.place.written, "choice": one.choice, "name": one.name}
            for one in plan.places
        ],
        "series": [_line_as_json(line) for line in plan.lines],
        "populations": [
            {
                "state": one.state.value,
                "place": one.place,
                "year": one.year,
                "before": one.saved.inhabitants if one.saved else None,
                "after": one.inhabitants,
                "where": one.where,
            }
            for one in plan.populations
        ],
        "problems": [
            {
                "where": one.where,
                "raw": one.raw,
                "words": one.words,
                "is_missing": one.is_missing,
            }
            for one in plan.found.problems
        ],
    }


def _line_as_json(line: LinePlan) -> dict[str, Any]:
    target = line.target
    return {
        "key": target.key,
        "name": target.series.name,
        "unit": target.series.unit,
        "kpi": target.series.kpi,
        "choice": target.choice,
        "indicator": target.indicator.title if target.indicator else None,
        "notes": list(target.series.notes),
        "cells": [_cell_as_json(cell, number_column(target.kind)) for cell in line.cells],
    }


def _cell_as_json(cell: Cell, column: str) -> dict[str, Any]:
    is_missing = cell.state is CellState.MISSING
    return {
        "state": cell.state.value,
        "place": cell.place,
        "starts_on": cell.starts_on.isoformat(),
        "ends_on": cell.ends_on.isoformat(),
        "before": getattr(cell.saved, column, None),
        "after": None if is_missing else cell.becomes(column),
        # All that is saved of it: an interval, a population, whether it is preliminary.
        "columns": dict(cell.after),
        "population_is_derived": cell.is_derived,
        "where": cell.where,
        "words": cell.words,
    }


def plan_as_text(plan: ImportPlan) -> str:
    """Return a plan as lines to read in a terminal."""
    lines = [plan.found.form, *plan.found.notes]
    lines += [
        f"  {gettext(word)}: {format_number(plan.counts_of_all[state])}"
        for state, word in STATE_WORDS.items()
        if plan.counts_of_all[state]
    ]
    for line in plan.lines:
        lines += ["", *_line_as_text(line)]
    lines += _populations_as_text(plan.populations)
    left_out = [one.place.written for one in plan.places if one.choice == LEFT_OUT]
    if left_out:
        lines += ["", _("Places that are left out: %(names)s", names=", ".join(left_out))]
    lines += [
        f"{one.where}: {one.raw!r}. {one.words}"
        for one in plan.found.problems
        if not one.is_missing
    ][:MOST_PRINTED]
    lines += [f"? {one.key}: {one.words}" for one in plan.open_questions]
    return "\n".join(lines)


def _populations_as_text(populations: Sequence[PopulationCell]) -> list[str]:
    cells = [one for one in populations if one.state is not CellState.SAME]
    if not cells:
        return []
    printed = ["", _("Populations")]
    for one in cells[:MOST_PRINTED]:
        old = format_number(one.saved.inhabitants) if one.saved else EN_DASH
        words = [
            gettext(STATE_WORDS[one.state]),
            one.place,
            str(one.year),
            f"{old} → {format_number(one.inhabitants)}",
            one.where,
        ]
        printed.append("   " + "  ".join(word for word in words if word))
    return [*printed, *_more(len(cells))]


def _more(in_all: int) -> list[str]:
    return [f"   … (+{in_all - MOST_PRINTED})"] if in_all > MOST_PRINTED else []


def _line_as_text(line: LinePlan) -> list[str]:
    target = line.target
    name = f"{target.series.name} ({target.series.unit})"
    if not target.is_taken:
        return [f"{target.key}. {name}: {_('Left out')}"]
    becomes = target.indicator.title if target.indicator else _("a new indicator")
    cells = [cell for cell in line.cells if cell.state is not CellState.SAME]
    printed = [f"{target.key}. {name} → {becomes}"]
    for cell in cells[:MOST_PRINTED]:
        old, new = values_of(cell, target.kind)
        words = [
            gettext(STATE_WORDS[cell.state]),
            cell.place,
            format_period(cell.starts_on, cell.ends_on),
            f"{old} → {new}",
            ", ".join(remarks_of(cell, target.kind)),
            cell.where,
        ]
        printed.append("   " + "  ".join(word for word in words if word))
    return [*printed, *_more(len(cells))]
