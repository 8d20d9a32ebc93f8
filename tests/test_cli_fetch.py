"""What `arshjul fetch kolada` does."""

import pytest
from click.testing import CliRunner
from sqlmodel import select

from tests import factories
from tests.kolada_server import KoladaBook, fault, kolada_server
from tracker import clock
from tracker.cli import main
from tracker.db import create_engine, open_session, transaction
from tracker.domain.terms import FetchState, ImportState, IndicatorKind
from tracker.migrations import upgrade_database
from tracker.models import ComparisonArea, DataImport, KpiFetch, Measurement
from tracker.services import kolada_fetches as fetches
from tracker.services.audit import Act

RATE = "Anmälda brott, antal/100 000 inv"


@pytest.fixture
def book():
    book = KoladaBook()
    book.put_kpi("N07540", RATE, "Antal.")
    book.put("N07540", "2480", {2022: 9000.0, 2023: 9100.0})
    return book


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch, book):
    monkeypatch.setenv("ARSHJUL_DATA_FOLDER", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'arshjul.db'}")
    upgrade_database(engine)
    with kolada_server(book) as address:
        monkeypatch.setenv("ARSHJUL_KOLADA_URL", address)
        yield engine
    engine.dispose()


@pytest.fixture
def council(database):
    with transaction(database) as session:
        council = factories.make_council(session, municipality="Umeå", municipality_code="2480")
        area = factories.make_area(
            session, programme=factories.make_programme(session, council=council)
        )
        factories.make_indicator(
            session,
            goal=factories.make_goal(session, area=area),
            kind=IndicatorKind.RATE,
            unit="per 100 000 invånare",
            kpi="N07540",
            kpi_title=RATE,
            definition="Antal.",
        )
        return council


def run(*words, code=0):
    result = CliRunner().invoke(main, ["fetch", "kolada", *words])
    assert result.exit_code == code, result.output
    return result.output


def values(database):
    with open_session(database, read_only=True) as session:
        return {one.ends_on.year: one.value for one in session.exec(select(Measurement))}


def last(database):
    with open_session(database, read_only=True) as session:
        return session.exec(select(KpiFetch)).all()[-1]


@pytest.mark.usefixtures("council")
def test_what_is_new_is_saved_at_once(database):
    assert "2 nya värden.\nDet är sparat." in run()

    assert values(database) == {2022: 9000.0, 2023: 9100.0}
    assert "Inget nytt." in run()


@pytest.mark.usefixtures("council")
def test_a_revised_value_is_saved_and_can_be_undone(database, book):
    run()
    book.put("N07540", "2480", {2023: 9200.0})

    assert "Ett reviderat värde." in run()

    assert values(database)[2023] == 9200.0


@pytest.mark.usefixtures("council")
def test_what_must_be_answered_is_named_and_not_saved(database, book):
    run()
    book.put("N07540", "2480", {2022: 90.0, 2023: 91.0})

    printed = run()

    assert "Inget är sparat än." in printed
    assert f"- {RATE}" in printed
    assert values(database) == {2022: 9000.0, 2023: 9100.0}
    with open_session(database, read_only=True) as session:
        assert session.exec(select(DataImport)).all()[-1].state is ImportState.PROPOSED


@pytest.mark.usefixtures("council")
def test_an_outage_is_left_to_the_jobs(database, book):
    book.faults.append(fault(503))

    assert "Kolada har ett fel hos sig (503). Nytt försök" in run(code=1)

    assert last(database).state is FetchState.WAITING
    assert "2 nya värden." in run()


@pytest.mark.usefixtures("council")
def test_what_cannot_be_followed_ends_the_fetch(database, book):
    book.faults.append(fault(301, headers={"Location": "http://169.254.169.254/"}))

    assert "annan adress" in run(code=1)
    assert last(database).state is FetchState.FAILED


def test_a_fetch_that_goes_on_elsewhere_is_left_alone(database, council):
    with transaction(database) as session:
        going = fetches.ask(session, council=council, by=Act(None, clock.now()))
        fetches.take(session, fetch=going, now=clock.now())

    assert "En annan process hämtar redan" in run(code=1)


@pytest.mark.usefixtures("council")
def test_a_fetch_ended_by_hand_may_begin_again(database, book):
    def press_ctrl_c(_path: str) -> None:
        with transaction(database) as session:  # as a process that another one took it from
            session.exec(select(KpiFetch)).one().claimed_until = clock.now()

    book.before = press_ctrl_c

    assert "En annan process hämtar redan" in run(code=1)
    book.before = None
    assert "2 nya värden." in run()


@pytest.mark.usefixtures("council")
def test_it_can_be_switched_off(monkeypatch):
    monkeypatch.setenv("ARSHJUL_KOLADA_URL", "")

    assert "avstängd" in run(code=1)


@pytest.mark.parametrize("address", ["http://kolada.example/v3", "ftp://localhost/", "kolada"])
def test_an_unsafe_address_is_refused(monkeypatch, address):
    monkeypatch.setenv("ARSHJUL_KOLADA_URL", address)

    assert "kolada_url" in run(code=1)


@pytest.mark.usefixtures("council")
def test_comparison_places_come_along(database, council, book):
    book.put("N07540", "0000", {2023: 14000.0})
    with transaction(database) as session:
        session.add(ComparisonArea(council_id=council.id, name="Riket", code="0000"))

    assert "3 nya värden." in run()


def test_a_council_without_tied_indicators_is_told(database):
    with transaction(database) as session:
        factories.make_council(session)

    assert "Ingen indikator hämtar" in run(code=1)
