"""A member's week in one message: planned when there is something to say, written when it goes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from jobs.digests import plan_digests
from jobs.reminders import send_due
from jobs.schedule import JOBS
from tests import factories
from tests.jobs.post import ANSWER_REMINDER, PRACTICAL_REMINDER, a_plan, read
from tracker.db import transaction
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, MessageChoice, Role
from tracker.models import Meeting, Membership, Person
from tracker.queries import people as queries
from tracker.services import choices, meetings, people, reminders
from tracker.services.audit import Act

WEEKLY = "Alva Berg"
ALVA = "alva@alvstad.example"
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
#: Mondays, 07.00 in Sweden.
WEEK_49 = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
WEEK_50 = datetime(2026, 12, 7, 6, 0, tzinfo=UTC)


def choose(post, choice, name=WEEKLY):
    with transaction(post.engine) as session:
        choices.choose(
            session,
            council_id=post.council.id,
            person_id=post.people[name].id,
            choice=choice,
            by=Act(None, post.now),
        )


@pytest.fixture
def weekly(post):
    """Return the post with one member who wants a digest, after the invitations have gone."""
    choose(post, MessageChoice.WEEKLY)
    post.round(THURSDAY)
    post.server.clear()
    return post


def tick(post, now):
    """Do what the jobs process does each minute, at a moment."""
    post.now = now
    counts = plan_digests(post.worker())
    post.round()
    return counts


def digests_of(post):
    return [read(message) for message in post.server.messages_to(ALVA)]


def text_of(message):
    text = message.get_body(("plain",)).get_content()
    return text.replace("\r\n", "\n").replace("\N{NO-BREAK SPACE}", " ")


def states(post, kind, **wanted):
    person_id = post.people[WEEKLY].id
    return [(row.state, row.reason) for row in post.rows(kind=kind, person_id=person_id, **wanted)]


def test_the_digest_says_what_single_reminders_would_have_said(weekly):
    tick(weekly, THURSDAY)
    tick(weekly, WEEK_49)

    (digest,) = digests_of(weekly)
    assert digest["Subject"] == "Veckobrev vecka 49"
    text = text_of(digest)
    assert "Kommer du?" in text
    assert (
        "Trygghet i centrum\ntisdag 2026-12-08 kl. 15.00–16.30, Stadshuset, sal B\nSvara senast"
        in text
    )
    assert "Jag kommer: https://arshjul.alvstad.example/answer/" in text
    assert "Anteckningar att läsa" not in text

    for later in (WEEK_49 + timedelta(hours=2), ANSWER_REMINDER, ANSWER_REMINDER + timedelta(1)):
        tick(weekly, later)
    assert len(digests_of(weekly)) == 1
    assert states(weekly, DeliveryKind.ANSWER_REMINDER) == [(DeliveryState.NOT_NEEDED, "in_digest")]


def test_others_get_single_reminders(weekly):
    tick(weekly, THURSDAY)
    tick(weekly, WEEK_49)
    assert set(weekly.server.addresses()) == {ALVA}

    tick(weekly, ANSWER_REMINDER)
    assert "bertil@alvstad.example" in weekly.server.addresses()


def test_a_digest_is_planned_once_and_only_when_there_is_something_to_say(weekly):
    assert tick(weekly, THURSDAY) == {"digests": 1}
    assert tick(weekly, THURSDAY) == {}
    choose(weekly, MessageChoice.WEEKLY, "Bertil Ek")
    assert tick(weekly, THURSDAY) == {"digests": 1}  # one for him, and none again for her
    assert tick(weekly, WEEK_50 + timedelta(minutes=1)) == {}  # nothing is due the week after

    (row,) = weekly.rows(kind=DeliveryKind.DIGEST, person_id=weekly.people[WEEKLY].id)
    assert (row.revision, row.due_at, row.meeting_id) == (202649, WEEK_49, None)


def test_what_is_due_the_same_morning_is_in_the_digest(weekly):
    weekly.answer(WEEKLY, Answer.COMING)
    tick(weekly, WEEK_50 - timedelta(minutes=1))
    tick(weekly, WEEK_50)
    tick(weekly, PRACTICAL_REMINDER)

    (digest,) = digests_of(weekly)
    assert "Möten du kommer till" in text_of(digest)
    assert "Ändra ditt svar: " in text_of(digest)


def test_jobs_that_were_away_for_hours_still_send_one_message(weekly):
    weekly.answer(WEEKLY, Answer.COMING)
    tick(weekly, WEEK_50 - timedelta(minutes=1))
    tick(weekly, PRACTICAL_REMINDER + timedelta(hours=3))

    assert [message["Subject"] for message in digests_of(weekly)] == ["Veckobrev vecka 50"]


def test_whoever_answers_before_it_goes_is_not_asked(weekly):
    tick(weekly, THURSDAY)
    weekly.answer(WEEKLY, Answer.COMING)
    tick(weekly, WEEK_49)

    assert digests_of(weekly) == []
    assert states(weekly, DeliveryKind.DIGEST, revision=202649) == [
        (DeliveryState.NOT_NEEDED, "done")
    ]


def test_what_the_digest_leaves_out_comes_by_itself_if_it_is_wanted_after_all(weekly):
    tick(weekly, THURSDAY)
    tick(weekly, WEEK_49)
    weekly.server.clear()
    tick(weekly, WEEK_50)  # who has not answered is not told what is practical
    assert digests_of(weekly) == []

    weekly.answer(WEEKLY, Answer.COMING)
    tick(weekly, PRACTICAL_REMINDER)
    (single,) = digests_of(weekly)
    assert single["Subject"].startswith("Påminnelse: Trygghet i centrum")


def test_an_invitation_and_a_cancellation_come_by_themselves(weekly):
    tick(weekly, THURSDAY)
    tick(weekly, WEEK_49)
    weekly.server.clear()

    weekly.cancel()
    weekly.round()

    (cancellation,) = digests_of(weekly)
    assert cancellation["Subject"].startswith("Inställt:")


def test_a_meeting_that_is_moved_after_the_digest_is_reminded_of_again(weekly):
    tick(weekly, THURSDAY)
    tick(weekly, WEEK_49)
    weekly.move(days=14)
    weekly.round()

    waiting = weekly.rows(
        kind=DeliveryKind.ANSWER_REMINDER,
        person_id=weekly.people[WEEKLY].id,
        state=DeliveryState.PLANNED,
    )
    assert [row.due_at.date() for row in waiting] == [date(2026, 12, 15)]


def test_a_digest_that_is_days_late_says_only_what_is_ahead(weekly):
    tick(weekly, THURSDAY)
    with transaction(weekly.engine) as session:
        meeting = session.get_one(Meeting, weekly.meeting.id)
        meeting.starts_at -= timedelta(days=6)  # to Wednesday, without a word to anybody
        meeting.ends_at -= timedelta(days=6)
    late = WEEK_49 + timedelta(days=3)
    weekly.now = late
    send_due(weekly.worker())

    assert not any("Veckobrev" in message["Subject"] for message in digests_of(weekly))
    assert states(weekly, DeliveryKind.DIGEST, revision=202649) == [
        (DeliveryState.NOT_NEEDED, "done")
    ]


def test_a_digest_is_missed_when_the_next_is_due(weekly):
    tick(weekly, THURSDAY)
    weekly.now = WEEK_50
    send_due(weekly.worker())

    assert states(weekly, DeliveryKind.DIGEST, revision=202649) == [
        (DeliveryState.MISSED, "replaced")
    ]


@pytest.mark.parametrize(
    ("choice", "reason"),
    [(MessageChoice.SINGLE, "no_rule"), (MessageChoice.ESSENTIAL, "not_wanted")],
)
def test_whoever_changes_their_mind_gets_no_digest(weekly, choice, reason):
    tick(weekly, THURSDAY)
    choose(weekly, choice)
    tick(weekly, WEEK_49)

    assert states(weekly, DeliveryKind.DIGEST, revision=202649) == [
        (DeliveryState.NOT_NEEDED, reason)
    ]
    tick(weekly, ANSWER_REMINDER)
    assert len(digests_of(weekly)) == (1 if choice is MessageChoice.SINGLE else 0)


def test_a_digest_refused_for_now_goes_again_as_the_very_same_bytes(weekly):
    tick(weekly, THURSDAY)
    weekly.server.refusals[ALVA] = "DATA 450 Try later"
    tick(weekly, WEEK_49)
    weekly.server.refusals.clear()
    tick(weekly, WEEK_49 + timedelta(minutes=2))

    (kept,) = weekly.server.messages_to(ALVA)
    assert weekly.server.tried.count(kept) == 2


def test_a_digest_that_failed_is_written_anew_for_a_corrected_address(weekly):
    tick(weekly, THURSDAY)
    weekly.server.refusals[ALVA] = "DATA 450 Try later"
    tick(weekly, WEEK_49)
    with transaction(weekly.engine) as session:
        session.get_one(Person, weekly.people[WEEKLY].id).email = "alva.berg@alvstad.example"
    tick(weekly, WEEK_49 + timedelta(minutes=2))

    (again,) = weekly.server.messages_to("alva.berg@alvstad.example")
    assert read(again)["To"] == "Alva Berg <alva.berg@alvstad.example>"
    assert "Trygghet i centrum" in text_of(read(again))


def test_a_digest_that_was_refused_for_good_is_written_anew_when_it_is_tried_again(weekly):
    tick(weekly, THURSDAY)
    weekly.server.refusals[ALVA] = "550 Unknown"
    tick(weekly, WEEK_49)
    assert states(weekly, DeliveryKind.DIGEST, revision=202649) == [
        (DeliveryState.FAILED, "550 Unknown")
    ]
    weekly.server.refusals.clear()
    with transaction(weekly.engine) as session:
        council = session.merge(weekly.council)
        mandate = session.exec(
            select(Membership.id).where(Membership.person_id == weekly.people[WEEKLY].id)
        ).one()
        people.change_member(
            session,
            council=council,
            member=queries.find_member(session, council_id=council.id, membership_id=mandate),
            details=people.MemberDetails(
                name=WEEKLY, role=Role.MEMBER, email="alva.berg@alvstad.example"
            ),
            by=Act(None, weekly.now),
        )
    tick(weekly, WEEK_49 + timedelta(days=1))

    (again,) = weekly.server.messages_to("alva.berg@alvstad.example")
    assert "Trygghet i centrum" in text_of(read(again))
    assert "Kommer du?" in text_of(read(again))


def test_every_kind_of_reminder_has_its_place_in_the_digest(weekly):
    alva = weekly.people[WEEKLY]
    with transaction(weekly.engine) as session:
        held = factories.make_meeting(
            session,
            council=session.merge(weekly.council),
            theme="Ungas trygghet",
            starts_at=WEEK_49 - timedelta(days=13, hours=-8),
            status="held",
        )
        factories.make_participation(session, meeting=held, person=alva)
        factories.make_minutes(session, meeting=held)
        for text, due_on in (("Se över belysningen", date(2026, 12, 4)), ("Ring skolan?", None)):
            factories.make_action_item(
                session, meeting=held, text=text, due_on=due_on, responsible_id=alva.id
            )
        factories.make_agenda_item(
            session,
            meeting=session.get_one(Meeting, weekly.meeting.id),
            title="Läget i centrum",
            presenter="Alva Berg, kommunpolis",
        )
        for about, kind, revision in (
            (held, DeliveryKind.NOTES, 0),
            (held, DeliveryKind.ACTION_REMINDER, 1),
            (held, DeliveryKind.ACTION_REMINDER, 2),  # of another day: they list the same matters
            (weekly.meeting, DeliveryKind.CALL_FOR_ITEMS, 0),
        ):
            factories.make_delivery(
                session,
                meeting=about,
                person=alva,
                kind=kind,
                revision=revision,
                due_at=WEEK_49,
                try_at=WEEK_49,
            )
    weekly.now = WEEK_49 - timedelta(hours=1)
    plan_digests(weekly.worker())
    weekly.now = WEEK_49
    send_due(weekly.worker())

    (digest,) = digests_of(weekly)
    text = text_of(digest)
    places = [
        text.index(words)
        for words in (
            "Kommer du?",
            "Skicka underlag till",
            "- Läget i centrum",
            "Anteckningar att läsa\n\nUngas trygghet",
            "Att göra\n\nUngas trygghet",
            "- Se över belysningen. Senast 2026-12-04.",
            "- Ring skolan?",
        )
    ]
    assert places == sorted(places)
    assert text.count("Se över belysningen") == 1
    html = digest.get_body(("html",)).get_content()
    assert all(words in html for words in ("Läget i centrum", "Ring skolan?", "/alvstad/meetings/"))


def test_the_reader_can_say_in_the_mail_program_that_no_more_is_wanted(weekly):
    tick(weekly, THURSDAY)
    tick(weekly, WEEK_49)

    (digest,) = digests_of(weekly)
    assert re.fullmatch(
        r"<https://arshjul\.alvstad\.example/choice/[\w.-]+/unsubscribe>",
        digest["List-Unsubscribe"],
    )
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert digest["Auto-Submitted"] == "auto-generated"
    assert digest["Message-ID"] == weekly.rows(kind=DeliveryKind.DIGEST)[0].message_id


def test_another_councils_reminders_are_not_in_this_councils_digest(weekly):
    with transaction(weekly.engine) as session:
        other = factories.make_council(session)
        reminders.start_with_default_rules(session, council=other)
        factories.make_membership(session, council=other, person=weekly.people[WEEKLY])
        meetings.plan_meeting(
            session,
            council=other,
            plan=replace(a_plan(WEEK_49 + timedelta(days=9)), theme="Annat"),
            by=Act(None, THURSDAY),
        )
    tick(weekly, THURSDAY)
    weekly.server.clear()
    tick(weekly, WEEK_49)

    (digest,) = digests_of(weekly)
    assert "Annat" not in text_of(digest)
    tick(weekly, WEEK_49 + timedelta(days=2, hours=1))
    assert "mötet om annat" in text_of(digests_of(weekly)[-1])


def test_the_table_of_ticks_plans_digests():
    assert plan_digests in [job.function for job in JOBS]
