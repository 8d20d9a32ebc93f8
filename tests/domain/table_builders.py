"""Any programme with its interventions and values, for tests of the tables that leave and return."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from tracker.domain.programme_tables import TABLES, TEXTS, CellKind, ProgrammeTable, TableColumn
from tracker.domain.saved_tables import SavedRow, SavedTables
from tracker.domain.table_cells import clean
from tracker.domain.table_names import plain_name
from tracker.domain.terms import IndicatorKind

OWN = "Älvstad"

#: What spreadsheets take for something else than text.
TRICKY = (
    "=1+1",
    "+46 70",
    "-våld",
    "@SUM(A1)",
    "\t=a",
    "'=a",
    "''-a",
    "'",
    'a;b, "c"',
    "två\r\nrader",
    "  kanter  ",
    "1 234,5",
    "3.10",
    "2026-01-01",
    "Ja",
    "Mål 1.1",
    "_x0041_",
    "\N{NO-BREAK SPACE}",
)
_LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
_TEXTS = st.text(_LETTERS, max_size=12) | st.sampled_from(TRICKY)
_NAMES = _TEXTS.filter(lambda text: bool(plain_name(text)))
#: In the register, so that no table need say that they are there.
_MUNICIPALITIES = ("Umeå", "Lund")
_MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)


def _whole(column: TableColumn) -> st.SearchStrategy[int]:
    return st.integers(int(max(column.least, 0)), int(min(column.most, 10**6)))


_VALUES: Mapping[CellKind, st.SearchStrategy[Any]] = {
    CellKind.CODE: st.sampled_from(("", "0617", "0000")),
    CellKind.DAY: st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    CellKind.DECIMAL: st.floats(0, 1) | st.sampled_from([0.1 + 0.2, 1 / 3]),
    CellKind.MOMENT: _MOMENTS,
    CellKind.PLACE: st.sampled_from(("", *_MUNICIPALITIES)),
    CellKind.TEXT: _TEXTS,
    CellKind.TICK: st.booleans(),
    CellKind.YES_NO: st.booleans(),
}
#: The kinds whose column is never without a value.
_FILLED = TEXTS | {CellKind.TICK}


def _value(column: TableColumn) -> st.SearchStrategy[Any]:
    """Return what a column that refers to nothing may hold."""
    if column.key == "link":
        return st.sampled_from(("", "https://alvstad.example/a"))
    found = _VALUES.get(column.kind, _NAMES if column.is_required else _TEXTS)
    if column.kind is CellKind.WHOLE:
        found = _whole(column)
    if column.kind is CellKind.CHOICE:
        found = st.sampled_from(sorted(column.words))
    return found if column.is_required or column.kind in _FILLED else found | st.none()


@st.composite
def any_tables(draw: st.DrawFn) -> SavedTables:
    """Draw everything that a council's tables may hold."""
    organisations = draw(_named(("Kommunledningen", "Polisen", "=Kultur", "A; B")))
    people = draw(_named(("a@alvstad.example", "b@alvstad.example", "-c@alvstad.example")))
    rows: dict[str, tuple[SavedRow, ...]] = {}
    known = {"organisation": tuple(organisations), "person": tuple(people)}
    for table in TABLES:
        found = [draw(_row(table, number, known)) for number in draw(_numbers(table, known))]
        rows[table.key] = _different(table, [_in_order(table, row, rows) for row in found])
        known[table.key] = tuple(row.id for row in rows[table.key])
    return SavedTables(municipality=OWN, rows=rows, organisations=organisations, people=people)


def _named(names: tuple[str, ...]) -> st.SearchStrategy[dict[int, tuple[str, ...]]]:
    chosen = st.lists(st.sampled_from(names), unique=True)
    return chosen.map(lambda found: {10 + at: (name,) for at, name in enumerate(found)})


def _numbers(
    table: ProgrammeTable, known: Mapping[str, tuple[int, ...]]
) -> st.SearchStrategy[list[int]]:
    needed = [column.to for column in table.columns if column.to and column.is_required]
    most = 4 if all(known[name] for name in needed) else 0
    return st.lists(st.integers(1, 99), unique=True, max_size=most)


@st.composite
def _row(
    draw: st.DrawFn, table: ProgrammeTable, number: int, known: Mapping[str, tuple[int, ...]]
) -> SavedRow:
    values = {}
    for column in table.columns:
        if column.kind is CellKind.REFERENCES:
            chosen = st.lists(st.sampled_from(known[column.to]), unique=True, max_size=3)
            values[column.key] = tuple(draw(chosen)) if known[column.to] else ()
        elif column.kind is CellKind.REFERENCE:
            values[column.key] = draw(_reference(column, known[column.to]))
        else:
            values[column.key] = draw(_value(column))
    links = {goal: 100 * number + at for at, goal in enumerate(values.get("goals", ()))}
    return SavedRow(id=number, values=values, links=links)


def _reference(column: TableColumn, numbers: tuple[int, ...]) -> st.SearchStrategy[int | None]:
    found: st.SearchStrategy[int | None] = st.sampled_from(numbers) if numbers else st.none()
    return found if column.is_required else found | st.none()


def _in_order(
    table: ProgrammeTable, row: SavedRow, rows: Mapping[str, tuple[SavedRow, ...]]
) -> SavedRow:
    """Return a row whose values go together, as forms and database ask."""
    values = dict(row.values)
    for first, last in (
        ("first_year", "last_year"),
        ("baseline_first_year", "baseline_last_year"),
        ("starts_on", "ends_on"),
        ("low", "high"),
    ):
        if values.get(first) is not None and values.get(last) is not None:
            values[first], values[last] = sorted((values[first], values[last]))
    if values.get("baseline_first_year") is None or values.get("baseline_last_year") is None:
        values |= {key: None for key in values if key.startswith("baseline_")}
    if table.key == "measurement" and values["count"] is None and values["value"] is None:
        values["count"] = 0
    if table.key == "measurement":
        kinds = {one.id: one.values["kind"] for one in rows["indicator"]}
        if kinds[values["indicator_id"]] is IndicatorKind.COUNT:
            values["value"], values["count"] = None, values["count"] or 0
    return SavedRow(id=row.id, values=values, links=row.links)


def _different(table: ProgrammeTable, rows: list[SavedRow]) -> tuple[SavedRow, ...]:
    """Return rows of which no two have the same of what must differ."""
    if not table.unique:
        return tuple(rows)
    found = {tuple(_bare(row.values[key]) for key in table.unique): row for row in rows}
    return tuple(found.values())


def _bare(value: Any) -> Any:
    return clean(value).casefold() if isinstance(value, str) else value
