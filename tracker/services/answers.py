"""What those who are invited answer, and whom they send in their place."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tracker.domain.answers import Given, Press, rule_on
from tracker.domain.meetings import local_day
from tracker.domain.terms import Answer, MeetingStatus
from tracker.models import AnswerChange, Council, Meeting, Participation, Person
from tracker.queries import answers as queries
from tracker.queries import meetings, people
from tracker.services import reminders
from tracker.services.audit import Act, write_down
from tracker.services.meetings import NotNow

#: How many people a member can have invited to one meeting: a link that went astray shall not
#: be something to send mail to strangers with.
MOST_SUBSTITUTES = 5


class AlreadyInvited(Exception):
    """The one named as substitute comes to the meeting already."""


class TooManySubstitutes(Exception):
    """The member has had so many invited that it is no longer likely to be the member."""


@dataclass(frozen=True)
class Substitute:
    """Whom a member sends: one of the council's own, or somebody as written."""

    name: str
    #: In lower case. Without one, and without a number, the substitute is only named.
    email: str | None = None
    person_id: int | None = None


#: That nobody comes, where somebody had been named.
NOBODY = Substitute("")


def answer(
    session: Session,
    *,
    council: Council,
    meeting: Meeting,
    person_id: int,
    answer: Answer,
    substitute: Substitute | None = None,
    by: Act,
) -> None:
    """Save a person's answer. It can be changed until the meeting begins.

    Args:
        session: an open session.
        council: the meeting's.
        meeting: the meeting.
        person_id: who answers, or is answered for.
        answer: coming or not.
        substitute: who comes instead of somebody who does not; None: as it was.
        by: who does it.

    Raises:
        AlreadyInvited: the substitute comes to the meeting already.
        NotNow: the meeting has begun, is cancelled, or the person has no place at it.
        TooManySubstitutes: too many have been invited for this one person.
    """
    place = _find_open_place(session, council, meeting, person_id, by)
    _save(session, council, meeting, place, answer, substitute, by)


def answer_by_link(
    session: Session,
    *,
    council: Council,
    meeting: Meeting,
    person_id: int,
    answer: Answer | None,
    substitute: Substitute | None = None,
    by: Act,
) -> bool:
    """Save an answer given through a mailed link, unless it can be seen that a program gave it.

    Arguments and errors as for `answer`; no answer at all is the button that only programs find.

    Returns:
        whether it is kept. If not, what was recorded before holds again.
    """
    place = _find_open_place(session, council, meeting, person_id, by)
    row = queries.find_last_press(
        session, council_id=council.id, meeting_id=meeting.id, person_id=person_id
    ) or AnswerChange(
        council_id=council.id,
        meeting_id=meeting.id,
        person_id=person_id,
        changed_at=by.at,
        answer=place.answer,
    )
    last = Press(row.changed_at, _given(row)) if row.id is not None else None
    ruling = rule_on(answer, recorded=_given(place), last=last, now=by.at)
    if answer is not None and ruling.is_kept:
        _save(session, council, meeting, place, answer, substitute, by)
    elif _given(place) != ruling.before:
        _restore(session, council, meeting, place, ruling.before, by)
    row.changed_at = by.at
    _write(ruling.before if ruling.is_kept else _given(place), row)
    session.add(row)
    session.flush()
    return ruling.is_kept


def _find_open_place(
    session: Session, council: Council, meeting: Meeting, person_id: int, by: Act
) -> Participation:
    """Return the place of somebody who is invited and can still answer.

    Raises:
        NotNow: there is none.
    """
    place = meetings.find_participation(
        session, council_id=council.id, meeting_id=meeting.id, person_id=person_id
    )
    has_begun = meeting.starts_at <= by.at
    if place is None or has_begun or meeting.status is not MeetingStatus.PLANNED:
        raise NotNow
    if not queries.is_on_list(
        session,
        council_id=council.id,
        meeting_id=meeting.id,
        person_id=person_id,
        on=_day(council, meeting),
    ):
        raise NotNow
    # Both answers may come at the same instant: the second waits, and finds the first.
    session.refresh(place, with_for_update=True)
    return place


def _save(
    session: Session,
    council: Council,
    meeting: Meeting,
    place: Participation,
    answer: Answer,
    substitute: Substitute | None,
    by: Act,
) -> None:
    if answer is Answer.COMING:
        substitute = NOBODY
    if substitute is not None:
        place.substitute_id = _appoint(session, council, meeting, place, substitute, by)
        place.substitute_name = substitute.name
    place.answer = answer
    place.answered_at = by.at
    _finish(session, council, meeting, place, "answer", by)


