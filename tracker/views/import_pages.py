"""An import's parts, ready to be read: its series, places, values and what it wrote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import request

from tracker.domain.data_imports import Undone
from tracker.domain.found_data import CellProblem
from tracker.domain.import_diff import Cell, CellState
from tracker.domain.import_plans import ImportPlan, LinePlan, PopulationCell
from tracker.domain.import_words import (
    IMPORT_STATE_WORDS,
    STATE_WORDS,
    THING_WORDS,
    format_change,
    format_period,
    number_column,
    remarks_of,
    values_of,
)
from tracker.domain.terms import IndicatorKind
from tracker.forms.data_imports import ChoicesForm, Select
from tracker.models import DataImport, ImportChange, Indicator
from tracker.queries import data_imports as queries
from tracker.text import _, format_number, gettext, ngettext
from tracker.views.web import council, db, query_number

#: So many values stand on a page.
VALUES_A_PAGE = 100
#: More places than this are folded together, but for those that are decided.
PLACES_AT_ONCE = 25
#: The order in which values are worth looking at. The unchanged ones are folded away.
STATES = (CellState.PROBLEM, CellState.CHANGED, CellState.NEW, CellState.MISSING)

Found = TypeVar("Found")

PROBLEMS, POPULATIONS = "problems", "populations"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A series of the file, with what it is to become and what its values would do."""

    key: str
    title: str
    about: str
    notes: Sequence[str]
    select: Select
    counts: Sequence[tuple[CellState, str, int]]
    is_taken: bool


@dataclass(frozen=True, kw_only=True)
class ValueRow:
    """A value that came in, ready to be read."""

    state: CellState
    place: str
    period: str
    old: str
    new: str
    remarks: str
    where: str


@dataclass(frozen=True, kw_only=True)
class ValuesPage:
    """Some of the values of one series."""

    key: str
    title: str
    rows: Sequence[ValueRow]
    #: How many unchanged ones are folded away, and whether they are shown.
    same: int
    has_same: bool
    number: int
    pages: int
    in_all: int


@dataclass(frozen=True, kw_only=True)
class Places:
    """The file's places: those to look at, and the many that are left out."""

    #: Each with whether it is known: in the register, or said what it is.
    shown: Sequence[tuple[Select, bool]]
    folded: Sequence[tuple[Select, bool]]


def words() -> dict[str, Any]:
    """Return the enumerations' words in the reader's language."""
    return {
        "state_words": {key.value: gettext(word) for key, word in IMPORT_STATE_WORDS.items()},
        "cell_words": {key.value: gettext(word) for key, word in STATE_WORDS.items()},
        "thing_words": {key: gettext(word) for key, word in THING_WORDS.items()},
    }


def summary(plan: ImportPlan) -> list[tuple[CellState, str, int]]:
    """Return [(state, word, how many)] of all that is in the file."""
    counts = plan.counts_of_all
    return [(state, gettext(word), counts[state]) for state, word in STATE_WORDS.items()]


def lines(plan: ImportPlan, form: ChoicesForm) -> list[Line]:
    """Return the file's series in its order."""
    return [
        Line(
            key=line.target.key,
            title=line.target.series.name,
            about=_about(line),
            notes=line.target.series.notes,
            select=form.lines[line.target.key],
            counts=[
                (state, gettext(word), line.counts[state]) for state, word in STATE_WORDS.items()
            ],
            is_taken=line.target.is_taken,
        )
        for line in plan.lines
    ]


def _about(line: LinePlan) -> str:
    """Return a series' unit, its values and years: "Antal, 136 värden, 2017–2024"."""
    series = line.target.series
    years = sorted({one.ends_on.year for one in series.values})
    parts = [series.unit, series.kpi, series.source]
    if years:
        span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        count = len(series.values)
        parts += [ngettext("one value", "%(num)s values", count, num=format_number(count)), span]
    return ", ".join(part for part in parts if part)


