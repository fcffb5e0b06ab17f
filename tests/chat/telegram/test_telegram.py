from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx
import pytest

from assistant.chat import CHANNELS, Channel, Media, MediaTrouble, NotSent, Outgoing, Polling, Uncertain, Webhook
from assistant.chat.telegram import HEADER, Telegram
from assistant.errors import ColibriError
from assistant.registry import load
from tests.chat.telegram.bot import (
    CHAT,
    OLD_SECRET,
    SECRET,
    TOKEN,
    bad,
    body,
    bot,
    good,
    ids,
    message,
    tells_nothing,
    update,
)

T = TypeVar("T")

OUT = Outgoing(job="j", user=str(CHAT), address=str(CHAT), text="Hello.")
FILE = good({"file_id": "f", "file_path": "voice/file_3.oga"})


def test_is_a_channel_that_can_be_asked_and_called() -> None:
    channel: Channel = bot()[0]
    assert isinstance(channel, Polling)
    assert isinstance(channel, Webhook)
    assert load("chat", CHANNELS, "telegram") is Telegram
    assert channel.account == "4242"
    assert channel.polls


def test_known_by_either_secret() -> None:
    channel, _ = bot(mode="webhook", secret=SECRET, previous_secret=OLD_SECRET)
    assert channel.signed({HEADER: SECRET}, b"")
    assert channel.signed({HEADER: OLD_SECRET}, b"")
    assert not channel.polls
    assert channel.challenge({"hub.mode": "subscribe"}) is None


@pytest.mark.parametrize("shown", ["", "x", SECRET + "x", SECRET[:-1], SECRET.upper(), "é" * 20, "\ud800", "\0"])
def test_unknown_by_anything_else(shown: str) -> None:
    channel, _ = bot(mode="webhook", secret=SECRET)
    assert not channel.signed({HEADER: shown}, b"")
    assert not channel.signed({"x-other": SECRET}, b"")


def test_whoever_is_asked_does_not_call() -> None:
    channel, _ = bot(secret=SECRET)
    assert not channel.signed({HEADER: SECRET}, b"")
    with pytest.raises(RuntimeError):
        bot(mode="webhook", secret=SECRET)[0].batches()


def test_reads_a_delivery() -> None:
    assert ids(bot()[0].read(body(update(1, message=message(text="Hi"))))) == ["1"]


async def sent(step: httpx.Response | Exception, out: Outgoing = OUT) -> str:
    return await bot(step)[0].send(out)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def test_sends_a_text() -> None:
    channel, script = bot(good({"message_id": 9, "chat": {"id": CHAT}}))
    out = Outgoing("j", str(CHAT), str(CHAT), text="Hello *you*.", reply_to=f"{CHAT}:5")
    assert run(channel.send(out)) == "77:9"
    assert str(script.requests[0].url) == f"https://api.telegram.org/bot{TOKEN}/sendMessage"
    assert script.sent() == {
        "chat_id": CHAT,
        "text": "Hello *you*.",
        "link_preview_options": {"is_disabled": True},
        "reply_parameters": {"message_id": 5, "allow_sending_without_reply": True},
    }


def test_sends_a_voice_note() -> None:
    channel, script = bot(good({"message_id": 9}))
    out = Outgoing("j", str(CHAT), str(CHAT), voice=b"OggS\r\n--x", reply_to=f"{CHAT}:5")
    assert run(channel.send(out)) == "77:9"
    assert script.requests[0].url.path.endswith("/sendVoice")
    form = script.form()
    assert form["chat_id"][1] == b"77"
    assert form["voice"][1] == b"OggS\r\n--x"
    assert 'filename="voice.ogg"' in form["voice"][0]
    assert "audio/ogg" in form["voice"][0]
    assert form["reply_parameters"][1] == b'{"message_id": 5, "allow_sending_without_reply": true}'


def test_shows_typing() -> None:
    channel, script = bot(good(True), bad(403))
    run(channel.typing("77", "77", "77:5"))
    assert script.sent() == {"chat_id": "77", "action": "typing"}
    with pytest.raises(ColibriError):
        run(channel.typing("77", "77", "77:5"))


