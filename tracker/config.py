"""The only reader of the environment and of config.toml. Settings are frozen and passed on."""

import os
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PACKAGE = Path(__file__).parent
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


class SettingsError(Exception):
    """A setting is missing or unsafe. The message says which, and what to do."""


def shipped(name: str) -> Path:
    """Return a top-level file or folder of the project, in a checkout or installed."""
    installed = PACKAGE / f"_{name}"
    return installed if installed.exists() else PACKAGE.parent / name


class Smtp(BaseModel):
    """How mail leaves the house."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "localhost"
    port: int = 25
    security: Literal["none", "starttls", "tls"] = "none"
    username: str = ""
    password: SecretStr = SecretStr("")
    sender: str = "arshjul@localhost"
    timeout_seconds: float = 30
    connections: int = Field(default=2, ge=1, le=6)


class Settings(BaseSettings):
    """One installation's settings, as commented in config.toml."""

    model_config = SettingsConfigDict(
        env_prefix="ARSHJUL_",
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
    )

    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    data_folder: Path = Path("data")
    database_url: str = ""
    proxies: int = 0
    browser: str = ""
    mailbox: str = ""
    kolada_url: str = "https://api.kolada.se/v3"
    secret_key: SecretStr = SecretStr("")
    secret_key_file: Path | None = None
    smtp: Smtp = Smtp()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (the library's signature)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read what is passed, then the environment, then config.toml."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file()))

    @model_validator(mode="after")
    def _check_base_url(self) -> Self:
        parts = urlsplit(self.public_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("base_url must be an http(s) address, such as https://arshjul.example")
        return self

    @model_validator(mode="after")
    def _check_kolada_url(self) -> Self:
        parts = urlsplit(self.kolada_url)
        is_safe = parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname in LOCAL_HOSTS
        )
        if self.kolada_url and not (is_safe and parts.hostname):
            raise ValueError("kolada_url must begin with https://, or be empty")
        return self

    @property
    def public_url(self) -> str:
        """The address that mailed links begin with, without a closing slash."""
        return (self.base_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def is_local(self) -> bool:
        """Whether the installation is only reached from its own machine."""
        return urlsplit(self.public_url).hostname in LOCAL_HOSTS

    @property
    def database(self) -> str:
        """The database's SQLAlchemy address."""
        return self.database_url or f"sqlite:///{self.data_folder.resolve() / 'arshjul.db'}"

    def read_secret_key(self) -> str:
        """Return the key that signs cookies and links.

        Raises:
            SettingsError: it is missing, too short, or cookies would travel unencrypted.
        """
        key = self.secret_key.get_secret_value()
        if not key and self.secret_key_file:
            key = self.secret_key_file.read_text(encoding="utf-8").strip()
        if len(key) < 32:
            raise SettingsError(
                "Set ARSHJUL_SECRET_KEY, or ARSHJUL_SECRET_KEY_FILE, to at least 32 random "
                "characters, for example from: python3 -c 'import secrets; "
                "print(secrets.token_urlsafe(32))'"
            )
        if not self.is_local and urlsplit(self.public_url).scheme != "https":
            raise SettingsError("base_url must begin with https:// outside localhost.")
        return key


def config_file() -> Path:
    """Return the settings file: ARSHJUL_CONFIG, or ./config.toml, or the shipped one."""
    named = os.environ.get("ARSHJUL_CONFIG")
    if named:
        return Path(named)
    here = Path("config.toml")
    return here if here.exists() else shipped("config.toml")
