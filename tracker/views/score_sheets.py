"""Whose scores a person may see and change, and the way back after a change.

Who scored what is shown to coordinators only. Members score more freely when the others see the
spread without names, and a coordinator must be able to correct what a named group said. A member
reaches no sheet but the own one. Where only a few have scored, the spread itself can still point at
a person.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import request, session

from tracker.domain.need_scores import criterion_word, without_names
from tracker.domain.review_content import ReviewContent, ReviewedNeed
from tracker.domain.terms import Criterion, Role
from tracker.forms.needs import ScoresForm
from tracker.queries import people
from tracker.queries.needs import Sheet, list_sheets
from tracker.services.needs import free_name, sheet_as_shown
from tracker.text import _
from tracker.views.web import council, db, me, my_roles, today

#: Where the browser's session keeps what a sheet was before its last change.
KEY = "scores_before"


@dataclass(frozen=True, kw_only=True)
class Undo:
    """A sheet as it was before the last change, and what it became."""

    need_id: int
    #: Who made the change: another person who signs in here cannot undo it.
    by: int
    before: Sheet
    #: What the sheet is called now; None when it was removed.
    now: str | None
    #: The fingerprint of what it is now.
    shown: str


def sees_names() -> bool:
    """Tell whether this person sees who scored, and may score for anybody."""
    return Role.COORDINATOR in my_roles()


def my_id() -> int:
    """Return the number of the person who has signed in."""
    person = me()
    return person.id if person else 0


def find_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    """Return the sheet to work on: the one that a coordinator's address names, or one's own."""
    if sees_names():
        return next((one for one in sheets if one.scorer == request.args.get("scorer")), None)
    return next((one for one in sheets if one.person_id == my_id()), None)


def typed_sheet(form: ScoresForm, sheet: Sheet | None, sheets: Sequence[Sheet]) -> Sheet:
    """Return the sheet that was typed in place of another, or as a new one."""
    person = me()
    if sees_names():
        name = form.scorer.data
        is_kept = sheet is not None and sheet.scorer == name
        person_id = sheet.person_id if sheet and is_kept else _member_named(name)
        return Sheet(scorer=name, person_id=person_id, scores=form.scores())
    name = sheet.scorer if sheet else free_name(person.name if person else "", sheets)
    return Sheet(scorer=name, person_id=my_id(), scores=form.scores())


def is_saved(typed: Sheet, sheet: Sheet | None, sheets: Sequence[Sheet]) -> bool:
    """Tell whether what was typed stands already, as after a double click.

    Args:
        typed: what was sent; without scores the sheet is to be removed.
        sheet: the one that it was to replace, as it stands.
        sheets: all that stand.
    """
    if not typed.scores:
        return sheet is None
    return typed in sheets and sheet in (None, typed)


def sheet_in_words(sheet: Sheet | None) -> list[tuple[str, str]]:
    """Return [(criterion, score)] of what is saved, to stand beside what was typed."""
    scores = sheet.scores if sheet else {}
    return [
        (criterion_word(criterion), str(scores.get(criterion, _("no opinion"))))
        for criterion in Criterion
    ]


def as_seen(content: ReviewContent, reviewed: ReviewedNeed) -> ReviewContent:
    """Return a review's content as this person may see it, with or without the scorers' names."""
    if sees_names() or not reviewed.scores:
        return content
    nameless = replace(reviewed, scores=without_names(reviewed.scores))
    return replace(
        content, needs=tuple(nameless if one is reviewed else one for one in content.needs)
    )


# The way back ----------------------------------------------------------------------------


def keep_undo(need_id: int, *, before: Sheet | None, after: Sheet) -> None:
    """Remember what a sheet was. Nothing before is an empty sheet: undoing takes it away."""
    session[KEY] = {
        "need_id": need_id,
        "by": my_id(),
        "before": asdict(before or Sheet(scorer=after.scorer)),
        "now": after.scorer if after.scores else None,
        "shown": sheet_as_shown(after) if after.scores else "",
    }


def has_undo() -> bool:
    """Tell whether anything can be undone at all: not when it has been already."""
    return KEY in session


def find_undo(need_id: int) -> Undo | None:
    """Return the change of a problem's scores that this person can undo; None once it is old."""
    kept: dict[str, Any] = session.get(KEY, {})
    if (kept.get("need_id"), kept.get("by")) != (need_id, my_id()):
        return None
    undo = Undo(**{**kept, "before": _sheet(kept["before"])})
    sheets = list_sheets(db(), council_id=council().id, need_id=need_id)
    now = next((one for one in sheets if one.scorer == undo.now), None)
    return undo if sheet_as_shown(now) == undo.shown else None


def forget_undo() -> None:
    """Forget what could be undone."""
    session.pop(KEY, None)


def _sheet(kept: dict[str, Any]) -> Sheet:
    scores = {Criterion(name): score for name, score in kept["scores"].items()}
    return Sheet(scorer=kept["scorer"], person_id=kept["person_id"], scores=scores)


def _member_named(name: str) -> int | None:
    """Return the member of exactly this name, so that nobody is counted twice; None if unclear."""
    found = {
        one.person.id
        for one in people.list_members(db(), council_id=council().id, on=today())
        if one.person.name.casefold() == name.casefold()
    }
    return found.pop() if len(found) == 1 else None
