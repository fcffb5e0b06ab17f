"""Requests to the Graph API, and what became of them.

A request that never left can be repeated. One that left, and whose answer was lost, may have been carried out: for a message
that is `Uncertain`; for what says nothing to anybody (uploads, questions) it is as good as not done.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from assistant.chat import TryLater, Uncertain
from assistant.chat.graph.errors import Answer, Codes, judge
from assistant.chat.graph.settings import Settings
from assistant.chat.graph.signature import proof

if TYPE_CHECKING:
    import ssl

    import httpx

USER_AGENT = "colibri-assistant"

_MOST_BYTES = 256 * 1024


class Graph:
    """One account's connection. Belongs to the event loop."""

    def __init__(
        self,
        settings: Settings,
        version: str,
        codes: Codes,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.codes = codes
        self._root = f"{settings.api_url}/{version}"
        self._transport = transport
        self._clock = clock
        self._client: httpx.AsyncClient | None = None
        self._starting = asyncio.Lock()
        self._proof = {"appsecret_proof": proof(settings)} if settings.appsecret_proof else {}

    async def say(self, path: str, **content: Any) -> Mapping[str, Any]:
        """Post what somebody will see; what is answered, empty where that cannot be read. `content` as httpx takes it: `json`,
        or `data` and `files`. Raises `Refused`, `TryLater`, `Uncertain`."""
        return judge(await self._send("POST", path, {}, content), self.codes, self._clock)

    async def put(self, path: str, **content: Any) -> Mapping[str, Any]:
        """Post what nobody sees. Raises `Refused`, `TryLater`."""
        return await self._repeatable("POST", path, {}, content)

    async def get(self, path: str, **question: str) -> Mapping[str, Any]:
        """Ask. Raises `Refused`, `TryLater`."""
        return await self._repeatable("GET", path, question, {})

    async def client(self) -> httpx.AsyncClient:
        """For what is not the Graph API: it sends no token of itself, and follows nobody elsewhere."""
        import httpx

        async with self._starting:
            if self._client is None:
                trusted = await asyncio.to_thread(_trusted) if self._transport is None else True
                self._client = httpx.AsyncClient(
                    transport=self._transport,
                    verify=trusted,
                    timeout=patience(self.settings.timeout_s),
                    headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
                    follow_redirects=False,
                    trust_env=False,  # no proxy, .netrc or cookies of somebody else's
                )
            return self._client

    def bearer(self) -> dict[str, str]:
        """The header that carries the token."""
        return {"Authorization": f"Bearer {self.settings.token.get_secret_value()}"}

    async def close(self) -> None:
        """No more requests."""
        if self._client is not None:
            await self._client.aclose()

    async def _repeatable(
        self, method: str, path: str, question: Mapping[str, str], content: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        try:
            return judge(await self._send(method, path, question, content), self.codes, self._clock)
        except Uncertain as lost:
            raise TryLater(f"{lost}; it is tried again") from None

    async def _send(self, method: str, path: str, question: Mapping[str, str], content: Mapping[str, Any]) -> Answer:
        import httpx

        client = await self.client()
        url, asked, name = f"{self._root}/{path}", {**question, **self._proof}, self.codes.platform
        try:
            async with (
                asyncio.timeout(self.settings.timeout_s),
                client.stream(method, url, params=asked or None, headers=self.bearer(), **content) as response,
            ):
                return await bounded(response, _MOST_BYTES)
        # `from None`: httpx's exceptions carry the request, with the token and whom it was for
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol):
            raise TryLater(f"{name} cannot be reached; nothing was sent", scope="account") from None
        except (httpx.TimeoutException, TimeoutError):
            raise Uncertain(f"{name} did not answer within {self.settings.timeout_s:g} s") from None
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError):
            raise Uncertain(f"the connection to {name} broke before the answer was whole") from None


async def bounded(response: httpx.Response, most: int) -> Answer:
    """At most `most` bytes; what is packed in spite of the request could be without end when it is unpacked, and is not read."""
    found, whole = bytearray(), response.headers.get("content-encoding", "identity") == "identity"
    if whole:
        async for piece in response.aiter_bytes():
            found += piece
            if len(found) > most:
                whole = False
                break
    return Answer(response.status_code, bytes(found[:most]), whole, response.headers.get("retry-after", ""))


def patience(whole_s: float) -> httpx.Timeout:
    """Connecting gives up before the whole does, so that it is known that nothing was sent."""
    import httpx

    return httpx.Timeout(whole_s, connect=whole_s / 2, pool=whole_s / 4)


@cache
def _trusted() -> ssl.SSLContext:
    """Made once, for it reads all the world's authorities; of one's own, `SSL_CERT_FILE` tells."""
    import httpx

    return httpx.create_ssl_context()
