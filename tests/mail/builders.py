"""The least a mail test needs: an invented meeting of an invented council."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from tracker.domain.own_words import Wording
from tracker.domain.terms import DeliveryKind, MeetingKind
from tracker.mail.calendar import EventFacts
from tracker.mail.compose import Composer
from tracker.mail.facts import (
    AgendaRow,
    AnswerLinks,
    Contact,
    MailFacts,
    Occasion,
    SignInFacts,
)

TEMPLATES = Path(__file__).parents[2] / "templates"
SENT_AT = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
MESSAGE_ID = "<7.answer_reminder.0@arshjul.alvstad.example>"
ORGANIZER = Contact("Älvstads Brå", "arshjul@alvstad.example")
MATTIAS = Contact("Mattias Öberg", "mattias.oberg@alvstad.example")
MEETING_URL = "https://arshjul.alvstad.example/alvstad/moten/7"
FOLLOW_UP_URL = "https://arshjul.alvstad.example/follow-up/WzEsMiwyMDI2XQ.kq3Vd0Yc4yq9Jx1t7TtY2w"
OWN_WORDS = Wording(
    "Välkommen {namn}: {tema} {datum}",
    "Hej {namn}!\n\n{råd} träffas {dag} {tid} i {plats}. Svara senast {svara_senast}.",
)
COMPOSER = Composer(TEMPLATES)


def an_occasion(day=date(2026, 12, 8), starts=time(15), ends=time(16, 30), place=None):
    return Occasion(
        datetime.combine(day, starts),
        datetime.combine(day, ends),
        "Stadshuset, sal Forsen" if place is None else place,
    )


def mail_facts(kind=DeliveryKind.INVITATION, **changes):
    facts = MailFacts(
        kind=kind,
        council="Älvstads Brå",
        sender_email=ORGANIZER.email,
        recipient=MATTIAS,
        meeting_kind=MeetingKind.FOLLOW_UP,
        theme="Årlig uppföljning",
        occasion=an_occasion(),
        meeting_url=MEETING_URL,
        links=AnswerLinks(
            coming="https://arshjul.alvstad.example/svar/k3Yq?a=coming&p=1",
            not_coming="https://arshjul.alvstad.example/svar/k3Yq?a=not_coming&p=1",
        ),
        reply_by=date(2026, 12, 4),
        agenda=(
            AgendaRow(time(15, 0), "Mötet öppnas"),
            AgendaRow(time(15, 5), "Förra mötets anteckningar och åtgärder"),
            AgendaRow(time(15, 15), "Årets uppföljning: mål, möten och insatser"),
            AgendaRow(time(15, 40), "Effekt- och behovsanalys 2025–2026, beslut"),
            AgendaRow(time(16, 0), "Gruppdiskussion: tre frågor"),
            AgendaRow(time(16, 20), "Årshjul 2027: datum och teman, beslut"),
        ),
        coordinator=Contact("Jonas Ekdahl", "jonas.ekdahl@alvstad.example"),
    )
    return replace(facts, **changes)


def duty_facts(kind, **changes):
    """Return the facts of a message that asks for no answer by button."""
    return mail_facts(kind, links=None, agenda=(), **changes)


def report_facts(kind, **changes):
    """Return the facts of a message that asks what came of interventions."""
    asked = {"follow_up_url": FOLLOW_UP_URL, "followed_up_year": 2026, **changes}
    return duty_facts(kind, **asked)


def sign_in_facts(**changes):
    facts = SignInFacts(
        council="Älvstads Brå",
        sender_email=ORGANIZER.email,
        recipient=MATTIAS,
        link="https://arshjul.alvstad.example/logga-in/9fTz",
        valid_until=datetime(2026, 12, 1, 7, 45),  # noqa: DTZ001 -- a wall time
    )
    return replace(facts, **changes)


def event_facts(**changes):
    facts = EventFacts(
        uid="7f3c2a10@arshjul.alvstad.example",
        sequence=0,
        starts_at=datetime(2026, 12, 8, 14, 0, tzinfo=UTC),
        ends_at=datetime(2026, 12, 8, 15, 30, tzinfo=UTC),
        summary="Älvstads Brå: Årlig uppföljning",
        location="Stadshuset, sal Forsen",
        description="15.00 Mötet öppnas\n15.05 Förra mötets anteckningar",
        url="https://arshjul.alvstad.example/alvstad/moten/7",
        organizer=ORGANIZER,
        attendee=MATTIAS,
        stamped_at=SENT_AT,
    )
    return replace(facts, **changes)


def composed(facts=None, *, ics=None, message_id=MESSAGE_ID, sent_at=SENT_AT):
    return COMPOSER.compose(facts or mail_facts(), message_id=message_id, sent_at=sent_at, ics=ics)
