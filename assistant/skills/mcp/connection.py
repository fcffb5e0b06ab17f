"""One server, by the protocol's own library: started or reached, asked what it offers, called, and begun again when it fails."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from assistant.errors import ColibriError
from assistant.skills.mcp.schema import Offered, offered

if TYPE_CHECKING:
    from mcp import Client

    from assistant.skills.mcp import Server

log = structlog.get_logger(__name__)

LONGEST = 4000
"""Characters of a result that are taken in at all."""
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0
_LOOK_S = 60.0
"""So often a server is asked what it offers now, which also shows that it is still there."""
_CONNECT_S = 30.0
_MOST_PAGES = 4
_STREAM_S = 300.0
"""A server over the network may be silent so long; how long an answer may take is counted apart."""


class Unreachable(ColibriError):
    """The server is not there, does not answer in time, or not in the protocol's words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool says."""

    text: str
    failed: bool


class Connection:
    """`run` keeps it; `call` may be used meanwhile by anybody in the same event loop."""

    def __init__(self, name: str, server: Server, on_offers: Callable[[], object]) -> None:
        """`on_offers`: called when `offered` has changed."""
        self.name = name
        self.offered: tuple[Offered, ...] = ()
        """What it offers; while it is gone, what it offered last, so that prompts stay the same."""
        self._server = server
        self._on_offers = on_offers
        self._client: Client | None = None
        self._doubted = asyncio.Event()

    async def run(self) -> None:
        """Stay connected until cancelled. The server is begun again after a pause, which grows as long as it fails."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                async with self._connected() as client:
                    pause_s = FIRST_PAUSE_S
                    await self._watch(client)
            except Exception as error:  # a server may fail in any way, and the library with it
                log.warning("an MCP server failed", server=self.name, reason=_reason(error), again_in_s=pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def call(self, tool: str, arguments: dict[str, Any]) -> Answer:
        """Use a tool. Raises `Unreachable`."""
        if self._client is None:
            raise Unreachable(f"{self.name} is not connected; see the log")
        try:
            async with asyncio.timeout(self._server.timeout_s):
                result = await self._client.call_tool(tool, arguments)
        except Exception as error:
            self._doubted.set()
            raise Unreachable(f"{self.name}: {_reason(error)}") from error
        texts = (block.text[:LONGEST] for block in result.content if block.type == "text")
        return Answer("\n".join(texts)[:LONGEST], bool(result.is_error))

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Client]:
        from mcp import Client

        async with AsyncExitStack() as stack:
            async with asyncio.timeout(_CONNECT_S):
                transport = await self._transport(stack)
                client = await stack.enter_async_context(
                    Client(transport, read_timeout_seconds=self._server.timeout_s, cache=None)
                )
                await self._look(client)
            self._client = client
            log.info("an MCP server is there", server=self.name, tools=[one.original for one in self.offered])
            try:
                yield client
            finally:
                self._client = None

    async def _transport(self, stack: AsyncExitStack) -> Any:
        if self._server.url is None:
            return self._program(stack)
        import httpx2
        from mcp.client.streamable_http import streamable_http_client

        token, waiting = self._server.token, httpx2.Timeout(self._server.timeout_s, read=_STREAM_S)
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        http = await stack.enter_async_context(httpx2.AsyncClient(headers=headers, timeout=waiting))
        return streamable_http_client(self._server.url, http_client=http)

    def _program(self, stack: AsyncExitStack) -> Any:
        from mcp import StdioServerParameters, stdio_client

        program, *arguments = self._server.command
        env = {name: value.get_secret_value() for name, value in self._server.env.items()}
        # What it prints to standard error may be what was said to it, which is never in our log. Closed with the stack.
        silence = stack.enter_context(open(os.devnull, "w"))  # noqa: PTH123, SIM115
        return stdio_client(StdioServerParameters(command=program, args=arguments, env=env), errlog=silence)

    async def _watch(self, client: Client) -> None:
        while True:
            self._doubted.clear()
            try:
                async with asyncio.timeout(_LOOK_S):
                    await self._doubted.wait()
            except TimeoutError:
                pass
            async with asyncio.timeout(self._server.timeout_s):
                await self._look(client)

    async def _look(self, client: Client) -> None:
        """Ask what it offers now."""
        known: list[Offered] = []
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = await client.list_tools(cursor=cursor)
            for tool in page.tools:
                reads = tool.annotations is not None and bool(tool.annotations.read_only_hint)
                one = offered(self.name, tool.name, tool.description or "", tool.input_schema, reads=reads)
                if one is None:
                    log.debug("a tool of an MCP server is left out", server=self.name, tool=tool.name[:60])
                elif not self._server.tools or tool.name in self._server.tools:
                    known.append(one)
            cursor = page.next_cursor
            if cursor is None:
                break
        found = tuple(known[: self._server.most_tools])
        if found != self.offered:
            self.offered = found
            self._on_offers()


def _reason(error: BaseException) -> str:
    """Of what went wrong in several tasks at once, the first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"[:300]
