"""Requests to the Bot API, and what became of them. The token is part of their addresses: nothing of httpx's leaves this file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from assistant.chat import MediaTrouble
from assistant.chat.graph.client import USER_AGENT, bounded
from assistant.chat.graph.errors import Answer
from assistant.chat.quiet import keep_addresses_out
from assistant.chat.telegram.settings import Settings

if TYPE_CHECKING:
    import httpx

_MOST_BYTES = 1024 * 1024
_LONGEST_WAIT_S = 24 * 3600.0


class Trouble(Exception):
    """A request came to nothing, or may have. The message is for the owner."""


class Unreached(Trouble):
    """It never left."""


class Lost(Trouble):
    """It left, and what became of it is not known."""


class TooLong(Lost):
    """The answer is longer than what was asked for."""


class Failed(Trouble):
    """Telegram did not do it."""

    def __init__(self, code: int, description: str = "", after_s: float | None = None) -> None:
        """`description`: Telegram's own words, which may quote: they are looked at, not passed on."""
        super().__init__(f"Telegram answers {code}")
        self.code = code
        self.description = description.lower()
        self.after_s = after_s


class Api:
    """One bot's connection. Belongs to the event loop."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        keep_addresses_out()
        self._settings = settings
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._starting = asyncio.Lock()

    async def call(self, method: str, *, within_s: float | None = None, most: int = _MOST_BYTES, **content: Any) -> Any:
        """What a method gives. `content` as httpx takes it: `json`, or `data` and `files`. Raises `Failed`, `Unreached`, `Lost`."""
        answer = await self._request("POST", "bot", method, within_s or self._settings.timeout_s, most, content)
        return _result(answer)

    async def file(self, path: str, most: int) -> bytes:
        """A file, of at most `most` bytes; `path` is part of an address, and safe. Raises `MediaTrouble`."""
        try:
            answer = await self._request("GET", "file/bot", path, self._settings.download_s, most, {})
        except Trouble:
            raise MediaTrouble("the file did not come; it is tried again", later=True) from None
        if answer.status != 200:
            later = answer.status >= 500 or answer.status == 429
            raise MediaTrouble(f"the file cannot be had: Telegram answers {answer.status}", later=later)
        if not answer.whole:
            raise MediaTrouble(f"the file has more than {most} bytes, or came packed", too_large=bool(answer.body))
        return answer.body

    async def close(self) -> None:
        """No more requests."""
        if self._client is not None:
            await self._client.aclose()

    async def _request(
        self, verb: str, kind: str, path: str, within_s: float, most: int, content: dict[str, Any]
    ) -> Answer:
        import httpx

        client, settings = await self._started(), self._settings
        timeout = httpx.Timeout(within_s, connect=settings.timeout_s / 2, pool=settings.timeout_s / 4)
        trouble: Trouble
        try:
            async with (
                asyncio.timeout(within_s),
                client.stream(verb, self._address(kind, path), timeout=timeout, **content) as response,
            ):
                return await bounded(response, most)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol):
            trouble = Unreached("Telegram cannot be reached; nothing was sent")
        except (httpx.TimeoutException, TimeoutError):
            trouble = Lost(f"Telegram did not answer within {within_s:g} s")
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError):
            trouble = Lost("the connection to Telegram broke before the answer was whole")
        raise trouble  # out here, so that it does not carry httpx's exception, which holds the address

    def _address(self, kind: str, path: str) -> str:
        return f"{self._settings.api_url}/{kind}{self._settings.token.get_secret_value()}/{path}"

    async def _started(self) -> httpx.AsyncClient:
        import httpx

        async with self._starting:
            if self._client is None:
                # made in a thread, for it reads all the world's authorities; of one's own, `SSL_CERT_FILE` tells
                trusted = await asyncio.to_thread(httpx.create_ssl_context) if self._transport is None else True
                self._client = httpx.AsyncClient(
                    transport=self._transport,
                    verify=trusted,
                    headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
                    follow_redirects=False,
                    trust_env=False,  # no proxy, .netrc or cookies of somebody else's
                )
            return self._client


def _result(answer: Answer) -> Any:
    told, good = answer.json(), 200 <= answer.status < 300
    if good and not answer.whole:
        raise TooLong("Telegram's answer is too long, or packed")
    if good and told.get("ok") is True and "result" in told:
        return told["result"]
    code, description = told.get("error_code"), told.get("description")
    if not isinstance(code, int) or not 300 <= code <= 599:
        code = answer.status
    if 200 <= code < 300:
        raise Lost("Telegram's answer cannot be read")
    raise Failed(code, description if isinstance(description, str) else "", _after(told, answer.retry_after))


def _after(told: Any, header: str) -> float | None:
    """Seconds that Telegram wants us to wait; None: it does not say."""
    parameters = told.get("parameters")
    wanted = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(wanted, int | float) and not isinstance(wanted, bool) and wanted >= 0:
        return float(min(wanted, _LONGEST_WAIT_S))
    header = header.strip()
    return min(float(header[:9]), _LONGEST_WAIT_S) if header.isascii() and header.isdigit() else None
