from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from assistant.chat.telegram.api import Api, Failed, Lost, TooLong, Unreached
from assistant.chat.telegram.settings import Settings
from tests.chat.graph.scripted import Script, Step
from tests.chat.telegram.bot import TOKEN, bad, good, tells_nothing


def call(step: Step, **options: Any) -> Any:
    settings = Settings(token=TOKEN, **options)
    return asyncio.run(Api(settings, Script(step)).call("getMe"))


@pytest.mark.parametrize("result", [True, {"id": 1}, [], None])
def test_gives_the_result(result: Any) -> None:
    assert call(good(result)) == result


@pytest.mark.parametrize(
    ("step", "after_s"),
    [
        (bad(429, retry_after=7), 7.0),
        (bad(429, retry_after=10**12), 86400.0),
        (bad(429, retry_after="7"), None),
        (bad(429, retry_after=-1), None),
        (bad(429, retry_after=True), None),
        (httpx.Response(429, text="slow down", headers={"Retry-After": "9"}), 9.0),
        (httpx.Response(429, text="slow down", headers={"Retry-After": "soon"}), None),
        (httpx.Response(429, json={"ok": False, "parameters": []}), None),
        (httpx.Response(200, json={"ok": False, "error_code": 429}), None),
    ],
)
def test_says_how_long_to_wait(step: httpx.Response, after_s: float | None) -> None:
    with pytest.raises(Failed) as caught:
        call(step)
    assert (caught.value.code, caught.value.after_s) == (429, after_s)
    assert tells_nothing(caught.value)


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (httpx.ConnectError("x"), Unreached),
        (httpx.ConnectTimeout("x"), Unreached),
        (httpx.PoolTimeout("x"), Unreached),
        (httpx.WriteError("x"), Lost),
        (httpx.ReadTimeout("x"), Lost),
        (httpx.RemoteProtocolError("x"), Lost),
        (httpx.Response(200, text="hello"), Lost),
        (httpx.Response(200, json=[]), Lost),
        (httpx.Response(200, json={"ok": True}), Lost),
        (httpx.Response(200, json={"ok": False, "error_code": 5}), Lost),
        (httpx.Response(200, content=b"[" * 50_000), Lost),
        (httpx.Response(200, content=b" " * 1_100_000), TooLong),
        (httpx.Response(200, content=b"x", headers={"Content-Encoding": "compress"}), TooLong),
        (httpx.Response(503, content=b"x" * 1_100_000), Failed),
    ],
)
def test_what_came_to_nothing(step: Step, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        call(step)
    assert type(caught.value) is kind
    assert caught.value.__context__ is None or type(caught.value.__context__).__module__.startswith("assistant")


def test_an_answer_that_drips_takes_no_longer_than_the_whole_may() -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.01)

    settings = Settings(token=TOKEN)
    api = Api(settings, Script(httpx.Response(200, content=drip())))
    with pytest.raises(Lost, match=r"within 0\.1 s"):
        asyncio.run(api.call("getMe", within_s=0.1))


def test_another_server_is_asked_where_it_is_configured() -> None:
    script = Script(good(1))
    settings = Settings(token=TOKEN, api_url="http://127.0.0.1:8081/api/")
    asyncio.run(Api(settings, script).call("getMe"))
    assert str(script.requests[0].url) == f"http://127.0.0.1:8081/api/bot{TOKEN}/getMe"
    assert script.requests[0].headers["accept-encoding"] == "identity"
