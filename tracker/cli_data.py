"""Figures from files, from the command line: `arshjul import indicators`."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from sqlmodel import Session

from tracker import clock
from tracker.cli_tools import choose_council, load_settings, open_database, stop
from tracker.db import open_session
from tracker.domain.import_diff import CellState
from tracker.domain.import_matching import COMPARED, is_other_definition
from tracker.domain.import_plans import NEW, SKIP, ImportPlan, Target
from tracker.exporting.data_imports import plan_as_json, plan_as_text
from tracker.importing.rows import NotReadable
from tracker.models import Council, DataImport
from tracker.queries.programmes import list_goals
from tracker.services import data_imports as services
from tracker.services.audit import Act
from tracker.text import _, ngettext, speaking


@click.command("indicators")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--council", "slug", help="The council's part of the address. With one council: that."
)
@click.option("--year", type=click.IntRange(1950, 2100), help="For a file that names no year.")
@click.option("--compare", multiple=True, metavar="PLACE", help="Bring in this place as well.")
@click.option("--goal", metavar="CODE", help="Make new indicators of unknown series, under it.")
@click.option("--answer", multiple=True, metavar="KEY", help="Answer yes to a question named so.")
@click.option("--dry-run", is_flag=True, help="Read and show, save nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what would be done as JSON.")
def import_indicators(
    file: Path,
    slug: str | None,
    year: int | None,
    compare: tuple[str, ...],
    goal: str | None,
    answer: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read a file with figures, show every value, and save them.

    Places that are neither the council's own nor compared with are left out. Where something must
    be answered first, nothing is saved, and the file waits on the page of imports.
    """
    by = Act(None, clock.now())
    engine = open_database(load_settings())
    with speaking("sv"), open_session(engine) as session:
        council = choose_council(session, slug)
        with click.progressbar(length=3, label=file.name, file=sys.stderr) as bar:
            made = _propose(session, council, file, by)
            bar.update(1)
            _choose(session, council, made, year, compare, goal, answer, by)
            plan = services.plan(session, council=council, data_import=made)
            bar.update(1)
            is_saved = plan.is_ready and not dry_run
            if is_saved:
                services.apply(session, council=council, data_import=made, by=by)
            bar.update(1)
        if not dry_run:
            session.commit()
        _print(plan, as_json)
        if is_saved:
            click.echo(_written_words(plan), err=as_json)
        elif not plan.is_ready:
            stop(_stopped_words(plan, is_kept=not dry_run))
    engine.dispose()


def _propose(session: Session, council: Council, file: Path, by: Act) -> DataImport:
    with file.open("rb") as opened:
        data = opened.read(services.MOST_BYTES + 1)
    try:
        return services.propose_file(session, council=council, data=data, name=file.name, by=by)
    except NotReadable as refused:
        stop(str(refused))


def _choose(
    session: Session,
    council: Council,
    made: DataImport,
    year: int | None,
    compare: tuple[str, ...],
    goal: str | None,
    answers: tuple[str, ...],
    by: Act,
) -> None:
    plan = services.plan(session, council=council, data_import=made)
    written = {one.place.written for one in plan.places}
    unknown = [place for place in compare if place not in written]
    if unknown:
        stop(_("The file has no place called %(names)s.", names=", ".join(unknown)))
    places = {
        one.place.written: COMPARED if one.place.written in compare else one.choice
        for one in plan.places
    }
    new = _new_choice(session, council, goal)
    lines = {
        line.target.key: new
        if not line.target.is_taken or (goal and _is_another(line.target, answers))
        else line.target.choice
        for line in plan.lines
    }
    choices = replace(
        services.choices_of(made),
        year=year if plan.lacks_year else None,
        places=places,
        lines=lines,
        answers=tuple(answers),
    )
    services.choose(session, data_import=made, choices=choices, by=by)


def _is_another(target: Target, answers: Sequence[str]) -> bool:
    """Tell whether a series counts another thing than its indicator, and nobody says otherwise."""
    if target.indicator is None or f"definition:{target.key}" in answers:
        return False
    return is_other_definition(target.series, target.indicator)


def _new_choice(session: Session, council: Council, goal: str | None) -> str:
    """Return what an unknown series becomes: left out, or new under a goal."""
    if goal is None:
        return SKIP
    goals = {one.code: one.id for one in list_goals(session, council_id=council.id)}
    if goal not in goals:
        stop(
            _("There is no goal %(code)s. There are: %(known)s", code=goal, known=", ".join(goals))
        )
    return f"{NEW}{goals[goal]}"


def _print(plan: ImportPlan, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(plan_as_json(plan), ensure_ascii=False, indent=2))
    else:
        click.echo(plan_as_text(plan))


def _written_words(plan: ImportPlan) -> str:
    counts = plan.counts_of_all
    written = counts[CellState.NEW] + counts[CellState.CHANGED]
    return ngettext("One value is saved.", "%(num)s values are saved.", written)


def _stopped_words(plan: ImportPlan, *, is_kept: bool) -> str:
    words = [_("Nothing is saved: something must be said first.")]
    if plan.lacks_year:
        words.append(_("The file names no year: give it with --year."))
    if plan.open_questions:
        keys = ", ".join(one.key for one in plan.open_questions)
        words.append(_("Answer with --answer and: %(keys)s", keys=keys))
    if is_kept:
        words.append(_("The file waits on the page of imports."))
    return "\n".join(words)
