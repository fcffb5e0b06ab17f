"""While we think, people see that we are typing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from assistant.chat import Channel, Incoming
from assistant.errors import ColibriError

log = structlog.get_logger(__name__)

AFTER_S = 0.4
"""An answer that comes sooner needs no sign before it."""
FRESH = 0.8
"""The sign is renewed when so much of its time has passed."""
LONGEST_S = 120.0


@asynccontextmanager
async def shown_typing(channel: Channel, user: str, address: str, incoming: Incoming) -> AsyncIterator[None]:
    """Until the context is left, or nobody would believe it any more."""
    task = asyncio.create_task(_show(channel, user, address, incoming.message or incoming.id))
    try:
        yield
    finally:
        task.cancel()


async def _show(channel: Channel, user: str, address: str, message: str) -> None:
    await asyncio.sleep(AFTER_S)
    pause_s = max(1.0, channel.limits.typing_s * FRESH)
    for _ in range(max(1, round(LONGEST_S / pause_s))):
        try:
            await channel.typing(user, address, message)
        except ColibriError as error:  # the answer matters, not the sign
            log.debug("no sign of typing", reason=str(error))
            return
        await asyncio.sleep(pause_s)