def places(plan: ImportPlan, form: ChoicesForm) -> Places:
    """Return the places, the many that are left out folded."""
    both = [(form.places[one.place.written], one) for one in plan.places]
    ready = [(select, bool(one.place.register) or one.name is not None) for select, one in both]
    if len(both) <= PLACES_AT_ONCE:
        return Places(shown=ready, folded=())
    is_shown = [one.name is not None or one.place.register is None for _select, one in both]
    pairs = list(zip(ready, is_shown, strict=True))
    return Places(
        shown=[one for one, shown in pairs if shown],
        folded=[one for one, shown in pairs if not shown],
    )


def chosen_values(plan: ImportPlan) -> ValuesPage | None:
    """Return the values of the series that the address names, or of the first with something."""
    key = request.args.get("line", "")
    line = next((one for one in plan.lines if one.target.key == key), None)
    if key not in (PROBLEMS, POPULATIONS):
        line = line or _first(plan)
    if line is not None:
        return _line_page(line)
    if plan.populations and key != PROBLEMS:
        return _page(POPULATIONS, _("Populations"), plan.populations, _population_row)
    if plan.found.problems:
        problems = sorted(plan.found.problems, key=lambda one: one.is_missing)
        return _page(PROBLEMS, _("Not understood, or missing"), problems, _problem_row)
    return None


def _first(plan: ImportPlan) -> LinePlan | None:
    for states in ((CellState.PROBLEM, CellState.CHANGED), STATES, tuple(CellState)):
        for line in plan.lines:
            if any(line.counts[state] for state in states):
                return line
    return None


def _line_page(line: LinePlan) -> ValuesPage:
    kind = line.target.kind
    has_same = "same" in request.args
    order = (*STATES, CellState.SAME) if has_same else STATES
    cells = sorted(
        (cell for cell in line.cells if cell.state in order),
        key=lambda cell: order.index(cell.state),  # the file's order within each
    )
    return _page(
        line.target.key,
        line.target.series.name,
        cells,
        lambda cell: _value_row(cell, kind),
        same=line.counts[CellState.SAME],
        has_same=has_same,
    )


