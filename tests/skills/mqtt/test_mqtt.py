from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiomqtt
import pytest
from pydantic import SecretStr, ValidationError
from structlog.testing import capture_logs

from assistant.skills import Background, Place, World
from assistant.skills.mqtt import Mqtt, NotPublished
from assistant.skills.own import Publisher
from tests.skills.mqtt.broker import PASSWORD, USER, Broker, broker, needs_mosquitto, needs_openssl


@dataclass
class Room:
    """A loudspeaker that only remembers."""

    volume: int = 50
    deaf: bool = False
    language: str = "en"
    said: list[tuple[str, str]] = field(default_factory=list)

    def announce(self, text: str, language: str) -> None:
        self.said.append((text, language))


def mqtt(port: int, room: Room | None = None, *, password: str = PASSWORD, say_topic: str = "") -> Mqtt:
    world = World(Path(), lambda: datetime.now().astimezone(), place=Place(room))
    options = Mqtt.Options(
        host="127.0.0.1", port=port, username=USER, password=SecretStr(password), say_topic=say_topic
    )
    return Mqtt(world, options, first_pause_s=0.05)


async def becomes(true: Callable[[], object]) -> None:
    async with asyncio.timeout(8):
        while not true():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(skill: Mqtt) -> AsyncIterator[None]:
    task = asyncio.create_task(skill.run())
    try:
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@asynccontextmanager
async def listener(of: Broker, topic: str) -> AsyncIterator[Callable[[], Awaitable[aiomqtt.Message]]]:
    """Somebody else at the broker, who hears what is published."""
    async with aiomqtt.Client("127.0.0.1", of.port, username=USER, password=PASSWORD) as client:
        await client.subscribe(topic, qos=1)
        yield lambda: asyncio.wait_for(anext(aiter(client.messages)), 5)


