"""What is to be done, from what was asked for: whom, how, and what is said once it is done. Pure.

Raises what `finding` and `orders` raise, and `Refusal` for what cannot be done as the house is now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.skills import Call, Refusal
from assistant.skills.figures import figure
from assistant.skills.home import orders
from assistant.skills.home.answers import is_now
from assistant.skills.home.entities import DEVICES, GONE, LEVELLED, SCENES, SWITCHED, Entity, House, State, key
from assistant.skills.home.finding import Lost, Several, Wanted, find
from assistant.skills.home.french import Subject
from assistant.skills.home.nouns import LIGHT_WORDS
from assistant.skills.home.orders import Order
from assistant.skills.home.spoken import device, devices, group
from assistant.skills.home.texts import say, tongue

_LEAST_DEGREES, _MOST_DEGREES = 5.0, 35.0
"""Of a thermostat that does not say."""


@dataclass(frozen=True, slots=True)
class Room:
    """What somebody speaks of, and where."""

    house: House
    states: Mapping[str, State]
    here: str | None = None
    """The area where the assistant stands, if that is known: a name."""

    def state(self, entity: Entity) -> State:
        """What it is now."""
        return self.states.get(entity.id, GONE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do."""

    orders: Sequence[Order]
    done: str
    """What to say when all of it is done."""
    missing: Sequence[Entity] = ()
    """Devices that were meant but do not answer."""
    obvious: bool = False
    """Whether whoever asked sees that it is done."""


def plan(call: Call, room: Room) -> Plan:
    """Of an intent that acts."""
    return _PLANS[call.intent](call, room)


def wanted(call: Call, room: Room, domains: frozenset[str], unnamed: str = "light") -> Wanted:
    """Whom a call is about. A language model may say "kitchen lights" where a template finds the kitchen."""
    name, area = _text(call, "name"), _text(call, "area")
    if name is not None and unnamed == "light":
        if key(name) in LIGHT_WORDS:
            name = None
        else:
            for here in (said for found in room.house.areas for said in found.names):
                if key(name).startswith(f"{key(here)} ") and key(name).removeprefix(f"{key(here)} ") in LIGHT_WORDS:
                    return _exactly(call, room, Wanted(name, None, domains), Wanted(None, here, domains))
    if (
        name is None
        and area is None
        and room.here
        and (call.slots.get("here") or unnamed == "climate" or _is_level(call))
    ):
        return _exactly(call, room, Wanted(None, room.here, domains, unnamed), Wanted(None, None, domains, unnamed))
    return Wanted(name, area, domains, unnamed)


def _exactly(call: Call, room: Room, first: Wanted, second: Wanted) -> Wanted:
    """The first, if there is such a thing."""
    try:
        find(room.house, first, call.language)
    except Lost:
        return second
    return first


def _is_level(call: Call) -> bool:
    return call.intent == "SetBrightness"


def _text(call: Call, slot: str) -> str | None:
    found = call.slots.get(slot)
    return found if isinstance(found, str) and found.strip() else None


def _present(call: Call, room: Room, entities: Sequence[Entity]) -> tuple[list[Entity], list[Entity]]:
    """Those that answer, and those that do not. Raises `Refusal` if none does."""
    there = [entity for entity in entities if room.state(entity).available or room.state(entity).value == "unknown"]
    missing = [entity for entity in entities if entity not in there]
    if not there:
        raise Refusal(unavailable(missing, call.language))
    return there, missing


def unavailable(entities: Sequence[Entity], language: str) -> str:
    """They do not answer."""
    what = devices(entities, language)
    be = {"en": ("is", "are"), "fr": ("répond", "répondent")}[tongue(language)][what.plural]
    return say(language, "unavailable", what=what.text, **{"is": be})


def _switch(call: Call, room: Room) -> Plan:
    on = call.intent == "TurnOn"
    want = wanted(call, room, DEVICES)
    found = find(room.house, want, call.language)
    there, missing = _present(call, room, found)
    if any(entity.domain == "lock" for entity in there):
        raise Refusal(say(call.language, "not_a_switch", what=devices(there, call.language).text))
    state = ("on" if on else "off") if any(e.domain in SWITCHED for e in there) else ("opening" if on else "closing")
    what = group(room.house, found, want.name, want.area, call.language)
    return Plan(
        orders.switching(there, on), is_now(what, state, call.language), missing, _is_seen(there, room) and not missing
    )


