"""Skill: a connection to an MQTT broker. The owner's own intents publish over it, and what others publish to `say_topic` is said
aloud. It brings no sentences of its own.

The library is imported only when somebody connects.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from assistant import registry
from assistant.errors import ColibriError
from assistant.skills import Call, World
from assistant.skills.mqtt.announcement import NothingToSay, read

if TYPE_CHECKING:
    import aiomqtt

log = structlog.get_logger(__name__)

PATIENCE_S = 5.0
"""For each answer of the broker."""

_LONGEST_PAUSE_S = 60.0
_KEEPALIVE_S = 30
_MOST_WAITING = 20
"""Announcements; more than that arriving at once are dropped, the newest first."""
_BETWEEN_S = 1.0
"""Announcements are handed on at most this often."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class NotPublished(ColibriError):
    """The broker could not be reached, or did not take it. The message is for whoever reads the log."""


class Mqtt:
    """Connected as long as `run` runs. Where nobody runs it, each `publish` connects for itself."""

    class Options(registry.Options):
        """The broker."""

        host: Annotated[Text, StringConstraints(min_length=1)] = "localhost"
        """Its name or address."""
        port: int | None = Field(None, ge=1, le=65535)
        """Its port; without one, 1883, or 8883 with `tls`."""
        username: Text = ""
        """User; empty: none."""
        password: SecretStr | None = None
        """The user's password, as ${env:NAME}, ${file:PATH} or ${credential:NAME}."""
        tls: bool = False
        """Encrypt the connection, and check the broker's certificate."""
        tls_ca: Path | None = None
        """File of the authority that signed the broker's certificate, when it is one's own."""
        client_id: Text = ""
        """Name of this connection, of which a broker allows one; empty: the broker gives it one."""
        say_topic: Text = ""
        """What is published here is said aloud: text, or JSON such as {"text": "Le dîner est prêt", "language": "fr"}. Whoever may
        publish there can make it speak. Empty: nothing."""

        @field_validator("say_topic")
        @classmethod
        def _one_topic(cls, topic: str) -> str:
            if any(char in topic for char in "+#\0"):
                raise PydanticCustomError("topic", "must be one topic, without + or #")
            return topic

        @model_validator(mode="after")
        def _goes_together(self) -> Mqtt.Options:
            if self.password is not None and not self.username:
                raise PydanticCustomError("user", "has a password but no username; add the username")
            if self.tls_ca is not None and not self.tls:
                raise PydanticCustomError("tls", "has tls_ca but no tls; add `tls: true`")
            return self

    intents: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()

    def __init__(self, world: World, options: Options, *, first_pause_s: float = 1.0) -> None:
        """`first_pause_s`: before it connects again; doubles up to a minute."""
        self._world = world
        self._options = options
        self._port = options.port or (8883 if options.tls else 1883)
        self._where = f"{options.host}:{self._port}"
        self._first_pause_s = first_pause_s
        self._running = False
        self._client: aiomqtt.Client | None = None

    @property
    def connected(self) -> bool:
        """Whether `publish` has somewhere to go, while `run` runs."""
        return self._client is not None

    def close(self) -> None:
        """Nothing to close: a connection lasts as long as `run` does."""

    async def handle(self, call: Call) -> str:
        raise ValueError(f"{call.intent} is no intent of this skill; it has none")

    async def publish(self, topic: str, payload: str, qos: int = 0, retain: bool = False) -> None:
        """The broker has it when this returns; with `qos` 0 it is only on its way. Raises `NotPublished`, at once when the
        connection is down."""
        import aiomqtt

        try:
            if self._client is not None:
                await self._client.publish(topic, payload, qos, retain)
            elif self._running:
                raise NotPublished(f"there is no connection to {self._where} at the moment")
            else:
                async with self._connection("") as client:
                    await client.publish(topic, payload, qos, retain)
        except (aiomqtt.MqttError, OSError, ValueError) as error:
            raise NotPublished(f"{self._where}: {error}") from error

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        pause_s, told = self._first_pause_s, ""
        self._running = True
        try:
            while True:
                began = loop.time()
                worked, reason = await self._until_lost()
                if worked and loop.time() - began > _LONGEST_PAUSE_S:
                    pause_s = self._first_pause_s
                if worked or reason != told:
                    log.warning("no connection to the MQTT broker; trying on", broker=self._where, reason=reason)
                told = reason
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        finally:
            self._running, self._client = False, None

    async def _until_lost(self) -> tuple[bool, str]:
        """Whether there was a connection, and why there is none now."""
        import aiomqtt

        try:
            await self._serve()
        except (aiomqtt.MqttError, OSError, ValueError) as error:
            _go_on_only_if_wanted()
            reason = str(error)
        else:
            reason = "the broker said goodbye"
        worked, self._client = self._client is not None, None
        return worked, reason

    async def _serve(self) -> None:
        """Until the connection is lost, which raises."""
        async with self._connection(self._options.client_id) as client:
            if self._options.say_topic:
                await self._subscribe(client)
            self._client = client
            log.info("connected to the MQTT broker", broker=self._where)
            async for message in client.messages:
                # What a broker kept was said when it was new, and would be said again at every connection.
                if not message.retain and self._announce(bytes(message.payload or b"")):
                    await asyncio.sleep(_BETWEEN_S)

    async def _subscribe(self, client: aiomqtt.Client) -> None:
        from paho.mqtt.reasoncodes import ReasonCode

        codes = await client.subscribe(self._options.say_topic, qos=1)
        if any(code.is_failure for code in codes if isinstance(code, ReasonCode)):
            log.warning("the MQTT broker does not let us read the say_topic; allow it there", broker=self._where)

    def _announce(self, payload: bytes) -> bool:
        loudspeaker = self._world.loudspeaker
        if loudspeaker is None:
            return False
        try:
            found = read(payload, self._world.languages, loudspeaker.language)
        except NothingToSay as reason:
            log.warning("a message by MQTT is not said", reason=str(reason))
            return False
        loudspeaker.announce(found.text, found.language)
        return True

    @asynccontextmanager
    async def _connection(self, client_id: str) -> AsyncIterator[aiomqtt.Client]:
        import aiomqtt

        options = self._options
        client = aiomqtt.Client(
            options.host,
            self._port,
            username=options.username or None,
            password=options.password.get_secret_value() if options.password else None,
            identifier=client_id or None,
            timeout=PATIENCE_S,
            keepalive=_KEEPALIVE_S,
            max_queued_incoming_messages=_MOST_WAITING,
            tls_context=await asyncio.to_thread(_trust, options.tls_ca) if options.tls else None,
        )
        try:
            await client.__aenter__()
        except BaseException:
            client._client.disconnect()  # a broker that never answers: the library leaves its socket open
            raise
        try:
            yield client
        finally:
            await client.__aexit__(None, None, None)


def _trust(authority: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority.expanduser() if authority else None)


def _go_on_only_if_wanted() -> None:
    """The library may fail while it says goodbye, and hide that we were cancelled."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
