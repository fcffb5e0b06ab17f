"""The way of an owner's intent over HTTP: one request, soon over, that stays with the server it was meant for."""

from __future__ import annotations

import asyncio
import ssl
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog

from assistant.brain.intents.actions import Http
from assistant.skills.own.words import brief, refusal

if TYPE_CHECKING:
    import httpx

log = structlog.get_logger(__name__)

PATIENCE_S = 5.0
"""For the whole of it."""

_MOST_BYTES = 64 * 1024
_MOST_REDIRECTS = 3


async def send(request: Http, language: str, *, patience_s: float = PATIENCE_S) -> str:
    """What came back, as one line of at most 300 characters. Raises `Refusal`."""
    import httpx

    host = urlsplit(request.url).netloc.rpartition("@")[2]
    try:
        async with asyncio.timeout(patience_s):
            code, answer = await _sent(request, host, language)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise refusal("late", language, host) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        log.debug("a request failed", url=request.url, reason=str(error))
        raise refusal("unreached", language, host) from error
    log.debug("a request was answered", url=request.url, code=code, answer=answer)
    if not 200 <= code < 300:
        raise refusal("refused", language, host, code)
    return answer


async def _sent(request: Http, host: str, language: str) -> tuple[int, str]:
    import httpx

    trusted = await asyncio.to_thread(_trusted)
    # No proxy, .netrc or cookies of somebody else's: the owner's words go to the address that they wrote.
    async with httpx.AsyncClient(verify=trusted, timeout=PATIENCE_S, trust_env=False) as client:
        headers = [(b"Accept-Encoding", b"identity"), *((n.encode(), t.encode()) for n, t in request.headers)]
        content = None if request.body is None else request.body.encode()
        step = client.build_request(request.method, request.url, headers=headers, content=content)
        for _ in range(_MOST_REDIRECTS + 1):
            response = await client.send(step, stream=True)
            try:
                if response.next_request is None:
                    return response.status_code, await _text(response)
            finally:
                await response.aclose()
            if not _same_server(step.url, response.next_request.url):
                break
            step = response.next_request
    raise refusal("elsewhere", language, host)


async def _text(response: httpx.Response) -> str:
    """As it was sent: what is packed in spite of the request could be without end when it is unpacked."""
    found = b""
    async for chunk in response.aiter_raw():
        found += chunk
        if len(found) >= _MOST_BYTES:
            break
    if response.headers.get("content-encoding", "identity") != "identity":
        return ""
    return brief(found[:_MOST_BYTES].decode(response.charset_encoding or "utf-8", "replace"))


def _same_server(here: httpx.URL, there: httpx.URL) -> bool:
    secured = (here.scheme, there.scheme, here.port, there.port) == ("http", "https", None, None)
    return here.host == there.host and (secured or (here.scheme, here.port) == (there.scheme, there.port))


@cache
def _trusted() -> ssl.SSLContext:
    """Made once, for it reads all the world's authorities; of one's own, `SSL_CERT_FILE` tells."""
    import httpx

    return httpx.create_ssl_context()
