"""Editing one area, goal or indicator asks from which year; what older reports read stays."""

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, save, shown_on, text_of
from tests.views.test_programme_forms import options
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.terms import Role
from tracker.models import Goal, Indicator, PriorityArea, Programme, ProgrammeVersion
from tracker.services.audit import Act
from tracker.services.programmes import keep_wording

THIS_YEAR = clock.now().year
RECORDS = "/alvstad/records"


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def indicator(engine, cast):
    """An indicator of a programme that began last year, when the council had a wheel."""
    with transaction(engine) as session:
        programme = factories.make_programme(
            session, council=cast.council, first_year=THIS_YEAR - 1, last_year=THIS_YEAR + 2
        )
        factories.make_wheel(session, council=cast.council, year=THIS_YEAR - 1)
        area = factories.make_area(session, programme=programme, number=1, name="Då")
        goal = factories.make_goal(session, area=area, number=1, title="Då")
        return factories.make_indicator(session, goal=goal, title="Då")


@pytest.fixture
def addresses(engine, indicator):
    """{kind: the address of the one that there is}."""
    with open_session(engine) as session:
        goal = session.get_one(Goal, indicator.goal_id)
        return {
            "areas": f"{RECORDS}/areas/{goal.priority_area_id}",
            "goals": f"{RECORDS}/goals/{goal.id}",
            "indicators": f"{RECORDS}/indicators/{indicator.id}",
        }


REWORDED = {
    "areas": {"number": "1", "name": "Nu"},
    "goals": {"number": "1", "title": "Nu"},
    "indicators": {"title": "Nu", "kind": "count", "direction": "lower_better"},
}
SAME = {kind: {**fields, "name": "Då", "title": "Då"} for kind, fields in REWORDED.items()}


def versions(engine):
    with open_session(engine) as session:
        return session.exec(select(ProgrammeVersion)).all()


def keep(engine):
    """Keep last year's wording."""
    with transaction(engine) as session:
        keep_wording(
            session,
            programme=session.exec(select(Programme)).one(),
            from_year=THIS_YEAR,
            changes="",
            now=factories.NOW,
            by=Act(None, factories.NOW),
        )


@pytest.mark.parametrize("kind", REWORDED)
def test_this_year_is_suggested_and_keeps_the_years_before(kind, alice, engine, addresses):
    offered, chosen = options(text_of(alice.get(addresses[kind])), "from_year")
    assert offered == ["", *map(str, range(THIS_YEAR, THIS_YEAR + 3))]
    assert chosen == [str(THIS_YEAR)]

    save(alice, addresses[kind], from_year=chosen[0], **REWORDED[kind])

    [version] = versions(engine)
    assert (version.first_year, version.last_year) == (THIS_YEAR - 1, THIS_YEAR - 1)
    assert (
        "Nu"
        not in text_of(alice.get(f"/alvstad/programme/?year={THIS_YEAR - 1}")).split("wordings")[0]
    )


@pytest.mark.parametrize("kind", REWORDED)
def test_a_correction_and_what_is_no_wording_keep_nothing(kind, alice, engine, addresses):
    save(alice, addresses[kind], from_year="", **REWORDED[kind])
    with transaction(engine) as session:
        for model in (PriorityArea, Goal, Indicator):
            row = session.exec(select(model)).one()
            setattr(row, "name" if model is PriorityArea else "title", "Då")
        session.exec(select(Indicator)).one().unit = ""
    save(alice, addresses[kind], from_year=str(THIS_YEAR), **SAME[kind])

    assert versions(engine) == []


def test_a_change_that_is_refused_keeps_nothing(alice, engine, addresses):
    opened = shown_on(text_of(alice.get(addresses["goals"])))
    with transaction(engine) as session:
        session.exec(select(Goal)).one().title = "Den andras"

    page = text_of(
        post(alice, addresses["goals"], shown=opened, from_year=THIS_YEAR, number=1, title="Mitt")
    )

    assert "Någon annan har ändrat det här under tiden" in page
    assert versions(engine) == []


def test_what_is_added_from_this_year_is_not_in_the_years_before(alice, engine, addresses):
    goal_id = addresses["goals"].rpartition("/")[2]
    new = f"{RECORDS}/indicators/new?parent={goal_id}"
    fields = {**REWORDED["indicators"], "title": "Tillagd"}

    assert save(alice, new, from_year=str(THIS_YEAR), **fields).status_code == 303

    assert len(versions(engine)) == 1
    assert "Tillagd" in text_of(alice.get("/alvstad/programme/"))
    assert "Tillagd" not in text_of(alice.get(f"/alvstad/programme/?year={THIS_YEAR - 1}"))


def test_in_a_programmes_last_year_of_a_wording_nothing_is_asked(alice, engine, addresses):
    with transaction(engine) as session:
        session.exec(select(Programme)).one().last_year = THIS_YEAR - 1

    assert 'name="from_year"' not in text_of(alice.get(addresses["goals"]))


@pytest.mark.parametrize("kind", REWORDED)
def test_what_older_reports_read_is_ended_and_not_removed(kind, alice, engine, addresses):
    keep(engine)

    for answer in (
        alice.get(f"{addresses[kind]}/remove"),
        post(alice, f"{addresses[kind]}/remove"),
    ):
        page = text_of(answer)
        assert "Därför kan det inte tas bort." in page
        assert ("för målen i stället" in page) == (kind == "areas")
    with open_session(engine) as session:
        assert session.exec(select(Indicator)).one()


def test_a_goal_of_other_years_is_shown_apart(alice, engine, addresses):
    save(
        alice,
        addresses["goals"],
        number="1",
        title="Då",
        last_year=str(THIS_YEAR - 1),
        from_year="",
    )

    now = text_of(alice.get("/alvstad/programme/"))
    then = text_of(alice.get(f"/alvstad/programme/?year={THIS_YEAR - 1}"))

    assert f"Mål som inte gäller {THIS_YEAR}" in now
    assert f"Gäller {THIS_YEAR - 1}–{THIS_YEAR - 1}" in now
    assert "Mål som inte gäller" not in then


def test_a_goal_cannot_end_before_it_begins(alice, engine, addresses):
    page = text_of(
        save(alice, addresses["goals"], number="1", title="Då", first_year="2027", last_year="2026")
    )

    assert "Det sista året ligger före det första." in page
