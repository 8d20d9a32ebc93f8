"""Each minute only what has changed is planned anew, and nothing that changes is overlooked."""

import threading
import time
from datetime import timedelta

from sqlalchemy import event
from sqlmodel import select

from jobs.reminders import plan_coming
from tests import factories
from tests.jobs.post import AUTUMN, EVERYONE
from tracker.db import open_session, transaction
from tracker.models import Council, Meeting, Person
from tracker.queries.reminders import PLAN_HOLDS
from tracker.services import reminders

MANY = 40
MINUTE = timedelta(minutes=1)


def planned(post, now):
    """Return how many meetings a round plans."""
    post.now = now
    return plan_coming(post.worker())["planned"]


def planned_at(post):
    with open_session(post.engine, read_only=True) as session:
        return session.exec(select(Meeting.planned_at).where(Meeting.id == post.meeting.id)).one()


def test_a_meeting_that_has_not_changed_is_not_planned_again(away):
    assert planned(away, AUTUMN) == 1
    assert planned(away, AUTUMN + MINUTE) == 0


def test_what_was_changed_is_looked_at_once_more_by_the_next_round(away):
    planned(away, AUTUMN)

    away.move(days=7)

    assert planned(away, AUTUMN + MINUTE) == 1
    assert planned(away, AUTUMN + 2 * MINUTE) == 0


def test_every_meeting_is_planned_again_now_and_then_since_mandates_end_by_themselves(away):
    planned(away, AUTUMN)
    with transaction(away.engine) as session:
        session.get_one(Person, away.people["Alva Berg"].id).is_disabled = True

    assert planned(away, AUTUMN + PLAN_HOLDS - MINUTE) == 0
    assert planned(away, AUTUMN + PLAN_HOLDS) == 1
    assert timedelta(days=1) >= PLAN_HOLDS


def test_of_two_processes_one_plans_a_meeting(away):
    planned(away, AUTUMN)
    away.move(days=7)

    took = []
    for _process in range(2):
        with transaction(away.engine) as session:
            took.append(
                reminders.plan_again(session, meeting_id=away.meeting.id, now=AUTUMN + MINUTE)
            )

    assert took == [True, False]


def test_a_change_made_while_a_round_plans_is_planned_by_the_next(away):
    change = threading.Thread(target=away.move)
    with transaction(away.engine) as session:
        session.connection()
        assert reminders.plan_again(session, meeting_id=away.meeting.id, now=AUTUMN)
        change.start()
        time.sleep(0.3)
        assert change.is_alive()  # it waits for its turn
    change.join()

    assert planned_at(away) is None
    assert planned(away, AUTUMN + MINUTE) == 1


def test_a_meeting_whose_planning_failed_is_tried_again_by_the_next_round(away, monkeypatch):
    def stumble(*_values, **_named):
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "list_recipients", stumble)
        assert planned(away, AUTUMN) == 0

    assert planned(away, AUTUMN + MINUTE) == 1


def test_planning_asks_the_database_no_more_often_for_more_members(away):
    with transaction(away.engine) as session:
        council = session.get_one(Council, away.council.id)
        for _number in range(MANY):
            factories.make_member(session, council=council)
    asked = []
    event.listen(away.engine, "before_cursor_execute", lambda *values: asked.append(values[2]))

    assert planned(away, AUTUMN) == 1

    assert sum("INSERT INTO delivery" in statement for statement in asked) == 1
    assert sum(statement.startswith("SELECT") for statement in asked) < 30
    assert {row.person_id for row in away.rows()} > {one.id for one in away.people.values()}
    assert len(away.rows()) >= 3 * (len(EVERYONE) + MANY)
