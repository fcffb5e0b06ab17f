"""Imports go down only, and only an engine's own file imports the engine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "assistant"

LAYERS = {
    # The longest prefix of a module's name decides. L0 vocabulary, L1 mechanisms, L2 ports, L3 engines, L4 brain,
    # L5 front ends, L6 app.
    "assistant": 0,
    "assistant.types": 0,
    "assistant.errors": 0,
    "assistant.events": 0,
    "assistant.registry": 1,
    "assistant.people": 1,
    "assistant.database": 1,
    "assistant.streams": 1,
    "assistant.workers": 1,
    "assistant.locks": 1,
    "assistant.config": 1,
    "assistant.models": 1,
    "assistant.observe": 1,
    "assistant.audio.ring": 1,
    "assistant.audio.files": 1,
    "assistant.audio.resample": 1,
    "assistant.audio.speaker": 1,
    "assistant.audio": 2,
    "assistant.vad": 2,
    "assistant.stt": 2,
    "assistant.llm": 2,
    "assistant.tts": 2,
    "assistant.turns": 2,
    "assistant.engines": 2,
    "assistant.wake": 2,
    "assistant.wake.": 3,
    "assistant.echo": 2,
    "assistant.echo.": 3,
    "assistant.panel": 2,
    "assistant.panel.": 3,
    "assistant.audio.": 3,
    "assistant.vad.": 3,
    "assistant.stt.": 3,
    "assistant.llm.": 3,
    "assistant.tts.": 3,
    "assistant.tts.normalize": 2,
    "assistant.turns.": 2,
    "assistant.turn_detector": 2,
    "assistant.turn_detector.": 3,
    "assistant.brain": 4,
    "assistant.documents": 4,
    "assistant.skills": 2,
    "assistant.skills.": 4,
    "assistant.voice": 5,
    "assistant.chat": 2,
    "assistant.chat.events": 2,
    "assistant.chat.": 5,
    "assistant.demo": 6,
    "assistant.daemon": 6,
    "assistant.parts": 6,
    "assistant.abilities": 6,
    "assistant.handsfree": 6,
    "assistant.messaging": 6,
    "assistant.reminding": 6,
    "assistant.bench": 6,
    "assistant.service": 6,
    "assistant.cli": 6,
    "assistant.__main__": 6,
}

ENGINE_HOMES = {
    "faster_whisper": "stt",
    "ctranslate2": "stt",
    "llama_cpp": "llm",
    "piper": "tts",
    "webrtcvad": "vad",
    "sounddevice": "audio",
    "onnxruntime": "vad tts turn_detector",
    "pymicro_wakeword": "wake",
    "pymicro_features": "wake",
    "pyopen_wakeword": "wake",
    "livekit": "echo",
    "gpiozero": "panel",
    "spidev": "panel",
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        parts = ("assistant", *path.relative_to(ROOT).with_suffix("").parts)
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def layer(module: str) -> int:
    prefixes = [
        name for name in LAYERS if module == name or module.startswith(name if name.endswith(".") else name + ".")
    ]
    return LAYERS[max(prefixes, key=len)]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


KNOWN = {module for module, _ in modules()}


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_imports_go_down_only(module: str, path: Path) -> None:
    upwards = [name for name in imports(path) if name in KNOWN and layer(name) > layer(module)]
    assert upwards == []


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_engines_are_imported_at_home_only(module: str, path: Path) -> None:
    for name in imports(path):
        homes = ENGINE_HOMES.get(name.split(".")[0])
        if homes is not None:
            assert path.parent.name in homes.split(), f"{module} imports {name}"


def test_every_module_has_a_layer_of_its_own() -> None:
    assert [module for module in KNOWN if module != "assistant" and layer(module) == 0 and module.count(".") > 1] == []


def test_vocabulary_needs_the_standard_library_and_numpy_only() -> None:
    for name in ("types", "errors", "events"):
        tops = {found.split(".")[0] for found in imports(ROOT / f"{name}.py")}
        assert tops <= {"__future__", "assistant", "collections", "dataclasses", "numpy", "pathlib", "typing"}
