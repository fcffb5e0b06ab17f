"""The platforms, `colibri bridge check`, and what stands between them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from assistant.chat.webhook import webhook
from assistant.config import load
from assistant.engines import ENGINES
from assistant.messaging import build_channels
from tests.chat.process import apart
from tests.chat.standin import Platform, play
from tests.chat.standin.serving import Server
from tests.cli.command import Ended, colibri

CALLED = ("whatsapp", "messenger")
ALL = (*CALLED, "telegram")
WRONG = "EAAG-some-other-token-000"
OTHER_BOT = "987654321:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

REACHED = "the webhook answers at its public address"


@dataclass
class World:
    """The platforms, and the address at which they find the bridge."""

    platform: Platform
    folder: Path
    public_url: str = ""

    def configured(self, only: Sequence[str] = ALL, **changes: object) -> Path:
        """The configuration of these channels, with some options changed."""
        channels = {}
        for name in only:
            options = {**self.platform.options()[name], "timeout_s": 1, **changes}
            channels[name] = apart(options, self.folder, name)
        chat = {"channels": channels, **({"public_url": self.public_url} if self.public_url else {})}
        path = self.folder / "config.yaml"
        path.write_text(yaml.safe_dump({"chat": chat}))
        return path

    async def check(self, only: Sequence[str] = ALL, *arguments: str, **changes: object) -> Ended:
        path = self.configured(only, **changes)
        ended = await asyncio.to_thread(colibri, "bridge", "check", "-c", path, *arguments)
        secrets = self.platform.private() | {WRONG, OTHER_BOT}
        assert [secret for secret in secrets if secret in ended.out + ended.err] == []
        return ended

    async def problems(self, channel: str, **changes: object) -> dict[str, str]:
        """How to mend what was found wrong, by what it is."""
        ended = await self.check((channel,), "--json", **changes)
        wrong = {one["what"]: one["mend"] for one in ended.records if not one["good"]}
        assert all(wrong.values())
        assert ended.code == (1 if wrong else 0)
        assert all(one["mend"] == "" for one in ended.records if one["good"])
        return wrong

    @asynccontextmanager
    async def bridge(self, under: str = "", **changes: object) -> AsyncIterator[None]:
        """Our webhooks at the public address. `changes`: to the options that the bridge was started with."""

        async def keep(*_: object) -> None:
            """Nothing comes."""

        config = load(self.configured(CALLED, **changes), engines=ENGINES, overrides=[], environ=os.environ)
        hooks: ASGIApp = webhook(build_channels(config), keep)
        async with self.there(Starlette(routes=[Mount(under, hooks)]) if under else hooks):
            yield

    @asynccontextmanager
    async def there(self, app: ASGIApp) -> AsyncIterator[None]:
        """Something answers at the public address."""
        server = Server(app)
        await server.start()
        self.public_url = f"http://127.0.0.1:{server.port}"
        try:
            yield
        finally:
            await server.stop()


Scene = Callable[[World], Awaitable[None]]


def act(folder: Path, scene: Scene) -> None:
    """Run a scene of a test that is no coroutine itself."""

    async def run(platform: Platform) -> None:
        await scene(World(platform, folder))

    play(run)


def answering(response: Response) -> Starlette:
    """Answers all the same."""

    async def answer(request: Request) -> Response:
        return response

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