@pytest.mark.parametrize(
    "step",
    [
        *(bad(code) for code in (400, 401, 403, 404, 409, 429, 500, 502, 504)),
        httpx.Response(302, headers={"Location": "https://example.org/"}),
        httpx.Response(502, text="<html>", headers={"Content-Encoding": "compress"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"ok": True, "result": {"message_id": "9"}}),
        httpx.Response(200, content=b"[" * 100_000),
        httpx.Response(200, content=b" " * 2_000_000),
        httpx.ConnectError(f"https://api.telegram.org/bot{TOKEN}/sendMessage"),
        httpx.ReadTimeout(f"https://api.telegram.org/bot{TOKEN}/sendMessage"),
        httpx.RemoteProtocolError(TOKEN),
        OSError(TOKEN),
    ],
)
def test_the_token_is_nowhere(
    step: httpx.Response | Exception, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises((NotSent, Uncertain)) as caught:
        run(sent(step))
    told = "".join(traceback.format_exception(caught.value))
    assert tells_nothing(caught.value, told, vars(caught.value), caplog.text, *capsys.readouterr())
    seen, error = [], caught.value
    while error := (error.__cause__ or error.__context__):  # type: ignore[assignment]
        seen.append(type(error).__module__.split(".")[0])
    assert "httpx" not in seen
    assert tells_nothing(bot()[0])


def test_nothing_is_logged_of_what_went_well(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    run(sent(good({"message_id": 9})))
    assert tells_nothing(caplog.text)
    assert "Hello" not in caplog.text


def test_no_redirect_is_followed() -> None:
    channel, script = bot(httpx.Response(307, headers={"Location": "https://example.org/"}))
    with pytest.raises(NotSent):
        run(channel.send(OUT))
    assert len(script.requests) == 1


def test_fetches_a_file() -> None:
    channel, script = bot(FILE, httpx.Response(200, content=b"OggS"))
    assert run(channel.download(Media(id="f", size=4), 100)) == b"OggS"
    assert script.sent(0) == {"file_id": "f"}
    assert str(script.requests[1].url) == f"https://api.telegram.org/file/bot{TOKEN}/voice/file_3.oga"


@pytest.mark.parametrize(
    "path",
    [
        None, 5, "", "/etc/passwd", "a//b", "../x", "a/../x", "a/./b", "https://example.org/x", "a?b", "a#b", "a\\b",
        "a%2f..", "a\nb", "x" * 2000,
    ],
)  # fmt: skip
def test_a_place_that_is_not_safe_is_not_gone_to(path: object) -> None:
    channel, script = bot(good({"file_path": path}))
    with pytest.raises(MediaTrouble) as caught:
        run(channel.download(Media(id="f"), 100))
    assert not caught.value.later
    assert len(script.requests) == 1


def test_names_in_other_scripts_are_fetched() -> None:
    channel, script = bot(good({"file_path": "documents/été 1.ogg"}), httpx.Response(200, content=b"x"))
    assert run(channel.download(Media(id="f"), 100)) == b"x"
    assert script.requests[1].url.raw_path.endswith(b"/documents/%C3%A9t%C3%A9%201.ogg")


@pytest.mark.parametrize(
    ("media", "steps", "later", "too_large"),
    [
        (Media(id=""), [], False, False),
        (Media(id="f", size=101), [], False, True),
        (Media(id="f"), [bad(400, "Bad Request: file is too big")], False, True),
        (Media(id="f"), [bad(400, "Bad Request: invalid file_id")], False, False),
        (Media(id="f"), [bad(429, retry_after=3)], True, False),
        (Media(id="f"), [bad(500)], True, False),
        (Media(id="f"), [httpx.ConnectError("x")], True, False),
        (Media(id="f"), [FILE, httpx.Response(404)], False, False),
        (Media(id="f"), [FILE, httpx.Response(302, headers={"Location": "https://x.org"})], False, False),
        (Media(id="f"), [FILE, httpx.Response(503)], True, False),
        (Media(id="f"), [FILE, httpx.ReadError("x")], True, False),
        (Media(id="f"), [FILE, httpx.Response(200, content=b"x" * 101)], False, True),
        (
            Media(id="f"),
            [FILE, httpx.Response(200, content=b"x", headers={"Content-Encoding": "compress"})],
            False,
            False,
        ),
    ],
)
def test_a_file_that_cannot_be_had(
    media: Media, steps: list[httpx.Response | Exception], later: bool, too_large: bool
) -> None:
    channel, script = bot(*steps)
    with pytest.raises(MediaTrouble) as caught:
        run(channel.download(media, 100))
    assert (caught.value.later, caught.value.too_large) == (later, too_large)
    assert len(script.requests) == len(steps)
    assert tells_nothing(caught.value, "".join(traceback.format_exception(caught.value)))


def test_a_file_is_never_larger_than_what_bots_may_fetch() -> None:
    with pytest.raises(MediaTrouble) as caught:
        run(bot()[0].download(Media(id="f", size=21 * 1024 * 1024), 10**9))
    assert caught.value.too_large


def test_can_be_closed_twice_and_unused() -> None:
    channel, _ = bot(good({"message_id": 9}))

    async def use() -> None:
        await channel.send(OUT)
        await channel.close()
        await channel.close()
        await bot()[0].close()

    run(use())
