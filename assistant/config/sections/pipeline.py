"""From the microphone to the speaker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from assistant.config.sections.kinds import NO_ENGINE, Device, EngineSection, Language, Name, Section


class AudioSection(Section):
    """Microphone and speaker."""

    input: Device = "default"
    """Microphone: its name or a part of it, its number as `colibri devices` prints it, or `default`."""
    output: Device = "default"
    """Speaker: its name or a part of it, its number as `colibri devices` prints it, or `default`."""
    ring_s: float = Field(60.0, ge=5, le=600)
    """Seconds of audio kept in memory (32 kB each); a reader that falls further behind loses samples."""
    block_ms: int = Field(20, ge=5, le=100)
    """Milliseconds between two calls of the sound device: less reacts sooner, more costs less."""
    channel: int | None = Field(None, ge=0, le=63)
    """Which channel of the microphone is listened to, from 0 on; without it, all are averaged. Arrays that put a processed
    or a playback channel beside the microphones need it."""
    muted: bool = False
    """Start with the microphone off, until a button or a signal turns it on."""
    earcons: bool = True
    """Short sounds that say: awake, understood, an error, a timer."""


class WakeSection(EngineSection):
    """The wake word."""

    optional: ClassVar[bool] = True
    engine: Name = "microwakeword"
    """Name of the engine; `none` listens all the time, `button` only when the talk button is pressed."""
    words: tuple[Name, ...] = Field(("hey_jarvis",), min_length=1, max_length=20)
    """Words that wake it: names of words that come with the engine (alexa, hey_jarvis, hey_mycroft, okay_nabu), or paths of
    models."""
    thresholds: Mapping[Name, Annotated[float, Field(gt=0, lt=1)]] = Field({})
    """Score from which a word counts as said, by word; without one, what its model recommends. More is deafer."""
    confirm: Name = NO_ENGINE
    """A second engine that has to agree before anything wakes: fewer false alarms. It works only when the first has heard a
    word, and must know the same words."""
    confirm_threshold: float = Field(0.15, gt=0, lt=1)
    """Score from which the second engine agrees."""
    refractory_ms: int = Field(1500, ge=0, le=60_000)
    """After a wake word, no other one counts for so long."""
    follow_up_s: float = Field(5.0, ge=0, le=60)
    """Seconds in which an answer may be answered without the wake word. 0, for rooms that are never quiet: not at all."""


class EchoSection(EngineSection):
    """Acoustic echo cancellation: what keeps it from hearing itself."""

    optional: ClassVar[bool] = True
    engine: Name = "webrtc"
    """Name of the engine; `system` when the sound server does it (then `audio.input` is its cancelled source), `none` for
    headphones."""


class VadSection(EngineSection):
    """Voice activity detection."""

    engine: Name = "cascade"
    """Name of the engine."""
    threshold: float = Field(0.5, gt=0, lt=1)
    """Probability from which a frame counts as speech: less hears whispers, more ignores noise."""


class TurnSection(EngineSection):
    """When a person's turn begins and ends."""

    optional: ClassVar[bool] = True
    engine: Name = "smart-turn"
    """Judges whether an utterance is complete; `none` waits `end_ms` after every one."""
    model: Name = "smart-turn-v3.2"
    """Its model: a name of `colibri models list`, a path, or `hub:OWNER/REPO@REVISION/PATH`."""
    pre_roll_ms: int = Field(300, ge=300, le=2000)
    """Audio kept from before the speech was noticed, so that its first sound is not lost."""
    start_ms: int = Field(60, ge=10, le=1000)
    """Speech needed before a turn counts as started; shorter sounds are ignored."""
    pause_ms: int = Field(32, ge=20, le=5000)
    """Silence after which work on an answer begins; it is dropped when speech resumes."""
    shortest_ms: int = Field(300, ge=100, le=5000)
    """Silence that ends the turn when what was said is surely complete."""
    longest_ms: int = Field(1100, ge=100, le=10_000)
    """Silence that ends the turn when what was said surely goes on."""
    end_ms: int = Field(700, ge=100, le=10_000)
    """Silence that ends the turn when nothing is known of it. Must be longer than `pause_ms`."""
    no_speech_s: float = Field(8.0, ge=1, le=120)
    """Seconds to wait for speech after a wake word before giving up."""
    max_s: float = Field(30.0, ge=2, le=300)
    """Longest turn; what goes on after that is ignored up to the next pause."""
    barge_in: Literal["words", "speech", "wake", "none"] = "words"
    """What interrupts it while it talks: `words` that are not its own (until they are recognised it falls silent, and goes on
    when there were none), any `speech`, only a `wake` word, or nothing. The talk button always does."""
    barge_in_ms: int | None = Field(None, ge=20, le=5000)
    """Speech after which it falls silent while it talks; without it, 60 for `words`, which is only a beginning, and 300 for
    `speech`, which is the end of it."""
    barge_in_thinking: Literal["speech", "wake", "none"] = "speech"
    """What interrupts it before it is heard: `speech` that goes on with the question, only a `wake` word, or nothing."""
    barge_in_thinking_ms: int = Field(300, ge=20, le=5000)
    """Speech after which work on an answer that is not heard yet is dropped."""

    @field_validator("longest_ms")
    @classmethod
    def _not_before_the_shortest(cls, longest_ms: int, info: ValidationInfo) -> int:
        shortest_ms = info.data.get("shortest_ms")
        if shortest_ms is not None and shortest_ms > longest_ms:
            raise PydanticCustomError(
                "shortest_after_longest",
                "shortest_ms ({shortest_ms}) must not be longer than longest_ms ({longest_ms})",
                {
                    "shortest_ms": shortest_ms,
                    "longest_ms": longest_ms,
                    "at": (("turn", "longest_ms"), ("turn", "shortest_ms")),
                },
            )
        return longest_ms

    @field_validator("end_ms")
    @classmethod
    def _after_the_pause(cls, end_ms: int, info: ValidationInfo) -> int:
        pause_ms = info.data.get("pause_ms")
        if pause_ms is not None and pause_ms >= end_ms:
            raise PydanticCustomError(
                "pause_before_end",
                "pause_ms ({pause_ms}) must be shorter than end_ms ({end_ms})",
                {"pause_ms": pause_ms, "end_ms": end_ms, "at": (("turn", "end_ms"), ("turn", "pause_ms"))},
            )
        return end_ms


