"""`colibri bridge check` against the stand-in: what is wrong is named, with what to change, and nothing secret is shown."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from starlette.responses import Response

from assistant.chat.telegram.reading import WANTED
from tests.chat.process import free_port
from tests.chat.standin import trouble
from tests.chat.standin.serving import Hang
from tests.cli.command import colibri
from tests.cli.world import ALL, CALLED, OTHER_BOT, REACHED, WRONG, World, act, answering


def test_all_is_good(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        async with world.bridge():
            world.platform.deliver_to(world.public_url)
            ended = await world.check()
            told = (await world.check(ALL, "--json")).records
        assert (ended.code, ended.err) == (0, "")
        assert "problem" not in ended.out
        assert "→" not in ended.out
        assert [line for line in ended.out.splitlines() if line.startswith("ok       whatsapp: ")] != []
        assert {one["channel"] for one in told} == set(ALL)
        assert all(one.keys() == {"channel", "what", "good", "mend"} for one in told)
        assert all(one["good"] is True and one["mend"] == "" for one in told)
        assert sum(one["what"] == REACHED for one in told) == 2

    act(tmp_path, scene)


def test_a_problem_has_a_line_that_says_how_to_mend_it(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        ended = await world.check(("telegram",), token=OTHER_BOT)
        assert ended.code == 1
        problem, mend = ended.out.splitlines()
        assert problem == "problem  telegram: the token is accepted"
        assert mend.startswith("         → Telegram does not accept the token; copy it anew from @BotFather")

    act(tmp_path, scene)


@pytest.mark.parametrize("channel", CALLED)
def test_a_wrong_token_or_account_is_named(tmp_path: Path, channel: str) -> None:
    account, wrong = ("phone_number_id", "555") if channel == "whatsapp" else ("page_id", "666")

    async def scene(world: World) -> None:
        async with world.bridge():
            world.platform.deliver_to(world.public_url)
            problems = await world.problems(channel, token=WRONG)
            assert list(problems) == ["the token is accepted"]
            assert "developers.facebook.com and put it where `token` points" in problems["the token is accepted"]
            (mend,) = (await world.problems(channel, **{account: wrong})).values()
            assert f"`{account}`" in mend
            world.platform.whatsapp.needs_proof = world.platform.messenger.needs_proof = True
            (mend,) = (await world.problems(channel)).values()
            assert "`appsecret_proof: true`" in mend
            assert await world.problems(channel, appsecret_proof=True) == {}

    act(tmp_path, scene)


def test_whatsapp_is_told_where_its_webhook_is_to_be_set_up(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        async with world.bridge():
            what = "the webhook is registered"
            mend = (await world.problems("whatsapp"))[what]
            assert "developers.facebook.com (WhatsApp, Configuration)" in mend
            assert "`messages`" in mend
            world.platform.whatsapp.registered_url = "https://elsewhere.example.org/whatsapp"
            assert "delivers to another address" in (await world.problems("whatsapp"))[what]

    act(tmp_path, scene)


def test_messenger_is_told_what_its_page_is_not_subscribed_to(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        async with world.bridge():
            world.platform.messenger.subscribed = ("messaging_postbacks",)
            what = "the page is subscribed"
            mend = (await world.problems("messenger"))[what]
            assert "subscribe the page to messages at developers.facebook.com (Messenger, Webhooks)" in mend
            mend = (await world.problems("messenger", echoes=True))[what]
            assert "messages and message_echoes" in mend
            world.platform.troubles.script("messenger.check", None, trouble.error(200))
            assert "pages_manage_metadata" in (await world.problems("messenger"))[what]

    act(tmp_path, scene)


def test_a_webhook_keeps_telegram_from_being_polled(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        world.platform.telegram.use_webhook("http://127.0.0.1:1/telegram")
        (mend,) = (await world.problems("telegram")).values()
        assert "start the bridge, which removes it, or set `mode: webhook`" in mend

    act(tmp_path, scene)


def test_telegram_is_told_how_its_webhook_is_registered(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        world.public_url = "https://chat.example.org"
        what = "the webhook is registered"
        mend = (await world.problems("telegram", mode="webhook"))[what]
        assert "setWebhook with url=https://chat.example.org/telegram, secret_token=(your `secret`)" in mend
        assert json.dumps(WANTED) in mend
        world.public_url = "https://chat.example.org:9000"
        assert "port 443, 80, 88 or 8443" in (await world.problems("telegram", mode="webhook"))[what]
        world.public_url = ""
        problems = await world.problems("telegram", mode="webhook")
        assert "chat.public_url" in problems["it is known where the platform reaches the bridge"]

    act(tmp_path, scene)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "the `secret` differs from the secret_token that was registered; call setWebhook again"),
        (404, "Wrong response from the webhook: 404; the proxy must pass this path on"),
        (502, "Wrong response from the webhook: 502; start the bridge"),
    ],
)
def test_what_telegram_says_of_its_calls_is_told(tmp_path: Path, status: int, words: str) -> None:
    async def scene(world: World) -> None:
        async with world.there(answering(Response(status_code=status))):
            world.platform.deliver_to(world.public_url, telegram=True)
            world.platform.telegram.write(world.platform.person(), "hello")
            await world.platform.until(lambda: world.platform.telegram.deliverer.answers)
            problems = await world.problems("telegram", mode="webhook")
            assert words in problems["Telegram reaches the webhook"]

    act(tmp_path, scene)


def test_platforms_that_hang_are_not_waited_for(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        for operation in ("*.check", "telegram.*"):
            world.platform.troubles.often(operation, 1.0, trouble.hang())
        async with asyncio.timeout(15), world.there(answering(Hang())):
            ended = await world.check(ALL, "--json")
        assert ended.code == 1
        found = sorted(one["channel"] for one in ended.records if not one["good"])
        assert found == ["messenger", "messenger", "telegram", "whatsapp", "whatsapp"]
        assert all("did not answer within 1 s" in one["mend"] for one in ended.records if one["what"] != REACHED)

    act(tmp_path, scene)


@pytest.mark.parametrize(
    "wrong",
    [trouble.broken(503), trouble.cut(), trouble.garbage(), trouble.redirect("http://127.0.0.1:1/")],
    ids=["503", "cut", "garbage", "redirect"],
)
def test_a_platform_in_trouble_is_no_reason_to_stop(tmp_path: Path, wrong: trouble.Trouble) -> None:
    async def scene(world: World) -> None:
        for operation in ("*.check", "telegram.*"):
            world.platform.troubles.often(operation, 1.0, wrong)
        ended = await world.check(ALL, "--json")
        assert ended.code == 1
        assert {one["channel"] for one in ended.records if not one["good"]} == set(ALL)

    act(tmp_path, scene)


def test_a_platform_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        nowhere = f"http://127.0.0.1:{free_port()}"
        for channel in ALL:
            mends = " ".join((await world.problems(channel, api_url=nowhere)).values())
            assert "cannot be reached" in mends
            assert "`api_url`" in mends

    act(tmp_path, scene)


def test_without_a_channel_it_says_what_to_add() -> None:
    ended = colibri("bridge", "check")
    assert (ended.code, ended.out) == (2, "")
    assert "add one, such as chat.channels.telegram.token" in ended.err
