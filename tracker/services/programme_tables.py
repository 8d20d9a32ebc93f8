"""The programme's tables coming back: read, looked through, and written by the way of imports."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from sqlmodel import Session

from tracker.domain.read_tables import ReadTables, pack, unpack
from tracker.domain.table_changes import plan_changes
from tracker.domain.table_plan import RowState, TableChoices, TablesPlan
from tracker.domain.terms import ImportKind
from tracker.importing.places import find_place
from tracker.importing.programme_tables import read_tables
from tracker.models import Council, DataImport, Programme
from tracker.queries.programme_tables import load_tables
from tracker.queries.records import find_record
from tracker.services import data_imports
from tracker.services import programmes as wordings
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict
from tracker.text import _

_LONGEST_NAME = 120
#: Rows that something must be said of before the rest can be saved.
LEFT_OUT = (RowState.REFUSED, RowState.CONFLICT)


class NothingLeftOut(Exception):
    """Some rows cannot be saved, and nobody has said that they are to be left out."""


def propose(
    session: Session, *, council: Council, data: bytes, name: str | None, by: Act
) -> DataImport:
    """Keep what a file's tables say until somebody has looked it through.

    Raises:
        NotReadable: the file cannot be read. The message is for the person.
    """
    name = PurePath((name or "").replace("\\", "/")).name[-_LONGEST_NAME:] or _("a file")
    return data_imports.propose(
        session,
        council=council,
        kind=ImportKind.TABLES,
        name=name,
        found=None,
        content=pack(read_tables(data, name=name)),
        file_hash=hashlib.sha256(data).hexdigest(),
        by=by,
    )


def plan(session: Session, *, council: Council, data_import: DataImport) -> TablesPlan:
    """Return all that a file would do to what is saved now."""
    choices = choices_of(data_import)
    return plan_read(session, council=council, read=unpack(data_import.content), choices=choices)


def plan_read(
    session: Session, *, council: Council, read: ReadTables, choices: TableChoices
) -> TablesPlan:
    """Return all that some tables would do, whether they are kept or not."""
    return plan_changes(
        load_tables(session, council=council), read, choices=choices, find_place=_find_place
    )


def choices_of(data_import: DataImport) -> TableChoices:
    """Return what somebody has said of a file."""
    kept: Mapping[str, Any] = data_import.choices
    return TableChoices(
        adds_unknown=bool(kept.get("adds_unknown")),
        overrides=bool(kept.get("overrides")),
        organisations=frozenset(kept.get("organisations", ())),
    )


def choose(session: Session, *, data_import: DataImport, choices: TableChoices, by: Act) -> None:
    """Keep what somebody says of a file.

    Raises:
        NotOpen: the import is applied, undone or thrown away already.
    """
    kept = {**asdict(choices), "organisations": sorted(choices.organisations)}
    data_imports.keep_choices(session, data_import=data_import, kept=kept, by=by)


def as_shown(found: TablesPlan) -> str:
    """Return the fingerprint of what a preview said would be written."""
    return data_imports.as_shown(found.changes)


def apply(
    session: Session,
    *,
    council: Council,
    data_import: DataImport,
    leaves_out: bool,
    from_year: int | None,
    by: Act,
    shown: str | None = None,
) -> TablesPlan:
    """Write all that was previewed, or nothing.

    Args:
        session: an open session.
        council: the council.
        data_import: the import.
        leaves_out: whether rows that cannot be saved may be left out.
        from_year: the first year that changed wording holds for; None where it corrects all years.
        by: who does it.
        shown: the fingerprint of what was shown, where somebody has looked at it.

    Raises:
        EditConflict: something has been saved since the preview was shown.
        NotOpen: the import is applied, undone or thrown away already.
        NothingLeftOut: some rows cannot be saved, and `leaves_out` is not said.
    """
    found = plan(session, council=council, data_import=data_import)
    if shown is not None and as_shown(found) != shown:
        raise EditConflict
    if found.having(*LEFT_OUT) and not leaves_out:
        raise NothingLeftOut
    if from_year is not None:
        for programme in list_reworded(session, council=council, plan=found):
            if from_year in wordings.years_to_begin(programme):
                _keep_wording(session, programme, from_year, data_import, by)
    data_imports.apply_changes(session, data_import=data_import, changes=found.changes, by=by)
    return found


def list_reworded(session: Session, *, council: Council, plan: TablesPlan) -> list[Programme]:
    """Return the programmes whose wording a file changes."""
    found = (
        find_record(session, model=Programme, council_id=council.id, record_id=programme_id)
        for programme_id in sorted(plan.reworded)
    )
    return [programme for programme in found if programme is not None]


def years_to_begin(programmes: list[Programme]) -> list[int]:
    """Return the years that changed wording may begin to hold from."""
    return sorted({year for one in programmes for year in wordings.years_to_begin(one)})


def suggest_from_year(session: Session, programmes: list[Programme], *, year: int) -> int | None:
    """Return this year where some programme's wording has been read as an earlier year's."""
    found = [wordings.suggest_from_year(session, one, year=year) for one in programmes]
    return year if any(found) else None


def _keep_wording(
    session: Session, programme: Programme, from_year: int, data_import: DataImport, by: Act
) -> None:
    wordings.keep_wording(
        session,
        programme=programme,
        from_year=from_year,
        changes=_("From the file %(name)s.", name=data_import.name),
        now=by.at,
        by=by,
    )


def _find_place(written: str) -> str | None:
    found = find_place(written)
    return found.name if found else None