def _restore(
    session: Session,
    council: Council,
    meeting: Meeting,
    place: Participation,
    before: Given,
    by: Act,
) -> None:
    """Take back what was answered. A substitute who was sent before comes again."""
    _write(before, place)
    if before.substitute_id is not None:
        is_free = not _is_invited(session, council, meeting, before.substitute_id, place)
        place.substitute_id = before.substitute_id if is_free else None
        if is_free:
            _give_place(session, place, before.substitute_id)
    _finish(session, council, meeting, place, "take_back_answer", by)


def _finish(
    session: Session,
    council: Council,
    meeting: Meeting,
    place: Participation,
    action: str,
    by: Act,
) -> None:
    """Let the outbox follow: substitutes are invited, or told that they need not come."""
    session.add(place)
    session.flush()
    reminders.plan(session, council=council, meeting=meeting, now=by.at)
    _write_down(session, meeting, action, by)


def _appoint(
    session: Session,
    council: Council,
    meeting: Meeting,
    place: Participation,
    substitute: Substitute,
    by: Act,
) -> int | None:
    """Give a substitute a place, if there is an address to invite them at, and return who it is."""
    if substitute == NOBODY:
        return None
    if place.stands_in_for_id is not None:
        raise NotNow  # a substitute sends nobody
    person = _find_substitute(session, council, meeting, place, substitute)
    if person is None or person.is_disabled or not person.email:
        return None
    if person.id == place.substitute_id:
        return person.id
    if _is_invited(session, council, meeting, person.id, place):
        raise AlreadyInvited
    if by.person_id is not None:
        _refuse_too_many(session, meeting, by.person_id)
    theirs = _give_place(session, place, person.id)
    theirs.answer, theirs.answered_at = Answer.NONE, None
    session.flush()
    _write_down(session, meeting, queries.INVITED_A_SUBSTITUTE, by)
    return person.id


def _find_substitute(
    session: Session,
    council: Council,
    meeting: Meeting,
    place: Participation,
    substitute: Substitute,
) -> Person | None:
    """Return the person who is meant. Somebody at an address not known here becomes one."""
    if substitute.person_id is not None:
        offered = queries.list_substitutes(
            session,
            council_id=council.id,
            meeting_id=meeting.id,
            person_id=place.person_id,
            on=_day(council, meeting),
        )
        by_id = {one.person.id: one.person for one in offered}
        if substitute.person_id not in by_id:
            raise AlreadyInvited
        return by_id[substitute.person_id]
    if substitute.email is None:
        return None
    found = people.find_person_by_email(session, email=substitute.email)
    return found or _make_person(session, substitute.name, substitute.email)


def _make_person(session: Session, name: str, email: str) -> Person | None:
    person = Person(name=name, email=email)
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:  # another request was quicker with the same address
        return people.find_person_by_email(session, email=email)
    return person


def _is_invited(
    session: Session, council: Council, meeting: Meeting, person_id: int, place: Participation
) -> bool:
    """Tell whether a person comes already, for themselves or for another member than this one."""
    standing = queries.list_stand_ins(session, council_id=council.id, meeting_id=meeting.id)
    if person_id in standing:
        return standing[person_id] != place.person_id
    return queries.is_on_list(
        session,
        council_id=council.id,
        meeting_id=meeting.id,
        person_id=person_id,
        on=_day(council, meeting),
    )


def _give_place(session: Session, place: Participation, person_id: int) -> Participation:
    """Return a substitute's place at the meeting, for the member whose place is given."""
    theirs = meetings.find_participation(
        session, council_id=place.council_id, meeting_id=place.meeting_id, person_id=person_id
    ) or Participation(
        council_id=place.council_id, meeting_id=place.meeting_id, person_id=person_id
    )
    theirs.stands_in_for_id = place.person_id
    session.add(theirs)
    return theirs


def _refuse_too_many(session: Session, meeting: Meeting, person_id: int) -> None:
    invited = queries.count_substitutes_invited(
        session, council_id=meeting.council_id, meeting_id=meeting.id, person_id=person_id
    )
    if invited >= MOST_SUBSTITUTES:
        raise TooManySubstitutes


def _given(row: Participation | AnswerChange) -> Given:
    return Given(row.answer, row.answered_at, row.substitute_name, row.substitute_id)


def _write(given: Given, row: Participation | AnswerChange) -> None:
    row.answer, row.answered_at = given.answer, given.answered_at
    row.substitute_name, row.substitute_id = given.substitute_name, given.substitute_id


def _day(council: Council, meeting: Meeting) -> date:
    return local_day(meeting.starts_at, ZoneInfo(council.time_zone))


def _write_down(session: Session, meeting: Meeting, action: str, by: Act) -> None:
    write_down(
        session,
        council_id=meeting.council_id,
        action=action,
        thing="meeting",
        thing_id=meeting.id,
        by=by,
    )
