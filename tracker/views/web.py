"""What every view needs: the request's session, council, person, and ways to answer."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app, flash, g, redirect, request, url_for
from flask_login import UserMixin, current_user
from sqlalchemy.engine import Engine
from sqlmodel import Session
from werkzeug.wrappers import Response

from tracker import clock
from tracker.config import Settings
from tracker.db import LARGEST_WHOLE_NUMBER, open_session
from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.terms import Role
from tracker.models import Council, Person
from tracker.services.audit import Act


@dataclass(frozen=True)
class DemoMail:
    """The demo's own post office. Only `arshjul demo` makes one."""

    folder: Path


@dataclass(frozen=True)
class House:
    """What the application was made with."""

    settings: Settings
    engine: Engine
    secret_key: str
    demo: DemoMail | None


class SignedIn(UserMixin):
    """The person behind a request, as Flask-Login wants it."""

    def __init__(self, person: Person) -> None:
        """Wrap a person."""
        self.person = person

    def get_id(self) -> str:
        """Return what the session cookie carries."""
        return str(self.person.id)


def house() -> House:
    """Return what the application was made with."""
    found: House = current_app.extensions["house"]
    return found


def db() -> Session:
    """Return the request's session. On GET it only reads."""
    if "session" not in g:
        read_only = request.method in ("GET", "HEAD", "OPTIONS")
        g.session = open_session(house().engine, read_only=read_only)
    session: Session = g.session
    return session


def council() -> Council:
    """Return the council that the address names."""
    found: Council = g.council
    return found


def council_zone() -> ZoneInfo:
    """Return the zone that the council's wall times are meant in."""
    return ZoneInfo(council().time_zone)


def now() -> datetime:
    """Return the request's moment, the same throughout the request."""
    if "now" not in g:
        g.now = clock.now()
    moment: datetime = g.now
    return moment


def today() -> date:
    """Return the day it is where the council is."""
    return now().astimezone(council_zone()).date()


def me() -> Person | None:
    """Return the person who has signed in."""
    return current_user.person if current_user.is_authenticated else None


def act() -> Act:
    """Return who does what this request does, and when."""
    person = me()
    return Act(person_id=person.id if person else None, at=now())


def my_roles() -> frozenset[Role]:
    """Return the roles that the person holds today in the council that the address names."""
    roles: frozenset[Role] = g.get("roles", frozenset())
    return roles


def may(endpoint: str, method: str = "GET") -> bool:
    """Tell whether this person may use an endpoint, so that pages only offer what works."""
    from tracker.views.access import allowed

    rule = allowed(endpoint, method)
    return rule is not None and (rule.anyone or bool(rule.roles & my_roles()))


def query_number(name: str, *, least: int = 1, most: int = LARGEST_WHOLE_NUMBER) -> int | None:
    """Return a number from the address's query, None where there is none within the bounds."""
    found = request.args.get(name, type=int)
    return found if found is not None and least <= found <= most else None


def query_year() -> int:
    """Return the year that the address's query names, or else this year."""
    return query_number("year", least=EARLIEST_YEAR, most=LATEST_YEAR) or today().year


def shown(otherwise: str = "") -> str:
    """Return the fingerprint of what the sent form was filled with; for GET, the other."""
    return request.form.get("shown", "") if request.method == "POST" else otherwise


def done(message: str, endpoint: str, anchor: str | None = None, **values: Any) -> Response:
    """Say what was done, and go on to a page."""
    flash(message, "ok")
    return redirect(url_for(endpoint, _anchor=anchor, **values), code=303)


def safe_next(address: str | None) -> str | None:
    """Return an address only if it leads to a page of our own."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address
