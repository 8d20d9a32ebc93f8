"""The demo council: its sizes, its dates, and that the same day gives the same rows."""

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from tracker import models
from tracker.db import create_engine, open_session
from tracker.demo.indicators import INDICATORS
from tracker.demo.people import EVERYBODY
from tracker.demo.seed import fill_demo
from tracker.demo.year import NEAR_DAYS, is_meeting_day, meeting_days, school_breaks
from tracker.domain.calendar import is_free_day
from tracker.domain.terms import (
    ActionState,
    Answer,
    DeliveryKind,
    DeliveryState,
    Direction,
    IndicatorKind,
    MeetingKind,
    MeetingStatus,
    Role,
)

TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("Europe/Stockholm")
SPECIAL_DAYS = (
    date(2026, 1, 1),
    date(2026, 1, 2),
    date(2026, 7, 15),
    date(2026, 9, 1),
    date(2026, 12, 31),
    date(2028, 2, 29),
)
#: Tables that belong to no single council.
SHARED = {
    "council",
    "person",
    "sign_in_request",
    "sign_in_token",
    "jobs_process",
    "outbox_mark",
    "incoming_mail",
}


@contextmanager
def filled(today, *, at=time(9, 0)):
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with open_session(engine) as session:
        fill_demo(session, today=today, now=datetime.combine(today, at, ZONE).astimezone(UTC))
        yield session
    engine.dispose()


def rows_of(session: Session):
    """Return every row of every table as plain tuples."""
    connection = session.connection()
    return {
        table.name: [
            tuple(row) for row in connection.execute(sa.select(table).order_by(table.c.id))
        ]
        for table in SQLModel.metadata.sorted_tables
    }


def local_days(meetings):
    return [meeting.starts_at.astimezone(ZONE).date() for meeting in meetings]


@pytest.fixture(scope="module")
def demo():
    with filled(TODAY) as session:
        session.expire_all()  # so that what is read comes from the database
        yield session


def everything(session, table, *conditions):
    return session.exec(select(table).where(*conditions).order_by(table.id)).all()


def next_meeting(session):
    return min(
        everything(session, models.Meeting, models.Meeting.status == MeetingStatus.PLANNED),
        key=lambda meeting: meeting.starts_at,
    )


def test_the_demo_is_marked_as_made_up(demo):
    [council] = everything(demo, models.Council)
    assert (council.slug, council.name, council.is_demo) == ("alvstad", "Älvstads Brå", True)


@pytest.mark.parametrize(
    ("table", "size"),
    [
        (models.PriorityArea, 5),
        (models.Goal, 12),
        (models.Indicator, 24),
        (models.Intervention, 30),
        (models.Programme, 1),
        (models.Review, 2),
        (models.NeedAssessment, 18),
        (models.ReviewEdition, 1),
        (models.AreaConclusion, 10),
        (models.Agreement, 3),
        (models.ActionPlan, 1),
    ],
)
def test_the_demo_has_the_size_of_a_real_programme(demo, table, size):
    assert len(everything(demo, table)) == size


def test_there_are_31_members_5_presenters_and_one_coordinator(demo):
    roles = Counter(membership.role for membership in everything(demo, models.Membership))
    assert (roles[Role.MEMBER], roles[Role.PRESENTER], roles[Role.COORDINATOR]) == (31, 5, 1)
    assert roles[Role.MANAGEMENT] >= 1


def test_every_address_is_one_that_can_never_exist(demo):
    people = everything(demo, models.Person)
    assert len(people) == len(EVERYBODY)
    assert all(person.email.endswith(".example") for person in people)
    assert all(person.email.isascii() for person in people)
    assert len({person.email for person in people}) == len(people)


def test_indicators_have_ten_years_for_four_municipalities_but_the_new_one(demo):
    counts = Counter(row.indicator_id for row in everything(demo, models.Measurement))
    nearby, six_years_by_month = 10 * 5, 10 * 4 + 6 * 12
    assert sorted(counts.values()) == [4 * 4] + [10 * 4] * 21 + [nearby, six_years_by_month]
    names = {row.municipality for row in everything(demo, models.Measurement)}
    assert names == {"", "Granby", "Norrsund", "Lindhamn", "Stationsområdet"}


