"""What every command begins with: settings, the database, a way to stop."""

import sys
from typing import Any, NoReturn

import click
from pydantic import ValidationError
from sqlalchemy.engine import Engine
from sqlmodel import Session

from tracker.config import Settings
from tracker.db import create_engine
from tracker.models import Council
from tracker.queries import councils
from tracker.text import _


def load_settings(**changes: Any) -> Settings:
    """Read the settings, or say what is wrong with them and stop."""
    try:
        return Settings(**changes)
    except (ValidationError, ValueError) as error:
        stop(f"config.toml or the environment: {error}")


def stop(message: str) -> NoReturn:
    """Say what is wrong and end with an error."""
    click.echo(message, err=True)
    sys.exit(1)


def open_database(settings: Settings) -> Engine:
    """Open the database and bring it to this version's tables."""
    from tracker.migrations import upgrade_database

    settings.data_folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(settings.database)
    upgrade_database(engine)
    return engine


def choose_council(session: Session, slug: str | None) -> Council:
    """Return the council with an address, or the only one there is."""
    found = councils.list_councils(session)
    if slug is None and len(found) == 1:
        return found[0]
    named = next((council for council in found if council.slug == slug), None)
    if named is None:
        known = ", ".join(council.slug for council in found) or "–"
        stop(_("Say which council with --council. There are: %(known)s", known=known))
    return named
