"""Fetching figures, from the command line: `arshjul fetch`."""

from datetime import date
from zoneinfo import ZoneInfo

import click
from sqlalchemy.engine import Engine

from tracker import clock
from tracker.cli_tools import choose_council, load_settings, open_database, stop
from tracker.config import Settings
from tracker.db import open_session, transaction
from tracker.domain.kolada import Asked
from tracker.importing.kolada import Kolada, KoladaAway, KoladaRefused
from tracker.queries import councils
from tracker.queries import kolada as queries
from tracker.services import data_imports
from tracker.services import kolada as services
from tracker.services import kolada_fetches as fetches
from tracker.services.audit import Act
from tracker.services.kolada import Gathered
from tracker.services.kolada_fetches import Held
from tracker.text import _, speaking


@click.group()
def fetch() -> None:
    """Fetch figures from elsewhere."""


@fetch.command("kolada")
@click.option(
    "--council", "slug", help="The council's part of the address. With one council: that."
)
def fetch_kolada(slug: str | None) -> None:
    """Fetch the indicators that take their values from Kolada, and save what is new.

    What must be answered first is not saved: it waits on the page of imports.
    """
    settings = load_settings()
    with speaking("sv"):
        if not settings.kolada_url:
            stop(_("Fetching is switched off in this installation's settings (kolada_url)."))
        engine = open_database(settings)
        held, asked = _begin(engine, slug)
        try:
            gathered, held = _gather(settings, engine, held, asked)
        except (KoladaAway, KoladaRefused) as problem:
            stop(_end_badly(engine, held, problem))
        except fetches.Lost:
            stop(_taken_over())
        except BaseException:
            with transaction(engine) as session:  # ended by hand, say: the next one may begin
                fetches.let_go(session, held=held, now=clock.now())
            raise
        _save(engine, held, gathered)
        engine.dispose()


def _begin(engine: Engine, slug: str | None) -> tuple[Held, Asked]:
    """Take the council's fetch, so that the pages show it and nobody else does it."""
    now = clock.now()
    with transaction(engine) as session:
        council = choose_council(session, slug)
        try:
            asked = fetches.load_asked(session, council=council, now=now)
            going = fetches.ask(session, council=council, by=Act(None, now))
        except fetches.CannotFetch as lacking:
            stop(str(lacking))
        held = fetches.take(session, fetch=going, now=now)
    if held is None:
        stop(_taken_over())
    return held, asked


def _gather(settings: Settings, engine: Engine, held: Held, asked: Asked) -> tuple[Gathered, Held]:
    with (
        Kolada(settings.kolada_url) as kolada,
        click.progressbar(length=asked.steps, label=_("Figures from Kolada")) as bar,
    ):

        def tell(done: int) -> None:
            nonlocal held
            with transaction(engine) as session:
                held = fetches.tell(
                    session, held=held, done=done, in_all=asked.steps, now=clock.now()
                )
            bar.update(done - bar.pos)

        gathered = services.gather(kolada, asked=asked, fetched_on=_today(engine, held), tell=tell)
        bar.update(asked.steps - bar.pos)
    return gathered, held


def _today(engine: Engine, held: Held) -> date:
    with open_session(engine, read_only=True) as session:
        zone = councils.get_council(session, council_id=held.council_id).time_zone
    return clock.now().astimezone(ZoneInfo(zone)).date()


def _end_badly(engine: Engine, held: Held, problem: KoladaAway | KoladaRefused) -> str:
    """Leave an outage to the jobs, end the rest, and return what to say."""
    now = clock.now()
    with transaction(engine) as session:
        if isinstance(problem, KoladaAway):
            fetches.put_off(session, held=held, words=str(problem), now=now, wait=problem.wait)
        else:
            fetches.give_up(session, held=held, words=str(problem), now=now)
        found = queries.find_fetch(session, council_id=held.council_id, fetch_id=held.fetch_id)
        return found.message if found else str(problem)


def _taken_over() -> str:
    return _("Another process is fetching for this council already.")


def _save(engine: Engine, held: Held, gathered: Gathered) -> None:
    """Save what needs no answer, and say what was fetched and what waits."""
    by = Act(None, clock.now())
    with transaction(engine) as session:
        council = councils.get_council(session, council_id=held.council_id)
        proposal = fetches.finish(session, held=held, council=council, gathered=gathered, by=by)
        found = queries.find_fetch(session, council_id=council.id, fetch_id=held.fetch_id)
        click.echo(found.message if found else "")
        if proposal is None:
            return
        plan = data_imports.plan(session, council=council, data_import=proposal)
        if plan.is_ready:
            data_imports.apply(session, council=council, data_import=proposal, by=by)
            click.echo(_("It is saved."))
            return
    click.echo(_("Nothing is saved yet. This must be answered first, on the page of imports:"))
    for question in plan.open_questions:
        click.echo(f"- {question.words}")
    for place in plan.open_places:
        click.echo("- " + _("What is %(place)s?", place=place.place.written))
