"""Whoever is taken off the council's list is told that they need not come, at once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.views.browsing import post
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.meetings import MeetingPlan
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, MeetingKind, Role
from tracker.models import Delivery, Membership, Person
from tracker.services import answers, meetings, reminders
from tracker.services.answers import Substitute
from tracker.services.audit import Act

#: Days from today: one meeting that has been held, one of which nobody has been told, two coming.
HELD, UNTOLD, SOON, LATER = -3, 90, 10, 40


@pytest.fixture
def planned(engine, cast):
    """Return {days ahead: a meeting}; all have been told of those that are soon or held."""
    with transaction(engine) as session:
        council = session.merge(cast.council)
        reminders.start_with_default_rules(session, council=council)
        return {days: plan(session, council, days) for days in (HELD, UNTOLD, SOON, LATER)}


def plan(session, council, days):
    starts = clock.now() + timedelta(days=days)
    meeting = meetings.plan_meeting(
        session,
        council=council,
        plan=MeetingPlan("Tema", MeetingKind.THEME, starts, starts + timedelta(hours=1)),
        by=Act(None, clock.now() - timedelta(days=30)),
    )
    if days != UNTOLD:
        tell(session, meeting)
    return meeting


def tell(session, meeting, person=None):
    for row in session.exec(
        select(Delivery).where(
            Delivery.meeting_id == meeting.id, Delivery.kind == DeliveryKind.INVITATION
        )
    ):
        if person is None or row.person_id == person.id:
            row.state, row.message, row.told_sequence = DeliveryState.SENT, b"invited", 0


@pytest.fixture
def change(engine, sign_in_as, cast):
    """Return a function that changes Bo's membership on the page."""

    def save(**fields):
        with open_session(engine, read_only=True) as session:
            bo = session.exec(select(Membership).where(Membership.person_id == cast.bo.id)).one()
        given = {"name": "Bo Ek", "email": cast.bo.email, "role": "member"}
        address = f"/alvstad/people/{bo.id}/edit"
        response = post(sign_in_as(Role.COORDINATOR), address, **given | fields)
        assert response.status_code in {302, 303}

    return save


def cancelled_for(engine, person):
    """Return the meetings of which somebody gets a cancellation."""
    with open_session(engine, read_only=True) as session:
        return {
            row.meeting_id
            for row in session.exec(
                select(Delivery).where(
                    Delivery.person_id == person.id,
                    Delivery.kind == DeliveryKind.CANCELLATION,
                    Delivery.state == DeliveryState.PLANNED,
                )
            )
        }


def day(days):
    return (clock.now() + timedelta(days=days)).date().isoformat()


@pytest.mark.parametrize(
    "fields",
    [{"ends_on": day(-1)}, {"starts_on": day(60)}, {"role": "management"}, {"role": "presenter"}],
)
def test_a_removed_member_gets_a_cancellation_of_each_coming_meeting_they_were_told_of(
    engine, cast, planned, change, fields
):
    change(**fields)

    assert cancelled_for(engine, cast.bo) == {planned[SOON].id, planned[LATER].id}
    assert not cancelled_for(engine, cast.alice)


def test_a_mandate_that_ends_between_two_meetings_ends_the_later_one(engine, cast, planned, change):
    change(ends_on=day(20))

    assert cancelled_for(engine, cast.bo) == {planned[LATER].id}


def test_a_member_who_is_brought_back_before_the_cancellation_went_never_hears_of_it(
    engine, cast, planned, change
):
    change(ends_on=day(-1))
    assert cancelled_for(engine, cast.bo)
    change(ends_on="")

    assert not cancelled_for(engine, cast.bo)


def test_the_removed_members_substitute_is_sent_home_too(engine, cast, planned, change):
    with transaction(engine) as session:
        answers.answer(
            session,
            council=session.merge(cast.council),
            meeting=session.merge(planned[SOON]),
            person_id=cast.bo.id,
            answer=Answer.NOT_COMING,
            substitute=Substitute("Eva Lind", email="eva@alvstad.example"),
            by=Act(cast.bo.id, clock.now()),
        )
        eva = session.exec(select(Person).where(Person.email == "eva@alvstad.example")).one()
        tell(session, planned[SOON], eva)

    change(ends_on=day(-1))

    assert cancelled_for(engine, eva) == {planned[SOON].id}


def test_a_disabled_person_gets_a_cancellation_with_the_next_round(engine, cast, planned):
    with transaction(engine) as session:
        session.merge(cast.bo).is_disabled = True
        for council, meeting in reminders.list_to_plan(session, now=clock.now()):
            reminders.plan(session, council=council, meeting=meeting, now=clock.now())

    assert cancelled_for(engine, cast.bo) == {planned[SOON].id, planned[LATER].id}
