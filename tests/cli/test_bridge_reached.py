"""`colibri bridge check`: whether the platforms find the bridge at its public address, and what answers there instead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp

from tests.chat.process import free_port
from tests.chat.standin.serving import Hang
from tests.cli.world import CALLED, REACHED, World, act, answering


@pytest.mark.parametrize("channel", CALLED)
def test_without_a_public_address_it_says_which_setting_is_missing(tmp_path: Path, channel: str) -> None:
    async def scene(world: World) -> None:
        world.platform.deliver_to("http://127.0.0.1:1")
        problems = await world.problems(channel)
        assert "set chat.public_url" in problems["it is known where the platform reaches the bridge"]
        assert await world.problems("telegram") == {}

    act(tmp_path, scene)


async def drops() -> AsyncIterator[bytes]:
    """An answer that goes on and on."""
    while True:
        yield b"."
        await asyncio.sleep(0.2)


@pytest.mark.parametrize(
    ("app", "words"),
    [
        (answering(Response(status_code=404)), "it answers 404: `chat.public_url` must be all that comes before"),
        (answering(Response(status_code=502)), "it answers 502: the proxy or tunnel is there, the bridge is not"),
        (answering(Response(status_code=530)), "the bridge is not; start the bridge"),
        (answering(Response(status_code=401)), "it answers 401; let the proxy or tunnel pass it on"),
        (answering(PlainTextResponse("Welcome!")), "another program answers there"),
        (answering(PlainTextResponse("x" * 100_000)), "another program answers there"),
        (answering(RedirectResponse("https://example.org")), "make `chat.public_url` the final address"),
        (answering(Hang()), "nothing answers there; start the bridge"),
        (answering(StreamingResponse(drops())), "nothing answers there; start the bridge"),
    ],
    ids=["404", "502", "530", "401", "a page", "a long page", "redirect", "hangs", "drips"],
)
def test_what_answers_in_place_of_the_bridge_is_told(tmp_path: Path, app: ASGIApp, words: str) -> None:
    async def scene(world: World) -> None:
        async with world.there(app):
            world.platform.deliver_to(world.public_url)
            problems = await world.problems("messenger")
            assert list(problems) == [REACHED]
            assert words in problems[REACHED]

    act(tmp_path, scene)


def test_where_nothing_answers_the_bridge_is_to_be_started(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        world.public_url = f"http://127.0.0.1:{free_port()}"
        world.platform.deliver_to(world.public_url)
        mend = (await world.problems("messenger"))[REACHED]
        assert "nothing answers there; start the bridge, check `chat.public_url`" in mend
        for url in ("http://chat.example.org", "https://chat.example.org/?a=b"):
            world.public_url = url
            mend = (await world.problems("messenger"))[REACHED]
            assert "`chat.public_url` must be https://" in mend

    act(tmp_path, scene)


def test_another_verify_token_is_named(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        async with world.bridge(verify_token="the-one-from-before"):
            world.platform.deliver_to(world.public_url)
            problems = await world.problems("whatsapp")
            assert list(problems) == [REACHED]
            assert "it answers 403: another `verify_token`" in problems[REACHED]

    act(tmp_path, scene)


def test_the_public_address_may_have_a_path(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        async with world.bridge("/colibri"):
            plain, world.public_url = world.public_url, f"{world.public_url}/colibri/"
            world.platform.deliver_to(f"{plain}/colibri")
            assert await world.problems("whatsapp") == {}
            world.public_url = plain
            assert set(await world.problems("whatsapp")) == {REACHED, "the webhook is registered"}

    act(tmp_path, scene)
