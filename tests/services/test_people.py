"""Adding and changing those who are in the council."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import factories
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingStatus, Role
from tracker.models import AuditEvent, Delivery, Membership, Participation, Person
from tracker.queries import people as queries
from tracker.services import people as services
from tracker.services.audit import Act
from tracker.services.people import MemberDetails
from tracker.services.reminders import plan, start_with_default_rules

NOW = factories.NOW
BY = Act(person_id=None, at=NOW)
DETAILS = MemberDetails(name="Eva Ek", email="eva@alvstad.example", role=Role.MEMBER)


@pytest.fixture
def council(session):
    return factories.make_council(session)


@pytest.fixture
def alice(session, council):
    """The only coordinator."""
    person = factories.make_member(session, council=council, role=Role.COORDINATOR, name="Alice Ek")
    return member_of(session, council, person)


def member_of(session, council, person):
    membership = session.exec(
        select(Membership).where(
            Membership.person_id == person.id, Membership.council_id == council.id
        )
    ).one()
    return queries.find_member(session, council_id=council.id, membership_id=membership.id)


def details_of(member, **changes) -> MemberDetails:
    return MemberDetails(
        **{
            "name": member.person.name,
            "email": member.person.email,
            "role": member.membership.role,
            **changes,
        }
    )


def change(session, council, member, **changes):
    services.change_member(
        session, council=council, member=member, details=details_of(member, **changes), by=BY
    )


def test_a_new_person_gets_a_mandate_and_the_act_is_written_down(session, council):
    member = services.add_member(session, council=council, details=DETAILS, by=BY)

    assert (member.person.name, member.person.email) == ("Eva Ek", "eva@alvstad.example")
    assert member.membership.role is Role.MEMBER
    assert [row.action for row in session.exec(select(AuditEvent))] == ["add_member"]


def test_a_known_address_leads_to_the_person_who_has_it(session, council):
    known = factories.make_person(session, name="Eva Andersson", email="eva@alvstad.example")

    member = services.add_member(session, council=council, details=DETAILS, by=BY)

    assert member.person.id == known.id
    assert member.person.name == "Eva Andersson"
    assert len(session.exec(select(Person)).all()) == 1


def test_two_people_may_be_without_an_address(session, council):
    for name in ("Eva Ek", "Frej Ek"):
        details = MemberDetails(name=name, role=Role.MEMBER)
        services.add_member(session, council=council, details=details, by=BY)

    assert len(session.exec(select(Person)).all()) == 2


def test_the_same_role_is_not_given_twice(session, council):
    first = services.add_member(session, council=council, details=DETAILS, by=BY)

    with pytest.raises(services.AlreadyMember) as refused:
        services.add_member(session, council=council, details=DETAILS, by=BY)

    assert refused.value.name == "Eva Ek"
    assert refused.value.membership_id == first.membership.id


def test_a_person_may_have_two_roles_but_not_change_one_into_the_other(session, council, alice):
    member = services.add_member(
        session, council=council, details=details_of(alice, role=Role.MEMBER), by=BY
    )

    assert member.person.id == alice.person.id
    with pytest.raises(services.AlreadyMember):
        change(session, council, member, role=Role.COORDINATOR)


def test_another_persons_address_is_refused(session, council, alice):
    member = services.add_member(session, council=council, details=DETAILS, by=BY)

    with pytest.raises(services.AddressTaken):
        change(session, council, member, email=alice.person.email)


def test_a_person_in_another_council_keeps_name_and_address(session, council):
    member = services.add_member(session, council=council, details=DETAILS, by=BY)
    other = factories.make_council(session)
    factories.make_membership(session, council=other, person=member.person)

    for changes in ({"name": "Någon Annan"}, {"email": "annan@alvstad.example"}):
        with pytest.raises(services.SharedPerson):
            change(session, council, member, **changes)
    change(session, council, member, title="ordförande")

    assert member.membership.title == "ordförande"


@pytest.mark.parametrize(
    "changes",
    [
        {"role": Role.MEMBER},
        {"ends_on": NOW.date() - timedelta(days=1)},
        {"starts_on": NOW.date() + timedelta(days=1)},
        {"email": None},
    ],
)
def test_the_last_coordinator_stays(session, council, alice, changes):
    with pytest.raises(services.LastCoordinator):
        change(session, council, alice, **changes)


def test_one_of_two_coordinators_may_leave(session, council, alice):
    factories.make_member(session, council=council, role=Role.COORDINATOR)

    change(session, council, alice, ends_on=NOW.date() - timedelta(days=1))

    assert alice.membership.ends_on == date(2026, 11, 23)


def test_the_last_coordinator_may_be_given_a_last_day_that_is_to_come(session, council, alice):
    change(session, council, alice, ends_on=date(2027, 12, 31))

    assert alice.membership.ends_on == date(2027, 12, 31)


def invited_to(session, meeting) -> set[int]:
    return {
        row.person_id
        for row in session.exec(select(Delivery).where(Delivery.meeting_id == meeting.id))
        if row.state is DeliveryState.PLANNED
    }


def test_the_outbox_follows_who_is_in_the_council(session, council, alice):
    start_with_default_rules(session, council=council)
    meeting = factories.make_meeting(session, council=council, starts_at=NOW + timedelta(days=60))
    plan(session, council=council, meeting=meeting, now=NOW)
    assert invited_to(session, meeting) == {alice.person.id}

    member = services.add_member(session, council=council, details=DETAILS, by=BY)
    assert invited_to(session, meeting) == {alice.person.id, member.person.id}

    change(session, council, member, ends_on=NOW.date() + timedelta(days=30))
    assert invited_to(session, meeting) == {alice.person.id}
    seats = session.exec(select(Participation.person_id)).all()
    assert seats == [alice.person.id]


def test_another_councils_outbox_is_left_alone(session, council):
    other = factories.make_council(session)
    start_with_default_rules(session, council=other)
    meeting = factories.make_meeting(session, council=other, starts_at=NOW + timedelta(days=60))

    services.add_member(session, council=council, details=DETAILS, by=BY)

    assert invited_to(session, meeting) == set()


def failed_row(session, meeting, person, kind=DeliveryKind.INVITATION, **values):
    return factories.make_delivery(
        session,
        meeting=meeting,
        person=person,
        kind=kind,
        state=DeliveryState.FAILED,
        due_at=NOW - timedelta(days=1),
        try_at=NOW - timedelta(days=1),
        attempts=1,
        reason="550 Unknown",
        **values,
    )


@pytest.fixture
def eva(session, council, alice):
    start_with_default_rules(session, council=council)
    return services.add_member(session, council=council, details=DETAILS, by=BY)


@pytest.fixture
def meeting(session, council):
    return factories.make_meeting(session, council=council, starts_at=NOW + timedelta(days=15))


def test_a_corrected_address_gets_the_invitation_that_failed(session, council, eva, meeting):
    row = failed_row(session, meeting, eva.person)

    change(session, council, eva, email="eva.ek@alvstad.example")

    assert (row.state, row.try_at, row.attempts, row.reason) == (DeliveryState.PLANNED, NOW, 0, "")


@pytest.mark.parametrize("changes", [{"name": "Eva Ekman"}, {"email": None}])
def test_what_failed_stays_so_while_there_is_no_new_address(
    session, council, eva, meeting, changes
):
    row = failed_row(session, meeting, eva.person)

    change(session, council, eva, **changes)

    assert row.state is DeliveryState.FAILED


def test_a_meeting_that_has_begun_is_not_told_to_a_corrected_address(session, council, eva):
    begun = factories.make_meeting(session, council=council, starts_at=NOW)
    row = failed_row(session, begun, eva.person)

    change(session, council, eva, email="eva.ek@alvstad.example")

    assert row.state is DeliveryState.FAILED


def test_a_reminder_that_failed_does_not_follow_the_invitation_in_the_same_minute(
    session, council, eva, meeting
):
    failed_row(session, meeting, eva.person)
    reminder = failed_row(session, meeting, eva.person, DeliveryKind.ANSWER_REMINDER)

    change(session, council, eva, email="eva.ek@alvstad.example")

    assert reminder.state is DeliveryState.FAILED


def test_a_cancellation_that_failed_reaches_the_corrected_address(session, council, eva, meeting):
    meeting.status, meeting.sequence = MeetingStatus.CANCELLED, 1
    row = failed_row(session, meeting, eva.person, DeliveryKind.CANCELLATION, revision=1)

    change(session, council, eva, email="eva.ek@alvstad.example")

    assert row.state is DeliveryState.PLANNED
