"""A council with one intervention that somebody is asked about."""

from datetime import UTC, datetime

from sqlmodel import select

from tests import factories
from tests.factories import NOW
from tracker.domain.follow_ups import FIELDS
from tracker.domain.terms import (
    CarriedOut,
    InterventionState,
    MeetingKind,
    SeenEffect,
)
from tracker.queries import follow_ups as queries
from tracker.services import follow_ups, reminders
from tracker.services.audit import Act

YEAR = 2026
BLANK = dict.fromkeys(FIELDS, "")
ANSWER = {
    "carried_out": CarriedOut.PARTLY,
    "how_often": "varje vecka",
    "reached": 40,
    "hindrances": "Lokalen var stängd.",
    "seen_effect": SeenEffect.BETTER,
    "lesson": "Ring först.",
    "proposed_change": "",
    "production": "",
    "process": "",
    "effect": "",
    "cost": None,
}


class Scene:
    def __init__(self, session):
        self.session = session
        self.council = factories.make_council(session)
        reminders.start_with_default_rules(session, council=self.council)
        self.lena = factories.make_member(session, council=self.council, name="Lena Ek")
        self.jonas = factories.make_member(session, council=self.council, name="Jonas Ek")
        self.one = self.intervene("Närvaroteam")

    def intervene(self, title, **values):
        return factories.make_intervention(
            self.session,
            council=self.council,
            title=title,
            **{"responsible_id": self.lena.id, "state": InterventionState.ONGOING, **values},
        )

    def meet(self, starts_at=datetime(2026, 12, 8, 14, 0, tzinfo=UTC), **values):
        return factories.make_meeting(
            self.session,
            council=self.council,
            starts_at=starts_at,
            kind=MeetingKind.FOLLOW_UP,
            **values,
        )

    @property
    def written(self):
        return follow_ups.read_written(self.session, intervention=self.one, year=YEAR)

    def by(self, person=None):
        return Act((person or self.lena).id, NOW)

    def save(self, *, shown=None, by=None, **typed):
        return follow_ups.save_draft(
            self.session,
            intervention=self.one,
            year=YEAR,
            typed={**BLANK, **typed},
            shown=self.written.shown if shown is None else shown,
            by=by or self.by(),
        )

    def send(self, *, shown=None, by=None, typed=None, **answer):
        return follow_ups.send(
            self.session,
            intervention=self.one,
            year=YEAR,
            answer={**ANSWER, **answer},
            answered_by="Lena Ek",
            typed=typed or {},
            shown=self.written.shown if shown is None else shown,
            by=by or self.by(),
        )

    def pass_on(self, to="Maja på resursenheten"):
        return follow_ups.pass_on(
            self.session,
            intervention=self.one,
            year=YEAR,
            to=to,
            typed=BLANK,
            shown=self.written.shown,
            by=self.by(),
        )

    def ask(self, person=None):
        follow_ups.ask_now(
            self.session,
            council=self.council,
            year=YEAR,
            person_id=(person or self.lena).id,
            by=self.by(self.jonas),
        )

    def states(self, **wanted):
        found = queries.list_open(self.session, council_id=self.council.id, year=YEAR, **wanted)
        return {one.title: one.state for one in found}

    def round(self):
        rows = queries.load_round(self.session, council=self.council, year=YEAR)
        return {row.title: row for row in rows}

    def rows(self, model):
        return self.session.exec(select(model)).all()
