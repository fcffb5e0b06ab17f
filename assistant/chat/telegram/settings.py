"""What a bot is configured with."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from assistant import registry
from assistant.chat.graph.settings import private

API_URL = "https://api.telegram.org"

_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class Settings(registry.Options):
    """Secrets are written as ${env:NAME}, ${file:PATH} or ${credential:NAME}."""

    model_config = ConfigDict(hide_input_in_errors=True)

    token: SecretStr
    """What @BotFather gave for the bot: digits, a colon, and letters."""
    mode: Literal["polling", "webhook"] = "polling"
    """We ask Telegram for news, which needs no public address; or Telegram calls us."""
    secret: SecretStr | None = None
    """Of the webhook: what Telegram shows with each delivery; given as `secret_token` where the webhook is registered."""
    previous_secret: SecretStr | None = None
    """The one before it, as long as it is being changed: both are accepted."""
    api_url: str = API_URL
    """Where Telegram's Bot API listens."""
    poll_s: int = Field(50, ge=1, le=50)
    """A question for news waits so long for some, in seconds."""
    timeout_s: float = Field(15.0, ge=1, le=120)
    """A request takes no longer, in seconds."""
    download_s: float = Field(60.0, ge=1, le=600)
    """A file takes no longer, in either direction, in seconds."""

    @field_validator("token")
    @classmethod
    def _shaped(cls, token: SecretStr) -> SecretStr:
        token = SecretStr(token.get_secret_value().strip())
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise PydanticCustomError("secret", "is not a bot's token; @BotFather shows it at /mybots, API Token")
        return token

    @field_validator("secret", "previous_secret")
    @classmethod
    def _usable(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _SECRET.fullmatch(secret.get_secret_value()):
            mend = "must be 16 to 256 letters, digits, _ or -; `openssl rand -hex 32` makes one"
            raise PydanticCustomError("secret", mend)
        return secret

    @field_validator("api_url")
    @classmethod
    def _private(cls, url: str) -> str:
        url = url.strip().rstrip("/")
        if not private(url):
            raise PydanticCustomError("url", "must be an address such as https://api.telegram.org")
        return url

    @model_validator(mode="after")
    def _guarded(self) -> Settings:
        if self.mode == "webhook" and self.secret is None:
            mend = "mode webhook needs a `secret`; `openssl rand -hex 32` makes one"
            raise PydanticCustomError("secret", mend)
        return self

    @property
    def bot(self) -> str:
        """The bot's id."""
        return self.token.get_secret_value().partition(":")[0]
