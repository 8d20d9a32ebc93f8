"""The command line: `arshjul …`."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.engine import Engine

from tracker import clock, running
from tracker.cli_backup import backup, restore, restored
from tracker.cli_data import import_indicators
from tracker.cli_fetch import fetch
from tracker.cli_outbox import outbox
from tracker.cli_review import review
from tracker.cli_tables import export, import_tables
from tracker.cli_tools import choose_council, load_settings, open_database, stop
from tracker.config import Settings, SettingsError
from tracker.db import transaction
from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.logs import set_up_logs
from tracker.text import _, ngettext, speaking


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run and look after the year wheel of a crime-prevention council."""


for command in (backup, export, fetch, outbox, restore, restored, review):
    main.add_command(command)


@main.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    open_database(load_settings())
    click.echo("The database is up to date.")


@main.command()
def serve() -> None:
    """Run the web server and the jobs, with the settings as they are."""
    settings = load_settings()
    set_up_logs()
    _run(settings)


@main.command()
def demo() -> None:
    """Run the product with an invented council, on this machine alone."""
    from tracker.mail.sink import Sink
    from tracker.views.web import DemoMail

    first = load_settings()
    if not first.is_local:
        stop("The demo lets anyone in. It only runs on localhost: leave base_url empty.")
    set_up_logs()
    mail_folder = first.data_folder.resolve() / "mail"
    with running.ended_by_signals(), Sink(mail_folder) as sink:
        settings = first.model_copy(
            update={
                "host": "127.0.0.1",
                "secret_key_file": running.own_secret_key(first).resolve(),
                "smtp": first.smtp.model_copy(
                    update={
                        "host": sink.host,
                        "port": sink.port,
                        "security": "none",
                        "username": "",
                        "sender": "arshjul@alvstad.example",
                    }
                ),
            }
        )
        _run(settings, demo_mail=DemoMail(mail_folder), prepare=_fill_when_empty)


def _fill_when_empty(engine: Engine, settings: Settings) -> None:
    from tracker.demo.post import send_past_invitations
    from tracker.demo.seed import fill_demo
    from tracker.queries.councils import list_councils
    from tracker.services import reminders

    now = clock.now()
    with transaction(engine) as session:
        there = list_councils(session)
        if not all(council.is_demo for council in there):
            stop(
                "This data folder holds a real council, and the demo lets anyone in. "
                "Choose another: make run DATA=demo"
            )
        if there:
            return
        click.echo("Filling the demo council …")
        fill_demo(session, today=now.astimezone(ZoneInfo("Europe/Stockholm")).date(), now=now)
        for council, meeting in reminders.list_to_plan(session, now=now):
            reminders.plan(session, council=council, meeting=meeting, now=now)
        send_past_invitations(session, settings=settings)


def _run(
    settings: Settings,
    *,
    demo_mail: Any = None,
    prepare: Callable[[Engine, Settings], None] | None = None,
) -> None:
    from tracker.app import create_app
    from tracker.services.letters import Stationery

    try:
        Stationery.of(settings)  # what the jobs need: better said now than in their log
    except (SettingsError, ValueError) as error:
        stop(str(error))
    engine = open_database(settings)
    if prepare:
        prepare(engine, settings)
    app = create_app(settings, demo=demo_mail, engine=engine)
    try:
        with (
            running.ended_by_signals(),
            running.listening(app, settings) as answer,
            running.jobs_beside(running.environment_of(settings)),
        ):
            click.echo(f"\n  Årshjul: {settings.public_url}\n  End with Ctrl-C.\n")
            answer()
    except running.PortIsTaken:
        stop(f"Port {settings.port} is taken. Choose another: make run PORT={settings.port + 1}")
    click.echo("Ended.")


@main.command()
@click.option("--once", is_flag=True, help="Do one round and stop.")
@click.option("--at", metavar="TIME", help="Pretend that it is this moment (ISO, with offset).")
def jobs(once: bool, at: str | None) -> None:
    """Send what is due, and go on doing so."""
    from jobs.__main__ import run

    run(once=once, at=at)


@main.command("council")
@click.argument("slug")
@click.option("--name", required=True, help='Such as "Älvstads Brå".')
@click.option("--municipality", required=True)
@click.option("--coordinator", required=True, help="The first coordinator's name.")
@click.option("--email", required=True, help="The coordinator's work e-mail.")
def add_council(slug: str, name: str, municipality: str, coordinator: str, email: str) -> None:
    """Set up a council with its first coordinator."""
    from tracker.services.councils import AlreadyThere, found_council

    with transaction(open_database(load_settings())) as session:
        try:
            found_council(
                session,
                slug=slug,
                name=name,
                municipality=municipality,
                coordinator=coordinator,
                email=email,
                now=clock.now(),
            )
        except AlreadyThere as error:
            stop(str(error))
    click.echo(f"{name} is set up.")


@main.group("import")
def import_() -> None:
    """Read what exists elsewhere."""


import_.add_command(import_indicators)
import_.add_command(import_tables)


