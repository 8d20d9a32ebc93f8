"""Fetching from Kolada, as the jobs do it, against a server that speaks as Kolada does."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests import factories
from tests.factories import NOW
from tests.jobs.kolada_scene import BY, DEFINED, RATE, SHARE, Scene
from tests.jobs.post import Post
from tests.kolada_server import KoladaBook, fault, kolada_server
from tracker.db import transaction
from tracker.domain.found_data import unpack
from tracker.domain.terms import FetchState, ImportState, IndicatorKind
from tracker.models import (
    ComparisonArea,
    Council,
    DataImport,
    Goal,
    ImportChange,
    KpiFetch,
    Measurement,
    PopulationCount,
)
from tracker.services import kolada as services
from tracker.services import kolada_fetches as fetches


@pytest.fixture
def scene(engine, tmp_path, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    book = KoladaBook()
    book.put_kpi("N01951", "Invånare totalt, antal")
    book.put_kpi("N07540", RATE, DEFINED)
    book.put("N07540", "2480", {2022: 9000.0, 2023: 9100.5, 2024: None})
    book.put("N07540", "0000", {2022: 14000.0})
    with transaction(engine) as session:
        council = factories.make_council(session, municipality="Umeå", municipality_code="2480")
        area = factories.make_area(
            session, programme=factories.make_programme(session, council=council)
        )
        indicator = factories.make_indicator(
            session,
            goal=factories.make_goal(session, area=area),
            title="Anmälda brott",
            unit="per 100 000 invånare",
            kind=IndicatorKind.RATE,
            kpi="N07540",
            kpi_title=RATE,
            definition=DEFINED,
        )
        session.add(ComparisonArea(council_id=council.id, name="Riket", code="0000"))
    post = Post(engine, council, None, {}, tmp_path)
    with kolada_server(book) as address:
        yield Scene(engine, post, book, address, council, indicator)


def test_what_kolada_has_is_proposed_and_nothing_counts_before_it_is_applied(scene):
    assert scene.fetch() == {"fetch_done": 1}

    fetch = scene.last()
    assert (fetch.state, fetch.message) == (FetchState.DONE, "3 nya värden.")
    assert (fetch.steps_done, fetch.steps_in_all) == (2, 2)
    assert scene.values() == {}
    scene.apply()
    assert scene.values() == {("", 2022): 9000.0, ("", 2023): 9100.5, ("Riket", 2022): 14000.0}


def test_each_value_says_where_and_when_it_came_from(scene):
    scene.fetch()
    scene.apply()

    one = scene.rows(Measurement)[0]
    assert (one.source, one.fetched_at.date()) == ("Kolada", NOW.date())
    assert (one.starts_on, one.ends_on) == (date(2022, 1, 1), date(2022, 12, 31))


def test_25_years_are_asked_for(scene):
    scene.fetch()

    asked = next(path for path in scene.book.asked if "/data/kpi/N07540" in path)
    years = asked.rpartition("/")[2].split(",")
    assert (years[0], years[-1], len(years)) == ("2002", "2026", 25)


def test_a_missing_value_is_never_zero(scene):
    scene.fetch()

    (proposal,) = scene.rows(DataImport)
    (missing,) = unpack(proposal.content).problems
    assert (missing.where, missing.is_missing) == ("N07540 Umeå 2024", True)
    scene.apply()
    assert ("", 2024) not in scene.values()


def test_the_second_time_there_is_nothing_new(scene):
    scene.fetch()
    scene.apply()

    scene.fetch()

    fetch = scene.last()
    assert (fetch.state, fetch.import_id) == (FetchState.DONE, None)
    assert fetch.message.startswith("Inget nytt.")
    assert len(scene.rows(DataImport)) == 1


def test_a_revised_value_is_changed_and_the_earlier_one_kept(scene):
    scene.fetch()
    scene.apply()
    scene.book.put("N07540", "2480", {2023: 9200.0})

    scene.fetch()

    assert scene.last().message == "Ett reviderat värde."
    scene.apply()
    assert scene.values()["", 2023] == 9200.0
    (revised,) = [
        one for one in scene.rows(ImportChange) if one.before and one.thing == "measurement"
    ]
    assert revised.before["value"] == 9100.5


def test_a_value_that_kolada_has_taken_away_stays_and_is_told(scene):
    scene.fetch()
    scene.apply()
    scene.book.put("N07540", "2480", {2023: 9100.5}, isdeleted=True)

    scene.fetch()

    assert "N07540: Kolada har tagit bort värdet för Umeå 2023." in scene.last().message
    assert scene.values()["", 2023] == 9100.5


def test_a_share_in_per_cent_is_kept_as_a_share(scene):
    scene.book.put_kpi("U01234", SHARE)
    scene.book.put("U01234", "2480", {2024: 45.3})
    with transaction(scene.engine) as session:
        share = factories.make_indicator(
            session,
            goal=session.get_one(Goal, scene.indicator.goal_id),
            kind=IndicatorKind.SHARE,
            kpi="U01234",
            kpi_title=SHARE,
            definition="Antal dividerat.",
        )

    scene.fetch()
    scene.apply()

    (one,) = [one for one in scene.rows(Measurement) if one.indicator_id == share.id]
    assert one.value == 0.453


def test_populations_come_too(scene):
    scene.book.put("N01951", "2480", {2024: 134000.0})

    scene.fetch()
    scene.apply()

    (one,) = scene.rows(PopulationCount)
    assert (one.municipality, one.year, one.inhabitants) == ("", 2024, 134000)


def test_another_measure_under_the_populations_number_is_not_taken_for_people(scene):
    scene.book.put_kpi("N01951", "Hundar totalt, antal")
    scene.book.put("N01951", "2480", {2024: 12.0})

    scene.fetch()

    (proposal,) = scene.rows(DataImport)
    assert unpack(proposal.content).populations == ()


@pytest.mark.parametrize(
    ("title", "definition", "words"),
    [
        ("Anmälda brott, antal/1 000 inv", DEFINED, "heter nu Anmälda brott, antal/1 000 inv"),
        (RATE, "Medelvärde över tre år.", "beskrivs på ett annat sätt"),
    ],
)
def test_a_measure_that_is_another_now_is_never_joined(scene, title, definition, words):
    scene.book.put_kpi("N07540", title, definition)

    scene.fetch()

    fetch = scene.last()
    assert (fetch.state, fetch.import_id) == (FetchState.DONE, None)
    assert words in fetch.message
    assert "Gör en ny indikator" in fetch.message
    assert not any("/data/kpi/N07540" in path for path in scene.book.asked)


def test_other_spaces_in_a_title_are_the_same_measure(scene):
    scene.book.put_kpi("N07540", RATE.replace(", ", ",  "), f" {DEFINED}\n")

    scene.fetch()

    assert scene.last().message == "3 nya värden."


def test_a_measure_that_is_gone_is_told_and_the_others_are_fetched(scene):
    with transaction(scene.engine) as session:
        factories.make_indicator(
            session,
            goal=session.get_one(Goal, scene.indicator.goal_id),
            title="Borta",
            kpi="N99999",
        )

    scene.fetch()

    said = scene.last().message.splitlines()
    assert said[0] == "3 nya värden."
    assert "N99999 finns inte längre i Kolada." in said[1]


def test_a_new_fetch_takes_the_place_of_one_that_nobody_applied(scene):
    scene.fetch()
    scene.book.put("N07540", "2480", {2025: 8000.0})

    scene.fetch()

    first, second = scene.rows(DataImport)
    assert (first.state, second.state) == (ImportState.DISCARDED, ImportState.PROPOSED)


def test_asking_twice_makes_one_fetch(scene):
    assert scene.ask().id == scene.ask().id
    assert scene.work() == {"fetch_done": 1}


@pytest.mark.parametrize(
    ("failing", "words"),
    [
        (fault(500), "Kolada har ett fel hos sig (500)."),
        (fault(429), "Kolada ber oss vänta."),
        (fault(200, "<html>"), "Koladas svar går inte att läsa."),
        (fault(is_cut=True), "Kolada går inte att nå."),
    ],
)
def test_an_outage_is_told_and_tried_again(scene, failing, words):
    scene.book.faults.append(failing)

    assert scene.fetch() == {"fetch_waiting": 1}

    fetch = scene.last()
    assert fetch.message == f"{words} Nytt försök 2026-11-24 kl.\xa010.01. Inget går förlorat."
    assert scene.work() == {}
    scene.now += timedelta(minutes=1)
    assert scene.work() == {"fetch_done": 1}
    assert scene.last().message == "3 nya värden."


def test_a_wish_to_wait_longer_is_respected(scene):
    scene.book.faults.append(fault(429, headers={"Retry-After": "1800"}))
    scene.fetch()

    scene.now += timedelta(minutes=29)
    assert scene.work() == {}
    scene.now += timedelta(minutes=1)
    assert scene.work() == {"fetch_done": 1}


def test_after_the_last_attempt_it_says_that_it_gave_up(scene):
    scene.book.faults.extend([fault(503)] * 50)
    scene.ask()

    states = []
    for _attempt in range(6):
        scene.now += timedelta(hours=4)
        states += list(scene.work())

    assert states == ["fetch_waiting"] * 5 + ["fetch_failed"]
    fetch = scene.last()
    assert (fetch.state, fetch.ended_at) == (FetchState.FAILED, scene.now)
    assert fetch.message.startswith("Kolada har ett fel hos sig (503). Inget är ändrat.")


def test_what_cannot_be_followed_is_not_tried_again(scene):
    scene.book.faults.append(fault(302, headers={"Location": "http://169.254.169.254/"}))

    assert scene.fetch() == {"fetch_failed": 1}
    assert "annan adress" in scene.last().message


def test_a_fault_of_our_own_does_not_stand_as_going_on(scene, monkeypatch):
    def break_down(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(services, "gather", break_down)

    assert scene.fetch() == {"fetch_waiting": 1}
    assert scene.last().message.startswith("Något gick fel hos oss.")
    assert "secret" not in scene.last().message


def test_the_page_sees_how_far_it_has_come(scene):
    seen = []
    scene.book.before = lambda _path: seen.append(
        (scene.last().state, scene.last().steps_done, scene.last().steps_in_all)
    )

    scene.fetch()

    assert {state for state, _done, _in_all in seen} == {FetchState.RUNNING}
    assert [done for _state, done, _in_all in seen] == [0, 0, 1, 1]


def test_two_processes_do_not_do_the_same_fetch(scene):
    others: list[Any] = []
    scene.book.before = lambda _path: others.append(scene.work())

    assert scene.fetch() == {"fetch_done": 1}
    assert not any(others)


def test_a_fetch_that_a_dead_process_left_is_taken_up_after_its_lease(scene):
    scene.ask()
    with transaction(scene.engine) as session:
        fetches.take_due(session, now=NOW)

    assert scene.work() == {}
    scene.now += fetches.LEASE
    assert scene.work() == {"fetch_done": 1}


def test_a_process_that_lost_its_fetch_writes_nothing(scene):
    def take_over(path: str) -> None:
        if "/data/kpi/N07540" in path:
            with transaction(scene.engine) as session:
                fetch = session.exec(select(KpiFetch)).one()
                fetches.take(session, fetch=fetch, now=NOW + fetches.LEASE)

    scene.book.before = take_over

    assert scene.fetch() == {"fetch_lost": 1}
    assert scene.rows(DataImport) == []
    assert scene.last().state is FetchState.RUNNING


def test_a_process_that_is_to_end_leaves_its_fetch_to_the_next(scene):
    stopping = threading.Event()
    scene.book.before = lambda _path: stopping.set()

    scene.ask()
    assert scene.work(stopping=stopping) == {"fetch_left": 1}
    scene.book.before = None
    assert (scene.last().state, scene.last().attempts) == (FetchState.WAITING, 0)
    assert scene.work() == {"fetch_done": 1}


def test_nothing_is_fetched_where_the_settings_name_no_address(scene):
    scene.ask()
    scene.address = ""

    assert scene.work() == {}


def test_one_council_never_gets_anothers_values(scene):
    with transaction(scene.engine) as session:
        other = factories.make_council(session, municipality="Göteborg")
        with pytest.raises(fetches.CannotFetch, match="Ingen indikator"):
            fetches.ask(session, council=other, by=BY)


def test_a_municipality_outside_the_register_is_told(scene):
    with transaction(scene.engine) as session:
        council = session.get_one(Council, scene.council.id)
        council.municipality, council.municipality_code = "Älvstad", "9999"
        with pytest.raises(fetches.CannotFetch, match="Älvstad finns inte i registret"):
            fetches.ask(session, council=council, by=BY)
