"""One sheet to answer on, the same for those who do the work and for who writes for them."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from flask import abort, jsonify, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.follow_ups import PAGE, has_text
from tracker.forms.conflicts import in_words
from tracker.forms.follow_ups import (
    AnswerForm,
    PassOnForm,
    SpokenForm,
    as_typed,
    filled,
    is_too_long,
    read_typed,
    told,
)
from tracker.models import Intervention
from tracker.queries import follow_ups as queries
from tracker.queries import people
from tracker.services import follow_ups as services
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict
from tracker.text import _, format_clock, gettext, mark
from tracker.views.web import council_zone, db, now, shown


@dataclass(frozen=True)
class Desk:
    """Somebody about to answer for one intervention's year."""

    intervention: Intervention
    year: int
    by: Act
    #: Where the sheet is sent, and where what is typed is saved meanwhile.
    action: str
    autosave: str
    #: Whether somebody writes down what another says.
    is_for_another: bool = False


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet."""

    desk: Desk
    form: AnswerForm
    #: What the page carries along, to find out if somebody else saved meanwhile.
    shown: str
    page: str
    #: {column: what was answered the last time}, and when that was.
    before: Mapping[str, str]
    before_year: int | None
    #: Where a text that the phone could not send waits.
    kept_as: str
    spoken: SpokenForm | None = None
    passing: PassOnForm | None = None
    #: What somebody else saved meanwhile, as [(label, value)].
    saved: list[tuple[str, str]] | None = None
    is_sent: bool = False
    #: Whether there is more written than what is sent.
    is_draft: bool = False
    passed_on: str = ""
    errors: list[tuple[str, str]] = field(default_factory=list)


def open_sheet(
    desk: Desk,
    *,
    form: AnswerForm | None = None,
    spoken: SpokenForm | None = None,
    passing: PassOnForm | None = None,
    is_conflict: bool = False,
) -> Sheet:
    """Lay out what is written so far, or what was just typed and could not be taken."""
    one = desk.intervention
    written = services.read_written(db(), intervention=one, year=desk.year)
    draft = written.draft
    is_draft = draft is not None and has_text(draft.typed)
    stored = draft.typed if draft and is_draft else as_typed(written.answer)
    before = queries.find_answer_before(
        db(), council_id=one.council_id, year=desk.year, intervention_id=one.id
    )
    forms = [found for found in (spoken, form, passing) if found is not None]
    return Sheet(
        desk=desk,
        form=form or filled(stored),
        shown=written.shown,
        page=request.form.get(PAGE) or secrets.token_urlsafe(8),
        before=told(before) if before else {},
        before_year=before.year if before else None,
        kept_as=f"follow-up {one.council_id} {one.id} {desk.year} {desk.by.person_id}",
        spoken=spoken or _suggest_spoken(desk),
        passing=None if desk.is_for_another else passing or PassOnForm(formdata=None),
        saved=in_words(filled(stored)) if is_conflict else None,
        is_sent=written.answer is not None,
        is_draft=is_draft,
        passed_on=draft.passed_on if draft and draft.saved_by_id == desk.by.person_id else "",
        errors=[error for found in forms for error in found.error_list()],
    )


def _suggest_spoken(desk: Desk) -> SpokenForm | None:
    """Suggest that the one who answers for the intervention is on the phone."""
    if not desk.is_for_another:
        return None
    number = desk.intervention.responsible_id
    person = people.find_person(db(), person_id=number) if number else None
    return SpokenForm(formdata=None, data={"who": person.name if person else ""})


def take(
    desk: Desk,
    *,
    show: Callable[[Sheet], str],
    done: Callable[[str], Response],
    answered_by: Callable[[str], str],
) -> str | Response | tuple[str, int]:
    """Take what was pressed on a sheet.

    Args:
        desk: who answers for what.
        show: shows the sheet again.
        done: goes on after "send", "save" or "pass_on" is done.
        answered_by: returns who says so, from who is written on the sheet.
    """
    pressed = request.form.get("do", "save")
    try:
        if is_too_long(read_typed(request.form)):
            abort(413)
        sheet = PRESSES.get(pressed, _save)(desk, answered_by)
    except EditConflict:
        db().rollback()
        form = filled(read_typed(request.form))
        return show(open_sheet(desk, form=form, is_conflict=True))
    except services.Closed:
        db().rollback()
        return refuse(Refusal.CLOSED)
    db().commit()
    return show(sheet) if sheet else done(pressed)


def _save(desk: Desk, _answered_by: Callable[[str], str]) -> None:
    services.save_draft(db(), **_typed_at(desk))


def _send(desk: Desk, answered_by: Callable[[str], str]) -> Sheet | None:
    form, spoken = AnswerForm(), SpokenForm() if desk.is_for_another else None
    is_right = form.validate()
    if spoken is not None:
        is_right = spoken.validate() and is_right
    if not is_right:
        services.save_draft(db(), **_typed_at(desk))
        return open_sheet(desk, form=form, spoken=spoken)
    services.send(
        db(),
        **_typed_at(desk),
        answer=form.answer(),
        answered_by=answered_by(spoken.who.data if spoken else ""),
    )
    return None


def _pass_on(desk: Desk, _answered_by: Callable[[str], str]) -> Sheet | None:
    passing = PassOnForm()
    if not passing.validate():
        services.save_draft(db(), **_typed_at(desk))
        return open_sheet(desk, passing=passing)
    services.pass_on(db(), **_typed_at(desk), to=passing.passed_on.data)
    return None


#: What each button does. It returns the sheet to show again when something must be corrected.
PRESSES = {"save": _save, "send": _send, "pass_on": _pass_on}


def _typed_at(desk: Desk) -> dict[str, Any]:
    return {
        "intervention": desk.intervention,
        "year": desk.year,
        "typed": read_typed(request.form),
        "shown": shown(),
        "by": desk.by,
    }


def save_meanwhile(desk: Desk) -> tuple[Response, int]:
    """Save what is typed so far, and answer the page's script in a few words."""
    if is_too_long(read_typed(request.form)):
        return said(_("The text is too long to be saved. Shorten it."), 413)
    try:
        written = services.save_draft(db(), **_typed_at(desk))
    except EditConflict:
        db().rollback()
        return said(
            _(
                "This answer has been changed elsewhere since you opened the page. "
                "Press Save draft to see both."
            ),
            409,
        )
    except services.Closed:
        db().rollback()
        return said(gettext(REFUSALS[Refusal.CLOSED].advice), 410)
    db().commit()
    clock = format_clock(now().astimezone(council_zone()))
    return said(_("Saved as a draft at %(time)s.", time=clock), 200, shown=written.shown)