@import_.command("notes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--council", "slug", help="The council's part of the address. With one council: that."
)
@click.option("--dry-run", is_flag=True, help="Read and show, save nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
def import_notes(file: Path, slug: str | None, dry_run: bool, as_json: bool) -> None:
    """Read old meeting notes and put the meeting on its year's wheel."""
    from tracker.importing.notes import NotNotes, notes_as_json, read_notes

    with speaking("sv"):
        try:
            notes = read_notes(file.read_bytes())
        except NotNotes as error:
            stop(str(error))
        saved = None if dry_run else _save_notes(notes, slug)
        if as_json:
            click.echo(json.dumps(notes_as_json(notes), ensure_ascii=False, indent=2))
        else:
            click.echo(_summary(notes))
        if saved is not None:
            click.echo(saved, err=as_json)


@main.command("wheel")
@click.argument("year", type=click.IntRange(EARLIEST_YEAR, LATEST_YEAR))
@click.option(
    "--council", "slug", help="The council's part of the address. With one council: that."
)
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to: FILE.svg or FILE.png.",
)
def draw_wheel(year: int, slug: str | None, file: Path) -> None:
    """Draw a year's wheel as a file for a slide or the intranet."""
    from tracker.exporting.wheel_files import NoPicture, wheel_png, wheel_svg

    with speaking("sv"):
        kind = file.suffix.lower()
        if kind not in (".svg", ".png"):
            stop(_("Name the file something that ends in .svg or .png."))
        settings = load_settings()
        wheel = _load_wheel(settings, slug, year)
        try:
            content = (
                wheel_svg(wheel).encode()
                if kind == ".svg"
                else wheel_png(wheel, browser=settings.browser)
            )
            file.write_bytes(content)
        except NoPicture:
            stop(_("A PNG takes a Chrome or Chromium on this machine. An SVG does not."))
        except OSError as error:
            stop(f"{file}: {error.strerror}")
    click.echo(str(file))


def _load_wheel(settings: Settings, slug: str | None, year: int) -> Any:
    from tracker.queries.year_wheels import load_year_wheel

    with transaction(open_database(settings)) as session:
        council = choose_council(session, slug)
        return load_year_wheel(
            session,
            council=council,
            year=year,
            today=clock.now().astimezone(ZoneInfo(council.time_zone)).date(),
            url_of=lambda meeting: f"{settings.public_url}/{council.slug}/meetings/{meeting.id}",
        ).wheel


def _summary(notes: Any) -> str:
    absent = sum(line.absent for line in notes.attendance)
    return _(
        "%(council)s %(day)s: %(people)s people (%(absent)s absent), %(items)s matters, "
        "%(questions)s questions, %(words)s words without a place.",
        council=notes.council,
        day=notes.held_on,
        people=len(notes.attendance),
        absent=absent,
        items=len(notes.agenda),
        questions=len(notes.questions),
        words=sum(len(text.split()) for text in notes.unplaced),
    )


def _save_notes(notes: Any, slug: str | None) -> str:
    from tracker.services.notes import DayIsTaken
    from tracker.services.notes import import_notes as save

    engine = open_database(load_settings())
    with transaction(engine) as session:
        council = choose_council(session, slug)
        try:
            result = save(session, council=council, notes=notes, now=clock.now())
        except DayIsTaken as error:
            stop(str(error))
        return (
            _("Saved as a held meeting on the wheel of %(year)s.", year=notes.held_on.year)
            + " "
            + ngettext(
                "One new member without an address.",
                "%(num)s new members without an address.",
                result.new_members,
            )
            if result.is_new
            else _("The meeting was there already. Nothing was changed.")
        )


@main.command()
@click.argument("year", type=click.IntRange(EARLIEST_YEAR + 1, LATEST_YEAR))
@click.option(
    "--council", "slug", help="The council's part of the address. With one council: that."
)
@click.option("--meetings", type=click.IntRange(1, 24), help="How many. Else as in the last year.")
@click.option("--json", "as_json", is_flag=True, help="Print the suggestion as JSON.")
@click.option("--accept", is_flag=True, help="Save the suggested meetings.")
def plan(year: int, slug: str | None, meetings: int | None, as_json: bool, accept: bool) -> None:
    """Suggest a year's meetings, with the reasons. Nothing is saved without --accept."""
    from tracker.exporting.planning import suggestion_as_json, suggestion_as_text
    from tracker.queries import planning as queries
    from tracker.queries.programmes import load_goal_names
    from tracker.services.audit import Act
    from tracker.services.planning import accept_suggestion, suggest

    now = clock.now()
    with speaking("sv"), transaction(open_database(load_settings())) as session:
        council = choose_council(session, slug)
        today = now.astimezone(ZoneInfo(council.time_zone)).date()
        if year < today.year:
            stop(_("%(year)s has passed.", year=year))
        options = queries.load_usual_options(session, council=council, year=year)
        if meetings is not None:
            options = replace(options, meetings=meetings)
        suggestion = suggest(session, council=council, year=year, options=options, today=today)
        goals = load_goal_names(session, council_id=council.id, years=[year])[year]
        codes = {goal.id: goal.code for goal in goals.values()}
        if as_json:
            printed = suggestion_as_json(suggestion, codes)
            click.echo(json.dumps(printed, ensure_ascii=False, indent=2))
        else:
            click.echo(suggestion_as_text(suggestion, codes))
        if not accept:
            return
        saved = accept_suggestion(
            session, council=council, year=year, options=options, chosen=None, by=Act(None, now)
        )
        click.echo(
            ngettext("%(num)s meeting is planned.", "%(num)s meetings are planned.", len(saved)),
            err=as_json,
        )


if __name__ == "__main__":
    main()
