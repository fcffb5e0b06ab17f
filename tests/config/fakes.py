"""Engines that only have settings, so that the configuration is tested without any real engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from assistant import registry
from assistant.config import Config, load
from assistant.errors import ConfigError


class Local:
    class Options(registry.Options):
        threads: int = Field(0, ge=0, le=64)
        """Threads it works with."""
        mode: Literal["fast", "exact"] = "fast"
        """What matters more."""
        folder: Path | None = None
        """Where it keeps its cache."""


class Remote:
    class Options(registry.Options):
        token: SecretStr | None = Field(None, min_length=8)
        """Proves who asks."""
        mirrors: dict[str, SecretStr] = Field({})
        """Tokens of other servers."""
        timeout_s: float = Field(5.0, gt=0, le=60)
        """How long to wait."""


HERE = "tests.config.fakes"
ENGINES: Mapping[str, Mapping[str, str]] = {
    "echo": {"webrtc": f"{HERE}:Local"},
    "wake": {"microwakeword": f"{HERE}:Local"},
    "panel": {"console": f"{HERE}:Local"},
    "vad": {"cascade": f"{HERE}:Local"},
    "turn": {"smart-turn": f"{HERE}:Local"},
    "stt": {"faster-whisper": f"{HERE}:Local", "remote": f"{HERE}:Remote"},
    "llm": {"llama-cpp": f"{HERE}:Local"},
    "tts": {"piper": f"{HERE}:Local", "broken": "tests.config.there_is_no_such_module:Voice"},
}


def loaded(folder: Path, text: str | bytes, *overrides: str, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration that a file with this text gives."""
    file = folder / "c.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(file, engines=ENGINES, overrides=overrides, environ=environ or {})


def problems(folder: Path, text: str | bytes, *overrides: str, environ: Mapping[str, str] | None = None) -> list[str]:
    """The problems of a file with this text, its folder left out."""
    try:
        config = loaded(folder, text, *overrides, environ=environ)
    except ConfigError as error:
        return [problem.replace(f"{folder}/", "") for problem in error.problems]
    raise AssertionError(f"was accepted: {config!r}")
