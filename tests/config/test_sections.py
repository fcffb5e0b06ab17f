from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from assistant.config.sections import Config, LlmSection, TtsSection, TurnSection, WakeSection, engine_sections


def test_the_defaults_are_the_embedded_set() -> None:
    config = Config()
    assert config.languages == ("en",)
    assert (config.stt.model, config.llm.model) == ("whisper-base", "smollm2-135m-instruct")
    assert dict(config.tts.voices) == {"en": "en_US-joe-medium"}
    assert (config.wake.engine, config.wake.words) == ("microwakeword", ("hey_jarvis",))


def test_everything_is_frozen() -> None:
    config = Config()
    with pytest.raises(ValidationError):
        setattr(config.turn, "end_ms", 5)  # noqa: B010
    with pytest.raises(ValidationError):
        setattr(config, "languages", ("fr",))  # noqa: B010


def test_every_field_of_every_section_is_described() -> None:
    for name, section in Config.model_fields.items():
        fields = getattr(section.annotation, "model_fields", {"": section})
        for field_name, field in fields.items():
            assert field.description, f"{name}.{field_name}"


def test_every_number_has_a_range() -> None:
    for section in Config.model_fields.values():
        for name, field in getattr(section.annotation, "model_fields", {}).items():
            if field.annotation in (int, float):
                bounds = {type(bound).__name__ for bound in field.metadata}
                assert bounds & {"Ge", "Gt"}, name
                assert bounds & {"Le", "Lt"}, name


@pytest.mark.parametrize(
    "languages", [(), ("en", "en"), ("eng",), ("xx",), ("EN",), ("",), "en"], ids=lambda value: repr(value)
)
def test_languages_are_different_codes_that_exist(languages: Any) -> None:
    with pytest.raises(ValidationError):
        Config(languages=languages, tts=TtsSection(voices={"en": "x", "fr": "y"}))


def test_every_language_has_a_voice() -> None:
    with pytest.raises(ValidationError, match=r"add tts\.voices\.fr and tts\.voices\.de"):
        Config(languages=("en", "fr", "de"))
    Config(languages=("fr",), tts=TtsSection(voices={"en": "x", "fr": "y"}))


def test_the_shortest_wait_is_not_longer_than_the_longest() -> None:
    TurnSection(shortest_ms=500, longest_ms=500)
    with pytest.raises(ValidationError, match="shortest_ms"):
        TurnSection(shortest_ms=600, longest_ms=500)


def test_the_pause_comes_before_the_end() -> None:
    TurnSection(pause_ms=699)
    with pytest.raises(ValidationError, match="must be shorter"):
        TurnSection(pause_ms=700)
    with pytest.raises(ValidationError, match="must be shorter"):
        TurnSection(end_ms=100, pause_ms=100)


def test_pre_roll_never_loses_the_first_sound() -> None:
    with pytest.raises(ValidationError):
        TurnSection(pre_roll_ms=299)


def test_names_are_not_blank() -> None:
    with pytest.raises(ValidationError):
        LlmSection(model="  ")


def test_sections_with_engines() -> None:
    assert list(engine_sections()) == ["echo", "wake", "vad", "turn", "stt", "llm", "tts", "panel"]
    assert engine_sections()["wake"] is WakeSection
