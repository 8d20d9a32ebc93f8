"""Goals × meetings: what is missing stands out, and one click mends it."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import Fulfilment, MeetingKind, MeetingStatus, Role
from tracker.models import AuditEvent, Meeting, MeetingGoal

YEAR = clock.now().year
ADDRESS = f"/alvstad/{YEAR}/coverage"


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def year(engine, cast):
    """Save two goals, a theme meeting that takes up the first, and a situation report."""
    with transaction(engine) as session:
        programme = factories.make_programme(
            session, council=cast.council, first_year=YEAR - 3, last_year=YEAR + 3
        )
        area = factories.make_area(session, programme=programme, number=1)
        taken = factories.make_goal(session, area=area, number=1, title="Färre begår brott")
        missing = factories.make_goal(session, area=area, number=2, title="Fler är trygga")
        theme = factories.make_meeting(
            session,
            council=cast.council,
            starts_at=datetime(YEAR, 5, 6, 13, 0, tzinfo=UTC),
            theme="Trygg skola",
            goals=(taken,),
        )
        whole = factories.make_meeting(
            session,
            council=cast.council,
            starts_at=datetime(YEAR, 2, 6, 13, 0, tzinfo=UTC),
            theme="Läget i kommunen",
            kind=MeetingKind.SITUATION,
        )
        return taken, missing, theme, whole


def row_of(page, goal):
    """Return a goal's row as markup."""
    found = re.search(rf'<tr id="goal-{goal.id}".*?</tr>', page, re.DOTALL)
    assert found
    return found[0]


def links(engine):
    with open_session(engine, read_only=True) as session:
        return {(row.goal_id, row.meeting_id) for row in session.exec(select(MeetingGoal))}


def test_a_goal_without_a_meeting_stands_out_in_words(alice, year):
    taken, missing, *_meetings = year
    page = text_of(alice.get(ADDRESS))

    assert "Inget möte i år" in row_of(page, missing)
    assert "Inget möte i år" not in row_of(page, taken)
    assert "1 av 2 mål saknar eget möte i år." in page


def test_a_goal_that_is_taken_up_is_said_to_be_in_its_cell(alice, year):
    taken, missing, theme, _whole = year
    page = text_of(alice.get(ADDRESS))

    assert "Tas upp." in row_of(page, taken)
    assert f'name="remove" value="{taken.id}-{theme.id}"' in row_of(page, taken)
    assert f'name="add" value="{missing.id}-{theme.id}"' in row_of(page, missing)


def test_a_meeting_of_the_whole_programme_is_shown_as_such_and_takes_no_goal(alice, engine, year):
    _taken, missing, _theme, whole = year

    assert "hela programmet" in row_of(text_of(alice.get(ADDRESS)), missing)
    before = links(engine)
    post(alice, ADDRESS, add=f"{missing.id}-{whole.id}")
    assert links(engine) == before


@pytest.mark.parametrize(
    ("years_ago", "expected"), [(2, None), (3, f"Inte uppföljt sedan {YEAR - 3}")]
)
def test_a_goal_not_followed_up_for_two_years_stands_out(alice, engine, year, years_ago, expected):
    missing = year[1]
    with transaction(engine) as session:
        factories.make_goal_assessment(
            session, goal=missing, year=YEAR - years_ago, fulfilment=Fulfilment.MET
        )

    row = row_of(text_of(alice.get(ADDRESS)), missing)
    assert (expected in row) if expected else ("uppföljt" not in row)


def test_an_outcome_that_could_not_be_assessed_is_no_follow_up(alice, engine, year):
    with transaction(engine) as session:
        factories.make_goal_assessment(session, goal=year[1], year=YEAR - 1, fulfilment=None)

    assert "Aldrig uppföljt" in row_of(text_of(alice.get(ADDRESS)), year[1])


def test_an_extra_meetings_goal_is_shown_but_does_not_count(alice, engine, cast, year):
    missing = year[1]
    with transaction(engine) as session:
        extra = factories.make_meeting(
            session,
            council=cast.council,
            starts_at=datetime(YEAR, 10, 6, 13, 0, tzinfo=UTC),
            theme="Inbrotten i Backa",
            kind=MeetingKind.EXTRA,
            goals=(missing,),
        )

    row = row_of(text_of(alice.get(ADDRESS)), missing)
    assert "Inget möte i år" in row
    assert f'name="remove" value="{missing.id}-{extra.id}"' in row


