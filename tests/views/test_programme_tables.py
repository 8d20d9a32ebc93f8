"""The tables as files, as a browser meets them: fetched, sent back, looked through, saved."""

import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from tests import factories
from tests.views.browsing import post, shown_on, text_of
from tracker.db import open_session, transaction
from tracker.domain.terms import ImportState, Role
from tracker.models import DataImport, Goal, Intervention, Organisation, ProgrammeVersion

TABLES = "/alvstad/tables/"
TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def alice(sign_in_as):
    return sign_in_as(Role.COORDINATOR)


@pytest.fixture(autouse=True)
def goal(engine, cast):
    with transaction(engine) as session:
        programme = factories.make_programme(session, council=cast.council)
        area = factories.make_area(session, programme=programme, number=1)
        goal = factories.make_goal(session, area=area, number=1, title="Färre bråk")
        factories.make_intervention(session, goal=goal, title="Värdar")
        return goal


def file_of(client, name="insatser.csv", *edits):
    text = client.get(f"{TABLES}{name}").get_data().decode()
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return text


def send(client, data, name="insatser.csv"):
    content = data.encode() if isinstance(data, str) else data
    response = post(client, f"{TABLES}new", file=(io.BytesIO(content), name))
    response.request.environ["wsgi.input"].close()  # the test client leaves its large ones open
    return response


def words(response):
    return " ".join(unescape(TAG.sub(" ", text_of(response))).split())


def stored(engine, query):
    with open_session(engine, read_only=True) as session:
        return session.exec(query).all()


def test_every_table_is_fetched_as_excel_csv_and_alone(alice):
    page = text_of(alice.get(TABLES))
    addresses = re.findall(r'href="(/alvstad/tables/[^"]+)"', page)
    assert len(addresses) == 2 + 9
    for address in addresses:
        response = alice.get(address)
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment")
        response.close()
    book = load_workbook(io.BytesIO(alice.get(f"{TABLES}workbook.xlsx").get_data()))
    assert book["Insatser"]["B2"].value == "Värdar"


def test_a_table_that_is_not_one_is_not_there(alice):
    assert alice.get(f"{TABLES}personer.csv").status_code == 404


def test_an_edited_file_is_shown_before_it_is_saved_and_can_be_undone(alice, engine):
    sent = send(alice, file_of(alice, "insatser.csv", ("Värdar", "Nattvärdar")))
    page = alice.get(sent.location)
    assert "Insats Värdar blir Nattvärdar" in words(page)
    assert stored(engine, select(Intervention.title)) == ["Värdar"]

    shown = shown_on(text_of(page))
    saved = post(alice, f"{sent.location}/apply", shown=shown)
    assert saved.status_code == 303
    assert stored(engine, select(Intervention.title)) == ["Nattvärdar"]

    post(alice, f"{saved.location}/undo")
    assert stored(engine, select(Intervention.title)) == ["Värdar"]
    assert stored(engine, select(DataImport.state)) == [ImportState.UNDONE]


def test_an_unchanged_file_offers_nothing_to_save(alice):
    page = alice.get(send(alice, file_of(alice)).location)
    assert "Varje rad är som den redan är sparad." in words(page)
    assert "/apply" not in text_of(page)


@pytest.mark.parametrize("data", ["", "Frukt;Antal\n1;2", b"PK\x03\x04"])
def test_a_file_that_cannot_be_read_is_explained_at_its_field(alice, data):
    response = send(alice, data, "fil.csv")
    assert response.status_code == 200
    assert 'id="file-error"' in text_of(response)


def test_no_file_is_asked_for(alice):
    assert "Välj en fil." in words(post(alice, f"{TABLES}new"))


