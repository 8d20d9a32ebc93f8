"""A council with two members, the usual rules and a meeting in December."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, select

from tests import factories
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.models import Council, Delivery, Meeting, Participation, Person
from tracker.queries import people as people_queries
from tracker.services import reminders
from tracker.services.audit import Act

START = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
AFTER_INVITATION = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@dataclass
class Scene:
    session: Session
    council: Council
    meeting: Meeting
    alva: Person
    bo: Person

    def plan(self, now=AUTUMN):
        reminders.plan(self.session, council=self.council, meeting=self.meeting, now=now)

    def remind(self, now=AFTER_INVITATION):
        return reminders.remind_now(
            self.session, council=self.council, meeting=self.meeting, by=Act(self.bo.id, now)
        )

    def invite(self):
        """Plan, and let every invitation be sent."""
        self.plan()
        for row in self.rows(kind=DeliveryKind.INVITATION):
            row.state, row.told_sequence = DeliveryState.SENT, 0
        self.session.flush()

    def rows(self, person=None, **wanted):
        found = self.session.exec(select(Delivery).order_by(Delivery.due_at, Delivery.id)).all()
        return [
            row
            for row in found
            if (person is None or row.person_id == person.id)
            and all(getattr(row, name) == value for name, value in wanted.items())
        ]

    def place(self, person):
        return self.session.exec(
            select(Participation).where(Participation.person_id == person.id)
        ).one()

    def membership(self, person):
        found = people_queries.list_members(self.session, council_id=self.council.id)
        return next(row.membership for row in found if row.person.id == person.id)


def make_scene(session):
    """Return the scene, with nothing planned yet."""
    council = factories.make_council(session)
    alva, bo = (factories.make_member(session, council=council) for _ in range(2))
    reminders.start_with_default_rules(session, council=council)
    meeting = factories.make_meeting(session, council=council, starts_at=START)
    return Scene(session, council, meeting, alva, bo)
