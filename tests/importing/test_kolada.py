import json
from datetime import timedelta

import pytest

from tests.kolada_server import KoladaBook, fault, kolada_server
from tracker.domain.kolada import Kpi
from tracker.importing.kolada import Kolada, KoladaAway, KoladaProblem, KoladaRefused

VIOLENCE = "Anmälda våldsbrott, antal/100 000 inv"
ROW = '{"values": [{"kpi": "N07403", "municipality": "2480", "period": 2022, "values": [%s]}]}'
THEFT = "Anmälda stölder, antal/1 000 inv"


@pytest.fixture
def book():
    book = KoladaBook()
    book.put_kpi("N07403", VIOLENCE, "Antal anmälda våldsbrott delat med antal invånare.")
    book.put_kpi("U07417", THEFT)
    book.put("N07403", "2480", {2022: 1010.5, 2023: 990.0, 2024: None})
    book.put("N07403", "0000", {2022: 900.0})
    book.put("N07403", "1280", {2022: 1500.0})
    return book


@pytest.fixture
def address(book):
    with kolada_server(book) as address:
        yield address


@pytest.fixture
def kolada(address):
    with Kolada(address, longest_answer=timedelta(seconds=1)) as kolada:
        yield kolada


def figures(found):
    return {(one.code, one.year): one.value for one in found}


def test_measures_are_found_by_words_of_their_title(kolada, book):
    assert kolada.search("våldsbrott") == (
        Kpi(
            id="N07403",
            title=VIOLENCE,
            definition="Antal anmälda våldsbrott delat med antal invånare.",
        ),
    )
    assert [one.id for one in kolada.search("anmälda")] == ["N07403", "U07417"]
    assert kolada.search("rymdfart") == ()
    assert book.asked == ["/v3/kpi"] * 3


def test_a_measure_is_found_by_its_number(kolada, book):
    assert [one.id for one in kolada.search(" n07403 ")] == ["N07403"]
    assert kolada.search("N99999") == ()
    assert book.asked == ["/v3/kpi/N07403", "/v3/kpi/N99999"]


def test_a_measure_that_is_gone_does_not_hide_the_others(kolada):
    assert [one.id for one in kolada.load_kpis(["N07403", "N99999", "U07417"])] == [
        "N07403",
        "U07417",
    ]


def test_a_server_that_refuses_a_list_with_a_gone_measure_is_asked_one_by_one(kolada, book):
    book.faults.append(fault(404, '{"detail": "Not found"}'))

    assert [one.id for one in kolada.load_kpis(["N07403", "N99999"])] == ["N07403"]


def test_more_than_25_measures_are_asked_for_in_turns(kolada, book):
    for number in range(30):
        book.put_kpi(f"N{number:05}", f"Mått {number}, antal")

    assert len(kolada.load_kpis([f"N{number:05}" for number in range(30)])) == 30
    assert len(book.asked) == 2


def test_only_values_for_everybody_are_read_and_missing_stays_missing(kolada):
    found = kolada.load_values("N07403", ["2480", "0000"], range(2021, 2025))

    assert figures(found) == {
        ("2480", 2022): 1010.5,
        ("2480", 2023): 990.0,
        ("2480", 2024): None,
        ("0000", 2022): 900.0,
    }


def test_a_deleted_value_is_said_to_be_deleted(kolada, book):
    book.put("N07403", "2480", {2023: 990.0}, isdeleted=True)

    (one,) = kolada.load_values("N07403", ["2480"], [2023])

    assert (one.value, one.is_deleted) == (None, True)


def test_what_was_not_asked_for_is_not_taken(kolada, book):
    rows = [
        {"kpi": "N00001", "period": 2022, "municipality": "2480"},
        {"kpi": "N07403", "period": 1999, "municipality": "2480"},
        {"kpi": "N07403", "period": 2022, "municipality": "0180"},
    ]
    value = [{"gender": "T", "value": 5, "isdeleted": False}]
    book.faults.append(answer_of([{**row, "values": value} for row in rows]))

    assert kolada.load_values("N07403", ["2480"], [2022]) == ()


def test_a_long_answer_is_read_page_by_page(kolada, book):
    book.per_page = 2

    found = kolada.load_values("N07403", ["2480", "0000", "1280"], range(2020, 2026))

    assert len(figures(found)) == 5
    assert len(book.asked) == 3


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://kolada.example/v3/data?page=2",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/v3/data",
        "//other.example/v3/data",
        "file:///etc/passwd",
        "ftp://127.0.0.1/v3/data",
        "http://user:word@127.0.0.1/v3/",
        "/admin",
        "/v3/../admin",
        "http://[::1",
    ],
)
def test_an_answer_that_goes_on_elsewhere_is_not_followed(kolada, book, elsewhere):
    book.per_page, book.next_url = 1, elsewhere

    with pytest.raises(KoladaRefused, match="annan adress"):
        kolada.load_values("N07403", ["2480", "0000"], [2022])
    assert len(book.asked) == 1


