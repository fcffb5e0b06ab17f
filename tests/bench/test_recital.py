"""The reciter says the same whatever it is asked."""

from __future__ import annotations

from assistant.bench.recital import TEXTS, Reciter
from tests.fakes import ScriptedLlm


def test_it_recites_one_text_after_another() -> None:
    reciter = Reciter(ScriptedLlm())
    said = [" ".join("".join(reciter.stream([], max_tokens=5)).split()) for _ in range(len(TEXTS) + 1)]
    assert said == [*TEXTS, TEXTS[0]]


def test_it_ends_when_nobody_wants_it_and_says_that_questions_are_complete() -> None:
    endings: list[float] = []
    assert list(Reciter(ScriptedLlm()).stream([], max_tokens=5, cancelled=lambda: True, on_ending=endings.append)) == []
    assert endings == [0.9]