def _page(
    key: str,
    title: str,
    found: Sequence[Found],
    ready: Callable[[Found], ValueRow],
    *,
    same: int = 0,
    has_same: bool = False,
) -> ValuesPage:
    pages = max(1, -(-len(found) // VALUES_A_PAGE))
    number = min(query_number("page") or 1, pages)
    first = (number - 1) * VALUES_A_PAGE
    return ValuesPage(
        key=key,
        title=title,
        rows=[ready(one) for one in found[first : first + VALUES_A_PAGE]],
        same=same,
        has_same=has_same,
        number=number,
        pages=pages,
        in_all=len(found),
    )


def place_words(place: str) -> str:
    """Return a place as people read it: the council's own by its municipality's name."""
    return place or council().municipality


def _value_row(cell: Cell, kind: IndicatorKind) -> ValueRow:
    old, new = values_of(cell, kind)
    return ValueRow(
        state=cell.state,
        place=place_words(cell.place),
        period=format_period(cell.starts_on, cell.ends_on),
        old=old,
        new=new,
        remarks=", ".join(remarks_of(cell, kind)),
        where=cell.where,
    )


def _problem_row(one: CellProblem) -> ValueRow:
    return ValueRow(
        state=CellState.MISSING if one.is_missing else CellState.PROBLEM,
        place="",
        period="",
        old="",
        new=one.raw,
        remarks=one.words,
        where=one.where,
    )


def _population_row(one: PopulationCell) -> ValueRow:
    filled = len(one.filled)
    return ValueRow(
        state=one.state,
        place=place_words(one.place),
        period=str(one.year),
        old=format_number(one.saved.inhabitants) if one.saved else "",
        new=format_number(one.inhabitants),
        remarks=_("also for %(num)s counts that lacked it", num=filled) if filled else "",
        where=one.where,
    )


def left_words(undone: Undone) -> list[str]:
    """Say which rows an undoing left."""
    if not undone.left:
        return []
    names = ", ".join(  # it travels in a cookie, and a browser drops one above 4 kB
        f"{gettext(THING_WORDS[one.thing])}: {one.name[:80]}" for one in undone.left[:10]
    )
    more = "" if len(undone.left) <= 10 else f" (+{len(undone.left) - 10})"
    return [
        _(
            "Left as they are, since somebody has changed or used them after the import: "
            "%(names)s.",
            names=names + more,
        )
    ]


#: What a row of the log need not say.
_NOT_SHOWN = frozenset({"import_id", "council_id"})


@dataclass(frozen=True, kw_only=True)
class WrittenRow:
    """A row that an import made or changed, ready to be read."""

    thing: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an import that is over wrote."""

    #: [(table's word, made, changed)].
    counts: Sequence[tuple[str, int, int]]
    rows: Sequence[WrittenRow]
    number: int
    pages: int
    in_all: int


def written(data_import: DataImport) -> Written:
    """Return what an import wrote: counts of all, and some of the rows."""
    counts = queries.count_changes(db(), council_id=council().id, import_id=data_import.id)
    in_all = sum(counts.values())
    pages = max(1, -(-in_all // VALUES_A_PAGE))
    number = min(query_number("page") or 1, pages)
    rows = queries.list_changes(
        db(),
        council_id=council().id,
        import_id=data_import.id,
        offset=(number - 1) * VALUES_A_PAGE,
        limit=VALUES_A_PAGE,
    )
    values = queries.load_written_values(db(), council_id=council().id, changes=rows)
    names = queries.load_names(db(), council_id=council().id, changes=rows)
    things = dict.fromkeys(thing for thing, _is_new in counts)
    return Written(
        counts=[
            (
                gettext(THING_WORDS[thing]),
                counts.get((thing, True), 0),
                counts.get((thing, False), 0),
            )
            for thing in things
        ],
        rows=[_written_row(one, values.get(one.id), names) for one in rows],
        number=number,
        pages=pages,
        in_all=in_all,
    )


def _written_row(
    change: ImportChange,
    value: queries.WrittenValue | None,
    names: Mapping[tuple[str, int], str],
) -> WrittenRow:
    thing = gettext(THING_WORDS[change.thing])
    before = change.before or {}
    if value is not None:
        column = number_column(value.kind)
        if column not in change.after:  # only what stands beside the number
            column = "population"
        old, new = format_change(value.kind, before.get(column), change.after.get(column))
        period = format_period(value.starts_on, value.ends_on)
        name = f"{value.title}, {place_words(value.place)} {period}"
        return WrittenRow(thing=thing, name=name, old=old if change.before else "", new=new)
    known = {**before, **change.after}
    if "inhabitants" in known:
        place, year = known.get("municipality"), known.get("year")
        name = "" if year is None else f"{place_words(place or '')} {year}"
        old, new = (
            format_number(one["inhabitants"]) if "inhabitants" in one else ""
            for one in (before, change.after)
        )
        return WrittenRow(thing=thing, name=name, old=old, new=new)
    title = known.get("title") or known.get("name") or ""
    column = next((one for one in before if one not in _NOT_SHOWN), "")
    old, new = (str(one.get(column) or "") for one in (before, change.after))
    name = names.get((change.thing, change.thing_id), str(title))
    return WrittenRow(thing=thing, name=name, old=old, new=new)


@dataclass(frozen=True, kw_only=True)
class RevisionRow:
    """A value that an import replaced, ready to be read."""

    period: str
    place: str
    old: str
    new: str
    #: When, as an instant.
    on: datetime | None
    #: The file's name, or the system's.
    name: str
    import_id: int


def revisions(indicator: Indicator) -> list[RevisionRow]:
    """Return the values of an indicator that its sources have revised, the latest first."""
    found = queries.list_revisions(db(), council_id=council().id, indicator_id=indicator.id)
    column = number_column(indicator.kind)
    rows = []
    for one in found:
        old, new = format_change(indicator.kind, one.before.get(column), one.after.get(column))
        rows.append(
            RevisionRow(
                period=format_period(one.measurement.starts_on, one.measurement.ends_on),
                place=place_words(one.measurement.municipality),
                old=old,
                new=new,
                on=one.applied_at,
                name=one.name,
                import_id=one.import_id,
            )
        )
    return rows
