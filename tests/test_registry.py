"""Finding engines, and sharing the cores among them."""

from __future__ import annotations

import os

import pytest

from assistant import registry
from assistant.errors import UsageError


def test_an_engine_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean piper"):
        registry.load("tts", {"piper": "assistant.tts.piper:PiperVoice"}, "pipr")


def test_an_engine_is_loaded_by_its_name() -> None:
    assert registry.load("x", {"one": "assistant.errors:UsageError"}, "one") is UsageError


def test_threads_are_half_of_the_cores_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    assert registry.threads(0) == 4
    assert registry.threads(0, most=3) == 3
    assert registry.threads(6) == 6
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3})
    assert registry.threads(0) == 1