def test_the_honest_cases_are_there(demo):
    rows = everything(demo, models.Measurement, models.Measurement.municipality == "")
    latest = max(row.ends_on for row in rows)
    assert all(row.is_preliminary == (row.ends_on.year == latest.year) for row in rows)
    assert sum(row.is_series_break for row in rows) == 1
    fewest = Counter()
    for row in rows:
        if row.count is not None and row.ends_on.year > latest.year - 2:
            fewest[row.indicator_id] += row.count
    assert sum(count < 10 for count in fewest.values()) == 1
    kinds = {indicator.kind for indicator in INDICATORS}
    assert kinds == set(IndicatorKind)
    neutral = {one.title for one in INDICATORS if one.direction is Direction.NEUTRAL}
    assert {"Överlåtelse av narkotika", "Anmält våld i nära relation"} <= neutral


def test_three_goals_have_no_theme_meeting_this_year_and_two_no_owner(demo):
    linked = demo.exec(
        select(models.MeetingGoal.goal_id)
        .join(models.Meeting, models.Meeting.id == models.MeetingGoal.meeting_id)
        .join(models.YearWheel, models.YearWheel.id == models.Meeting.year_wheel_id)
        .where(models.Meeting.kind == MeetingKind.THEME, models.YearWheel.year == TODAY.year)
    ).all()
    goals = everything(demo, models.Goal)
    assert len({goal.id for goal in goals} - set(linked)) == 3
    assert sum(goal.owner_id is None for goal in goals) == 2


def test_both_reviews_assess_the_same_nine_needs_and_one_is_a_draft(demo):
    finished, draft = everything(demo, models.Review)
    assert finished.adopted_on < TODAY
    assert draft.adopted_on is None
    assert draft.decision_on >= TODAY
    assert finished.last_year == draft.baseline_last_year
    assert finished.data_checked_on < finished.adopted_on
    assert draft.data_checked_on <= TODAY
    names = [
        {
            need.name
            for need in everything(
                demo, models.NeedAssessment, models.NeedAssessment.review_id == review.id
            )
        }
        for review in (finished, draft)
    ]
    assert names[0] == names[1]
    assert len(names[0]) == 9


def test_about_seven_in_ten_came_to_the_past_meetings(demo):
    places = everything(demo, models.Participation, models.Participation.attended.is_not(None))
    share = sum(place.attended for place in places) / len(places)
    assert 0.65 < share < 0.78
    assert any(place.substitute_name for place in places)
    assert all(not place.attended for place in places if place.substitute_name)


def test_only_the_latest_past_meeting_waits_for_its_notes_to_be_approved(demo):
    statuses = Counter(meeting.status for meeting in everything(demo, models.Meeting))
    assert statuses[MeetingStatus.HELD] == 1
    waiting = [row for row in everything(demo, models.MinutesRevision) if row.approved_on is None]
    held = everything(demo, models.Meeting, models.Meeting.status == MeetingStatus.HELD)
    assert [row.meeting_id for row in waiting] == [held[0].id]


def test_the_next_meeting_is_soon_with_an_agenda_of_90_minutes_and_mixed_answers(demo):
    meeting = next_meeting(demo)
    assert local_days([meeting]) == [date(2026, 12, 8)]
    agenda = everything(demo, models.AgendaItem, models.AgendaItem.meeting_id == meeting.id)
    assert sum(item.minutes for item in agenda) == 90
    assert not any(item.notes for item in agenda)
    places = everything(demo, models.Participation, models.Participation.meeting_id == meeting.id)
    answers = Counter(place.answer for place in places)
    assert answers[Answer.NOT_COMING] == 2
    assert sum(bool(place.substitute_name) for place in places) == 1
    assert answers[Answer.NONE] > 1
    assert answers[Answer.COMING] > 15


def test_what_should_have_gone_out_lies_as_sent_and_nothing_else_does(demo):
    meeting = next_meeting(demo)
    deliveries = everything(demo, models.Delivery)
    invited = everything(demo, models.Participation, models.Participation.meeting_id == meeting.id)
    asked = {
        row.responsible_id
        for row in everything(demo, models.Intervention)
        if row.state == "ongoing" and row.responsible_id
    }
    went = {
        DeliveryKind.INVITATION: datetime(2026, 11, 17, 7, 30, tzinfo=ZONE),
        DeliveryKind.REPORT_REQUEST: datetime(2026, 11, 3, 7, 30, tzinfo=ZONE),
    }
    people = {
        kind: sorted(row.person_id for row in deliveries if row.kind == kind) for kind in went
    }
    assert people == {
        DeliveryKind.INVITATION: sorted(place.person_id for place in invited),
        DeliveryKind.REPORT_REQUEST: sorted(asked),
    }
    assert {
        (row.meeting_id, row.kind, row.state, row.sent_at, row.told_sequence) for row in deliveries
    } == {(meeting.id, kind, DeliveryState.SENT, due, 0) for kind, due in went.items()}


