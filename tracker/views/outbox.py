"""What has gone out to the members, what will, and what needs somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TypeVar

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.deliveries import KIND_WORDS, STAGE_WORDS, Stage, current_processes
from tracker.domain.terms import DeliveryKind
from tracker.models import Meeting
from tracker.queries import deliveries as queries
from tracker.queries import jobs_processes, timelines, year_wheels
from tracker.queries.timelines import Group
from tracker.services import deliveries, outbox
from tracker.services.conflicts import EditConflict
from tracker.text import _, format_month, ngettext
from tracker.views.timelines import Row, explain, make_row, make_rows
from tracker.views.web import (
    act,
    council,
    council_zone,
    db,
    done,
    now,
    query_number,
    query_year,
    shown,
)

blueprint = Blueprint("outbox", __name__, url_prefix="/<slug>/messages")

#: How long a message that did not arrive is shown first on the page.
SHOWN_FIRST = timedelta(days=30)

Enumerated = TypeVar("Enumerated", Stage, DeliveryKind)


@dataclass(frozen=True)
class Filter:
    """Which of the year's messages the page is asked for; None is all."""

    stage: Stage | None
    meeting_id: int | None
    kind: DeliveryKind | None

    @classmethod
    def asked(cls) -> "Filter":
        """Return what the address asks for. What it cannot mean is left out."""
        return cls(
            _one_of(Stage, request.args.get("state")),
            query_number("meeting"),
            _one_of(DeliveryKind, request.args.get("kind")),
        )

    @property
    def is_set(self) -> bool:
        """Tell whether it leaves anything out."""
        return (self.stage, self.meeting_id, self.kind) != (None, None, None)

    def keeps(self, group: Group) -> bool:
        """Tell whether it lets a group through."""
        return (
            (self.stage is None or any(line.stage is self.stage for line in group.lines))
            and (
                self.meeting_id is None
                or (group.meeting is not None and group.meeting.id == self.meeting_id)
            )
            and self.kind in (None, group.kind)
        )


@blueprint.get("/")
def index() -> str:
    """Show what needs somebody, then the year's messages as they go, then who sends them."""
    year = query_year()
    council_id = council().id
    groups = timelines.list_year(db(), council_id=council_id, year=year, zone=council_zone())
    wanted = Filter.asked()
    kept = [group for group in groups if wanted.keeps(group)]
    troubles = queries.list_troubles(db(), council_id=council_id, since=now() - SHOWN_FIRST)
    processes = current_processes(jobs_processes.list_processes(db()), now())
    return render_template(
        "outbox/index.html",
        year=year,
        years=year_wheels.list_years(db(), council_id=council_id),
        troubles=[
            (trouble, deliveries.can_retry(trouble.delivery, trouble.meeting, now()))
            for trouble in troubles
        ],
        bounced=timelines.list_bounced(db(), council_id=council_id),
        processes=[(process, process.is_silent(now())) for process in processes],
        last_round=max((process.last_round_at for process in processes), default=None),
        is_still=all(process.is_silent(now()) for process in processes),
        wanted=wanted,
        meetings=_meetings(groups),
        kinds=sorted({group.kind for group in groups}, key=list(DeliveryKind).index),
        stages=sorted(
            {line.stage for group in groups for line in group.lines}, key=list(Stage).index
        ),
        has_any=bool(groups),
        coming=_by_month(group for group in kept if group.is_coming(now())),
        past=_by_month(reversed([group for group in kept if not group.is_coming(now())])),
        kind_words=KIND_WORDS,
        stage_words=STAGE_WORDS,
        explain=explain,
    )


@blueprint.post("/retry/<int:delivery_id>")
def retry(delivery_id: int) -> Response:
    """Try a failed message again."""
    found = queries.find_delivery(db(), council_id=council().id, delivery_id=delivery_id)
    if found is None:
        abort(404)
    try:
        deliveries.retry(db(), council_id=council().id, delivery=found, by=act())
    except deliveries.NotNow:
        abort(409)
    db().commit()
    return done(_("The message is tried again within a minute."), "outbox.index")


@blueprint.route("/restored", methods=["GET", "POST"])
def restored() -> str | Response:
    """After a restored backup: show what would go at once, leave out some, and let it go."""
    groups = timelines.list_held_back(db(), council_id=council().id, now=now())
    skipped = frozenset(outbox.key_of(group) for group in groups if _name(group) in _ticked())
    is_conflict = False
    if "confirm" in request.form:
        try:
            return _release(skipped)
        except EditConflict:
            db().rollback()
            is_conflict = True
            groups = timelines.list_held_back(db(), council_id=council().id, now=now())
    return render_template(
        "outbox/restored.html",
        is_conflict=is_conflict,
        is_asking="ask" in request.form,
        shown=outbox.fingerprint_of(groups),
        choices=[
            (_name(group), make_row(group), outbox.key_of(group) in skipped) for group in groups
        ],
    )


def _release(skipped: frozenset[tuple[int, DeliveryKind, int]]) -> Response:
    sent, left = outbox.release(db(), council=council(), skipped=skipped, shown=shown(), by=act())
    db().commit()
    message = _("Messages go out again.")
    if sent:
        message += " " + ngettext("One goes within a minute.", "%(num)s go within a minute.", sent)
    if left:
        message += " " + ngettext("One will not be sent.", "%(num)s will not be sent.", left)
    return done(message, "outbox.index")


def _name(group: Group) -> str:
    """Return what a group's tick is called."""
    return "-".join(str(part) for part in outbox.key_of(group))


def _ticked() -> set[str]:
    return set(request.form.getlist("skip"))


def _meetings(groups: Iterable[Group]) -> Sequence[Meeting]:
    found = {group.meeting.id: group.meeting for group in groups if group.meeting}
    return sorted(found.values(), key=lambda meeting: meeting.starts_at)


def _by_month(groups: Iterable[Group]) -> list[tuple[str, list[Row]]]:
    """Return [(month and year, rows)], as the groups come."""

    def month_of(group: Group) -> tuple[int, int]:
        local = group.due_at.astimezone(council_zone())
        return local.year, local.month

    return [
        (_month_and_year(*month), make_rows(found)) for month, found in groupby(groups, month_of)
    ]


def _month_and_year(year: int, month: int) -> str:
    return f"{format_month(date(year, month, 1)).capitalize()} {year}"


def _one_of(kind: type[Enumerated], name: str | None) -> Enumerated | None:
    return next((member for member in kind if member.value == name), None)
