"""Every option of Recul, from the environment or a `.env` file: typed, documented, checked before anything starts."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.coaching.retention import Limits

PREFIX = "RECUL_"
#: The checkout: dialogues and wording lie beside the package.
ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = Path(".env")
TELEGRAM = "https://api.telegram.org"


class SettingsError(Exception):
    """An option that cannot be used; the message is one French sentence for each, and repeats no secret."""


class Settings(BaseSettings):
    """The options, with what each is for. Their names in the environment bear the prefix RECUL_."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", env_ignore_empty=True
    )

    home: Annotated[Path, Field(description="dossier de la base, de la clé et des documents")] = Path("var")
    database_url: Annotated[
        str, Field(description="base de données ; sinon un fichier SQLite dans RECUL_HOME")
    ] = ""
    telegram_token: Annotated[SecretStr, Field(description="jeton du bot, donné par @BotFather")] = SecretStr(
        ""
    )
    telegram_api_url: Annotated[str, Field(description="serveur de l'API des bots")] = TELEGRAM
    webhook_url: Annotated[
        str, Field(description="adresse publique du webhook ; sinon Recul interroge Telegram")
    ] = ""
    webhook_listen: Annotated[str, Field(description="adresse locale où écouter le webhook")] = (
        "127.0.0.1:8080"
    )
    webhook_secret: Annotated[SecretStr, Field(description="secret que Telegram joint à chaque envoi")] = (
        SecretStr("")
    )
    key: Annotated[SecretStr, Field(description="clé de l'hôte : 32 octets en base64")] = SecretStr("")
    key_file: Annotated[Path | None, Field(description="fichier qui contient la clé de l'hôte")] = None
    send_rate: Annotated[float, Field(gt=0, description="messages par seconde, en tout")] = 25
    chat_rate: Annotated[float, Field(gt=0, description="messages par seconde dans une conversation")] = 1
    smtp_url: Annotated[SecretStr, Field(description="serveur d'envoi du courrier")] = SecretStr("")
    mail_from: Annotated[str, Field(description="expéditeur du courrier")] = ""
    retention_months: Annotated[
        int, Field(ge=1, le=24, description="mois avant l'effacement des textes, après la clôture")
    ] = Limits().closed
    retention_months_stopped: Annotated[
        int, Field(ge=1, le=24, description="mois avant l'effacement des textes de qui est parti")
    ] = Limits().stopped
    timezone: Annotated[str, Field(description="fuseau des nouvelles personnes")] = "Europe/Paris"
    dialogs: Annotated[Path, Field(description="dossier des dialogues")] = ROOT / "dialogs"
    prompts: Annotated[Path, Field(description="dossier des textes")] = ROOT / "prompts"
    log: Annotated[str, Field(description="niveau du journal : debug, info, warning, error")] = "info"

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        if name not in available_timezones():
            near = get_close_matches(name, available_timezones(), n=1)
            raise ValueError(f"fuseau inconnu ; écrire par exemple {near[0] if near else 'Europe/Paris'}")
        return name

    @field_validator("log")
    @classmethod
    def _level_exists(cls, level: str) -> str:
        if level.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("choisir parmi : debug, info, warning, error")
        return level.lower()

    @field_validator("webhook_listen")
    @classmethod
    def _is_address(cls, listen: str) -> str:
        host, _, port = listen.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:  # noqa: PLR2004 - the last port
            raise ValueError("écrire une adresse et un port, par exemple 127.0.0.1:8080")
        return listen

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _is_url(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("écrire une adresse qui commence par http:// ou https://")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _webhook_is_secret(self) -> Settings:
        if self.webhook_url and not self.webhook_secret.get_secret_value():
            raise ValueError(
                "RECUL_WEBHOOK_URL demande RECUL_WEBHOOK_SECRET : inventer une longue suite de lettres"
            )
        return self

    @property
    def limits(self) -> Limits:
        """How long texts are kept."""
        return Limits(self.retention_months, self.retention_months_stopped)

    @property
    def database(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{self.home / 'recul.sqlite'}"


def load() -> Settings:
    """The options, or SettingsError with a sentence for each that cannot be used."""
    unknown = _unknown()
    if unknown:
        raise SettingsError("\n".join(unknown))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_told(one) for one in error.errors())) from None


def _unknown() -> list[str]:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    given = {name.upper() for name in os.environ} | {name.upper() for name in dotenv_values(ENV_FILE)}
    told = []
    for name in sorted(given):
        if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_") and name not in known:
            near = get_close_matches(name, known, n=1)
            told.append(f"{name} : option inconnue" + (f" ; écrire {near[0]} ?" if near else "."))
    return told


def _told(error: object) -> str:
    assert isinstance(error, dict)
    name = f"{PREFIX}{str(error['loc'][0]).upper()}" if error["loc"] else ""
    reason = str(error["msg"]).removeprefix("Value error, ")
    french = {"float_parsing": "écrire un nombre", "greater_than": "écrire un nombre plus grand que zéro"}
    reason = french.get(str(error["type"]), reason)
    return f"{name} : {reason}." if name else f"{reason}."