def test_one_matter_is_overdue_and_others_are_done_or_going_on(demo):
    items = everything(demo, models.ActionItem)
    late = [item for item in items if item.state is not ActionState.DONE and item.due_on < TODAY]
    assert len(late) == 1
    states = Counter(item.state for item in items)
    assert states[ActionState.DONE] > 20
    assert states[ActionState.ONGOING] > 1


def test_each_past_meeting_has_three_questions_with_answers_tied_to_goals(demo):
    questions = Counter(question.meeting_id for question in everything(demo, models.Question))
    assert set(questions.values()) == {3}
    said = everything(demo, models.Contribution)
    assert {row.question_id for row in said} == {
        row.id for row in everything(demo, models.Question)
    }
    assert sum(row.goal_id is not None for row in said) > len(said) / 2


def test_the_situation_report_is_overdue_in_november(demo):
    latest = max(row.decided_on for row in everything(demo, models.SituationReport))
    assert latest == date(2024, 3, 12)


def test_every_row_belongs_to_the_council(demo):
    [council] = everything(demo, models.Council)
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name in SHARED:
            continue
        query = sa.select(table.c.council_id).distinct()
        found[table.name] = set(demo.connection().execute(query).scalars())
    written = {name: owners for name, owners in found.items() if owners}
    assert set(map(frozenset, written.values())) == {frozenset({council.id})}
    # what people do and ask for, not what the demo is filled with
    assert set(found) - set(written) <= {"answer_change", "audit_event", "feed_link"}


def test_the_same_day_gives_the_same_rows(demo):
    with filled(TODAY) as again:
        assert rows_of(again) == rows_of(demo)


@pytest.mark.parametrize("today", SPECIAL_DAYS, ids=str)
def test_any_day_gives_a_past_and_a_coming_meeting_and_nothing_from_the_future(today):
    with filled(today) as session:
        now = datetime.combine(today, time(9), ZONE)
        meetings = everything(session, models.Meeting)
        past = [meeting for meeting in meetings if meeting.ends_at <= now]
        assert past
        assert len(past) < len(meetings)
        assert {meeting.status for meeting in meetings if meeting not in past} == {
            MeetingStatus.PLANNED
        }
        assert MeetingStatus.PLANNED not in {meeting.status for meeting in past}
        answers = everything(session, models.Participation)
        assert all(row.answered_at <= now for row in answers if row.answered_at)
        assert all(row.written_at <= now for row in everything(session, models.MinutesRevision))
        assert all(row.sent_at <= now for row in everything(session, models.Delivery))
        assert all(row.fetched_at <= now for row in everything(session, models.Measurement))
        assert all(row.reported_on <= today for row in everything(session, models.AssemblyReport))
        adopted = [row.adopted_on for row in everything(session, models.YearReport)]
        assert all(day <= today for day in adopted if day)


def test_a_meeting_that_ended_today_has_been_held():
    with filled(date(2026, 12, 8), at=time(18, 0)) as session:
        [held] = everything(session, models.Meeting, models.Meeting.status == MeetingStatus.HELD)
        assert local_days([held]) == [date(2026, 12, 8)]


@pytest.mark.parametrize("year", [2026, 2027])
def test_every_day_of_two_years_has_meetings_on_fitting_days(year):
    today = date(year, 1, 1)
    while today.year == year:
        days = [planned.day for planned in meeting_days(today)]
        assert days == sorted(set(days))
        assert days[0] < today <= days[-1]
        assert all(is_meeting_day(day) for day in days)
        sizes = Counter(planned.year for planned in meeting_days(today))
        assert set(sizes.values()) <= {6, 7}
        today += timedelta(days=1)


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_the_next_meeting_is_ten_to_25_days_away_in_a_busy_month(year):
    near = set().union(*NEAR_DAYS)
    for day in (date(year, 1, 20), date(year, 3, 5), date(year, 4, 28), date(year, 9, 25)):
        coming = next(planned.day for planned in meeting_days(day) if planned.day >= day)
        assert (coming - day).days in near


def test_nobody_meets_on_a_free_day_in_july_or_in_a_school_break():
    for year in range(2024, 2032):
        for planned in meeting_days(date(year, 10, 1)):
            assert not is_free_day(planned.day)
            assert planned.day.month != 7
            assert not any(planned.day in one for one in school_breaks(planned.day.year))