def test_an_answer_that_goes_on_at_our_host_with_a_name_and_password_is_not_followed(
    kolada, book, address
):
    book.per_page = 1
    book.next_url = address.replace("http://", "http://user:word@") + "/data"

    with pytest.raises(KoladaRefused, match="annan adress"):
        kolada.load_values("N07403", ["2480", "0000"], [2022])


def test_an_answer_that_never_ends_is_given_up(kolada, book, address):
    question = "data/kpi/N07403/municipality/2480/year/2022,2023"
    book.per_page, book.next_url = 1, f"{address}/{question}"

    with pytest.raises(KoladaRefused, match="tar aldrig slut"):
        kolada.load_values("N07403", ["2480"], [2022, 2023])
    assert len(book.asked) == 10


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(kolada, book, status, address):
    book.faults.append(fault(status, headers={"Location": f"{address}/kpi"}))

    with pytest.raises(KoladaRefused, match="annan adress"):
        kolada.search("våld")
    assert len(book.asked) == 1


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, timedelta(minutes=2)),
        ({"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, timedelta(0)),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT", "Date": "nonsense"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_being_asked_to_wait_says_how_long(kolada, book, headers, wait):
    book.faults.append(fault(429, "slow down", headers=headers))

    with pytest.raises(KoladaAway, match="ber oss vänta") as raised:
        kolada.search("våld")
    assert raised.value.wait == wait


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_fault_of_koladas_own_is_worth_trying_again(kolada, book, status):
    book.faults.append(fault(status, "<html>"))

    with pytest.raises(KoladaAway, match=str(status)):
        kolada.search("våld")


@pytest.mark.parametrize("body", ["", "<html>Just nu …</html>", '{"values": [', "[" * 100_000])
def test_an_answer_that_is_no_json_is_worth_trying_again(kolada, book, body):
    book.faults.append(fault(200, body))

    with pytest.raises(KoladaAway, match="går inte att läsa"):
        kolada.search("våld")


def test_a_page_that_is_not_there_is_not_taken_for_a_measure_that_is_gone(kolada, book):
    book.faults.append(fault(404, "<h1>Not found</h1>"))

    with pytest.raises(KoladaAway):
        kolada.search("N07403")


def answer_of(rows):
    return fault(200, json.dumps({"values": rows, "next_url": None}))


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "3",
        '{"values": 3}',
        '{"results": []}',
        '{"values": [3]}',
        '{"values": [{"kpi": "N07403", "municipality": "2480", "period": "snart", "values": []}]}',
        '{"values": [{"kpi": "N07403", "municipality": "2480", "period": 2022, "values": [{}]}]}',
        ROW % '{"gender": "T", "value": "många"}',
        ROW % '{"gender": "T", "value": NaN}',
        ROW % f'{{"gender": "T", "value": 1{"0" * 400}}}',
        '{"values": [{"kpi": "N07403", "municipality": "2480", "period": Infinity, "values": []}]}',
    ],
)
def test_an_answer_in_another_form_is_refused_as_a_whole(kolada, book, body):
    book.faults.append(fault(200, body))

    with pytest.raises(KoladaRefused, match="form som inte är känd"):
        kolada.load_values("N07403", ["2480"], [2022])


def test_an_answer_that_drips_is_given_up(kolada, book):
    book.faults.append(fault(200, b" " * 100_000, drip=0.05))

    with pytest.raises(KoladaAway, match="inte i tid"):
        kolada.search("våld")


def test_an_answer_that_is_far_too_long_is_given_up(kolada, book):
    book.faults.append(fault(200, b" " * 9_000_000))

    with pytest.raises(KoladaRefused, match="för långt"):
        kolada.search("våld")


def test_a_server_that_hangs_up_is_away(kolada, book):
    book.faults.append(fault(is_cut=True))

    with pytest.raises(KoladaAway, match="går inte att nå"):
        kolada.search("våld")


def test_a_server_that_is_not_there_is_away():
    with kolada_server(KoladaBook()) as gone:
        pass

    with Kolada(gone) as kolada, pytest.raises(KoladaAway, match="går inte att nå"):
        kolada.search("våld")


def test_every_problem_is_said_in_words_without_addresses(kolada, book, address):
    book.per_page, book.next_url = 1, "http://169.254.169.254/secret"

    with pytest.raises(KoladaProblem) as raised:
        kolada.load_values("N07403", ["2480", "0000"], [2022])
    assert "169" not in str(raised.value)
