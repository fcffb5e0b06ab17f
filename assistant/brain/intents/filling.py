"""What was said, put into what an action says or sends: each place escapes it so that it cannot be more than text there. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from assistant.brain.slots import Value

_SLOT = re.compile(r"\{([^\W\d]\w*)\}")
_LEAVES_LEVEL = re.compile(r"[/+#$\x00-\x1f\x7f-\x9f]")
_NO_NAME = re.compile(r"[^a-z0-9_.]+")


def named(text: str) -> Iterator[str]:
    """The slots of a template."""
    yield from _SLOT.findall(text)


def text(template: str, slots: Mapping[str, Value]) -> str:
    """As it was said; a slot that was not said is empty."""
    return _filled(template, slots, lambda said: said)


def line(template: str, slots: Mapping[str, Value]) -> str:
    """The same on one line, without blanks around."""
    return " ".join(text(template, slots).split())


def argument(template: str, slots: Mapping[str, Value]) -> str:
    """For a program. Words never become an option: "-rf" is "rf" where the template has no dash of its own."""
    filled = text(template, slots).replace("\0", "")
    first = _SLOT.match(template)
    return filled.lstrip("-") if first and isinstance(slots.get(first[1]), str) else filled


def address(template: str, slots: Mapping[str, Value]) -> str:
    """For a URL: it stays within its part of the path, or of the query."""
    return _filled(template, slots, lambda said: quote(said, safe="") if said.strip(".") else "")


def topic(template: str, slots: Mapping[str, Value]) -> str:
    """For MQTT: it stays within its level, and is no wildcard."""
    return _filled(template, slots, lambda said: _LEAVES_LEVEL.sub("", said))


def content(template: str | None, slots: Mapping[str, Value]) -> str | None:
    """What is sent. JSON is filled in its strings; a string that is nothing but one slot becomes that slot's value."""
    if template is None:
        return None
    try:
        return json.dumps(data(json.loads(template), slots), ensure_ascii=False)
    except ValueError:
        return text(template, slots)


def data(template: Any, slots: Mapping[str, Value]) -> Any:
    """`content` of JSON that is read already; a slot alone that was not said is None."""
    match template:
        case dict():
            return {key: data(value, slots) for key, value in template.items()}
        case list():
            return [data(value, slots) for value in template]
        case str():
            whole = _SLOT.fullmatch(template)
            return slots.get(whole[1]) if whole else text(template, slots)
    return template


def target(template: Any, slots: Mapping[str, Value]) -> Any:
    """For names of things in Home Assistant: "Living room" is living_room, and never more than one name."""
    match template:
        case dict():
            return {key: target(value, slots) for key, value in template.items()}
        case list():
            return [target(value, slots) for value in template]
        case str():
            return _filled(template, slots, _as_name)
    return template


def written(value: Value) -> str:
    """A value as text: true, not True."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _filled(template: str, slots: Mapping[str, Value], escaped: Callable[[str], str]) -> str:
    return _SLOT.sub(lambda slot: escaped(written(slots.get(slot[1], ""))), template)


def _as_name(said: str) -> str:
    plain = unicodedata.normalize("NFD", said.lower().replace("œ", "oe"))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return _NO_NAME.sub("_", letters).strip("_")
