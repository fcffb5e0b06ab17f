"""Skill: the devices of a Home Assistant, by name and by room.

client      one connection                      link        stays connected, knows the house
registries  what Home Assistant lists, as       entities    a house
nouns, finding   which devices are meant        orders      services that do it
plans       what is to be done                  asking      how things are
spoken, french   devices as spoken of           answers, texts   sentences
tools       for the language model              usual       before a house is known
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import structlog
from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

from assistant import registry
from assistant.skills import Call, Refusal, Reply, Tool, Unclear, Value, World
from assistant.skills.home.asking import answer
from assistant.skills.home.entities import Entity, House
from assistant.skills.home.errors import Declined, HomeError, NotReached, Silent, TokenRefused
from assistant.skills.home.finding import Lost, Several, lists
from assistant.skills.home.link import Link, Pauses
from assistant.skills.home.orders import Impossible, Order
from assistant.skills.home.plans import ACTS, Plan, Room, plan
from assistant.skills.home.spoken import devices, distinct, listed, place
from assistant.skills.home.texts import part, say
from assistant.skills.home.tools import tools
from assistant.skills.home.usual import USUAL

log = structlog.get_logger(__name__)

PATIENT = Pauses()


class Home:
    """TurnOn, TurnOff, SetBrightness, SetTemperature, ActivateScene, GetState, LockDoor, UnlockDoor; their slots are `name` and
    `area`, `percent`, `degrees` or `change`, `scene`, and `what` is asked for."""

    class Options(registry.Options):
        """Your Home Assistant. The skill does nothing until it knows `url` and `token`."""

        url: str = ""
        """Where a browser finds it, such as http://homeassistant.local:8123."""
        token: SecretStr = SecretStr("")
        """A long-lived access token, from your profile there, as ${env:NAME}, ${file:PATH} or ${credential:NAME}."""
        timeout_s: float = Field(5, ge=0.5, le=60)
        """How long it may take to answer, in seconds."""
        room: str = Field("", max_length=60)
        """The area where the assistant stands, by its name there: "the lights" are then those. Empty: all of the house."""

        @field_validator("url")
        @classmethod
        def _is_address(cls, url: str) -> str:
            url = url.strip().rstrip("/")
            try:
                parts = urlsplit(url)
                usable = not url or (parts.scheme in ("http", "https") and parts.hostname and parts.port != 0)
            except ValueError:
                usable = False
            if not usable:
                raise PydanticCustomError("url", "must be an address such as http://homeassistant.local:8123")
            return url

    intents = ACTS | {"GetState"}
    acts = ACTS

    def __init__(self, world: World, options: Options, pauses: Pauses = PATIENT) -> None:
        self.on_names: Callable[[], object] = lambda: None
        self.tools: Sequence[Tool] = ()
        """By what the house has."""
        self._options = options
        self._link: Link | None = None
        if options.url and options.token.get_secret_value():
            self._link = Link(options.url, options.token, options.timeout_s, self._learn, pauses)

    async def run(self) -> None:
        """Stay connected, until it is cancelled."""
        if self._link is None:
            log.debug("the skill home has no Home Assistant; set skills.options.home.url and skills.options.home.token")
            return
        await self._link.run()

    def names(self, language: str) -> Mapping[str, Sequence[str]]:
        """What can be named. Before the house is known, what most houses have: whoever asks for it is told what is wrong."""
        house = self._link.house if self._link else None
        return lists(house if house and house.entities else USUAL[language if language in USUAL else "en"], language)

    async def handle(self, call: Call) -> str | Reply:
        link = self._link
        if link is None:
            raise Refusal(say(call.language, "not_configured"))
        try:
            await link.ready()
            room = Room(link.house, link.states, self._options.room or None)
            if call.intent == "GetState":
                return answer(call, room)
            return await self._carry_out(link, plan(call, room), call)
        except Several as several:
            raise self._unclear(call, link, several.entities) from None
        except Lost as lost:
            raise Refusal(_lost(call, link, lost)) from None
        except Impossible as impossible:
            raise Refusal(say(call.language, "cannot", what=devices(impossible.entities, call.language).text)) from None
        except HomeError as error:
            raise Refusal(_trouble(error, call.language)) from error

    async def call_service(self, domain: str, service: str, data: Mapping[str, Any]) -> None:
        """Call a service. Raises `HomeError`, or `Refusal` when there is no Home Assistant."""
        if self._link is None:
            raise Refusal(say("en", "not_configured"))
        client = await self._link.ready()
        await client.command("call_service", domain=domain, service=service, service_data=dict(data))

    def close(self) -> None:
        """Nothing to close: the connection lasts as long as `run`."""

    def _learn(self, house: House) -> None:
        self.tools = tools(house)
        self.on_names()

    async def _carry_out(self, link: Link, todo: Plan, call: Call) -> Reply:
        client = await link.ready()

        async def send(order: Order) -> None:
            await client.command(
                "call_service",
                domain=order.domain,
                service=order.service,
                service_data=dict(order.data),
                target={"entity_id": [entity.id for entity in order.entities]},
            )

        results = await asyncio.gather(*map(send, todo.orders), return_exceptions=True)
        failed = list(todo.missing)
        for order, result in zip(todo.orders, results, strict=True):
            if isinstance(result, Declined):
                log.warning("Home Assistant declined", service=f"{order.domain}.{order.service}", reason=str(result))
                failed += order.entities
            elif isinstance(result, BaseException):
                raise result
        if all(isinstance(result, Declined) for result in results):
            raise Refusal(say(call.language, "declined", what=devices(failed, call.language).text))
        if failed:
            what = devices(failed, call.language)
            return Reply(say(call.language, "partly", done=todo.done, what=what.text))
        return Reply(todo.done, obvious=todo.obvious)

    def _unclear(self, call: Call, link: Link, entities: Sequence[Entity]) -> Refusal:
        readings = [_slots(call, link, entity, entities) for entity in entities]
        names = distinct(link.house, entities, call.language)
        return Unclear(say(call.language, "which", list=listed(names, call.language, "or")), readings)


def _slots(call: Call, link: Link, entity: Entity, others: Sequence[Entity]) -> dict[str, Value]:
    """The slots that mean one of several devices."""
    slot = "scene" if call.intent == "ActivateScene" else "name"
    slots: dict[str, Value] = {**call.slots, slot: entity.names[0].lower()}
    area = link.house.area(entity.area)
    if sum(other.names[0] == entity.names[0] for other in others) > 1 and area is not None:
        slots["area"] = area.names[0].lower()
    return slots


def _lost(call: Call, link: Link, lost: Lost) -> str:
    language = call.language
    areas = link.house.areas_called(lost.area) if lost.area else frozenset()
    where = next((place(area, language) for area in link.house.areas if area.id in areas), lost.area)
    if lost.name in ("light", "climate"):
        there = part(language, "there", area=where) if where else ""
        return say(language, "no_lights" if lost.name == "light" else "no_heating", there=there)
    if where:
        return say(language, "nothing_in", name=lost.name, area=where)
    return say(language, "nothing_called", name=lost.name)


def _trouble(error: HomeError, language: str) -> str:
    match error:
        case TokenRefused():
            return say(language, "refused")
        case Silent():
            return say(language, "silent")
        case NotReached():
            return say(language, "not_reached")
    return say(language, "declined", what="Home Assistant")
