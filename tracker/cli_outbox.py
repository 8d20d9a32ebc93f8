"""What goes out, from the command line: `arshjul outbox`.

Printed are numbers, and the names of those whom something did not reach. Who gets what, and the
addresses, are personal data and come only when asked for.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from tracker import clock
from tracker.cli_tools import choose_council, load_settings, open_database
from tracker.db import open_session
from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.deliveries import (
    KIND_WORDS,
    STAGE_WORDS,
    Process,
    Stage,
    current_processes,
    describe_reason,
)
from tracker.domain.reminders import Reason
from tracker.models import Council
from tracker.queries import jobs_processes, timelines
from tracker.queries.timelines import Group, Line, Share
from tracker.text import _, format_date, format_times, gettext, speaking

_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
#: What did not reach somebody, or has not yet.
_TROUBLES = (Stage.FAILED, Stage.WAITING)


@dataclass(frozen=True)
class Outbox:
    """A council's messages of one year, and who sends them."""

    council: Council
    year: int
    now: datetime
    groups: tuple[Group, ...]
    processes: tuple[Process, ...]
    #: Whether names and addresses of all who get something are wanted.
    with_addresses: bool

    def count(self) -> Counter[Stage]:
        """Count the messages in each stage."""
        return Counter(line.stage for group in self.groups for line in group.lines)

    def list_troubles(self) -> Iterator[tuple[Group, Line]]:
        """Yield what did not reach somebody."""
        for group in self.groups:
            yield from ((group, line) for line in group.lines if line.stage in _TROUBLES)

    def words(self, line: Line) -> str:
        """Return why one did not arrive: the mail server may have quoted an address."""
        said = _reason(line.reason)
        return said if self.with_addresses else _ADDRESS.sub("…", said)


@click.command()
@click.option(
    "--council", "slug", help="The council's part of the address. With one council: that."
)
@click.option("--year", type=click.IntRange(EARLIEST_YEAR, LATEST_YEAR), help="Else this year.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option(
    "--addresses", is_flag=True, help="Also who gets what, with addresses: personal data."
)
def outbox(slug: str | None, year: int | None, as_json: bool, addresses: bool) -> None:
    """List what is planned, waiting, held, sent, failed, missed, not needed and skipped."""
    now = clock.now()
    engine = open_database(load_settings())
    with speaking("sv"), open_session(engine, read_only=True) as session:
        council = choose_council(session, slug)
        zone = ZoneInfo(council.time_zone)
        year = year or now.astimezone(zone).year
        found = Outbox(
            council=council,
            year=year,
            now=now,
            groups=tuple(timelines.list_year(session, council_id=council.id, year=year, zone=zone)),
            processes=tuple(current_processes(jobs_processes.list_processes(session), now)),
            with_addresses=addresses,
        )
        if as_json:
            click.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
        else:
            click.echo(_as_text(found, zone))
    engine.dispose()


def _as_json(found: Outbox) -> dict[str, Any]:
    held_at = found.council.mail_held_at
    counts = found.count()
    return {
        "council": found.council.slug,
        "year": found.year,
        "at": found.now.isoformat(timespec="seconds"),
        "held_since": held_at.isoformat() if held_at else None,
        "totals": {stage.value: counts[stage] for stage in Stage},
        "messages": [_group_as_json(found, group) for group in found.groups],
        "troubles": [_trouble_as_json(found, *trouble) for trouble in found.list_troubles()],
        "processes": [
            {
                "host": process.host,
                "started_at": process.started_at.isoformat(),
                "last_round_at": process.last_round_at.isoformat(),
                "last_sent_at": (
                    process.last_sent_at.isoformat() if process.last_sent_at else None
                ),
                "silent": process.is_silent(found.now),
            }
            for process in found.processes
        ],
    }


def _group_as_json(found: Outbox, group: Group) -> dict[str, Any]:
    meeting = group.meeting
    printed: dict[str, Any] = {
        "kind": group.kind.value,
        "revision": group.revision,
        "meeting": (
            {"id": meeting.id, "theme": meeting.theme, "starts_at": meeting.starts_at.isoformat()}
            if meeting
            else None
        ),
        "due_at": group.due_at.isoformat(),
        "recipients": len(group.lines),
        "states": [
            {
                "state": stage.value,
                "reason": reason,
                "number": number,
            }
            for (stage, reason), number in _count_reasons(group.shares).items()
        ],
    }
    if found.with_addresses:
        printed["to"] = [
            {"name": line.name, "email": line.email, "state": line.stage.value}
            for line in group.lines
        ]
    return printed


def _count_reasons(shares: Iterable[Share]) -> Counter[tuple[Stage, str | None]]:
    """Count by stage and by our own reasons. A mail server's words stand with the person."""
    known = set(Reason)
    counts: Counter[tuple[Stage, str | None]] = Counter()
    for share in shares:
        counts[share.stage, share.reason if share.reason in known else None] += len(share.lines)
    return counts


def _trouble_as_json(found: Outbox, group: Group, line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        **({"email": line.email} if found.with_addresses else {}),
        "kind": group.kind.value,
        "revision": group.revision,
        "meeting": group.meeting.id if group.meeting else None,
        "state": line.stage.value,
        "attempts": line.attempts,
        "words": found.words(line),
        "next_attempt_at": line.try_at.isoformat() if line.stage is Stage.WAITING else None,
    }


def _as_text(found: Outbox, zone: ZoneInfo) -> str:
    counts = found.count()
    head = ", ".join(
        _("%(state)s: %(num)s", state=gettext(STAGE_WORDS[stage]), num=counts[stage])
        for stage in Stage
        if counts[stage]
    )
    lines = [f"{found.council.name} {found.year}", head or _("No messages are planned.")]
    if found.council.mail_held_at:
        lines.append(
            _("No messages go out: the database seems to have been restored from a backup.")
        )
    if found.groups:
        lines += ["", *_columns([_cells(group, zone) for group in found.groups])]
    if found.with_addresses:
        for group in found.groups:
            lines += ["", f"{gettext(KIND_WORDS[group.kind])}, {_meeting(group, zone)}:"]
            lines += [
                f"  {line.name} <{line.email or '–'}>: {gettext(STAGE_WORDS[line.stage])}"
                for line in group.lines
            ]
    troubles = list(found.list_troubles())
    if troubles:
        lines += ["", _("Did not arrive") + ":"]
        lines += [
            f"  {line.name}: {gettext(KIND_WORDS[group.kind])}, {found.words(line)}"
            for group, line in troubles
        ]
    return "\n".join(lines)


def _cells(group: Group, zone: ZoneInfo) -> tuple[str, ...]:
    due = group.due_at.astimezone(zone)
    states = []
    for (stage, reason), number in _count_reasons(group.shares).items():
        word = _("%(state)s: %(num)s", state=gettext(STAGE_WORDS[stage]), num=number)
        states.append(f"{word} ({_reason(reason)})" if reason else word)
    return (
        f"{format_date(due)} {format_times(due)}",
        gettext(KIND_WORDS[group.kind]),
        _meeting(group, zone),
        ", ".join(states),
    )


def _meeting(group: Group, zone: ZoneInfo) -> str:
    if group.meeting is None:
        return "–"
    return f"{group.meeting.theme} {format_date(group.meeting.starts_at.astimezone(zone))}"


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows with their cells below one another."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _reason(reason: str) -> str:
    return describe_reason(Reason(reason)) if reason in set(Reason) else reason
