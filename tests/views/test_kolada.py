"""The pages of figures from Kolada, against a server that speaks as Kolada does."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests import factories
from tests.conftest import make_settings
from tests.kolada_server import KoladaBook, fault, kolada_server
from tests.views.browsing import post, text_of
from tracker import clock
from tracker.db import open_session, transaction
from tracker.domain.found_data import FoundData, pack
from tracker.domain.terms import Direction, FetchState, ImportKind, ImportState, IndicatorKind, Role
from tracker.models import AuditEvent, Council, DataImport, Indicator, KpiFetch

AT = "/alvstad/kolada"
RATE = "Anmälda brott, antal/100 000 inv"
DEFINED = "Antal anmälda brott delat med antal invånare."


@pytest.fixture
def book():
    book = KoladaBook()
    book.put_kpi("N07540", RATE, DEFINED)
    book.put_kpi("U07609", "Invånare som är otrygga, andel (%)", "Enkät.")
    return book


@pytest.fixture
def settings(engine, tmp_path, book):
    with kolada_server(book) as address:
        yield make_settings(engine, tmp_path / "data", kolada_url=address)


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture
def goal(engine, cast):
    with transaction(engine) as session:
        council = session.get_one(Council, cast.council.id)
        council.municipality, council.municipality_code = "Umeå", "2480"
        programme = factories.make_programme(session, council=council)
        area = factories.make_area(session, programme=programme, number=1)
        return factories.make_goal(session, area=area, number=1, title="Färre brott")


@pytest.fixture
def indicator(engine, goal):
    with transaction(engine) as session:
        return factories.make_indicator(
            session, goal=goal, title="Brott", kind=IndicatorKind.RATE, unit="per 100 000 invånare"
        )


def tied(engine, indicator):
    with transaction(engine) as session:
        row = session.get_one(Indicator, indicator.id)
        row.kpi, row.kpi_title, row.definition = "N07540", RATE, DEFINED


def rows(engine, model):
    with open_session(engine, read_only=True) as session:
        return session.exec(select(model).order_by(col(model.id))).all()


def send_tie(alice, page, number, **fields):
    blank = {"indicator_id": "", "goal_id": "", "direction": "neutral", "shown": shown_in(page)}
    return post(alice, f"{AT}/measures/{number}", **{**blank, **fields})


def shown_in(page):
    return re.search(r'name="shown" value="(\w+)"', page)[1]


def test_a_measure_is_found_and_chosen_for_an_indicator(alice, engine, indicator):
    page = text_of(alice.get(f"{AT}/search?q=brott&indicator={indicator.id}"))
    assert "Ett nyckeltal" in page
    assert f"/measures/N07540?indicator={indicator.id}" in page

    page = text_of(alice.get(f"{AT}/measures/N07540?indicator={indicator.id}"))
    assert DEFINED in page
    send_tie(alice, page, "N07540", indicator_id=indicator.id)

    (row,) = rows(engine, Indicator)
    assert (row.kpi, row.kpi_title, row.definition) == ("N07540", RATE, DEFINED)
    assert "tie_indicator" in {one.action for one in rows(engine, AuditEvent)}


def test_a_new_indicator_is_made_of_a_measure(alice, engine, goal):
    page = text_of(alice.get(f"{AT}/measures/U07609"))
    send_tie(alice, page, "U07609", goal_id=goal.id, direction="lower_better")

    (row,) = rows(engine, Indicator)
    assert (row.goal_id, row.kind, row.unit) == (goal.id, IndicatorKind.SHARE, "procent")
    assert (row.kpi, row.direction) == ("U07609", Direction.LOWER_BETTER)


def test_a_new_indicator_needs_its_goal(alice, engine, goal):
    page = text_of(alice.get(f"{AT}/measures/U07609"))

    answer = send_tie(alice, page, "U07609")

    assert "Välj ett mål för den nya indikatorn." in text_of(answer)
    assert rows(engine, Indicator) == []


@pytest.mark.parametrize(
    ("kind", "unit", "words"),
    [
        (IndicatorKind.COUNT, "anmälningar per år", "en annan sorts tal"),
        (IndicatorKind.SHARE, "procent", "en annan sorts tal"),
        (IndicatorKind.RATE, "per 10 000 invånare", "per 100\xa0000 invånare och indikatorn per"),
    ],
)
def test_an_indicator_of_another_kind_of_number_is_not_tied(alice, engine, goal, kind, unit, words):
    with transaction(engine) as session:
        other = factories.make_indicator(session, goal=goal, kind=kind, unit=unit)
    page = text_of(alice.get(f"{AT}/measures/N07540"))

    answer = send_tie(alice, page, "N07540", indicator_id=other.id)

    assert words in text_of(answer)
    assert rows(engine, Indicator)[0].kpi == ""


def test_a_measure_has_one_indicator(alice, engine, goal, indicator):
    tied(engine, indicator)
    page = text_of(alice.get(f"{AT}/measures/N07540"))

    answer = send_tie(alice, page, "N07540", goal_id=goal.id)

    assert "Brott hämtar redan det här nyckeltalet." in text_of(answer)
    assert len(rows(engine, Indicator)) == 1


def test_a_measure_that_changed_while_it_was_read_is_shown_anew(alice, engine, book, indicator):
    page = text_of(alice.get(f"{AT}/measures/N07540"))
    book.put_kpi("N07540", RATE, "Medelvärde över tre år.")

    answer = send_tie(alice, page, "N07540", indicator_id=indicator.id)

    text = text_of(answer)
    assert "Kolada har ändrat nyckeltalet under tiden" in text
    assert "Medelvärde över tre år." in text
    assert rows(engine, Indicator)[0].kpi == ""


def test_an_indicator_with_values_of_one_measure_is_not_tied_to_another(
    alice, engine, book, indicator
):
    tied(engine, indicator)
    with transaction(engine) as session:
        factories.make_measurement(session, indicator=indicator, value=3.0, source="Kolada")
    book.put_kpi("N07541", "Anmälda våldsbrott, antal/100 000 inv")
    page = text_of(alice.get(f"{AT}/measures/N07541"))

    answer = send_tie(alice, page, "N07541", indicator_id=indicator.id)

    assert "De fogas inte ihop." in text_of(answer)
    assert rows(engine, Indicator)[0].kpi == "N07540"


def test_another_councils_indicator_is_not_offered(alice, engine, cast, goal):
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.other_council)
        theirs = factories.make_indicator(
            session,
            goal=factories.make_goal(
                session, area=factories.make_area(session, programme=programme)
            ),
            kind=IndicatorKind.RATE,
        )
    page = text_of(alice.get(f"{AT}/measures/N07540"))

    send_tie(alice, page, "N07540", indicator_id=theirs.id, goal_id=goal.id)

    assert [one.kpi for one in rows(engine, Indicator)] == [""]
    assert alice.get(f"{AT}/indicators/{theirs.id}").status_code == 404


def test_an_outage_is_said_on_the_page_and_nothing_breaks(alice, book, indicator):
    book.faults.extend([fault(500), fault(500)])

    assert "Kolada har ett fel hos sig (500)." in text_of(alice.get(f"{AT}/search?q=brott"))
    assert "Kolada har ett fel hos sig (500)." in text_of(alice.get(f"{AT}/measures/N07540"))
    assert "Ett nyckeltal" in text_of(alice.get(f"{AT}/search?q=brott"))


@pytest.mark.parametrize("number", ["N1", "n07540", "..", "N07540,N07541", "N07540%3Fx=1"])
def test_only_a_measures_number_is_asked_for(alice, book, indicator, number):
    assert alice.get(f"{AT}/measures/{number}").status_code == 404
    assert book.asked == []


def test_what_kolada_says_is_escaped(alice, book, indicator):
    book.put_kpi("N07540", "<script>brott</script>", "<b>")

    for path in ("search?q=brott", "measures/N07540"):
        page = text_of(alice.get(f"{AT}/{path}"))
        assert "<script>brott" not in page
        assert "&lt;script&gt;brott" in page


def test_a_measure_that_is_another_now_becomes_a_new_indicator(alice, engine, book, indicator):
    tied(engine, indicator)
    book.put_kpi("N07540", "Anmälda brott, antal/1 000 inv", "Ny definition.")

    page = text_of(alice.get(f"{AT}/indicators/{indicator.id}"))
    assert "Kolada har ändrat nyckeltalet" in page
    assert "Ny definition." in page
    post(alice, f"{AT}/indicators/{indicator.id}", shown=shown_in(page))

    old, new = rows(engine, Indicator)
    assert (old.last_year, old.kpi, old.definition) == (clock.now().year - 1, "", DEFINED)
    assert (new.kpi, new.definition, new.goal_id) == ("N07540", "Ny definition.", old.goal_id)
    assert new.unit == "per 1 000 invånare"


def test_a_measure_that_is_as_it_was_makes_no_new_indicator(alice, engine, indicator):
    tied(engine, indicator)
    page = text_of(alice.get(f"{AT}/measures/N07540"))

    assert "Nyckeltalet är som" in text_of(alice.get(f"{AT}/indicators/{indicator.id}"))
    answer = post(alice, f"{AT}/indicators/{indicator.id}", shown=shown_in(page))

    assert "Inget är ändrat" in text_of(answer)
    assert len(rows(engine, Indicator)) == 1


def test_an_untied_indicator_keeps_its_values(alice, engine, indicator):
    tied(engine, indicator)

    post(alice, f"{AT}/indicators/{indicator.id}/untie")

    (row,) = rows(engine, Indicator)
    assert (row.kpi, row.kpi_title, row.definition) == ("", "", DEFINED)


def test_the_button_asks_and_the_page_follows(alice, engine, indicator):
    tied(engine, indicator)
    assert "Inget är hämtat än." in text_of(alice.get(f"{AT}/"))

    post(alice, f"{AT}/fetch")

    (fetch,) = rows(engine, KpiFetch)
    assert fetch.state is FetchState.WAITING
    page = text_of(alice.get(f"{AT}/"))
    assert "Den börjar inom några sekunder." in page
    assert "progress.js" in page
    assert alice.get(f"{AT}/state").json == {
        "is_going": True,
        "state": "waiting",
        "done": 0,
        "in_all": 2,
        "message": "",
    }


def test_a_fetch_on_its_way_shows_how_far_it_has_come(alice, engine, indicator, cast):
    put_fetch(engine, cast, state=FetchState.RUNNING, steps_done=2, steps_in_all=5)

    page = text_of(alice.get(f"{AT}/"))

    assert '<progress max="5" value="2"' in page
    assert "2 av 5 nyckeltal" in page


def test_a_fetch_that_never_began_says_what_to_do(alice, engine, indicator, cast):
    put_fetch(engine, cast, try_at=clock.now() - timedelta(minutes=5))

    assert "Be dem som sköter servern" in text_of(alice.get(f"{AT}/"))


def test_a_failed_fetch_says_why_and_can_be_tried_again(alice, engine, indicator, cast):
    tied(engine, indicator)
    put_fetch(
        engine,
        cast,
        state=FetchState.FAILED,
        message="Kolada går inte att nå. Inget är ändrat.",
        ended_at=clock.now(),
    )

    page = text_of(alice.get(f"{AT}/"))

    assert "Kolada går inte att nå. Inget är ändrat." in page
    assert "Hämta nu" in page
    assert alice.get(f"{AT}/state").json == {"is_going": False}


def put_fetch(engine, cast, **values):
    with transaction(engine) as session:
        defaults = {"asked_at": clock.now(), "try_at": clock.now(), "council_id": cast.council.id}
        session.add(KpiFetch(**{**defaults, **values}))


def test_nothing_can_be_asked_for_before_an_indicator_is_tied(alice, engine, indicator):
    page = text_of(alice.get(f"{AT}/"))

    assert "Ingen indikator hämtar sina värden från Kolada än." in page
    assert "Hämta nu" not in page
    assert post(alice, f"{AT}/fetch").status_code == 409
    assert rows(engine, KpiFetch) == []


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGEMENT])
def test_only_coordinators_come_here(sign_in_as, goal, role):
    assert sign_in_as(role).get(f"{AT}/").status_code == 403


def test_values_from_kolada_are_credited(alice, engine, indicator):
    tied(engine, indicator)
    with transaction(engine) as session:
        factories.make_measurement(
            session, indicator=indicator, value=3.0, source="Kolada", fetched_at=clock.now()
        )

    assert "Källa: Kolada" in text_of(alice.get(f"{AT}/"))


def test_what_was_fetched_is_offered_until_somebody_has_decided_on_it(
    alice, engine, indicator, cast
):
    tied(engine, indicator)
    with transaction(engine) as session:
        proposal = DataImport(
            council_id=cast.council.id,
            kind=ImportKind.KOLADA,
            name="Kolada",
            content=pack(FoundData(form="Kolada")),
            made_at=clock.now(),
        )
        session.add(proposal)
    put_fetch(
        engine,
        cast,
        state=FetchState.DONE,
        ended_at=clock.now(),
        import_id=proposal.id,
        message="-",
    )
    assert "Titta igenom" in text_of(alice.get(f"{AT}/"))

    with transaction(engine) as session:
        session.get_one(DataImport, proposal.id).state = ImportState.APPLIED

    page = text_of(alice.get(f"{AT}/"))
    assert "Titta igenom" not in page
    assert f"/imports/{proposal.id}" in page
