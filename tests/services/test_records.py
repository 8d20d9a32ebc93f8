"""Saving simple records: what was adopted or changed a moment ago is seen."""

from datetime import date

import pytest

from tests import factories
from tracker.db import open_session, transaction
from tracker.models import Goal, Review
from tracker.services import records
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict

BY = Act(person_id=None, at=factories.NOW)


def save(session, row, **values):
    return records.save_record(
        session,
        model=type(row),
        row=row,
        council_id=row.council_id,
        values=values,
        shown=records.as_shown(session, row),
        by=BY,
    )


def test_a_change_since_the_row_was_read_is_seen(engine):
    with transaction(engine) as session:
        goal = factories.make_goal(session)
    with open_session(engine) as session:
        mine = session.get_one(Goal, goal.id)
        session.commit()  # it is kept in memory, and grows old
        with transaction(engine) as other:
            other.get_one(Goal, goal.id).title = "Den andras"

        with pytest.raises(EditConflict):
            save(session, mine, title="Min")


def test_an_adoption_since_the_row_was_read_is_seen(engine):
    with transaction(engine) as session:
        need = factories.make_need(session)
    with open_session(engine) as session:
        review = session.get_one(Review, need.review_id)
        mine = session.merge(need)
        session.commit()
        with transaction(engine) as other:
            other.get_one(Review, review.id).adopted_on = date(2026, 1, 20)

        with pytest.raises(records.Adopted):
            save(session, mine, harm=50.0)
