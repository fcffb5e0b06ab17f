"""What an owner's own intent does: say something, run a program, or call over HTTP. Only described here, and filled in with
what was said; somebody else carries it out.

A program is never started by a shell and has to be in a list that the configuration allows. A slot can change neither the
program nor the host of an address, and its text is escaped where it lands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from assistant.brain.slots import Value
from assistant.config.problems import did_you_mean

_SLOT = re.compile(r"\{([^\W\d]\w*)\}")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_HEADER = re.compile(r"[A-Za-z0-9-]+")


class ActionError(Exception):
    """The message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Say:
    """Answer with `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """Run `arguments[0]` with the others, without a shell."""

    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Http:
    """Send a request."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None


Action = Say | Command | Http


def parse_action(data: Mapping[str, Any], slots: Collection[str], commands: Collection[str]) -> Action:
    """The action that `data` describes, for an intent with those `slots`. Raises `ActionError`."""
    if len(data) != 1:
        raise ActionError("needs exactly one of say, command or http")
    ((kind, value),) = data.items()
    if kind == "say":
        action: Action = _say(value)
    elif kind == "command":
        action = _command(value, commands)
    elif kind == "http":
        action = _http(value)
    else:
        raise ActionError(
            f"there is no action {kind!r}{did_you_mean(kind, ('say', 'command', 'http'))}; choose say, command or http"
        )
    for name in _named(action):
        if name not in slots:
            hint = did_you_mean(name, slots) or (
                f"; slots are: {', '.join(sorted(slots))}" if slots else "; it has no slots"
            )
            raise ActionError(f"{{{name}}} is no slot of the intent's sentences{hint}")
    return action


def filled(action: Action, slots: Mapping[str, Value]) -> Action:
    """`action` with every {slot} replaced by its value; a slot that was not said is empty."""
    match action:
        case Say(text=text):
            return Say(" ".join(_fill(text, slots).split()))
        case Command(arguments=arguments):
            return Command((arguments[0], *(_fill(argument, slots) for argument in arguments[1:])))
    url = _SLOT.sub(lambda slot: quote(_text(slots.get(slot[1], "")), safe=""), action.url)
    headers = tuple((name, " ".join(_fill(value, slots).split())) for name, value in action.headers)
    return replace(action, url=url, headers=headers, body=_fill_body(action.body, slots))


def _say(value: Any) -> Say:
    if not isinstance(value, str) or not value.strip():
        raise ActionError('say needs a text in quotes, such as "The {item} is on its way."')
    return Say(value)


def _command(value: Any, commands: Collection[str]) -> Command:
    if not isinstance(value, list) or not value or not all(isinstance(part, str | int | float) for part in value):
        raise ActionError(
            'command needs a list of a program and its arguments, in quotes: ["/usr/bin/lights", "{area}"]'
        )
    arguments = tuple(_text(part) for part in value)
    if arguments[0] not in commands:
        allowed = f"allowed are: {', '.join(sorted(commands))}" if commands else "none are allowed"
        raise ActionError(f"the program {arguments[0]!r} is not allowed; {allowed}; the configuration lists them")
    return Command(arguments)


def _http(value: Any) -> Http:
    if not isinstance(value, dict) or not isinstance(value.get("url"), str):
        raise ActionError('http needs a url, such as {method: POST, url: "http://localhost:8080/lamp"}')
    for key in value:
        if key not in ("method", "url", "headers", "body"):
            raise ActionError(
                f"http knows no {key!r}{did_you_mean(key, ('method', 'url', 'headers', 'body'))}; leave it out"
            )
    method = str(value.get("method", "GET")).upper()
    if method not in _METHODS:
        raise ActionError(f"the method has to be one of {', '.join(_METHODS)}")
    return Http(method, _address(value["url"]), _headers(value.get("headers", {})), _body(value.get("body")))


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https") or _SLOT.search(parts.netloc) or port == 0:
        raise ActionError("the url has to begin with http:// or https:// and a host that is no slot")
    return url


def _headers(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(_HEADER.fullmatch(str(name)) for name in value):
        raise ActionError("headers have to be `Name: text` pairs, such as {Authorization: Bearer abc}")
    return tuple((str(name), _text(text)) for name, text in value.items())


def _body(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _fill_body(body: str | None, slots: Mapping[str, Value]) -> str | None:
    """JSON is filled in its strings; a string that is nothing but one slot becomes that slot's value."""
    if body is None:
        return None
    try:
        return json.dumps(_fill_data(json.loads(body), slots), ensure_ascii=False)
    except ValueError:
        return _fill(body, slots)


def _fill_data(data: Any, slots: Mapping[str, Value]) -> Any:
    match data:
        case dict():
            return {key: _fill_data(value, slots) for key, value in data.items()}
        case list():
            return [_fill_data(value, slots) for value in data]
        case str():
            whole = _SLOT.fullmatch(data)
            return slots.get(whole[1]) if whole else _fill(data, slots)
    return data


def _fill(text: str, slots: Mapping[str, Value]) -> str:
    return _SLOT.sub(lambda slot: _text(slots.get(slot[1], "")), text)


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _named(action: Action) -> Iterator[str]:
    match action:
        case Say(text=text):
            texts = [text]
        case Command(arguments=arguments):
            texts = list(arguments)
        case Http(url=url, headers=headers, body=body):
            texts = [url, *(value for _, value in headers), body or ""]
    for text in texts:
        yield from _SLOT.findall(text)
