from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config.check import choices
from assistant.config.sections import SttSection, WakeSection
from tests.config.fakes import ENGINES, Local, loaded, problems


def test_options_belong_to_the_chosen_engine(tmp_path: Path) -> None:
    config = loaded(tmp_path, "stt:\n  options: {threads: 2, mode: exact, folder: /var/cache}")
    assert config.stt.options == Local.Options(threads=2, mode="exact", folder=Path("/var/cache"))
    assert config.llm.options == Local.Options()


def test_options_of_another_engine_are_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, "stt:\n  engine: remote\n  options:\n    thread: 2\n    timeout: 9")
    assert found == [
        "c.yaml:4: stt.options.thread: there is no such setting",
        "c.yaml:5: stt.options.timeout: there is no such setting (did you mean timeout_s?)",
    ]


def test_everything_wrong_is_found_at_once(tmp_path: Path) -> None:
    text = """\
languages: [en, fr]
audio: {input: true}
vad: {threshold: "0.5"}
turn: {pause_ms: 900, end_ms: 800}
stt:
  engine: whisper
  modle: x
llm:
  options: {threads: 1.5}
sst: 1
"""
    found = problems(tmp_path, text)
    assert [line.split(": ")[:2] for line in found] == [
        ["c.yaml:1", "languages"],
        ["c.yaml:2", "audio.input"],
        ["c.yaml:3", "vad.threshold"],
        ["c.yaml:4", "turn.end_ms"],
        ["c.yaml:6", "stt.engine"],
        ["c.yaml:7", "stt.modle"],
        ["c.yaml:9", "llm.options.threads"],
        ["c.yaml:10", "sst"],
    ]


def test_unknown_engines(tmp_path: Path) -> None:
    assert problems(tmp_path, "stt: {engine: whisper}") == [
        "c.yaml:1: stt.engine: there is no such engine (did you mean faster-whisper?)"
    ]
    assert problems(tmp_path, "stt: {engine: zzz}") == [
        "c.yaml:1: stt.engine: there is no such engine; choose one of: faster-whisper, remote"
    ]


def test_an_engine_whose_module_is_broken(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "tts: {engine: broken}")
    assert found.startswith("c.yaml:1: tts.engine: the engine broken cannot be loaded (No module named")


@pytest.mark.parametrize("section", ["panel: {engine: none}", "panel: {engine: none, options: {}}"])
def test_a_part_that_is_off_by_default_can_be_off(section: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, section) == loaded(tmp_path, "")


def test_a_part_that_is_off_has_no_options_and_others_cannot_be_off(tmp_path: Path) -> None:
    assert problems(tmp_path, "panel: {options: {pin: 1}}") == ["c.yaml:1: panel.options.pin: there is no such setting"]
    (found,) = problems(tmp_path, "stt: {engine: none}")
    assert found.startswith("c.yaml:1: stt.engine: there is no such engine")


def test_choices_of_an_engine() -> None:
    assert choices("wake", WakeSection, {"x": "m:X"}) == ["none", "x"]
    assert choices("stt", SttSection, ENGINES["stt"]) == ["faster-whisper", "remote"]


@pytest.mark.parametrize(
    "line",
    [
        "turn: {end_ms: 700.0}",
        'turn: {end_ms: "700"}',
        "turn: {end_ms: true}",
        "turn: {end_ms: null}",
        "turn: {end_ms: [700]}",
        "turn: {end_ms: 10001}",
        "vad: {threshold: true}",
        "vad: {threshold: 1}",
        "vad: {threshold: 9007199254740993}",
        "stt: {model: 5}",
        'stt: {model: ""}',
        "stt: [model]",
        "stt: text",
        "skills: {anything: 1}",
        "privacy: []",
        "languages: en",
        "languages: {en: fr}",
        "tts: {voices: {}}",
        "tts: {voices: {english: x}}",
        "tts: {voices: [en]}",
        "llm: {options: 5}",
        "llm: {options: [threads]}",
        "audio: {output: 1.5}",
    ],
)
def test_types_are_strict(line: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, line)
    assert found.startswith("c.yaml:1: ")
