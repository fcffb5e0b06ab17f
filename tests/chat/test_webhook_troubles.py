"""What is signed but cannot be read is kept; what cannot be kept shall come again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from structlog.testing import capture_logs

from assistant.chat import Event
from assistant.chat.store import StoreUnavailable
from tests.chat.asgi import NAMES, Hook, Kept, body, play

POISONS = [
    b"",
    b"no JSON",
    b"\xff\xfe{",
    b'{"half',
    b"null",
    b'"text"',
    b"1" * 5000,
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"object":"page","entry":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("poison", POISONS, ids=lambda poison: f"{poison[:8]!r}*{len(poison)}")
def test_what_is_signed_but_cannot_be_read_is_kept_and_taken(name: str, poison: bytes) -> None:
    async def story() -> None:
        kept = Kept()
        assert (await Hook(kept).post(name, poison)).status == 200
        assert kept.bodies == [poison]
        assert len(kept.poisons) + len(kept.events) == 1

    play(story)


@pytest.mark.parametrize("name", NAMES)
def test_one_message_of_odd_shape_does_not_take_its_neighbour_with_it(name: str) -> None:
    async def story() -> None:
        kept = Kept()
        told: Any = json.loads(body(name, "good"))
        if name == "whatsapp":
            told["entry"][0]["changes"][0]["value"]["messages"].insert(0, {"type": 7})
        elif name == "messenger":
            told["entry"][0]["messaging"].insert(0, {"message": 7})
        else:
            told = [{"update_id": "x"}, told]
        assert (await Hook(kept).post(name, json.dumps(told).encode())).status == 200
        assert kept.texts == ["good"]
        assert len(kept.events) == 2

    play(story)


def test_a_reader_that_breaks_is_poison_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> Sequence[Event]:
        raise KeyError("a secret of Anna's")

    async def story() -> None:
        kept = Kept()
        monkeypatch.setattr("assistant.chat.whatsapp.WhatsApp.read", breaks)
        assert (await Hook(kept).post("whatsapp", body("whatsapp"))).status == 200
        assert (kept.poisons, len(kept.bodies)) == (["it cannot be read (KeyError)"], 1)

    play(story)


@pytest.mark.parametrize("poison", ["", "no JSON"])
@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (StoreUnavailable("the disk is full"), "the disk is full"),
        (TimeoutError(), "TimeoutError"),
        (OverflowError("a secret of Anna's"), "OverflowError"),
        (RuntimeError("a secret of Anna's"), "RuntimeError"),
    ],
)
def test_what_cannot_be_kept_shall_come_again(poison: str, trouble: Exception, reason: str) -> None:
    async def story() -> None:
        with capture_logs() as logs:
            answer = await Hook(Kept(trouble)).post("whatsapp", poison.encode() or body("whatsapp"))
        assert (answer.status, answer.headers["retry-after"], answer.body) == (503, "10", b"")
        assert [(line["log_level"], line["reason"]) for line in logs] == [("error", reason)]
        assert "Anna" not in str(logs)

    play(story)
