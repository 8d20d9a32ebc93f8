"""Settings: where they come from, and what they refuse to start with."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from tracker.config import Settings, SettingsError, Smtp

ROOT = Path(__file__).parent.parent
KEY = "k" * 32

#: Never in the file: from the environment, or a file that it names.
SECRETS = {"secret_key", "secret_key_file", "smtp.password"}


def list_names(model: type[BaseModel], prefix: str = "") -> set[str]:
    names = set()
    for name, field in model.model_fields.items():
        below = field.annotation
        if isinstance(below, type) and issubclass(below, BaseModel):
            names |= list_names(below, f"{prefix}{name}.")
        else:
            names.add(prefix + name)
    return names


def flatten(table: dict, prefix: str = "") -> dict[str, object]:
    flat = {}
    for name, value in table.items():
        below = flatten(value, f"{prefix}{name}.") if isinstance(value, dict) else None
        flat.update(below if below is not None else {prefix + name: value})
    return flat


def test_the_file_names_every_setting_but_the_secrets():
    in_file = flatten(tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8")))

    assert set(in_file) == list_names(Settings) - SECRETS


def test_the_file_holds_the_defaults():
    in_file = flatten(tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8")))

    for name, value in in_file.items():
        model, _, last = name.rpartition(".")
        default = {"": Settings, "smtp": Smtp}[model].model_fields[last].default
        assert str(default) == str(value), name


def test_the_file_explains_what_its_names_do_not():
    lines = (ROOT / "config.toml").read_text(encoding="utf-8").splitlines()
    explained = {
        line.split(" = ")[0]
        for before, line in pairwise(lines)
        if before.startswith("#") and " = " in line
    }

    assert explained >= {"host", "base_url", "data_folder", "database_url", "proxies", "browser"}


def test_settings_cannot_be_changed():
    settings = Settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1
    with pytest.raises(ValidationError, match="frozen"):
        settings.smtp.port = 1


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    file = tmp_path / "own.toml"
    file.write_text('port = 1111\n[smtp]\nhost = "in.the.file"\n', encoding="utf-8")
    monkeypatch.setenv("ARSHJUL_CONFIG", str(file))
    assert Settings().port == 1111

    monkeypatch.setenv("ARSHJUL_PORT", "2222")
    monkeypatch.setenv("ARSHJUL_SMTP__HOST", "in.the.environment")

    assert Settings().port == 2222
    assert Settings().smtp.host == "in.the.environment"


def test_an_unknown_setting_is_refused(monkeypatch, tmp_path):
    file = tmp_path / "own.toml"
    file.write_text("prot = 1111\n", encoding="utf-8")
    monkeypatch.setenv("ARSHJUL_CONFIG", str(file))

    with pytest.raises(ValidationError, match="prot"):
        Settings()


def test_the_secret_key_can_come_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n", encoding="utf-8")

    assert Settings(secret_key_file=file).read_secret_key() == KEY


@pytest.mark.parametrize("key", ["", "short"])
def test_it_does_not_start_without_a_good_secret_key(key):
    with pytest.raises(SettingsError, match="ARSHJUL_SECRET_KEY"):
        Settings(secret_key=key).read_secret_key()


def test_it_does_not_start_with_unencrypted_cookies_outside_the_machine():
    settings = Settings(base_url="http://arshjul.alvstad.example", secret_key=KEY)

    with pytest.raises(SettingsError, match="https"):
        settings.read_secret_key()


@pytest.mark.parametrize("address", ["arshjul.alvstad.example", "ftp://alvstad.example", "http://"])
def test_an_address_that_mail_cannot_link_to_is_refused(address):
    with pytest.raises(ValidationError, match="base_url"):
        Settings(base_url=address)


def test_secrets_are_not_shown():
    settings = Settings(secret_key=KEY, smtp={"password": "hemligt"})

    assert KEY not in repr(settings)
    assert "hemligt" not in repr(settings)


def test_the_database_lies_in_the_data_folder(tmp_path):
    assert Settings(data_folder=tmp_path).database == f"sqlite:///{tmp_path / 'arshjul.db'}"


@pytest.mark.parametrize(
    ("address", "local"),
    [("", True), ("http://127.0.0.1:8000", True), ("https://arshjul.alvstad.example", False)],
)
def test_it_knows_whether_it_is_only_on_its_own_machine(address, local):
    assert Settings(base_url=address).is_local is local
