"""A fetch from Kolada on its way: asked for, held by one process, put off, ended.

A page or the command line asks; the jobs, or the command line itself, do it. Whoever does it holds
the fetch until a moment, renews that with every step, and writes nothing once it has lost it.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col, select

from tracker.domain.import_diff import CellState
from tracker.domain.import_plans import TIE, Choices, ImportPlan
from tracker.domain.kolada import (
    SOURCE,
    Area,
    Asked,
    kolada_code,
    news_words,
    next_pause,
    stopped_words,
    years_until,
)
from tracker.domain.terms import FetchState, ImportKind, ImportState
from tracker.models import Council, DataImport, KpiFetch
from tracker.queries import councils
from tracker.queries import kolada as queries
from tracker.services import data_imports
from tracker.services.audit import Act, write_down
from tracker.services.kolada import Gathered, own_place
from tracker.text import _, format_date, format_times

#: How long a process may be silent. One question takes at most 10 pages of 30 s.
LEASE = timedelta(minutes=10)


class CannotFetch(Exception):
    """There is nothing to ask for. The message says what is lacking."""


class Lost(Exception):
    """Another process has taken the fetch over, or somebody has ended it."""


@dataclass(frozen=True)
class Held:
    """The right to do one fetch until a moment."""

    fetch_id: int
    council_id: int
    until: datetime
    asked_by_id: int | None = None


def load_asked(session: Session, *, council: Council, now: datetime) -> Asked:
    """Return all that a council's fetch asks for.

    Raises:
        CannotFetch: no indicator is tied, or the municipality is not in the register.
    """
    today = now.astimezone(ZoneInfo(council.time_zone)).date()
    tied = queries.list_tied(session, council_id=council.id, year=today.year)
    if not tied:
        raise CannotFetch(_("No indicator takes its values from Kolada yet."))
    own = own_place(council)
    if own is None:
        raise CannotFetch(
            _(
                "%(municipality)s is not in the register of municipalities, so Kolada cannot be "
                "asked for its values.",
                municipality=council.municipality,
            )
        )
    others = queries.list_areas_asked(session, council_id=council.id)
    ours = Area(code=kolada_code(own.code), name=council.municipality)
    areas = (ours, *(one for one in others if one.code != ours.code))
    return Asked(areas=areas, tied=tied, years=years_until(today.year))


def ask(session: Session, *, council: Council, by: Act) -> KpiFetch:
    """Ask for a fetch, or hasten the one that waits already.

    Raises:
        CannotFetch: there is nothing to ask for.
    """
    asked = load_asked(session, council=council, now=by.at)
    session.exec(select(Council).where(Council.id == council.id).with_for_update()).one()
    going = queries.find_going(session, council_id=council.id)
    if going is not None:
        if going.state is FetchState.WAITING:
            going.try_at = min(going.try_at, by.at)
        session.add(going)
        session.flush()
        return going
    fetch = KpiFetch(
        council_id=council.id,
        asked_at=by.at,
        asked_by_id=by.person_id,
        try_at=by.at,
        steps_in_all=asked.steps,
    )
    session.add(fetch)
    session.flush()
    write_down(
        session,
        council_id=council.id,
        action="ask_kolada",
        thing="kpi_fetch",
        thing_id=fetch.id,
        by=by,
    )
    return fetch


def take(session: Session, *, fetch: KpiFetch, now: datetime) -> Held | None:
    """Take the right to do a fetch; None when somebody else holds it."""
    until = now + LEASE
    is_ours = _update(
        session,
        KpiFetch.id == fetch.id,
        col(KpiFetch.state).in_(queries.GOING),
        queries.is_free(now),
        state=FetchState.RUNNING,
        claimed_until=until,
        attempts=col(KpiFetch.attempts) + 1,
        steps_done=0,
        message="",
    )
    return Held(fetch.id, fetch.council_id, until, fetch.asked_by_id) if is_ours else None


def take_due(session: Session, *, now: datetime) -> Held | None:
    """Take the fetch that has waited longest, if any may begin."""
    due = queries.find_due(session, now=now)
    return take(session, fetch=due, now=now) if due else None


def tell(session: Session, *, held: Held, done: int, in_all: int, now: datetime) -> Held:
    """Say how far a fetch has come, and hold it on.

    Raises:
        Lost: it is somebody else's now.
    """
    until = now + LEASE
    values = {"steps_done": done, "steps_in_all": in_all, "claimed_until": until}
    if not _update(session, *_still(held), **values):
        raise Lost
    return replace(held, until=until)


def put_off(
    session: Session, *, held: Held, words: str, now: datetime, wait: timedelta | None = None
) -> FetchState:
    """Try again in a while, or give up after the last attempt. Says why in plain words."""
    fetch = _get(session, held)
    pause = next_pause(fetch.attempts, wait)
    if pause is None:
        return give_up(session, held=held, words=words, now=now)
    zone = ZoneInfo(councils.get_council(session, council_id=held.council_id).time_zone)
    moment = (now + pause).astimezone(zone)
    said = _(
        "%(why)s New attempt %(day)s %(time)s. Nothing is lost.",
        why=words,
        day=format_date(moment),
        time=format_times(moment),
    )
    return _end(session, held, FetchState.WAITING, said, try_at=now + pause)


def let_go(session: Session, *, held: Held, now: datetime) -> None:
    """Leave a fetch to the next process, when this one is to end. No attempt is used up."""
    attempts = col(KpiFetch.attempts) - 1
    _end(session, held, FetchState.WAITING, "", try_at=now, attempts=attempts)


def give_up(session: Session, *, held: Held, words: str, now: datetime) -> FetchState:
    """End a fetch that cannot be done, and say why."""
    said = _("%(why)s Nothing was changed. Try again later.", why=words)
    return _end(session, held, FetchState.FAILED, said, ended_at=now)


def finish(
    session: Session, *, held: Held, council: Council, gathered: Gathered, by: Act
) -> DataImport | None:
    """End a fetch with what it brought: a proposal to look through, or nothing new.

    A proposal of an earlier fetch that nobody has applied gives way to this one.

    Raises:
        Lost: the fetch is somebody else's now.
    """
    proposal, plan = _propose(session, council, gathered, by)
    said = [news_words(plan.counts[CellState.NEW], plan.counts[CellState.CHANGED])]
    if plan.is_news and not (plan.counts[CellState.NEW] or plan.counts[CellState.CHANGED]):
        said = [_("New population figures.")]
    said += [stopped_words(one) for one in gathered.stopped]
    said += [f"{one.kpi}: {note}" for one in gathered.found.series for note in one.notes]
    if proposal is not None:
        _discard_earlier(session, council, but=proposal.id, by=by)
    _end(
        session,
        held,
        FetchState.DONE,
        "\n".join(dict.fromkeys(said)),
        ended_at=by.at,
        steps_done=col(KpiFetch.steps_in_all),
        import_id=proposal.id if proposal else None,
    )
    return proposal


def _propose(
    session: Session, council: Council, gathered: Gathered, by: Act
) -> tuple[DataImport | None, ImportPlan]:
    attempt = session.begin_nested()
    proposal = data_imports.propose(
        session,
        council=council,
        kind=ImportKind.KOLADA,
        name=f"{SOURCE} {format_date(by.at.astimezone(ZoneInfo(council.time_zone)))}",
        found=gathered.found,
        by=by,
    )
    # Each series was asked for on behalf of one indicator: there is nothing to guess.
    lines = {str(at): f"{TIE}{number}" for at, number in enumerate(gathered.indicator_ids)}
    data_imports.choose(session, data_import=proposal, choices=Choices(lines=lines), by=by)
    plan = data_imports.plan(session, council=council, data_import=proposal)
    if plan.is_news:
        attempt.commit()
        return proposal, plan
    attempt.rollback()
    return None, plan


def _discard_earlier(session: Session, council: Council, *, but: int, by: Act) -> None:
    earlier = session.exec(
        select(DataImport).where(
            DataImport.council_id == council.id,
            DataImport.kind == ImportKind.KOLADA,
            DataImport.state == ImportState.PROPOSED,
            DataImport.id != but,
        )
    ).all()
    for one in earlier:
        with suppress(data_imports.NotOpen):  # somebody has decided on it this very moment
            data_imports.discard(session, data_import=one, by=by)


def _get(session: Session, held: Held) -> KpiFetch:
    fetch = queries.find_fetch(session, council_id=held.council_id, fetch_id=held.fetch_id)
    if fetch is None:
        raise Lost
    return fetch


def _still(held: Held) -> tuple[Any, ...]:
    return (
        KpiFetch.id == held.fetch_id,
        KpiFetch.state == FetchState.RUNNING,
        KpiFetch.claimed_until == held.until,
    )


def _end(session: Session, held: Held, state: FetchState, words: str, **values: Any) -> FetchState:
    if not _update(
        session, *_still(held), state=state, message=words, claimed_until=None, **values
    ):
        raise Lost
    return state


def _update(session: Session, *conditions: Any, **values: Any) -> bool:
    result = session.execute(
        sa.update(KpiFetch)
        .where(*conditions)
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )
    return cast("CursorResult[object]", result).rowcount == 1
