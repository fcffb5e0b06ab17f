"""A stand-in for Home Assistant: its WebSocket interface over a real socket, with a small house whose lights do what they are told,
and with every trouble that a test wants."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

TOKEN = "good"
_AFTER = {
    "turn_on": "on",
    "turn_off": "off",
    "open_cover": "opening",
    "close_cover": "closing",
    "lock": "locked",
    "unlock": "unlocked",
}


class StandIn:
    """What it knows may be changed while it runs; `serving` may be left and entered again, as when it restarts."""

    def __init__(self) -> None:
        self.port = 0
        """Any, until it serves."""
        self.token = TOKEN
        self.areas: list[Any] = [area("kitchen", "Kitchen", aliases=["cooking corner"]), area("office", "Office")]
        self.devices: list[Any] = [{"id": "d1", "area_id": "office"}]
        self.entities: list[Any] = []
        self.aliases: dict[str, list[str]] = {}
        self.states: dict[str, dict[str, Any]] = {}
        self.calls: list[dict[str, Any]] = []
        """The services that were called."""
        self.asked: list[str] = []
        """The types of all commands."""
        self.connections = 0
        self.silent: set[str] = set()
        """Types of commands that are not answered; "auth" as well."""
        self.errors: dict[str, tuple[str, str]] = {}
        """Types of commands, or services as DOMAIN.SERVICE, that end with that code and message."""
        self.noise: list[str] = []
        """Frames sent before every answer."""
        self.greeting: str | None = None
        """Instead of `auth_required`."""
        self._sockets: dict[ServerConnection, dict[str, int]] = {}

    def add(self, entity_id: str, name: str, area_id: str | None = None, state: str = "off", **attributes: Any) -> None:
        """A registered entity with a state."""
        self.entities.append({"entity_id": entity_id, "area_id": area_id, "name": None, "device_id": None})
        self.states[entity_id] = {"state": state, "attributes": {"friendly_name": name, **attributes}}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port or 8123}"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[StandIn]:
        """On a port of its own, which stays the same."""
        async with serve(self._serve, "127.0.0.1", self.port, ping_interval=None) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            try:
                yield self
            finally:
                self.drop()

    def drop(self) -> None:
        """Cut all connections, without a word."""
        for socket in list(self._sockets):
            socket.transport.abort()

    async def change(self, entity_id: str, state: str | None, **attributes: Any) -> None:
        """A state changes; None: the entity is gone."""
        if state is None:
            self.states.pop(entity_id, None)
            new = None
        else:
            kept = self.states.get(entity_id, {}).get("attributes", {})
            self.states[entity_id] = {"state": state, "attributes": {**kept, **attributes}}
            new = {"entity_id": entity_id, **self.states[entity_id]}
        await self.tell("state_changed", {"entity_id": entity_id, "old_state": None, "new_state": new})

    async def tell(self, event_type: str, data: Any) -> None:
        """An event to all who subscribed to it."""
        for socket, subscribed in list(self._sockets.items()):
            if event_type in subscribed:
                event = {"event_type": event_type, "data": data}
                await _send(socket, {"id": subscribed[event_type], "type": "event", "event": event})

    async def _serve(self, socket: ServerConnection) -> None:
        self.connections += 1
        self._sockets[socket] = {}
        try:
            with contextlib.suppress(ConnectionClosed):
                await socket.send(self.greeting or json.dumps({"type": "auth_required", "ha_version": "2026.1"}))
                if await self._authenticated(socket):
                    async for frame in socket:
                        await self._answer(socket, json.loads(frame))
        finally:
            del self._sockets[socket]

    async def _authenticated(self, socket: ServerConnection) -> bool:
        said = json.loads(await socket.recv())
        if "auth" in self.silent:
            await socket.wait_closed()
        good: bool = said == {"type": "auth", "access_token": self.token}
        await _send(
            socket, {"type": "auth_ok"} if good else {"type": "auth_invalid", "message": "Invalid access token"}
        )
        return good

    async def _answer(self, socket: ServerConnection, message: Mapping[str, Any]) -> None:
        kind, number = message["type"], message["id"]
        self.asked.append(kind)
        for frame in self.noise:
            await socket.send(frame)
        service = f"{message.get('domain')}.{message.get('service')}"
        if kind in self.silent or service in self.silent:
            return
        if kind == "ping":
            await _send(socket, {"id": number, "type": "pong"})
        elif trouble := self.errors.get(kind) or self.errors.get(service):
            error = {"code": trouble[0], "message": trouble[1]}
            await _send(socket, {"id": number, "type": "result", "success": False, "error": error})
        else:
            result = await self._result(socket, kind, number, message)
            await _send(socket, {"id": number, "type": "result", "success": True, "result": result})

    async def _result(self, socket: ServerConnection, kind: str, number: int, message: Mapping[str, Any]) -> Any:
        match kind:
            case "config/area_registry/list":
                return self.areas
            case "config/device_registry/list":
                return self.devices
            case "config/entity_registry/list":
                return self.entities
            case "config/entity_registry/get_entries":
                return {
                    name: {"entity_id": name, "aliases": self.aliases.get(name, [])} for name in message["entity_ids"]
                }
            case "get_states":
                return [{"entity_id": name, **state} for name, state in self.states.items()]
            case "subscribe_events":
                self._sockets[socket][message["event_type"]] = number
            case "call_service":
                await self._call(message)
        return None

    async def _call(self, message: Mapping[str, Any]) -> None:
        self.calls.append({key: message[key] for key in ("domain", "service", "service_data")})
        self.calls[-1]["entities"] = message.get("target", {}).get("entity_id")
        for entity_id in message.get("target", {}).get("entity_id", []):
            if after := _AFTER.get(message["service"]):
                await self.change(entity_id, after)


def area(area_id: str, name: str, **more: Any) -> dict[str, Any]:
    """An entry of the area registry."""
    return {"area_id": area_id, "name": name, "aliases": [], **more}


async def _send(socket: ServerConnection, message: Mapping[str, Any]) -> None:
    with contextlib.suppress(ConnectionClosed):
        await socket.send(json.dumps(message))
