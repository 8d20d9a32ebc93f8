"""The tables of a file beside those that are saved: what would be made, changed and left.

Rows are known again by their number. What is not in the file is left as it is; nothing is removed.
A row with anything that is not understood is left out whole, and so is what needs it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tracker.domain.data_imports import NewRow
from tracker.domain.programme_tables import (
    FINGERPRINT,
    NUMBER,
    TABLES,
    CellKind,
    ProgrammeTable,
    find_table,
)
from tracker.domain.programme_versions import AREA_WORDING, GOAL_WORDING, INDICATOR_WORDING
from tracker.domain.read_tables import ReadRow, ReadTable, ReadTables
from tracker.domain.saved_tables import SavedRow, SavedTables, cells_of, fingerprint, name_saved
from tracker.domain.table_cells import as_text, clean
from tracker.domain.table_names import Names, RowKey, name_rows
from tracker.domain.table_plan import PlannedRow, RowState, TableChoices, TablesPlan
from tracker.domain.table_row_changes import list_changes
from tracker.domain.table_rows import Draft, FindPlace, Guide, read_cells
from tracker.domain.table_rules import broken_rules
from tracker.text import _, ngettext

#: Digits in a row's number: no database counts further.
_LONGEST_NUMBER = 18
_WORDING: Mapping[str, tuple[str, ...]] = {
    "priority_area": AREA_WORDING,
    "goal": GOAL_WORDING,
    "indicator": INDICATOR_WORDING,
}


def plan_changes(
    saved: SavedTables, read: ReadTables, *, choices: TableChoices, find_place: FindPlace
) -> TablesPlan:
    """Return what a file's tables would do.

    Args:
        saved: the council's tables as they are.
        read: the file's.
        choices: what a person has said about the file.
        find_place: returns a municipality's own name, or None.
    """
    return _Planner(saved, read, choices, find_place).plan()


class _Planner:
    """Takes one table after the other, those referred to first."""

    def __init__(
        self, saved: SavedTables, read: ReadTables, choices: TableChoices, find_place: FindPlace
    ) -> None:
        self.saved, self.read, self.choices = saved, read, choices
        self.find_place = find_place
        self.names_before = name_saved(saved)
        self.names_now: dict[str, Names] = {
            key: self.names_before[key] for key in ("organisation", "person")
        }
        self.merged: dict[str, dict[RowKey, Mapping[str, Any]]] = {}
        self.drafts: list[Draft] = []
        self.lacking: dict[str, None] = {}
        self.unknown_count = 0
        self.left_count = 0
        self._numbers: dict[RowKey, str] = {}

    def plan(self) -> TablesPlan:
        """Take every table, and say what it comes to."""
        sheets = {table.key: table for table in self.read.tables}
        for table in TABLES:
            self._take(table, sheets.get(table.key))
        return TablesPlan(
            rows=tuple(self._planned(draft) for draft in self.drafts),
            changes=tuple(list_changes(self.drafts, self.choices.organisations)),
            notes=(*self.read.notes, *self._notes()),
            new_organisations=tuple(self._organisations()),
            unknown_count=self.unknown_count,
            reworded=frozenset(self._reworded()),
            untouched={key: count for key, count in self._untouched(sheets) if count},
        )

    def _take(self, table: ProgrammeTable, sheet: ReadTable | None) -> None:
        rows = {row.id: row for row in self.saved.of(table)}
        merged: dict[RowKey, Mapping[str, Any]] = {key: row.values for key, row in rows.items()}
        self.merged[table.key] = merged
        drafts = self._drafts(table, sheet, rows) if sheet else []
        for draft in drafts:
            if draft.key is not None and draft.counts:
                merged[draft.key] = draft.values
        _refuse_doubles(table, drafts, merged)
        self.drafts += drafts
        self.names_now[table.key] = name_rows(table.key, merged, self.merged, self._number)

    def _drafts(
        self, table: ProgrammeTable, sheet: ReadTable, rows: Mapping[int, SavedRow]
    ) -> list[Draft]:
        guide = self._guide()
        seen: set[int] = set()
        drafts = []
        for row in sheet.rows:
            draft = Draft(table, sheet, row)
            drafts.append(draft)
            self._know_again(draft, rows, seen)
            if draft.key is not None:
                self._understand(draft, guide)
        return drafts

    def _guide(self) -> Guide:
        areas = self.merged.get("comparison_area", {})
        used = {str(row["name"]) for row in areas.values()}
        for key in ("measurement", "population_count"):
            used |= {row.values["municipality"] for row in self.saved.rows.get(key, ())}
        return Guide(
            now=self.names_now,
            before=self.names_before,
            organisations=self.choices.organisations,
            places={clean(name).casefold(): name for name in used if name},
            municipality=self.saved.municipality,
            find_place=self.find_place,
        )

    def _know_again(self, draft: Draft, rows: Mapping[int, SavedRow], seen: set[int]) -> None:
        """Find the row that a number means, or say why it means none."""
        text = draft.row.cells.get(NUMBER, "")
        if text == "":
            draft.key = NewRow(f"{draft.table.key}:{draft.row.line}")
            self._numbers[draft.key] = f"+{draft.row.line}"
            return
        if text is None or not text.isdecimal() or len(text) > _LONGEST_NUMBER:
            draft.refuse(NUMBER, _("The program gives the number. Leave it empty for a new row."))
            return
        number = int(text)
        if number in seen:
            draft.refuse(NUMBER, _("Another row has the same number. Leave one of them empty."))
            return
        seen.add(number)
        if number in rows:
            draft.key, draft.saved = number, rows[number]
            return
        self.unknown_count += 1
        if not self.choices.adds_unknown:
            words = _("No row here has this number. Correct it, or leave it empty for a new row.")
            draft.refuse(NUMBER, words)
            return
        draft.key = NewRow(f"{draft.table.key}:{draft.row.line}")
        self._numbers[draft.key] = text

    def _understand(self, draft: Draft, guide: Guide) -> None:
        cells: Mapping[str, Any] = {}
        if draft.saved is not None:
            cells = cells_of(draft.table, draft.saved, self.names_before)
            mark, now = draft.row.cells.get(FINGERPRINT), cells[FINGERPRINT]
            if _is_as_it_left(draft.table, draft.row):
                self.left_count += mark != now
                return
            draft.is_conflict = bool(mark) and mark != now and not self.choices.overrides
        texts = {key: as_text(cell) for key, cell in cells.items()}
        self.lacking |= dict.fromkeys(read_cells(draft, guide, texts))
        if draft.changed:
            kind = self._kind_of(draft.values)
            for key, words in broken_rules(draft.table.key, draft.values, kind=kind):
                draft.refuse(key, words)
        _say_kept_goals(draft, self.names_before)
        if draft.is_conflict and draft.state is RowState.CONFLICT:
            draft.notes.append(_("The row has been changed here since the file was fetched."))

    def _kind_of(self, values: Mapping[str, Any]) -> Any:
        indicator = self.merged.get("indicator", {}).get(values.get("indicator_id") or 0)
        return indicator.get("kind") if indicator else None

    def _number(self, key: RowKey) -> str:
        return str(key) if isinstance(key, int) else self._numbers[key]

    def _planned(self, draft: Draft) -> PlannedRow:
        line = _("%(sheet)s, row %(line)s", sheet=draft.sheet.sheet, line=draft.row.line)
        return PlannedRow(
            table=draft.table.key,
            where=line,
            name=self._name(draft),
            state=draft.state,
            cells=tuple(draft.cells),
            notes=tuple(draft.notes),
        )

    def _name(self, draft: Draft) -> str:
        names = self.names_now[draft.table.key]
        if draft.key is not None and draft.key in self.merged[draft.table.key]:
            return names.name(draft.key)
        return next((text for key, text in draft.row.cells.items() if key != NUMBER and text), "")

    def _organisations(self) -> Iterator[str]:
        """Yield the organisations that the file may add, chosen or not."""
        yield from dict.fromkeys((*sorted(self.choices.organisations), *self.lacking))

    def _notes(self) -> Iterator[str]:
        if self.left_count:
            yield ngettext(
                "One row is as it left, and has been changed here since. It stays as it is here.",
                "%(num)s rows are as they left, and have been changed here since. They stay as "
                "they are here.",
                self.left_count,
            )

    def _untouched(self, sheets: Mapping[str, ReadTable]) -> Iterator[tuple[str, int]]:
        for key in sheets:
            table = find_table(key)
            known = {draft.key for draft in self.drafts if draft.table is table}
            rows = self.saved.of(table) if table else ()
            yield key, sum(row.id not in known for row in rows)

    def _reworded(self) -> Iterator[int]:
        """Yield the programmes, there already, whose wording changes."""
        for draft in self.drafts:
            columns = _WORDING.get(draft.table.key, ())
            if draft.counts and (
                draft.saved is None or not draft.changed.keys().isdisjoint(columns)
            ):
                programme = self._programme_of(draft.values)
                if columns and isinstance(programme, int):
                    yield programme

    def _programme_of(self, values: Mapping[str, Any]) -> RowKey | None:
        for above, column in (("goal", "goal_id"), ("priority_area", "priority_area_id")):
            if column in values:
                values = self.merged[above].get(values[column], {})
        found: RowKey | None = values.get("programme_id")
        return found


def _is_as_it_left(table: ProgrammeTable, row: ReadRow) -> bool:
    """Tell whether nobody has changed a row since it left."""
    mark = row.cells.get(FINGERPRINT)
    is_whole = all(row.cells.get(column.key) is not None for column in table.columns)
    return bool(mark) and is_whole and mark == fingerprint(table, row.cells)


def _refuse_doubles(
    table: ProgrammeTable, drafts: Iterable[Draft], merged: dict[RowKey, Mapping[str, Any]]
) -> None:
    """Refuse rows that would be the same as another, until no two are."""
    if not table.unique:
        return
    live = {draft.key: draft for draft in drafts if draft.key is not None and draft.counts}
    while clashing := [key for key in _doubles(table, merged) if key in live]:
        for key in clashing:
            draft = live.pop(key)
            columns = [table.column(name).header for name in table.unique]
            words = _("Another row has the same: %(names)s.", names=", ".join(columns))
            draft.refuse(table.unique[-1], words)
            if draft.saved is None:
                del merged[key]
            else:
                merged[key] = draft.saved.values


def _doubles(table: ProgrammeTable, merged: Mapping[RowKey, Mapping[str, Any]]) -> Iterator[RowKey]:
    places: dict[tuple[Any, ...], list[RowKey]] = defaultdict(list)
    for key, values in merged.items():
        places[tuple(values.get(name) for name in table.unique)].append(key)
    for keys in places.values():
        if len(keys) > 1:
            yield from keys


def _say_kept_goals(draft: Draft, names: Mapping[str, Names]) -> None:
    """Say which goals stay tied though the file has left them out: an import removes nothing."""
    for column in draft.table.columns:
        if column.kind is not CellKind.REFERENCES or draft.saved is None:
            continue
        wanted = draft.changed.get(column.key)
        if wanted is None:
            continue
        before = draft.saved.values.get(column.key) or ()
        gone = [goal for goal in before if goal not in wanted]
        added = [goal for goal in wanted if goal not in before]
        for goal in gone[len(added) :]:
            name = names[column.to].name(goal)
            draft.notes.append(
                _("%(name)s stays: remove it on the intervention's own page.", name=name)
            )
        if not added:
            del draft.changed[column.key]