def said(words: str, status: int, **more: str) -> tuple[Response, int]:
    """Return words for the page's script."""
    return jsonify(said=words, **more), status


# What cannot be opened --------------------------------------------------------------------


class Refusal(Enum):
    """Why a link leads to nothing that can be answered."""

    UNKNOWN = auto()
    ENDED = auto()
    PAST = auto()
    MOVED = auto()
    CLOSED = auto()


@dataclass(frozen=True)
class Words:
    """What a page of refusal says, with its status."""

    heading: str
    advice: str
    status: int = 410


REFUSALS = {
    Refusal.UNKNOWN: Words(
        mark("The link cannot be read"),
        mark(
            "Part of it may have been lost on the way. Open it from the mail again, or copy all "
            "of it. If that does not help, answer the mail: it reaches the coordinator."
        ),
        404,
    ),
    Refusal.ENDED: Words(
        mark("The link no longer works"),
        mark(
            "It was for somebody who no longer takes part in the follow-up. If that is wrong, "
            "answer the mail: it reaches the coordinator."
        ),
    ),
    Refusal.PAST: Words(
        mark("The follow-up of that year is over"),
        mark(
            "Links open until 30 June the year after. If something is wrong in what was "
            "answered, tell the coordinator by answering the mail."
        ),
    ),
    Refusal.MOVED: Words(
        mark("Somebody else answers for this now"),
        mark(
            "The coordinator has named somebody else while you had the page open. "
            "Send them what you wrote if it can be of use."
        ),
        409,
    ),
    Refusal.CLOSED: Words(
        mark("The year's report is decided"),
        mark("Answers can no longer be changed. Tell the coordinator if something is wrong."),
        409,
    ),
}


def refuse(why: Refusal) -> tuple[str, int]:
    """Say kindly why nothing can be answered here, and show again what was typed."""
    words = REFUSALS[why]
    typed = in_words(filled(read_typed(request.form))) if request.method == "POST" else []
    page = render_template(
        "follow_ups/refused.html",
        heading=gettext(words.heading),
        advice=gettext(words.advice),
        typed=[(label, value) for label, value in typed if value],
    )
    return page, words.status
