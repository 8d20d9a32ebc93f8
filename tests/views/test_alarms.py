"""Choosing when members' calendars remind them."""

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tracker.db import open_session, transaction
from tracker.domain.alarms import Alarm
from tracker.domain.terms import Role
from tracker.models import Council, Delivery

ADDRESS = "/alvstad/messages/calendar/"


def minutes_of(engine, council):
    with open_session(engine, read_only=True) as session:
        return session.get_one(Council, council.id).alarm_minutes


@pytest.mark.parametrize("alarm", Alarm)
def test_a_coordinator_chooses_when_calendars_remind(engine, sign_in_as, cast, alarm):
    alice = sign_in_as(Role.COORDINATOR)

    post(alice, ADDRESS, alarm=str(alarm.value))

    assert minutes_of(engine, cast.council) == alarm.value
    assert f'<option selected value="{alarm.value}">' in text_of(alice.get(ADDRESS))
    assert minutes_of(engine, cast.other_council) is None


def test_no_reminder_is_a_choice_too(engine, sign_in_as, cast):
    with transaction(engine) as session:
        session.get_one(Council, cast.council.id).alarm_minutes = 60

    post(sign_in_as(Role.COORDINATOR), ADDRESS, alarm="")

    assert minutes_of(engine, cast.council) is None


def test_a_made_up_time_is_refused(engine, sign_in_as, cast):
    page = text_of(post(sign_in_as(Role.COORDINATOR), ADDRESS, alarm="7"))

    assert "Välj ett av alternativen." in page
    assert minutes_of(engine, cast.council) is None


def test_nobody_gets_a_message_because_of_it(engine, sign_in_as, cast):
    with transaction(engine) as session:
        factories.make_meeting(session, council=cast.council)

    page = text_of(sign_in_as(Role.COORDINATOR).get(ADDRESS))
    post(sign_in_as(Role.COORDINATOR), ADDRESS, alarm="60")

    assert "Ingen får ett nytt meddelande för dess skull" in page
    with open_session(engine, read_only=True) as session:
        assert not session.exec(select(Delivery)).all()


def test_a_member_does_not_choose(sign_in_as):
    assert sign_in_as(Role.MEMBER).get(ADDRESS).status_code == 403
