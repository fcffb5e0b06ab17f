"""The webhook's application without a network: who delivers to it, and what it keeps."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette

from assistant.chat import Channel, Event, Incoming, Receive
from assistant.chat.messenger import Messenger
from assistant.chat.telegram import Telegram
from assistant.chat.webhook import Bounds, webhook
from assistant.chat.whatsapp import WhatsApp
from tests.chat.graph.scripted import SECRETS, signature
from tests.chat.standin import messenger_payloads, telegram_payloads, whatsapp_payloads
from tests.chat.standin.people import People
from tests.chat.standin.writing import Json, write
from tests.chat.telegram.bot import SECRET, TOKEN

NUMBER, PAGE = "106540352242922", "1029384756"
NAMES = ("whatsapp", "messenger", "telegram")
ANNA = People().new("Anna Müller")
AT = 1_800_000_000.0

Headers = Mapping[str, str | bytes] | Sequence[tuple[str, str | bytes]]


def channels(graph: Mapping[str, Any] | None = None, bot: Mapping[str, Any] | None = None) -> dict[str, Channel]:
    """One of each. `graph`, `bot`: more options, of Meta's two and of Telegram."""
    meta = {**SECRETS, **(graph or {})}
    return {
        "whatsapp": WhatsApp(WhatsApp.Options.model_validate({**meta, "phone_number_id": NUMBER})),
        "messenger": Messenger(Messenger.Options.model_validate({**meta, "page_id": PAGE})),
        "telegram": Telegram(
            Telegram.Options.model_validate({"token": TOKEN, "mode": "webhook", "secret": SECRET, **(bot or {})})
        ),
    }


@dataclass
class Kept:
    """Keeps in memory what the webhook hands on; or raises `trouble`."""

    trouble: BaseException | None = None
    bodies: list[bytes] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    poisons: list[str] = field(default_factory=list)

    async def __call__(self, name: str, channel: Channel, body: bytes, events: Sequence[Event], poison: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.bodies.append(body)
        self.events.extend(events)
        self.poisons.extend([poison] if poison else [])

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Incoming)]


@dataclass(frozen=True)
class Answer:
    """To a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Hook:
    """The application as the platforms see it."""

    def __init__(self, receive: Receive, bounds: Bounds | None = None, of: Mapping[str, Channel] | None = None) -> None:
        self.app: Starlette = webhook(of or channels(), receive, bounds)

    async def get(self, path: str, query: bytes = b"", method: str = "GET") -> Answer:
        return await ask(self.app, method, path, query)

    async def post(self, name: str, body: bytes, headers: Headers | None = None) -> Answer:
        """Deliver, signed unless there are `headers`, with its length told."""
        given = [*pairs(signed(name, body) if headers is None else headers), ("content-length", str(len(body)))]
        return await ask(self.app, "POST", f"/{name}", b"", given, [body])

    async def stream(self, name: str, chunks: Iterable[bytes | Awaitable[bytes]], headers: Headers = ()) -> Answer:
        """Deliver in pieces, with the length not told."""
        return await ask(self.app, "POST", f"/{name}", b"", headers, chunks)


async def ask(
    app: Starlette,
    method: str,
    path: str,
    query: bytes = b"",
    headers: Headers = (),
    chunks: Iterable[bytes | Awaitable[bytes]] = (),
) -> Answer:
    """What the application answers. It raises what a server would log and answer with 500."""
    said: list[dict[str, Any]] = []
    source = iter(chunks)

    async def receive() -> dict[str, Any]:
        chunk = next(source, None)
        if chunk is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": chunk if isinstance(chunk, bytes) else await chunk, "more_body": True}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("latin-1", "replace"),
        "root_path": "",
        "query_string": query,
        "headers": [(name.lower().encode(), _bytes(value)) for name, value in pairs(headers)],
        "server": ("127.0.0.1", 8790),
        "client": ("127.0.0.1", 5),
    }
    await app(scope, receive, send)
    await asyncio.sleep(0)  # timers that are not needed any more are thrown away between two rounds of the loop
    start, *rest = said
    names = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], names, b"".join(one.get("body", b"") for one in rest))


def signed(name: str, body: bytes) -> Headers:
    """As the platform behind the channel does it."""
    return {"X-Telegram-Bot-Api-Secret-Token": SECRET} if name == "telegram" else signature(body)


def wrote(name: str, text: str = "hello", id_: str = "7", account: str = "") -> Json:
    """Anna has written. `account`: to whom, if not to us."""
    if name == "whatsapp":
        said = whatsapp_payloads.message(ANNA, f"wamid.{id_}", AT, **whatsapp_payloads.text(text))
        change = whatsapp_payloads.Change([ANNA], [said])
        return whatsapp_payloads.envelope(whatsapp_payloads.Number(account or NUMBER), [change])
    if name == "messenger":
        page = account or PAGE
        said = messenger_payloads.message(ANNA, page, f"m_{id_}", AT, text)
        return messenger_payloads.envelope(page, [said], AT)
    number = int(id_)
    said = telegram_payloads.message(ANNA, number, AT, **telegram_payloads.text(text))
    return telegram_payloads.update(number, "message", said)


def body(name: str, text: str = "hello", style: str = "meta", **more: str) -> bytes:
    return write(wrote(name, text, **more), style, random.Random(1))


def pairs(headers: Headers) -> list[tuple[str, str | bytes]]:
    return list(headers.items()) if isinstance(headers, Mapping) else list(headers)


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1")


def play(story: Callable[[], Awaitable[None]], within_s: float = 30.0) -> None:
    async def run() -> None:
        async with asyncio.timeout(within_s):
            await story()

    asyncio.run(run())
