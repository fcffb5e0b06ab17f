from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import logging

import httpx
import pytest

from assistant.chat import Refused, TryLater, Uncertain
from assistant.chat.graph.client import Graph
from assistant.chat.graph.settings import Settings
from assistant.chat.whatsapp.codes import CODES
from tests.chat.graph.scripted import APP_SECRET, SECRETS, TOKEN, Script, error, tells_nothing


def graph(script: Script, **changed: object) -> Graph:
    return Graph(Settings.model_validate({**SECRETS, **changed}), "v26.0", CODES, script)


NOT_LEFT = [httpx.ConnectError(TOKEN), httpx.ConnectTimeout(TOKEN), httpx.PoolTimeout(TOKEN)]
LEFT = [
    httpx.ReadTimeout(TOKEN),
    httpx.ReadError(TOKEN),
    httpx.RemoteProtocolError(TOKEN),
    httpx.WriteError(TOKEN),
    httpx.WriteTimeout(TOKEN),
    httpx.DecodingError(TOKEN),
]


@pytest.mark.parametrize("trouble", NOT_LEFT, ids=repr)
def test_what_never_left_can_be_said_again(trouble: Exception) -> None:
    with pytest.raises(TryLater) as later:
        asyncio.run(graph(Script(trouble)).say("1/messages", json={}))
    assert later.value.scope == "account"
    assert tells_nothing(later.value)
    assert later.value.__suppress_context__


@pytest.mark.parametrize("trouble", LEFT, ids=repr)
def test_what_left_may_have_been_said(trouble: Exception) -> None:
    with pytest.raises(Uncertain) as uncertain:
        asyncio.run(graph(Script(trouble)).say("1/messages", json={}))
    assert tells_nothing(uncertain.value)


@pytest.mark.parametrize("trouble", [*NOT_LEFT, *LEFT, httpx.Response(504)], ids=repr)
def test_what_nobody_sees_can_be_repeated_whatever_became_of_it(trouble: httpx.Response | Exception) -> None:
    with pytest.raises(TryLater):
        asyncio.run(graph(Script(trouble)).put("1/media", data={}))
    again = httpx.Response(504) if isinstance(trouble, httpx.Response) else trouble
    with pytest.raises(TryLater):
        asyncio.run(graph(Script(again)).get("1"))


def test_an_answer_that_breaks_off_is_uncertain() -> None:
    class Broken(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            yield b'{"messages": '
            raise httpx.ReadError("gone")

    with pytest.raises(Uncertain):
        asyncio.run(graph(Script(httpx.Response(200, stream=Broken()))).say("1/messages", json={}))


def test_the_whole_takes_no_longer_than_it_may() -> None:
    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(3600)
            raise AssertionError

    slow = Graph(Settings.model_validate({**SECRETS, "timeout_s": 1}), "v26.0", CODES, Slow())
    with pytest.raises(Uncertain, match="within 1 s"):
        asyncio.run(slow.say("1/messages", json={}))


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    read = 0

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            nonlocal read
            while True:
                read += 65536
                yield b" " * 65536

    assert asyncio.run(graph(Script(httpx.Response(200, stream=Endless()))).get("1")) == {}
    assert read < 2**20


def test_the_token_goes_in_a_header_and_nobody_is_followed() -> None:
    script = Script(httpx.Response(307, headers={"Location": "https://elsewhere.example/"}))
    with pytest.raises(TryLater):
        asyncio.run(graph(script).say("1/messages", json={"a": "ä"}))
    assert len(script.requests) == 1
    request = script.requests[0]
    assert str(request.url) == "https://graph.facebook.com/v26.0/1/messages"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["user-agent"] == "colibri-assistant"


def test_the_app_secret_is_proved_where_it_is_wanted() -> None:
    script = Script(httpx.Response(200, json={}))
    asyncio.run(graph(script, appsecret_proof=True).get("me", fields="id"))
    proof = script.requests[0].url.params["appsecret_proof"]
    assert proof == hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    assert script.requests[0].url.params["fields"] == "id"


def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    script = Script(httpx.Response(200, json={}), error(400, 190), httpx.ReadError("x"))
    for _ in range(3):
        with contextlib.suppress(Refused, Uncertain):
            asyncio.run(graph(script).say("1/messages", json={"to": "+15550002222"}))
    assert tells_nothing(caplog.text)


def test_closing_what_was_never_used_is_no_matter() -> None:
    async def scene() -> None:
        script = Script(httpx.Response(200, json={}))
        used, unused = graph(script), graph(script)
        await used.get("1")
        await used.close()
        await unused.close()

    asyncio.run(scene())
