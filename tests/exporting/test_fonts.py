"""Which characters a document can show."""

import pytest

from tracker.exporting.fonts import font_files, printable, shown_characters


def test_the_typeface_has_a_regular_and_a_bold_file():
    assert [file.suffix for file in font_files()] == [".ttf", ".ttf"]


@pytest.mark.parametrize("character", "åäöÅÄÖéüšğłßñčćđž–−…•→§%½€“”’\N{NO-BREAK SPACE}◊")
def test_the_letters_and_signs_of_swedish_names_and_texts_are_shown(character):
    assert ord(character) in shown_characters()
    assert printable(character) == character


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u030a", "å"),
        ("rad 1\r\nrad 2", "rad 1\nrad 2"),
        ("a\tb", "a b"),
        ("a\u2009b", "a b"),
        ("mjukt\u00adbindestreck", "mjuktbindestreck"),
        ("\x00\x1b\ufeff\u202eab\ud800", "ab"),
        ("平 🎉", "◊ ◊"),
    ],
)
def test_what_cannot_be_shown_is_replaced_or_left_out(text, shown):
    assert printable(text) == shown


def test_only_words_that_no_column_holds_are_given_breaks():
    assert printable("x" * 39) == "x" * 39
    assert printable("x" * 40).replace("\u200b", "") == "x" * 40
    assert max(map(len, printable("x" * 40).split("\u200b"))) == 12
