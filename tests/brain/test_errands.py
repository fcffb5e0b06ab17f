"""What is understood exactly is done exactly, and only when it is certain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from assistant.brain.errands import Errands, at_once
from assistant.brain.intents import IntentMatcher
from assistant.skills import Call, Refusal


class Lamp:
    """A skill that remembers what it was asked to do."""

    intents = frozenset({"LampOn", "LampState", "LampBurst", "LampRefused"})
    acts = frozenset({"LampOn"})

    def __init__(self) -> None:
        self.calls: list[Call] = []

    async def handle(self, call: Call) -> str:
        self.calls.append(call)
        if call.intent == "LampRefused":
            raise Refusal("There is no bulb in it.")
        if call.intent == "LampBurst":
            raise RuntimeError("bang")
        return "The lamp is on."

    def close(self) -> None:
        """Nothing to close."""


SENTENCES: Mapping[str, str] = {
    "LampOn": "(light|switch on) the lamp",
    "LampState": "is the lamp on",
    "LampBurst": "burst the lamp",
    "LampRefused": "change the bulb",
    "Nobody": "sing a song",
}


def errands(folder: Path, lamp: Lamp) -> Errands:
    (folder / "en").mkdir()
    intents = "".join(f"  {name}:\n    data: [{{sentences: ['{text}']}}]\n" for name, text in SENTENCES.items())
    (folder / "en" / "lamp.yaml").write_text(f"language: en\nintents:\n{intents}")
    (folder / "common.yaml").write_text("lists: {}\n")
    return Errands(IntentMatcher(["lamp"], ["en"], sentences=folder), [lamp])


def said(text: str, folder: Path, lamp: Lamp, *, committed: bool = True) -> str | None:
    doing = errands(folder, lamp)
    call = doing.understand(text, "en")
    if call is None:
        return None

    async def decided() -> bool:
        return committed

    async def done() -> str:
        return "".join([piece async for piece in doing.run(call, decided)])

    return asyncio.run(done())


def test_what_acts_is_done_when_it_is_certain(tmp_path: Path) -> None:
    lamp = Lamp()
    assert said("Light the lamp, please.", tmp_path, lamp) == "The lamp is on."
    assert [call.intent for call in lamp.calls] == ["LampOn"]


def test_what_acts_is_not_done_for_words_that_were_not_all(tmp_path: Path) -> None:
    lamp = Lamp()
    assert said("Light the lamp", tmp_path, lamp, committed=False) == ""
    assert lamp.calls == []


def test_what_only_looks_does_not_wait(tmp_path: Path) -> None:
    assert said("Is the lamp on?", tmp_path, Lamp(), committed=False) == "The lamp is on."


def test_a_refusal_is_the_answer(tmp_path: Path) -> None:
    assert said("Change the bulb.", tmp_path, Lamp()) == "There is no bulb in it."


def test_a_fault_in_a_skill_is_an_apology(tmp_path: Path) -> None:
    assert said("Burst the lamp.", tmp_path, Lamp()) == "Sorry, that did not work."


def test_what_no_skill_does_is_left_to_the_language_model(tmp_path: Path) -> None:
    assert said("Sing a song.", tmp_path, Lamp()) is None


def test_who_writes_has_finished() -> None:
    assert asyncio.run(at_once())
