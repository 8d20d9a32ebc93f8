"""A goal that is worded anew does not rewrite what an older report says."""

from datetime import date
from itertools import pairwise

import pytest
from sqlmodel import select

from tests import factories
from tracker.db import open_session, transaction
from tracker.domain.terms import IndicatorKind
from tracker.models import (
    AuditEvent,
    Council,
    Goal,
    Programme,
    ProgrammeVersion,
    YearReport,
)
from tracker.queries import programmes as queries
from tracker.queries.meetings import list_meetings
from tracker.queries.programme_wording import is_reported_between, list_versions
from tracker.queries.reports import load_report
from tracker.queries.reviews import load_content
from tracker.queries.year_wheels import load_year_wheel
from tracker.services.audit import Act
from tracker.services.programmes import HeldByVersion, keep_wording, refuse_held

BY = Act(person_id=None, at=factories.NOW)


@pytest.fixture
def programme(session):
    """A programme for 2024–2027."""
    return factories.make_programme(session, first_year=2024, last_year=2027)


@pytest.fixture
def council(session, programme):
    return session.get_one(Council, programme.council_id)


@pytest.fixture
def area(session, programme):
    return factories.make_area(session, programme=programme, number=3, name="Trygga platser")


@pytest.fixture
def goal(session, area):
    owner = factories.make_organisation(session, name="Fritidsnämnden")
    return factories.make_goal(
        session, area=area, number=1, title="Mindre våld", owner_id=owner.id, description="Då"
    )


@pytest.fixture
def indicator(session, goal):
    return factories.make_indicator(session, goal=goal, title="Våldsbrott", target=190.0)


def keep(session, programme, from_year, changes="Nytt beslut."):
    return keep_wording(
        session,
        programme=programme,
        from_year=from_year,
        changes=changes,
        now=factories.NOW,
        by=BY,
    )


