"""Writing a message of the outbox: rows become facts, facts become bytes."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from tracker.config import Settings, shipped
from tracker.domain import meetings as meeting_rules
from tracker.domain.deliveries import reply_by
from tracker.domain.follow_ups import followed_up_year
from tracker.domain.meetings import local_day
from tracker.domain.own_words import USUAL
from tracker.domain.reminders import CALENDAR_KINDS, REPORT_KINDS
from tracker.domain.terms import Answer, DeliveryKind
from tracker.mail.calendar import EventFacts, invite
from tracker.mail.compose import Composer
from tracker.mail.facts import AgendaRow, AnswerLinks, Contact, MailFacts, Task, plain_address
from tracker.mail.facts import Occasion as WhenAndWhere
from tracker.mail.reading import read_event
from tracker.mail.smtp import SmtpSettings
from tracker.queries.deliveries import Occasion
from tracker.services.answer_links import AnswerLink, make_answer_url
from tracker.services.follow_up_links import FollowUpLink, make_follow_up_url
from tracker.text import DEFAULT_LANGUAGE, format_clock, speaking

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[!-;=?-~]+>)", re.IGNORECASE | re.MULTILINE)
#: A Message-ID must stay on one header line, so of a long domain only the end is used.
_DOMAIN_LENGTH = 48


@dataclass(frozen=True)
class Stationery:
    """What every message is written with."""

    public_url: str
    secret_key: str
    sender_email: str

    @classmethod
    def of(cls, settings: Settings) -> "Stationery":
        """Return an installation's.

        Raises:
            SettingsError: the secret key is missing or unsafe.
            ValueError: the sender's address cannot be used.
        """
        plain_address(settings.smtp.sender)
        return cls(
            public_url=settings.public_url,
            secret_key=settings.read_secret_key(),
            sender_email=settings.smtp.sender,
        )


def mail_server(settings: Settings) -> SmtpSettings:
    """Return where an installation's messages leave the house."""
    smtp = settings.smtp
    return SmtpSettings(
        host=smtp.host,
        port=smtp.port,
        security=smtp.security,
        username=smtp.username or None,
        password=smtp.password.get_secret_value() or None,
        timeout=smtp.timeout_seconds,
        connections=smtp.connections,
    )


@cache
def composer() -> Composer:
    """Return the composer with the shipped templates."""
    return Composer(shipped("templates"))


def new_message_id(sender_email: str) -> str:
    """Return a name that no other message has."""
    domain = plain_address(sender_email).rpartition("@")[2]
    return f"<{secrets.token_hex(12)}@{domain[-_DOMAIN_LENGTH:].lstrip('.-')}>"


def message_id_of(message: bytes) -> str:
    """Return the name that a message bears in its header; empty when it bears none."""
    header = message.partition(b"\r\n\r\n")[0]
    found = _MESSAGE_ID.search(header)
    return found[1].decode("ascii") if found else ""


def write_letter(
    occasion: Occasion,
    *,
    kind: DeliveryKind,
    due_at: datetime,
    stationery: Stationery,
    now: datetime,
) -> bytes:
    """Return a message about a meeting to one person, with its calendar part if it has one.

    Args:
        occasion: What it is about.
        kind: What it says of it.
        due_at: When it was meant to go. An update is due when the meeting was changed.
        stationery: What it is written with.
        now: Becomes its Date.

    Raises:
        ValueError: the person's address is not one that mail can be sent to.
    """
    facts = _facts(occasion, kind, due_at, stationery, now)
    return composer().compose(
        facts,
        message_id=new_message_id(stationery.sender_email),
        sent_at=now,
        ics=invite(_event(occasion, facts, now)) if kind in CALENDAR_KINDS else None,
    )


def _facts(
    occasion: Occasion,
    kind: DeliveryKind,
    due_at: datetime,
    stationery: Stationery,
    now: datetime,
) -> MailFacts:
    meeting, council = occasion.meeting, occasion.council
    zone = ZoneInfo(council.time_zone)
    coordinator = occasion.coordinator
    facts = MailFacts(
        kind=kind,
        council=council.name,
        sender_email=stationery.sender_email,
        recipient=Contact(occasion.person.name, occasion.person.email or ""),
        meeting_kind=meeting.kind,
        theme=meeting.theme,
        occasion=_when_and_where(meeting.starts_at, meeting.ends_at, meeting.place, zone),
        meeting_url=(
            f"{stationery.public_url}/{council.slug}/meetings/{meeting.id}"
            if occasion.standing.sees_pages
            else ""
        ),
        links=answer_links_of(occasion, stationery)
        if kind is not DeliveryKind.CANCELLATION
        else None,
        answer=occasion.place.answer if occasion.place else Answer.NONE,
        substitute=occasion.place.substitute_name if occasion.place else "",
        substitute_answer=occasion.standing.substitute_answer,
        stands_in_for=occasion.standing.stands_in_for,
        answered_for=_answered_for(occasion, due_at, zone),
        reply_by=reply_by(local_day(meeting.starts_at, zone), local_day(now, zone)),
        invited_on=local_day(occasion.invited_at, zone) if occasion.invited_at else None,
        previous=_previous(occasion, zone) if kind is DeliveryKind.UPDATE else None,
        is_uninvited=kind is DeliveryKind.CANCELLATION and not _is_cancelled(occasion),
        to_members=meeting.description,
        agenda=_agenda(occasion, zone),
        goals=occasion.goals,
        wording=occasion.wordings.get(kind, USUAL),
        coordinator=(
            Contact(coordinator.name, coordinator.email)
            if coordinator and coordinator.email
            else None
        ),
    )
    return facts if kind in CALENDAR_KINDS else _about_duties(facts, occasion, stationery)


