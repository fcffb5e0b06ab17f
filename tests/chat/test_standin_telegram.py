"""The stand-in's Bot API, as a bridge meets it; and the stand-in as a process."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chat.standin import Buckets, Platform, Rate, play, trouble
from tests.chat.standin.sounds import ogg
from tests.chat.standin.taker import taker

ROOT = Path(__file__).parents[2]


class Bot:
    """What a bridge would be."""

    def __init__(self, platform: Platform) -> None:
        self._base = f"{platform.url}/bot{platform.telegram.token}"
        self._client = platform.client

    async def call(self, method: str, files: Any = None, **given: Any) -> Any:
        """The whole answer."""
        content = {"data": given, "files": files} if files else {"json": given}
        return (await self._client.post(f"{self._base}/{method}", timeout=5, **content)).json()


def test_polling() -> None:
    async def scene(platform: Platform) -> None:
        bot, telegram, anna = Bot(platform), platform.telegram, platform.person("Anna")
        waiting = asyncio.create_task(bot.call("getUpdates", timeout=30))
        await platform.until(lambda: telegram.waiting)
        first = telegram.write(anna, "hello")
        found = (await waiting)["result"]
        assert [(one["update_id"], one["message"]["text"], one["message"]["from"]["id"]) for one in found] == [
            (first, "hello", anna.chat)
        ]
        second = telegram.write(anna, "/start now")
        assert len((await bot.call("getUpdates"))["result"]) == 2  # nothing was confirmed
        found = (await bot.call("getUpdates", offset=first + 1))["result"]
        assert [one["update_id"] for one in found] == [second]
        assert found[0]["message"]["entities"][0]["length"] == 6
        assert (await bot.call("getUpdates", offset=second + 1))["result"] == []
        assert telegram.confirmed == 2
        assert platform.outstanding == 0

    play(scene)


def test_two_pollers() -> None:
    async def scene(platform: Platform) -> None:
        bot = Bot(platform)
        older = asyncio.create_task(bot.call("getUpdates", timeout=30))
        await platform.until(lambda: platform.telegram.waiting)
        newer = asyncio.create_task(bot.call("getUpdates", timeout=30))
        answer = await older
        assert (answer["error_code"], "terminated by other getUpdates" in answer["description"]) == (409, True)
        platform.telegram.write(platform.person(), "hello")
        assert len((await newer)["result"]) == 1

    play(scene)


def test_a_poller_who_left_misses_nothing() -> None:
    async def scene(platform: Platform) -> None:
        bot = Bot(platform)
        with pytest.raises(httpx.ReadTimeout):
            await platform.client.get(f"{platform.url}/bot{platform.telegram.token}/getUpdates?timeout=30", timeout=0.1)
        platform.telegram.write(platform.person(), "hello")
        assert len((await bot.call("getUpdates", timeout=1))["result"]) == 1

    play(scene)


def test_webhook_or_polling() -> None:
    async def scene(platform: Platform) -> None:
        async with taker() as webhook:
            bot, telegram, anna = Bot(platform), platform.telegram, platform.person()
            telegram.write(anna, "waits")
            assert (await bot.call("setWebhook", url="http://example.org/"))["error_code"] == 400
            url = f"{webhook.url}/telegram"
            assert (await bot.call("setWebhook", url=url, secret_token="s3cret", allowed_updates=["message"]))["ok"]
            telegram.write(anna, "comes")
            telegram.edit(anna, 1, "changed")  # not asked for
            await platform.settled()
            assert [one["message"]["text"] for one in webhook.bodies("telegram")] == ["waits", "comes"]
            assert webhook.taken[0][2]["x-telegram-bot-api-secret-token"] == "s3cret"
            assert (await bot.call("getWebhookInfo"))["result"]["url"] == url
            assert (await bot.call("getUpdates"))["error_code"] == 409
            assert (await bot.call("deleteWebhook"))["ok"]
            assert (await bot.call("getUpdates"))["ok"]

    play(scene)


def test_sending() -> None:
    async def scene(platform: Platform) -> None:
        bot, telegram, anna = Bot(platform), platform.telegram, platform.person("Anna")
        assert (await bot.call("sendMessage", chat_id=anna.chat, text="x"))[
            "description"
        ] == "Bad Request: chat not found"
        telegram.write(anna, "hello")
        sent = await bot.call("sendMessage", chat_id=anna.chat, text="x" * 4096, reply_parameters={"message_id": 1})
        assert sent["result"]["message_id"] == 2
        voice = {"voice": ("voice.ogg", ogg(), "audio/ogg")}
        assert (await bot.call("sendVoice", files=voice, chat_id=str(anna.chat)))["ok"]
        assert (await bot.call("sendChatAction", chat_id=anna.chat, action="typing"))["result"] is True
        assert [(len(one.text), one.voice, one.reply_to) for one in platform.by_person()[anna]] == [
            (4096, b"", "1"),
            (0, ogg(), ""),
        ]
        assert [one.kind for one in platform.accounts.actions] == ["typing"]
        for wrong in ({"text": "x" * 4097}, {"text": " "}, {"text": "x", "reply_parameters": {"message_id": 99}}):
            assert (await bot.call("sendMessage", chat_id=anna.chat, **wrong))["error_code"] == 400
        assert not platform.accounts.violations
        telegram.pair_rate = Buckets(Rate(0.5, 1), slack=0)
        assert (await bot.call("sendMessage", chat_id=anna.chat, text="x", parse="?"))["ok"]
        assert len(platform.accounts.violations) == 1
        refused = await bot.call("sendMessage", chat_id=anna.chat, text="x")
        assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 2})
        platform.troubles.script("telegram.sendMessage", trouble.error(429, retry_after_s=7))
        assert (await bot.call("sendMessage", chat_id=anna.chat, text="x"))["parameters"] == {"retry_after": 7}
        telegram.block(anna)
        assert (await bot.call("sendMessage", chat_id=anna.chat, text="x"))["error_code"] == 403
        assert (await platform.client.get(f"{platform.url}/bot1:x/getMe")).status_code == 401

    play(scene)


def test_files() -> None:
    async def scene(platform: Platform) -> None:
        bot, telegram, anna = Bot(platform), platform.telegram, platform.person()
        telegram.say(anna, ogg())
        told = (await bot.call("getUpdates"))["result"][0]["message"]["voice"]
        file = (await bot.call("getFile", file_id=told["file_id"]))["result"]
        assert file["file_size"] == len(ogg())
        url = f"{platform.url}/file/bot{telegram.token}/{file['file_path']}"
        assert (await platform.client.get(url)).content == ogg()
        telegram.media.expire()
        assert (await platform.client.get(url)).status_code == 404
        large = telegram.media.add(bytes(20 * 1024 * 1024 + 1), "audio/ogg")
        assert "too big" in (await bot.call("getFile", file_id=f"AwACAgIAAxk-{large.id}"))["description"]

    play(scene)


def test_as_a_process() -> None:
    async def scene(url: str, hook: str) -> None:
        async with httpx.AsyncClient(base_url=f"{url}/standin", verify=False) as client:
            assert len((await client.post("/people", json={"count": 2})).json()) == 2
            await client.post("/webhook", json={"url": hook})
            await client.post("/fates", json={"channel": "whatsapp", "silent": 1.0})
            await client.post(
                "/trouble", json={"operation": "telegram.*", "probability": 1.0, "kind": "error", "code": 500}
            )
            assert (
                await client.post("/write", json={"channel": "whatsapp", "person": 2, "text": "hello"})
            ).status_code == 200
            assert (
                await client.post("/write", json={"channel": "whatsapp", "person": 9, "text": "hello"})
            ).status_code == 400
            await client.post("/load", json={"channel": "messenger", "per_s": 100, "seconds": 0.2})
            async with asyncio.timeout(10):
                while (report := (await client.get("/report")).json())["taken"] != {
                    "whatsapp": 1,
                    "messenger": 20,
                    "telegram": 0,
                }:
                    await asyncio.sleep(0.02)
            assert report["latencies"]["messenger"]["answer"]["count"] == 20
            assert (await client.get("/accepted")).json() == []

    async def run(url: str) -> None:
        async with taker() as webhook:
            await scene(url, webhook.url)

    command = [sys.executable, "-m", "tests.chat.standin", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            assert told["options"]["telegram"]["api_url"] == told["url"] == f"http://127.0.0.1:{told['port']}"
            asyncio.run(run(told["url"]))
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
