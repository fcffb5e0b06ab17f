"""Parts are built as the configuration has it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.brain.prompt import SMALL_BYTES, opening
from assistant.config import load
from assistant.engines import ENGINES
from assistant.llm import Message
from assistant.parts import build_brain
from assistant.workers import Worker
from tests.fakes import ScriptedLlm


@pytest.mark.parametrize(
    ("model_bytes", "beginning"),
    [(SMALL_BYTES, opening("en", style="few_shot")), (SMALL_BYTES + 1, opening("en", style="plain"))],
)
def test_small_models_are_shown_what_an_answer_is_and_larger_ones_told(
    tmp_path: Path, model_bytes: int, beginning: list[Message]
) -> None:
    model, llm = tmp_path / "own.gguf", ScriptedLlm("Hello.")
    with model.open("wb") as file:
        file.truncate(model_bytes)
    config = load(None, engines=ENGINES, overrides=[f"llm.model={model}"], environ={})

    async def ask() -> None:
        brain = build_brain(config, llm, worker)
        async for _ in await brain.answer(brain.new_session(), "Hi there!", "en"):
            pass

    worker = Worker("llm")
    try:
        asyncio.run(ask())
    finally:
        worker.close()
    assert llm.prompts[0][:-1] == beginning
