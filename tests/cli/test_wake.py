"""`colibri wake`: one line a detection, one a file, as the assistant would hear them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import files
from assistant.models.store import ModelStore
from assistant.types import Audio
from tests.cli.command import Ended, colibri
from tests.cli.recordings import broken, silence, speechless, spoken, unusual

CONFIRMED = ("--set", "wake.confirm=openwakeword")


@pytest.fixture(scope="module")
def call(starter: ModelStore) -> Audio:
    """The words "Hey Jarvis" and a question in one breath, after half a second."""
    return np.concatenate([silence(0.5), spoken(starter, "Hey Jarvis, what time is it?")[0]])


@pytest.fixture(scope="module")
def question(starter: ModelStore) -> Audio:
    return np.concatenate([silence(0.5), spoken(starter, "How many legs does a spider have?")[0]])


def wake(*arguments: str | Path) -> Ended:
    ended = colibri("wake", *arguments)
    assert (ended.code, ended.err) == (0, "")
    return ended


@pytest.mark.models
@pytest.mark.parametrize("options", [(), CONFIRMED, ("--set", "wake.engine=openwakeword")])
def test_a_line_for_each_detection_and_one_for_each_file(
    call: Audio, question: Audio, tmp_path: Path, options: tuple[str, ...]
) -> None:
    called, asked = tmp_path / "called.wav", tmp_path / "asked.flac.wav"
    files.save(called, np.concatenate([call, silence(2), call]))
    files.save(asked, question)
    first, second, *counts = wake(called, asked, "--json", *options).records
    assert list(first) == ["file", "word", "at_s", "score"]
    assert {first["word"], second["word"]} == {"hey_jarvis"}
    assert 0.7 < first["at_s"] < 1.6
    assert second["at_s"] - first["at_s"] == pytest.approx(len(call) / 16_000 + 2, abs=0.2)
    assert 0 < first["score"] <= 1
    assert counts == [{"file": str(called), "detections": 2}, {"file": str(asked), "detections": 0}]


@pytest.mark.models
def test_files_know_nothing_of_each_other(call: Audio, tmp_path: Path) -> None:
    one, two = tmp_path / "one.wav", tmp_path / "two.wav"
    for path in (one, two):
        files.save(path, call)
    first, _, second, _ = wake(one, two, "--json", *CONFIRMED).records
    assert {**first, "file": ""} == {**second, "file": ""}


@pytest.mark.models
def test_a_word_at_the_very_end_is_found_inside_the_file(starter: ModelStore, tmp_path: Path) -> None:
    word = spoken(starter, "Hey Jarvis")[0]
    end = int(np.flatnonzero(np.abs(word) > 500)[-1])
    files.save(tmp_path / "x.wav", np.concatenate([silence(0.5), word[:end]]))
    found, _ = wake(tmp_path / "x.wav", "--json", *CONFIRMED).records
    assert found["at_s"] <= (end + 8000) / 16_000 + 0.001


@pytest.mark.models
def test_for_people(call: Audio, question: Audio, tmp_path: Path) -> None:
    files.save(tmp_path / "called.wav", call)
    files.save(tmp_path / "asked.wav", question)
    called, asked = wake(tmp_path / "called.wav", tmp_path / "asked.wav").out.splitlines()
    assert called.startswith(f"{tmp_path / 'called.wav'}: hey_jarvis at ")
    assert asked == f"{tmp_path / 'asked.wav'}: no wake word"


@pytest.mark.models
def test_words_and_thresholds_are_those_of_the_configuration(call: Audio, tmp_path: Path) -> None:
    files.save(tmp_path / "called.wav", call)
    assert wake(tmp_path / "called.wav", "--json", "--set", "wake.words=[alexa]").records[-1]["detections"] == 0
    (tmp_path / "deaf.yaml").write_text("wake: {thresholds: {hey_jarvis: 0.999}}")
    deaf = wake(tmp_path / "called.wav", "--json", "-c", tmp_path / "deaf.yaml")
    assert deaf.records == [{"file": str(tmp_path / "called.wav"), "detections": 0}]


@pytest.mark.models
def test_recordings_of_every_form(call: Audio, tmp_path: Path) -> None:
    forms = unusual(tmp_path, np.concatenate([call, silence(0.3)]))
    counts = [r["detections"] for r in wake(*forms.values(), "--json").records if "detections" in r]
    assert counts == [1] * len(forms)


def test_what_cannot_be_used_is_reported_and_the_others_done(tmp_path: Path) -> None:
    bad, mute = broken(tmp_path), speechless(tmp_path)
    ended = colibri("wake", *(path for path, _ in bad.values()), *mute.values(), "--json")
    assert ended.code == 1
    assert ended.records == [{"file": str(path), "detections": 0} for path in mute.values()]
    for path, message in bad.values():
        assert any(line.startswith(f"{path}: ") and message in line for line in ended.err.splitlines())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"engine": "none"}, "wake.engine is none, which listens for no words; add --set wake.engine=microwakeword"),
        ({"words": ["hey jarvis"]}, "did you mean hey_jarvis"),
        ({"words": ["/nowhere/x.json"]}, "there is no such file"),
        ({"thresholds": {"alexa": 0.5}}, "alexa is not one of wake.words"),
        ({"confirm": "openwakewort"}, "openwakeword"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_read(
    settings: dict[str, object], message: str, tmp_path: Path
) -> None:
    (tmp_path / "x.yaml").write_text(json.dumps({"wake": settings}))
    ended = colibri("wake", tmp_path / "missing.wav", "--json", "-c", tmp_path / "x.yaml")
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert "missing.wav" not in ended.err
