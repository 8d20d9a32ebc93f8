"""Two people editing the same thing: the second sees both texts, and then decides."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, save, shown_on, text_of
from tests.views.test_records import CASES, enter, fields_of, parents, stored  # noqa: F401
from tracker import clock
from tracker.db import transaction
from tracker.domain.terms import MeetingStatus, Role
from tracker.models import Goal, Intervention, MinutesRevision, YearReport
from tracker.views.record_kinds import KINDS

REPORT = f"/alvstad/reports/{factories.YEAR}/edit"
THEIRS, MINE = "Den andras text.", "Min text."


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def address(engine, cast):
    """The address of a meeting that has been held."""
    with transaction(engine) as session:
        meeting = factories.make_meeting(
            session,
            council=cast.council,
            starts_at=clock.now() - timedelta(days=1),
            status=MeetingStatus.HELD,
        )
        return f"/alvstad/meetings/{meeting.id}"


def open_form(client, address) -> str:
    """Return the fingerprint on a form that is now open."""
    return shown_on(text_of(client.get(address)))


def decide(client, address, page, **fields):
    """Save again, from the page that told of the conflict."""
    return post(client, address, shown=shown_on(page), **fields)


@pytest.mark.parametrize("kind", CASES)
def test_a_record_that_somebody_else_changed_shows_both(kind, alice, engine, parents):  # noqa: F811
    row, _answer = enter(alice, engine, kind, parents)
    address = f"/alvstad/records/{kind}/{row.id}"
    mine = dict.fromkeys(CASES[kind].correction, "") | fields_of(kind)
    opened = open_form(alice, address)
    save(alice, address, **mine | CASES[kind].correction)
    theirs = stored(engine, KINDS[kind].model)[row.id]

    page = text_of(post(alice, address, shown=opened, **mine))

    assert "Någon annan har ändrat det här under tiden" in page
    for name in CASES[kind].correction:
        value = getattr(theirs, name)
        assert f">{value}</dd>" in page or type(value) is not str, name
    assert stored(engine, KINDS[kind].model)[row.id] == theirs
    assert decide(alice, address, page, **mine).status_code == 303
    assert stored(engine, KINDS[kind].model)[row.id] == row


def test_a_record_that_two_opened_and_only_one_changed_is_simply_saved(
    alice,
    engine,
    parents,  # noqa: F811
):
    row, _answer = enter(alice, engine, "goals", parents)
    address = f"/alvstad/records/goals/{row.id}"
    opened = open_form(alice, address)
    open_form(alice, address)

    post(alice, address, shown=opened, number="9", title=MINE)

    assert stored(engine, Goal)[row.id].title == MINE


def test_goals_that_somebody_else_ticked_are_not_lost(alice, engine, parents):  # noqa: F811
    address = f"/alvstad/records/interventions/{parents['intervention']}"
    fields = {"title": MINE, "state": "ongoing"}
    opened = open_form(alice, address)
    save(alice, address, title=stored(engine, Intervention)[parents["intervention"]].title,
         state="not_started")  # fmt: skip

    page = text_of(post(alice, address, shown=opened, link_goals=[parents["goal"]], **fields))

    assert "Någon annan har ändrat" in page
    assert f'value="{MINE}"' in page
    assert stored(engine, Intervention)[parents["intervention"]].title != MINE


def test_a_form_that_says_nothing_of_what_it_showed_is_a_conflict(alice, engine, parents):  # noqa: F811
    row, _answer = enter(alice, engine, "goals", parents)

    page = text_of(post(alice, f"/alvstad/records/goals/{row.id}", number="9", title=MINE))

    assert "Någon annan har ändrat" in page
    assert stored(engine, Goal)[row.id].title != MINE


@pytest.mark.parametrize("before", ["", "Första utkastet."])
def test_notes_that_somebody_else_changed_show_both(before, alice, engine, address):
    minutes = f"{address}/minutes"
    if before:
        save(alice, minutes, text=before)
    opened = open_form(alice, minutes)
    save(alice, minutes, text=THEIRS)

    page = text_of(post(alice, minutes, shown=opened, text=MINE))

    assert "Någon annan har ändrat anteckningarna" in page
    assert f"{MINE}</textarea>" in page
    assert THEIRS in page
    assert [row.text for row in stored(engine, MinutesRevision).values()] == [THEIRS]
    decide(alice, minutes, page, text=MINE)
    assert [row.text for row in stored(engine, MinutesRevision).values()] == [MINE]


def test_notes_approved_meanwhile_become_an_amendment(alice, engine, address):
    minutes = f"{address}/minutes"
    save(alice, minutes, text=THEIRS)
    opened = open_form(alice, minutes)
    save(alice, f"{address}/approve", page=address)

    page = text_of(post(alice, minutes, shown=opened, text=MINE))

    assert 'name="amendment"' in page
    assert f"{MINE}</textarea>" in page
    decide(alice, minutes, page, text=MINE, amendment="Fel ort")
    assert [row.text for row in stored(engine, MinutesRevision).values()] == [THEIRS, MINE]


def test_only_the_notes_that_were_shown_are_approved(alice, engine, address):
    save(alice, f"{address}/minutes", text="Läst.")
    opened = open_form(alice, address)
    save(alice, f"{address}/minutes", text="Oläst.")

    answer = post(alice, f"{address}/approve", shown=opened)

    assert answer.status_code == 409
    assert [row.approved_on for row in stored(engine, MinutesRevision).values()] == [None]
    save(alice, f"{address}/approve", page=address)
    assert all(row.approved_on for row in stored(engine, MinutesRevision).values())


def test_a_draft_amendment_keeps_its_explanation_to_go_on_with(alice, engine, address):
    minutes = f"{address}/minutes"
    save(alice, minutes, text="Så blev det.")
    save(alice, f"{address}/approve", page=address)
    save(alice, minutes, text="Rättat.", amendment="Fel ort")

    assert 'value="Fel ort"' in text_of(alice.get(minutes))
    save(alice, minutes, text="Rättat igen.", amendment="Fel ort")

    latest = stored(engine, MinutesRevision)[max(stored(engine, MinutesRevision))]
    assert (latest.text, latest.amendment) == ("Rättat igen.", "Fel ort")


@pytest.mark.parametrize("before", ["", "Första utkastet."])
def test_a_report_that_somebody_else_wrote_in_shows_both(before, alice, engine):
    if before:
        save(alice, REPORT, summary=before)
    opened = open_form(alice, REPORT)
    save(alice, REPORT, summary=THEIRS)

    page = text_of(post(alice, REPORT, shown=opened, summary=MINE))

    assert "Någon annan har ändrat det här under tiden" in page
    assert f"{MINE}</textarea>" in page
    assert THEIRS in page
    assert [row.summary for row in stored(engine, YearReport).values()] == [THEIRS]
    decide(alice, REPORT, page, summary=MINE)
    assert [row.summary for row in stored(engine, YearReport).values()] == [MINE]


def test_a_version_that_no_meeting_can_have_is_a_conflict(alice, engine, address):
    fields = {"theme": MINE, "kind": "theme", "day": "2026-12-08", "starts": "15:00",
              "ends": "16:30"}  # fmt: skip
    for version in (2**70, -1, 0):
        answer = post(alice, f"{address}/edit", version=str(version), **fields)
        assert answer.status_code == 200
        assert f'value="{MINE}"' in text_of(answer)


def test_a_list_of_a_meeting_cancelled_meanwhile_is_refused(alice, engine, address):
    with transaction(engine) as session:
        from tracker.models import Meeting

        session.exec(select(Meeting)).one().status = MeetingStatus.CANCELLED

    assert post(alice, f"{address}/attendance").status_code == 409
