"""Messages that are due, and the steps they take, each in a transaction of its own."""

from datetime import timedelta

from tests import factories
from tests.conftest import SECRET
from tests.factories import NOW
from tracker.db import open_session, transaction
from tracker.domain.terms import Role
from tracker.models import Delivery
from tracker.services import claims, deliveries
from tracker.services.letters import Stationery

STATIONERY = Stationery("https://arshjul.alvstad.example", SECRET, "arshjul@alvstad.example")
MINUTE = timedelta(minutes=1)


def a_row(engine, **values):
    with transaction(engine) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        meeting = factories.make_meeting(session, council=council)
        person = factories.make_member(session, council=council, role=Role.MEMBER)
        defaults = {"due_at": NOW, "try_at": NOW}
        return factories.make_delivery(
            session, meeting=meeting, person=person, **{**defaults, **values}
        )


def claim(engine, now=NOW):
    """Claim the next message."""
    with transaction(engine) as session:
        return next(iter(claims.take(session, now=now, limit=1)), None)


def prepare(engine, claimed, now=NOW):
    """Prepare one claimed message."""
    return next(iter(prepare_all(engine, [claimed], now)), None)


def prepare_all(engine, held, now=NOW):
    with transaction(engine) as session:
        return deliveries.prepare(session, claims=held, stationery=STATIONERY, now=now)


def load(engine, row):
    with open_session(engine, read_only=True) as session:
        return session.get_one(Delivery, row.id)


def change(engine, model, number, **values):
    with transaction(engine) as session:
        found = session.get_one(model, number)
        for name, value in values.items():
            setattr(found, name, value)


def a_row_in_another_council(engine):
    with transaction(engine) as session:
        meeting = factories.make_meeting(session)
        person = factories.make_person(session)
        return factories.make_delivery(session, meeting=meeting, person=person, try_at=NOW)


def several(engine, number=3, **values):
    """Save invitations to one meeting that are due now."""
    with transaction(engine) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        meeting = factories.make_meeting(session, council=council)
        people = [factories.make_member(session, council=council) for _ in range(number)]
        return [
            factories.make_delivery(session, meeting=meeting, person=person, **values)
            for person in people
        ]


def take(engine, now=NOW, **values):
    with transaction(engine) as session:
        return claims.take(session, now=now, **values)


def states(engine, rows):
    return [load(engine, row).state for row in rows]


def let_go(engine, letters):
    with transaction(engine) as session:
        deliveries.let_go(session, claims=[letter.claim for letter in letters])


def fail(engine, letter, record, now=NOW, **values):
    with transaction(engine) as session:
        if record == "permanent":
            deliveries.record_permanent(session, claim=letter.claim, words="550 Unknown")
        else:
            deliveries.record_temporary(session, claim=letter.claim, words="450", now=now, **values)
