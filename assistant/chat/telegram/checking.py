"""Whether token, bot and registration are good, in words."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from assistant.chat import Finding
from assistant.chat.telegram.api import Api, Failed, Trouble
from assistant.chat.telegram.reading import WANTED
from assistant.chat.telegram.sending import TOKEN
from assistant.chat.telegram.settings import Settings

_MANY = 100
_LATELY_S = 3600.0
_PORTS = (443, 80, 88, 8443)


async def check(api: Api, settings: Settings, url: str | None, now: float) -> list[Finding]:
    """All that can be found out; what comes later needs what comes before it."""
    what = "the token is accepted"
    try:
        me = await api.call("getMe")
        if not isinstance(me, dict) or str(me.get("id")) != settings.bot:
            mend = "something else than Telegram answers: check `api_url`, and what stands in between"
            return [Finding("Telegram answers", False, mend)]
        info = await api.call("getWebhookInfo")
    except Failed as failed:
        if failed.code in (401, 404):
            return [Finding(what, False, TOKEN)]
        return [Finding("Telegram answers", False, f"{failed}; try again later")]
    except Trouble as trouble:
        return [Finding("Telegram answers", False, f"{trouble}; check the network and `api_url`")]
    findings = [Finding(what, True), _groups(me)]
    info = info if isinstance(info, dict) else {}
    if settings.mode == "polling":
        return [*findings, _unregistered(info), _waiting(info)]
    return [*findings, _registered(info, url), *_wanted(info), _reached(info, now), _waiting(info)]


def _groups(me: dict[str, Any]) -> Finding:
    hint = "; to keep it out of groups: @BotFather, /setjoingroups, Disable" if me.get("can_join_groups") else ""
    return Finding(f"the bot answers in private chats only{hint}", True)


def _unregistered(info: dict[str, Any]) -> Finding:
    mend = "polling gets nothing while one is; start the bridge, which removes it, or set `mode: webhook`"
    registered = bool(info.get("url"))
    return Finding("no webhook is registered", not registered, mend if registered else "")


def _registered(info: dict[str, Any], url: str | None) -> Finding:
    what = "the webhook is registered"
    at, updates = url or "https://.../telegram", json.dumps(WANTED)
    how = f"call the Bot API's setWebhook with url={at}, secret_token=(your `secret`), allowed_updates={updates}"
    if url is not None and not _callable(url):
        return Finding(
            what, False, "Telegram calls https addresses on port 443, 80, 88 or 8443 alone; change `chat.public_url`"
        )
    if not info.get("url"):
        return Finding(what, False, how)
    if url is not None and info["url"] != url:
        return Finding(what, False, f"another address is; change `chat.public_url`, or {how}")
    return Finding(what, True)


def _wanted(info: dict[str, Any]) -> list[Finding]:
    """What it is registered for; not told where it was left open, and then reactions do not come."""
    allowed = info.get("allowed_updates")
    missing = [name for name in WANTED if name not in allowed] if isinstance(allowed, list) and allowed else []
    if not missing:
        return []
    mend = f"call setWebhook with allowed_updates={json.dumps(WANTED)}: {', '.join(missing)} would not come"
    return [Finding("the webhook is told everything that is needed", False, mend)]


def _reached(info: dict[str, Any], now: float) -> Finding:
    what, message, at = "Telegram reaches the webhook", info.get("last_error_message"), info.get("last_error_date")
    if not isinstance(message, str) or not message:
        return Finding(what, True)
    if isinstance(at, int | float) and now - at > _LATELY_S and not info.get("pending_update_count"):
        return Finding(what, True)
    said = "".join(char if char.isprintable() else " " for char in message)[:200]
    mend = "start the bridge, and check the tunnel or reverse proxy, its certificate, and DNS"
    if "401" in said or "unauthorized" in said.lower():
        mend = "the `secret` differs from the secret_token that was registered; call setWebhook again"
    elif "404" in said:
        mend = "the proxy must pass this path on to the bridge"
    return Finding(what, False, f"it says: {said}; {mend}")


def _waiting(info: dict[str, Any]) -> Finding:
    count = info.get("pending_update_count")
    count = count if isinstance(count, int) else 0
    good = count < _MANY
    return Finding(f"updates that wait: {count}", good, "" if good else "start the bridge; they are kept for a day")


def _callable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and (parts.port or 443) in _PORTS
    except ValueError:
        return False
