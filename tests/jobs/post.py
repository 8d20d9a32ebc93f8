"""A council with a planned meeting, a clock to set, and a mail server to send to."""

import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from icalendar import Calendar
from sqlmodel import select

from jobs.reminders import plan_coming, send_due
from jobs.worker import Worker
from tests import factories
from tests.conftest import SECRET
from tests.mail.test_smtp import free_port
from tracker.db import open_session, transaction
from tracker.domain.meetings import MeetingPlan
from tracker.domain.terms import MeetingKind, Role
from tracker.mail.smtp import SmtpSettings
from tracker.models import Council, Delivery, Meeting, Person
from tracker.services import answers, meetings, reminders
from tracker.services.audit import Act
from tracker.services.letters import Stationery

#: A Tuesday, 15.00 in Sweden. The starting rules give the three moments below.
START = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
BEFORE_INVITATION = datetime(2026, 11, 17, 6, 29, tzinfo=UTC)
INVITATION = datetime(2026, 11, 17, 6, 30, tzinfo=UTC)
ANSWER_REMINDER = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
PRACTICAL_REMINDER = datetime(2026, 12, 7, 6, 30, tzinfo=UTC)
NAMES = ("Alva Berg", "Bertil Ek", "Cecilia Holm")
COORDINATOR = "Kim Lind"
EVERYONE = {
    "alva@alvstad.example",
    "bertil@alvstad.example",
    "cecilia@alvstad.example",
    "kim@alvstad.example",
}
SENDER = "arshjul@alvstad.example"


class Server:
    """A mail server that keeps what it accepts and answers as it is told."""

    def __init__(self):
        self.kept: list[tuple[str, bytes]] = []
        self.refusals: dict[str, str] = {}
        self.tried: list[bytes] = []
        self.sessions: set[object] = set()
        self.lock = threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.sessions.add(session.peer)
        refusal = self.refusals.get(address)
        if refusal and not refusal.startswith("DATA "):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        address = envelope.rcpt_tos[0]
        refusal = self.refusals.get(address, "")
        self.tried.append(envelope.original_content)
        if refusal.startswith("DATA "):
            return refusal.removeprefix("DATA ")
        with self.lock:
            self.kept.append((address, envelope.original_content))
        return "250 Kept"

    def addresses(self):
        return Counter(address for address, _message in self.kept)

    def messages_to(self, address):
        return [message for kept_for, message in self.kept if kept_for == address]

    def clear(self):
        self.kept.clear()


@contextmanager
def serving(server, port):
    class OneServer(Controller):
        def factory(self):
            return SMTP(self.handler, **self.SMTP_kwargs)

    running = OneServer(server, hostname="127.0.0.1", port=port, server_hostname="mx.localhost")
    running.start()
    try:
        yield
    finally:
        running.stop(no_assert=True)


@dataclass
class Post:
    """A worker whose clock the test sets, and what it sends to."""

    engine: object
    council: Council
    meeting: Meeting
    people: dict[str, Person]
    folder: Path
    server: Server = field(default_factory=Server)
    port: int = field(default_factory=free_port)
    now: datetime = AUTUMN

    def worker(self):
        return Worker(
            engine=self.engine,
            clock=lambda: self.now,
            started_at=AUTUMN,
            data_folder=self.folder,
            stationery=Stationery("https://arshjul.alvstad.example", SECRET, SENDER),
            smtp=SmtpSettings("127.0.0.1", self.port, security="none", timeout=5),
        )

    def round(self, now=None):
        """Do what the jobs process does, at a moment."""
        self.now = now or self.now
        worker = self.worker()
        plan_coming(worker)
        return send_due(worker)

    def change(self, act, **values):
        """Do something to the meeting as the coordinator, now."""
        with transaction(self.engine) as session:
            meeting = session.get_one(Meeting, self.meeting.id)
            council = session.get_one(Council, self.council.id)
            act(session, council=council, meeting=meeting, by=Act(None, self.now), **values)

    def move(self, days=7, place="Folkets hus"):
        with open_session(self.engine, read_only=True) as session:
            now = session.get_one(Meeting, self.meeting.id)
        self.change(
            meetings.change_meeting,
            version=now.version,
            plan=a_plan(now.starts_at + timedelta(days=days), place),
        )

    def cancel(self):
        self.change(meetings.cancel_meeting)

    def answer(self, name, answer):
        self.change(answers.answer, person_id=self.people[name].id, answer=answer)

    def rows(self, **wanted):
        with open_session(self.engine, read_only=True) as session:
            found = session.exec(select(Delivery).order_by(Delivery.id)).all()
        return [
            row
            for row in found
            if all(getattr(row, name) == value for name, value in wanted.items())
        ]


def a_plan(starts_at=START, place="Stadshuset, sal B"):
    return MeetingPlan(
        theme="Trygghet i centrum",
        kind=MeetingKind.THEME,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        place=place,
    )


def set_up(engine, folder):
    """Save a council with three members, its coordinator and one meeting."""
    with transaction(engine) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        people = {
            name: factories.make_member(
                session,
                council=council,
                name=name,
                email=f"{name.split()[0].lower()}@alvstad.example",
                role=Role.COORDINATOR if name == COORDINATOR else Role.MEMBER,
            )
            for name in (*NAMES, COORDINATOR)
        }
        reminders.start_with_default_rules(session, council=council)
        meeting = meetings.plan_meeting(
            session, council=council, plan=a_plan(), by=Act(people[COORDINATOR].id, AUTUMN)
        )
        factories.make_agenda_item(session, meeting=meeting, title="Mötet öppnas", minutes=5)
    return Post(engine, council, meeting, people, folder)


def read(message):
    return message_from_bytes(message, policy=default)


def event_of(message):
    """Return the METHOD and the only event of a message's calendar part."""
    (part,) = [part for part in read(message).walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), event
