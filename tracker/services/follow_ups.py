"""Answering what came of an intervention: as a draft, for good, or by naming somebody else.

A draft counts nowhere. What is sent can be corrected until the year's report is adopted. A program
that presses every button of a mailed page does no harm: an empty form sends nothing, names nobody
and leaves no draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from tracker.domain.follow_ups import FIELDS, PAGE, has_text, was_as_planned
from tracker.domain.reminders import Send
from tracker.domain.terms import MeetingStatus
from tracker.models import Council, FollowUp, FollowUpDraft, Intervention
from tracker.queries import follow_ups as queries
from tracker.queries.reports import find_report
from tracker.services import reminders
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import EditConflict, fingerprint, flush_first


class Closed(Exception):
    """The year's report is adopted, so what it rests on stays as it is."""


class NoMeeting(Exception):
    """No follow-up meeting that looks back at the year is ahead, so no mail can go."""


class NobodyToAsk(Exception):
    """The person owes no answer, or cannot be reached."""


@dataclass(frozen=True)
class Written:
    """What stands written about one intervention's year."""

    intervention: Intervention
    year: int
    answer: FollowUp | None
    draft: FollowUpDraft | None

    @property
    def shown(self) -> str:
        """What changes whenever somebody saves or sends, for the form to carry along."""
        version = self.draft.version if self.draft else 0
        return f"{version}_{fingerprint(self.answer)[:16]}"


def read_written(session: Session, *, intervention: Intervention, year: int) -> Written:
    """Return what stands written, a draft and what is sent."""
    where = {
        "council_id": intervention.council_id,
        "year": year,
        "intervention_id": intervention.id,
    }
    return Written(
        intervention,
        year,
        queries.find_answer(session, **where),
        queries.find_draft(session, **where),
    )


def is_closed(session: Session, *, council_id: int, year: int) -> bool:
    """Tell whether a year's answers can no longer be changed."""
    report = find_report(session, council_id=council_id, year=year)
    return report is not None and report.adopted_on is not None


def save_draft(
    session: Session,
    *,
    intervention: Intervention,
    year: int,
    typed: Mapping[str, str],
    shown: str,
    by: Act,
) -> Written:
    """Keep what is typed so far. Nothing at all leaves no draft.

    Args:
        session: an open session.
        intervention: what it is about.
        year: the year followed up.
        typed: {field: text}, and under `PAGE` the page that it was typed on.
        shown: `Written.shown` as the page knows it.
        by: who types.

    Raises:
        Closed: the year's report is adopted.
        EditConflict: it was changed elsewhere since it was shown.
    """
    written = _take(session, intervention, year, typed, shown)
    draft = written.draft
    if draft is None and not has_text(typed):
        return written
    _keep(session, written, typed, by)
    return read_written(session, intervention=intervention, year=year)


def send(
    session: Session,
    *,
    intervention: Intervention,
    year: int,
    answer: Mapping[str, Any],
    answered_by: str,
    typed: Mapping[str, str],
    shown: str,
    by: Act,
) -> FollowUp:
    """Save an answer for good, or correct the one that is there. The draft has done its work.

    Args:
        session: an open session.
        intervention: what it is about.
        year: the year followed up.
        answer: {column: value} of every one of `FIELDS`.
        answered_by: who says so, as it is to be written.
        typed: what was typed, as for `save_draft`.
        shown: as for `save_draft`.
        by: who sends it.

    Raises:
        Closed: the year's report is adopted.
        EditConflict: it was changed elsewhere since it was shown.
    """
    before = read_written(session, intervention=intervention, year=year)
    if before.answer is not None and before.draft is None and _says(before.answer, answer):
        return before.answer  # sent already: the page did not hear of it
    written = _take(session, intervention, year, typed, shown)
    row = written.answer or FollowUp(
        council_id=intervention.council_id, intervention_id=intervention.id, year=year
    )
    for name in FIELDS:
        setattr(row, name, answer[name])
    row.is_as_planned = was_as_planned(row.carried_out)
    row.sent_at, row.answered_by = by.at, answered_by
    session.add(row)
    if written.draft is not None:
        session.delete(written.draft)
    flush_first(session)
    _write_down(session, row, "send_follow_up", by)
    reminders.plan_for(session, row=intervention, now=by.at)
    return row


def pass_on(
    session: Session,
    *,
    intervention: Intervention,
    year: int,
    to: str,
    typed: Mapping[str, str],
    shown: str,
    by: Act,
) -> FollowUpDraft:
    """Write down whom to ask instead. The coordinator then says who answers for it.

    Arguments and errors as for `save_draft`; `to` is as somebody wrote it.
    """
    written = _take(session, intervention, year, typed, shown)
    draft = _keep(session, written, typed, by, passed_on=to)
    _write_down(session, draft, "pass_on_follow_up", by)
    reminders.plan_for(session, row=intervention, now=by.at)
    return draft


def ask_now(session: Session, *, council: Council, year: int, person_id: int, by: Act) -> None:
    """Put a request in the outbox, due now, besides those that the rules plan.

    Raises:
        NoMeeting: no follow-up meeting for the year is ahead.
        NobodyToAsk: the person owes no answer, or cannot be reached.
    """
    meeting = next(
        (
            one
            for one in queries.list_meetings_of(session, council=council, year=year)
            if one.status is MeetingStatus.PLANNED and one.starts_at > by.at
        ),
        None,
    )
    if meeting is None:
        raise NoMeeting
    verdict = reminders.ask_for_follow_up(
        session, council=council, meeting=meeting, person_id=person_id, by=by
    )
    if not isinstance(verdict, Send):
        raise NobodyToAsk


def _take(
    session: Session, intervention: Intervention, year: int, typed: Mapping[str, str], shown: str
) -> Written:
    """Take the right to save over what is written as it was shown, until the commit.

    Raises:
        Closed: the year's report is adopted.
        EditConflict: it was changed since.
    """
    if is_closed(session, council_id=intervention.council_id, year=year):
        raise Closed
    written = read_written(session, intervention=intervention, year=year)
    for row in (written.draft, written.answer):
        if row is not None:
            # PostgreSQL locks the row and reads it anew; SQLite let nobody else write anyway.
            session.refresh(row, with_for_update=True)
    if written.shown != shown and not _is_from(written, typed, shown):
        raise EditConflict
    return written


def _is_from(written: Written, typed: Mapping[str, str], shown: str) -> bool:
    """Tell whether the draft in the way was saved from the very page that saves now."""
    page = typed.get(PAGE, "")
    is_own = written.draft is not None and bool(page) and written.draft.typed.get(PAGE) == page
    return is_own and written.shown.partition("_")[2] == shown.partition("_")[2]


def _keep(
    session: Session, written: Written, typed: Mapping[str, str], by: Act, *, passed_on: str = ""
) -> FollowUpDraft:
    one = written.intervention
    draft = written.draft or FollowUpDraft(
        council_id=one.council_id,
        intervention_id=one.id,
        year=written.year,
        saved_at=by.at,
        version=0,
    )
    draft.typed = {name: typed.get(name, "") for name in (*FIELDS, PAGE)}
    draft.saved_at, draft.saved_by_id = by.at, by.person_id
    draft.passed_on = passed_on
    draft.version += 1
    session.add(draft)
    flush_first(session)
    return draft


def _says(row: FollowUp, answer: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == answer[name] for name in FIELDS)


def _write_down(session: Session, row: FollowUp | FollowUpDraft, action: str, by: Act) -> None:
    write_down(
        session,
        council_id=row.council_id,
        action=action,
        thing="intervention",
        thing_id=row.intervention_id,
        by=by,
    )
