"""The demo's round is in its middle: some have answered, one has begun, one has named another."""

from collections import Counter
from datetime import date

from sqlmodel import select

from tests.demo.test_seed import TODAY, filled
from tracker.domain.follow_ups import FollowUpState
from tracker.models import Council, FollowUp, FollowUpDraft
from tracker.queries.follow_ups import load_round


def test_in_november_the_round_is_in_its_middle():
    with filled(TODAY) as session:
        council = session.exec(select(Council)).one()
        rows = load_round(session, council=council, year=TODAY.year)
        states = Counter(row.state for row in rows)

        assert states[FollowUpState.SENT] > states[FollowUpState.NOT_STARTED] > 1
        assert (states[FollowUpState.DRAFT], states[FollowUpState.PASSED_ON]) == (1, 1)
        assert len({row.organisation for row in rows}) >= 6
        assert all(row.asked_at for row in rows)


def test_what_is_answered_was_sent_in_by_somebody_before_now():
    with filled(TODAY) as session:
        rows = session.exec(select(FollowUp)).all()
        sent = [row for row in rows if row.sent_at]

        assert len(sent) > len(rows) / 2
        assert all(row.sent_at.date() < TODAY and row.answered_by for row in sent)
        assert all(row.is_as_planned is (row.carried_out == "yes") for row in sent)


def test_in_spring_nothing_is_being_collected():
    with filled(date(2026, 3, 2)) as session:
        assert not session.exec(select(FollowUpDraft)).all()