def _is_seen(entities: Sequence[Entity], room: Room) -> bool:
    """Whether whoever stands where the assistant stands sees them go on or off."""
    here = room.house.areas_called(room.here) if room.here else frozenset()
    return all(e.domain in ("light", "switch") and (not here or e.area is None or e.area in here) for e in entities)


def _set_level(call: Call, room: Room) -> Plan:
    want = wanted(call, room, LEVELLED | {"cover", "switch", "climate"})
    found = find(room.house, want, call.language)
    there, missing = _present(call, room, found)
    what = group(room.house, found, want.name, want.area, call.language)
    percent = call.slots.get("percent")
    if isinstance(percent, int | float):
        steps = orders.setting_level(there, max(0, min(100, round(percent))))
        return Plan(steps, is_now(what, "level", call.language, str(percent)), missing)
    up = call.slots.get("change") == "up"
    steps = orders.changing_level(there, up)
    return Plan(steps, is_now(what, "brighter" if up else "dimmer", call.language), missing, _is_seen(there, room))


def _set_temperature(call: Call, room: Room) -> Plan:
    want = wanted(call, room, frozenset({"climate"}), unnamed="climate")
    there, missing = _present(call, room, find(room.house, want, call.language))
    degrees = call.slots.get("degrees")
    targets = {e: _target(e, room.state(e), degrees, call) for e in there}
    steps = [orders.setting_temperature(entity, target) for entity, target in targets.items()]
    lines = {
        target: is_now(
            _heating([e for e in there if targets[e] == target], call.language),
            "degrees",
            call.language,
            figure(target, tongue(call.language)),
        )
        for target in dict.fromkeys(targets.values())
    }
    return Plan(steps, " ".join(lines.values()), missing)


def _heating(entities: Sequence[Entity], language: str) -> Subject:
    return device(entities[0].names[0], language) if len(entities) == 1 else devices(entities, language)


def _target(entity: Entity, state: State, degrees: object, call: Call) -> float:
    what = device(entity.names[0], call.language).text
    by = float(degrees) if isinstance(degrees, int | float) else None
    if "change" in call.slots:
        before = state.number("temperature")
        if before is None:
            raise Refusal(say(call.language, "no_target", what=what))
        step = orders.STEP_DEGREES if by is None else by
        target = before + (step if call.slots["change"] == "up" else -step)
    elif by is None:
        raise Refusal(say(call.language, "no_target", what=what))
    else:
        target = by
    low = state.number("min_temp") or _LEAST_DEGREES
    high = state.number("max_temp") or _MOST_DEGREES
    if not low <= target <= high:
        least, most = (figure(limit, tongue(call.language)) for limit in (low, high))
        raise Refusal(say(call.language, "range", what=what, low=least, high=most))
    return target


def _start(call: Call, room: Room) -> Plan:
    found = find(room.house, Wanted(_text(call, "scene") or "", None, SCENES), call.language)
    return Plan(orders.starting(found), say(call.language, "scene"))


def _lock(call: Call, room: Room) -> Plan:
    lock = call.intent == "LockDoor"
    want = wanted(call, room, frozenset({"lock"}), unnamed="lock")
    found = find(room.house, want, call.language)
    if want.name is None and len(found) > 1:
        raise Several(found)
    there, missing = _present(call, room, found)
    what = devices(there, call.language)
    return Plan(orders.locking(there, lock), is_now(what, "locked" if lock else "unlocked", call.language), missing)


_PLANS: Mapping[str, Callable[[Call, Room], Plan]] = {
    "TurnOn": _switch,
    "TurnOff": _switch,
    "SetBrightness": _set_level,
    "SetTemperature": _set_temperature,
    "ActivateScene": _start,
    "LockDoor": _lock,
    "UnlockDoor": _lock,
}
ACTS = frozenset(_PLANS)