def test_rows_that_cannot_be_saved_must_be_left_out_in_so_many_words(alice, engine):
    data = file_of(alice, "insatser.csv", ("Värdar", "Nattvärdar")) + ";Ljus;Mål 9.9"
    sent = send(alice, data)
    page = alice.get(sent.location)
    assert "Mål 9.9 finns inte." in words(page)

    shown = shown_on(text_of(page))
    refused = post(alice, f"{sent.location}/apply", shown=shown)
    assert "Kryssa för att de utelämnas" in words(refused)
    assert stored(engine, select(Intervention.title)) == ["Värdar"]

    post(alice, f"{sent.location}/apply", shown=shown, leaves_out="y")
    assert stored(engine, select(Intervention.title)) == ["Nattvärdar"]


def test_an_organisation_is_added_when_it_is_ticked(alice, engine):
    sent = send(alice, "Insats;Läge;Förvaltning eller samarbetspart\nLjus;Pågår;Gatukontoret")
    assert "Gatukontoret finns inte." in words(alice.get(sent.location))
    post(alice, sent.location, organisation="Gatukontoret")
    page = text_of(alice.get(sent.location))
    post(alice, f"{sent.location}/apply", shown=shown_on(page))
    assert stored(engine, select(Organisation.name)) == ["Gatukontoret"]


def test_somebody_elses_change_meanwhile_is_shown_before_anything_is_saved(alice, engine):
    sent = send(alice, file_of(alice, "insatser.csv", ("Värdar", "Nattvärdar")))
    shown = shown_on(text_of(alice.get(sent.location)))
    with transaction(engine) as session:
        session.exec(select(Intervention)).one().title = "Ordningsvärdar"

    response = post(alice, f"{sent.location}/apply", shown=shown)

    assert response.status_code == 409
    assert "Något har ändrats här sedan sidan öppnades." in words(response)
    assert "Raden har ändrats här sedan filen hämtades." in words(response)
    assert stored(engine, select(Intervention.title)) == ["Ordningsvärdar"]

    post(alice, sent.location, overrides="y")
    page = text_of(alice.get(sent.location))
    post(alice, f"{sent.location}/apply", shown=shown_on(page))
    assert stored(engine, select(Intervention.title)) == ["Nattvärdar"]


def test_new_wording_asks_from_which_year(alice, engine, goal):
    sent = send(alice, file_of(alice, "mal.csv", ("Färre bråk", "Inga bråk")), "mal.csv")
    page = text_of(alice.get(sent.location))
    year = factories.YEAR
    assert f'<option value="{year}">' in page.replace(" selected", "")
    post(alice, f"{sent.location}/apply", shown=shown_on(page), from_year=year)
    assert stored(engine, select(Goal.title)) == ["Inga bråk"]
    assert stored(engine, select(ProgrammeVersion.last_year)) == [year - 1]


def test_a_file_is_saved_once(alice, engine):
    data = file_of(alice, "insatser.csv", ("Värdar", "Nattvärdar")) + ";Ljus;;;;;;;;;;Pågår"
    sent = send(alice, data)
    shown = shown_on(text_of(alice.get(sent.location)))
    for _time in range(2):
        assert post(alice, f"{sent.location}/apply", shown=shown).status_code == 303
    assert sorted(stored(engine, select(Intervention.title))) == ["Ljus", "Nattvärdar"]
    assert alice.get(sent.location).status_code == 303


def test_hostile_text_is_shown_as_text(alice):
    sent = send(alice, "Insats;Läge\n<script>alert(1)</script>;<b>x</b>")
    page = text_of(alice.get(sent.location))
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_another_councils_file_is_not_there(alice, sign_in_as, cast):
    sent = send(alice, file_of(alice))
    dan = sign_in_as(cast.dan)
    elsewhere = sent.location.replace("/alvstad/", "/backby/")
    assert dan.get(elsewhere).status_code == 404
    assert post(dan, f"{elsewhere}/apply").status_code == 404


def test_members_neither_fetch_nor_send(sign_in_as):
    bo = sign_in_as(Role.MEMBER)
    assert bo.get(f"{TABLES}workbook.xlsx").status_code == 403
    assert send(bo, "Insats;Läge\nLjus;Pågår").status_code == 403
