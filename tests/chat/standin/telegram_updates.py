"""How a bot gets its updates: by asking, or by webhook; never both."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.requests import Request

from tests.chat.standin.serving import watch
from tests.chat.standin.telegram import Telegram
from tests.chat.standin.telegram_forms import names, whole
from tests.chat.standin.wrap import TelegramError
from tests.chat.standin.writing import Json

_LONGEST_POLL_S = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(bot: Telegram, given: Json, request: Request) -> list[Json]:
    """Long polling. What comes before `offset` is confirmed; a second poller ends the first one's question."""
    if bot.deliverer.url:
        raise TelegramError(
            409, "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    if bot.waiting is not None and not bot.waiting.done():
        said = "terminated by other getUpdates request; make sure that only one bot instance is running"
        bot.waiting.set_exception(TelegramError(409, said))
    offset, limit = whole(given, "offset", 0), whole(given, "limit", 100)
    if "allowed_updates" in given:
        bot.allowed = frozenset(names(given["allowed_updates"]))
    bot.confirm(offset)
    patience_s = min(whole(given, "timeout", 0), _LONGEST_POLL_S)
    if not bot.updates and patience_s > 0:
        await _news(bot, patience_s, request)
    return bot.updates[: max(1, min(limit, 100))]


def set_webhook(bot: Telegram, given: Json) -> bool:
    """Or delete it, with an empty `url`."""
    url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
    parts = urlsplit(url)
    if url and parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise TelegramError(400, "bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise TelegramError(400, "bad webhook: secret token contains unallowed characters")
    if "allowed_updates" in given:
        bot.allowed = frozenset(names(given["allowed_updates"]))
    if str(given.get("drop_pending_updates", "")).lower() == "true":
        bot.updates.clear()
    bot.secret = secret
    bot.use_webhook(url)
    return True


def webhook_info(bot: Telegram) -> Json:
    waiting = len(bot.updates) + len(bot.deliverer.outstanding)
    found: Json = {
        "url": bot.deliverer.url,
        "has_custom_certificate": False,
        "pending_update_count": waiting,
        "max_connections": 40,
    }
    bad = [status for status in bot.deliverer.answers if status != 200]
    if bad:
        found["last_error_date"] = int(time.time())
        found["last_error_message"] = f"Wrong response from the webhook: {bad[-1]}" if bad[-1] else "Connection refused"
    return found


async def _news(bot: Telegram, patience_s: float, request: Request) -> None:
    """Wait until there are some. Raises `TelegramError` where another poller comes."""
    mine = bot.waiting = asyncio.get_running_loop().create_future()
    with suppress(TimeoutError):
        async with asyncio.timeout(patience_s):
            if await watch(request, mine):
                mine.result()
