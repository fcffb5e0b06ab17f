"""Connections to a webhook, each used by one request at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx


def loopback(connections: int | None = None) -> httpx.AsyncClient:
    """A client for this machine alone, without TLS: the world's authorities, which take long to read, are not needed."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx.AsyncClient(limits=limits, trust_env=False, verify=False)


class Connections:
    """As many as are needed at once. A client for each: one client with 64 connections takes four times as long for a request, as
    it looks at all of them."""

    def __init__(self) -> None:
        self._idle: list[httpx.AsyncClient] = []

    @asynccontextmanager
    async def one(self) -> AsyncIterator[httpx.AsyncClient]:
        """A connection that nobody else uses meanwhile; the one that was used last, if it is free."""
        client = self._idle.pop() if self._idle else loopback(1)
        try:
            yield client
        finally:
            self._idle.append(client)

    async def close(self) -> None:
        for client in self._idle:
            await client.aclose()
