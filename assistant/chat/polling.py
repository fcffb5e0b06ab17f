"""Channels that are asked for news: each batch is kept before the next one is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import cast

import structlog

from assistant.chat import Batch, Channel, Polling, Receive
from assistant.errors import ColibriError

log = structlog.get_logger(__name__)

LONGEST_S = 30.0
"""Between two tries to keep a batch."""


async def poll(
    name: str,
    channel: Channel,
    receive: Receive,
    nap: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Until it is cancelled. When nothing was kept, it is tried again."""
    async with aclosing(cast(Polling, channel).batches()) as batches:  # type: ignore[type-var]
        async for batch in batches:
            await _keep(name, channel, batch, receive, nap)


async def _keep(
    name: str, channel: Channel, batch: Batch, receive: Receive, nap: Callable[[float], Awaitable[object]]
) -> None:
    wait_s = 1.0
    while True:
        try:
            await receive(name, channel, batch.body, batch.events, "")
        except ColibriError as error:
            log.error("messages could not be kept; they are asked for again", channel=name, reason=str(error))
            await nap(wait_s)
            wait_s = min(LONGEST_S, wait_s * 2)
        else:
            return
