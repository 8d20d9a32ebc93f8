"""The yearly report, built from the database."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    add,
    make_area,
    make_council,
    make_follow_up,
    make_goal,
    make_goal_assessment,
    make_indicator,
    make_intervention,
    make_measurement,
    make_meeting,
    make_need,
    make_organisation,
    make_participation,
    make_person,
    make_programme,
    make_review,
    make_wheel,
)
from tracker.domain.reports import ReportStatus, summary_numbers
from tracker.domain.terms import (
    Decision,
    Finding,
    Fulfilment,
    InterventionState,
    MeetingKind,
    MeetingStatus,
)
from tracker.models import YearReport
from tracker.queries import reports as queries

TODAY = date(2026, 11, 24)


@pytest.fixture
def council(session):
    return make_council(session, report_recipient="Kommunstyrelsen")


@pytest.fixture
def goal(session, council):
    area = make_area(session, programme=make_programme(session, council=council), number=1)
    owner = make_organisation(session, council=council, name="Socialnämnden", short_name="Soc")
    return make_goal(session, area=area, number=1, owner_id=owner.id)


def load(session, council, year=2026):
    return queries.load_report(session, council=council, year=year, today=TODAY)


def only_goal(session, council, year=2026):
    (goal,) = load(session, council, year).goals
    return goal


def measure(session, goal, counts, **values):
    indicator = make_indicator(session, goal=goal, **values)
    for year, count in counts.items():
        make_measurement(session, indicator=indicator, year=year, count=count, population=60_000)


def hold(session, council, day, **values):
    starts_at = datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
    return make_meeting(session, council=council, starts_at=starts_at, **values)


def test_a_council_without_anything_still_gets_a_report(session, council):
    report = load(session, council)

    assert (report.goals, report.meetings, report.interventions) == ((), (), ())
    assert report.status is ReportStatus.DRAFT
    assert report.recipient == "kommunstyrelsen"
    assert report.duties


def test_a_goal_carries_its_year_of_fulfilment_and_who_answers_for_it(session, council, goal):
    make_goal_assessment(session, goal=goal, year=2026, fulfilment=Fulfilment.PARTLY)
    make_goal_assessment(session, goal=goal, year=2025, fulfilment=Fulfilment.MET)

    found = only_goal(session, council)

    assert (found.code, found.owner, found.fulfilment) == ("1.1", "Soc", Fulfilment.PARTLY)
    assert only_goal(session, council, 2025).fulfilment is Fulfilment.MET


def test_the_trend_compares_the_latest_two_years_with_the_three_before(session, council, goal):
    measure(session, goal, {2021: 400, 2022: 400, 2023: 400, 2024: 300, 2025: 300}, target=310)

    found = only_goal(session, council)

    assert found.trend is not None
    assert (found.trend.finding, found.trend.is_wanted) == (Finding.DECREASED, True)
    assert (found.outcome, found.target) == ("300", "mål högst 310")
    assert found.series[0] == (2021, 400)
    assert (found.change.before, found.change.after) == (1200, 600)


def test_a_change_within_the_uncertainty_is_no_trend(session, council, goal):
    measure(session, goal, {2022: 40, 2023: 42, 2024: 39, 2025: 41})

    assert only_goal(session, council).trend is None


def test_a_report_does_not_know_the_years_after_it(session, council, goal):
    measure(session, goal, {2022: 400, 2023: 400, 2024: 300, 2025: 200})

    found = only_goal(session, council, 2024)

    assert found.outcome == "300"
    assert [year for year, _value in found.series] == [2022, 2023, 2024]


def test_an_outcome_from_an_older_year_says_which(session, council, goal):
    measure(session, goal, {2022: 40, 2023: 44})
    other = make_goal(session, area=None, **_beside(goal), number=2)
    for _turn in range(2):
        measure(session, other, {2024: 50, 2025: 51})

    first, second = load(session, council).goals

    assert (first.outcome, second.outcome) == ("44 (2023)", "51")


def _beside(goal):
    return {"council_id": goal.council_id, "priority_area_id": goal.priority_area_id}


def test_meetings_come_with_the_attendance_that_was_taken(session, council, goal):
    held = hold(session, council, date(2026, 3, 3), status=MeetingStatus.HELD, goals=(goal,))
    hold(session, council, date(2026, 12, 8), kind=MeetingKind.FOLLOW_UP)
    hold(session, council, date(2025, 3, 3), status=MeetingStatus.HELD)
    for attended in (True, True, False):
        make_participation(session, meeting=held, person=make_person(session), attended=attended)

    report = load(session, council)

    assert [(one.present, one.invited) for one in report.meetings] == [(2, 3), (None, None)]
    assert report.council_decides_on == date(2026, 12, 8)
    assert report.goals[0].has_meeting
    assert summary_numbers(report).meetings_held == 1


def test_a_cancelled_meeting_does_not_cover_its_goals(session, council, goal):
    hold(session, council, date(2026, 3, 3), status=MeetingStatus.CANCELLED, goals=(goal,))

    assert not only_goal(session, council).has_meeting


def test_a_past_years_interventions_are_as_that_year_left_them(session, council, goal):
    make_intervention(
        session,
        goal=goal,
        title="Slutar senare",
        state=InterventionState.DONE,
        starts_on=date(2024, 1, 1),
        ends_on=date(2026, 6, 1),
    )
    make_intervention(
        session,
        goal=goal,
        title="Börjar senare",
        state=InterventionState.ONGOING,
        starts_on=date(2026, 1, 1),
    )

    then = {one.title: one.state for one in load(session, council, 2025).interventions}
    now = {one.title: one.state for one in load(session, council).interventions}

    assert then == {"Slutar senare": InterventionState.ONGOING}
    assert now == {
        "Slutar senare": InterventionState.DONE,
        "Börjar senare": InterventionState.ONGOING,
    }


def test_lessons_and_changes_come_from_the_years_follow_ups(session, council, goal):
    intervention = make_intervention(session, goal=goal, title="Nattvandring")
    make_follow_up(
        session,
        intervention=intervention,
        year=2026,
        lesson="Fler går på fredagar.",
        proposed_change="Sluta på tisdagar.",
    )
    make_follow_up(session, intervention=intervention, year=2025, lesson="Gammalt.")
    review = make_review(session, council=council, adopted_on=date(2026, 12, 8))
    make_need(session, review=review, name="Bedrägeri", decision=Decision.NEW)
    make_need(session, review=review, name="Stöld", decision=Decision.KEEP)

    report = load(session, council)

    assert [one.text for one in report.lessons] == ["Fler går på fredagar."]
    assert [one.title for one in report.changes] == ["Nattvandring", "Bedrägeri"]
    assert report.changes[1].decision is Decision.NEW


def test_what_people_wrote_is_in_the_report(session, council):
    add(
        session,
        YearReport(
            council_id=council.id,
            year=2026,
            summary="Ett bra år.",
            proposed_decisions="Utse ansvarig: socialtjänsten.\n\nFastställ lägesbilden",
            registry_number="KS 2026/1",
            decision_on=date(2026, 12, 15),
            adopted_on=date(2026, 11, 20),
        ),
    )

    report = load(session, council)

    assert (report.status, report.adopted_on) == (ReportStatus.ADOPTED, date(2026, 11, 20))
    assert (report.summary, report.registry_number) == ("Ett bra år.", "KS 2026/1")
    assert [(one.title, one.text) for one in report.decisions] == [
        ("Utse ansvarig", "socialtjänsten."),
        ("Fastställ lägesbilden", ""),
    ]


def test_another_councils_rows_never_enter_a_report(session, council, goal):
    measure(session, goal, {2022: 400, 2025: 300})
    hold(session, council, date(2026, 3, 3), status=MeetingStatus.HELD)
    make_intervention(session, goal=goal)

    report = load(session, make_council(session))

    assert (report.goals, report.meetings, report.interventions) == ((), (), ())


def test_the_list_holds_begun_years_only(session, council):
    for year in (2025, 2026, 2027):
        make_wheel(session, council=council, year=year)
    add(session, YearReport(council_id=council.id, year=2024))

    lines = queries.list_reports(session, council_id=council.id, today=TODAY)

    assert [(line.year, line.row is not None) for line in lines] == [
        (2026, False),
        (2025, False),
        (2024, True),
    ]
