"""What `arshjul outbox` prints, and what it keeps to itself."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlmodel import select

from tests import factories
from tracker import clock
from tracker.cli import main
from tracker.db import create_engine, transaction
from tracker.domain.deliveries import Stage
from tracker.domain.reminders import Reason
from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.migrations import upgrade_database
from tracker.models import Council, Delivery, JobsProcess

MEETING_AT = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
DUE_AT = datetime(2026, 11, 17, 6, 30, tzinfo=UTC)


@pytest.fixture
def database(tmp_path, monkeypatch):
    monkeypatch.setenv("ARSHJUL_DATA_FOLDER", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'arshjul.db'}")
    upgrade_database(engine)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _outbox(database):
    """Save an invitation to four, each in another state."""
    with transaction(database) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        meeting = factories.make_meeting(
            session, council=council, theme="Trygga platser", starts_at=MEETING_AT
        )
        for name, values in {
            "Alice": {"state": DeliveryState.SENT, "attempts": 1},
            "Bo": {
                "state": DeliveryState.FAILED,
                "attempts": 1,
                "reason": "550 <bo@alvstad.example> is unknown",
            },
            "Cilla": {"state": DeliveryState.NOT_NEEDED, "reason": Reason.NO_ADDRESS.value},
            "Dan": {"attempts": 2, "reason": "450 Greylisted", "try_at": DUE_AT},
        }.items():
            person = factories.make_person(
                session, name=f"{name} Ek", email=f"{name.lower()}@alvstad.example"
            )
            factories.make_delivery(
                session, meeting=meeting, person=person, **{"due_at": DUE_AT, **values}
            )


def run(*words):
    result = CliRunner().invoke(main, ["outbox", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_table_says_what_goes_when_and_how_it_stands():
    printed = run("--year", "2026")

    assert "Väntar på nytt försök: 1, Skickat: 1, Misslyckades: 1, Behövs inte: 1" in printed
    row = next(line for line in printed.splitlines() if line.startswith("2026-11-17"))
    assert "kl.\xa007.30  Kallelse  Trygga platser 2026-12-08" in row
    assert "Behövs inte: 1 (saknar e-postadress)" in row


def test_those_whom_something_did_not_reach_are_named_without_addresses():
    printed = run("--year", "2026")

    assert "Bo Ek: Kallelse, 550 <…> is unknown" in printed
    assert "Dan Ek: Kallelse, 450 Greylisted" in printed
    assert "@" not in printed
    assert "Alice" not in printed


def test_the_json_holds_every_state_and_no_address():
    printed = run("--year", "2026", "--json")
    found = json.loads(printed)

    assert "@" not in printed
    assert list(found) == [
        "council", "year", "at", "held_since", "totals", "messages", "troubles", "processes",
    ]  # fmt: skip
    assert found["totals"] == {
        **{stage.value: 0 for stage in Stage},
        "sent": 1, "failed": 1, "not_needed": 1, "waiting": 1,
    }  # fmt: skip
    (message,) = found["messages"]
    assert message["kind"] == "invitation"
    assert message["meeting"]["theme"] == "Trygga platser"
    assert message["due_at"] == "2026-11-17T06:30:00+00:00"
    assert message["recipients"] == 4
    assert {"state": "not_needed", "reason": "no_address", "number": 1} in message["states"]
    assert {"state": "failed", "reason": None, "number": 1} in message["states"]
    waiting, failed = sorted(found["troubles"], key=lambda one: one["name"], reverse=True)
    assert (failed["name"], failed["words"]) == ("Bo Ek", "550 <…> is unknown")
    assert waiting["next_attempt_at"] == "2026-11-17T06:30:00+00:00"


def test_addresses_come_when_they_are_asked_for():
    assert "Alice Ek <alice@alvstad.example>: Skickat" in run("--year", "2026", "--addresses")

    found = json.loads(run("--year", "2026", "--json", "--addresses"))
    assert {one["email"] for one in found["messages"][0]["to"]} == {
        f"{name}@alvstad.example" for name in ("alice", "bo", "cilla", "dan")
    }
    assert "550 <bo@alvstad.example> is unknown" in {one["words"] for one in found["troubles"]}


def test_a_year_with_nothing_says_so():
    assert run("--year", "2031").splitlines() == [
        "Älvstads Brå 2031",
        "Inga utskick är planerade.",
    ]


def test_who_sends_and_that_nothing_does_is_said(database):
    with transaction(database) as session:
        session.exec(select(Council)).one().mail_held_at = clock.now()
        session.add(
            JobsProcess(
                name="one",
                host="server-1",
                started_at=clock.now() - timedelta(hours=2),
                last_round_at=clock.now() - timedelta(hours=1),
            )
        )

    found = json.loads(run("--year", "2026", "--json"))

    assert found["held_since"]
    assert [(one["host"], one["silent"]) for one in found["processes"]] == [("server-1", True)]
    assert "Utskicken är stoppade" in run("--year", "2026")


def test_copies_and_sign_in_links_are_nobody_elses(database):
    with transaction(database) as session:
        row = session.exec(select(Delivery)).first()
        session.add(
            Delivery(
                council_id=row.council_id,
                meeting_id=row.meeting_id,
                person_id=row.person_id,
                kind=DeliveryKind.COPY,
                due_at=DUE_AT,
                try_at=DUE_AT,
            )
        )

    assert len(json.loads(run("--year", "2026", "--json"))["messages"]) == 1
