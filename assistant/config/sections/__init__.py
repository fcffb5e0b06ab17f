"""What can be configured: one frozen class per section. The classes are the manual; defaults, checks and schema come from them.

An engine's own settings are not here: `options` holds an instance of the `Options` of the engine that `engine` names.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from assistant.config.sections.house import (
    ChatSection,
    LogSection,
    PanelSection,
    PeopleSection,
    PrivacySection,
    SkillsSection,
    WebSection,
)
from assistant.config.sections.kinds import NO_ENGINE, EngineSection, Language, Section, unique
from assistant.config.sections.pipeline import (
    AudioSection,
    EchoSection,
    LlmSection,
    SttSection,
    TtsSection,
    TurnSection,
    VadSection,
    WakeSection,
)

__all__ = [
    "NO_ENGINE",
    "AudioSection",
    "ChatSection",
    "Config",
    "EngineSection",
    "LlmSection",
    "LogSection",
    "PeopleSection",
    "Section",
    "SkillsSection",
    "SttSection",
    "TtsSection",
    "TurnSection",
    "VadSection",
    "WakeSection",
    "engine_sections",
]


class Config(Section):
    """Everything that can be configured. Whatever is left out has its default."""

    languages: Annotated[tuple[Language, ...], AfterValidator(unique)] = Field(("en",), min_length=1)
    """Languages it understands and speaks, as ISO 639-1 codes; the first is the one it starts with."""
    audio: AudioSection = AudioSection()
    echo: EchoSection = EchoSection()
    wake: WakeSection = WakeSection()
    vad: VadSection = VadSection()
    turn: TurnSection = TurnSection()
    stt: SttSection = SttSection()
    llm: LlmSection = LlmSection()
    tts: TtsSection = TtsSection()
    skills: SkillsSection = SkillsSection()
    people: PeopleSection = PeopleSection()
    chat: ChatSection = ChatSection()
    web: WebSection = WebSection()
    panel: PanelSection = PanelSection()
    privacy: PrivacySection = PrivacySection()
    log: LogSection = LogSection()

    @field_validator("tts")
    @classmethod
    def _a_voice_for_each_language(cls, tts: TtsSection, info: ValidationInfo) -> TtsSection:
        mute = [language for language in info.data.get("languages", ()) if language not in tts.voices]
        if mute:
            raise PydanticCustomError(
                "voice_missing",
                "no voice for {mute}; add {wanted} (`colibri models list` shows the voices) or leave {mute} out of languages",
                {
                    "mute": " and ".join(mute),
                    "wanted": " and ".join(f"tts.voices.{language}" for language in mute),
                    "at": (("tts", "voices"), ("languages",)),
                },
            )
        return tts


def engine_sections() -> dict[str, type[EngineSection]]:
    """The sections that name an engine."""
    kinds = {name: field.annotation for name, field in Config.model_fields.items()}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, EngineSection)}
