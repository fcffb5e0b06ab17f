"""The stand-in as a process: what a benchmark or a test asks of it, as JSON over HTTP at `/standin/...`.

POST webhook  {url, telegram?}                       POST people   {count} -> their ids, in order
POST write    {channel, person, text | voice}        POST load     {channel, per_s, seconds, people?}; goes on meanwhile
POST habits   {channel?, fields of Habits}           POST fates    {channel?, fields of Fates}
POST trouble  {operation, probability?, fields of Trouble}; next request, or each with a probability     POST calm  {}
GET  report   counts, latencies in ms                GET  accepted  all messages; `person` is an index
`voice` in base64; `person` an index.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.chat.standin.load import offer
from tests.chat.standin.people import Person
from tests.chat.standin.troubles import Trouble
from tests.chat.standin.writing import Json

if TYPE_CHECKING:
    from tests.chat.standin.platform import Platform


class Control:
    """One platform's."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._loads: set[asyncio.Task[int]] = set()

    def routes(self) -> list[Route]:
        asked = {"report": self._report, "accepted": self._accepted}
        told = {
            "webhook": self._webhook,
            "people": self._people,
            "write": self._write,
            "load": self._load,
            "habits": self._habits,
            "fates": self._fates,
            "trouble": self._trouble,
            "calm": self._calm,
        }
        return [
            *(Route(f"/standin/{name}", _endpoint(act), methods=["GET"]) for name, act in asked.items()),
            *(Route(f"/standin/{name}", _endpoint(act), methods=["POST"]) for name, act in told.items()),
        ]

    async def stop(self) -> None:
        for task in self._loads:
            task.cancel()
        await asyncio.gather(*self._loads, return_exceptions=True)

    async def _webhook(self, given: Json) -> Any:
        self._platform.deliver_to(given["url"], telegram=given.get("telegram", False))

    async def _people(self, given: Json) -> Any:
        return [ids(person) for person in self._platform.people.several(given["count"])]

    async def _write(self, given: Json) -> Any:
        channel, person = self._channel(given["channel"]), self._person(given["person"])
        if "voice" in given:
            return channel.say(person, base64.b64decode(given["voice"]))
        return channel.write(person, given["text"])

    async def _load(self, given: Json) -> Any:
        people = list(self._platform.people)[: given.get("people")]
        task = asyncio.create_task(offer(self._platform, given["channel"], people, given["per_s"], given["seconds"]))
        self._loads.add(task)

    async def _habits(self, given: Json) -> Any:
        for name in self._named(given):
            deliverer = self._platform.deliverers[name]
            deliverer.habits = replace(deliverer.habits, **_settings(given))

    async def _fates(self, given: Json) -> Any:
        for name in self._named(given):
            if name != "telegram":
                channel = self._channel(name)
                channel.fates = replace(channel.fates, **_settings(given))

    async def _trouble(self, given: Json) -> Any:
        operation, probability = given.pop("operation"), given.pop("probability", None)
        if probability is None:
            self._platform.troubles.script(operation, Trouble(**given))
        else:
            self._platform.troubles.often(operation, probability, Trouble(**given))

    async def _calm(self, _: Json) -> Any:
        self._platform.troubles.none()

    async def _report(self, _: Json) -> Any:
        loads = sum(not task.done() for task in self._loads)
        latencies = {
            name: {what: found.json() for what, found in deliverer.latencies().items()}
            for name, deliverer in self._platform.deliverers.items()
        }
        return {**self._platform.summary(), "loads": loads, "latencies": latencies}

    async def _accepted(self, _: Json) -> Any:
        numbers = {person: n for n, person in enumerate(self._platform.people)}
        plain = ("channel", "to", "id", "text", "job", "reply_to", "at")
        return [
            {
                **{name: getattr(one, name) for name in plain},
                "person": numbers[one.person],
                "voice": base64.b64encode(one.voice).decode(),
            }
            for one in self._platform.accepted
        ]

    def _named(self, given: Json) -> list[str]:
        name = given.get("channel")
        return list(self._platform.deliverers) if name is None else [name]

    def _channel(self, name: str) -> Any:
        platform = self._platform
        return {"whatsapp": platform.whatsapp, "messenger": platform.messenger, "telegram": platform.telegram}[name]

    def _person(self, index: int) -> Person:
        return list(self._platform.people)[index]


def ids(person: Person) -> Json:
    """What a configuration needs of somebody."""
    return {name: value for name, value in asdict(person).items() if name != "wrote"}


def _settings(given: Json) -> Json:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items() if name != "channel"
    }


def _endpoint(act: Callable[[Json], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await act(await request.json() if request.method == "POST" else {}))
        except (KeyError, IndexError, TypeError, ValueError) as wrong:
            return JSONResponse({"error": f"{type(wrong).__name__}: {wrong}"}, 400)

    return endpoint
