"""The programme's tables, from the command line: `arshjul export tables`, `arshjul import tables`.

Nothing is asked: what a file lacks words for is said with options, or refused.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlmodel import Session

from tracker import clock
from tracker.cli_tools import choose_council, load_settings, open_database, stop
from tracker.db import open_session, transaction
from tracker.models import Council, DataImport
from tracker.text import LANGUAGES, _, gettext, ngettext, speaking

if TYPE_CHECKING:
    from tracker.domain.saved_tables import SavedTables
    from tracker.domain.table_plan import PlannedRow, TableChoices, TablesPlan

_COUNCIL_HELP = "The council's part of the address. With one council: that."
#: So many rows are printed before the rest are only counted.
_MOST_PRINTED = 50


@click.group("export")
def export() -> None:
    """Write what is saved to files."""


@export.command("tables")
@click.option("--council", "slug", help=_COUNCIL_HELP)
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to: FILE.xlsx, FILE.zip (CSV files), or one table as FILE.csv.",
)
@click.option("--table", "name", help="Which table a FILE.csv is to hold, such as insatser.")
@click.option("--language", type=click.Choice(LANGUAGES), default="sv", help="Of the headings.")
def export_tables(slug: str | None, file: Path, name: str | None, language: str) -> None:
    """Write the programme, its interventions and its values as tables to edit."""
    from tracker.queries.programme_tables import load_tables

    engine = open_database(load_settings())
    with speaking(language), open_session(engine, read_only=True) as session:
        saved = load_tables(session, council=choose_council(session, slug))
        content = _content(saved, file.suffix.lower(), name)
        try:
            file.write_bytes(content)
        except OSError as error:
            stop(f"{file}: {error.strerror}")
    engine.dispose()
    click.echo(str(file))


def _content(saved: "SavedTables", suffix: str, name: str | None) -> bytes:
    from tracker.domain.programme_tables import TABLES
    from tracker.exporting.programme_tables import table_csv, tables_workbook, tables_zip

    if suffix == ".xlsx":
        return tables_workbook(saved)
    if suffix == ".zip":
        return tables_zip(saved)
    if suffix != ".csv":
        stop(_("Name the file something that ends in .xlsx, .zip or .csv."))
    table = next((table for table in TABLES if table.file_name == name), None)
    if table is None:
        known = ", ".join(table.file_name for table in TABLES)
        stop(_("Say which table with --table. There are: %(known)s", known=known))
    return table_csv(saved, table)


@click.command("tables")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--council", "slug", help=_COUNCIL_HELP)
@click.option("--dry-run", is_flag=True, help="Read and show, save nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what would change as JSON.")
@click.option("--new-rows", is_flag=True, help="Rows with numbers that are not here are new rows.")
@click.option("--organisation", "organisations", multiple=True, help="An organisation to add.")
@click.option("--override", is_flag=True, help="The file holds over what was changed since.")
@click.option("--leave-out", is_flag=True, help="Leave out the rows that cannot be saved.")
@click.option(
    "--from-year", type=int, help="The year that changed wording holds from. Else it corrects all."
)
def import_tables(
    file: Path, slug: str | None, *, dry_run: bool, as_json: bool, **said: Any
) -> None:
    """Read edited tables, show what they change, and save it."""
    from tracker.domain.table_plan import TableChoices

    choices = TableChoices(
        adds_unknown=said["new_rows"],
        organisations=frozenset(said["organisations"]),
        overrides=said["override"],
    )
    with speaking("sv"), transaction(open_database(load_settings())) as session:
        council = choose_council(session, slug)
        data_import, plan = _propose(session, council, file, choices)
        click.echo(_as_json(plan) if as_json else _as_words(plan))
        if dry_run:
            session.rollback()
            return
        if plan.changes:
            _apply(
                session,
                council,
                data_import,
                leaves_out=said["leave_out"],
                from_year=said["from_year"],
            )
            click.echo(_("Saved."), err=as_json)
        else:
            session.rollback()
            click.echo(_("Nothing to save."), err=as_json)


def _propose(
    session: Session, council: Council, file: Path, choices: "TableChoices"
) -> tuple[DataImport, "TablesPlan"]:
    from tracker.importing.rows import NotReadable
    from tracker.services import programme_tables as services
    from tracker.services.audit import Act

    by = Act(None, clock.now())
    try:
        made = services.propose(
            session, council=council, data=file.read_bytes(), name=file.name, by=by
        )
    except NotReadable as error:
        stop(str(error))
    services.choose(session, data_import=made, choices=choices, by=by)
    return made, services.plan(session, council=council, data_import=made)


def _apply(
    session: Session,
    council: Council,
    data_import: DataImport,
    *,
    leaves_out: bool,
    from_year: int | None,
) -> None:
    from tracker.services import programme_tables as services
    from tracker.services.audit import Act
    from tracker.services.conflicts import EditConflict

    try:
        services.apply(
            session,
            council=council,
            data_import=data_import,
            leaves_out=leaves_out,
            from_year=from_year,
            by=Act(None, clock.now()),
        )
    except services.NothingLeftOut:
        session.rollback()
        stop(_("Some rows cannot be saved. Correct them, or leave them out with --leave-out."))
    except EditConflict:
        stop(_("Somebody changed the same rows meanwhile. Try again."))


def _as_words(plan: "TablesPlan") -> str:
    from tracker.domain.table_plan import RowState

    rows = [row for row in plan.rows if row.state is not RowState.SAME or row.notes]
    lines = [*plan.notes, *(line for row in rows[:_MOST_PRINTED] for line in _row_lines(row))]
    if len(rows) > _MOST_PRINTED:
        lines.append(
            ngettext("… and one more row.", "… and %(num)s more rows.", len(rows) - _MOST_PRINTED)
        )
    counts = _(
        "%(new)s new, %(changed)s changed, %(same)s unchanged, %(refused)s not understood, "
        "%(conflict)s changed here too.",
        **{state.value: plan.count(state) for state in RowState},
    )
    return "\n".join([*lines, counts])


def _row_lines(row: "PlannedRow") -> list[str]:
    from tracker.domain.table_plan import ROW_STATE_WORDS

    cells = [
        f"    {cell.header}: {cell.after!r}: {cell.fault}"
        if cell.fault
        else f"    {cell.header}: {cell.before!r} → {cell.after!r}"
        for cell in row.cells
    ]
    notes = [f"    {note}" for note in row.notes]
    return [f"{gettext(ROW_STATE_WORDS[row.state])}  {row.where}  {row.name}", *cells, *notes]


def _as_json(plan: "TablesPlan") -> str:
    printed: dict[str, Any] = {
        "rows": [
            {
                "table": row.table,
                "where": row.where,
                "name": row.name,
                "state": row.state.value,
                "cells": [
                    {
                        "header": cell.header,
                        "where": cell.where,
                        "before": cell.before,
                        "after": cell.after,
                        "fault": cell.fault,
                    }
                    for cell in row.cells
                ],
                "notes": list(row.notes),
            }
            for row in plan.rows
        ],
        "notes": list(plan.notes),
        "new_organisations": list(plan.new_organisations),
        "not_in_file": dict(plan.untouched),
    }
    return json.dumps(printed, ensure_ascii=False, indent=2)
