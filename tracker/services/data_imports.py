"""What came in from files and other systems: proposed, chosen about, applied, undone."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import Session, select

from tracker.domain.data_imports import RowChange, Undone
from tracker.domain.found_data import FoundData, pack, unpack
from tracker.domain.import_changes import list_changes
from tracker.domain.import_matching import KnownPlace, WrittenPlace
from tracker.domain.import_plans import (
    Choices,
    ImportPlan,
    Known,
    choose_targets,
    list_places,
    list_years,
    plan_lines,
    with_year,
)
from tracker.domain.import_questions import list_questions
from tracker.domain.terms import ImportKind, ImportState
from tracker.importing.indicator_files import read_indicator_file
from tracker.importing.places import Place, find_place, suggest_places
from tracker.models import Council, DataImport, ImportChange, Intervention
from tracker.queries import data_imports as queries
from tracker.queries.programmes import list_goals
from tracker.services import reminders
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import EditConflict
from tracker.services.row_changes import take_back, write_changes
from tracker.text import _


class NotOpen(Exception):
    """The import is no longer where it was: somebody applied, undid or threw it away."""


class NotAnswered(Exception):
    """The import asks something that nobody has answered, so it cannot be applied."""


#: The largest file that is read.
MOST_BYTES = 5_000_000
_LONGEST_NAME = 120
_CHOICES = TypeAdapter(Choices)


def propose(
    session: Session,
    *,
    council: Council,
    kind: ImportKind,
    name: str,
    found: FoundData | None,
    content: bytes = b"",
    file_hash: str = "",
    by: Act,
) -> DataImport:
    """Keep what was read until somebody has looked it through. Nothing of it counts yet.

    Args:
        session: an open session.
        council: the council.
        kind: where it came from.
        name: the file's name, or the system's.
        found: what a file or a system held; None for what keeps a form of its own.
        content: what to keep where `found` is None.
        file_hash: the file's SHA-256 in hexadecimal.
        by: who brought it.
    """
    data_import = DataImport(
        council_id=council.id,
        kind=kind,
        name=name,
        file_hash=file_hash,
        content=content if found is None else pack(found),
        made_at=by.at,
        made_by_id=by.person_id,
    )
    session.add(data_import)
    session.flush()
    _write_down(session, data_import, "propose_import", by)
    return data_import


def propose_file(
    session: Session, *, council: Council, data: bytes, name: str | None, by: Act
) -> DataImport:
    """Read a file with figures, and keep them until somebody has looked them through.

    Raises:
        NotReadable: the file cannot be read. The message is for the person.
    """
    name = PurePath((name or "").replace("\\", "/")).name[:_LONGEST_NAME] or _("a file")
    return propose(
        session,
        council=council,
        kind=ImportKind.FILE,
        name=name,
        found=read_file(data, name=name, now_year=by.at.year),
        file_hash=hashlib.sha256(data).hexdigest(),
        by=by,
    )


def read_file(data: bytes, *, name: str, now_year: int) -> FoundData:
    """Read a file. One that names no year is read as of this year, until somebody says which.

    Raises:
        NotReadable: the file cannot be read. The message is for the person.
    """
    found = read_indicator_file(data, name=name)
    if not found.lacks_year:
        return found
    return replace(read_indicator_file(data, name=name, year=now_year), lacks_year=True)


def choices_of(data_import: DataImport) -> Choices:
    """Return what somebody has said of an import."""
    return _CHOICES.validate_python(data_import.choices)


def choose(session: Session, *, data_import: DataImport, choices: Choices, by: Act) -> None:
    """Keep what somebody says of an import.

    Raises:
        NotOpen: the import is applied, undone or thrown away already.
    """
    kept: dict[str, Any] = _CHOICES.dump_python(choices, mode="json")
    keep_choices(session, data_import=data_import, kept=kept, by=by)


def keep_choices(
    session: Session, *, data_import: DataImport, kept: dict[str, Any], by: Act
) -> None:
    """Keep what somebody says of an import, as plain JSON values.

    Raises:
        NotOpen: the import is applied, undone or thrown away already.
    """
    _claim(session, data_import, ImportState.PROPOSED)
    if kept == data_import.choices:
        return
    data_import.choices = kept
    session.add(data_import)
    session.flush()
    _write_down(session, data_import, "choose_import", by)


def plan(session: Session, *, council: Council, data_import: DataImport) -> ImportPlan:
    """Return all that an import would do to what is saved now, in a handful of queries."""
    found, choices = unpack(data_import.content), choices_of(data_import)
    if choices.year is not None:
        found = with_year(found, choices.year)
    lacks_year = found.lacks_year
    targets = choose_targets(
        found,
        choices=choices,
        indicators=queries.list_known_indicators(session, council_id=council.id),
        goal_ids=[goal.id for goal in list_goals(session, council_id=council.id)],
    )
    known = _load_known(
        session, council, found, [one.indicator.id for one in targets if one.indicator]
    )
    lines, places, populations = plan_lines(found, targets=targets, known=known, choices=choices)
    if lacks_year:  # nothing can be compared before somebody has said which
        lines = tuple(replace(line, cells=()) for line in lines)
        populations = ()
    return ImportPlan(
        found=found,
        lines=lines,
        places=places,
        populations=populations,
        questions=list_questions(lines, places, answers=choices.answers),
        lacks_year=lacks_year,
    )


def _load_known(
    session: Session, council: Council, found: FoundData, indicator_ids: Sequence[int]
) -> Known:
    years = list_years(found)
    has_populations = bool(found.populations)
    return Known(
        own=_own_place(council),
        compared=queries.list_compared(session, council_id=council.id),
        places=[_written_place(written) for written in list_places(found)],
        saved=queries.load_saved(session, council_id=council.id, indicator_ids=indicator_ids),
        populations=queries.load_populations(session, council_id=council.id, years=years),
        lacking=queries.load_lacking(session, council_id=council.id, years=years)
        if has_populations
        else {},
    )


def _own_place(council: Council) -> KnownPlace:
    found = find_place(council.municipality)
    return KnownPlace(name=council.municipality, code=found.code if found else "")


def _written_place(written: str) -> WrittenPlace:
    found = find_place(written)
    similar = () if found else suggest_places(written)
    return WrittenPlace(
        written=written,
        register=_known(found) if found else None,
        similar=tuple(_known(one) for one in similar),
    )


def _known(place: Place) -> KnownPlace:
    return KnownPlace(name=place.name, code=place.code)


def changes_of(session: Session, *, council: Council, plan: ImportPlan) -> tuple[RowChange, ...]:
    """Return the rows that a plan would write."""
    return list_changes(plan, compared=queries.list_areas(session, council_id=council.id))


def as_shown(changes: Sequence[RowChange]) -> str:
    """Return the fingerprint of what a preview said would be written."""
    return hashlib.sha256(repr(changes).encode()).hexdigest()


def apply(
    session: Session,
    *,
    council: Council,
    data_import: DataImport,
    by: Act,
    shown: str | None = None,
) -> None:
    """Write all that an import was previewed to write, or nothing.

    Args:
        session: an open session.
        council: the council.
        data_import: the import.
        by: who does it.
        shown: the fingerprint of what was shown, where somebody has looked at it.

    Raises:
        EditConflict: something has been saved since the preview was shown.
        NotAnswered: something must be said first.
        NotOpen: the import is applied, undone or thrown away already.
    """
    _claim(session, data_import, ImportState.PROPOSED)
    planned = plan(session, council=council, data_import=data_import)
    changes = changes_of(session, council=council, plan=planned)
    if shown is not None and as_shown(changes) != shown:
        raise EditConflict
    if not planned.is_ready:
        raise NotAnswered
    apply_changes(session, data_import=data_import, changes=changes, by=by)


def apply_changes(
    session: Session, *, data_import: DataImport, changes: Sequence[RowChange], by: Act
) -> None:
    """Write rows as proposed, all of them or none, and keep what each was before.

    Raises:
        EditConflict: a row is no longer as `before` says, or the database has what must be unique.
        NotOpen: the import is applied, undone or thrown away already.
    """
    _claim(session, data_import, ImportState.PROPOSED)
    write_changes(session, data_import=data_import, changes=changes)
    data_import.state = ImportState.APPLIED
    data_import.applied_at = by.at
    data_import.applied_by_id = by.person_id
    session.add(data_import)
    session.flush()
    _plan_reminders(session, data_import, by)
    _write_down(session, data_import, "apply_import", by)


def undo(session: Session, *, data_import: DataImport, by: Act) -> Undone:
    """Put back every row of an import that nobody has touched since.

    Raises:
        EditConflict: the database has since got what must be unique.
        NotOpen: the import is not applied.
    """
    _claim(session, data_import, ImportState.APPLIED)
    left, taken_back = take_back(session, data_import=data_import)
    data_import.state = ImportState.UNDONE
    data_import.undone_at = by.at
    session.add(data_import)
    session.flush()
    _plan_reminders(session, data_import, by)
    _write_down(session, data_import, "undo_import", by)
    return Undone(taken_back=taken_back, left=tuple(left))


def discard(session: Session, *, data_import: DataImport, by: Act) -> None:
    """Throw away a proposal. Its line in the list remains.

    Raises:
        NotOpen: the import is applied, undone or thrown away already.
    """
    _claim(session, data_import, ImportState.PROPOSED)
    data_import.state = ImportState.DISCARDED
    session.add(data_import)
    session.flush()
    _write_down(session, data_import, "discard_import", by)


def _claim(session: Session, data_import: DataImport, state: ImportState) -> None:
    """Keep others away from an import until the commit, if it still is where it was."""
    session.refresh(data_import, with_for_update=True)
    if data_import.state is not state:
        raise NotOpen


def _plan_reminders(session: Session, data_import: DataImport, by: Act) -> None:
    """Plan anew who is asked about interventions, when the import touched any."""
    touched = session.exec(
        select(ImportChange.id).where(
            ImportChange.council_id == data_import.council_id,
            ImportChange.import_id == data_import.id,
            ImportChange.thing == str(Intervention.__tablename__),
        )
    ).first()
    if touched is not None:
        # Any intervention stands for all, also those gone: a meeting is planned as a whole.
        row = Intervention(council_id=data_import.council_id, title="")
        reminders.plan_for(session, row=row, now=by.at)


def _write_down(session: Session, data_import: DataImport, action: str, by: Act) -> None:
    write_down(
        session,
        council_id=data_import.council_id,
        action=action,
        thing="data_import",
        thing_id=data_import.id,
        by=by,
    )
