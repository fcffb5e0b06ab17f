from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from assistant.skills.home.client import Client, address, connected
from assistant.skills.home.errors import Declined, NotReached, Silent, TokenRefused
from tests.skills.home.standin import TOKEN, StandIn


@pytest.mark.parametrize(
    ("url", "socket"),
    [
        ("http://homeassistant.local:8123", "ws://homeassistant.local:8123/api/websocket"),
        ("https://home.example/ha/", "wss://home.example/ha/api/websocket"),
    ],
)
def test_address(url: str, socket: str) -> None:
    assert address(url) == socket


def with_client(test: Callable[[StandIn, Client], Awaitable[None]], timeout_s: float = 2) -> None:
    async def run() -> None:
        there = StandIn()
        async with there.serving(), connected(there.url, TOKEN, timeout_s) as client:
            await test(there, client)

    asyncio.run(run())


def test_commands_at_the_same_time_get_their_own_results() -> None:
    async def test(there: StandIn, client: Client) -> None:
        areas, devices, pong = await asyncio.gather(
            client.command("config/area_registry/list"),
            client.command("config/device_registry/list"),
            client.command("ping"),
        )
        assert areas == there.areas
        assert devices == there.devices
        assert pong is None

    with_client(test)


def test_a_command_that_is_declined() -> None:
    async def test(there: StandIn, client: Client) -> None:
        there.errors["get_states"] = ("unauthorized", "not you")
        with pytest.raises(Declined, match="unauthorized: not you") as declined:
            await client.command("get_states")
        assert declined.value.code == "unauthorized"

    with_client(test)


def test_a_command_that_is_not_answered() -> None:
    async def test(there: StandIn, client: Client) -> None:
        there.silent.add("get_states")
        with pytest.raises(Silent, match="get_states"):
            await client.command("get_states")
        assert await client.command("config/area_registry/list") == there.areas

    with_client(test, timeout_s=0.1)


def test_who_waits_is_told_when_the_connection_is_lost() -> None:
    async def test(there: StandIn, client: Client) -> None:
        there.silent.add("get_states")
        waiting = asyncio.create_task(client.command("get_states"))
        while "get_states" not in there.asked:
            await asyncio.sleep(0.005)
        there.drop()
        with pytest.raises(NotReached):
            await waiting
        await client.ended
        with pytest.raises(NotReached):
            await client.command("ping")

    with_client(test, timeout_s=10)


def test_large_houses() -> None:
    async def test(there: StandIn, client: Client) -> None:
        there.areas = ["x" * 3_000_000]
        assert await client.command("config/area_registry/list") == there.areas

    with_client(test)


def test_who_is_not_let_in() -> None:
    async def run() -> None:
        there = StandIn()
        async with there.serving():
            with pytest.raises(TokenRefused, match="Invalid access token"):
                await enter(there.url, "wrong")
        with pytest.raises(NotReached):
            await enter(there.url, TOKEN)
        with pytest.raises(NotReached):
            await enter("http://a..b", TOKEN)

    async def enter(url: str, token: str) -> None:
        async with connected(url, token, 2):
            pass

    asyncio.run(run())
