"""From which year a change holds, and who may make it."""

import pytest

from tests import factories
from tests.views.browsing import text_of
from tests.views.programmes.tree_form import THIS_YEAR, opened, send, stored, titles
from tracker.db import transaction
from tracker.domain.terms import Role
from tracker.models import Goal, Programme, ProgrammeVersion

# Wordings --------------------------------------------------------------------------------


@pytest.fixture
def reported(engine, cast):
    """Last year has a wheel, so somebody reads its wording."""
    with transaction(engine) as session:
        factories.make_wheel(session, council=cast.council, year=THIS_YEAR - 1)


@pytest.mark.usefixtures("reported", "indicator")
def test_a_rewording_holds_from_this_year_unless_said_otherwise(
    alice, engine, address, programme, goal
):
    fields = opened(alice, address)
    assert fields["from_year"] == str(THIS_YEAR)
    fields[f"g{goal.id}-title"] = "Halverat våld"
    fields["changes"] = "Målet gick inte att mäta."

    send(alice, address, fields)

    [version] = stored(engine, ProgrammeVersion)
    assert (version.first_year, version.last_year) == (THIS_YEAR - 1, THIS_YEAR - 1)
    assert version.changes == "Målet gick inte att mäta."
    old = text_of(alice.get(f"/alvstad/programme/?year={THIS_YEAR - 1}"))
    assert "Mindre våld" in old
    assert f"Så här löd programmet {THIS_YEAR - 1}." in old
    assert "Halverat våld" in text_of(alice.get("/alvstad/programme/"))
    told = text_of(alice.get(f"/alvstad/programme/{programme.id}/versions/1"))
    assert "<td>3.1 Mindre våld</td>" in told
    assert ">3.1 Halverat våld</td>" in told
    assert "Mål högst 190" in told
    assert "Målet gick inte att mäta." in told


@pytest.mark.usefixtures("reported")
def test_a_correction_keeps_no_earlier_wording(alice, engine, address, goal):
    fields = opened(alice, address)
    fields[f"g{goal.id}-title"] = "Halverat våld"
    fields["from_year"] = ""

    send(alice, address, fields)

    assert stored(engine, ProgrammeVersion) == []
    assert "Halverat våld" in text_of(alice.get(f"/alvstad/programme/?year={THIS_YEAR - 1}"))


@pytest.mark.usefixtures("reported")
def test_another_last_year_alone_is_no_rewording(alice, engine, address, goal):
    fields = opened(alice, address)
    fields[f"g{goal.id}-last_year"] = str(THIS_YEAR)

    send(alice, address, fields)

    assert stored(engine, Goal)[0].last_year == THIS_YEAR
    assert stored(engine, ProgrammeVersion) == []


@pytest.mark.usefixtures("goal")
def test_a_programme_that_is_entered_late_is_not_frozen_half_entered(alice, address):
    """Nothing of last year is planned or reported: nobody has read its wording."""
    assert opened(alice, address)["from_year"] == ""


@pytest.mark.usefixtures("goal")
def test_a_year_that_cannot_be_chosen_is_refused(alice, engine, address, goal):
    fields = opened(alice, address)
    fields[f"g{goal.id}-title"] = "Annat"
    fields["from_year"] = str(THIS_YEAR - 1)

    page = text_of(alice.post(address, data=fields))

    assert 'id="from_year-error"' in page
    assert stored(engine, Goal)[0].title == "Mindre våld"


# Who, and where --------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_only_the_coordinator_edits_and_others_read_older_wordings(
    role, engine, sign_in_as, address, programme
):
    with transaction(engine) as session:
        session.get_one(Programme, programme.id).version = 2
        factories.add(session, version_of(programme))
    reader = sign_in_as(role)

    assert reader.get(address).status_code == 403
    assert reader.get(f"/alvstad/programme/{programme.id}/versions/1").status_code == 200
    assert reader.get(f"/alvstad/programme/{programme.id}/versions/2").status_code == 404


def version_of(programme):
    from tracker.domain.programme_versions import ProgrammeContent, freeze

    content, content_hash = freeze(ProgrammeContent(name=programme.name))
    return ProgrammeVersion(
        council_id=programme.council_id,
        programme_id=programme.id,
        number=1,
        first_year=THIS_YEAR - 1,
        last_year=THIS_YEAR - 1,
        frozen_at=factories.NOW,
        content=content,
        content_hash=content_hash,
    )


def test_another_councils_programme_is_not_there(cast, sign_in_as, programme):
    dan = sign_in_as(cast.dan)

    for page in ("edit", "versions/1"):
        assert dan.get(f"/backby/programme/{programme.id}/{page}").status_code == 404


def test_another_councils_rows_are_not_taken(alice, engine, address, goal):
    with transaction(engine) as session:
        theirs = factories.make_goal(session, title="Deras", number=5)
    fields = opened(alice, address)
    fields.add("row", f"a{goal.priority_area_id}.g{theirs.id}")
    fields[f"g{theirs.id}-title"] = "Kapat"

    alice.post(address, data=fields)

    assert "Deras" in [title for _number, title in titles(engine)]


@pytest.mark.usefixtures("indicator")
def test_the_page_takes_few_queries_however_large_the_programme(
    alice, engine, address, goal, count_queries
):
    with count_queries() as few:
        alice.get(address)
    with transaction(engine) as session:
        for _number in range(8):
            factories.make_measurement(
                session, indicator=factories.make_indicator(session, goal=goal)
            )
            factories.make_intervention(session, goal=goal)
    with count_queries() as many:
        alice.get(address)

    # One more: the latest values, of which there were none.
    assert many.count <= few.count + 1
