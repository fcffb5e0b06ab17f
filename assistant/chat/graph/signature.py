"""Who may speak to the webhook. Every comparison takes the same time whatever is compared."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from assistant.chat.graph.settings import Settings

HEADER = "x-hub-signature-256"

_SHAPE = re.compile(r"sha256=([0-9a-f]{64})")
_LONGEST_CHALLENGE = 1000


def signed(headers: Mapping[str, str], body: bytes, settings: Settings) -> bool:
    """Whether the current or the previous secret has signed exactly these bytes. Never raises."""
    shaped = _SHAPE.fullmatch(headers.get(HEADER) or "")
    if shaped is None:
        return False
    given = shaped[1].encode()
    good = False
    for secret in (settings.app_secret, settings.previous_app_secret):  # both, always: no time tells which it was
        if secret is not None:
            good |= hmac.compare_digest(_hmac(secret.get_secret_value(), body), given)
    return good


def challenge(query: Mapping[str, str], settings: Settings) -> str | None:
    """What is to be repeated to the platform, exactly; None: whoever asks does not know the verify token."""
    # a str may hold what is no character, which compare_digest and a plain encode() refuse with an exception
    shown = query.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
    known = hmac.compare_digest(shown, settings.verify_token.get_secret_value().encode())
    repeat = query.get("hub.challenge", "")
    if not known or query.get("hub.mode") != "subscribe" or not 0 < len(repeat) <= _LONGEST_CHALLENGE:
        return None
    return repeat


def proof(settings: Settings) -> str:
    """`appsecret_proof`: that we know the app secret as well as the token."""
    return _hmac(settings.app_secret.get_secret_value(), settings.token.get_secret_value().encode()).decode()


def _hmac(secret: str, message: bytes) -> bytes:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().encode()
