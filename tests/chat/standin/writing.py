"""The same payload in different bytes, all of which the platforms have been seen to send, or may."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_PIECE = re.compile(r"\\u[0-9a-f]{4}|\\.|.")
_ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|.)")


def write(payload: Json, style: str = "meta", rng: random.Random | None = None) -> bytes:
    """`payload` as JSON in one of `STYLES`."""
    return STYLES[style](payload, rng or random.Random(0)).encode("utf-8", "surrogatepass")


def _plain(payload: Json, _: random.Random) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _meta(payload: Json, _: random.Random) -> str:
    """As Meta does: ASCII alone, and slashes escaped. A slash stands nowhere in JSON but within texts."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/")


def _capitals(payload: Json, _: random.Random) -> str:
    """`\\u00E4` in place of `\\u00e4`; what follows a backslash that is itself escaped is no escape."""
    return _ESCAPE.sub(
        lambda found: "\\u" + found[1][1:].upper() if found[1][0] == "u" else found[0], _meta(payload, _)
    )


def _spaced(payload: Json, rng: random.Random) -> str:
    return (
        rng.choice(("", "\n", " \r\n\t"))
        + json.dumps(payload, ensure_ascii=rng.random() < 0.5, indent=rng.choice((1, "\t")))
        + "\n"
    )


def _shuffled(payload: Json, rng: random.Random) -> str:
    """With the keys of every object in another order."""
    return json.dumps(_reordered(payload, rng), ensure_ascii=rng.random() < 0.5)


def _letters(payload: Json, rng: random.Random) -> str:
    """With every fifth letter of the texts as an escape, though it needs none."""

    def escaped(text: re.Match[str]) -> str:
        pieces = _PIECE.findall(text[0])
        return "".join(f"\\u{ord(piece):04x}" if piece.isalpha() and rng.random() < 0.2 else piece for piece in pieces)

    return _TEXT.sub(escaped, json.dumps(payload, separators=(",", ":")))


def _reordered(value: Any, rng: random.Random) -> Any:
    if isinstance(value, list):
        return [_reordered(item, rng) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    rng.shuffle(keys)
    return {key: _reordered(value[key], rng) for key in keys}


STYLES: dict[str, Callable[[Json, random.Random], str]] = {
    "meta": _meta,
    "plain": _plain,
    "capitals": _capitals,
    "spaced": _spaced,
    "shuffled": _shuffled,
    "letters": _letters,
}
