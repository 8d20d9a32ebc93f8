"""Places are found however they are written, and only when it is sure which is meant."""

import pytest

from tracker.importing.places import find_place, list_register, suggest_places


def test_the_register_has_the_country_21_counties_and_290_municipalities():
    lengths = [len(place.code) for place in list_register()[1:]]

    assert (list_register()[0].code, list_register()[0].name) == ("00", "Riket")
    assert (lengths.count(2), lengths.count(4)) == (21, 290)
    assert len({place.code for place in list_register()}) == 312
    assert all(
        any(county.code == place.code[:2] for county in list_register())
        for place in list_register()
    )


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Umeå", "2480"),
        ("Umeå kommun", "2480"),
        ("UMEÅ KOMMUN", "2480"),
        ("Alingsås kommun", "1489"),
        ("Arjeplogs kommun", "2506"),
        ("Arjeplog kommun", "2506"),
        ("Falu kommun", "2080"),
        ("Lilla Edets kommun", "1462"),
        ("Malung–Sälens kommun", "2023"),
        ("Tranås kommun ", "0687"),
        ("Malmö stad", "1280"),
        ("Göteborgs Stad", "1480"),
        ("Region Gotland", "0980"),
        ("Stockholm", "0180"),
        ("Stockholms län", "01"),
        ("Dalarnas län", "20"),
        ("Uppsala län", "03"),
        ("Skåne", "12"),
        ("Region Dalarna", "20"),
        ("Region Sörmland", "04"),
        ("Västra Götalandsregionen", "14"),
        ("HELA RIKET", "00"),
        ("Hela landet", "00"),
        ("2480", "2480"),
        ("380", "0380"),
        ("0020", "20"),
        ("0000", "00"),
        ("2480 Umeå", "2480"),
    ],
)
def test_a_place_is_found_as_it_is_written(written, code):
    found = find_place(written)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "written", ["", "Älvstad", "Umea", "2480 Boden", "9999", "Umeå universitet", "U" * 5000]
)
def test_what_is_not_surely_a_place_is_none(written):
    assert find_place(written) is None


def test_habo_with_and_without_ring_are_two_municipalities():
    assert [find_place(name).code for name in ("Håbo", "Habo kommun")] == ["0305", "0643"]


@pytest.mark.parametrize(
    ("written", "name"),
    [("Umea", "Umeå"), ("Ornsköldsvik kommun", "Örnsköldsvik"), ("Skelefteå", "Skellefteå")],
)
def test_a_misspelt_place_gives_what_may_be_meant(written, name):
    assert suggest_places(written)[0].name == name


def test_a_name_like_no_other_gives_no_suggestions():
    assert suggest_places("Xyzzy") == ()