def change(session, row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()


def tree_of(session, programme, year):
    return queries.load_tree(
        session, council_id=programme.council_id, programme_id=programme.id, year=year
    )


def titles(session, programme, year=None):
    refs = queries.list_goals(
        session, council_id=programme.council_id, programme_id=programme.id, year=year
    )
    return [f"{ref.code} {ref.title}" for ref in refs]


@pytest.fixture
def reworded(session, programme, area, goal, indicator):
    """From 2026 everything is worded anew and numbered anew, and another answers for the goal."""
    keep(session, programme, 2026)
    owner = factories.make_organisation(session, name="Socialnämnden")
    change(session, area, number=1, name="Trygghet")
    change(session, goal, number=4, title="Halverat våld", owner_id=owner.id, description="Nu")
    change(session, indicator, title="Våld", target=95.0)


@pytest.mark.usefixtures("reworded")
def test_each_year_reads_the_wording_that_held_then(session, programme):
    for year, (name, code, title, owner, measured, target) in {
        2024: ("Trygga platser", "3.1", "Mindre våld", "Fritidsnämnden", "Våldsbrott", 190),
        2025: ("Trygga platser", "3.1", "Mindre våld", "Fritidsnämnden", "Våldsbrott", 190),
        2026: ("Trygghet", "1.4", "Halverat våld", "Socialnämnden", "Våld", 95),
        2027: ("Trygghet", "1.4", "Halverat våld", "Socialnämnden", "Våld", 95),
    }.items():
        [branch] = tree_of(session, programme, year)
        [twig] = branch.goals

        assert branch.area.name == name
        assert (twig.ref.code, twig.ref.title, twig.ref.owner) == (code, title, owner)
        assert twig.ref.area_name == name
        assert twig.goal.title == title
        assert [(one.title, one.target) for one in twig.indicators] == [(measured, target)]


@pytest.mark.usefixtures("reworded")
def test_without_a_year_things_are_as_worded_now(session, programme):
    assert titles(session, programme) == ["1.4 Halverat våld"]


@pytest.mark.usefixtures("reworded")
def test_a_year_outside_the_programme_reads_the_nearest_wording(session, programme):
    assert titles(session, programme, 2022) == ["3.1 Mindre våld"]
    assert titles(session, programme, 2030) == ["1.4 Halverat våld"]


@pytest.mark.usefixtures("reworded")
def test_reading_an_earlier_wording_changes_nothing(session, programme, goal):
    tree_of(session, programme, 2025)
    session.flush()
    session.expire_all()

    assert session.get_one(Goal, goal.id).title == "Halverat våld"


@pytest.mark.usefixtures("reworded")
def test_the_yearly_report_reads_the_wording_of_its_year(session, council):
    old, new = (
        load_report(session, council=council, year=year, today=date(2027, 2, 1))
        for year in (2025, 2026)
    )

    assert [(area.name, area.goals[0].title) for area in old.areas] == [
        ("Trygga platser", "Mindre våld")
    ]
    assert [(area.name, area.goals[0].title) for area in new.areas] == [
        ("Trygghet", "Halverat våld")
    ]


@pytest.mark.usefixtures("reworded")
def test_a_review_reads_the_wording_of_its_last_year(session, council, area):
    for years, name, code in (
        ((2024, 2025), "Trygga platser", "3.1"),
        ((2026, 2027), "Trygghet", "1.4"),
    ):
        review = factories.make_review(
            session, council=council, first_year=years[0], last_year=years[1]
        )
        factories.make_need(session, review=review, priority_area_id=area.id)

        content = load_content(session, council=council, review=review)

        assert content.areas[0].name == name
        assert content.goals[0].code == code
        assert content.indicators[0].series.goal_code == code
        assert content.needs[0].need.area_number == content.areas[0].number


@pytest.mark.usefixtures("reworded")
def test_a_years_wheel_and_meetings_name_goals_as_they_were_then(session, council, goal):
    for year, code in ((2025, "3.1"), (2026, "1.4")):
        factories.make_meeting(
            session, goals=(goal,), starts_at=factories.NOW.replace(year=year, month=3)
        )
        [row] = list_meetings(session, council_id=council.id, year=year)
        loaded = load_year_wheel(
            session, council=council, year=year, today=date(2026, 5, 1), url_of=lambda _one: ""
        )

        assert [one.code for one in row.goals] == [code]
        assert loaded.wheel.meetings[0].goal_codes == (code,)
        assert [one.code for one in loaded.wheel.areas[0].goals] == [code]


@pytest.mark.usefixtures("goal", "indicator")
def test_what_is_added_to_a_new_wording_is_not_in_the_older_reports(session, programme, area, goal):
    keep(session, programme, 2026)
    factories.make_goal(session, area=area, number=2, title="Nytt mål")
    factories.make_indicator(session, goal=goal, title="Ny indikator")
    factories.make_area(session, programme=programme, number=9, name="Nytt område")

    [old] = tree_of(session, programme, 2025)
    new = tree_of(session, programme, 2026)

    assert [twig.ref.title for twig in old.goals] == ["Mindre våld"]
    assert [one.title for one in old.goals[0].indicators] == ["Våldsbrott"]
    assert [branch.area.name for branch in new] == ["Trygga platser", "Nytt område"]
    assert [twig.ref.title for twig in new[0].goals] == ["Mindre våld", "Nytt mål"]
    assert len(new[0].goals[0].indicators) == 2


def test_a_goal_is_there_in_its_own_years_only(session, programme, area):
    factories.make_goal(session, area=area, number=1, title="Hela tiden")
    factories.make_goal(session, area=area, number=2, title="Till 2025", last_year=2025)
    factories.make_goal(session, area=area, number=3, title="Från 2026", first_year=2026)

    assert titles(session, programme, 2025) == ["3.1 Hela tiden", "3.2 Till 2025"]
    assert titles(session, programme, 2026) == ["3.1 Hela tiden", "3.3 Från 2026"]
    assert len(titles(session, programme)) == 3


@pytest.mark.usefixtures("goal")
def test_a_meeting_still_names_a_goal_that_was_ended_later(session, council, goal):
    factories.make_meeting(session, goals=(goal,), starts_at=factories.NOW.replace(month=3))
    change(session, goal, last_year=2025)

    [row] = list_meetings(session, council_id=council.id, year=2026)

    assert [one.title for one in row.goals] == ["Mindre våld"]


def test_an_indicator_that_is_no_longer_followed_is_left_out_of_later_years(
    session, programme, goal, indicator
):
    change(session, indicator, last_year=2025)

    assert [
        len(tree_of(session, programme, year)[0].goals[0].indicators) for year in (2025, 2026)
    ] == [1, 0]


@pytest.mark.usefixtures("goal")
def test_keeping_the_wording_twice_for_one_year_keeps_it_once(session, programme):
    first = keep(session, programme, 2026)
    again = keep(session, programme, 2026)

    assert (first.number, first.first_year, first.last_year) == (1, 2024, 2025)
    assert first.changes == "Nytt beslut."
    assert again is None
    assert (programme.version, programme.version_from) == (2, 2026)


@pytest.mark.usefixtures("goal")
def test_nothing_is_kept_when_the_change_holds_from_the_programmes_first_year(session, programme):
    assert keep(session, programme, 2024) is None
    assert keep(session, programme, 2020) is None
    assert (programme.version, programme.version_from) == (1, None)


def test_wordings_follow_each_other_without_a_gap(session, programme, goal):
    for year in (2025, 2026, 2027):
        keep(session, programme, year)
        change(session, goal, title=f"Från {year}")

    kept = list_versions(session, council_id=programme.council_id, programme_id=programme.id)

    assert [(one.number, one.first_year, one.last_year) for one in kept] == [
        (3, 2026, 2026),
        (2, 2025, 2025),
        (1, 2024, 2024),
    ]
    assert all(later.first_year == earlier.last_year + 1 for later, earlier in pairwise(kept))
    assert [titles(session, programme, year) for year in range(2024, 2028)] == [
        ["3.1 Mindre våld"],
        ["3.1 Från 2025"],
        ["3.1 Från 2026"],
        ["3.1 Från 2027"],
    ]


def test_what_was_decided_then_is_kept_with_the_wording(session, programme, goal):
    change(session, programme, registry_number="KF 2023/212", adopted_on=date(2023, 11, 27))

    kept = keep(session, programme, 2026)

    assert (kept.registry_number, kept.adopted_on) == ("KF 2023/212", date(2023, 11, 27))
    [event] = session.exec(select(AuditEvent).where(AuditEvent.action == "keep_wording"))
    assert (event.thing, event.thing_id) == ("programme_version", kept.id)


def test_what_a_version_holds_is_not_removed(session, programme, area, goal, indicator):
    keep(session, programme, 2026)
    added = factories.make_goal(session, area=area, number=2)

    for row in (programme, area, goal, indicator):
        with pytest.raises(HeldByVersion):
            refuse_held(session, row)
    refuse_held(session, added)
    refuse_held(session, factories.make_indicator(session, goal=added))


def test_without_versions_anything_may_be_removed(session, programme, area, goal, indicator):
    for row in (programme, area, goal, indicator, factories.make_review(session)):
        refuse_held(session, row)


@pytest.mark.parametrize("said", ["wheel", "report", "assessment", "review"])
def test_a_year_that_was_planned_or_reported_is_read_by_somebody(
    session, council, programme, goal, said
):
    years = range(2024, 2026)
    assert not is_reported_between(session, programme=programme, years=years)
    if said == "wheel":
        factories.make_wheel(session, council=council, year=2025)
    elif said == "report":
        factories.add(session, YearReport(council_id=council.id, year=2025))
    elif said == "assessment":
        factories.make_goal_assessment(session, goal=goal, year=2025)
    else:
        factories.make_review(session, council=council, first_year=2024, last_year=2025)

    assert is_reported_between(session, programme=programme, years=years)
    assert not is_reported_between(session, programme=programme, years=range(2024, 2025))


def test_two_who_keep_at_the_same_time_keep_once(engine):
    with transaction(engine) as session:
        area = factories.make_area(session)
        factories.make_goal(session, area=area)
    with open_session(engine) as session:
        mine = session.get_one(Programme, area.programme_id)
        session.commit()  # it is kept in memory, and grows old
        with transaction(engine) as other:
            keep(other, other.get_one(Programme, area.programme_id), factories.YEAR)

        assert keep(session, mine, factories.YEAR) is None
        session.commit()
        assert len(session.exec(select(ProgrammeVersion)).all()) == 1


def test_another_councils_wording_is_its_own(session, programme, goal):
    keep(session, factories.make_programme(session), factories.YEAR)

    assert titles(session, programme, factories.YEAR - 1) == ["3.1 Mindre våld"]
    assert list_versions(session, council_id=programme.council_id) == []


def test_an_indicators_kind_is_read_as_it_is_now(session, programme, goal, indicator):
    """Its values are stored by kind: an older one would make them unreadable."""
    keep(session, programme, 2026)
    change(session, indicator, kind=IndicatorKind.SHARE)

    [row] = queries.list_indicators(
        session, council_id=programme.council_id, programme_id=programme.id, year=2025
    )
    assert row.kind is IndicatorKind.SHARE


@pytest.mark.usefixtures("reworded")
def test_years_that_are_added_before_the_first_read_its_wording(session, programme):
    change(session, programme, first_year=2022)

    assert titles(session, programme, 2022) == ["3.1 Mindre våld"]


def test_a_meetings_choice_is_among_the_goals_of_its_years(session, council, programme, area):
    for number, years in enumerate(({"last_year": 2025}, {}, {"first_year": 2027}), 1):
        factories.make_goal(session, area=area, number=number, title=f"Mål {number}", **years)

    offered = queries.load_goals_of_years(session, council_id=council.id, years={2026, 2025})

    assert [goal.code for goal in offered.values()] == ["3.1", "3.2"]
