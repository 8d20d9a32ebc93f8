"""Every English source string has its Swedish, once, with the same values in it."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tracker.text import CATALOGUES, LANGUAGES, load_catalogue

ROOT = Path(__file__).parent.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
HOW = [("**.py", "python"), ("**.*", "jinja2.ext:babel_extract")]
VALUE = re.compile(r"%\((\w+)\)[sd]")

#: tracker.text is where the functions are, so its own examples are not strings to translate.
PO_FILES = sorted((CATALOGUES / "sv").glob("*.po"))


def first(source: str | tuple[str, ...]) -> str:
    return source if isinstance(source, str) else source[0]


@cache
def extract() -> dict[str, str]:
    """Return {English source: where it stands}."""
    found = {}
    for folder in ("tracker", "jobs", "templates"):
        for file, line, source, _comments, _context in extract_from_dir(
            ROOT / folder,
            method_map=HOW,
            options_map={"**.*": {"silent": "false", "trimmed": "false"}},
            keywords=KEYWORDS,
            directory_filter=lambda path: Path(path).name not in ("static", "translations"),
        ):
            found.setdefault(first(source), f"{folder}/{file}:{line}")
    return found


def read(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, abort_invalid=True) if message.id]


@cache
def translations() -> dict[str, list[tuple[str, Message]]]:
    """Return {English source: [(file, message)]} of all Swedish files."""
    found = defaultdict(list)
    for path in PO_FILES:
        for message in read(path):
            found[first(message.id)].append((path.name, message))
    return found


def test_strings_are_found_at_all():
    assert "week %(number)s" in extract()
    assert any(place.startswith("templates/") for place in extract().values())


def test_every_string_is_translated():
    missing = [
        f"{place}: {text}" for text, place in extract().items() if text not in translations()
    ]

    assert not missing, "\n".join(missing)


def test_nothing_is_translated_that_is_not_used():
    unused = [
        f"{found[0][0]}: {text}" for text, found in translations().items() if text not in extract()
    ]

    assert not unused, "\n".join(unused)


def test_every_string_is_translated_in_one_place_only():
    twice = [
        f"{', '.join(name for name, _ in found)}: {text}"
        for text, found in translations().items()
        if len(found) > 1
    ]

    assert not twice, "\n".join(twice)


@pytest.mark.parametrize("path", PO_FILES, ids=lambda path: path.stem)
def test_every_translation_is_whole(path):
    for message in read(path):
        sources = (message.id,) if isinstance(message.id, str) else message.id
        strings = (message.string,) if isinstance(message.string, str) else message.string
        assert not message.fuzzy, message.id
        assert len(strings) == len(sources), message.id
        for source, string in zip(sources, strings, strict=True):
            assert string.strip(), message.id
            assert set(VALUE.findall(source)) == set(VALUE.findall(string)), message.id
            assert len(string) == len(string.strip()) + len(source) - len(source.strip()), source


@pytest.mark.parametrize("path", PO_FILES, ids=lambda path: path.stem)
def test_every_file_says_it_is_in_utf_8(path):
    assert "charset=UTF-8" in path.read_text(encoding="utf-8")


def test_english_needs_no_file():
    assert LANGUAGES == ("sv", "en")
    assert load_catalogue("en") == {}
