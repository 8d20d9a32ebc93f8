"""Every template: compiles, escapes, says nothing that is not translated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined, UndefinedError, nodes

from tests.conftest import make_settings
from tracker.app import create_app
from tracker.config import shipped

TEMPLATES = shipped("templates")
NAMES = sorted(
    path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file()
)

#: Words that are the same in both languages, or name a language in itself.
SAME_WORDS = {"Årshjul", "PDF", "Brå", "dnr"}
SPOKEN_ATTRIBUTES = ("title", "alt", "aria-label", "aria-description", "placeholder", "label")
FILLED = "\N{SYMBOL FOR SUBSTITUTE}"  # where a template fills something in


@pytest.fixture
def environment(sqlite_engine, tmp_path):
    app: Flask = create_app(make_settings(sqlite_engine, tmp_path / "data"), engine=sqlite_engine)
    return app.jinja_env


def parse(environment, name: str) -> nodes.Template:
    return environment.parse((TEMPLATES / name).read_text(encoding="utf-8"), name)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(environment, name):
    assert environment.get_template(name)


def test_a_name_that_is_not_there_is_an_error(environment):
    assert environment.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        environment.from_string("{{ no_such_name }}").render()


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith(".txt")])
def test_what_people_typed_is_escaped(environment, name):
    tree = parse(environment, name)

    assert environment.autoescape(name) if callable(environment.autoescape) else True
    assert not [found.lineno for found in tree.find_all(nodes.Filter) if found.name == "safe"]
    assert not [found.lineno for found in tree.find_all(nodes.ScopedEvalContextModifier)]


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".txt")])
def test_plain_text_mail_is_not_escaped(environment, name):
    assert not environment.autoescape(name)


class Words(HTMLParser):
    """Collects what a reader would see or hear that the template itself says."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.found += [value or "" for name, value in attrs if name in SPOKEN_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def list_untranslated(environment, name: str) -> list[str]:
    text = "".join(
        part.data if isinstance(part, nodes.TemplateData) else FILLED
        for output in parse(environment, name).find_all(nodes.Output)
        for part in output.nodes
    )
    words = Words()
    words.feed(text)
    spoken = re.findall(r"[^\W\d_]{2,}", " ".join(words.found))
    return [word for word in spoken if word not in SAME_WORDS]


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_translated(environment, name):
    assert list_untranslated(environment, name) == []


def test_an_untranslated_word_would_be_found(environment, monkeypatch, tmp_path):
    folder = Path(tmp_path)
    (folder / "bad.html").write_text(
        '<p title="Hello">{{ _("Year wheel") }} <b>Möte</b></p>', encoding="utf-8"
    )
    monkeypatch.setattr("tests.test_templates.TEMPLATES", folder)

    assert list_untranslated(environment, "bad.html") == ["Hello", "Möte"]
