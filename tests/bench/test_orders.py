"""How orders are counted: right, wrong, missed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.audio import files
from assistant.bench.orders import SNRS, measure, read
from assistant.brain.intents import IntentMatcher
from assistant.brain.understanding import Understanding
from assistant.errors import UsageError
from tests.brain.intents.sentences import skill
from tests.fakes import ScriptedStt

COFFEE = """
intents:
  Order: {data: [{sentences: ["(make|bring) me a {size} coffee"]}]}
lists:
  size: {values: [small, large]}
"""
LINE = '{"file": "a.wav", "intent": "Order", "slots": {"size": "large"}}\n'


@pytest.fixture
def understanding(tmp_path: Path) -> Understanding:
    skill(tmp_path, COFFEE)
    return Understanding(IntentMatcher(["skill"], ["en"], sentences=tmp_path), ["Order"])


def test_each_order_is_heard_clean_and_in_noise(tmp_path: Path, understanding: Understanding) -> None:
    files.save(tmp_path / "a.wav", (np.sin(np.arange(16_000) / 9) * 8000).astype(np.int16))
    (tmp_path / "labels.jsonl").write_text(LINE)
    stt = ScriptedStt(
        "Bring me a large coffee.", "Bring me a small coffee.", "Nice weather.", *["Make me a large coffee."] * 9
    )
    noise = np.random.default_rng(0).integers(-3000, 3000, 40_000).astype(np.int16)
    found = measure(read(tmp_path / "labels.jsonl"), stt, understanding, ("en",), noise, lambda _: None)
    assert found.right == {None: 1, 24: 0, 21: 0, 18: 1, 15: 1, 12: 1, 9: 1, 6: 1}
    assert found.wrong == 1
    assert [one.heard for one in found.missed] == ["Bring me a small coffee.", "Nice weather."]
    assert found.in_noise == pytest.approx(100 * 5 / 7)
    loud = [float(np.std(audio.astype(float) - stt.heard[0])) for audio in stt.heard[1:]]
    assert loud == sorted(loud)
    assert loud[0] == pytest.approx(np.std(stt.heard[0]) / 10 ** (SNRS[0] / 20), rel=0.05)


@pytest.mark.parametrize("text", ["", "no json\n", '{"file": "a.wav"}\n'])
def test_labels_that_are_wrong_are_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.jsonl").write_text(text)
    with pytest.raises(UsageError, match=r'labels\.jsonl.*\{"file"'):
        read(tmp_path / "labels.jsonl")