def _about_duties(facts: MailFacts, occasion: Occasion, stationery: Stationery) -> MailFacts:
    """Leave out what asks for an answer, and say what the person has to do or to read."""
    url = "" if occasion.duties and occasion.duties.is_guest else facts.meeting_url
    is_report = facts.kind in REPORT_KINDS
    facts = replace(facts, meeting_url=url)
    return replace(
        facts,
        meeting_url=f"{url}#notes" if url and facts.kind is DeliveryKind.NOTES else url,
        links=None,
        answer=Answer.NONE,
        substitute="",
        stands_in_for="",
        to_members="",
        agenda=(),
        goals=(),
        tasks=_tasks(facts, occasion, stationery),
        follow_up_url=follow_up_url_of(occasion, stationery) if is_report else "",
        followed_up_year=_followed_up_year(occasion) if is_report else None,
    )


def _tasks(facts: MailFacts, occasion: Occasion, stationery: Stationery) -> tuple[Task, ...]:
    duties = occasion.duties
    if duties is None:
        return ()
    if facts.kind is DeliveryKind.CALL_FOR_ITEMS:
        return tuple(Task(title) for title in duties.matters)
    if facts.kind is DeliveryKind.ACTION_REMINDER:
        return tuple(Task(item.text, item.due_on) for item in duties.items)
    if facts.kind in REPORT_KINDS:
        form = follow_up_url_of(occasion, stationery)
        return tuple(
            Task(one.title, url=f"{form}?about={one.intervention_id}")
            for one in duties.interventions
        )
    return ()


def follow_up_url_of(occasion: Occasion, stationery: Stationery) -> str:
    """Return where the recipient follows up the interventions that a meeting asks about."""
    link = FollowUpLink(occasion.council.id, occasion.person.id, _followed_up_year(occasion))
    return make_follow_up_url(stationery.public_url, stationery.secret_key, link=link)


def _followed_up_year(occasion: Occasion) -> int:
    zone = ZoneInfo(occasion.council.time_zone)
    return followed_up_year(local_day(occasion.meeting.starts_at, zone))


def _is_cancelled(occasion: Occasion) -> bool:
    return occasion.meeting.status is meeting_rules.MeetingStatus.CANCELLED


def _when_and_where(
    starts_at: datetime, ends_at: datetime, place: str, zone: ZoneInfo
) -> WhenAndWhere:
    return WhenAndWhere(starts_at.astimezone(zone), ends_at.astimezone(zone), place)


def answer_links_of(occasion: Occasion, stationery: Stationery) -> AnswerLinks:
    """Return the recipient's two addresses to answer at."""
    link = AnswerLink(occasion.council.id, occasion.meeting.id, occasion.person.id)
    coming, not_coming = (
        make_answer_url(stationery.public_url, stationery.secret_key, link=link, answer=answer)
        for answer in (Answer.COMING, Answer.NOT_COMING)
    )
    return AnswerLinks(coming=coming, not_coming=not_coming)


def _previous(occasion: Occasion, zone: ZoneInfo) -> WhenAndWhere | None:
    """Return what the person was last told, read from that message itself."""
    told = read_event(occasion.told[-1].message) if occasion.told else None
    return _when_and_where(told.starts_at, told.ends_at, told.location, zone) if told else None


def _answered_for(occasion: Occasion, due_at: datetime, zone: ZoneInfo) -> WhenAndWhere | None:
    """Return what an answer was given for, if the meeting has been given another time since.

    That is what the last message said that was due when the person answered. The one being
    written counts too, since what it says could be read on the meeting's page from then on.
    """
    place, meeting = occasion.place, occasion.meeting
    if place is None or place.answered_at is None or due_at <= place.answered_at:
        return None
    before = [told for told in occasion.told if told.due_at <= place.answered_at]
    told = before[-1] if before else next(iter(occasion.told), None)
    event = read_event(told.message) if told else None
    if event is None or (event.starts_at, event.ends_at) == (meeting.starts_at, meeting.ends_at):
        return None
    return _when_and_where(event.starts_at, event.ends_at, event.location, zone)


def _agenda(occasion: Occasion, zone: ZoneInfo) -> tuple[AgendaRow, ...]:
    lines = meeting_rules.schedule_agenda(
        [
            (
                item.id,
                item.position,
                item.title,
                item.minutes,
                item.purpose,
                item.presenter,
                item.notes,
            )
            for item in occasion.agenda
        ],
        occasion.meeting.starts_at.astimezone(zone),
    )
    return tuple(
        AgendaRow(line.starts.time() if line.starts else None, line.title) for line in lines
    )


def _event(occasion: Occasion, facts: MailFacts, now: datetime) -> EventFacts:
    meeting = occasion.meeting
    with speaking(DEFAULT_LANGUAGE):
        description = "\n".join(
            f"{format_clock(row.at)} {row.title}" if row.at else row.title for row in facts.agenda
        )
    return EventFacts(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=f"{facts.council}: {facts.theme}",
        location=meeting.place,
        description=description,
        url=facts.meeting_url,
        organizer=Contact(facts.council, facts.sender_email),
        attendee=facts.recipient,
        stamped_at=now,
        # An acceptance of another time is no acceptance of this one.
        answer=Answer.NONE if facts.answered_for else facts.answer,
        is_cancelled=facts.kind is DeliveryKind.CANCELLATION,
        alarm_minutes=occasion.council.alarm_minutes,
    )
