"""The messages of one kind that belong together: what they look like, and what is done with them.

A coordinator sees what a member gets, but never the member's own links: who has those can answer
in the member's name. They are taken out of everything shown here.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.deliveries import BY_ANSWER, OWN_KINDS, STAGE_WORDS, Stage, Step
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.mail.copies import without_keys
from tracker.mail.reading import ReadMessage, read_message
from tracker.models import Meeting
from tracker.queries import meetings, timelines
from tracker.queries.timelines import Group, Line
from tracker.services import outbox
from tracker.services.conflicts import EditConflict
from tracker.services.letters import Stationery
from tracker.text import _, ngettext
from tracker.views.framed_mail import as_page
from tracker.views.timelines import explain, make_row
from tracker.views.web import act, council, db, house, me, now, query_number, shown

blueprint = Blueprint("messages", __name__, url_prefix="/<slug>/messages")

#: One group's address. A message about no single meeting has the meeting 0.
_GROUP = "/<int:meeting_id>/<kind>/<int:revision>"


@dataclass(frozen=True)
class Shown:
    """A message as it looks, or why it cannot be shown."""

    message: ReadMessage | None
    has_no_address: bool = False


@blueprint.get(_GROUP)
def show(meeting_id: int, kind: str, revision: int) -> str:
    """Show who gets a message and how that stands, and what it looks like to one of them."""
    group = _group(meeting_id, kind, revision)
    line = _line(group)
    looks = _look(line)
    is_waiting = line.stage in (Stage.PLANNED, Stage.WAITING, Stage.HELD)
    return render_template(
        "messages/show.html",
        group=group,
        row=make_row(group),
        line=line,
        own=make_row(replace(group, lines=(line,))).shares[0],
        stage_words=STAGE_WORDS,
        shown=looks,
        text=without_keys(looks.message.text) if looks.message else "",
        outlook=_foresee(group, [line]) if is_waiting else None,
        explain=explain,
        is_sent=line.state is DeliveryState.SENT,
        steps=_offered(group),
        own_steps=_offered(group, line.person_id),
        held_by=_last_act(group, Step.HOLD, DeliveryState.HELD),
        skipped_by=_last_act(group, Step.SKIP, DeliveryState.SKIPPED),
    )


@blueprint.get(f"{_GROUP}/page")
def page(meeting_id: int, kind: str, revision: int) -> Response:
    """Serve a message's HTML, without the recipient's own links, to be shown in a frame."""
    group = _group(meeting_id, kind, revision)
    message = _look(_line(group)).message
    if message is None or not message.html:
        abort(404)
    return as_page(without_keys(message.html))


@blueprint.route(f"{_GROUP}/<step>", methods=["GET", "POST"])
def take(meeting_id: int, kind: str, revision: int, step: str) -> str | Response:
    """Say what a step does to how many, and take it when that is confirmed."""
    group = _group(meeting_id, kind, revision)
    wanted = next((one for one in Step if one.value == step), None) or abort(404)
    person_id = _line(group).person_id if "person" in request.args else None
    is_conflict = False
    if request.method == "POST":
        try:
            return _take(group, wanted, person_id)
        except EditConflict:
            db().rollback()
            is_conflict = True
            group = _group(meeting_id, kind, revision)
    concerned = outbox.list_concerned(group, wanted, now=now(), person_id=person_id)
    return render_template(
        "messages/take.html",
        group=group,
        row=make_row(group),
        step=wanted,
        concerned=concerned,
        outlook=_outlook(group, wanted, concerned),
        explain=explain,
        later=[line for line in concerned if line.due_at > now()],
        person_id=person_id,
        others=len(group.lines) - len(concerned) if person_id is None else 0,
        shown=outbox.fingerprint(concerned),
        is_conflict=is_conflict,
    )


@blueprint.post(f"{_GROUP}/copy")
def copy(meeting_id: int, kind: str, revision: int) -> Response:
    """Send the coordinator a copy of what one recipient gets."""
    group = _group(meeting_id, kind, revision)
    person = me() or abort(403)
    line = _line(group)
    if group.meeting is None:
        abort(404)
    try:
        outbox.send_copy(
            db(),
            council=council(),
            delivery_id=line.delivery_id,
            to=person,
            stationery=Stationery.of(house().settings),
            by=act(),
        )
    except outbox.NoAddress:
        db().rollback()
        flash(_("You have no e-mail address that a copy can be sent to."), "error")
        return redirect(_address(group, line.person_id), code=303)
    db().commit()
    flash(_("A copy is sent to %(email)s within a minute.", email=person.email), "ok")
    return redirect(_address(group, line.person_id), code=303)


def _outlook(group: Group, step: Step, lines: list[Line]) -> outbox.Outlook | None:
    """Return what becomes of those that go at once; nothing for a step that lets none go."""
    at_once = [line for line in lines if step is Step.SEND_NOW or line.due_at <= now()]
    if step in (Step.HOLD, Step.SKIP) or not at_once:
        return None
    return _foresee(group, at_once)


def _foresee(group: Group, lines: list[Line]) -> outbox.Outlook:
    return outbox.foresee(db(), council=council(), group=group, lines=lines, now=now())


def _take(group: Group, step: Step, person_id: int | None) -> Response:
    choice = outbox.Choice(group.meeting, group.kind, group.revision, person_id)
    number = outbox.take(db(), council=council(), choice=choice, step=step, shown=shown(), by=act())
    db().commit()
    flash(_taken(step, number), "ok")
    return redirect(_address(group, person_id), code=303)


def _taken(step: Step, number: int) -> str:
    match step:
        case Step.HOLD:
            return ngettext(
                "One message is on hold. Release it when it may go.",
                "%(num)s messages are on hold. Release them when they may go.",
                number,
            )
        case Step.RELEASE:
            return ngettext("One message is released.", "%(num)s messages are released.", number)
        case Step.SKIP:
            return ngettext(
                "One message will not be sent. You can take that back.",
                "%(num)s messages will not be sent. You can take that back.",
                number,
            )
        case Step.TAKE_BACK:
            return ngettext(
                "One message is planned again.", "%(num)s messages are planned again.", number
            )
        case Step.SEND_NOW:
            return ngettext(
                "One message is due. It goes within a minute if it is still needed.",
                "%(num)s messages are due. Those still needed go within a minute.",
                number,
            )


def _group(meeting_id: int, kind: str, revision: int) -> Group:
    """Return the group that the address names, among those that people may see."""
    of_kind = next((one for one in DeliveryKind if one.value == kind), None)
    if of_kind is None or of_kind in OWN_KINDS:
        abort(404)
    group = timelines.find_group(
        db(),
        council_id=council().id,
        meeting=_meeting(meeting_id) if meeting_id else None,
        kind=of_kind,
        revision=revision,
    )
    return group or abort(404)


def _meeting(meeting_id: int) -> Meeting:
    found = meetings.get_meeting(db(), council_id=council().id, meeting_id=meeting_id)
    return found or abort(404)


def _line(group: Group) -> Line:
    """Return the recipient that the address names, or else the first it goes to."""
    if "person" not in request.args:
        wanted = BY_ANSWER.get(group.kind)
        likely = (line for line in group.lines if wanted in (None, line.answer))
        return next(likely, group.lines[0])
    person_id = query_number("person")
    found = next((line for line in group.lines if line.person_id == person_id), None)
    return found or abort(404)


def _look(line: Line) -> Shown:
    try:
        message = outbox.preview(
            db(),
            council=council(),
            delivery_id=line.delivery_id,
            stationery=Stationery.of(house().settings),
            now=now(),
        )
    except outbox.NoAddress:
        return Shown(None, has_no_address=True)
    return Shown(read_message(message) if message else None)


def _offered(group: Group, person_id: int | None = None) -> list[tuple[Step, int]]:
    """Return the steps that may be taken, each with how many messages it concerns."""
    found = [
        (step, len(outbox.list_concerned(group, step, now=now(), person_id=person_id)))
        for step in Step
    ]
    return [(step, number) for step, number in found if number]


def _last_act(group: Group, step: Step, state: DeliveryState) -> tuple[str, datetime] | None:
    """Return who held or skipped those that are held or skipped, and when."""
    there = [line.delivery_id for line in group.lines if line.state is state]
    if not there:
        return None
    return timelines.find_last_act(
        db(), council_id=council().id, action=outbox.action_of(step), delivery_ids=there
    )


def _address(group: Group, person_id: int | None) -> str:
    """Return a group's page; the number that leads nowhere is left out of it."""
    return url_for("messages.show", **make_row(group).address, person=person_id)
