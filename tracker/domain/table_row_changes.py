"""The rows of a file that count, as the changes that the database is to make."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic_core import to_jsonable_python

from tracker.domain.data_imports import NewRow, RowChange
from tracker.domain.programme_tables import TABLES
from tracker.domain.table_rows import Draft, new_organisation

_LINK = "intervention_goal"


def list_changes(drafts: Sequence[Draft], organisations: Iterable[str]) -> Iterator[RowChange]:
    """Yield changes in an order that the database takes: what is referred to first.

    Args:
        drafts: the file's rows.
        organisations: those to add, as far as a row that counts names them.
    """
    counting = [draft for draft in drafts if draft.counts]
    needed = {
        value for draft in counting for value in draft.changed.values() if isinstance(value, NewRow)
    }
    for name in sorted(organisations):
        row = new_organisation(name)
        if row in needed:
            yield RowChange(thing="organisation", key=row.key, after={"name": name})
    for table in TABLES:
        of_table = [draft for draft in counting if draft.table is table]
        # A new row may take the place that a changed one leaves.
        for draft in sorted(of_table, key=lambda draft: draft.saved is None):
            yield from _changes(draft)


def _changes(draft: Draft) -> Iterator[RowChange]:
    after = {key: _plain(value) for key, value in draft.changed.items() if key != "goals"}
    if draft.saved is None:
        key = draft.key.key if isinstance(draft.key, NewRow) else ""
        yield RowChange(thing=draft.table.key, key=key, after=after)
    elif after:
        before = {key: _plain(draft.saved.values.get(key)) for key in after}
        yield RowChange(thing=draft.table.key, thing_id=draft.saved.id, before=before, after=after)
    if "goals" in draft.changed:
        yield from _link_changes(draft, draft.changed["goals"])


def _link_changes(draft: Draft, wanted: Sequence[Any]) -> Iterator[RowChange]:
    """Tie goals. One that is left out gives its tie to one that is added; the rest stay."""
    links = dict(draft.saved.links) if draft.saved else {}
    free = [goal for goal in links if goal not in wanted]
    for goal in wanted:
        if goal in links:
            continue
        if free:
            left = free.pop(0)
            yield RowChange(
                thing=_LINK,
                thing_id=links[left],
                before={"goal_id": left},
                after={"goal_id": goal},
            )
        else:
            intervention = draft.saved.id if draft.saved else draft.key
            yield RowChange(thing=_LINK, after={"intervention_id": intervention, "goal_id": goal})


def _plain(value: Any) -> Any:
    """Return a value as a change holds it. A new row's stand-in stays until it has its number."""
    return value if isinstance(value, NewRow) else to_jsonable_python(value)
