"""A round of follow-up through the jobs: who does the work is asked until it is answered."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from jobs.digests import plan_digests
from jobs.reminders import send_due
from tests import factories
from tests.conftest import SECRET
from tests.jobs.post import read
from tracker.db import transaction
from tracker.domain.terms import (
    DeliveryKind,
    DeliveryState,
    InterventionState,
    MeetingKind,
    MessageChoice,
    Role,
)
from tracker.models import Council, Intervention, Meeting
from tracker.services import choices, records, reminders
from tracker.services.audit import Act
from tracker.services.follow_up_links import FollowUpLink, read_follow_up_token

EVA = "eva@alvstad.example"
DAY = timedelta(days=1)
#: A quarter past the half hour at which the rules' messages go, in Sweden, on the day named.
REQUEST_DAY = datetime(2026, 11, 3, 6, 45, tzinfo=UTC)
MEETING_DAY = datetime(2026, 12, 8, 6, 45, tzinfo=UTC)
REPORT = re.compile(r"^(Följ upp|Påminnelse: Följ upp) dina insatser")


@pytest.fixture
def round_(post):
    """Return the post with a follow-up meeting and somebody who answers for two interventions."""
    with transaction(post.engine) as session:
        council = session.merge(post.council)
        meeting = session.get_one(Meeting, post.meeting.id)
        meeting.kind, meeting.planned_at = MeetingKind.FOLLOW_UP, None
        session.add(meeting)
        eva = factories.make_member(
            session, council=council, name="Eva Ek", email=EVA, role=Role.CONTRIBUTOR
        )
        post.people["Eva Ek"] = eva
        for title in ("Nattvandring", "Föräldrastöd"):
            factories.make_intervention(
                session,
                council=council,
                title=title,
                responsible_id=eva.id,
                state=InterventionState.ONGOING,
            )
    return post


def go_on(post, first, last):
    """Let the jobs work each morning from one day to another."""
    now = first
    while now <= last:
        post.round(now)
        now += DAY


def reports(post, address=EVA):
    """Return what somebody got about interventions, in order: subject and text."""
    found = [read(message) for message in post.server.messages_to(address)]
    return [
        (message["Subject"], message.get_body(("plain",)).get_content())
        for message in found
        if REPORT.match(message["Subject"])
    ]


def answer(post, title):
    """Let somebody send in what came of an intervention, now."""
    with transaction(post.engine) as session:
        row = session.exec(select(Intervention).where(Intervention.title == title)).one()
        follow_up = factories.make_follow_up(session, intervention=row, year=2026)
        reminders.plan_for(session, row=follow_up, now=post.now)


def test_a_contributor_is_asked_once_and_then_each_week_about_what_is_left(round_):
    go_on(round_, REQUEST_DAY - 3 * DAY, REQUEST_DAY + 8 * DAY)
    answer(round_, "Nattvandring")
    go_on(round_, REQUEST_DAY + 9 * DAY, REQUEST_DAY + 15 * DAY)
    answer(round_, "Föräldrastöd")
    go_on(round_, REQUEST_DAY + 16 * DAY, MEETING_DAY + 2 * DAY)

    request, first, second = reports(round_)
    assert request[0].startswith("Följ upp")
    assert first[0].startswith("Påminnelse")
    for said in (request, first):
        assert "- Nattvandring" in said[1]
        assert "- Föräldrastöd" in said[1]
    assert "- Nattvandring" not in second[1]
    assert "- Föräldrastöd" in second[1]
    token = re.search(r"/follow-up/(\S+)", second[1])
    assert token
    assert read_follow_up_token(SECRET, token[1]) == FollowUpLink(
        round_.council.id, round_.people["Eva Ek"].id, 2026
    )
    assert len(round_.server.messages_to(EVA)) == 3  # and nothing else, ever


def test_whoever_never_answers_is_reminded_four_times_and_not_after_the_meeting(round_):
    go_on(round_, REQUEST_DAY - 3 * DAY, MEETING_DAY + 30 * DAY)

    assert len(reports(round_)) == 5
    assert not round_.rows(kind=DeliveryKind.REPORT_REMINDER, state=DeliveryState.PLANNED)


def test_days_without_a_mail_server_are_made_up_for_without_repeating(round_):
    go_on(round_, REQUEST_DAY, REQUEST_DAY + 6 * DAY)
    round_.server.refusals[EVA] = "DATA 451 Later"
    go_on(round_, REQUEST_DAY + 7 * DAY, REQUEST_DAY + 8 * DAY)
    round_.server.refusals.clear()
    go_on(round_, REQUEST_DAY + 9 * DAY, REQUEST_DAY + 13 * DAY)

    assert len(reports(round_)) == 2


def test_one_who_answers_between_the_plan_and_the_sending_is_not_reminded(round_):
    go_on(round_, REQUEST_DAY, REQUEST_DAY + 6 * DAY)
    with transaction(round_.engine) as session:  # as if another process had not planned yet
        for row in session.exec(select(Intervention)).all():
            factories.make_follow_up(session, intervention=row, year=2026)

    round_.now = REQUEST_DAY + 7 * DAY
    send_due(round_.worker())

    assert len(reports(round_)) == 1
    (row,) = round_.rows(kind=DeliveryKind.REPORT_REMINDER, revision=20261110)
    assert (row.state, row.reason) == (DeliveryState.NOT_NEEDED, "done")


def test_one_who_is_asked_by_hand_gets_it_in_the_next_round(round_):
    now = REQUEST_DAY - 14 * DAY
    round_.round(now)
    with transaction(round_.engine) as session:
        reminders.ask_for_follow_up(
            session,
            council=session.get_one(Council, round_.council.id),
            meeting=session.get_one(Meeting, round_.meeting.id),
            person_id=round_.people["Eva Ek"].id,
            by=Act(None, now),
        )

    round_.round(now + timedelta(minutes=1))
    go_on(round_, now + DAY, REQUEST_DAY)

    assert [subject[:8] for subject, _text in reports(round_)] == ["Följ upp"]


def test_a_weekly_digest_asks_once_and_leads_to_the_form(round_):
    with transaction(round_.engine) as session:
        choices.choose(
            session,
            council_id=round_.council.id,
            person_id=round_.people["Eva Ek"].id,
            choice=MessageChoice.WEEKLY,
            by=Act(None, round_.now),
        )
    round_.round(REQUEST_DAY - 3 * DAY)
    plan_digests(round_.worker())

    go_on(round_, REQUEST_DAY - 2 * DAY, REQUEST_DAY + 2 * DAY)

    (digest,) = [read(message) for message in round_.server.messages_to(EVA)]
    text = digest.get_body(("plain",)).get_content()
    assert digest["Subject"].startswith("Veckobrev")
    assert text.count("- Nattvandring") == 1
    assert "Svara i formuläret: https://arshjul.alvstad.example/follow-up/" in text
    assert f"/meetings/{round_.meeting.id}" not in text  # which a contributor may not open


def test_a_responsible_who_is_replaced_is_not_asked_any_more(round_):
    go_on(round_, REQUEST_DAY, REQUEST_DAY + 6 * DAY)
    with transaction(round_.engine) as session:
        for row in session.exec(select(Intervention)).all():
            records.save_record(
                session,
                model=Intervention,
                row=row,
                council_id=round_.council.id,
                values={"responsible_id": round_.people["Bertil Ek"].id},
                shown=records.as_shown(session, row),
                by=Act(None, round_.now),
            )
    go_on(round_, REQUEST_DAY + 7 * DAY, REQUEST_DAY + 15 * DAY)

    assert len(reports(round_)) == 1
    assert [subject[:8] for subject, _text in reports(round_, "bertil@alvstad.example")] == [
        "Följ upp",
        "Påminnel",
    ]
