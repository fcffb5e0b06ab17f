"""Stays connected to Home Assistant: knows the house, follows its states, and is back as soon as it is.

Everything is read again after a pause when registries change, and when an entity comes, goes or is renamed. States that change
meanwhile are applied again after what was read, for a result and the events around it arrive in no sure order here.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import structlog
from pydantic import SecretStr

from assistant.skills.home.client import Client, Message, connected
from assistant.skills.home.entities import House, State
from assistant.skills.home.errors import Declined, HomeError, NotReached, Silent, TokenRefused
from assistant.skills.home.registries import (
    AreaEntry,
    DeviceEntry,
    EntityEntry,
    Registries,
    StateEntry,
    entries,
    house,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds."""

    first_s: float = 1
    """Before the first new attempt; doubles with every further one."""
    longest_s: float = 60
    refused_s: float = 600
    """After a token was refused: whoever tries too often may be locked out."""
    settled_s: float = 1
    """Before everything is read again: changes come many at a time."""
    ping_s: float = 30


class Link:
    """Belongs to the event loop. `changed` is called when the house is another."""

    def __init__(
        self,
        url: str,
        token: SecretStr,
        timeout_s: float,
        changed: Callable[[House], object],
        pauses: Pauses,
    ) -> None:
        self.house = House()
        """The one that was read last, while there is no connection as well."""
        self.states: Mapping[str, State] = {}
        self._url = url
        self._token = token
        self._timeout_s = timeout_s
        self._changed = changed
        self._pauses = pauses
        self._client: Client | None = None
        self._trouble: HomeError = NotReached("nobody has connected yet")
        self._running = False
        self._tried = asyncio.Event()
        """Whether it ever was connected, or knows why not."""

    async def run(self) -> NoReturn:
        """Until it is cancelled."""
        self._running = True
        pause_s, told = self._pauses.first_s, ""
        while True:
            try:
                async with connected(self._url, self._token.get_secret_value(), self._timeout_s) as client:
                    session = _Session(client, self._pauses, self._learn)
                    self.states = session.states
                    await session.load()
                    log.info("connected to Home Assistant", url=self._url, entities=len(self.house.entities))
                    self._client, pause_s, told = client, self._pauses.first_s, ""
                    self._tried.set()
                    await session.follow()
            except HomeError as error:
                self._client, self._trouble = None, error
                self._tried.set()
                told = self._tell(error, told)
            finally:
                self._client = None
            if isinstance(self._trouble, TokenRefused):
                await asyncio.sleep(self._pauses.refused_s)
                continue
            await asyncio.sleep(pause_s * random.uniform(0.8, 1.2))
            pause_s = min(2 * pause_s, self._pauses.longest_s)

    async def ready(self) -> Client:
        """The connection. Waits for the first attempt to connect; raises `HomeError`, why there is none."""
        if self._running and not self._tried.is_set():
            try:
                async with asyncio.timeout(self._timeout_s):
                    await self._tried.wait()
            except TimeoutError as error:
                raise Silent(f"{self._url} has not answered yet") from error
        if self._client is None:
            raise self._trouble
        return self._client

    def _learn(self, found: House) -> None:
        if found != self.house:
            self.house = found
            self._changed(found)

    def _tell(self, error: HomeError, told: str) -> str:
        """Say what is wrong once, as long as it stays the same."""
        kind = type(error).__name__
        if kind != told:
            if isinstance(error, TokenRefused):
                hint = "make a long-lived access token in your Home Assistant profile; set skills.options.home.token"
            else:
                hint = "is it running, and is skills.options.home.url right? tried again until it is there"
            log.warning("no connection to Home Assistant", url=self._url, reason=str(error), hint=hint)
        return kind


@dataclass(slots=True)
class _Session:
    """What is known over one connection."""

    client: Client
    pauses: Pauses
    learn: Callable[[House], object]
    states: dict[str, State] = field(default_factory=dict)
    _stale: asyncio.Event = field(default_factory=asyncio.Event)
    _since: list[Message] | None = None
    """States that changed while everything is read."""

    async def load(self) -> None:
        """Subscribe to what changes, and read everything. Raises `HomeError`."""
        await self.client.subscribe("state_changed", self._on_state)
        for kind in ("area", "device", "entity"):
            try:
                await self.client.subscribe(f"{kind}_registry_updated", self._on_registry)
            except Declined as error:
                log.debug("changes of a registry are not told", registry=kind, reason=str(error))
        await self._read()

    async def follow(self) -> NoReturn:
        """Keep up with what changes until the connection is lost. Raises `HomeError`."""
        while True:
            waiting = asyncio.create_task(self._stale.wait())
            try:
                await asyncio.wait(
                    (waiting, self.client.ended), timeout=self.pauses.ping_s, return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                waiting.cancel()
            if self.client.ended.done():
                raise NotReached("the connection was lost")
            if self._stale.is_set():
                await asyncio.sleep(self.pauses.settled_s)
                await self._read()
            else:
                await self.client.command("ping")

    async def _read(self) -> None:
        self._stale.clear()
        since = self._since = []
        command = self.client.command
        areas = entries(AreaEntry, await command("config/area_registry/list"))
        devices = entries(DeviceEntry, await command("config/device_registry/list"))
        entities = entries(EntityEntry, await command("config/entity_registry/list"))
        aliases = await self._aliases([entry.entity_id for entry in entities])
        states = entries(StateEntry, await command("get_states"))
        self._since = None
        self.states.clear()
        self.states.update({entry.entity_id: State(entry.state, entry.attributes) for entry in states})
        for event in since:
            self._apply(event)
        self.learn(house(Registries(areas, devices, entities, aliases), self.states))

    async def _aliases(self, entities: list[str]) -> Mapping[str, tuple[str, ...]]:
        """Other names by entity; none from a Home Assistant that does not tell."""
        try:
            found = await self.client.command("config/entity_registry/get_entries", entity_ids=entities)
        except Declined:
            return {}
        listed = entries(EntityEntry, list(found.values()) if isinstance(found, dict) else [])
        return {entry.entity_id: tuple(filter(None, entry.aliases or ())) for entry in listed}

    def _on_registry(self, event: Message) -> None:
        self._stale.set()

    def _on_state(self, event: Message) -> None:
        if self._since is not None:
            self._since.append(event)
        if self._apply(event):
            self._stale.set()

    def _apply(self, event: Message) -> bool:
        """Take over a state; whether the house is another by that."""
        data = event.get("data")
        identity = data.get("entity_id") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(identity, str):
            return False
        before = self.states.get(identity)
        if data.get("new_state") is None:
            return self.states.pop(identity, None) is not None
        for entry in entries(StateEntry, [data["new_state"]]):
            self.states[identity] = State(entry.state, entry.attributes)
            return before is None or _called(before.attributes) != _called(entry.attributes)
        return False


def _called(attributes: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """What of the attributes the names of a house depend on."""
    return attributes.get("friendly_name"), attributes.get("device_class"), attributes.get("unit_of_measurement")
