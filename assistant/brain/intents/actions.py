"""What an owner's own intent does: say something, run a program, call over HTTP, publish by MQTT, or use a service of Home
Assistant. Only described here, and filled in with what was said; somebody else carries it out.

A program is never started by a shell and has to be in a list that the configuration allows. A slot can change neither the
program nor the host of an address, neither the level of a topic nor the service, and its text is escaped where it lands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from assistant.brain.intents import filling
from assistant.brain.slots import Value
from assistant.config.problems import did_you_mean

RESPONSE, OUTPUT = "response", "output"
"""What the words behind an action may say besides slots: what came back over HTTP, or what a program printed."""

_KINDS = ("say", "command", "http", "mqtt", "service")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_WILDCARD = re.compile(r"[+#\0]")
_SERVICE = re.compile(r"([a-z0-9_]+)\.([a-z0-9_]+)")
_LONGEST_TOPIC = 1000


class ActionError(Exception):
    """The message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Say:
    """Answer with `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Do something, and answer with `say` when it worked."""

    say: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Command(Deed):
    """Run `arguments[0]` with the others, without a shell."""

    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Http(Deed):
    """Send a request."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Mqtt(Deed):
    """Publish."""

    topic: str
    payload: str = ""
    qos: int = 0
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Service(Deed):
    """Use a service of Home Assistant."""

    domain: str
    service: str
    target: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


Action = Say | Command | Http | Mqtt | Service


def parse_action(data: Mapping[str, Any], slots: Collection[str], commands: Collection[str]) -> Action:
    """The action that `data` describes, for an intent with those `slots`. Raises `ActionError`."""
    for kind in data:
        if kind not in _KINDS:
            raise ActionError(f"there is no action {kind!r}{did_you_mean(kind, _KINDS)}; choose {_either(_KINDS)}")
    deeds = [kind for kind in data if kind != "say"]
    if len(deeds) > 1 or not data:
        raise ActionError(f"needs exactly one of {_either(_KINDS[1:])}, and may have `say` beside it, or `say` alone")
    say = _say(data["say"]) if "say" in data else None
    action = _deed(deeds[0], data[deeds[0]], say, commands) if deeds else Say(say or "")
    _check_slots(action, slots)
    return action


def filled(action: Action, slots: Mapping[str, Value]) -> Action:
    """`action` with every {slot} replaced by its value; a slot that was not said is empty. What a deed says stays as it is, for it
    may tell what came of it: see `spoken`."""
    match action:
        case Say(text=text):
            return Say(filling.line(text, slots))
        case Command(arguments=arguments):
            program, *others = arguments
            return replace(action, arguments=(program, *(filling.argument(each, slots) for each in others)))
        case Http():
            url = filling.address(action.url, slots)
            headers = tuple((name, filling.line(value, slots)) for name, value in action.headers)
            return replace(action, url=url, headers=headers, body=filling.content(action.body, slots))
        case Mqtt():
            payload = filling.content(action.payload, slots) or ""
            return replace(action, topic=filling.topic(action.topic, slots), payload=payload)
        case Service():
            said = {key: value for key, value in filling.data(action.data, slots).items() if value is not None}
            return replace(action, target=filling.target(action.target, slots), data=said)


def spoken(deed: Deed, slots: Mapping[str, Value], came_back: Mapping[str, str]) -> str:
    """What to say when it worked. `came_back`: by `RESPONSE` or `OUTPUT`. Empty: nothing in particular."""
    return filling.line(deed.say or "", {**slots, **came_back})


def _deed(kind: str, value: Any, say: str | None, commands: Collection[str]) -> Action:
    if kind == "command":
        return _command(value, commands, say)
    readers: dict[str, Callable[[Mapping[str, Any], str | None], Action]] = {
        "http": _http,
        "mqtt": _mqtt,
        "service": _service,
    }
    return readers[kind](value, say)


def _say(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ActionError('say needs a text in quotes, such as "The {item} is on its way."')
    return value


def _command(value: Any, commands: Collection[str], say: str | None) -> Command:
    if not isinstance(value, list) or not value or not all(isinstance(part, str | int | float) for part in value):
        raise ActionError(
            'command needs a list of a program and its arguments, in quotes: ["/usr/bin/lights", "{area}"]'
        )
    arguments = tuple(filling.written(part) for part in value)
    if arguments[0] not in commands:
        allowed = f"allowed are: {', '.join(sorted(commands))}" if commands else "none are allowed"
        raise ActionError(f"the program {arguments[0]!r} is not allowed; {allowed}; the configuration lists them")
    return Command(arguments, say=say)


def _http(value: Any, say: str | None) -> Http:
    given = _fields(
        "http", value, "url", ("method", "headers", "body"), '{method: POST, url: "http://localhost:8080/lamp"}'
    )
    method = str(given.get("method", "GET")).upper()
    if method not in _METHODS:
        raise ActionError(f"the method has to be one of {', '.join(_METHODS)}")
    headers, body = _headers(given.get("headers", {})), given.get("body")
    if isinstance(body, dict | list) and not any(name.lower() == "content-type" for name, _ in headers):
        headers = (*headers, ("Content-Type", "application/json"))
    return Http(method, _address(given["url"]), headers, _content(body), say=say)


def _mqtt(value: Any, say: str | None) -> Mqtt:
    given = _fields("mqtt", value, "topic", ("payload", "qos", "retain"), '{topic: "home/{area}/light", payload: "ON"}')
    topic = given["topic"]
    if not 0 < len(topic) <= _LONGEST_TOPIC or _WILDCARD.search(topic):
        raise ActionError(f"a topic to publish to has no + or #, and at most {_LONGEST_TOPIC} characters; write it out")
    qos, retain = given.get("qos", 0), given.get("retain", False)
    if isinstance(qos, bool) or qos not in (0, 1, 2):
        raise ActionError("qos has to be 0, 1 or 2")
    if not isinstance(retain, bool):
        raise ActionError("retain has to be true or false")
    return Mqtt(topic, _content(given.get("payload")) or "", qos, retain, say=say)


def _service(value: Any, say: str | None) -> Service:
    given = _fields(
        "service", value, "service", ("target", "data"), "{service: light.turn_on, target: {area_id: kitchen}}"
    )
    name = _SERVICE.fullmatch(given["service"])
    if not name:
        raise ActionError("a service is named like light.turn_on, and no part of it is a slot")
    target, data = given.get("target") or {}, given.get("data") or {}
    if not isinstance(target, dict) or not isinstance(data, dict):
        raise ActionError("target and data have to be `name: value` pairs, such as {brightness_pct: 40}")
    for part in (target, data):
        _content(part)
    return Service(name[1], name[2], target, data, say=say)


def _fields(kind: str, value: Any, needed: str, others: tuple[str, ...], example: str) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get(needed), str):
        raise ActionError(f"{kind} needs a {needed}, such as {example}")
    for key in value:
        if key not in (needed, *others):
            raise ActionError(f"{kind} knows no {key!r}{did_you_mean(key, (needed, *others))}; leave it out")
    return value


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https") or any(filling.named(parts.netloc)) or port == 0:
        raise ActionError("the url has to begin with http:// or https:// and a host that is no slot")
    return url


def _headers(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(_HEADER.fullmatch(str(name)) for name in value):
        raise ActionError("headers have to be `Name: text` pairs, such as {Authorization: Bearer abc}")
    return tuple((str(name), filling.written(text)) for name, text in value.items())


def _content(value: Any) -> str | None:
    try:
        return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except TypeError as error:
        raise ActionError("holds a date or something else that JSON has not; put it in quotes") from error


def _check_slots(action: Action, slots: Collection[str]) -> None:
    comes_back = {Command: OUTPUT, Http: RESPONSE}.get(type(action), "")
    if comes_back in slots and isinstance(action, Deed) and comes_back in filling.named(action.say or ""):
        raise ActionError(f"{{{comes_back}}} is what comes back; give the slot of that name another one")
    for name, in_say in _named(action):
        if name not in slots and not (in_say and name == comes_back):
            hint = did_you_mean(name, slots) or (
                f"; slots are: {', '.join(sorted(slots))}" if slots else "; it has no slots"
            )
            raise ActionError(f"{{{name}}} is no slot of the intent's sentences{hint}")


def _named(action: Action) -> Iterator[tuple[str, bool]]:
    """Every slot, and whether it is in what a deed says."""
    match action:
        case Say(text=text):
            texts = [text]
        case Command(arguments=arguments):
            texts = list(arguments)
        case Http(url=url, headers=headers, body=body):
            texts = [url, *(value for _, value in headers), body or ""]
        case Mqtt(topic=topic, payload=payload):
            texts = [topic, payload]
        case Service(target=target, data=data):
            texts = [json.dumps(target, ensure_ascii=False), json.dumps(data, ensure_ascii=False)]
    for text in texts:
        yield from ((name, False) for name in filling.named(text))
    if isinstance(action, Deed):
        yield from ((name, True) for name in filling.named(action.say or ""))


def _either(kinds: tuple[str, ...]) -> str:
    return f"{', '.join(kinds[:-1])} or {kinds[-1]}"
