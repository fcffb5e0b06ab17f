"""Fetching a file that came with a message: from the platform's hosts alone, bounded in bytes and time, and checked."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.chat import MediaTrouble
from assistant.chat.graph.settings import is_loopback

if TYPE_CHECKING:
    import httpx

_GONE = (403, 404, 410)


class Expired(MediaTrouble):
    """The address has expired, or the file is gone."""


def trusted(url: str, hosts: Sequence[str]) -> bool:
    """Whether a file may be fetched from `url`: over https, from one of `hosts` on the usual port; http on this machine alone."""
    import httpx

    try:
        parts = httpx.URL(url)  # as it is read when it is fetched: two readers may see two hosts in one text
    except (httpx.InvalidURL, ValueError):
        return False
    host = parts.raw_host.decode("ascii", "replace").lower()
    if parts.userinfo or not any(_within(host, pattern) for pattern in hosts):
        return False
    if is_loopback(host):
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and parts.port in (None, 443)


async def fetch(
    client: httpx.AsyncClient,
    url: str,
    *,
    hosts: Sequence[str],
    most: int,
    within_s: float,
    headers: Mapping[str, str] | None = None,
    digests: Sequence[str] = (),
) -> bytes:
    """The file, of at most `most` bytes, in `within_s` seconds. `digests`: what its SHA-256 must be, in hex or base64; texts
    that are neither are passed over. Raises `MediaTrouble`; `Expired` where a fresh address may help."""
    import httpx

    if not trusted(url, hosts):
        raise MediaTrouble("the file is at a place that is not trusted; media_hosts names those that are")
    try:
        async with asyncio.timeout(within_s), client.stream("GET", url, headers=headers) as response:
            found = await _content(response, most)
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError, OSError):
        raise MediaTrouble("the file did not come; it is tried again", later=True) from None
    actual = hashlib.sha256(found).digest()
    if any(wanted is not None and wanted != actual for wanted in map(_digest, digests)):
        raise MediaTrouble("the file came, but is not the one that was promised; it is tried again", later=True)
    return found


async def _content(response: httpx.Response, most: int) -> bytes:
    status = response.status_code
    if status in _GONE:
        raise Expired("the file is gone, or its address has expired")
    if status != 200:
        raise MediaTrouble(f"the file's server answers {status}", later=status >= 500 or status == 429)
    if response.headers.get("content-encoding", "identity") != "identity":
        raise MediaTrouble("the file came packed, which was not asked for")
    announced = response.headers.get("content-length", "")
    found = bytearray()
    if not (announced.isascii() and announced.isdigit() and int(announced[:18]) > most):
        async for piece in response.aiter_bytes():
            found += piece
            if len(found) > most:
                break
        else:
            return bytes(found)
    raise MediaTrouble(f"the file has more than {most} bytes", too_large=True)


def _within(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return host.strip("[]") == pattern


def _digest(told: str) -> bytes | None:
    try:
        found = bytes.fromhex(told) if len(told) == 64 else base64.b64decode(told, validate=True)
    except (ValueError, binascii.Error):
        return None
    return found if len(found) == 32 else None