class SttSection(EngineSection):
    """Speech to text."""

    engine: Name = "faster-whisper"
    """Name of the engine."""
    model: Name = "whisper-base"
    """Its model: a name of `colibri models list`, a path, or `hub:OWNER/REPO@REVISION/PATH`."""


class LlmSection(EngineSection):
    """The language model."""

    engine: Name = "llama-cpp"
    """Name of the engine."""
    model: Name = "smollm2-135m-instruct"
    """Its model: a name of `colibri models list`, a path, or `hub:OWNER/REPO@REVISION/PATH`."""
    system_prompt: Annotated[str, StringConstraints(min_length=1, max_length=20_000)] | None = None
    """What the model is told about itself; null is the built-in prompt in the language of the conversation."""
    history_tokens: int = Field(384, ge=50, le=100_000)
    """Tokens of earlier conversation that the model sees; the oldest turns leave first."""
    max_tokens: int = Field(120, ge=8, le=4096)
    """Longest answer, in tokens."""
    max_sentences: int = Field(3, ge=1, le=50)
    """Longest answer, in sentences."""
    tools: Literal["auto", "on", "off"] = "auto"
    """Whether the model may use the skills as tools, and is told what they know; `auto`: if `colibri models list` knows it for
    able to."""


class TtsSection(EngineSection):
    """Text to speech."""

    engine: Name = "piper"
    """Name of the engine."""
    voices: Mapping[Language, Name] = Field({"en": "en_US-joe-medium"}, min_length=1)
    """A voice for each language: a name of `colibri models list`, a path, or `hub:OWNER/REPO@REVISION/PATH`."""
    first_clause_words: int = Field(3, ge=1, le=50)
    """Words after which the first clause of an answer is cut, so that it sounds sooner."""
