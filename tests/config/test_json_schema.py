from __future__ import annotations

from typing import Any

from assistant.config import Config, schema
from tests.config.fakes import ENGINES

WORKING = {**ENGINES, "tts": {"piper": ENGINES["tts"]["piper"]}}


def definition(whole: dict[str, Any], reference: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = whole["$defs"][reference["$ref"].removeprefix("#/$defs/")]
    return found


def section(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    whole = schema(WORKING)
    return whole, definition(whole, definition(whole, whole)["properties"][name])


def test_describes_every_section_and_field() -> None:
    whole = schema(WORKING)
    root = definition(whole, whole)
    assert list(root["properties"]) == list(Config.model_fields)
    assert root["additionalProperties"] is False
    _, turn = section("turn")
    assert turn["properties"]["pre_roll_ms"] == {
        "default": 300,
        "description": "Audio kept from before the speech was noticed, so that its first sound is not lost.",
        "maximum": 2000,
        "minimum": 300,
        "title": "Pre Roll Ms",
        "type": "integer",
    }


def test_the_engine_decides_about_its_options() -> None:
    whole, stt = section("stt")
    assert stt["properties"]["engine"]["enum"] == ["faster-whisper", "remote"]
    first, second = stt["allOf"]
    assert first["if"] == {"properties": {"engine": {"const": "faster-whisper"}}, "required": []}
    assert second["if"] == {"properties": {"engine": {"const": "remote"}}, "required": ["engine"]}
    local = definition(whole, first["then"]["properties"]["options"])
    assert local["properties"]["threads"]["description"] == "Threads it works with."
    remote = definition(whole, second["then"]["properties"]["options"])
    assert list(remote["properties"]) == ["token", "mirrors", "timeout_s"]


def test_a_part_that_may_be_off_has_no_options_then() -> None:
    whole, wake = section("wake")
    assert wake["properties"]["engine"]["enum"] == ["none", "microwakeword"]
    assert definition(whole, wake["allOf"][0]["then"]["properties"]["options"]).get("properties", {}) == {}
