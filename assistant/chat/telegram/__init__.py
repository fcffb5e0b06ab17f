"""Channel: Telegram, as a bot.

settings   what it is configured with          reading    updates, as events
api        requests, and what became of them   sending    messages as requests, and what refusals mean
polling    asking for news                     checking   whether token and registration are good
"""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assistant.chat import Batch, Event, Finding, Limits, Media, MediaTrouble, NotSent, Outgoing, Rate, Uncertain
from assistant.chat.telegram.api import Api, Failed, Trouble
from assistant.chat.telegram.checking import check
from assistant.chat.telegram.polling import Poller
from assistant.chat.telegram.reading import events, updates
from assistant.chat.telegram.sending import meant, request, sent
from assistant.chat.telegram.settings import Settings

if TYPE_CHECKING:
    import httpx

HEADER = "x-telegram-bot-api-secret-token"

_MOST_FILE = 20 * 1024 * 1024
"""Bytes of a file that a bot may fetch."""
_LIMITS = Limits(text=4096, account=Rate(30, 30), pair=Rate(1, 3), voice_bytes=512 * 1024, typing_s=5)


class Telegram:
    """One bot."""

    class Options(Settings):
        """The bot, and how it is reached."""

    limits = _LIMITS

    def __init__(
        self,
        options: Options,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`transport`: in place of the network."""
        self.account = options.bot
        self.polls = options.mode == "polling"
        self._options = options
        self._clock = clock
        self._sleep = sleep
        self._api = Api(options, transport)

    def challenge(self, query: Mapping[str, str]) -> str | None:
        return None  # it never asks

    def signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        shown = headers.get(HEADER, "").encode("utf-8", "surrogatepass")
        good = False
        for secret in (self._options.secret, self._options.previous_secret):  # both, always: no time tells which it was
            if secret is not None:
                good |= hmac.compare_digest(shown, secret.get_secret_value().encode())
        return good and not self.polls  # whoever is asked for news does not call

    def read(self, body: bytes) -> Sequence[Event]:
        return events(updates(body), self._clock)

    def batches(self) -> AsyncIterator[Batch]:
        if not self.polls:
            raise RuntimeError("the bot is in mode webhook: Telegram calls us")
        options = self._options
        return Poller(self._api, options.poll_s, options.timeout_s, self._events, self._sleep).batches()

    async def send(self, out: Outgoing) -> str:
        method, content = request(out, self.limits)
        if out.voice:
            content["within_s"] = self._options.download_s
        return sent(await self._say(method, out.address, content), out)

    async def typing(self, user: str, address: str, message: str) -> None:
        await self._say("sendChatAction", address, {"json": {"chat_id": address, "action": "typing"}})

    async def download(self, media: Media, most: int) -> bytes:
        most = min(most, _MOST_FILE)
        if not media.id:
            raise MediaTrouble("the message does not say which file it is")
        if media.size is not None and media.size > most:
            raise MediaTrouble(f"the file has more than {most} bytes", too_large=True)
        try:
            found = await self._api.call("getFile", json={"file_id": media.id})
        except Failed as failed:
            trouble = _unavailable(failed)
        except Trouble:
            trouble = MediaTrouble("Telegram cannot be asked where the file is; it is tried again", later=True)
        else:
            return await self._api.file(_path(found), most)
        raise trouble

    async def check(self, url: str | None) -> Sequence[Finding]:
        return await check(self._api, self._options, url, self._clock())

    async def close(self) -> None:
        await self._api.close()

    def _events(self, found: list[Any]) -> list[Event]:
        return events(found, self._clock)

    async def _say(self, method: str, address: str, content: dict[str, Any]) -> Any:
        failure: NotSent | Uncertain
        try:
            return await self._api.call(method, **content)
        except Trouble as trouble:
            failure = meant(trouble, address)
        raise failure


def _unavailable(failed: Failed) -> MediaTrouble:
    if "too big" in failed.description:
        return MediaTrouble("the file is larger than what a bot may fetch (20 MB)", too_large=True)
    return MediaTrouble(f"the file cannot be had: {failed}", later=failed.code >= 500 or failed.code in (409, 429))


def _path(found: Any) -> str:
    """Where the file is, below the token's address. Raises `MediaTrouble`."""
    path = found.get("file_path") if isinstance(found, dict) else None
    steps = path.split("/") if isinstance(path, str) else []
    if not steps or len(str(path)) > 1000 or not all(map(_is_step, steps)):
        raise MediaTrouble("Telegram does not say where the file is, or names a place that is not safe")
    return "/".join(quote(step, safe="") for step in steps)


def _is_step(step: str) -> bool:
    return step.isprintable() and step.strip(". ") != "" and not any(char in step for char in "\\:?#%")
