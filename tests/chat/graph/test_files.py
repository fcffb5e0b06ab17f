from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
from typing import Any

import httpx
import pytest

from assistant.chat import MediaTrouble
from assistant.chat.graph.files import Expired, fetch, trusted
from assistant.chat.graph.settings import Settings
from tests.chat.graph.scripted import SECRETS, Script, Step

HOSTS = Settings.model_validate(SECRETS).media_hosts
PLACE = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"
FILE = b"OggS" + bytes(1000)


@pytest.mark.parametrize(
    "url",
    [
        PLACE,
        "https://scontent-fra3-1.xx.fbcdn.net/v/t1?x=1",
        "https://LOOKASIDE.fbsbx.com:443/",
        "https://cdn.fbsbx.com/a",
    ],
)
def test_the_platforms_hosts_are_trusted(url: str) -> None:
    assert trusted(url, HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "http://lookaside.fbsbx.com/",
        "https://fbsbx.com/",
        "https://evilfbsbx.com/",
        "https://lookaside.fbsbx.com.evil.example/",
        "https://evil.example/lookaside.fbsbx.com",
        "https://lookaside.fbsbx.com@evil.example/",
        "https://me:pw@lookaside.fbsbx.com/",
        "https://evil.example\\@lookaside.fbsbx.com/",
        "https://lookaside.fbsbx.com:8443/",
        "https://lookaside.fbsbx.com./",
        "https://.fbsbx.com/",
        "https://127.0.0.1/",
        "http://127.0.0.1:80/",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "//lookaside.fbsbx.com/",
        "lookaside.fbsbx.com",
        "https://look\naside.fbsbx.com/",
        "",
    ],
)
def test_others_are_not(url: str) -> None:
    assert not trusted(url, HOSTS)


def test_a_stand_in_on_this_machine_is_trusted_when_it_is_named() -> None:
    assert trusted("http://127.0.0.1:8099/x", ["127.0.0.1"])
    assert trusted("http://[::1]:8099/x", ["::1"])
    assert not trusted("http://127.0.0.2:8099/x", ["127.0.0.1"])
    assert not trusted("http://media.example/x", ["media.example"])


def get(step: Step, url: str = PLACE, **changed: Any) -> bytes:
    async def scene() -> bytes:
        async with httpx.AsyncClient(transport=Script(step)) as client:
            return await fetch(client, url, **{"hosts": HOSTS, "most": 2000, "within_s": 5.0, **changed})

    return asyncio.run(scene())


@pytest.mark.parametrize(
    "digest",
    [
        hashlib.sha256(FILE).hexdigest(),
        hashlib.sha256(FILE).hexdigest().upper(),
        base64.b64encode(hashlib.sha256(FILE).digest()).decode(),
        "",
        "neither",
        "é" * 64,
    ],
)
def test_a_file_is_checked_against_what_was_promised(digest: str) -> None:
    assert get(httpx.Response(200, content=FILE), digests=[digest]) == FILE


@pytest.mark.parametrize("digest", ["0" * 64, base64.b64encode(bytes(32)).decode()])
def test_another_file_is_not_taken(digest: str) -> None:
    with pytest.raises(MediaTrouble, match="not the one") as trouble:
        get(httpx.Response(200, content=FILE), digests=["", digest])
    assert trouble.value.later


def test_a_file_may_have_so_many_bytes_and_no_more() -> None:
    assert len(get(httpx.Response(200, content=FILE), most=len(FILE))) == len(FILE)
    for length in ({}, {"Content-Length": "5"}, {"Content-Length": "9" * 30}):
        with pytest.raises(MediaTrouble) as trouble:
            get(httpx.Response(200, stream=httpx.ByteStream(FILE), headers=length), most=len(FILE) - 1)
        assert trouble.value.too_large
        assert not trouble.value.later


def test_a_file_that_comes_packed_is_not_unpacked() -> None:
    packed = httpx.Response(
        200, stream=httpx.ByteStream(gzip.compress(bytes(10**6))), headers={"Content-Encoding": "gzip"}
    )
    with pytest.raises(MediaTrouble, match="packed"):
        get(packed)


@pytest.mark.parametrize(
    ("status", "later"), [(302, False), (400, False), (401, False), (500, True), (503, True), (429, True)]
)
def test_other_answers(status: int, later: bool) -> None:
    with pytest.raises(MediaTrouble) as trouble:
        get(httpx.Response(status, headers={"Location": "https://elsewhere.example"}))
    assert trouble.value.later is later


@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_address_may_have_expired(status: int) -> None:
    with pytest.raises(Expired):
        get(httpx.Response(status))


@pytest.mark.parametrize("trouble", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")])
def test_a_connection_that_breaks_is_worth_another_try(trouble: Exception) -> None:
    with pytest.raises(MediaTrouble) as raised:
        get(trouble)
    assert raised.value.later


def test_it_takes_no_longer_than_it_may() -> None:
    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            while True:
                await asyncio.sleep(0.02)
                yield b"."

    with pytest.raises(MediaTrouble) as raised:
        get(httpx.Response(200, stream=Drip()), within_s=0.1)
    assert raised.value.later


def test_nobody_else_is_asked_at_all() -> None:
    with pytest.raises(MediaTrouble, match="not trusted"):
        get(AssertionError("was asked"), url="https://elsewhere.example/")