def test_one_click_adds_a_goal_and_one_takes_it_away(alice, engine, year):
    taken, missing, theme, _whole = year

    answer = post(alice, ADDRESS, add=f"{missing.id}-{theme.id}")
    assert answer.location.endswith(f"/coverage#goal-{missing.id}")
    assert links(engine) == {(taken.id, theme.id), (missing.id, theme.id)}
    assert "Inget möte i år" not in row_of(text_of(alice.get(ADDRESS)), missing)

    post(alice, ADDRESS, remove=f"{taken.id}-{theme.id}")
    assert links(engine) == {(missing.id, theme.id)}


def test_a_click_leaves_the_rest_of_the_meeting_and_is_written_down(alice, engine, year):
    _taken, missing, theme, _whole = year

    post(alice, ADDRESS, add=f"{missing.id}-{theme.id}")

    with open_session(engine, read_only=True) as session:
        saved = session.get_one(Meeting, theme.id)
        assert (saved.theme, saved.starts_at, saved.place, saved.sequence) == (
            theme.theme,
            theme.starts_at,
            theme.place,
            theme.sequence,
        )
        assert [event.action for event in session.exec(select(AuditEvent))] == ["change_meeting"]


def test_a_click_twice_is_as_one(alice, engine, year):
    taken, _missing, theme, _whole = year

    assert post(alice, ADDRESS, add=f"{taken.id}-{theme.id}").status_code == 303
    assert links(engine) == {(taken.id, theme.id)}


def test_on_the_phone_the_meeting_is_chosen_in_a_list(alice, engine, year):
    taken, missing, theme, _whole = year

    post(alice, ADDRESS, choose=str(missing.id), **{f"meeting-{missing.id}": str(theme.id)})

    assert links(engine) == {(taken.id, theme.id), (missing.id, theme.id)}


def test_a_list_where_nothing_was_chosen_asks_for_a_choice(alice, year):
    missing = year[1]

    post(alice, ADDRESS, choose=str(missing.id))

    assert "Välj ett möte för mål 1.2." in text_of(alice.get(ADDRESS))


def test_a_cancelled_meeting_has_no_column_and_covers_nothing(alice, engine, year):
    taken, _missing, theme, _whole = year
    with transaction(engine) as session:
        session.get_one(Meeting, theme.id).status = MeetingStatus.CANCELLED

    page = text_of(alice.get(ADDRESS))
    assert "Trygg skola" not in page
    assert "Inget möte i år" in row_of(page, taken)


@pytest.mark.parametrize("pair", ["", "x-y", "999999-1", "-"])
def test_a_goal_that_is_not_in_the_programme_is_refused(alice, year, pair):
    assert post(alice, ADDRESS, add=pair).status_code == 400


def test_another_councils_goal_is_refused(alice, engine, cast, year):
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.other_council)
        area = factories.make_area(session, programme=programme)
        theirs = factories.make_goal(session, area=area)

    assert post(alice, ADDRESS, add=f"{theirs.id}-{year[2].id}").status_code == 400


def test_a_member_reads_and_changes_nothing(sign_in_as, engine, year):
    bo = sign_in_as(Role.MEMBER)
    before = links(engine)

    page = text_of(bo.get(ADDRESS))
    assert "Inget möte i år" in page
    assert 'name="add"' not in page
    assert post(bo, ADDRESS, add=f"{year[1].id}-{year[2].id}").status_code == 403
    assert links(engine) == before


def test_a_year_without_a_programme_says_what_to_do(alice, cast):
    assert "Lägg in programmet" in text_of(alice.get("/alvstad/2040/coverage"))


@pytest.mark.parametrize("year", ["1999", "2101"])
def test_years_that_cannot_be_are_not_found(alice, year):
    assert alice.get(f"/alvstad/{year}/coverage").status_code == 404


def test_the_wheel_leads_to_the_matrix(alice, year):
    assert f'href="{ADDRESS}"' in text_of(alice.get(f"/alvstad/{YEAR}"))
