"""A council's own subject and text: what may stand in braces, and how it is filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.own_words import (
    PLACEHOLDER_WORDS,
    Placeholder,
    fill,
    find_fault,
    list_placeholders,
)
from tracker.text import speaking

VALUES = {
    Placeholder.THEME: "Trygga platser",
    Placeholder.DAY: "tisdag",
    Placeholder.DATE: "2026-12-08",
    Placeholder.TIME: "kl. 15.00–16.30",
    Placeholder.PLACE: "Stadshuset",
    Placeholder.COUNCIL: "Älvstads Brå",
    Placeholder.NAME: "Eva Ek",
    Placeholder.ANSWER_BY: "2026-12-04",
}


def test_each_placeholder_is_filled_wherever_it_stands():
    text = "Hej {namn}! {råd} ses {dag} {datum} {tid} i {plats}: {tema}. Svara {svara_senast}{tema}"
    assert find_fault(text) is None
    assert fill(text, VALUES) == (
        "Hej Eva Ek! Älvstads Brå ses tisdag 2026-12-08 kl. 15.00–16.30 i Stadshuset: "
        "Trygga platser. Svara 2026-12-04Trygga platser"
    )


def test_a_text_without_braces_is_kept_as_it_is():
    text = "Ta med %(namn)s, 100 % och $tema"
    assert find_fault(text) is None
    assert fill(text, VALUES) == text


@pytest.mark.parametrize(
    "inside",
    [
        "temat",
        "Tema",
        "",
        " tema ",
        "tema!r",
        "tema:>99999999",
        "0",
        "0.__class__",
        "0.__class__.__mro__[1].__subclasses__",
        "namn.__init__.__globals__",
        "namn[0]",
        "7 * 7",
        "svara senast",
    ],
)
def test_what_is_no_placeholder_is_named_and_never_looked_into(inside):
    with speaking("sv"):
        fault = find_fault(f"Hej {{{inside}}}, välkommen")
    assert fault == (
        f"{{{inside}}} kan inte fyllas i. Använd {{tema}}, {{dag}}, {{datum}}, {{tid}}, {{plats}}, "
        "{råd}, {namn}, {svara_senast}."
    )
    assert fill(f"Hej {{{inside}}}", VALUES) == f"Hej {{{inside}}}"


@pytest.mark.parametrize(
    ("text", "brace"),
    [
        ("Hej {namn", "{"),
        ("Hej namn}", "}"),
        ("{{namn}}", "{"),
        ("{tema} }{", "}"),
        ("{na{mn}", "{"),
    ],
)
def test_a_brace_that_stands_alone_is_pointed_out(text, brace):
    with speaking("sv"):
        fault = find_fault(text)
    assert fault is not None
    assert fault.startswith(f"En klammer står ensam: {brace}. ")
    assert "{svara_senast}" in fault


def test_a_very_long_name_in_braces_is_said_back_shortened():
    fault = find_fault("{" + "x" * 5000 + "}")
    assert fault is not None
    assert len(fault) < 300


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again():
    values = {**VALUES, Placeholder.THEME: "{namn} {tema} {0.__class__}"}
    assert fill("{tema}", values) == "{namn} {tema} {0.__class__}"


def test_every_placeholder_is_listed_and_explained_in_swedish():
    assert set(PLACEHOLDER_WORDS) == set(Placeholder)
    assert list_placeholders().count("{") == len(Placeholder)


pieces = st.sampled_from(["{", "}", "tema", "{tema}", "{namn}", "0.__class__", "!r", ":", " ", "å"])


@given(st.lists(pieces | st.text(max_size=5), max_size=12).map("".join))
def test_a_text_without_fault_is_filled_to_the_last_brace_and_any_text_can_be(text):
    values = dict.fromkeys(Placeholder, "X")
    filled = fill(text, values)
    if find_fault(text) is None:
        assert "{" not in filled
        assert "}" not in filled
