"""Putting imported meeting notes on the wheel as a finished meeting."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.domain.calendar import at_local_time
from tracker.domain.terms import Answer, MeetingKind, MeetingStatus, Role
from tracker.importing.notes import AttendanceLine, Notes, notes_as_json
from tracker.models import (
    AgendaItem,
    Council,
    Meeting,
    Membership,
    MinutesRevision,
    Participation,
    Person,
    Question,
)
from tracker.queries import people
from tracker.services.audit import Act, write_down
from tracker.services.year_wheels import begin_year
from tracker.text import _, format_date

#: What a meeting is taken to last, and when it is taken to begin, where the notes do not say.
USUAL_LENGTH = timedelta(minutes=90)
USUAL_START = time(12)


class DayIsTaken(Exception):
    """Another meeting stands on that day, and it did not come from these notes."""


@dataclass(frozen=True)
class Imported:
    """The meeting, whether it is new, and how many people became members by it."""

    meeting: Meeting
    is_new: bool = False
    new_members: int = 0


def import_notes(session: Session, *, council: Council, notes: Notes, now: datetime) -> Imported:
    """Save notes as a held meeting with its agenda, attendance, questions and members.

    Members are matched by name within the council; unknown names become members without an
    address. Notes that were imported before are left as they are.

    Raises:
        DayIsTaken: a meeting that did not come from notes stands on that day.
    """
    zone = ZoneInfo(council.time_zone)
    uid = _uid(council, notes)
    before = session.exec(
        select(Meeting).where(Meeting.council_id == council.id, Meeting.uid == uid)
    ).first()
    if before:
        return Imported(before)
    _check_that_day_is_free(session, council, notes, zone)
    by = Act(person_id=None, at=now)
    starts_at = at_local_time(notes.held_on, notes.starts or USUAL_START, zone)
    ends_at = (
        at_local_time(notes.held_on, notes.ends, zone)
        if notes.starts and notes.ends
        else starts_at + USUAL_LENGTH
    )
    wheel = begin_year(session, council=council, year=notes.held_on.year, by=by)
    theme = _theme(notes)
    meeting = Meeting(
        council_id=council.id,
        year_wheel_id=wheel.id,
        uid=uid,
        kind=MeetingKind.SITUATION if "lägesbild" in theme.lower() else MeetingKind.THEME,
        status=MeetingStatus.HELD,
        theme=theme,
        starts_at=starts_at,
        ends_at=ends_at,
        place=notes.place,
        description=notes.meeting_form,
    )
    session.add(meeting)
    session.flush()
    _save_agenda(session, meeting, notes)
    new_members = _save_attendance(session, meeting, notes.attendance)
    _save_rest(session, meeting, notes, now)
    write_down(
        session,
        council_id=council.id,
        action="import_notes",
        thing="meeting",
        thing_id=meeting.id,
        by=by,
    )
    session.flush()
    return Imported(meeting, is_new=True, new_members=new_members)


def _uid(council: Council, notes: Notes) -> str:
    """Name the meeting by what the notes say, so that the same notes are known again."""
    content = json.dumps(notes_as_json(notes), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(f"{council.slug} {content}".encode()).hexdigest()[:24]
    return f"notes-{digest}@arshjul"


def _check_that_day_is_free(
    session: Session, council: Council, notes: Notes, zone: ZoneInfo
) -> None:
    midnight = at_local_time(notes.held_on, time(0), zone)
    next_midnight = at_local_time(notes.held_on + timedelta(days=1), time(0), zone)
    taken = session.exec(
        select(Meeting.id).where(
            Meeting.council_id == council.id,
            col(Meeting.starts_at) >= midnight,
            col(Meeting.starts_at) < next_midnight,
        )
    ).first()
    if taken is not None:
        raise DayIsTaken(
            _(
                "There is already another meeting on %(day)s. Write these notes there by hand. "
                "Nothing was saved.",
                day=format_date(notes.held_on),
            )
        )


def _theme(notes: Notes) -> str:
    matters = [item.title for item in notes.agenda if not item.is_previous_meeting]
    return (matters or [_("Meeting %(day)s", day=format_date(notes.held_on))])[0]


def _save_agenda(session: Session, meeting: Meeting, notes: Notes) -> None:
    for position, item in enumerate(notes.agenda, start=1):
        session.add(
            AgendaItem(
                council_id=meeting.council_id,
                meeting_id=meeting.id,
                position=position,
                title=item.title,
                presenter=", ".join(part for part in (item.presenter, item.presenter_role) if part),
                notes=item.text,
            )
        )
    for position, question in enumerate(notes.questions, start=1):
        session.add(
            Question(
                council_id=meeting.council_id,
                meeting_id=meeting.id,
                position=position,
                text=question,
            )
        )


def _save_attendance(session: Session, meeting: Meeting, lines: Sequence[AttendanceLine]) -> int:
    """Give each name a place. Return how many became members by it."""
    known: dict[str, Person] = {}
    for member in people.list_members(session, council_id=meeting.council_id):
        known.setdefault(_key(member.person.name), member.person)
    new = 0
    for line in _once_each(lines):
        person = known.get(_key(line.name))
        if person is None:
            person = _add_member(session, meeting, line.name)
            new += 1
        session.add(
            Participation(
                council_id=meeting.council_id,
                meeting_id=meeting.id,
                person_id=person.id,
                answer=Answer.NOT_COMING if line.absent else Answer.COMING,
                attended=not line.absent,
                substitute_name=line.substitute or "",
            )
        )
    return new


def _once_each(lines: Sequence[AttendanceLine]) -> list[AttendanceLine]:
    """Return the first line of each name: two people cannot be told apart by it."""
    return list({_key(line.name): line for line in reversed(lines)}.values())[::-1]


def _add_member(session: Session, meeting: Meeting, name: str) -> Person:
    person = Person(name=name)
    session.add(person)
    session.flush()
    session.add(Membership(council_id=meeting.council_id, person_id=person.id, role=Role.MEMBER))
    return person


def _save_rest(session: Session, meeting: Meeting, notes: Notes, now: datetime) -> None:
    """Keep what has no place of its own in the notes' text."""
    once = _once_each(notes.attendance)
    beside = [f"{line.name}: {line.note}" for line in notes.attendance if line.note]
    for line in notes.attendance:
        if line not in once:
            word = _("absent") if line.absent else _("present")
            beside.append(", ".join(filter(None, [line.name, word, line.substitute])))
    text = "\n\n".join([*beside, *notes.unplaced]) or _("The notes stand under each matter.")
    session.add(
        MinutesRevision(
            council_id=meeting.council_id,
            meeting_id=meeting.id,
            number=1,
            text=text,
            note_taker=notes.note_taker,
            written_at=now,
        )
    )


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
