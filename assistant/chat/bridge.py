"""The bridge at work: what it receives, answers and sends, until it is stopped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import structlog

from assistant.chat import Channel, Edited, Event, Incoming, Moved, Polling, Revoked, Status, Webhook
from assistant.chat.lanes import Lanes
from assistant.chat.polling import poll
from assistant.chat.sender import Sender
from assistant.chat.server import serving
from assistant.chat.store import Lane, Store, StoreUnavailable
from assistant.chat.turn import Turns
from assistant.chat.webhook import webhook
from assistant.chat.wording import stops
from assistant.errors import ColibriError, causes

log = structlog.get_logger(__name__)

AGAIN_S = 60.0
"""After the polling of a channel has failed."""
TIDY_S = 3600.0
"""Between two looks for what need not be kept any more."""


@dataclass(frozen=True, slots=True)
class BridgeSettings:
    """How it is reached, and what it keeps."""

    host: str
    port: int
    keep_s: float
    """Texts of answered messages are kept so long."""


class Bridge:
    """One store, its channels, and whoever answers. It belongs to the event loop."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        turns: Turns,
        sender: Sender,
        settings: BridgeSettings,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._channels = channels
        self._turns = turns
        self._sender = sender
        self._settings = settings
        self._clock = clock
        self._lanes = Lanes(store, turns.work, clock, self._serves)
        self.port: int | None = None
        """Where webhooks are listened for, once they are."""

    @property
    def polled(self) -> dict[str, Channel]:
        """Channels that are asked for news."""
        return {name: of for name, of in self._channels.items() if isinstance(of, Polling) and of.polls}

    @property
    def called(self) -> dict[str, Channel]:
        """Channels that call us."""
        return {name: of for name, of in self._channels.items() if isinstance(of, Webhook) and name not in self.polled}

    async def run(self) -> None:
        """Until it is cancelled, or cannot go on. Raises `ColibriError`."""
        try:
            await self._run()
        except ExceptionGroup as failed:  # what is not expected comes first: it has to be seen
            raise min(causes(failed), key=lambda error: isinstance(error, ColibriError)) from failed

    async def _run(self) -> None:
        async with AsyncExitStack() as stack:
            ended: list[asyncio.Future[None]] = []
            if self.called:
                app = webhook(self.called, self.receive)
                server = await stack.enter_async_context(serving(app, self._settings.host, self._settings.port))
                self.port = server.port
                ended.append(server.ended)
                log.info(
                    "webhooks are listened for", host=self._settings.host, port=server.port, at=sorted(self.called)
                )
            group = await stack.enter_async_context(asyncio.TaskGroup())
            group.create_task(_watch(ended))
            group.create_task(self._sender.run())
            group.create_task(self._lanes.run())
            group.create_task(self._tidy())
            for name, channel in self.polled.items():
                log.info("messages are polled for", channel=name)
                group.create_task(self._poll(name, channel))

    def _serves(self, lane: Lane) -> bool:
        channel = self._channels.get(lane.channel)
        return channel is not None and channel.account == lane.account

    async def _poll(self, name: str, channel: Channel) -> None:
        """One channel's trouble does not end the others."""
        while True:
            try:
                await poll(name, channel, self.receive)
            except Exception as error:
                if len(self._channels) == 1:
                    raise
                log.error("a channel is not polled; it is tried again", channel=name, reason=str(error))
                log.debug("why a channel is not polled", exc_info=error)
            await asyncio.sleep(AGAIN_S)

    async def receive(
        self, name: str, channel: Channel, body: bytes, events: Sequence[Event], poison: str = ""
    ) -> None:
        """Keep what has come; when this returns, it is on the disk. Raises `StoreUnavailable`."""
        self._sender.heard(name)
        received = await self._store.receive(name, channel.account, body, events, stops=stops, poison=poison)
        log.debug("received", channel=name, new=received.new, repeated=received.repeated)
        for event in events:
            if isinstance(event, Incoming | Edited | Revoked | Moved):
                self._turns.wrote(Lane(name, channel.account, event.user))
                self._lanes.wake()
            elif isinstance(event, Status):  # it may settle what others wait for
                self._sender.wake()

    async def _tidy(self) -> None:
        while True:
            try:
                if gone := await self._store.purge(self._clock() - self._settings.keep_s):
                    log.info("texts of answered messages were erased", count=gone)
            except StoreUnavailable as error:
                log.error("old messages could not be erased", reason=str(error))
            await asyncio.sleep(TIDY_S)


async def _watch(ended: Sequence[asyncio.Future[None]]) -> None:
    """A server that does not listen any more is no reason to look healthy."""
    for server in ended:
        await asyncio.wait((server,))
        raise ColibriError("webhooks are not listened for any more; it is begun again")
