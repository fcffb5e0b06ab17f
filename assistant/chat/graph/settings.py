"""What both channels are configured with."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, SecretStr, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from assistant import registry

AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,32}$")]
Version = Annotated[str, StringConstraints(pattern=r"^v[0-9]{1,3}\.[0-9]{1,2}$")]
Host = Annotated[
    str, StringConstraints(to_lower=True, pattern=r"^(\*\.)?[A-Za-z0-9:]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$")
]

_GRAPHIC = re.compile(r"[!-~]+")
_SHORTEST = {"app_secret": 12, "previous_app_secret": 12, "verify_token": 8, "token": 8}
_SOURCE = {
    "app_secret": "copy the app secret from the app's page at developers.facebook.com (App settings, Basic)",
    "previous_app_secret": "leave it out, unless the app secret has just been changed",
    "verify_token": "invent one, such as the output of `openssl rand -hex 24`, and enter the same where the webhook is set up",
    "token": "copy the access token from the app's page at developers.facebook.com; a system user's does not expire",
}


class Settings(registry.Options):
    """Secrets are written as ${env:NAME}, ${file:PATH} or ${credential:NAME}."""

    model_config = ConfigDict(hide_input_in_errors=True)

    app_secret: SecretStr
    """The app's secret, with which the platform signs what it delivers."""
    previous_app_secret: SecretStr | None = None
    """The one before it, as long as it is being changed: both are accepted."""
    verify_token: SecretStr
    """What the platform shows when it asks whether the webhook is ours; entered there too."""
    token: SecretStr
    """The access token."""
    api_url: str = "https://graph.facebook.com"
    """Where the platform listens."""
    media_hosts: tuple[Host, ...] = Field(("*.fbsbx.com", "*.fbcdn.net"), min_length=1, max_length=16)
    """Where files may be fetched from: names of hosts; `*.` stands for one label or more."""
    timeout_s: float = Field(15.0, ge=1, le=120)
    """A request takes no longer, in seconds."""
    download_s: float = Field(60.0, ge=1, le=600)
    """A download takes no longer, in seconds."""
    appsecret_proof: bool = False
    """Prove with each request that we know the app secret; needed where the app demands it."""

    @field_validator("app_secret", "previous_app_secret", "verify_token", "token")
    @classmethod
    def _usable(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None:
            return None
        name, value = str(info.field_name), secret.get_secret_value()
        wrong = None
        if not value.strip():
            wrong = "is empty"
        elif not _GRAPHIC.fullmatch(value):
            wrong = "has spaces, or characters beyond ASCII"
        elif len(value) < _SHORTEST[name]:
            wrong = f"has fewer than {_SHORTEST[name]} characters"
        if wrong:
            raise PydanticCustomError("secret", "{wrong}; {mend}", {"wrong": wrong, "mend": _SOURCE[name]})
        return secret

    @field_validator("api_url")
    @classmethod
    def _private(cls, url: str) -> str:
        url = url.strip().rstrip("/")
        if not private(url):
            raise PydanticCustomError("url", "must be an address such as https://graph.facebook.com")
        return url


def private(url: str) -> bool:
    """Whether what is sent to `url` is read by its server alone: https, or http on this machine; without user and question."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or port == 0 or "@" in parts.netloc or parts.query or parts.fragment or not _GRAPHIC.fullmatch(url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether it is this machine, by an address or as `localhost`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
