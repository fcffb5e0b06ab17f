"""Asking for news, again and again. Outages are waited out, longer each time, and said once.

What was received is confirmed by the next question, which names the number behind it: so nothing is lost when we end before
it was stored. After an empty answer there is nothing left to confirm, and no number is named: a bot that was silent for a
week gets new, arbitrary ones.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import structlog

from assistant.chat import Batch, Event
from assistant.chat.telegram.api import Api, Failed, TooLong, Trouble
from assistant.chat.telegram.reading import WANTED, number_of
from assistant.chat.telegram.sending import TOKEN
from assistant.errors import ColibriError

log = structlog.get_logger(__name__)

LONGEST_WAIT_S = 60.0

_MOST_UPDATES = 100
_MOST_BYTES = 16 * 1024 * 1024
_SOON_S = 1.0
"""A server that answers sooner that there is nothing does not wait for news: we do."""


class Poller:
    """Asks, until it is cancelled."""

    def __init__(
        self,
        api: Api,
        poll_s: int,
        timeout_s: float,
        read: Callable[[list[Any]], list[Event]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._api = api
        self._poll_s = poll_s
        self._within_s = poll_s + timeout_s
        self._read = read
        self._sleep = sleep
        self._offset: int | None = None
        self._limit = _MOST_UPDATES
        self._wait_s = 0.0
        self._down = False
        self._said: set[str] = set()

    async def batches(self) -> AsyncIterator[Batch]:
        """News. Raises `ColibriError` when the token is not accepted."""
        while True:
            if found := await self._news():
                yield Batch(json.dumps(found).encode(), self._read(found))
            self._offset = max(_numbers(found)) + 1 if found else None

    async def _news(self) -> list[Any]:
        """What the next question that is answered brings; nothing, where there was no news for long."""
        while True:
            asked = time.monotonic()
            try:
                found = await self._ask()
            except Failed as failed:
                wait_s = await self._refused(failed)
            except TooLong as trouble:
                self._limit = max(1, self._limit // 4)
                wait_s = self._outage(str(trouble))
            except Trouble as trouble:
                wait_s = self._outage(str(trouble))
            else:
                if found is not None:
                    self._well()
                    if not found and time.monotonic() - asked < _SOON_S:
                        await self._sleep(_SOON_S)
                    return found
                wait_s = self._outage("Telegram's answer cannot be read")
            await self._sleep(wait_s)

    async def _ask(self) -> list[Any] | None:
        """One question's answer; None: it cannot be read."""
        question = {"timeout": self._poll_s, "limit": self._limit, "allowed_updates": WANTED}
        if self._offset is not None:
            question["offset"] = self._offset
        found = await self._api.call("getUpdates", within_s=self._within_s, most=_MOST_BYTES, json=question)
        if not isinstance(found, list):
            return None
        numbers = _numbers(found)
        if found and (not numbers or max(numbers) < (self._offset or 0)):  # it cannot be confirmed, or has been
            return None
        return found

    async def _refused(self, failed: Failed) -> float:
        """Seconds to wait before the next try."""
        if failed.code in (401, 404):
            raise ColibriError(TOKEN)
        if failed.code == 429:
            return max(failed.after_s or self._growing(), _SOON_S)
        if failed.code != 409:
            return self._outage(str(failed))
        if "webhook" not in failed.description:
            self._once("another program polls for this bot: stop it, or make a bot of our own with @BotFather")
        elif self._once("a webhook is registered, so that polling gets nothing: removing it; `mode: webhook` keeps it"):
            await self._remove_webhook()
        return self._growing()

    async def _remove_webhook(self) -> None:
        try:
            await self._api.call("deleteWebhook", json={"drop_pending_updates": False})
        except Trouble as trouble:
            log.warning("the webhook could not be removed; remove it with deleteWebhook", reason=str(trouble))

    def _once(self, words: str) -> bool:
        if words in self._said:
            return False
        self._said.add(words)
        log.warning(words)
        return True

    def _outage(self, reason: str) -> float:
        if not self._down:
            self._down = True
            log.warning("Telegram cannot be asked for news; it is tried on", reason=reason)
        return self._growing()

    def _growing(self) -> float:
        self._wait_s = min(max(1.0, 2 * self._wait_s), LONGEST_WAIT_S)
        return self._wait_s

    def _well(self) -> None:
        if self._down:
            log.info("Telegram can be asked for news again")
        self._down, self._wait_s, self._limit = False, 0.0, min(4 * self._limit, _MOST_UPDATES)


def _numbers(found: list[Any]) -> list[int]:
    return [id_ for id_ in map(number_of, found) if id_ is not None]
