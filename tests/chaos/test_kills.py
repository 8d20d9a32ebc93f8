"""Jobs processes killed at random points: nothing is lost, and what comes twice is identical."""

from collections import Counter, defaultdict
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar

from tests.chaos.monkey import PEOPLE, unleash
from tests.chaos.worker import Orders, name_of

CONNECTIONS = {"sqlite": 1, "postgresql": 4}


@pytest.fixture
def orders(engine, judge, tmp_path):
    return Orders(
        database_url=engine.url.render_as_string(hide_password=False),
        data_folder=str(tmp_path),
        port=judge.port,
        connections=CONNECTIONS[engine.dialect.name],
    )


def uid_of(message):
    parts = message_from_bytes(message, policy=default).walk()
    (part,) = [part for part in parts if part.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return str(event["UID"])


def by_message(kept):
    """Return {(recipient, meeting): its copies, in the order in which they came}."""
    copies = defaultdict(list)
    for each in kept:
        copies[each.recipient, uid_of(each.message)].append(each)
    return copies


def check_every_message_came(story, copies):
    everyone = [f"member{number}@alvstad.example" for number in range(PEOPLE)]
    assert set(copies) == {(address, uid) for address in everyone for uid in story.meetings}
    assert story.states == {"sent": len(copies)}


def check_doubles_come_from_kills(story, copies, kept, connections):
    """Each copy but the last was the last thing that a connection of a killed process said."""
    killed = {name_of(pid) for pid in story.killed}
    brought = defaultdict(list)
    for each in kept:
        brought[each.brought_by].append(each)
    doubles = Counter()
    for found in copies.values():
        assert len({each.message for each in found}) == 1, "the copies differ"
        for earlier in found[:-1]:
            assert earlier.brought_by in killed
            assert earlier in brought[earlier.brought_by][-connections:]
            doubles[earlier.brought_by] += 1
    assert all(number <= connections for number in doubles.values())
    return sum(doubles.values())


def test_nothing_is_lost_and_doubles_come_only_from_kills(engine, orders, judge, is_full, tell):
    kills = 300 if is_full else 10
    story, logged = unleash(orders, kills=kills, at_least=2, seed=kills)

    kept = judge.read()
    copies = by_message(kept)
    check_every_message_came(story, copies)
    doubles = check_doubles_come_from_kills(story, copies, kept, orders.connections)
    assert doubles == len(kept) - len(copies)
    assert doubles <= kills
    assert len(story.killed) == kills
    assert story.busy >= kills * 0.9
    assert "failed" not in logged
    tell(
        f"{engine.dialect.name}: {kills} kills in {story.seconds:.0f} s, {len(copies)} messages, "
        f"0 lost, {doubles} came twice, each byte for byte the same"
    )


def test_without_kills_nothing_comes_twice(engine, orders, judge, is_full, tell):
    story, logged = unleash(orders, kills=0, at_least=40 if is_full else 2, seed=0)

    kept = judge.read()
    check_every_message_came(story, by_message(kept))
    assert len(kept) == len(story.meetings) * PEOPLE
    assert "failed" not in logged
    tell(f"{engine.dialect.name}: no kills, {len(kept)} messages, 0 lost, 0 came twice")