def test_it_has_what_others_ask_for() -> None:
    assert isinstance(mqtt(1), Background)
    assert isinstance(mqtt(1), Publisher)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"say_topic": "home/#"}, "one topic, without"),
        ({"password": "x"}, "add the username"),
        ({"tls_ca": "/x"}, "add `tls: true`"),
        ({"port": 0}, "greater than or equal to 1"),
    ],
)
def test_settings_that_do_not_go_together(settings: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Mqtt.Options.model_validate(settings)


@needs_mosquitto
def test_it_publishes(tmp_path: Path) -> None:
    async def scene(of: Broker) -> None:
        skill = mqtt(of.port)
        async with listener(of, "home/+/light") as heard, running(skill):
            await becomes(lambda: skill.connected)
            await skill.publish("home/salon/light", "allumée", qos=1)
            message = await heard()
            assert (str(message.topic), message.payload) == ("home/salon/light", "allumée".encode())
            with pytest.raises(NotPublished):
                await skill.publish("", "no topic")
            await skill.publish("home/hall/light", "ON", retain=True)
            assert (await heard()).payload == b"ON"

    with broker(tmp_path) as of:
        asyncio.run(scene(of))


@needs_mosquitto
def test_without_a_connection_that_is_kept_each_one_connects(tmp_path: Path) -> None:
    async def scene(of: Broker) -> None:
        async with listener(of, "a") as heard:
            await mqtt(of.port).publish("a", "1")
            assert (await heard()).payload == b"1"
        with pytest.raises(NotPublished):
            await mqtt(of.port, password="wrong").publish("a", "1")

    with broker(tmp_path) as of:
        asyncio.run(scene(of))


@needs_mosquitto
def test_a_broker_that_was_killed_is_found_again(tmp_path: Path) -> None:
    async def scene(of: Broker) -> None:
        room = Room()
        skill = mqtt(of.port, room, say_topic="colibri/say")
        async with running(skill):
            await becomes(lambda: skill.connected)
            of.kill()
            await becomes(lambda: not skill.connected)
            with pytest.raises(NotPublished, match="no connection"):
                await skill.publish("a", "lost")
            await asyncio.sleep(0.3)
            of.start()
            await becomes(lambda: skill.connected)
            async with listener(of, "a") as heard:
                await skill.publish("a", "1", qos=1)
                assert (await heard()).payload == b"1"
            await skill.publish("colibri/say", "Dinner is ready", qos=1)
            await becomes(lambda: room.said)
            assert room.said == [("Dinner is ready", "en")]

    with broker(tmp_path) as of, capture_logs() as logs:
        asyncio.run(scene(of))
    lost = [entry["reason"] for entry in logs if entry["log_level"] == "warning"]
    assert len(lost) == len(set(lost)), "the same thing is said once"


@needs_mosquitto
def test_a_wrong_password_is_said_once_and_tried_on(tmp_path: Path) -> None:
    async def scene(of: Broker) -> None:
        skill = mqtt(of.port, password="wrong")
        async with running(skill):
            await becomes(lambda: any("Not authorized" in str(entry.get("reason")) for entry in logs))
            await asyncio.sleep(0.5)
            assert not skill.connected
            with pytest.raises(NotPublished):
                await skill.publish("a", "1")

    with broker(tmp_path) as of, capture_logs() as logs:
        asyncio.run(scene(of))
    assert len(logs) == 1
    assert "wrong" not in str(logs)


@needs_mosquitto
def test_what_is_published_to_be_said_is_said(tmp_path: Path) -> None:
    async def scene(of: Broker) -> None:
        room = Room(language="fr")
        skill, other = mqtt(of.port, room, say_topic="say"), mqtt(of.port)
        async with running(other):
            await becomes(lambda: other.connected)
            await other.publish("say", "an old one", qos=1, retain=True)
            async with running(skill):
                await becomes(lambda: skill.connected)
                await other.publish("say", "{", qos=1)
                await other.publish("say", "x" * 3000, qos=1)
                await other.publish("elsewhere", "not this", qos=1)
                await other.publish("say", '{"text": "Dinner is ready", "language": "en"}', qos=1)
                await other.publish("say", "À table !", qos=1)
                await becomes(lambda: len(room.said) == 2)
        assert room.said == [("Dinner is ready", "en"), ("À table !", "fr")]

    with broker(tmp_path) as of, capture_logs() as logs:
        asyncio.run(scene(of))
    assert sum("is not said" in str(entry["event"]) for entry in logs) == 2


@needs_mosquitto
def test_without_a_room_nothing_is_said(tmp_path: Path) -> None:
    async def scene(of: Broker) -> None:
        skill = mqtt(of.port, None, say_topic="say")
        async with running(skill):
            await becomes(lambda: skill.connected)
            await skill.publish("say", "hello", qos=1)
            await skill.publish("say", "hello", qos=1)
            assert skill.connected

    with broker(tmp_path) as of:
        asyncio.run(scene(of))


@needs_mosquitto
@needs_openssl
def test_a_certificate_is_checked(tmp_path: Path) -> None:
    def encrypted(of: Broker, authority: Path | None) -> Mqtt:
        options = Mqtt.Options(
            host="127.0.0.1", port=of.port, username=USER, password=SecretStr(PASSWORD), tls=True, tls_ca=authority
        )
        return Mqtt(World(Path(), lambda: datetime.now().astimezone()), options)

    async def scene(of: Broker) -> None:
        await encrypted(of, of.authority).publish("a", "1", qos=1)
        with pytest.raises(NotPublished, match="certificate"):
            await encrypted(of, None).publish("a", "1", qos=1)
        with pytest.raises(NotPublished, match="No such file"):
            await encrypted(of, tmp_path / "absent.pem").publish("a", "1", qos=1)

    with broker(tmp_path, tls=True) as of:
        asyncio.run(scene(of))


def test_a_topic_that_must_not_be_read_is_told() -> None:
    async def refusing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(b"\x20\x02\x00\x00")  # welcome
        subscription = await reader.read(1000)
        writer.write(b"\x90\x03" + subscription[2:4] + b"\x80")  # but not this topic
        await reader.read()
        writer.close()

    async def scene() -> None:
        async with await asyncio.start_server(refusing, "127.0.0.1", 0) as server:
            skill = mqtt(server.sockets[0].getsockname()[1], Room(), say_topic="say")
            async with running(skill):
                await becomes(lambda: skill.connected)

    with capture_logs() as logs:
        asyncio.run(scene())
    assert any("does not let us read" in str(entry["event"]) for entry in logs)


def test_nobody_there_is_said_at_once() -> None:
    async def scene() -> None:
        skill = mqtt(9)
        async with running(skill):
            await becomes(lambda: logs)
            with pytest.raises(NotPublished):
                await skill.publish("a", "1")
        with pytest.raises(NotPublished):
            await skill.publish("a", "1")

    with capture_logs() as logs:
        asyncio.run(scene())
    assert [entry["broker"] for entry in logs] == ["127.0.0.1:9"]


def test_a_broker_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        left = asyncio.Event()

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()  # until they hang up
            writer.close()
            left.set()

        async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
            with pytest.raises(NotPublished, match="timed out"):
                await mqtt(server.sockets[0].getsockname()[1]).publish("a", "1")
            await asyncio.wait_for(left.wait(), 5)

    monkeypatch.setattr("assistant.skills.mqtt.PATIENCE_S", 0.2)
    asyncio.run(scene())
