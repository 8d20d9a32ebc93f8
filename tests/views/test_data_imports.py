"""Tests of the pages where figures from files are looked through, brought in and undone."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from tests import factories
from tests.conftest import Cast, SignIn
from tests.views.browsing import post
from tracker.db import open_session, transaction
from tracker.domain.data_imports import LeftRow, Undone
from tracker.domain.terms import ImportState, IndicatorKind, Role
from tracker.models import ComparisonArea, DataImport, Indicator, Measurement
from tracker.views.import_pages import left_words

HEADS = "Indikator;Plats;Period;Antal"
PAGE = "/alvstad/imports"


@pytest.fixture
def indicator(cast: Cast, engine: Engine) -> Indicator:
    """Save an indicator with a value for 2024."""
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council)
        goal = factories.make_goal(session, area=factories.make_area(session, programme=programme))
        found = factories.make_indicator(session, goal=goal, title="Anmälda stölder")
        factories.make_measurement(session, indicator=found, year=2024, count=120)
        return found


def text_of(client: FlaskClient, address: str) -> str:
    return client.get(address).text


def upload(client: FlaskClient, *rows: str, heads: str = HEADS, name: str = "brott.csv") -> str:
    """Send a file, and return the address of its page."""
    data = "\n".join((heads, *rows)).encode()
    sent = post(client, f"{PAGE}/new", file=(BytesIO(data), name))
    assert sent.status_code == 303, sent.text
    return str(sent.location)


def fields(page: str) -> dict[str, str]:
    """Return what the page's form would send: the chosen alternatives and what was shown."""
    found = dict(re.findall(r'name="(shown)" value="([^"]*)"', page))
    for name, options in re.findall(
        r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def confirm(client: FlaskClient, address: str, **changes: str | list[str]) -> str:
    """Bring in what the page shows, and return what is said."""
    data = {**fields(text_of(client, address)), **changes}
    answer = post(client, f"{address}/apply", **data)
    return followed(client, answer)


def followed(client: FlaskClient, answer: TestResponse) -> str:
    """Return the page that an answer leads to."""
    return text_of(client, str(answer.location)) if answer.location else answer.text


def counts(engine: Engine) -> dict[tuple[str, int], int | None]:
    with open_session(engine, read_only=True) as session:
        return {
            (row.municipality, row.starts_on.year): row.count
            for row in session.exec(select(Measurement))
        }


def only_import(session: Session) -> DataImport:
    return session.exec(select(DataImport)).one()


@pytest.fixture
def alice(sign_in_as: SignIn, indicator: Indicator) -> FlaskClient:
    return sign_in_as(Role.COORDINATOR)


@pytest.mark.usefixtures("indicator")
def test_a_file_is_shown_value_by_value_and_nothing_is_saved(
    alice: FlaskClient, engine: Engine
) -> None:
    address = upload(alice, "Anmälda stölder;Älvstad;2024;118", "Anmälda stölder;Älvstad;2025;99")
    page = text_of(alice, address)
    assert "118" in page
    assert "120" in page
    assert "rad 2" in page
    assert counts(engine) == {("", 2024): 120}


def test_what_is_confirmed_is_saved_and_can_be_undone_in_one_click(
    alice: FlaskClient, engine: Engine, indicator: Indicator
) -> None:
    address = upload(alice, "Anmälda stölder;Älvstad;2024;118")
    assert "Siffrorna är inlästa." in confirm(alice, address)
    assert counts(engine) == {("", 2024): 118}
    revised = text_of(alice, f"/alvstad/programme/indicators/{indicator.id}")
    assert "Reviderat av källan" in revised
    undone = followed(alice, post(alice, f"{address}/undo"))
    assert "Ångrat" in undone
    assert counts(engine) == {("", 2024): 120}


def test_undoing_from_the_list_takes_one_click_too(alice: FlaskClient, engine: Engine) -> None:
    confirm(alice, upload(alice, "Anmälda stölder;Älvstad;2024;118"))
    page = text_of(alice, f"{PAGE}/")
    (action,) = re.findall(r'action="([^"]+/undo)"', page)
    post(alice, action)
    assert counts(engine) == {("", 2024): 120}


def test_another_municipality_must_be_said_something_about_first(
    alice: FlaskClient, engine: Engine
) -> None:
    address = upload(alice, "Anmälda stölder;Älvstad;2024;118", "Anmälda stölder;Granvik;2024;77")
    page = text_of(alice, address)
    assert "En plats är varken er" in page
    place = next(name for name, chosen in fields(page).items() if chosen == "skip")
    said = followed(alice, post(alice, address, **{**fields(page), place: "with"}))
    assert "1 antal saknar folkmängd" in said or "Ett antal saknar folkmängd" in said
    assert "Något måste besvaras först" in confirm(alice, address)
    assert counts(engine) == {("", 2024): 120}
    confirm(alice, address, answer=["no_population"])
    assert counts(engine) == {("", 2024): 118, ("Granvik", 2024): 77}
    with open_session(engine, read_only=True) as session:
        assert session.exec(select(ComparisonArea)).one().name == "Granvik"


def test_a_place_that_is_left_out_is_not_saved(alice: FlaskClient, engine: Engine) -> None:
    address = upload(alice, "Anmälda stölder;Älvstad;2024;118", "Anmälda stölder;Granvik;2024;77")
    confirm(alice, address)
    assert counts(engine) == {("", 2024): 118}


def test_an_unknown_series_can_become_a_new_indicator(
    alice: FlaskClient, engine: Engine, indicator: Indicator
) -> None:
    address = upload(alice, "Rån;Älvstad;2024;12")
    choice = {"line-0": f"new:{indicator.goal_id}"}
    post(alice, address, **{**fields(text_of(alice, address)), **choice})
    confirm(alice, address, answer=["no_population"])
    with open_session(engine, read_only=True) as session:
        made = session.exec(select(Indicator).where(Indicator.title == "Rån")).one()
        assert (made.kind, made.source_name) == (IndicatorKind.COUNT, "Rån")


def test_an_unknown_series_is_left_out_unless_something_is_said(
    alice: FlaskClient, engine: Engine
) -> None:
    address = upload(alice, "Rån;Älvstad;2024;12")
    assert "Inget skulle sparas" in text_of(alice, address)


def test_two_series_cannot_become_one_indicator(
    alice: FlaskClient, engine: Engine, indicator: Indicator
) -> None:
    address = upload(alice, "Rån;Älvstad;2024;12", "Stöld;Älvstad;2024;90")
    tie = f"tie:{indicator.id}"
    data = {**fields(text_of(alice, address)), "line-0": tie, "line-1": tie}
    assert "kan inte vara samma indikator" in post(alice, address, **data).text
    assert counts(engine) == {("", 2024): 120}


def test_another_council_s_goal_cannot_be_chosen(alice: FlaskClient, engine: Engine) -> None:
    with transaction(engine) as session:
        theirs = factories.make_goal(session).id
    address = upload(alice, "Rån;Älvstad;2024;12")
    data = {**fields(text_of(alice, address)), "line-0": f"new:{theirs}"}
    assert "Välj ett av alternativen" in post(alice, address, **data).text


def test_a_value_changed_meanwhile_is_shown_anew_before_anything_is_saved(
    alice: FlaskClient, engine: Engine
) -> None:
    address = upload(alice, "Anmälda stölder;Älvstad;2024;118")
    page = fields(text_of(alice, address))
    with transaction(engine) as session:
        session.exec(select(Measurement)).one().count = 121
    answer = post(alice, f"{address}/apply", **page)
    assert answer.status_code == 409
    assert "inte längre det som sidan visade" in answer.text
    assert counts(engine) == {("", 2024): 121}


def test_a_file_without_a_year_asks_for_it(alice: FlaskClient, engine: Engine) -> None:
    address = upload(alice, "Anmälda stölder;Älvstad;118", heads="Indikator;Plats;Antal")
    page = text_of(alice, address)
    assert "Filen anger inget år" in page
    post(alice, address, **{**fields(page), "year": "2021"})
    confirm(alice, address, year="2021", answer=["no_population"])
    assert counts(engine) == {("", 2024): 120, ("", 2021): 118}


def test_a_file_that_is_none_is_explained(alice: FlaskClient) -> None:
    answer = post(alice, f"{PAGE}/new", file=(BytesIO(b"\x00\x01"), "brott.xlsx"))
    assert answer.status_code == 200
    assert 'id="file-error"' in answer.text


def test_what_was_thrown_away_is_not_saved(alice: FlaskClient, engine: Engine) -> None:
    address = upload(alice, "Anmälda stölder;Älvstad;2024;118")
    post(alice, f"{address}/discard")
    assert "Någon annan har redan gjort detta" in confirm(alice, address)
    assert counts(engine) == {("", 2024): 120}
    with open_session(engine, read_only=True) as session:
        assert only_import(session).state is ImportState.DISCARDED


def test_the_very_same_file_is_known_again(alice: FlaskClient) -> None:
    rows = ("Anmälda stölder;Älvstad;2024;118",)
    confirm(alice, upload(alice, *rows))
    again = text_of(alice, upload(alice, *rows))
    assert "Samma fil har lästs in förut" in again
    assert "Inget skulle sparas" in again


def test_thousands_of_values_come_page_by_page(alice: FlaskClient) -> None:
    rows = [
        f"Anmälda stölder;Älvstad;{year}-{month:02};5"
        for year in range(2000, 2024)
        for month in range(1, 13)
    ]
    address = upload(alice, *rows)
    assert "Sida 1 av 3" in text_of(alice, address)
    last = text_of(alice, f"{address}?line=0&page=3")
    assert "Sida 3 av 3" in last
    assert last.count("rad ") == 88


def test_a_member_cannot_bring_in_figures(sign_in_as: SignIn, indicator: Indicator) -> None:
    member = sign_in_as(Role.MEMBER)
    assert member.get(f"{PAGE}/").status_code == 403


def test_another_council_s_import_is_not_there(
    alice: FlaskClient, sign_in_as: SignIn, cast: Cast
) -> None:
    address = upload(alice, "Anmälda stölder;Älvstad;2024;118")
    dan = sign_in_as(cast.dan)
    elsewhere = address.replace("alvstad", "backby")
    assert dan.get(elsewhere).status_code == 404
    for act in ("", "/apply", "/undo", "/discard"):
        assert post(dan, f"{elsewhere}{act}").status_code == 404


def test_tables_are_not_brought_in_as_figures(alice: FlaskClient, engine: Engine) -> None:
    file = BytesIO("Insats;Läge\nLjus;Pågår".encode())
    sent = post(alice, "/alvstad/tables/new", file=(file, "insatser.csv"))
    number = str(sent.location).rsplit("/", 1)[-1]
    answer = post(alice, f"{PAGE}/{number}/apply")
    assert answer.status_code == 303
    assert answer.location == f"/alvstad/tables/{number}"
    with open_session(engine, read_only=True) as session:
        assert only_import(session).state is ImportState.PROPOSED


def test_what_an_undoing_left_fits_in_a_cookie() -> None:
    left = tuple(LeftRow(thing="goal", thing_id=number, name="å" * 200) for number in range(50))
    (words,) = left_words(Undone(taken_back=0, left=left))
    assert "(+40)" in words
    assert len(words) < 1_200
